"""One metric as map, distribution, ranking, trend and table, as pages that show a topic do."""

from typing import NamedTuple

import pandas as pd
import streamlit as st

from analysis import dates, few, prefecture_values, profile
from dashboard import queries
from dashboard.maps import metric_map
from dashboard.runtime import place, run_lock
from dashboard.runtime.cache import cached
from dashboard.shared import (
    comparators,
    controls,
    figures,
    metric_change,
    metric_prefectures,
    municipality_card,
    national_map,
    notes,
    plot,
    text,
)

RANKED = 10
FURTHER = ("finance", "outlook")  # topics whose metrics a map of another topic offers too
VIEWS = {"towns": "市区町村ごと", "prefs": "47都道府県ごと", "change": "前の時点からの変化"}
COVERED = 1_000  # municipalities that a metric needs to be offered before others


@st.fragment
@run_lock.serialised
def show(topic: str, default: str, prefecture: pd.Series | None, muni: pd.Series | None) -> None:
    """Let the reader choose a metric of the topic, and draw it for the nation or the prefecture with the municipality marked.

    A fragment: another metric redraws this part of the page alone.
    """
    with controls.filters("指標と条件を選ぶ"):
        left, middle, right = st.columns([2, 1, 2])
    with left:
        metric = controls.pick_metric(topic, default=default, further=FURTHER)
    shown = _shown(metric["metric_id"], _offered(topic)[0])
    metric, values = _then(metric, shown.frame)
    if values["value"].isna().all():
        _nothing(metric)
        return
    with middle:
        view = _pick_view(metric)
    if view == "prefs":
        metric_prefectures.show(metric, values, prefecture)
    else:
        with right:
            of_kind = controls.pick_kind(values)
        if view == "change":
            metric_change.show(metric, _dated(metric["metric_id"]), of_kind, prefecture, muni)
        else:
            _towns(topic, metric, values, of_kind, shown, prefecture, muni)
    place.end_fragment()  # a place was chosen on the map or in the table: the rest of the page shows it too


def _pick_view(metric: pd.Series) -> str:
    """Let the reader see a metric by municipality, by prefecture, or how it changed."""
    offered = dict(VIEWS)
    if not metric_change.has_two_dates(metric, _dated(metric["metric_id"])):
        del offered["change"]
    return place.pick("見かた", "view", offered, default="towns")


def _towns(
    topic: str,
    metric: pd.Series,
    values: pd.DataFrame,
    of_kind: pd.Series,
    shown: national_map.Shown,
    prefecture: pd.Series | None,
    muni: pd.Series | None,
) -> None:
    """The map of municipalities with its year, the distribution, the ranking, the trend."""
    where = controls.where(prefecture)
    st.header(f"{metric['label_ja']}　{where}")
    municipality_card.key_figures(muni, [topic], metric["metric_id"])
    offered, main = _offered(topic)
    national_map.draw_metric(
        metric,
        key="map",
        view=national_map.place_view(prefecture, muni, height=700, within=of_kind),
        offered=offered,
        main=main,
        shown=shown,
        on_click=controls.choose_municipality,
    )
    notes.metric_notes(values, metric, prefecture)
    is_shown = of_kind & controls.in_prefecture(values, prefecture)
    _detail(values, is_shown, metric, where, muni, shown.frame)
    _trend(metric, prefecture, muni)


def _then(metric: pd.Series, frame: str | None) -> tuple[pd.Series, pd.DataFrame]:
    """A metric and its values at a date that the map shows, the newest when there is none."""
    if frame is None:
        return metric, queries.metric_values(metric["metric_id"])
    values = queries.metric_values_then(metric["metric_id"], frame)
    return metric_map.of_year(metric, pd.Timestamp(frame)), values


def _nothing(metric: pd.Series) -> None:
    """Why a metric has no values."""
    if metric["basis"] == "estimated":
        st.info(
            "すべての市区町村の実数が取り込まれたため、推計は示しません。指標「技術系職員数」で実数を確認できます。",
            icon=":material/check_circle:",
        )
        return
    how = "".join(f"\n- {caveat}" for caveat in metric["caveats_ja"])
    st.info(f"「{metric['label_ja']}」はまだ収録されていません。\n{how}", icon=":material/inbox:")


class _Pictures(NamedTuple):
    """Of the municipalities shown; None where there are too few values for it."""

    distribution: plot.Picture | None
    ranking: plot.Picture | None
    places_beside: plot.Picture | None


@cached
def _pictures(
    metric_id: str,
    frame: str | None,
    positions: tuple[int, ...],
    lg_code: str | None,
    *,
    _values: pd.DataFrame,
    _scope: pd.DataFrame,
    _metric: pd.Series,
    _muni: pd.Series | None,
) -> _Pictures:
    """positions: of the municipalities shown."""
    known = _scope["value"].notna().sum()
    if not known:
        return _Pictures(None, None, None)
    beside = None
    if known > 1 and _scope["prefecture_code"].nunique() == 1:
        lines = _lines(_values, _metric, _scope)
        beside = plot.written(figures.places_beside(_scope, _metric, _muni, lines))
    return _Pictures(
        plot.written(figures.distribution(_scope, _metric, _muni)),
        plot.written(figures.ranking(_scope, _metric, RANKED, _muni)),
        beside,
    )


def _detail(
    values: pd.DataFrame,
    is_shown: pd.Series,
    metric: pd.Series,
    where: str,
    muni: pd.Series | None,
    frame: str | None,
) -> None:
    """Distribution, ranking and table of the municipalities shown; where they are of one prefecture, all of them in one chart."""
    scope = values[is_shown]
    drawn = _pictures(
        metric["metric_id"],
        frame,
        tuple(scope.index),
        None if muni is None else muni["lg_code"],
        _values=values,
        _scope=scope,
        _metric=metric,
        _muni=muni,
    )
    if drawn.distribution and drawn.ranking:
        left, right = st.columns(2, gap="medium")
        with left:
            st.subheader(f"{metric['label_ja']}の分布　{where}")
            plot.draw(drawn.distribution, key="distribution", alt="値の分布")
        with right:
            st.subheader(_ranking_title(metric, min(RANKED, scope["value"].notna().sum())))
            plot.draw(drawn.ranking, key="ranking", alt="上位の市区町村")
    elif metric["basis"] == "estimated" and len(scope):
        _counts_instead(scope["lg_code"], muni)
    else:
        st.info(
            "この条件に合う市区町村には値がありません。条件を変えてください。",
            icon=":material/filter_alt_off:",
        )
    if drawn.places_beside:
        st.subheader(f"{metric['label_ja']}　{where}の全市区町村")
        plot.draw(drawn.places_beside, key="places_beside", alt="県内の市区町村の値")
    comparators.show_table(scope, metric, values, where, muni)


def _lines(values: pd.DataFrame, metric: pd.Series, scope: pd.DataFrame) -> dict[str, float]:
    """What a prefecture's municipalities are seen beside: the prefecture and the nation as a whole, or their medians where a whole
    would be a sum or cannot be made."""
    own = values[values["prefecture_code"] == scope["prefecture_code"].iloc[0]]
    name = own["prefecture_name"].iloc[0]
    if profile.how_over_time(metric["kind"], metric["unit"]) == "ratio":
        return {
            f"{name}の全体": prefecture_values.whole(metric, own),
            "全国の全体": prefecture_values.whole(metric, values),
        }
    return {f"{name}の中央値": few.median(own["value"]), "全国の中央値": few.median(values["value"])}


def _shown(metric_id: str, offered: list[str]) -> national_map.Shown:
    """The date of the metric that the reader has chosen on the map, and what stands beside it."""
    frame = place.chosen("at", dict.fromkeys(_frames(metric_id)[:-1], ""))
    others = [f"{one}.{day}" for one in offered for day in _frames(one)]
    beside = place.chosen("beside", dict.fromkeys(others, ""))
    return national_map.Shown(frame, beside or "", _follow)


def _frames(metric_id: str) -> list[str]:
    return [one["frame"] for one in _dated(metric_id)]


def _dated(metric_id: str) -> list[dict]:
    """The dates of a metric as the map has them."""
    described = national_map.described(metric_id)
    return [] if described is None else described["frames"]


def _follow(wanted: dict[str, str]) -> None:
    """Take up what the reader chose on the map."""
    place.choose("metric", wanted["metric"])
    place.choose("at", wanted["frame"])
    place.choose("beside", wanted["beside"] or None)


@cached
def _offered(topic: str) -> tuple[list[str], int]:
    """Ids of the metrics that the map offers, those of the topic that cover most of the nation first, and how many these are."""
    metrics = pd.concat([queries.metrics(one) for one in (topic, *FURTHER)])
    metrics = metrics[metrics["municipalities_covered"] > 0]
    is_main = (metrics["topic"] == topic) & (metrics["municipalities_covered"] > COVERED)
    return [*metrics.loc[is_main, "metric_id"], *metrics.loc[~is_main, "metric_id"]], int(is_main.sum())


def _counts_instead(lg_codes: pd.Series, muni: pd.Series | None) -> None:
    """Where every municipality has a count: the counts of civil engineers."""
    st.info("この範囲の市区町村はすべて実数があるため、推計は示しません。", icon=":material/check_circle:")
    metric = queries.metric("civil_engineers")
    values = queries.metric_values(metric["metric_id"])
    values = values[values["lg_code"].isin(lg_codes)]
    if values["value"].notna().any():
        st.header(f"{metric['label_ja']}（実数）")
        plot.draw(figures.ranking(values, metric, 2 * RANKED, muni), key="counts", alt="土木技師数の実数")
        st.caption(f"{metric_map.dates(values, metric)}｜{text.BASIS[metric['basis']]}")


def _ranking_title(metric: pd.Series, count: int) -> str:
    order = {"worse": "値の大きい", "better": "値の小さい", "neither": "値の大きい"}[metric["higher_is"]]
    return f"{metric['label_ja']}の{order}{count}団体"


def _trend(metric: pd.Series, prefecture: pd.Series | None, muni: pd.Series | None) -> None:
    """The line over time where there are at least two dates."""
    found = _trend_of(
        metric["metric_id"],
        None if prefecture is None else prefecture["prefecture_code"],
        None if muni is None else muni["lg_code"],
    )
    if found is None:
        return
    st.subheader(f"{metric['label_ja']}の推移")
    plot.draw(found[0], key="trend", alt="推移")
    st.caption(found[1])


@cached
def _trend_of(
    metric_id: str, prefecture_code: str | None, lg_code: str | None
) -> tuple[plot.Picture, str] | None:
    """The lines and what is said of them; None where there is but one date."""
    metric = queries.metric(metric_id)
    how = profile.how_over_time(metric["kind"], metric["unit"])
    rows = queries.metric_trend(metric_id, how, prefecture_code, lg_code)
    rows = rows.groupby("area", sort=False).filter(lambda own: len(own) > 1)
    if rows.empty or metric["kind"] == "change":
        return None
    return plot.written(figures.trend(rows, metric)), (
        f"{_area_note(metric, how)}{_left_out_ja(rows, None if lg_code is None else queries.names()[lg_code])}最初の時点を100とした指数です。"
        f"直近は{dates.of_value({'as_of': rows['as_of'].max(), 'is_fiscal_year': metric['is_fiscal_year']})}。"
    )


def _area_note(metric: pd.Series, how: str) -> str:
    """How the lines of the nation and a prefecture are made of their municipalities."""
    parts = f"{metric['numerator_ja']}の合計を{metric['denominator_ja']}の合計で割った値（分母の大きさで重みをつけた平均）"
    made = {
        "sum": "市区町村の合計",
        "ratio": parts,
        "mean": "市区町村の単純平均（分子と分母が公表されていないため、重みをつけていない）",
    }[how]
    return f"全国と都道府県の線は{made}です。値のある団体の数が同じ時点だけを結びます。"


def _left_out_ja(rows: pd.DataFrame, own: str | None) -> str:
    """Whose implausible values are no part of the lines; nothing where there are none. own: the municipality whose line is one of them."""
    left_out = rows.groupby("area", sort=False)["left_out"].first()
    named = [
        f"{area}は{count}{'時点' if area == own else '団体'}" for area, count in left_out.items() if count
    ]
    return f"あり得にくい値の印があるものは除いています（{'、'.join(named)}）。" if named else ""
