"""The condition of structures: bridges that need action, and shares 50 years or older."""

import pandas as pd

from analysis import briefing
from dashboard import queries
from dashboard.exports.slide_model import Chart, Slide
from dashboard.maps import metric_map
from dashboard.shared import text
from pages.briefing.scope import Scope
from pages.briefing.slides.common import (
    AMBER,
    DEEP,
    GREY,
    MIDDLE,
    NEED,
    PALE,
    RED,
    date_span,
    own_marks,
    source_line,
    spoken,
    top_bars,
)

ALL_MANAGERS = "全道路管理者の最新の診断です。"


def action_needed(scope: Scope) -> Slide | None:
    """Bridges rated Ⅲ or Ⅳ: of all managers for the nation, of each municipality elsewhere."""
    if scope.kind == "nation":
        return _ratings_of_nation()
    metric = queries.metric(NEED)
    values = queries.metric_values(NEED)
    known = values.dropna(subset=["denominator"])
    nation = _share(known)
    own = known[known["lg_code"].isin(scope.codes)]
    heading = briefing.action_needed(
        scope.whose if scope.kind == "pref" else scope.where,
        own["denominator"].sum(min_count=1),
        own["numerator"].sum(min_count=1),
        nation,
    )
    if heading is None:
        return None
    around = known[known["lg_code"].isin(scope.around["lg_code"])]
    shown = around if scope.kind == "muni" else own
    rows = shown.dropna(subset=["value"]).sort_values("value", ascending=False, kind="stable")
    top, notes = top_bars(rows, scope)
    beside = {} if scope.kind == "group" else {scope.region: _share(around)}
    return Slide(
        heading,
        _share_bars(top, beside | {"全国": nation}, own_marks(top, scope)),
        notes,
        source_line(metric["sources"], metric_map.dates(values, metric), metric["basis"]),
        spoken(metric["why_it_matters_ja"], metric["caveats_ja"]),
    )


def _share(rows: pd.DataFrame) -> float:
    return rows["numerator"].sum() / rows["denominator"].sum()


def _share_bars(top: pd.DataFrame, beside: dict[str, float], marked: dict[int, str]) -> Chart:
    """Municipalities, below them in grey what they are compared with."""
    shares = [*(top["value"] * 100).round(1), *(round(share * 100, 1) for share in beside.values())]
    return Chart(
        "bar",
        [*top["municipality_name"], *(f"{name}（計）" for name in beside)],
        {"判定区分Ⅲ・Ⅳの橋の割合（%）": shares},
        "%",
        "0.0",
        with_values=True,
        marked=marked | {len(top) + at: GREY for at in range(len(beside))},
    )


def _ratings_of_nation() -> Slide:
    ratings = queries.bridge_ratings()
    needing = ratings.loc[ratings["rating"].isin(["Ⅲ", "Ⅳ"]), "bridges"].sum()
    return Slide(
        briefing.action_needed_nation(ratings["bridges"].sum(), needing),
        Chart(
            "bar",
            [f"{rating} {text.RATING_NAMES[rating]}" for rating in ratings["rating"]],
            {"道路橋の数（橋）": ratings["bridges"].to_list()},
            "橋",
            with_values=True,
            colors=[MIDDLE],
            marked={0: PALE, 1: MIDDLE, 2: AMBER, 3: RED},
        ),
        [ALL_MANAGERS + "割合は算出値です。"],
        source_line(queries.sources_of("road_maintenance_facts"), date_span(ratings["as_of"]), "published"),
        spoken("5年に1回の点検で、橋を4つに区分しています。", [ALL_MANAGERS]),
    )


def fifty_years(scope: Scope) -> Slide:
    """National shares of structures 50 years or older, by kind."""
    shares = queries.fifty_year_shares().assign(year=lambda rows: rows["observation_date"].dt.year)
    years = sorted(shares["year"].unique())
    table = shares.pivot(index="facility_kind_ja", columns="year", values="share_50_years")
    table = table.sort_values(years[-1], ascending=False)
    bridge = next(name for name in table.index if name.startswith("道路橋"))
    return Slide(
        briefing.fifty_years("道路橋", table.loc[bridge]),
        Chart(
            "column",
            table.index.to_list(),
            {f"{year}年3月": (table[year] * 100).round(1).to_list() for year in years},
            "%",
            '0"%"',
            with_values=True,
            colors=[PALE, MIDDLE, DEEP],
        ),
        ["全国の割合。建設年度が不明の施設を除きます。50年は便宜上の区切りで、寿命ではありません。"],
        source_line(
            queries.sources_of("fifty_year_shares"),
            date_span(pd.Series(shares["observation_date"].min())),
            "published",
        ),
        spoken(
            "建設から50年以上たつ施設の割合です。今後20年の見通しを含みます。",
            ["国土交通省が2020年3月時点で集計した値です。"],
        ),
    )
