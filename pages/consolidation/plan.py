"""The draft of a joint plan of several bodies, of the pairs chosen: Word and Excel."""

import io
from dataclasses import dataclass, replace

import pandas as pd
import streamlit as st
import xlsxwriter

from analysis import consolidation_options
from analysis.consolidation_options import OPTIONS, Assumed
from analysis.printed_numbers import rounded
from dashboard import queries
from dashboard.exports import documents, mime, tables
from dashboard.exports.documents import Boxes, Grid, Heading, Lines, Text
from dashboard.runtime import place
from dashboard.shared import text
from japan import calendar
from pages.consolidation import assumptions, sections, sheet, words
from pages.consolidation.found import Found

MOST_PAIRS = 20
TITLE = "橋梁の集約・再編の共同検討"
STEPS = (
    "現地で、渡る川や道、使う人、通学・救急・避難の道を確かめた",
    "道路管理者どうしで、台帳と点検結果を見せ合った",
    "河川管理者、警察、消防、バス会社などに聞いた",
    "沿線の住民と事業者に聞いた",
    "交通量（車・歩行者・自転車）を測った",
    "回り道になる道の幅や安全を確かめた",
    "費用の分担と、道路の認定・廃止の手続きを確かめた",
    "長寿命化修繕計画への書き方を決めた",
)


@dataclass(frozen=True)
class Plan:
    """What the draft is filled with. pairs: a part of the list, listed: as Found; where: the place as it is written."""

    where: str
    found: Found
    numbers: Assumed
    source_ids: list[str]

    @property
    def managers(self) -> list[str]:
        pairs = self.found.pairs
        return sorted({*pairs["first_manager_ja"], *pairs["second_manager_ja"]})


def ask(found: Found, numbers: Assumed, where: str, source_ids: list[str]) -> None:
    """Let the reader choose pairs, and take the draft away."""
    st.markdown(
        "組を選ぶと、関係する団体で一緒に検討するための案を作れます。空欄に、話し合いの結果を書き込んで使います。"
    )
    names = {row.code: sheet.title(row) for row in found.pairs.itertuples()}
    chosen = place.pick_many(
        f"案に入れる組（{MOST_PAIRS}組まで）", "plan", names, most=MOST_PAIRS, empty="組を選んでください"
    )
    if not chosen:
        return
    plan = Plan(where, part(found, chosen), numbers, source_ids)
    st.caption(f"関係する管理者：{'、'.join(plan.managers)}")
    with st.container(horizontal=True):
        for label, write, ending, kind in (
            ("共同検討の案（Word）", document, "docx", mime.DOCX),
            ("共同検討の案（Excel）", workbook, "xlsx", mime.XLSX),
        ):
            st.download_button(
                label,
                data=lambda write=write: write(plan),
                file_name=f"{TITLE}（案）_{where}.{ending}",
                mime=kind,
                icon=":material/download:",
                on_click="ignore",
                key=f"plan_{ending}",
            )


def part(found: Found, codes: list[str]) -> Found:
    """The list of these pairs alone, in this order."""
    at = found.pairs.reset_index().set_index("code").loc[codes, "index"].to_list()
    tables = {
        name: getattr(found, name).iloc[at].reset_index(drop=True) for name in ("pairs", "listed", "signs")
    }
    return replace(found, **tables)


def document(plan: Plan) -> bytes:
    """The draft as Word: whom it concerns, the pairs, a sheet for each, steps to tick, assumptions and sources."""
    today = text.japanese_date(calendar.today())
    blocks: list[documents.Block] = [
        Text(f"【案】{today} 作成。決定したものではありません。"),
        Text(words.NOTE),
        Heading("1　関係する管理者", 2),
        Text("、".join(plan.managers)),
        Text("検討の体制（事務局、会議、期間）："),
        Lines(2),
        Heading("2　対象の橋の組", 2),
        Grid(summary(plan)),
        Text(words.COST_NOTE, is_small=True),
        Heading("3　組ごとの票", 2),
    ]
    for at in range(len(plan.found.pairs)):
        blocks += _pair_blocks(plan, at)
    blocks += [
        Heading("4　確かめること", 2),
        Boxes(STEPS),
        Heading("5　前提", 2),
        Grid(assumptions.table(plan.numbers).astype("object").map(_cell)),
        Heading("6　出典", 2),
        *(Text(one, is_small=True) for one in _sources(plan)),
    ]
    return documents.document_bytes(f"{TITLE}（案）　{plan.where}", blocks)


def _pair_blocks(plan: Plan, at: int) -> list[documents.Block]:
    one = plan.found.pairs.iloc[[at]]
    pair = one.iloc[0]
    blocks: list[documents.Block] = [
        Heading(f"3-{at + 1}　{sheet.title(pair)}", 3),
        Grid(sheet.side_by_side(pair, plan.found.year)),
    ]
    rows = []
    for reasons in consolidation_options.reasons(one, plan.numbers, words.of_pair(pair)):
        said = [*(f"○ {line}" for line in reasons.for_ja), *(f"△ {line}" for line in reasons.against_ja)]
        costs = sheet.cost_lines(reasons.option, one, plan.numbers)
        rows.append(
            (
                OPTIONS[reasons.option] + ("" if reasons.is_listed else "（いまの前提では挙がらない）"),
                "\n".join(said),
                "\n".join(f"{label}：{cost}" for label, cost in costs),
            )
        )
    table = pd.DataFrame(rows, columns=["検討できること", "理由（○ 合う、△ 合わない）", "費用の目安"])
    return [*blocks, Grid(table), Text("話し合いの結果："), Lines(2)]


def summary(plan: Plan) -> pd.DataFrame:
    """One row per pair: names, managers, distance, detour, what could be looked into."""
    listed = sections.list_table(plan.found)
    table = listed[["先に見る橋", "隣の橋", "距離（m）", "関係", "検討できること"]].copy()
    managers = [words.managers(pair) for _, pair in plan.found.pairs.iterrows()]
    table.insert(2, "管理者", managers)
    return table.assign(**{"距離（m）": table["距離（m）"].map("{:,.0f}".format)})


def cost_table(plan: Plan) -> pd.DataFrame:
    """One row per pair and option: yen, low, base, high, and whether the rules list it."""
    costs = consolidation_options.costs(plan.found.pairs, plan.numbers)
    rows = []
    for at, (_, pair) in enumerate(plan.found.pairs.iterrows()):
        for name, label in words.COST_LABELS.items():
            option = name.removesuffix("_renewal")
            own = costs[name].iloc[at]
            rows.append((sheet.title(pair), OPTIONS[option], label, own["low"], own["base"], own["high"], "挙がる" if plan.found.listed[option].iloc[at] else ""))  # fmt: skip
    headings = [
        "組",
        "検討できること",
        "費用の内容",
        "低い（円）",
        "基本（円）",
        "高い（円）",
        "いまの前提で",
    ]
    return pd.DataFrame(rows, columns=headings)


def reason_table(plan: Plan) -> pd.DataFrame:
    """One row per reason: 組, 検討できること, 合う・合わない, 理由."""
    rows = []
    for at in range(len(plan.found.pairs)):
        one = plan.found.pairs.iloc[[at]]
        title = sheet.title(one.iloc[0])
        for reasons in consolidation_options.reasons(one, plan.numbers, words.of_pair(one.iloc[0])):
            for side, sentences in (("合う", reasons.for_ja), ("合わない", reasons.against_ja)):
                rows += [(title, OPTIONS[reasons.option], side, sentence) for sentence in sentences]
    return pd.DataFrame(rows, columns=["組", "検討できること", "向き", "理由"])


def workbook(plan: Plan) -> bytes:
    """The draft as Excel: 組の一覧, 理由, 費用の目安, 確かめること, 前提, 出典."""
    checks = pd.DataFrame({"確かめること": STEPS, "済": "", "担当": "", "メモ": ""})
    sheets = {
        "組の一覧": sections.list_table(plan.found),
        "理由": reason_table(plan),
        "費用の目安": cost_table(plan).round(-3),
        "確かめること": checks,
        "前提": assumptions.table(plan.numbers),
    }
    output = io.BytesIO()
    with xlsxwriter.Workbook(output, tables.OPTIONS) as book:
        looks = tables.Looks(book)
        for name, table in sheets.items():
            tables.write_table(book.add_worksheet(name), rounded(table), looks)
        remarks = [words.NOTE, words.COST_NOTE, f"関係する管理者：{'、'.join(plan.managers)}"]
        title = f"{TITLE}（案）　{plan.where}"
        tables.write_about(book, title, queries.sources(plan.source_ids), remarks, looks)
    return output.getvalue()


def _sources(plan: Plan) -> list[str]:
    return [
        f"{one.attribution}（{text.japanese_date(one.as_of)}現在、{one.licence}）"
        for one in queries.sources(plan.source_ids).itertuples()
    ]


def _cell(value: object) -> str:
    return "" if pd.isna(value) else f"{value:,g}" if isinstance(value, float) else str(value)
