"""全国の状況: figures of staff and of bridge ratings in the whole country."""

import pandas as pd
import plotly.graph_objects as go

from dashboard.shared import text, theme
from dashboard.shared.figures import WITHOUT_NUMBERS, figure


def staff_columns(staff: pd.DataFrame) -> go.Figure:
    """Staff of all municipalities by survey date, from zero. staff: as_of, general_admin_staff."""
    bars = go.Bar(
        x=[text.japanese_date(day).removesuffix("4月1日") for day in staff["as_of"]],
        y=staff["general_admin_staff"],
        marker_color=theme.BLUE,
        text=[f"{count / 10_000:.2f}万人" for count in staff["general_admin_staff"]],
        textposition="inside",
        textangle=0,
        insidetextfont={"color": "#FFFFFF"},
        hovertemplate="%{x}4月1日<br>%{y:,}人<extra></extra>",
        showlegend=False,
    )
    return figure(
        bars,
        height=260,
        xaxis={"type": "category"},
        yaxis={"tickformat": ",", "ticksuffix": "人", "nticks": 4},
    )


def staff_line(staff: pd.DataFrame) -> go.Figure:
    """Staff over the years of one series, values published and those derived from stated changes marked apart.

    staff: as_of, staff (persons), basis.
    """
    published = staff["basis"] == "published"
    line = go.Scatter(
        x=staff["as_of"].dt.year,
        y=staff["staff"],
        mode="lines+markers",
        line={"color": theme.DEEP, "width": 3},
        marker={
            "size": 8,
            "color": ["#FFFFFF" if is_derived else theme.DEEP for is_derived in ~published],
            "line": {"color": theme.DEEP, "width": 2},
        },
        customdata=staff["basis"].map(text.BASIS),
        hovertemplate="%{x}年4月1日<br>%{y:,}人（%{customdata}）<extra></extra>",
        showlegend=False,
    )
    counts = [
        {"x": row["as_of"].year, "y": row["staff"], "text": f"{row['staff'] / 10_000:.1f}万人"}
        for row in (staff.iloc[0], staff.iloc[-1])
    ]
    years = staff["as_of"].dt.year
    return figure(
        line,
        height=260,
        xaxis={"range": [years.min() - 3, years.max() + 3], "ticksuffix": "年", "nticks": 5},
        yaxis={
            "range": [0, staff["staff"].max() * 1.2],
            "tickformat": ",",
            "ticksuffix": "人",
            "nticks": 4,
        },
        annotations=[{**count, "showarrow": False, "yshift": 16} for count in counts],
    )


def technical_staff_classes(without: float, five_or_fewer: float) -> go.Figure:
    """Municipalities by number of technical staff: none, one to five, six or more (shares 0–1), as one bar."""
    parts = {
        "0人": (without, theme.RED),
        "1〜5人": (five_or_fewer - without, "#E98A2B"),
        "6人以上": (1 - five_or_fewer, "#7096F8"),
    }
    bars = [
        go.Bar(
            x=[share * 100],
            y=["市区町村"],
            orientation="h",
            name=name,
            marker_color=color,
            text=[f"{name}<br>約{share:.0%}"],
            textposition="inside",
            insidetextanchor="middle",
            textfont={"size": 18, "color": "#FFFFFF" if name == "0人" else theme.INK},
            hovertemplate=f"{name}：約{share:.0%}<extra></extra>",
        )
        for name, (share, color) in parts.items()
    ]
    return figure(
        *bars,
        height=150,
        barmode="stack",
        showlegend=False,
        xaxis={"visible": False, "range": [0, 100]},
        yaxis={"visible": False},
    )


def ratings(counts: pd.DataFrame) -> go.Figure:
    """Road bridges by rating Ⅰ–Ⅳ. counts: rating, bridges."""
    total = counts["bridges"].sum()
    bars = go.Bar(
        x=counts["bridges"],
        y=[f"{rating} {text.RATING_NAMES[rating]}" for rating in counts["rating"]],
        orientation="h",
        marker_color=[theme.RATING_COLORS[rating] for rating in counts["rating"]],
        text=[f"{bridges:,.0f}橋（{bridges / total:.1%}）" for bridges in counts["bridges"]],
        textposition="auto",
        hovertemplate="%{y}<br>%{text}<extra></extra>",
        showlegend=False,
    )
    return figure(bars, height=230, xaxis=WITHOUT_NUMBERS, yaxis={"autorange": "reversed"})
