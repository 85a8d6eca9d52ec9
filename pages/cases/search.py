"""Finding cases: filters, and words in any of their texts."""

from collections import defaultdict

import pandas as pd
import streamlit as st

from analysis import search
from dashboard import queries
from dashboard.runtime import place
from dashboard.shared import case_words, text
from dashboard.shared.case_words import words
from japan import calendar
from pages.cases import queries as own_queries

NUMBERS = "numbers"
FIELDS = {
    "case_name": ("名前", 5.0),
    "bodies": ("団体", 4.0),
    "kana": ("団体のよみ", 3.5),
    "labels": ("類型・分野", 3.0),
    "works_ja": ("業務", 2.5),
    "summary_ja": ("内容", 2.0),
    "contract": ("契約", 1.5),
    "steps": ("進み具合", 1.5),
    "effects": ("効果・課題", 1.5),
    "background_ja": ("きっかけ", 1.0),
    "papers": ("書類・資料", 1.0),
}


def pick_cases(cases: pd.DataFrame, wanted: str) -> pd.DataFrame:
    """Let the reader filter; the cases that pass and hold all words, best hit first, with the fields in which the words stand."""
    members = queries.case_members()
    bodies = members[members["role"] != "planned"].groupby("case_id").size()
    first, second, third, fourth, fifth = st.columns(5)
    with first:
        programme = place.pick("事例の出どころ", "programme", case_words.PROGRAMMES, empty="すべて")
    with second:
        kind = place.pick("類型", "kind", case_words.KINDS, empty="すべて")
    with third:
        sector = place.pick("分野", "sector", case_words.SECTORS, empty="すべて")
    with fourth:
        sizes = {code: label for code, (label, *_) in case_words.SIZES.items()}
        size = place.pick("団体の数", "bodies", sizes, empty="すべて")
    with fifth:
        outcome = place.pick("成果の種類", "outcome", _outcomes(), empty="すべて")
    passing = pd.Series(True, index=cases.index)
    if outcome is not None:
        passing &= cases["case_id"].isin(_with_outcome(outcome))
    if programme is not None:
        passing &= cases["programme"] == programme
    if kind is not None:
        passing &= cases["kinds"].map(lambda kinds: kind in kinds)
    if sector is not None:
        passing &= cases["sectors_bundled"].map(lambda sectors: sector in sectors)
    if size is not None:
        _, low, high = case_words.SIZES[size]
        passing &= cases["case_id"].map(bodies).between(low, high)
    if not wanted.strip():
        return cases[passing].assign(hit=None).reset_index(drop=True)
    weights = {field: weight for field, (_, weight) in FIELDS.items()}
    hits = search.find(wanted, searchable(cases[passing], members), weights)
    found = cases.set_index("case_id", drop=False).loc[hits.index]
    return found.assign(hit=hits["fields"]).reset_index(drop=True)


def _outcomes() -> dict[str, str]:
    """The kinds of outcome that cases tell of, and those of which numbers are printed."""
    effects = own_queries.case_effects()
    told = {code: label for code, label in case_words.OUTCOMES.items() if (effects["outcome"] == code).any()}
    return {NUMBERS: "数値のある成果"} | told


def _with_outcome(outcome: str) -> set[str]:
    effects = own_queries.case_effects()
    if outcome == NUMBERS:
        return set(effects.loc[has_numbers(effects), "case_id"])
    return set(effects.loc[effects["outcome"] == outcome, "case_id"])


def has_numbers(effects: pd.DataFrame) -> pd.Series:
    """Which effects have numbers before and after, or the change between them."""
    return effects["before_value"].notna() | effects["change_percent"].notna()


def searchable(cases: pd.DataFrame, members: pd.DataFrame) -> pd.DataFrame:
    """The texts of each case by field (see FIELDS), index case_id; every cell is a list of texts."""
    parts = {
        "bodies": members,
        "sectors": own_queries.case_sectors(),
        "steps": own_queries.case_steps(),
        "numbers": own_queries.case_numbers(),
        "effects": own_queries.case_effects(),
        "documents": queries.case_documents(),
    }
    rows = {name: _by_case(table) for name, table in parts.items()}
    texts = {
        case.case_id: _texts(case, **{name: of_case[case.case_id] for name, of_case in rows.items()})
        for case in cases.itertuples()
    }
    return pd.DataFrame.from_dict(texts, orient="index", columns=list(FIELDS))


def _texts(
    case, bodies: list, sectors: list, steps: list, numbers: list, effects: list, documents: list
) -> dict[str, list]:
    """The texts of one case by field; the lists are its rows in the tables of the same names."""
    return {
        "case_name": [case.case_name],
        "bodies": [
            *(f"{one.prefecture_name}{one.municipality_name or ''} {one.lg_code}" for one in bodies),
            *(one.note_ja for one in bodies),
            case.members_note_ja,
        ],
        "kana": [one.municipality_name_kana for one in bodies],
        "labels": [
            case_words.PROGRAMMES[case.programme],
            words(case.kinds, case_words.KINDS),
            words(case.sectors_bundled, case_words.SECTORS),
            words(case.facilities, case_words.FACILITIES),
            *(one.note_ja for one in sectors),
        ],
        "works_ja": list(case.works_ja),
        "summary_ja": [case.summary_ja],
        "contract": [
            years_ja(case.contract_years),
            case.contract_ja,
            case.payment_ja,
            case.contract_note_ja,
        ],
        "steps": [
            *(f"{calendar.era_year(step.fiscal_year)}度 {step_ja(step)}" for step in steps),
            *([] if pd.isna(case.as_of) else [text.japanese_date(case.as_of), calendar.era_date(case.as_of)]),
        ],
        "effects": [
            *(f"{case_words.OUTCOMES[one.outcome]} {one.text_ja}" for one in effects),
            *(one.compared_ja for one in effects),
            *(number_ja(number) for number in numbers),
            *(f"{number.label_ja} {number.value:,.0f}{number.unit}" for number in numbers),
            *case.obstacles_ja,
        ],
        "background_ja": [case.background_ja],
        "papers": [
            *(f"{one.document_ja} {one.document_date_ja}" for one in documents),
            *case.shared_papers_ja,
        ],
    }


def _by_case(rows: pd.DataFrame) -> dict[str, list]:
    """The rows of each case; none for a case without any."""
    grouped = defaultdict(list)
    for row in rows.itertuples():
        grouped[row.case_id].append(row)
    return grouped


def years_ja(years: float) -> str | None:
    return None if pd.isna(years) else f"{years:.0f}年"


def step_ja(step) -> str:
    return f"{step.fiscal_year}年度（{case_words.STAGES[step.stage]}）　{step.text_ja}"


def number_ja(number) -> str:
    about = "約" if number.is_approximate else ""
    is_round = number.is_approximate and number.value % 10_000 == 0
    count = f"{number.value / 10_000:,.0f}万" if is_round else f"{number.value:,.0f}"
    return f"{number.label_ja}：{about}{count}{number.unit}（{number.as_of_ja}）"
