"""Figures of 現状把握: each function turns a table into one figure."""

import pandas as pd
import plotly.graph_objects as go

from dashboard.shared.figures import figure, line_at
from dashboard.shared.theme import BLUE, DEEP, GREY, INK, ORANGE

COLORS = ["#3460FB", "#C4570B", "#0B8A8A", "#00118F", "#7A5AA6", "#E98A2B", "#6B8E23", "#8A8F98"]
REST = "ほか"


def few(rows: pd.DataFrame, group: str, value: str) -> pd.DataFrame:
    """Rows with the smaller groups put together as ほか, so that every group has a colour of its own."""
    totals = rows.groupby(group, sort=False)[value].sum()
    if len(totals) <= len(COLORS):
        return rows
    largest = totals.nlargest(len(COLORS) - 1).index
    others = [name for name in rows.columns if name not in (group, value)]
    renamed = rows.assign(**{group: rows[group].where(rows[group].isin(largest), REST)})
    return renamed.groupby([*others, group], sort=False, as_index=False)[value].sum()


def age_bands(rows: pd.DataFrame, group: str) -> go.Figure:
    """Persons by age band, stacked by group. rows: group, band (in order), staff_count."""
    bars = [
        go.Bar(
            x=own["band"],
            y=own["staff_count"],
            name=name,
            marker_color=color,
            hovertemplate=f"{name}　%{{x}}<br>%{{y:,.1~f}}人<extra></extra>",
        )
        for color, (name, own) in zip(
            COLORS, few(rows, group, "staff_count").groupby(group, sort=False), strict=False
        )
    ]
    return figure(
        *bars,
        height=380,
        y_title="人",
        barmode="stack",
        bargap=0.2,
        legend={"traceorder": "normal"},
        xaxis={"tickangle": -45, "type": "category"},
    )


def outlook(rows: pd.DataFrame, marked: tuple[int, ...]) -> go.Figure:
    """Staff on each 1 April: all, and those of today. rows: fiscal_year, total, todays; marked: years ahead to write out."""
    lines = [
        go.Scatter(
            x=rows["fiscal_year"],
            y=rows[column].round(2),
            name=name,
            mode="lines",
            line={"color": color, "width": 3, "dash": dash},
            hovertemplate="%{x}年4月1日：%{y:,.1f}人<extra>" + name + "</extra>",
        )
        for column, name, color, dash in (
            ("total", "全体（採用を含む）", BLUE, "solid"),
            ("todays", "今いる職員だけ", ORANGE, "dash"),
        )
    ]
    ahead = rows.iloc[list(marked)]
    lines.append(
        go.Scatter(
            x=ahead["fiscal_year"],
            y=ahead["todays"],
            mode="markers+text",
            marker={"color": ORANGE, "size": 9},
            text=[f"{year}年後 {count:.1f}人" for year, count in zip(marked, ahead["todays"], strict=True)],
            textposition=["bottom center", *["bottom left"] * (len(marked) - 1)],
            textfont={"color": ORANGE},
            hoverinfo="skip",
            showlegend=False,
        )
    )
    return figure(
        *lines,
        height=380,
        y_title="人（4月1日）",
        xaxis={"ticksuffix": "年", "dtick": 5},
        yaxis={"rangemode": "tozero"},
    )


def hours_gap(rows: pd.DataFrame) -> go.Figure:
    """Actual minus ideal hours by task, the largest gap on top. rows: task, ideal_hours, actual_hours, gap_hours, largest first."""
    shown = rows.dropna(subset=["gap_hours"]).head(20)[::-1]
    bars = [
        go.Bar(
            x=own["gap_hours"],
            y=own["task"],
            orientation="h",
            name=name,
            marker_color=color,
            text=[f"{gap:+,.0f}" for gap in own["gap_hours"]],
            textposition="auto",
            textangle=0,
            insidetextanchor="end",
            customdata=own[["ideal_hours", "actual_hours"]],
            hovertemplate="%{y}<br>理想 %{customdata[0]:,.0f}時間、実際 %{customdata[1]:,.0f}時間<extra></extra>",
        )
        for own, name, color in (
            (shown[shown["gap_hours"] > 0], "理想より多い", ORANGE),
            (shown[shown["gap_hours"] <= 0], "理想より少ない", BLUE),
        )
    ]
    reach = shown["gap_hours"].abs().max() * 1.25 or 1
    return figure(
        *bars,
        height=max(200, 34 * len(shown) + 90),
        x_title="実際 − 理想（時間／年）",
        bargap=0.25,
        xaxis={"range": [-reach, reach], "tickformat": ","},
        yaxis={"categoryorder": "array", "categoryarray": list(shown["task"])},
        shapes=[line_at("x", 0, {"color": GREY})],
    )


def hours_of_groups(rows: pd.DataFrame, group: str) -> go.Figure:
    """Ideal and actual hours of each group, side by side. rows: group, ideal_hours, actual_hours."""
    bars = [
        go.Bar(
            x=rows[group],
            y=rows[column],
            name=name,
            marker_color=color,
            text=[f"{hours:,.0f}" for hours in rows[column]],
            textposition="outside",
            textfont={"color": INK},
            cliponaxis=False,
            hovertemplate=f"%{{x}}<br>{name} %{{y:,.0f}}時間<extra></extra>",
        )
        for column, name, color in (("ideal_hours", "理想", "#7096F8"), ("actual_hours", "実際", DEEP))
    ]
    return figure(
        *bars,
        height=320,
        y_title="時間／年",
        barmode="group",
        bargap=0.3,
        margin={"t": 40},
        xaxis={"type": "category"},
        yaxis={"tickformat": ","},
    )
