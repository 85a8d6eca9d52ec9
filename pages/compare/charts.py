"""One small bar chart per metric for the places compared, dark where the value lies towards need."""

import re

import pandas as pd
import plotly.graph_objects as go

from dashboard.shared.figures import figure, line_at
from dashboard.shared.theme import GREY, INK
from pages.profile import Row, worse_quarter

NEED_COLORS = ("#C5D7FB", "#7096F8", "#3460FB", "#00118F")  # quarters of the nation, towards need
PLAIN = "#8FA3BF"


def bars(names: list[str], rows: list[Row], scaled: list[float]) -> go.Figure:
    """A bar per place. rows: the same fact of each place; scaled: its values on the scale shown. No value, no bar, but 「データなし」."""
    ends = [0 if pd.isna(value) else value for value in scaled]
    bar = go.Bar(
        x=ends,
        y=[f"{name} " for name in names],
        orientation="h",
        marker_color=[color(row) for row in rows],
        text=[value_text(row) for row in rows],
        textposition="outside",
        textfont={"color": INK, "size": 13},
        cliponaxis=False,
        hoverinfo="skip",
        showlegend=False,
    )
    low, high = min(0, *ends), max(0, *ends)
    room = (high - low or 1) * 0.8
    return figure(
        bar,
        height=24 + 30 * len(rows),
        xaxis={"range": [low - (room if low < 0 else 0), high + room], "visible": False},
        yaxis={"autorange": "reversed", "showgrid": False, "type": "category"},
        shapes=[line_at("x", 0, {"color": GREY, "width": 1})],
    )


def value_text(row: Row) -> str:
    """The value beside its bar; of an estimate without its interval."""
    return re.split("（80%|、80%", row.value_ja)[0]


def color(row: Row) -> str:
    """Darker towards need by quarter of all compared; one grey blue for what has no worse end or no place."""
    if worse_quarter(row.higher_is) is None or pd.isna(row.percentile):
        return PLAIN
    need = row.percentile if row.higher_is == "worse" else 100 - row.percentile
    return NEED_COLORS[min(int(need // 25), 3)]
