"""制度と契約: how far the outsourcing of each dimension goes."""

import pandas as pd
import plotly.graph_objects as go

from dashboard.shared import theme
from dashboard.shared.figures import figure


def ladder(dimensions: pd.DataFrame) -> go.Figure:
    """How far each dimension of outsourcing is, and is to go, as a share of its ladder (0 = smallest, 100 = fullest).

    dimensions: dimension_ja, today, aim (levels from 1), levels (how many there are), today_ja, aim_ja. Every rung has a mark.
    """
    rungs = [
        (name, rung / (levels - 1) * 100)
        for name, levels in zip(dimensions["dimension_ja"], dimensions["levels"], strict=True)
        for rung in range(levels)
    ]
    steps = go.Scatter(
        x=[at for _, at in rungs],
        y=[name for name, _ in rungs],
        mode="markers",
        marker={"color": "#FFFFFF", "size": 10, "line": {"color": theme.GREY, "width": 2}},
        hoverinfo="skip",
        showlegend=False,
    )
    share = [(dimensions[name] - 1) / (dimensions["levels"] - 1) * 100 for name in ("today", "aim")]
    ways = [
        go.Scatter(
            x=[start, end],
            y=[name, name],
            mode="lines",
            line={"color": "#9DB7F9", "width": 8},
            hoverinfo="skip",
            showlegend=False,
        )
        for name, start, end in zip(dimensions["dimension_ja"], *share, strict=True)
    ]
    points = [
        go.Scatter(
            x=at,
            y=dimensions["dimension_ja"],
            mode="markers",
            name=name,
            marker={"color": color, "size": size, "symbol": symbol},
            customdata=dimensions[words],
            hovertemplate="%{y}<br>" + name + "：%{customdata}<extra></extra>",
        )
        for at, name, color, size, symbol, words in (
            (share[1], "目指す姿", theme.ORANGE, 18, "diamond", "aim_ja"),
            (share[0], "いま", theme.DEEP, 13, "circle", "today_ja"),
        )
    ]
    return figure(
        *ways,
        steps,
        *points,
        height=360,
        kind="ladder",
        xaxis={"range": [-8, 108], "tickvals": [0, 100], "ticktext": ["小", "大"]},
        yaxis={"autorange": "reversed"},
    )
