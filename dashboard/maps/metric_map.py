"""A metric on the national map: tables in, what the map shows out."""

from collections.abc import Mapping

import pandas as pd

from analysis import dates as date_words
from dashboard.maps.choropleth import HoverColumn, Legend, MapContent
from dashboard.maps.classes import cut, with_limit
from dashboard.shared import text, theme

# Of estimated probabilities, in percent: the same for zero and for five or fewer, so that both maps compare.
PROBABILITY_BREAKS = (5, 20, 40, 60, 80, 95)


def palette(metric: pd.Series, count: int) -> list[str]:
    """Colours that darken towards need; a metric without a better or worse end gets the neutral ones."""
    if metric["higher_is"] == "neither":
        return theme.neutral(count)
    return theme.sequential(count, need_is_low=metric["higher_is"] == "better")


def hover(values: pd.DataFrame, metric: pd.Series) -> list[HoverColumn]:
    """The lines of the hover card: the value, then its numerator and denominator."""
    shown = text.shown(values["value"].fillna(values["marked_value"]), metric["unit"])
    lines = [HoverColumn(metric["label_ja"], text.shown_unit(metric["unit"]), int(metric["digits"]), shown)]
    if metric["kind"] != "level":
        for part in ("numerator", "denominator"):
            lines.append(
                HoverColumn(
                    metric[f"{part}_ja"], metric[f"{part}_unit"] or "", _digits(values[part]), values[part]
                )
            )
    return lines


def _digits(values: pd.Series) -> int:
    return 0 if (values.dropna() % 1 == 0).all() else 1


def content(values: pd.DataFrame, metric: pd.Series, counts: Mapping[int, str]) -> MapContent:
    """The map of a metric. values: as queries.metric_values. counts: of estimated metrics, the published counts in words by row
    position; they have a colour of their own."""
    unit, digits = text.shown_unit(metric["unit"]), int(metric["digits"])
    breaks = PROBABILITY_BREAKS if metric["basis"] == "estimated" else None
    classes = cut(
        text.shown(values["value"], metric["unit"]).to_list(), unit=unit, digits=digits, breaks=breaks
    )
    is_below = values["less_than"].notna()
    if is_below.any():
        limit = text.shown(values["less_than"].max(), metric["unit"])
        classes = with_limit(classes, is_below.to_list(), limit, unit=unit, digits=digits)
    indexes = classes.indexes
    missing = "データなし・印のある値" if values["mark"].notna().any() else "データなし"
    legend = Legend(
        metric["label_ja"], palette(metric, len(classes.labels)), classes.labels, missing_label=missing
    )
    if counts:
        counted = len(legend.labels)
        indexes = [counted if position in counts else index for position, index in enumerate(indexes)]
        legend = Legend(
            legend.title,
            [*legend.colors, theme.COUNTED],
            [*legend.labels, "実数あり"],
            missing_label="推計なし",
        )
    return MapContent(
        classes=indexes,
        hover=hover(values, metric),
        legend=legend,
        note=f"{dates(values, metric)}・{text.BASIS[metric['basis']]}"
        + ("（主に団体の規模による）" if breaks else ""),
        marks={**remarks(values, metric), **counts},
        description=f"{metric['label_ja']}を市区町村ごとに塗り分けた全国の地図。同じ値は下の表にあります。",
    )


def view(prefecture: pd.Series) -> tuple[float, float, float, float]:
    """West, south, east, north of the prefecture's main land."""
    return tuple(float(prefecture[edge]) for edge in ("west", "south", "east", "north"))


def dates(values: pd.DataFrame, metric: pd.Series) -> str:
    """As of when the values are: both dates when parts differ, the span when municipalities differ."""
    present = values.dropna(subset=["as_of"])
    if present.empty:
        return "未収録"
    first, last = present["as_of"].min(), present["as_of"].max()
    if first != last:
        return f"{text.japanese_date(first)}〜{text.japanese_date(last)}現在（団体により異なる）"
    below = present["denominator_as_of"].max()
    return date_words.of_value({**metric, "as_of": last, "denominator_as_of": below})


def counts_in_words(values: pd.DataFrame, counts: pd.DataFrame) -> dict[int, str]:
    """Published counts of technical staff by row position: 「実数 土木技師 70人（資料、2023年4月1日現在）」.

    counts: as queries.staff_counts.
    """
    counts = counts.set_index("lg_code")
    return {
        position: _count(counts.loc[lg_code])
        for position, lg_code in enumerate(values["lg_code"])
        if lg_code in counts.index
    }


def _count(known: pd.Series) -> str:
    name, count = (
        ("土木技師", known["civil_engineers"])
        if pd.isna(known["technical_staff"])
        else ("技術系職員", known["technical_staff"])
    )
    return f"実数 {name} {count:,.0f}人（{known['document_ja']}、{text.japanese_date(known['as_of'])}現在）"


def remarks(values: pd.DataFrame, metric: pd.Series) -> dict[int, str]:
    """Remarks by outline position: values that are missing for a stated reason, and marks."""
    rows = values.reset_index(drop=True)
    unknown = rows[rows["value"].isna()]  # what is known needs no word
    missing = {
        int(row.Index): why
        for row in unknown.itertuples()
        if (why := text.missing(row.status, row.less_than, metric["unit"], int(metric["digits"])))
    }
    marked = zip(values["mark"], values["denominator"], strict=True)
    return missing | {
        position: text.mark(mark, denominator)
        for position, (mark, denominator) in enumerate(marked)
        if pd.notna(mark)
    }
