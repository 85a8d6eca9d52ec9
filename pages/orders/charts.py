"""Figures of 発注状況: each function turns a table into one figure."""

from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from analysis.orders import BLANK
from dashboard.shared.figures import OF_CELLS, STACKED, figure
from dashboard.shared.theme import DEEP, ORANGE

DAY_MS = 86_400_000
COLORS = (
    "#3460FB", "#C4570B", "#0B8A8A", "#00118F", "#7A5AA6", "#E98A2B", "#6B8E23", "#8A8F98", "#C2569B", "#2E9BD6", "#D4A900", "#1A1A1C",
)  # fmt: skip
SCALE = [[0, "#FFFFFF"], [0.001, "#E8F1FE"], [0.5, "#7096F8"], [1, "#00118F"]]
NAME_LENGTH = 18


def timeline(orders: pd.DataFrame, group: str = "sector") -> go.Figure:
    """One bar per contract from start to end, in the order given, coloured by group. orders: title, municipality, company, client,
    start, end, amount, and the column `group` (null where blank)."""
    rows = orders.reset_index(drop=True)
    titles = rows["title"].fillna(rows["work_type"]).fillna("")
    if rows["municipality"].nunique() > 1:
        titles = rows["municipality"] + " " + titles
    labels = list(map(_short, titles))
    groups = rows[group].fillna(BLANK)
    bars = []
    for color, name in zip(_cycled(groups.nunique()), groups.unique(), strict=True):
        own = rows[groups == name]
        bars.append(
            go.Bar(
                y=own.index,
                x=((own["end"] - own["start"]).dt.days + 1) * DAY_MS,
                base=own["start"].dt.strftime("%Y-%m-%d"),
                orientation="h",
                width=0.7,
                name=name,
                marker_color=color,
                customdata=[
                    (labels[one.Index], one.client, one.company or BLANK, f"{_slashed(one.start)}〜{_slashed(one.end)}", yen(one.amount))
                    for one in own.itertuples()
                ],
                hovertemplate="%{customdata[0]}<br>%{customdata[1]}　%{customdata[2]}<br>%{customdata[3]}　%{customdata[4]}<extra></extra>",
            )
        )  # fmt: skip
    return figure(
        *bars,
        height=max(220, 22 * len(rows) + 100),
        barmode="overlay",
        xaxis={"type": "date", "tickformat": "%Y年%-m月", "side": "bottom"},
        yaxis={
            "tickvals": list(rows.index),
            "ticktext": labels,
            "tickfont": {"size": 12},
            "range": [len(rows) - 0.4, -0.6],
            "showgrid": False,
        },
    )


def tender_months(counts: pd.DataFrame) -> go.Figure:
    """Contracts by month; a darker cell is busier. counts: one row per place, columns months 4…3."""
    return _heatmap(counts.rename(columns=lambda month: f"{month}月"), "件", 34)


def amounts(table: pd.DataFrame) -> go.Figure:
    """Yen by sector, stacked by work type. table: with a row and a column 計."""
    parts = table.drop(index="計", columns="計")[::-1]
    bars = [
        go.Bar(
            y=parts.index,
            x=parts[name] / 10_000,
            orientation="h",
            name=name,
            marker_color=color,
            hovertemplate=f"%{{y}}・{name}<br>%{{x:,.0f}}万円<extra></extra>",
        )
        for name, color in zip(parts, _cycled(len(parts.columns)), strict=True)
    ]
    return figure(
        *bars,
        height=max(240, 38 * len(parts) + 130),
        x_title="契約金額（万円）",
        **STACKED,
        xaxis={"tickformat": ","},
    )


def company_matrix(counts: pd.DataFrame) -> go.Figure:
    """Contracts by company and client."""
    return _heatmap(counts, "件", 30, side="top", tickangle=-40)


def network(counts: pd.DataFrame) -> go.Figure:
    """Clients on the left, the companies they share on the right, a line where one works for the other, thicker for more contracts.

    counts: contracts by company (rows) and client (columns). Companies stand near their clients, so that few lines cross.
    """
    left = dict(zip(counts.columns, np.linspace(1, 0, len(counts.columns)) if len(counts.columns) > 1 else [0.5], strict=True))  # fmt: skip
    heights = (counts.to_numpy() * list(left.values())).sum(axis=1) / counts.sum(axis=1)
    order = counts.index[np.argsort(-heights.to_numpy(), kind="stable")]
    right = dict(zip(order, np.linspace(1, 0, len(order)) if len(order) > 1 else [0.5], strict=True))
    most = counts.to_numpy().max()
    lines = []
    for width in (1, 2, 3, 4):
        drawn = [
            (left[client], right[company])
            for company, row in counts.iterrows()
            for client, count in row.items()
            if count and int(np.ceil(count / most * 4)) == width
        ]
        lines.append(
            go.Scatter(
                x=[x for _ in drawn for x in (0, 1, None)],
                y=[y for one, other in drawn for y in (one, other, None)],
                mode="lines",
                line={"color": "#7096F8", "width": 1.5 * width},
                opacity=0.6,
                hoverinfo="skip",
                showlegend=False,
            )
        )
    ends = [
        go.Scatter(
            x=[at] * len(places),
            y=list(places.values()),
            mode="markers",
            marker={"color": color, "size": 14},
            text=list(places),
            customdata=[int(total) for total in totals],
            hovertemplate="%{text}<br>%{customdata:,}件<extra></extra>",
            yaxis=axis,
            showlegend=False,
        )
        for at, places, color, axis, totals in (
            (0, left, ORANGE, "y", counts.sum()),
            (1, right, DEEP, "y2", counts.sum(axis=1)[list(right)]),
        )
    ]
    look = {"range": [-0.08, 1.08], "showgrid": False, "automargin": True, "tickfont": {"size": 12}, "ticks": ""}  # fmt: skip
    named, facing = (
        {**look, "tickvals": list(places.values()), "ticktext": list(map(_short, places))}
        for places in (left, right)
    )
    return figure(
        *lines,
        *ends,
        height=max(260, 30 * max(counts.shape) + 60),
        kind="network",
        xaxis={"visible": False, "range": [-0.06, 1.06]},
        yaxis=named,
        yaxis2={**facing, "overlaying": "y", "side": "right", "zeroline": False},
    )


def _heatmap(counts: pd.DataFrame, unit: str, row_height: int, **across: Any) -> go.Figure:
    """across: how the horizontal axis is besides, in Plotly's words."""
    shown = counts[::-1]
    cells = go.Heatmap(
        z=shown.to_numpy(),
        x=list(shown.columns),
        y=[_short(name) for name in shown.index],
        colorscale=SCALE,
        showscale=False,
        xgap=2,
        ygap=2,
        text=[[f"{count:,}" if count else "" for count in row] for row in shown.to_numpy()],
        texttemplate="%{text}",
        hovertemplate=f"%{{y}}　%{{x}}<br>%{{z:,}}{unit}<extra></extra>",
    )
    return figure(
        cells, height=max(180, row_height * len(shown) + 90), xaxis=OF_CELLS | across, yaxis=OF_CELLS
    )


def yen(amount: float) -> str:
    """「1,234万円」; 金額なし where there is none."""
    return "金額なし" if pd.isna(amount) else f"{amount / 10_000:,.0f}万円"


def _slashed(day: pd.Timestamp) -> str:
    return f"{day.year}/{day.month}/{day.day}"


def _short(name: str) -> str:
    """A name that leaves room for the drawing."""
    return name if len(name) <= NAME_LENGTH else f"{name[: NAME_LENGTH - 1]}…"


def _cycled(count: int) -> list[str]:
    return [COLORS[at % len(COLORS)] for at in range(count)]
