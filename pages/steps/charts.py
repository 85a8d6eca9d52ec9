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
    fig = figures.figure(height=400, x_title="件")
    for column, (name, color) in PROGRESS.items():
        fig.add_trace(
            go.Bar(
                y=names,
                x=counted[column][::-1],
                name=name,
                orientation="h",
                marker_color=color,
                hovertemplate=f"%{{y}}<br>{name} %{{x}}件<extra></extra>",
            )
        )
    fig.update_layout(barmode="stack", legend={"orientation": "h", "y": 1.02, "traceorder": "normal"})
    fig.update_xaxes(tickformat="d", nticks=8)
    return fig
