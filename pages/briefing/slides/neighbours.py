"""Whom to work with, and who works like that already: candidate partners and cases."""

import pandas as pd

from analysis import briefing, ways
from analysis import cases as likeness
from dashboard import queries
from dashboard.exports.slide_model import Slide
from dashboard.shared import text
from dashboard.shared.case_words import KINDS, PROGRAMMES, words
from pages.briefing import queries as own_queries
from pages.briefing.scope import Scope
from pages.briefing.slides.common import source_line, source_names, spoken

CANDIDATES, PAIRS = 6, 7  # rows read from the back of a room
NOT_A_JUDGEMENT = "公開データから機械的に選んだ候補で、判断や評価ではありません。"


def partners(scope: Scope) -> Slide | None:
    """The first candidates of a municipality, or the pairs of a prefecture or group that stand high for each other."""
    heading, table, notes = _candidates(scope) if scope.kind == "muni" else _pairs(scope)
    if table.empty:
        return None
    sources = queries.sources_of("partner_candidates")
    return Slide(
        heading,
        table.reset_index(drop=True),
        [NOT_A_JUDGEMENT + "道のりは、境界を通る最短の長さの概算です。", *notes],
        source_line(sources, f"{text.japanese_date(queries.built_at())}作成", "derived"),
        spoken(
            "近さ、つながり、施設の似かた、体制などの点数を合わせた順です。",
            [NOT_A_JUDGEMENT, "出典：" + "；".join(source_names(sources))],
        ),
    )


def _candidates(scope: Scope) -> tuple[str, pd.DataFrame, list[str]]:
    """Heading, table and notes for one municipality; an empty table where it has no candidates."""
    rows = queries.first_candidates(scope.codes[0], CANDIDATES)
    if rows.empty:
        return "", rows, []
    table = pd.DataFrame(
        {
            "順": rows["rank"].astype(int),
            "候補": rows["partner_prefecture_name"] + " " + rows["partner_name"],
            "道のり（直線）": _apart(rows),
            "選んだ理由": _reasons(rows),
        }
    )
    first = rows.iloc[0]
    apart_ja = ways.in_words(first["distance_km"], first["way_km"], first["needs_ferry"])
    heading = briefing.partners(scope.where, first["partner_name"], apart_ja)
    return heading, table, []


def _pairs(scope: Scope) -> tuple[str, pd.DataFrame, list[str]]:
    """Heading, table and notes for the pairs of a prefecture or group; an empty table where there are none."""
    rows = own_queries.candidates_of_each_other(list(scope.codes), briefing.MUTUAL_RANK)
    if rows.empty:
        return "", rows, []
    top = rows.head(PAIRS)
    table = pd.DataFrame(
        {
            "組": top["name"] + "・" + top["partner_name"],
            "互いの順": [
                f"{one}・{other}" for one, other in zip(top["rank"], top["partner_rank"], strict=True)
            ],
            "道のり（直線）": _apart(top),
            "選んだ理由": _reasons(top),
        }
    )
    notes = [f"{len(rows):,}組のうち、順の高い{PAIRS}組です。"] if len(rows) > PAIRS else []
    return briefing.mutual_partners(scope.where, len(rows)), table, notes


def _apart(rows: pd.DataFrame) -> list[str]:
    """「24km（18km）」 of each row, short enough for a column of a slide."""
    return [
        f"{'船が要る' if row.needs_ferry else ways.way_ja(row.way_km)}（{ways.short_km(row.distance_km)}）"
        for row in rows.itertuples()
    ]


def _reasons(rows: pd.DataFrame) -> list[str]:
    return ["、".join(reasons[:2]) for reasons in rows["reasons_for"]]


def cases(scope: Scope) -> Slide | None:
    """Cases like one's own place, or in which bodies of the prefectures take part; model areas for the nation."""
    every = queries.cases()
    real = every[every["programme"] != "sample"]
    heading, rows = _cases_near(scope, real) if scope.kind == "muni" else _cases_in(scope, real)
    table = pd.DataFrame(
        {
            "事例": rows["case_name"],
            "区分": rows["programme"].map(PROGRAMMES),
            "束ね方": [words(kinds, KINDS) for kinds in rows["kinds"]],
            **({"近い点": ["、".join(one[:3]) for one in rows["reasons"]]} if "reasons" in rows else {}),
        }
    )
    return Slide(
        heading,
        table.reset_index(drop=True),
        ["「事例」のページで、体制・契約・年度ごとの動きを読めます。"],
        source_line(
            queries.sources_of("cases"), f"{text.japanese_date(every['as_of'].max())}現在", "published"
        ),
        spoken("ほかの地域の例です。", []),
    )


def _cases_near(scope: Scope, real: pd.DataFrame) -> tuple[str, pd.DataFrame]:
    """Heading, and the cases most like the municipality, with reasons."""
    stock = queries.municipality_stock()
    members = queries.case_members()
    ranked = likeness.near(real, members, stock, scope.codes[0])
    rows = likeness.distinct(ranked, members).head(CANDIDATES).merge(real, on="case_id")
    return briefing.cases_near(scope.where, rows["case_name"].iloc[0]), rows


def _cases_in(scope: Scope, real: pd.DataFrame) -> tuple[str, pd.DataFrame]:
    """Heading, and the cases of the prefectures; the model areas where there are none."""
    bodies = queries.case_members()
    inside = bodies["lg_code"].str[:2].isin(scope.prefectures["prefecture_code"])
    rows = real[real["case_id"].isin(bodies.loc[inside, "case_id"])]
    heading = None if scope.kind == "nation" else briefing.cases_of(scope.region, len(rows))
    if heading is not None:
        return heading, rows
    rows = real[real["programme"] == "model_area"]
    return briefing.cases_nation(len(rows), len(real)), rows
