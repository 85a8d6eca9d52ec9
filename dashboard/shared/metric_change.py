"""What changed in one metric between two dates: map, who got worse and better, table."""

from bisect import bisect_right
from functools import partial

import pandas as pd
import streamlit as st

from analysis import change, dates
from dashboard import queries
from dashboard.maps import classes as cuts
from dashboard.maps.choropleth import HoverColumn, Legend, MapContent, choropleth
from dashboard.runtime import place
from dashboard.shared import controls, figures, national_map, notes, plot, text, theme, value_tables

RANKED = 10
NOISE_JA = {
    change.ROUNDING: "丸めの範囲の差",
    change.ONE: "実数の差が1",
    change.FEW: "母数が10未満",
    change.LEFT_OUT: "あり得にくい値などの印がある",
}
SIDES = {"worse": ("改善", "悪化"), "better": ("悪化", "改善"), "neither": ("減少", "増加")}


def has_two_dates(metric: pd.Series, frames: list[dict]) -> bool:
    """Whether a metric has two dates that may be compared: no estimate, and no metric that is a change itself."""
    return metric["kind"] != "change" and metric["basis"] != "estimated" and len(frames) > 1


def show(
    metric: pd.Series,
    frames: list[dict],
    of_kind: pd.Series,
    prefecture: pd.Series | None,
    muni: pd.Series | None,
) -> None:
    """The change from a date that the reader chooses to the newest. frames: the dates of the metric, as the map has them."""
    before = {one["frame"]: one["short"] for one in frames[:-1]}
    since = place.pick("比べる時点", "since", before, default=list(before)[-1])
    changes = change.between(
        metric,
        queries.metric_values_then(metric["metric_id"], since),
        queries.metric_values(metric["metric_id"]),
    )
    where = controls.where(prefecture)
    st.subheader(f"{metric['label_ja']}の変化　{where}")
    scope = changes[of_kind & controls.in_prefecture(changes, prefecture)]
    if scope["change"].isna().all():
        st.info("この範囲には、2つの時点の値がそろう市区町村がありません。", icon=":material/filter_alt_off:")
        return
    _draw_map(metric, changes, national_map.place_view(prefecture, muni, height=620, within=of_kind))
    st.caption(_note(metric, scope))
    notes.source_line(list(metric["sources"]))
    _rankings(metric, scope, muni)
    value_tables.table_of_places(
        partial(_rows, metric, scope),
        rows=len(scope),
        title=f"{metric['label_ja']}の変化_{where}",
        source_ids=list(metric["sources"]),
        notes=[_note(metric, scope), metric["why_it_matters_ja"], *metric["caveats_ja"]],
        key=f"changes_{metric['metric_id']}",
    )


def unit_of(metric: pd.Series) -> tuple[str, int]:
    """Unit and decimals in which a change is shown."""
    if change.is_relative(metric):
        return "%", 1
    unit = text.shown_unit(metric["unit"])
    return ("ポイント" if unit == "%" else unit), int(metric["digits"])


def _shown(metric: pd.Series, changes: pd.Series) -> pd.Series:
    return changes * 100 if change.is_relative(metric) else text.shown(changes, metric["unit"])


def _draw_map(metric: pd.Series, changes: pd.DataFrame, view) -> None:
    """Falls on one side of the middle colour, rises on the other; noise is in the middle."""
    unit, digits = unit_of(metric)
    shown = _shown(metric, changes["change"])
    sizes = shown.abs().where(changes["noise"].isna() & (shown != 0))
    steps = cuts.cut(sizes.to_list(), digits=digits, most=3).breaks
    middle = len(steps) + 1
    was, is_now = (text.shown(changes[part], metric["unit"]) for part in ("before", "after"))
    label, own_unit = metric["label_ja"], text.shown_unit(metric["unit"])
    choropleth(
        national_map.outlines(),
        MapContent(
            classes=[
                _class(value, noise, steps) for value, noise in zip(shown, changes["noise"], strict=True)
            ],
            hover=[
                HoverColumn("変化", unit, digits, shown.to_list()),
                HoverColumn(f"{label}（前）", own_unit, int(metric["digits"]), was.to_list()),
                HoverColumn(f"{label}（後）", own_unit, int(metric["digits"]), is_now.to_list()),
            ],
            legend=Legend(
                f"変化（{unit}）" if unit else "変化",
                theme.diverging(middle, higher_is=metric["higher_is"]),
                _labels(steps, unit, digits),
                missing_label="2時点の値がそろわない",
                kind="changes",
            ),
            note=_dates_ja(metric, changes),
            marks={at: NOISE_JA[noise] for at, noise in enumerate(changes["noise"]) if pd.notna(noise)},
            description=f"{label}の変化を市区町村ごとに塗り分けた地図。同じ値は下の表にあります。",
        ),
        key="map_change",
        on_click=controls.choose_municipality,
        view=view,
    )


def _class(value: float, noise: str | None, steps: list[float]) -> int | None:
    """0 for the strongest fall, len(steps) + 1 for no change or noise, twice that for the strongest rise."""
    middle = len(steps) + 1
    if pd.isna(value):
        return None
    if pd.notna(noise) or value == 0:
        return middle
    size = 1 + bisect_right(steps, abs(value))
    return middle + size if value > 0 else middle - size


def _labels(steps: list[float], unit: str, digits: int) -> list[str]:
    def written(low: float | None, high: float | None, sign: str) -> str:
        if high is None:
            return f"{sign}{low:,.{digits}f}{unit}以上"
        start = "" if low is None else f"{sign}{low:,.{digits}f}"
        return f"{start}〜{sign}{high:,.{digits}f}{unit}" if start else f"{sign}{high:,.{digits}f}{unit}未満"

    if not steps:
        return ["減少", "変化なし・誤差の範囲", "増加"]
    bounds = list(zip([None, *steps], [*steps, None], strict=True))
    falls = [written(low, high, "−") for low, high in bounds]
    rises = [written(low, high, "＋") for low, high in bounds]
    return [*falls[::-1], "変化なし・誤差の範囲", *rises]


def _dates_ja(metric: pd.Series, changes: pd.DataFrame) -> str:
    known = changes[changes["change"].notna()]
    first, last = known["before_as_of"].max(), known["as_of"].max()
    return "から".join(dates.written(day, metric["is_fiscal_year"]) for day in (first, last)) + "まで"


def _note(metric: pd.Series, scope: pd.DataFrame) -> str:
    """From when to when, of how many, and which changes are no more than noise."""
    noise = scope["noise"].dropna().map(NOISE_JA).value_counts()
    told = "、".join(f"{reason} {count:,}" for reason, count in noise.items())
    outside = f"｜誤差の範囲とみて順位に入れない {noise.sum():,}（{told}）" if told else ""
    how = "前の値に対する割合" if change.is_relative(metric) else "値の差"
    return (
        f"{_dates_ja(metric, scope)}｜{text.BASIS['derived']}（{how}）｜"
        f"2時点がそろう {scope['change'].notna().sum():,} / {len(scope):,} 市区町村{outside}"
    )


def _rankings(metric: pd.Series, scope: pd.DataFrame, muni: pd.Series | None) -> None:
    """Who fell most and who rose most, what is worse first."""
    falls_ja, rises_ja = SIDES[metric["higher_is"]]
    certain = scope[scope["noise"].isna()]
    sides = [
        (rises_ja, certain[certain["change"] > 0].nlargest(RANKED, "change")),
        (falls_ja, certain[certain["change"] < 0].nsmallest(RANKED, "change")),
    ]
    if metric["higher_is"] == "better":
        sides.reverse()
    for (name, rows), column in zip(sides, st.columns(2, gap="medium"), strict=True):
        with column:
            st.subheader(f"大きく{name}した{len(rows)}団体" if len(rows) else f"{name}した団体")
            if rows.empty:
                st.info(f"誤差の範囲を超えて{name}した団体はありません。", icon=":material/info:")
                continue
            unit, digits = unit_of(metric)
            shown = rows.assign(change=_shown(metric, rows["change"]))
            chart = figures.changes(shown, unit, digits, muni)
            plot.draw(chart, key=f"changes_{name}", alt=f"大きく{name}した市区町村")


def _rows(metric: pd.Series, scope: pd.DataFrame) -> pd.DataFrame:
    """One row per municipality, what is worse (or rose) first and noise last; values on the scale shown."""
    unit, digits = unit_of(metric)
    is_first = scope["change"] if metric["higher_is"] != "better" else -scope["change"]
    ordered = scope.assign(is_noise=scope["noise"].notna(), order=-is_first)
    ordered = ordered.sort_values(["is_noise", "order"], na_position="last")
    decimals = int(metric["digits"])
    return pd.DataFrame(
        {
            "団体コード": ordered["lg_code"],
            "都道府県": ordered["prefecture_name"],
            "市区町村": ordered["municipality_name"],
            text.with_unit("変化", unit): _shown(metric, ordered["change"]).round(digits),
            text.with_unit(f"{metric['label_ja']}（前）", metric["unit"]): text.shown(
                ordered["before"], metric["unit"]
            ).round(decimals),
            text.with_unit(f"{metric['label_ja']}（後）", metric["unit"]): text.shown(
                ordered["after"], metric["unit"]
            ).round(decimals),
            "前の時点": ordered["before_as_of"],
            "後の時点": ordered["as_of"],
            "備考": ordered["noise"].map(NOISE_JA).fillna(""),
        }
    )
