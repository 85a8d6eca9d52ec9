"""事例: what each case does or plans, year by year."""

import pandas as pd
import plotly.graph_objects as go

from dashboard.shared import case_words, theme
from dashboard.shared.figures import figure
from dashboard.shared.timeline import wrapped

STAGE_LOOK = {
    "done": (theme.DEEP, "circle", 15),
    "doing": (theme.BLUE, "circle", 15),
    "planned": (theme.ORANGE, "diamond", 15),
    "considered": (theme.GREY, "circle-open", 22),  # seen around another of the same year
}


def status_timeline(steps: pd.DataFrame) -> go.Figure:
    """What each case does or plans in which fiscal year. steps: case_name, fiscal_year, stage, text_ja; first case on top."""
    names = list(dict.fromkeys(steps["case_name"]))
    traces = []
    for stage, (color, symbol, size) in STAGE_LOOK.items():
        own = steps[steps["stage"] == stage]
        if own.empty:
            continue
        traces.append(
            go.Scatter(
                x=own["fiscal_year"],
                y=own["case_name"],
                mode="markers",
                name=case_words.STAGES[stage],
                marker={"color": color, "symbol": symbol, "size": size, "line": {"width": 2, "color": color}},
                customdata=[wrapped(words, 26) for words in own["text_ja"]],
                hovertemplate="%{y} %{x}年度<br>%{customdata}<extra></extra>",
            )
        )
    years = list(range(int(steps["fiscal_year"].min()), int(steps["fiscal_year"].max()) + 1))
    # Above its line, so that a phone keeps the width for the years.
    above = {"x": 0, "xref": "paper", "xanchor": "left", "yshift": 20, "showarrow": False, "font": {"size": 13}}  # fmt: skip
    return figure(
        *traces,
        height=50 * len(names) + 90,
        kind="events",
        legend={"y": -0.01, "yanchor": "top"},
        margin={"t": 40},
        xaxis={
            "tickvals": years,
            "ticktext": [f"{year}<br>年度" for year in years],
            "range": [years[0] - 0.5, years[-1] + 0.5],
            "side": "top",
            "tickangle": 0,
        },
        yaxis={
            "showticklabels": False,
            "categoryorder": "array",
            "categoryarray": names[::-1],
            "range": [-0.6, len(names) - 0.3],
        },
        annotations=[{**above, "y": name, "text": name} for name in names],
    )
