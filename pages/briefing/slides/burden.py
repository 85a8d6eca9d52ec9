"""Bridges per 100 staff: on a map, and where the place stands among all municipalities."""

import pandas as pd

from analysis import briefing, few
from dashboard import queries
from dashboard.exports.slide_model import Chart, Slide
from dashboard.maps import metric_map
from dashboard.shared import text
from pages.briefing import place_map
from pages.briefing.scope import Scope
from pages.briefing.slides.common import BLUE, BURDEN, GREY, ORANGE, PALE, source_line, spoken

HISTOGRAM_STEP, HISTOGRAM_END = 25, 400  # bridges per 100 staff


def burden_map(scope: Scope) -> Slide | None:
    """Bridges per 100 staff: by prefecture for the nation, by municipality elsewhere."""
    metric = queries.metric(BURDEN)
    values = queries.metric_values(BURDEN)
    by_code, names = (
        _of_prefectures(scope, metric, values) if scope.kind == "nation" else _near(scope, values)
    )
    heading = _burden_heading(scope, metric, values, by_code.set_axis(names.loc[by_code.index]))
    if heading is None:
        return None
    sources = [*metric["sources"], *queries.sources_of("outlines")]
    return Slide(
        heading,
        place_map.drawn(scope, text.labelled(metric), by_code, metric),
        _map_notes(scope),
        source_line(sources, metric_map.dates(values, metric), metric["basis"]),
        spoken(metric["why_it_matters_ja"], metric["caveats_ja"]),
    )


def _of_prefectures(scope: Scope, metric: pd.Series, values: pd.DataFrame) -> tuple[pd.Series, pd.Series]:
    """The value of each prefecture's municipalities together, and the prefectures' names, by code."""
    parts = values.dropna(subset=["value"]).groupby("prefecture_code")[["numerator", "denominator"]].sum()
    names = scope.prefectures.set_index("prefecture_code")["prefecture_name"]
    return parts["numerator"] / parts["denominator"] * metric["per"], names


def _near(scope: Scope, values: pd.DataFrame) -> tuple[pd.Series, pd.Series]:
    """Values and names of the municipalities of the prefectures, by code."""
    inside = values[values["prefecture_code"].isin(scope.prefectures["prefecture_code"])].set_index("lg_code")
    return inside["value"], inside["municipality_name"]


def _map_notes(scope: Scope) -> list[str]:
    of_staff = "職員は一般行政部門の全員です（技術職員の数ではありません）。"
    if scope.kind != "nation":
        return [of_staff, *place_map.off_the_map(scope)]
    return [
        of_staff,
        "都道府県ごとに市区町村の値を合計した割合です。小笠原諸島は省き、奄美・沖縄は枠の中に移しました。",
    ]


def _burden_heading(scope: Scope, metric: pd.Series, values: pd.DataFrame, by_name: pd.Series) -> str | None:
    """Of a municipality its place in the prefecture, of a group what it has together, else where the value is highest."""
    label, unit, digits = metric["label_ja"], metric["unit"], int(metric["digits"])
    known = values.dropna(subset=["value"])
    own = known[known["lg_code"].isin(scope.codes)]
    if scope.kind in ("nation", "pref"):
        return briefing.highest(scope.region, label, by_name, unit, digits)
    if own.empty:
        return None
    if scope.kind == "muni":
        subject = f"{scope.where}の{label}"
        return briefing.place_among(subject, own["value"].iloc[0], by_name, f"{scope.region}の", unit, digits)
    around = known[known["lg_code"].isin(scope.around["lg_code"])]
    together, beside = (
        rows["numerator"].sum() / rows["denominator"].sum() * metric["per"] for rows in (own, around)
    )
    return briefing.against(
        f"{scope.where}を合わせた{label}", together, beside, f"{scope.region}全体", unit, digits
    )


def burden_distribution(scope: Scope) -> Slide | None:
    """How many municipalities have how many bridges per 100 staff, those of the scope in their own colour; None without a median."""
    metric = queries.metric(BURDEN)
    values = queries.metric_values(BURDEN)
    known = values.dropna(subset=["value"])["value"]
    own = known[values.loc[known.index, "lg_code"].isin(scope.codes)]
    compared = own if scope.kind == "pref" else known
    if own.empty or pd.isna(few.median(compared)):
        return None
    return Slide(
        _distribution_heading(scope, metric, values),
        _histogram(scope, metric, known, own),
        [
            f"値のある{len(known):,}市区町村。中央値は全国{text.number(known.median(), metric['unit'], 0)}です。"
        ],
        source_line(metric["sources"], metric_map.dates(values, metric), metric["basis"]),
        spoken(metric["why_it_matters_ja"], metric["caveats_ja"]),
    )


def _distribution_heading(scope: Scope, metric: pd.Series, values: pd.DataFrame) -> str:
    """The nation by itself, a prefecture by its median, one municipality or a group as one by its value."""
    label, unit, digits = metric["label_ja"], metric["unit"], int(metric["digits"])
    known = values.dropna(subset=["value"])
    own = known[known["lg_code"].isin(scope.codes)]
    if scope.kind == "nation":
        return briefing.upper_half(label, known["value"], unit, digits)
    together = own["numerator"].sum() / own["denominator"].sum() * metric["per"]
    subject, value = {
        "muni": (f"{scope.whose}の{label}", together),
        "group": (f"{scope.where}を合わせた{label}", together),
        "pref": (f"{scope.whose}の{label}の中央値", own["value"].median()),
    }[scope.kind]
    return briefing.against(subject, value, known["value"].median(), "全国の中央値", unit, digits)


def _histogram(scope: Scope, metric: pd.Series, known: pd.Series, own: pd.Series) -> Chart:
    """Municipalities by class of the value: counts where one colour shows where one stands, else shares beside the nation's."""
    labels = [f"{low}〜" for low in range(0, HISTOGRAM_END, HISTOGRAM_STEP)] + [f"{HISTOGRAM_END}以上"]
    classes = (known.clip(upper=HISTOGRAM_END) // HISTOGRAM_STEP).astype(int)
    every = classes.value_counts().reindex(range(len(labels)), fill_value=0)
    inside = classes.loc[own.index].value_counts().reindex(range(len(labels)), fill_value=0)
    kind, unit, shades = "histogram", "市区町村", [ORANGE, PALE]
    if scope.kind == "nation":
        series, shades = {"市区町村数": every}, [BLUE]
    elif scope.kind == "muni":
        # one among hundreds would not be seen: the whole bar it stands in is coloured
        in_bar = inside > 0
        series = {f"{scope.where}を含む階級": every.where(in_bar, 0), "ほかの階級": every.where(~in_bar, 0)}
    else:
        kind, unit, shades = "column", "%", [ORANGE, GREY]
        series = {
            f"{scope.whose}（{len(own):,}）": (inside / len(own) * 100).round(1),
            f"全国（{len(known):,}）": (every / len(known) * 100).round(1),
        }
    bars = {name: counts.to_list() for name, counts in series.items()}
    return Chart(kind, labels, bars, unit, colors=shades, category_title=text.labelled(metric))
