"""Figures of the effects page: cost before and after, the sum over the years, what moves it, ranges side by side."""

import pandas as pd
import plotly.graph_objects as go

from dashboard.shared import figures, theme

MAN = 10_000  # yen are drawn in 万円
COSTS = {"in_house": ("直営", "#7096F8"), "commission": ("委託", "#00118F"), "new": ("新しい経費", "#E2851B")}
GAIN, LOSS, BAND = "#3460FB", "#C4570B", "rgba(52,96,251,.18)"


def cost_bars(parts: dict[str, float]) -> go.Figure:
    """One year now beside one steady year after, by kind of cost. parts: as `effects.parts`."""
    bars = [
        go.Bar(
            x=["現状", "導入後"],
            y=(values := [parts[f"{kind}_{when}"] / MAN for when in ("now", "after")]),
            name=name,
            marker_color=color,
            text=[f"{name} {value:,.0f}" if value else "" for value in values],
            textposition="inside",
            insidetextanchor="middle",
            textangle=0,
            width=0.55,
            hovertemplate=f"%{{x}} {name}<br>%{{y:,.0f}}万円<extra></extra>",
        )
        for kind, (name, color) in COSTS.items()
    ]
    totals = []
    for when, name in (("now", "現状"), ("after", "導入後")):
        total = sum(parts[f"{kind}_{when}"] for kind in COSTS) / MAN
        look = {"showarrow": False, "yshift": 12, "font": {"size": 14}}
        totals.append({"x": name, "y": total, "text": f"<b>合計 {total:,.0f}万円</b>", **look})
    return figures.figure(
        *bars,
        height=400,
        y_title="万円/年",
        barmode="stack",
        margin={"t": 44},
        uniformtext={"minsize": 11, "mode": "show"},
        legend={"y": 1.06},
        yaxis={"title": {"standoff": 12}, "tickformat": ",", "rangemode": "tozero"},
        annotations=totals,
    )


def cumulative(years: pd.DataFrame, band: pd.DataFrame, break_even: int | None) -> go.Figure:
    """The sum saved by the end of each year, and the band of the random draws. years, band: as `effects` gives them."""
    x = band["year"].to_list()
    area = go.Scatter(
        x=[*x, *x[::-1]],
        y=[*(band["high"] / MAN), *(band["low"][::-1] / MAN)],
        mode="lines",
        fill="toself",
        fillcolor=BAND,
        line={"width": 0},
        name="10〜90%の範囲",
        hoverinfo="skip",
    )
    line = go.Scatter(
        x=years["year"],
        y=years["cumulative"] / MAN,
        mode="lines+markers",
        name="基本",
        line={"color": theme.DEEP, "width": 3},
        customdata=list(zip(band["low"] / MAN, band["high"] / MAN, strict=True)),
        hovertemplate="%{x}年目まで %{y:,.0f}万円<br>10〜90%の範囲 %{customdata[0]:,.0f}〜%{customdata[1]:,.0f}万円<extra></extra>",
    )
    named = []
    if break_even is not None:
        at = years.loc[years["year"] == break_even, "cumulative"].iloc[0] / MAN
        arrow = {"ax": 0, "ay": -34, "arrowcolor": theme.INK}
        named.append({"x": break_even, "y": at, "text": f"{break_even}年目に黒字", **arrow})
    return figures.figure(
        area,
        line,
        height=400,
        y_title="累計の差（万円）",
        x_title="年目",
        xaxis={"tick0": 1, "dtick": 1 if len(x) <= 12 else 5},
        yaxis={"title": {"standoff": 12}, "tickformat": ","},
        shapes=[figures.line_at("y", 0, {"color": theme.GREY, "width": 1.5})],
        annotations=named,
    )


def tornado(rows: pd.DataFrame, labels: dict[str, str], base: float) -> go.Figure:
    """How far each assumption moves the sum saved over all years from its base (yen). rows: as `effects.tornado`."""
    rows = rows[::-1]
    names = [labels[name] for name in rows["name"]]
    bars = [
        go.Bar(
            y=names,
            x=(rows[column] - base) / MAN,
            base=base / MAN,
            orientation="h",
            name=name,
            marker_color=color,
            customdata=rows[column] / MAN,
            hovertemplate=f"%{{y}}：{name}<br>%{{customdata:,.0f}}万円<extra></extra>",
        )
        for column, name, color in (
            ("at_low", "低い値のとき", "#7096F8"),
            ("at_high", "高い値のとき", "#00118F"),
        )
    ]
    return figures.figure(
        *bars,
        height=max(160, 36 * len(rows) + 70),
        x_title="全期間の差（万円）",
        kind="tornado",
        barmode="overlay",
        legend={"y": 1.02},
        margin={"t": 36},
        xaxis={"tickformat": ","},
        shapes=[
            figures.line_at("x", base / MAN, {"color": theme.INK, "width": 1.5}),
            figures.line_at("x", 0, {"color": theme.GREY, "dash": "dot"}),
        ],
    )


def ranges(
    names: list[str], rows: pd.DataFrame, x_title: str, per: float = MAN, *, marks_zero: bool = False
) -> go.Figure:
    """One line from low to high with a point at middle for each name, from the top down. rows: low, middle, high, in the order of names;
    per: how many of their unit one of the axis is. marks_zero: with a line where nothing changes."""
    shown = rows[["low", "middle", "high"]] / per
    lines = [
        go.Scatter(
            x=[low, middle, high],
            y=[name] * 3,
            mode="lines+markers",
            line={"color": "#7096F8", "width": 7},
            marker={"color": theme.DEEP, "size": [0, 14, 0], "opacity": [0, 1, 0]},
            hovertemplate=f"{name}<br>{middle:,.0f}（{low:,.0f}〜{high:,.0f}）<extra></extra>",
            showlegend=False,
        )
        for name, low, middle, high in zip(names, *(shown[one] for one in shown), strict=True)
    ]
    return figures.figure(
        *lines,
        height=58 * len(names) + 78,
        x_title=x_title,
        kind="ranges",
        xaxis={"tickformat": ",", "nticks": 6},
        yaxis={"autorange": "reversed"},
        shapes=[figures.line_at("x", 0, {"color": theme.GREY, "dash": "dot"})] if marks_zero else [],
    )
