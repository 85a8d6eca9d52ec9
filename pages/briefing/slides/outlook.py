"""What is to come, and what there is to pay with: money spent year by year, and the projected population."""

from collections.abc import Sequence

import pandas as pd

from analysis import briefing
from dashboard import queries
from dashboard.exports.slide_model import Chart, Slide
from dashboard.shared import text
from pages.briefing.scope import HAMADORI, Scope
from pages.briefing.slides.common import GREY, ORANGE, date_span, source_line, spoken, total_note


def money(scope: Scope) -> Slide | None:
    """Public works expenditure year by year."""
    rows = _yearly(scope, "public_works", list(scope.codes))
    heading = briefing.money(scope.whose, rows["value"])
    if heading is None:
        return None
    large = rows["value"].max() >= 1e10
    label = queries.metric("public_works_expenditure_yen")["label_ja"]
    return Slide(
        heading,
        Chart(
            "column",
            [f"{year}年度" for year in rows.index],
            {text.with_unit(label, "億円"): (rows["value"] / 1e8).round(0 if large else 2).to_list()},
            "億円",
            "#,##0" if large else "#,##0.0",
            with_values=True,
        ),
        ["普通会計の決算額です。物価の変化は除いていません。", *total_note(scope)],
        source_line(
            queries.sources_of("public_works"),
            date_span(rows["as_of"], is_fiscal_year=True),
            "published" if scope.kind == "muni" else "derived",
        ),
        spoken("道路・橋・公園・住宅などに使った費用の総額です。", ["災害復旧費は含みません。"]),
    )


def population(scope: Scope) -> Slide | None:
    """The projected population, beside the nation's as an index."""
    codes = scope.projected_codes()
    if codes is None:
        return None
    people = _yearly(scope, "population", codes)
    heading = briefing.population("日本" if scope.kind == "nation" else scope.where, people["value"])
    if heading is None:
        return None
    return Slide(
        heading,
        _population_lines(scope, people),
        ["2020年は国勢調査、2025年からは将来推計人口（令和5年推計）です。", *total_note(scope)],
        source_line(
            queries.sources_of("population_projections"),
            f"{text.japanese_date(people['as_of'].max())}公表",
            "estimated",
        ),
        spoken("施設を使い、支える人の見通しです。", ["将来推計人口は、今の傾向が続いた場合の値です。"]),
    )


def _population_lines(scope: Scope, people: pd.DataFrame) -> Chart:
    years = [f"{year}年" for year in people.index]
    if scope.kind == "nation":
        in_ten_thousands = {"人口（万人）": (people["value"] / 1e4).round(0).to_list()}
        return Chart("line", years, in_ten_thousands, "万人", with_values=True)
    nation = _yearly(scope, "population", [*scope.facts["lg_code"], HAMADORI])["value"]
    index = {scope.where: people["value"], "全国": nation}
    return Chart(
        "line",
        years,
        {name: (values / values.iloc[0] * 100).round(1).to_list() for name, values in index.items()},
        "2020年＝100",
        "0",
        with_values=True,
        colors=[ORANGE, GREY],
    )


def _yearly(scope: Scope, series: str, codes: Sequence[str]) -> pd.DataFrame:
    """Years in which all of the codes have a value: as_of, value, indexed by year."""
    rows = queries.yearly(list(codes))
    rows = rows[
        (rows["series"] == series) & (rows["covered"] == rows.loc[rows["series"] == series, "covered"].max())
    ]
    return rows.set_index("year")
