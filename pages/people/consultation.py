"""The consultation sheet, filled with a municipality's facts, as Word, PDF and Excel; and the record of what follows."""

from dataclasses import dataclass
from datetime import date

import pandas as pd
import streamlit as st

from analysis.advisers import Need
from dashboard import queries
from dashboard.exports import documents, fonts, mime
from dashboard.exports.a4 import INNER, SMALL, Sheet
from dashboard.exports.documents import Block, Grid, Heading, Lines, Text
from dashboard.exports.fonts import Font
from dashboard.forms import controls, workbook
from dashboard.forms.declaration import Result
from dashboard.shared import place_facts, strengths, text, value_tables
from japan import calendar
from pages.people.adviser_form import CLOSED, CONSULTATIONS, RECEIVED, RECORD, RECORD_TITLE

KIND = "相談票"
NOT_SENT = "この相談票は作るだけで、どこにも送りません。"
FEW = 5  # candidates on the sheet


@dataclass(frozen=True)
class Consultation:
    """What a sheet says. desk: a row of queries.desks. facts, weak, candidates: tables as shown. sources_ja: one line."""

    name: str
    question: str
    need: Need
    desk: pd.Series
    facts: pd.DataFrame
    weak: pd.DataFrame
    candidates: pd.DataFrame
    sources_ja: str
    issued_on: date

    @property
    def desk_ja(self) -> str:
        """The desk with phone and mail."""
        one = self.desk
        return f"{one['office_ja']} {one['section_ja']}　電話 {one['phone']}　メール {one['mail']}"

    @property
    def topics(self) -> pd.DataFrame:
        rows = list(self.need.topics.items())
        return pd.DataFrame(rows, columns=["必要な助言", "理由"])


def desk_of(prefecture_name: str) -> pd.Series:
    """The desk that generally serves a prefecture; the ministry's own where none does."""
    every = queries.desks()
    serves = every["prefectures_served"].map(lambda served: prefecture_name in served)
    national = every["prefectures_served"].map(len) == 0
    return every[serves if serves.any() else national].iloc[0]


def made(muni: pd.Series, question: str, need: Need, candidates: pd.DataFrame) -> Consultation:
    """The sheet of a municipality."""
    facts = place_facts.together(muni["lg_code"])
    rules = queries.type_rules().rename(columns={"metric_id": "rule_metric_id"})
    found = rules.merge(queries.types_of(muni["lg_code"]).drop(columns="bound"), on="type_id")
    table = strengths.table(found)
    is_weak = (table["強み・弱み"] == strengths.SIDES["weak"]) & (table["判定"] == strengths.STATES["yes"])
    source_ids = {*place_facts.sources(facts), *(one for ids in found["sources"] for one in ids)}
    return Consultation(
        f"{muni['prefecture_name']} {muni['municipality_name']}",
        question,
        need,
        desk_of(muni["prefecture_name"]),
        place_facts.together_table(muni["lg_code"]).drop(columns="対象"),
        table.loc[is_weak, ["型", "指標", "値", "境", "時点・種類"]].reset_index(drop=True),
        candidates.head(FEW)[["呼び名", "所属", "合う理由", "気をつけること"]]
        if len(candidates)
        else pd.DataFrame(),
        place_facts.attribution(sorted({*source_ids, *queries.sources_of("desks")})),
        calendar.today(),
    )  # fmt: skip


def blocks(one: Consultation) -> list[Block]:
    """The sheet as blocks of a document."""
    parts: list[Block] = [
        Text(f"{one.name}　{text.japanese_date(one.issued_on)}作成【案】"),
        Heading("相談先"),
        Text(one.desk_ja),
        Heading("相談したいこと"),
        Text(one.question) if one.question else Lines(3),
        Heading("団体の状況"),
        Grid(one.facts),
        Heading("当てはまる弱み"),
        Grid(one.weak) if len(one.weak) else Text("当てはまるものはありません。"),
        Heading("要りそうな助言"),
        Grid(one.topics) if len(one.topics) else Text("挙がっていません。"),
    ]
    if len(one.candidates):
        parts += [Heading("アドバイザーの候補（読み込んだ名簿から）"), Grid(one.candidates)]
    followed = pd.DataFrame([["", "", ""]] * 4, columns=["日付", "状態", "内容・次にすること"])
    parts += [
        Heading("経過"),
        Grid(followed),
        Text(f"{strengths.ASSUMED}{one.sources_ja}", is_small=True),
    ]
    return parts


def pdf_bytes(one: Consultation, font: Font) -> bytes:
    """The sheet as A4 pages."""
    sheet = Sheet(KIND, one.name, font)
    sheet.write_in(15, bold=True)
    sheet.fitted(INNER - 42, 8, f"{KIND}　{one.name}", 15)
    sheet.write_in(8, SMALL)
    sheet.cell(42, 8, f"【案】{text.japanese_date(one.issued_on)}作成", align="R", new_x="LMARGIN", new_y="NEXT")  # fmt: skip
    _part(sheet, "相談先", [one.desk_ja])
    _part(sheet, "相談したいこと", one.question.splitlines() or ["（　　　　　　　　　　　　　　　　）"])
    _part(sheet, "団体の状況", _lines(one.facts))
    _part(sheet, "当てはまる弱み", _lines(one.weak) or ["当てはまるものはありません。"])
    _part(sheet, "要りそうな助言", _lines(one.topics) or ["挙がっていません。"])
    if len(one.candidates):
        _part(sheet, "アドバイザーの候補（読み込んだ名簿から）", _lines(one.candidates))
    _part(sheet, "経過", ["日付・状態・内容："] + ["＿" * 40] * 3)
    sheet.ln(2)
    sheet.note(f"{strengths.ASSUMED}{one.sources_ja}")
    return bytes(sheet.output())


def _lines(table: pd.DataFrame) -> list[str]:
    """Each row as one line: 「型：指標　値　…」"""
    rows = table.astype(object).where(table.notna(), "").astype(str).to_numpy().tolist()
    return [f"・{row[0]}：{'　'.join(cell for cell in row[1:] if cell)}" for row in rows]


def _part(sheet: Sheet, title: str, lines: list[str]) -> None:
    sheet.ln(2)
    sheet.write_in(11, bold=True)
    sheet.cell(INNER, 6.5, title, new_x="LMARGIN", new_y="NEXT")
    sheet.write_in(9)
    for line in lines:
        sheet.paragraph(line, 4.8)


def row_of(one: Consultation) -> dict[str, object]:
    """The sheet as a row of the record."""
    return {
        "received_on": one.issued_on,
        "place": one.name,
        "question": one.question or "（未記入）",
        "topics": "、".join(one.need.topics),
        "desk": one.desk["office_ja"],
        "state": RECEIVED,
    }


def excel_bytes(one: Consultation) -> bytes:
    """The sheet as a workbook whose first sheet is the record: brought back, what follows goes on there."""
    results = [
        Result("団体の状況", one.facts, one.sources_ja),
        Result("当てはまる弱み", one.weak, strengths.ASSUMED),
    ]
    results.append(Result("要りそうな助言", one.topics))
    if len(one.candidates):
        results.append(Result("候補", one.candidates))
    rows = {RECORD: CONSULTATIONS.table([row_of(one)])}
    return workbook.export_bytes(f"{KIND}_{one.name}", [CONSULTATIONS], rows, results=results, issued_on=one.issued_on)  # fmt: skip


def take_away(one: Consultation) -> None:
    """What the sheet says in short, and its files."""
    st.markdown(f"**相談先**　{one.desk_ja}")
    name = f"{KIND}_{one.name.replace(' ', '')}"
    font = fonts.japanese()
    files = [
        ("Word", "docx", mime.DOCX, lambda: documents.document_bytes(f"{KIND}　{one.name}", blocks(one)))
    ]
    if font is not None:
        files.append(("PDF", "pdf", mime.PDF, lambda: pdf_bytes(one, font)))
    files.append(("Excel（経過を書き足せる）", "xlsx", mime.XLSX, lambda: excel_bytes(one)))
    with st.container(horizontal=True):
        for label, ending, kind, content in files:
            st.download_button(
                f"{KIND} {label}",
                data=content,
                file_name=f"{name}.{ending}",
                mime=kind,
                icon=":material/download:",
                on_click="ignore",
                key=f"consultation_{ending}",
            )
        st.button(
            "相談の記録に加える",
            icon=":material/playlist_add:",
            key="consultation_add",
            on_click=_add,
            args=(row_of(one),),
        )
    st.caption(f"団体の状況と当てはまる弱みが、時点・出典と一緒に入ります。{NOT_SENT}")


def _add(row: dict[str, object]) -> None:
    """Put a consultation at the end of the record; for callbacks."""
    held = controls.held(RECORD)
    rows = CONSULTATIONS.table() if held is None else held.tables[RECORD]
    rows = pd.concat([rows, CONSULTATIONS.table([row])], ignore_index=True)
    origin = controls.TYPED if held is None else held.origin_ja
    controls.keep(RECORD, {RECORD: rows}, origin, is_example=held is not None and held.is_example)


def record(today: date) -> None:
    """The record of consultations that the reader keeps in a file: what is open and what is due."""
    brought = controls.bring(RECORD, RECORD_TITLE, [CONSULTATIONS], is_mapped=True, is_typed=True)
    if brought is None:
        return
    rows = controls.edit(RECORD, CONSULTATIONS)
    counts = rows["state"].fillna(RECEIVED).value_counts()
    is_open = ~rows["state"].isin(CLOSED)
    late = rows[is_open & (pd.to_datetime(rows["next_on"]) < pd.Timestamp(today))]
    states = "、".join(f"{state} {count:,}" for state, count in counts.items())
    st.markdown(
        f"**相談は{len(rows):,}件、続いているのは{is_open.sum():,}件です**（{states or 'まだありません'}）。"
    )
    if len(late):
        st.warning(f"次の期日を過ぎた相談が{len(late):,}件あります。", icon=":material/event_busy:")
        shown = late[["place", "question", "state", "next_step", "next_on"]]
        labels = {column.key: column.label for column in CONSULTATIONS.columns}
        value_tables.show(shown.rename(columns=labels), alt="期日を過ぎた相談")
    controls.take_away(
        RECORD_TITLE, [CONSULTATIONS], {RECORD: rows}, results=list, assumptions=[], key=RECORD
    )
