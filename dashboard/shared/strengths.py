"""強み・弱み: which declared rules hold for a municipality, and what helps against its weak points."""

from collections.abc import Iterable
from typing import NamedTuple
from urllib.parse import parse_qsl

import pandas as pd
import streamlit as st

from analysis import dates
from analysis.typing_rules import HIGHEST, MARKED, MISSING, NO, UNCLEAR, UNKNOWN, YES
from dashboard import queries
from dashboard.runtime.cache import cached
from dashboard.shared import notes, text, value_tables

SIDES = {"weak": "弱み", "strong": "強み"}
STATES = {YES: "当てはまる", NO: "当てはまらない", UNKNOWN: "分からない"}
WHY = {MISSING: "データなし", MARKED: "印のある値", UNCLEAR: "推計でははっきりしない"}
ASSUMED = "強み・弱みの規則は本ダッシュボードの仮定です（1つの指標と境だけで機械的に分けたもので、評価ではありません）。"


def bound_ja(rule: pd.Series) -> str:
    """Where a rule begins to hold: 「152橋以上（多い方から4分の1）」, 「5人以下」."""
    which = "以上" if rule["worse_end"] == HIGHEST else "以下"
    edge = text.number(rule["bound"], rule["unit"], int(rule["digits"])) + which
    if rule["is_fixed"]:
        return edge
    return f"{edge}（{'大きい' if rule['worse_end'] == HIGHEST else '小さい'}方から4分の1）"


def value_ja(row: pd.Series) -> str:
    """What a state rests on, with its kind; why it is not known."""
    if pd.isna(row["value"]):
        return (
            text.missing(row["status"], row["less_than"], row["rests_unit"], int(row["rests_digits"]))
            or "データなし"
        )
    value = text.number(row["value"], row["rests_unit"], int(row["rests_digits"]))
    mark = text.mark(row["mark"], row["denominator"])
    return f"{value}（{mark}）" if mark else value


def when_ja(row: pd.Series) -> str:
    """「2025年3月31日現在・算出値」"""
    if pd.isna(row["as_of"]):
        return ""
    day = dates.written(row["as_of"], bool(row["is_fiscal_year"]))
    ending = (
        "" if row["is_fiscal_year"] else "公表" if row["metric_id"] == "population_2050_index" else "現在"
    )
    return f"{day}{ending}・{text.BASIS[row['basis']]}"


class _Shown(NamedTuple):
    """What is shown of a municipality; `answers`: the weak points that hold, by the remedy that helps, most of them first."""

    sentence: str
    weak: str
    strong: str
    answers: dict[str, list[str]]
    table: pd.DataFrame
    source_ids: list[str]


@cached
def _shown(lg_code: str) -> _Shown:
    found = _of(lg_code)
    rows = found.to_dict("records")
    return _Shown(
        sentence(queries.names()[lg_code], found),
        _points([row for row in rows if row["side"] == "weak"], "weak"),
        _points([row for row in rows if row["side"] == "strong"], "strong"),
        _answers(rows),
        table(found),
        sorted({source for sources in found["sources"] for source in sources}),
    )


def _of(lg_code: str) -> pd.DataFrame:
    """The rules with the state of a municipality, in order."""
    states = queries.types_of(lg_code).drop(columns="bound")
    rules = queries.type_rules().rename(columns={"metric_id": "rule_metric_id"})
    return rules.merge(states, on="type_id")


def show(lg_code: str) -> None:
    """The whole section of a municipality: sentence, points with values and bounds, remedies, table with files, sources."""
    found = _shown(lg_code)
    st.markdown(f"**{found.sentence}**")
    left, right = st.columns(2, gap="medium")
    left.markdown(found.weak)
    right.markdown(found.strong)
    _remedies(found.answers)
    value_tables.table_with_downloads(
        found.table,
        title=f"強み・弱み_{queries.names()[lg_code]}",
        source_ids=found.source_ids,
        notes=[ASSUMED],
        key="points",
        label="すべての規則の表",
    )
    st.caption(ASSUMED)
    notes.source_line(found.source_ids)


def sentence(name: str, found: pd.DataFrame) -> str:
    """How many points hold and how many are not known."""
    weak, strong = (found[found["side"] == side] for side in ("weak", "strong"))
    begin = (
        f"{name}は、{len(weak)}の弱みのうち{(weak['state'] == YES).sum()}、"
        f"{len(strong)}の強みのうち{(strong['state'] == YES).sum()}に当てはまります。"
    )
    unknown = int((found["state"] == UNKNOWN).sum())
    return begin + (f"{unknown}は値がないなどの理由で分かりません。" if unknown else "")


def _points(own: list[dict], side: str) -> str:
    """The points of a side that hold, with what they rest on; which are not known, and why."""
    holding = [row for row in own if row["state"] == YES]
    lines = [
        f"- **{row['name_ja']}**：{row['rests_label_ja']} {value_ja(row)}  \n  :gray[{_bound_of(row)}｜{when_ja(row)}]"
        for row in holding
    ]
    reasons = "、".join(
        f"{row['name_ja']}（{WHY[row['why_unknown']]}）" for row in own if row["state"] == UNKNOWN
    )
    return "\n\n".join(
        [
            f"**当てはまる{SIDES[side]}（{len(holding)}）**",
            "\n".join(lines) or "当てはまるものはありません。",
            *([f":small[:gray[分からない：{reasons}]]"] if reasons else []),
        ]
    )


def _bound_of(row: dict) -> str:
    if row["metric_id"] != row["rule_metric_id"]:  # an estimate stands in for the count
        return f"境：{bound_ja(row)}。人数が分からないため、確率（推計）で判定"
    return f"境：{bound_ja(row)}"


def _answers(rows: list[dict]) -> dict[str, list[str]]:
    answers: dict[str, list[str]] = {}
    for row in rows:
        if row["side"] == "weak" and row["state"] == YES:
            for remedy in row["remedies"]:
                answers.setdefault(remedy, []).append(row["name_ja"])
    return dict(sorted(answers.items(), key=lambda answer: -len(answer[1])))


def _remedies(answers: dict[str, list[str]]) -> None:
    """What helps against the weak points that hold, each with the ways there."""
    if not answers:
        return
    st.markdown("**弱みに合う手立て**")
    remedies, ordered = ways_of_remedies(), list(answers)
    for at in range(0, len(ordered), 2):
        for column, remedy in zip(st.columns(2), ordered[at : at + 2], strict=False):
            with column, st.container(border=True):
                remedy_card(remedies[remedy], answers[remedy])


@cached
def ways_of_remedies() -> dict[str, list[dict]]:
    """Each remedy with its rows of queries.remedies, one for each way to where it is."""
    ways: dict[str, list[dict]] = {}
    for row in queries.remedies().to_dict("records"):
        ways.setdefault(row["remedy_id"], []).append(row)
    return ways


def remedy_card(ways: list[dict], answered: Iterable[str]) -> None:
    """A remedy, the weak points it answers, and the ways to cases, schemes and desks. ways: as of `ways_of_remedies`."""
    st.markdown(
        f"**{ways[0]['name_ja']}**　{ways[0]['what_ja']}\n\n:small[:gray[合う弱み：{'・'.join(answered)}]]"
    )
    with st.container(horizontal=True):
        for row in ways:
            query = row["link_query"]
            st.page_link(
                f"pages/{row['page_id']}/page.py",
                label=row["link_ja"],
                icon=":material/arrow_forward:",
                query_params=dict(parse_qsl(query)) if isinstance(query, str) else None,
            )


def table(found: pd.DataFrame) -> pd.DataFrame:
    """All rules of a municipality as shown and exported."""
    rows = found.to_dict("records")
    return pd.DataFrame(
        {
            "強み・弱み": found["side"].map(SIDES),
            "型": found["name_ja"],
            "判定": found["state"].map(STATES),
            "指標": found["rests_label_ja"],
            "値": [value_ja(row) for row in rows],
            "境": [bound_ja(row) for row in rows],
            "時点・種類": [when_ja(row) for row in rows],
            "分からない理由": found["why_unknown"].map(WHY).fillna(""),
            "境の理由（仮定）": found["reason_ja"],
        }
    )


def show_counts(name: str, codes: tuple[str, ...] | None) -> None:
    """How many municipalities of an area each rule holds for, with the table and its files. codes: all when None."""
    shown = counts_table(codes)
    total = len(codes) if codes is not None else len(queries.municipalities())
    weak = shown[shown["強み・弱み"] == SIDES["weak"]].sort_values("当てはまる（団体）", ascending=False)
    first, second = (weak.iloc[at] for at in (0, 1))
    st.markdown(
        f"**{name}の{total:,}団体で最も多い弱みは「{first['型']}」（{first['当てはまる（団体）']:,}団体）、"
        f"次は「{second['型']}」（{second['当てはまる（団体）']:,}団体）です。**"
    )
    value_tables.show(
        shown.drop(columns=["境の理由（仮定）"]),
        alt=f"{name}の強み・弱みの団体数",
    )
    rules = queries.type_rules()
    source_ids = sorted({source for sources in rules["sources"] for source in sources})
    value_tables.downloads(
        shown, title=f"強み・弱みの団体数_{name}", source_ids=source_ids, notes=[ASSUMED], key="type_counts"
    )
    st.caption(f"{ASSUMED}「分からない」は「当てはまらない」ではありません。")


@cached
def counts_table(codes: tuple[str, ...] | None) -> pd.DataFrame:
    """One row per rule: what it is, its bound, and how many it holds for."""
    counts = queries.type_counts(None if codes is None else list(codes))
    rules = queries.type_rules().merge(counts, on="type_id")
    return pd.DataFrame(
        {
            "強み・弱み": rules["side"].map(SIDES),
            "型": rules["name_ja"],
            "当てはまる（団体）": rules["holding"],
            "うち推計による（団体）": rules["estimated"],
            "当てはまらない（団体）": rules["not_holding"],
            "分からない（団体）": rules["unknown"],
            "指標": rules["label_ja"],
            "境": [bound_ja(row) for row in rules.to_dict("records")],
            "境の理由（仮定）": rules["reason_ja"],
        }
    )
