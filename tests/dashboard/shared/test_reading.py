"""How a chart is read follows from what is drawn in it."""

import pandas as pd
import plotly.graph_objects as go
import pydeck as pdk
import pytest

from dashboard.shared import figures, reading
from pages.orders import charts as orders
from pages.survey import charts as survey
from pages.workforce import charts as workforce


def bars(**look) -> go.Figure:
    return figures.figure(go.Bar(x=["甲市", "乙町"], y=[3, 1], **look))


HOURS = pd.DataFrame({"task": ["点検", "工事"], "ideal_hours": [10, 20], "actual_hours": [30, 5]})
CONTRACTS = pd.DataFrame(
    {
        "title": ["道路の点検"],
        "work_type": ["点検"],
        "municipality": ["甲市"],
        "company": ["甲建設"],
        "client": ["土木課"],
        "sector": ["道路"],
        "start": pd.to_datetime(["2024-04-01"]),
        "end": pd.to_datetime(["2025-03-31"]),
        "amount": [1_000_000.0],
    }
)


@pytest.mark.parametrize(
    ("kind", "figure"),
    [
        ("columns", bars()),
        ("histogram", bars(width=0.9)),
        ("side_by_side", figures.figure(*[go.Bar(x=["甲市"], y=[one], name=str(one)) for one in (1, 2)])),
        ("lines", figures.figure(go.Scatter(x=[2020, 2021], y=[1, 2], mode="lines"))),
        ("bars", figures.bars(pd.DataFrame({"名": ["甲市"], "数": [4]}), "名", "数")),
        ("differences", workforce.hours_gap(HOURS.assign(gap_hours=[20, -15]))),
        (
            "side_by_side",
            workforce.hours_of_groups(HOURS.rename(columns={"task": "部門"}), "部門"),
        ),
        ("heatmap", orders.company_matrix(pd.DataFrame({"甲市": [1, 2]}, index=["甲建設", "乙建設"]))),
        ("spans", orders.timeline(CONTRACTS)),
        (
            "histogram",
            survey.histogram(pd.DataFrame({"low": [0.0, 5.0], "high": [5.0, 10.0], "count": [3, 1]})),
        ),
    ],
)
def test_a_chart_says_how_it_is_read(kind, figure):
    assert reading.of_figure(figure) == reading.SENTENCES[kind]


def test_bars_on_each_other_are_parts_of_a_whole():
    stacked = figures.figure(*[go.Bar(x=["甲市"], y=[one]) for one in (1, 2)])
    stacked.update_layout(barmode="stack")
    assert reading.of_figure(stacked) == reading.SENTENCES["stacked"]


def test_a_kind_without_a_sentence_is_refused():
    with pytest.raises(KeyError):
        reading.of_figure(figures.figure(go.Scatter(x=[1], y=[1]), kind="unheard_of"))


def test_maps_of_lines_and_of_points_differ():
    points = pdk.Layer("ScatterplotLayer", [])
    assert reading.of_layers([points]) == reading.SENTENCES["places"]
    assert reading.of_layers([points, pdk.Layer("ArcLayer", [])]) == reading.SENTENCES["arcs"]
    assert (
        reading.of_layers([pdk.Layer("ScatterplotLayer", [], id=reading.SPOTS)]) == reading.SENTENCES["spots"]
    )


def test_each_sentence_is_short():
    assert {kind: words for kind, words in reading.SENTENCES.items() if not 15 <= len(words) <= 70} == {}
