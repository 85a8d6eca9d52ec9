"""Figures of 対応状況: each function turns a table into one figure."""

import pandas as pd
import plotly.graph_objects as go

from analysis.request_words import DECLINED, DONE, RECEIVED, STATUSES, SURVEYED
from analysis.requests import UNKNOWN
from dashboard.shared.figures import OF_CELLS, STACKED, figure
from dashboard.shared.theme import BLUE, DEEP, GREY, MISSING, ORANGE

STATE_COLORS = {RECEIVED: ORANGE, SURVEYED: "#E98A2B", "指示": "#F2B84B", "作業": "#7096F8", DONE: DEEP, DECLINED: GREY, UNKNOWN: MISSING}  # fmt: skip
LINE_COLORS = (BLUE, ORANGE, "#0B8A8A", "#7A5AA6", "#6B8E23", "#C2569B", DEEP, GREY)
SCALE = [[0, "#FFFFFF"], [0.001, "#E8F1FE"], [0.5, "#7096F8"], [1, "#00118F"]]
MOST_LINES = len(LINE_COLORS)


def progress(counts: pd.DataFrame) -> go.Figure:
    """Requests by body, stacked by state. counts: as `requests.progress`."""
    shown = counts.loc[counts.sum(axis=1).sort_values().index]
    bars = [
        go.Bar(
            y=shown.index,
            x=shown[state],
            orientation="h",
            name=state,
            marker_color=STATE_COLORS[state],
            hovertemplate=f"%{{y}}・{state}<br>%{{x:,}}件<extra></extra>",
        )
        for state in (*STATUSES[::-1], UNKNOWN)
        if state in shown
    ]
    return figure(
        *bars,
        height=max(220, 40 * len(shown) + 120),
        x_title="件",
        **STACKED,
        xaxis={"tickformat": ","},
    )


def curves(lines: dict[str, pd.DataFrame]) -> go.Figure:
    """The share done by each day. lines: name → day, share (of 1)."""
    traces = [
        go.Scatter(
            x=[0, *line["day"]],
            y=[0, *(line["share"] * 100)],
            mode="lines",
            line={"shape": "hv", "color": color, "width": 2.5},
            name=name,
            hovertemplate=f"{name}<br>%{{x:,}}日まで：%{{y:.0f}}%<extra></extra>",
        )
        for (name, line), color in zip(lines.items(), LINE_COLORS, strict=False)
    ]
    longest = max((line["day"].max() for line in lines.values()), default=30)
    return figure(
        *traces,
        height=360,
        x_title="受付からの日数",
        y_title="完了した割合（%）",
        xaxis={"range": [0, min(longest, 180)], "tickformat": ","},
        yaxis={"range": [0, 101]},
    )


def calendar(counts: pd.DataFrame) -> go.Figure:
    """Requests by kind and month; a darker cell has more. counts: as `requests.calendar`."""
    shown = counts[::-1]
    cells = go.Heatmap(
        z=shown.to_numpy(),
        x=[f"{month}月" for month in shown.columns],
        y=list(shown.index),
        colorscale=SCALE,
        showscale=False,
        xgap=2,
        ygap=2,
        text=[[f"{count:,}" if count else "" for count in row] for row in shown.to_numpy()],
        texttemplate="%{text}",
        hovertemplate="%{y}　%{x}<br>%{z:,}件<extra></extra>",
    )
    return figure(cells, height=max(200, 34 * len(shown) + 90), xaxis=OF_CELLS, yaxis=OF_CELLS)
