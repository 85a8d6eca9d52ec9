"""Figures of 実施ステップ: how far each step is."""

import pandas as pd
import plotly.graph_objects as go

from dashboard.shared import figures

PROGRESS = {
    "done": ("完了", "#00118F"),
    "under_way": ("進行中", "#7096F8"),
    "not_begun": ("未着手", "#D5D9E2"),
}


def progress_bars(counted: pd.DataFrame) -> go.Figure:
    """Tasks of each step by state. counted: as `form.progress`."""
    names = [f"STEP {row.number}<br>{row.name_ja}" for row in counted.itertuples()][::-1]
    bars = [
        go.Bar(
            y=names,
            x=counted[column][::-1],
            name=name,
            orientation="h",
            marker_color=color,
            hovertemplate=f"%{{y}}<br>{name} %{{x}}件<extra></extra>",
        )
        for column, (name, color) in PROGRESS.items()
    ]
    return figures.figure(
        *bars,
        height=400,
        x_title="件",
        barmode="stack",
        legend={"y": 1.02, "traceorder": "normal"},
        xaxis={"tickformat": "d", "nticks": 8},
    )
