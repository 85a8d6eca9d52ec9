"""One search over all hand-maintained facts: cases, legal forms, the handbook, desks, programmes, talks, history, printed figures."""

from collections.abc import Collection

import pandas as pd
import streamlit as st

from analysis import search
from dashboard import queries
from dashboard.runtime import place
from dashboard.runtime.cache import cached
from dashboard.shared import case_words, text, value_tables
from japan import calendar

PAGES = "pages/{}/page.py".format
STAFFING, OVERVIEW = "pages/staffing/page.py", "pages/overview/page.py"
WEIGHTS = {"name": 5.0, "content": 2.0, "about": 1.0}
FEW = 4  # hits of one kind that are read before the table
HANDBOOK_KINDS = {
    "bundle": "3つの束",
    "strategy": "マネジメント戦略",
    "step": "実施プロセス",
    "chapter": "手引き Ver.1 の章",
    "chapter_question": "手引き Ver.1 の章が答える問い",
    "chapter_part": "手引き Ver.1 の章の見出し",
    "tool": "検討支援ツール（付録）",
    "question": "Q&A（全41問のうち、概要に挙がる11問）",
    "sample": "先行事例のサンプル集（付録）",
    "next": "Ver.2 に向けた検討",
    "open_question": "人の群マネの検討課題",
    "mindset": "はじめる前の心構え",
}
CONTENTS = {"chapter", "chapter_question", "chapter_part", "question"}  # of which one page is the way in
EFFECT_KINDS = {"heard": "先行事例の声", "expected": "想定される効果", "concern": "不安"}


def ask(placeholder: str) -> str:
    """The words the reader types, answered with every letter; they stand in the URL."""
    return place.write("探す", "find", placeholder=placeholder, icon=":material/search:", live=True)


def show(wanted: str, *, here: str, title: str, without: str | None = None, is_open: bool = True) -> None:
    """What the words find, kind by kind, each with the page that shows it; nothing where nothing is asked.

    here: title of the page one is on. without: a kind that this page finds by itself.
    """
    if not wanted.strip():
        return
    every = facts()
    found = every.loc[search.find(wanted, every[every["kind"] != without], WEIGHTS).index]
    if found.empty:
        if without is None:
            st.info("見つかりません。言葉を減らすか、短くしてください。", icon=":material/search_off:")
        return
    counts = found["kind"].value_counts(sort=False)
    by_kind = "・".join(f"{kind} {count}" for kind, count in counts.items())
    with st.expander(f"{title}　{len(found)}件（{by_kind}）", expanded=is_open, icon=":material/search:"):
        for kind, own in found.groupby("kind", sort=False):
            st.markdown(f"**{kind}**")
            st.markdown("\n".join(f"- **{one.name}**　{one.content}" for one in own.head(FEW).itertuples()))
            if len(own) > FEW:
                st.caption(f"ほか{len(own) - FEW}件は、下の表にあります。")
            for where, page in own[["where", "page"]].drop_duplicates().itertuples(index=False):
                if where != here:
                    st.page_link(page, label=f"「{where}」のページへ", icon=":material/arrow_forward:")
        value_tables.table_with_downloads(
            found[["kind", "name", "content", "where", "document_ja"]].rename(
                columns={
                    "kind": "種類",
                    "name": "名前",
                    "content": "内容",
                    "where": "ページ",
                    "document_ja": "資料",
                }
            ),
            title="見つかったこと",
            source_ids=list(found["source_id"].unique()),
            notes=[],
            key="facts_table",
            label="見つかったことの表",
        )


@cached
def facts() -> pd.DataFrame:
    """Every hand-maintained fact that is not part of a case, and every case by its name.

    Columns: kind (Japanese), name, content, about (other words that find it), document_ja, where (the page's title), page, source_id.
    """
    parts = [
        _part("事例", "事例", PAGES("cases"), "cases", _cases()),
        _part("制度", "制度と契約", PAGES("schemes"), "schemes", _schemes()),
        _part("包括の程度", "制度と契約", PAGES("schemes"), "outsourcing_ladder", _ladder()),
        _part("手引き", "手引きから探す", PAGES("handbook"), "handbook", _handbook(CONTENTS)),
        _part(
            "手引き", "制度と契約", PAGES("schemes"), "handbook", _handbook(set(HANDBOOK_KINDS) - CONTENTS)
        ),
        _part("効果・不安", "事例", PAGES("cases"), "effects", _effects()),
        _part("相談窓口", "人の群マネ", PAGES("people"), "desks", _desks()),
        _part("資格・研修", "人の群マネ", PAGES("people"), "programmes", _programmes()),
        _part("勉強会", "人の群マネ", PAGES("people"), "seminars", _seminars()),
        _part("国の動き", "全国の状況", OVERVIEW, "history", _history()),
        _part("職員の数値", "技術職員", STAFFING, "printed_staff_counts", _counts()),
        *_figures(),
    ]
    return pd.concat(parts, ignore_index=True)


def _part(kind: str, where: str, page: str, table: str, rows: list[dict]) -> pd.DataFrame:
    return pd.DataFrame(rows).assign(
        kind=kind, where=where, page=page, source_id=queries.sources_of(table)[0]
    )


def _row(name: str, content: str, document_ja: str, *about: object) -> dict:
    known = [word for word in about if isinstance(word, str)]
    return {"name": name, "content": content, "document_ja": document_ja, "about": [document_ja, *known]}


def _cases() -> list[dict]:
    documents = queries.case_documents().groupby("case_id")["document_ja"].agg("、".join)
    bodies = queries.case_members()
    named = (bodies["prefecture_name"] + bodies["municipality_name"].fillna("")).groupby(bodies["case_id"])
    members = named.agg("、".join)
    return [
        _row(one.case_name, one.summary_ja, documents[one.case_id], members[one.case_id], *one.works_ja)
        for one in queries.cases().itertuples()
    ]


def _schemes() -> list[dict]:
    return [
        _row(
            one.scheme_name,
            f"{one.authority_ja}{one.responsibility_ja}{one.suits_ja}"
            + (f"山口県内の例：{'、'.join(one.examples_ja)}。" if len(one.examples_ja) else ""),
            one.document_ja,
            one.law_ja,
            "法人格あり・財産の保有" if one.has_legal_person else "法人の設立を要しない",
        )
        for one in queries.schemes().itertuples()
    ]


def _ladder() -> list[dict]:
    levels = queries.outsourcing_ladder()
    return [
        _row(own["dimension_ja"].iloc[0], " → ".join(own["level_ja"]), own["document_ja"].iloc[0])
        for _, own in levels.groupby("dimension_id", sort=False)
    ]


def _handbook(kinds: Collection[str]) -> list[dict]:
    rows = []
    for kind, title in HANDBOOK_KINDS.items():
        if kind not in kinds:
            continue
        for one in queries.handbook(kind).itertuples():
            mark = f"STEP {one.number} " if kind == "step" else ""
            rows.append(_row(f"{mark}{one.name_ja}", one.text_ja, one.document_ja, title))
    return rows


def _effects() -> list[dict]:
    return [
        _row(
            one.name_ja,
            f"{one.text_ja}（{case_words.SPEAKERS[one.said_by]}・{EFFECT_KINDS[one.kind]}）",
            one.document_ja,
        )
        for one in queries.effects().itertuples()
    ]


def _desks() -> list[dict]:
    return [
        _row(
            one.office_ja,
            f"{one.section_ja}　電話 {one.phone}　{one.mail}",
            one.document_ja,
            "自治体メンテ相談窓口",
            "・".join(one.prefectures_served) or "全国",
        )
        for one in queries.desks().itertuples()
    ]


def _programmes() -> list[dict]:
    return [
        _row(
            one.name_ja,
            f"{one.provider_ja}。{one.text_ja}",
            one.document_ja,
            case_words.PROGRAMME_KINDS[one.kind],
            "・".join(one.prefectures_served),
            one.note_ja,
        )
        for one in queries.programmes().itertuples()
    ]


def _seminars() -> list[dict]:
    rows = []
    for one in queries.seminars().itertuples():
        theme = f"「{one.theme_ja}」" if isinstance(one.theme_ja, str) else ""
        audience = [
            *(["自治体"] if one.for_municipalities else []),
            *(["事業者"] if one.for_contractors else []),
            *([one.other_audience_ja] if isinstance(one.other_audience_ja, str) else []),
        ]
        content = (
            f"{text.japanese_date(one.held_on)}（{one.area_ja}）{theme}　"
            f"主催：{one.organiser_ja}　対象：{'・'.join(audience)}"
        )
        day = one.held_on
        about = [calendar.era_date(day), f"{day.year}.{day.month}.{day.day}", one.note_ja]
        rows.append(_row(one.name_ja, content, one.document_ja, *about))
    return rows


def _history() -> list[dict]:
    return [
        _row(
            f"{calendar.era_year(one.fiscal_year)}度（{one.fiscal_year}）",
            one.event_ja,
            one.document_ja,
            case_words.EVENT_KINDS[one.kind],
        )
        for one in queries.history().itertuples()
    ]


def _counts() -> list[dict]:
    return [
        _row(
            one.employer_ja,
            f"{one.occupation_printed_ja} {one.staff_count:,}人（{text.japanese_date(one.as_of)}現在）",
            one.document_ja,
            calendar.era_date(one.as_of),
            one.note_ja,
        )
        for one in queries.printed_counts().itertuples()
    ]


def _figures() -> list[pd.DataFrame]:
    """Printed figures, each with the page on which it stands."""
    pages = {
        "council": ("人の群マネ", PAGES("people")),
        "model": ("事例", PAGES("cases")),
        "nara": ("事例", PAGES("cases")),
    }
    parts = []
    for one in queries.table("printed_figures").itertuples():
        where, page = pages.get(one.figure_id.split("_")[0], ("全国の状況", OVERVIEW))
        row = _row(
            one.label_ja, f"{one.text_ja}（{one.as_of_ja}）", one.document_ja, f"{one.value:,.0f}{one.unit}"
        )
        parts.append(_part("資料の数値", where, page, "printed_figures", [row]))
    return parts
