"""The timeline of national events, as overview and briefing show it."""

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from dashboard.shared import case_words, theme
from dashboard.shared.figures import figure
from japan import calendar

EVENT_COLORS = {
    "accident": theme.RED,
    "law": theme.DEEP,
    "proposal": theme.ORANGE,
    "inspection": theme.BLUE,
    "handbook": "#0B8A8A",
    "support": "#7A5AA6",
}


def history_timeline(history: pd.DataFrame, wrap: int = 18) -> go.Figure:
    """The national story from top to bottom: year, a point coloured by kind, what happened (lines of `wrap` characters).

    history: fiscal_year, kind, event_ja, document_ja (shown on touch); earliest first. Narrow enough for a phone.
    """
    events = history["event_ja"].map(lambda event: wrapped(event, wrap))
    lines = (events.str.count("<br>") + 1).clip(lower=2)
    places = -(lines.cumsum() - lines / 2 + 0.4 * pd.Series(range(len(lines)), index=lines.index))
    is_new = history["fiscal_year"].ne(history["fiscal_year"].shift())
    traces = [
        go.Scatter(
            x=[0, 0],
            y=[places.iloc[0], places.iloc[-1]],
            mode="lines",
            line={"color": "#C9CED6", "width": 3},
            hoverinfo="skip",
            showlegend=False,
        )
    ]
    for kind, name in case_words.EVENT_KINDS.items():
        own = history["kind"] == kind
        if not own.any():
            continue
        traces.append(
            go.Scatter(
                x=[0] * int(own.sum()),
                y=places[own],
                mode="markers",
                name=name,
                marker={"color": EVENT_COLORS[kind], "size": 14, "line": {"color": "#FFFFFF", "width": 2}},
                text=history["document_ja"][own],
                hovertemplate="%{text}<extra></extra>",
            )
        )
    beside = []
    for place, event, year, starts in zip(places, events, history["fiscal_year"], is_new, strict=True):
        beside.append(_beside_line(place, event, "left", 16))
        if starts:
            when = f"<b>{calendar.short_era_year(year)}</b><br>{year}"
            beside.append(_beside_line(place, when, "right", -16))
    return figure(
        *traces,
        height=int(21 * (lines.sum() + 0.4 * len(lines)) + 80),
        kind="events",
        margin={"l": 58},
        xaxis={"visible": False, "range": [-0.02, 1]},
        yaxis={"visible": False, "range": [places.iloc[-1] - 1.4, -0.1]},
        annotations=beside,
    )


def wrapped(event: str, wrap: int) -> str:
    """A text in lines of about `wrap` characters; no line begins with a closing sign or inside a number, or ends with an opening one."""
    lines = [""]
    for character in event:
        inside_number = character.isdigit() and lines[-1][-1:].isdigit()
        if len(lines[-1]) >= wrap and character not in "。、）」" and not inside_number:
            opening = lines[-1][-1] if lines[-1][-1] in "「（" else ""
            lines[-1] = lines[-1].removesuffix(opening)
            lines.append(opening)
        lines[-1] += character
    return "<br>".join(lines)


def _beside_line(y: float, label: str, anchor: str, shift: int) -> dict[str, Any]:
    return {"x": 0, "y": y, "text": label, "showarrow": False, "font": {"size": 14}} | {
        "xanchor": anchor,
        "xshift": shift,
        "align": anchor,
    }
