"""The map of municipalities with what it needs from the database: outlines, and counts that replace estimates."""

import logging
from collections.abc import Callable, Iterable

import pandas as pd
import streamlit as st

from dashboard import queries
from dashboard.maps import metric_map, outline_file
from dashboard.maps.choropleth import MapView, Outlines, choropleth


def outlines() -> Outlines:
    """Where the browser finds the outlines of the database in use."""
    files = queries.outline_files()
    return Outlines(f"app/static/{files['municipalities']}", f"app/static/{files['prefectures']}")


def outlines_around(longitude: float, latitude: float, count: int, codes: Iterable[str] = ()) -> dict:
    """GeoJSON of the municipalities named and of the `count` nearest; without features, and said so, when they cannot be read."""
    file = queries.outline_files()["municipalities"]
    try:
        return outline_file.around(queries.municipalities(), file, (longitude, latitude), count, codes)
    except outline_file.NoOutlines as problem:
        logging.getLogger(__name__).exception("outlines of %s", file)
        st.caption(f"{problem}点と線だけを示します。")
        return {"type": "FeatureCollection", "features": []}


def draw_metric(
    values: pd.DataFrame,
    metric: pd.Series,
    *,
    key: str,
    within: pd.Series | None = None,
    muni: str | None = None,
    prefecture: pd.Series | None = None,
    height: int = 560,
    on_click: Callable[[str], None] | None = None,
) -> str | None:
    """The map of a metric; returns the code of the municipality just clicked.

    values: queries.metric_values. within: which municipalities pass the reader's filter (all when left out); the others are
    faded and not counted. prefecture: row of queries.prefectures to zoom to. height: pixels.
    """
    content = metric_map.content(values, metric, known_counts(values, metric))
    return choropleth(
        outlines(),
        content,
        key=key,
        on_click=on_click,
        view=MapView(
            height=height,
            chosen=[muni] if muni else [],
            prefecture_code=None if prefecture is None else prefecture["prefecture_code"],
            bounds=None if prefecture is None else metric_map.view(prefecture),
            within=None if within is None else within.to_list(),
        ),
    )


def known_counts(values: pd.DataFrame, metric: pd.Series) -> dict[int, str]:
    """The published counts that replace an estimated metric, in words by row position; none for other metrics."""
    if metric["basis"] != "estimated":
        return {}
    return metric_map.counts_in_words(values, queries.staff_counts())
