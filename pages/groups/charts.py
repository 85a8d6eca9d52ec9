"""Figures about groups of municipalities: each function turns a table into one Plotly figure and does nothing else."""

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from dashboard.shared import figures, theme

BEFORE, AFTER, SHORT = theme.GREY, theme.BLUE, "#B3201B"
WIDE = 20  # from this ratio of largest to smallest on, an axis in powers of ten


def before_after(
    before: pd.Series, after: pd.Series, needed: float, unit: str, *, most_is_needed: bool = False
) -> go.Figure:
    """The capacity of every municipality and of every group as points, and what a group needs as a line.

    before, after: capacity, index the name shown on touch. Points below the line are red; those above it where
    most_is_needed, which means that the line is the most there may be.
    """
    names = [f"市区町村<br>（{len(before)}団体）", f"グループ<br>（{len(after)}）"]
    traces = []
    for row, (values, color) in enumerate(((before, BEFORE), (after, AFTER))):
        known = values.dropna().sort_values()
        traces.append(
            go.Scatter(
                x=known,
                y=row + 0.16 * np.sin(2.4 * np.arange(len(known))),  # apart, and the same every time
                mode="markers",
                marker={
                    "color": [
                        SHORT if (value > needed if most_is_needed else value < needed) else color
                        for value in known
                    ],
                    "size": 11,
                    "opacity": 0.75,
                },
                text=known.index,
                hovertemplate=f"%{{text}}<br>%{{x:,.0f}}{unit}<extra></extra>",
                showlegend=False,
            )
        )
    together = pd.concat([before, after, pd.Series([needed])]).dropna()
    if together.min() > 0 and together.max() / together.min() > WIDE:
        axis = {"type": "log", "dtick": 1 if together.max() / together.min() > 1000 else "D2"}
        at = np.log10(needed)
    else:
        axis, at = {"rangemode": "tozero"}, needed
    label = f"{'上限' if most_is_needed else '必要な体制'} {needed:,.0f}{unit}"
    above = {"y": 1, "yref": "paper", "yanchor": "bottom", "showarrow": False}
    return figures.figure(
        *traces,
        height=260,
        x_title=unit,
        kind="before_after",
        margin={"t": 32},
        xaxis={**axis, "tickformat": ","},
        yaxis={"tickvals": [0, 1], "ticktext": names, "range": [1.5, -0.5], "showgrid": False},
        shapes=[figures.line_at("x", needed, {"color": theme.INK, "dash": "dot"})],
        annotations=[{"x": at, "text": label, **above}],
    )


def contracts(effects: pd.DataFrame, q: float) -> go.Figure:
    """Expected contracts a year, each for itself and pooled, per limit of bridges in one contract.

    effects: as bundling.effects gives them; bars stand for probability q, whiskers for the others.
    """
    base = effects[np.isclose(effects["repair_probability"], q)].set_index("max_per_contract")
    limits = [f"{limit}橋まで" for limit in base.index]
    bars = []
    for column, name, color in (
        ("separate", "別々に発注", BEFORE),
        ("pooled", "まとめて発注", AFTER),
    ):
        spread = effects.groupby("max_per_contract")[column].agg(["min", "max"]).loc[base.index]
        bars.append(
            go.Bar(
                x=limits,
                y=base[column],
                name=name,
                marker_color=color,
                error_y={
                    "array": spread["max"] - base[column],
                    "arrayminus": base[column] - spread["min"],
                    "thickness": 1.5,
                    "color": theme.INK,
                },
                hovertemplate=f"{name}・1件%{{x}}<br>年 %{{y:.2f}}件<extra></extra>",
            )
        )
    return figures.figure(
        *bars,
        height=340,
        x_title="1件の契約にまとめる橋の数の上限",
        y_title="1年の契約件数の期待値（件）",
        barmode="group",
        bargap=0.25,
        xaxis={"type": "category"},
        yaxis={"rangemode": "tozero", "tickformat": ","},
    )
