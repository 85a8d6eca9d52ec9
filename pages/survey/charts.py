"""Figures of the survey page: answers of one question, of two, of several rounds."""

import pandas as pd
import plotly.graph_objects as go

from analysis import survey, survey_reading
from dashboard.shared import figures, theme

ROUND_COLORS = ("#3460FB", "#E2851B", "#0B8A8A", "#7A5AA6")
QUIET = {survey.OTHER: "#8A8F98", survey_reading.BLANK: "#C9CDD4"}
CROSS_COLORS = (
    "#00118F", "#3460FB", "#7096F8", "#0B8A8A", "#6B8E23", "#E2851B", "#C4570B", "#7A5AA6", "#C2569B", "#52796F",
)  # fmt: skip
LINE = 16  # letters of a choice per line


def tally(rows: pd.DataFrame) -> go.Figure:
    """How many gave each answer. rows: as `survey.tally`."""
    rows = rows[::-1]
    labels = [
        f"{row.count_:,}" + ("" if pd.isna(row.share) else f"（{row.share:.0%}）")
        for row in rows.rename(columns={"count": "count_"}).itertuples()
    ]
    bars = go.Bar(
        y=[wrapped(choice) for choice in rows["choice"]],
        x=rows["count"],
        orientation="h",
        marker_color=[QUIET.get(choice, theme.BLUE) for choice in rows["choice"]],
        text=labels,
        textposition="auto",
        textangle=0,
        insidetextanchor="end",
        hovertemplate="%{y}<br>%{text}<extra></extra>",
    )
    return figures.figure(
        bars,
        height=max(140, 40 * len(rows) + 50),
        x_title="回答（件）",
        xaxis={"range": [0, max(rows["count"].max(), 1) * 1.4], "tickformat": ","},
    )


def histogram(rows: pd.DataFrame) -> go.Figure:
    """How many gave numbers of each class. rows: as `survey.histogram`."""
    names = [f"{row.low:,.4g}〜{row.high:,.4g}" for row in rows.itertuples()]
    bars = go.Bar(
        x=names, y=rows["count"], marker_color=theme.BLUE, text=rows["count"], textposition="outside"
    )
    return figures.figure(
        bars,
        height=300,
        y_title="回答（件）",
        kind="histogram",
        yaxis={"range": [0, max(rows["count"].max(), 1) * 1.2]},
    )


def cross(shares: pd.DataFrame, counts: pd.DataFrame) -> go.Figure:
    """Shares of the answers across, one bar per group down. shares, counts: as `survey.cross_shares` and `survey.cross`."""
    groups = [f"{wrapped(str(name))}（{counts.loc[name, '回答者']:,}）" for name in shares.index]
    bars = [
        go.Bar(
            y=groups[::-1],
            x=(shares[column] * 100)[::-1],
            name=str(column),
            orientation="h",
            marker_color=QUIET.get(column, CROSS_COLORS[at % len(CROSS_COLORS)]),
            customdata=counts.loc[shares.index, column][::-1],
            hovertemplate=f"%{{y}}<br>{column}：%{{x:.0f}}%（%{{customdata}}件）<extra></extra>",
        )
        for at, column in enumerate(shares.columns)
    ]
    return figures.figure(
        *bars,
        height=max(220, 44 * len(shares) + 110),
        x_title="各行の回答者に占める割合（%）",
        barmode="stack",
        legend={"y": 1.02, "traceorder": "normal"},
    )


def rounds(rows: pd.DataFrame) -> go.Figure:
    """Shares of each answer, round beside round. rows: as `survey.compare`."""
    choices = list(dict.fromkeys(rows["choice"]))
    names = list(dict.fromkeys(rows["round"]))
    bars = []
    for at, name in reversed(list(enumerate(names))):
        own = rows[rows["round"] == name].set_index("choice").reindex(choices)[::-1]
        bars.append(
            go.Bar(
                y=[wrapped(choice) for choice in own.index],
                x=own["share"] * 100,
                name=f"{name}（{int(own['answered'].max()):,}件）",
                orientation="h",
                marker_color=ROUND_COLORS[at % len(ROUND_COLORS)],
                hovertemplate=f"{name}　%{{y}}：%{{x:.0f}}%<extra></extra>",
            )
        )
    return figures.figure(
        *bars,
        height=max(220, 22 * len(choices) * len(names) + 100),
        x_title="回答した人に占める割合（%）",
        legend={"y": 1.02, "traceorder": "reversed"},
        xaxis={"rangemode": "tozero"},
    )


def wrapped(choice: str) -> str:
    """A long choice on several lines."""
    return "<br>".join(choice[at : at + LINE] for at in range(0, len(choice), LINE)) or choice
