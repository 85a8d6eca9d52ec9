"""A metric on the national map: tables in, what the map shows out."""

import re
from collections.abc import Mapping

import pandas as pd

from analysis import dates as date_words
from dashboard.maps.choropleth import Described, Legend
from dashboard.maps.classes import cut, with_limit
from dashboard.shared import text, theme

# Of estimated probabilities, in percent: the same for zero and for five or fewer, so that both maps compare.
PROBABILITY_BREAKS = (5, 20, 40, 60, 80, 95)


def palette(metric: pd.Series, count: int) -> list[str]:
    """Colours that darken towards need; a metric without a better or worse end gets the neutral ones."""
    if metric["higher_is"] == "neither":
        return theme.neutral(count)
    return theme.sequential(count, need_is_low=metric["higher_is"] == "better")


def described(
    metric: pd.Series,
    frames: pd.DataFrame,
    *,
    file: str,
    source: Mapping[str, str],
    counts: Mapping[int, str],
) -> Described:
    """A metric as the browser draws it: the classes of all its dates, and the words of each.

    frames: as queries.metric_frames. file: where the values are. source: the words of 出典, of dates of another kind under its name (frame_ja), of the others under "".
    counts: of estimated metrics, the published counts in words by
    row position; they have a colour of their own.
    """
    unit, digits = text.shown_unit(metric["unit"]), int(metric["digits"])
    legend, breaks = _legend(metric, frames, bool(counts))
    limits = frames["less_than"].dropna().unique()
    return {
        "id": metric["metric_id"],
        "label": metric["label_ja"],
        "topic": metric["topic"],
        "unit": unit,
        "digits": digits,
        "file": file,
        "breaks": breaks,
        "legend": {
            "colors": list(legend.colors),
            "labels": list(legend.labels),
            "missing": legend.missing_label,
        },
        "below": {repr(float(one)): text.between(0, one, metric["unit"], digits) for one in limits},
        "parts": _parts(metric, frames),
        "frames": [_frame(metric, day, rows, source) for day, rows in frames.groupby("frame")],
        "counts": _by_text(counts),
    }


def _legend(metric: pd.Series, frames: pd.DataFrame, has_counts: bool) -> tuple[Legend, list[float]]:
    """The legend, the same for all dates, and the lowest value of each class but the first."""
    unit, digits = text.shown_unit(metric["unit"]), int(metric["digits"])
    breaks = PROBABILITY_BREAKS if metric["basis"] == "estimated" else None
    known = text.shown(frames["value"].where(frames["mark"].isna()), metric["unit"])
    classes = cut(known.to_list(), unit=unit, digits=digits, breaks=breaks)
    is_below = frames["less_than"].notna()
    if is_below.any():
        limit = text.shown(frames["less_than"].max(), metric["unit"])
        classes = with_limit(classes, is_below.to_list(), limit, unit=unit, digits=digits)
    colors, labels = palette(metric, len(classes.labels)), classes.labels
    missing = "データなし・印のある値" if frames["mark"].notna().any() else "データなし"
    if has_counts:
        colors, labels, missing = [*colors, theme.COUNTED], [*labels, "実数あり"], "推計なし"
    return Legend(metric["label_ja"], colors, labels, missing_label=missing), list(classes.breaks)


def _parts(metric: pd.Series, frames: pd.DataFrame) -> list[list[object]]:
    """Label, unit and decimals of numerator and denominator; nothing where the value is the number itself."""
    if metric["kind"] == "level":
        return []
    return [
        [metric[f"{part}_ja"], metric[f"{part}_unit"] or "", _digits(frames[part])]
        for part in ("numerator", "denominator")
    ]


def _digits(values: pd.Series) -> int:
    return 0 if (values.dropna() % 1 == 0).all() else 1


def _frame(
    metric: pd.Series, day: pd.Timestamp, rows: pd.DataFrame, source: Mapping[str, str]
) -> dict[str, object]:
    """The words of one date: title, when, what kind of value, how many municipalities have one."""
    basis = str(rows["basis"].iloc[0])
    kind_ja = rows["frame_ja"].iloc[0]
    is_of_year = pd.notna(kind_ja)
    then = of_year(metric, day) if is_of_year else metric
    covered = int(
        (rows["value"].notna() | rows["less_than"].notna() | rows["status"].isin(text.STATUS)).sum()
    )
    return {
        "frame": f"{day:%Y-%m-%d}",
        "short": date_words.written(day, True) if metric["is_fiscal_year"] else f"{day.year}年",
        "title": then["label_ja"],
        "part": then["numerator_ja"] if basis == "estimated" else then["numerator_ja"].replace("推計", ""),
        "when": f"{text.japanese_date(day)}（{kind_ja}）" if is_of_year else dates(rows, metric),
        "basis": ("公表された" if is_of_year and basis == "estimated" else "")
        + text.BASIS[basis]
        + ("（主に団体の規模による）" if metric["basis"] == "estimated" else ""),
        "is_estimate": basis == "estimated",
        "covered": covered,
        "source": source.get(kind_ja) or source[""],
    }


def of_year(metric: pd.Series, day: pd.Timestamp) -> pd.Series:
    """A metric whose label names a year (「2050年の人口指数」), of another year."""
    words = metric[["label_ja", "numerator_ja"]].map(
        lambda label: re.sub(r"^\d{4}年", f"{day.year}年", label)
    )
    return pd.concat([metric.drop(words.index), words])


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


def _by_text(marks: Mapping[int, str]) -> dict[str, list[int]]:
    positions: dict[str, list[int]] = {}
    for position, words in marks.items():
        positions.setdefault(words, []).append(int(position))
    return positions
