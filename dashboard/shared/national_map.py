"""The map of municipalities with what it needs from the database: outlines, and counts that replace estimates."""

import logging
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import pandas as pd
import streamlit as st

from dashboard import queries
from dashboard.maps import metric_map, outline_file
from dashboard.maps.choropleth import Described, MapView, Metrics, choropleth
from dashboard.runtime.cache import cached
from dashboard.shared import text, theme

AREAS = [
    ("subprefecture", "北海道の振興局"),
    ("jma_area", "気象庁の市町村をまとめた地域"),
    ("secondary_medical_area", "二次医療圏"),
    ("commuting_zone", "通勤圏"),
]
MAIN = 5  # metrics shown as buttons at most, all of them in a list


@dataclass(frozen=True)
class Shown:
    """Which date of a metric the map shows (ISO; the last when left out), what stands beside it, and who is told when that changes."""

    frame: str | None = None
    beside: str = ""
    on_follow: Callable[[dict[str, str]], None] | None = None


def outlines() -> str:
    """Where the browser finds the outlines of the database in use, relative to the app."""
    return f"app/static/{queries.outline_file()}"


def collection() -> dict:
    """The outlines of the database in use as GeoJSON. Raises NoOutlines."""
    return outline_file.collection(outline_file.STATIC / queries.outline_file())


def outlines_around(longitude: float, latitude: float, count: int, codes: Iterable[str] = ()) -> dict:
    """GeoJSON of the municipalities named and of the `count` nearest; without features, and said so, when they cannot be read."""
    file = queries.outline_file()
    try:
        return outline_file.around(queries.municipalities(), file, (longitude, latitude), count, codes)
    except outline_file.NoOutlines as problem:
        logging.getLogger(__name__).exception("outlines of %s", file)
        st.caption(f"{problem}点と線だけを示します。")
        return {"type": "FeatureCollection", "features": []}


def draw_metric(
    metric: pd.Series,
    *,
    key: str,
    view: MapView | None = None,
    offered: Sequence[str] = (),
    main: int = 0,
    shown: Shown | None = None,
    on_click: Callable[[str], None] | None = None,
) -> str | None:
    """The map of a metric; returns the code of the municipality just clicked.

    offered: ids of metrics to which the reader may change in the browser, the main ones (how many) first. shown: the date, what
    stands beside it, and who is told of a change.
    """
    shown = shown or Shown()
    content = metrics(metric["metric_id"], offered, main, shown)
    return choropleth(
        outlines(), content, key=key, on_click=on_click, on_follow=shown.on_follow, view=view or MapView()
    )


def metrics(
    metric_id: str, offered: Sequence[str] = (), main: int = 0, shown: Shown | None = None
) -> Metrics:
    """A metric and those to which the reader may change in the browser. Parameters as of draw_metric."""
    shown = shown or Shown()
    ids = list(dict.fromkeys([*offered, metric_id]))
    return Metrics(
        offered=[one for name in ids if (one := described(name)) is not None],
        metric_id=metric_id,
        frame=shown.frame,
        beside=shown.beside,
        main=min(main, MAIN),
        words={"missing": text.STATUS, "marks": text.MARKS},
        areas_file=f"app/static/{queries.area_file()}",
        areas_offered=AREAS,
        own={"colors": theme.neutral(5), "missing": "データなし"},
    )


def place_view(
    prefecture: pd.Series | None, muni: pd.Series | None, height: int, within: pd.Series | None = None
) -> MapView:
    """The view of a prefecture (row of queries.prefectures) or the nation with a municipality brought out. height: pixels. within: which municipalities pass
    the reader's filter (all when left out); the others are faded and not counted."""
    return MapView(
        height=height,
        chosen=[] if muni is None else [muni["lg_code"]],
        prefecture_code=None if prefecture is None else prefecture["prefecture_code"],
        bounds=None if prefecture is None else metric_map.view(prefecture),
        within=None if within is None else within.to_list(),
    )


@cached
def described(metric_id: str) -> Described | None:
    """A metric as the browser draws it; None where it has no values."""
    file = queries.value_files().get(metric_id)
    if file is None:
        return None
    metric = queries.metric(metric_id)
    own = list(metric["sources"])
    return metric_map.described(
        metric,
        queries.metric_frames(metric_id),
        file=f"app/static/{file}",
        source={
            "": _source_ja(own),
            "国勢調査": _source_ja([*queries.sources_of("census_population"), *own]),
        },
        counts=known_counts(queries.metric_values(metric_id), metric),
    )


def _source_ja(source_ids: list[str]) -> str:
    return f"出典：{'、'.join(dict.fromkeys(queries.sources(source_ids)['attribution']))}"


def known_counts(values: pd.DataFrame, metric: pd.Series) -> dict[int, str]:
    """The published counts that replace an estimated metric, in words by row position; none for other metrics."""
    if metric["basis"] != "estimated":
        return {}
    return metric_map.counts_in_words(values, queries.staff_counts())
