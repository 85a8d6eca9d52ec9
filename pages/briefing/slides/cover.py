"""Whom a briefing is about: six numbers."""

import pandas as pd

from analysis import briefing, chances
from dashboard import queries
from dashboard.exports.slide_model import Figures, Slide
from dashboard.shared import text
from pages.briefing.scope import Scope
from pages.briefing.slides.common import date_and_kind, source_line, spoken

ESTIMATED = "technical_staff_zero_probability"
COUNTS = {"civil_engineers": "土木技師", "technical_staff": "技術系職員"}


def cover(scope: Scope) -> Slide:
    """Who they are: six numbers."""
    own = scope.own
    staffed = own.dropna(subset=["bridges_managed"])
    bridges = staffed["bridges_managed"].sum() if len(staffed) else None
    sources = [
        *queries.sources_of_metrics(
            "population", "general_admin_staff", "bridges_managed", "road_km", "public_works_expenditure_yen"
        ),
        *_engineers_sources(scope),
    ]
    return Slide(
        briefing.size(scope.who, own["population"].sum(), own["general_admin_staff"].sum(), bridges),
        Figures(_numbers(scope, staffed, bridges)),
        _uncovered(scope, staffed),
        source_line(sources, "時点と種類は各数値の下"),
        spoken(
            f"{scope.name}の規模を、6つの数でみます。",
            ["橋は、2020〜24年度に点検した市区町村管理の道路橋です。"],
        ),
    )


def _numbers(scope: Scope, staffed: pd.DataFrame, bridges: float | None) -> list[tuple[str, str, str]]:
    own = scope.own
    roads = own.dropna(subset=["road_km"])
    spending = own["public_works_expenditure_yen"].sum() / 1e8
    return [
        (
            text.number(own["population"].sum(), "人", 0),
            "人口",
            date_and_kind(own, "population_as_of", scope),
        ),
        (
            text.number(own["general_admin_staff"].sum(), "人", 0),
            "一般行政部門の職員",
            date_and_kind(own, "general_admin_staff_as_of", scope),
        ),
        _engineers_figure(scope),
        (text.number(bridges, "橋", 0), "管理する橋", date_and_kind(staffed, "bridges_as_of", scope)),
        (
            text.number(own["road_km"].sum(min_count=1), "km", 0),
            queries.metric("road_km")["label_ja"],
            date_and_kind(roads, "road_km_as_of", scope),
        ),
        (
            text.number(spending, "億円", 1 if len(own) < 5 else 0),
            f"{queries.metric('public_works_expenditure_yen')['label_ja']}（1年）",
            date_and_kind(own, "public_works_as_of", scope, is_fiscal_year=True),
        ),
    ]


def _engineers_figure(scope: Scope) -> tuple[str, str, str]:
    """Counted engineers where nobody is estimated, else what is expected."""
    own = scope.own
    if scope.kind == "nation":
        figure = queries.printed_figures().loc["municipalities_without_technical_staff"]
        return (
            f"{figure['value']:.0f}%",
            f"{figure['scope_ja']}の技術系職員が0人の市区町村",
            f"{figure['as_of_ja']}・公表値",
        )
    column = _counted(scope)
    if column is not None:
        counted = own.dropna(subset=[column])
        covered = "" if len(counted) == len(own) else f"（値のある{len(counted)}団体）"
        count = text.number(counted[column].sum(), "人", 0)
        return (count, COUNTS[column] + covered, date_and_kind(counted, f"{column}_as_of", scope))
    expected = own["estimate_zero_probability"].dropna()
    day = text.japanese_date(own["estimate_as_of"].max())
    if len(own) == 1:
        return (chances.percent(expected.iloc[0]), "技術系職員が0人である確率", f"{day}現在・推計")
    return (
        briefing.expected(expected),
        "技術系職員が0人と見込まれる団体",
        f"{day}現在・推計（{len(expected):,}団体の確率の合計）",
    )


def _engineers_sources(scope: Scope) -> list[str]:
    if scope.kind == "nation":
        return queries.sources_of("printed_figures")
    return queries.sources_of_metrics(_counted(scope) or ESTIMATED)


def _counted(scope: Scope) -> str | None:
    """Of COUNTS the one that all have, or some where the others are counted otherwise; None where anyone is estimated."""
    own = scope.own
    whole = [column for column in COUNTS if own[column].notna().all()]
    if whole or own["estimate_zero_probability"].notna().any():
        return whole[0] if whole else None
    return max(COUNTS, key=lambda column: int(own[column].notna().sum()))


def _uncovered(scope: Scope, covered: pd.DataFrame) -> list[str]:
    if len(covered) == len(scope.own) or covered.empty:
        return []
    return [f"橋の数は、値のある{len(covered):,}団体の合計です（{len(scope.own):,}団体のうち）。"]
