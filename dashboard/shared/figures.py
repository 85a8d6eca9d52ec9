"""Figures that several features draw: each function turns a table into one Plotly figure and does nothing else.

Colour darkens towards need; 全国, the prefecture and the municipality keep their colours on every chart.
"""

from typing import Any

import pandas as pd
import plotly.graph_objects as go
from plotly.basedatatypes import BaseTraceType

from analysis import dates, limits
from dashboard.shared import text, theme

LOOK: dict[str, Any] = {  # of every figure
    "template": "none",
    "font": {"family": theme.FONT, "size": 14, "color": theme.INK},
    "separators": ".,",
    "hoverlabel": {"font": {"family": theme.FONT, "size": 14}},
    "bargap": 0.06,
    "dragmode": False,
}
AXIS = {"automargin": True, "gridcolor": "#ECEEF1", "zeroline": False}
PARTS: dict[str, dict[str, Any]] = {  # of the look, of which a figure may change some
    "margin": {"l": 8, "r": 12, "t": 12, "b": 8},
    "legend": {"orientation": "h", "yanchor": "bottom", "y": 1.0, "x": 0},
    "xaxis": {**AXIS, "linecolor": "#B8BCC4"},
    "yaxis": AXIS,
}
WITHOUT_NUMBERS = {"showticklabels": False, "showgrid": False}  # an axis whose numbers stand in the bars
# Bars of several parts, which the legend names in the order they are stacked.
STACKED: dict[str, Any] = {"barmode": "stack", "bargap": 0.3, "legend": {"traceorder": "normal"}}
OF_CELLS = {"showgrid": False, "type": "category", "ticks": ""}  # an axis of a table of cells


def figure(
    *traces: BaseTraceType,
    height: int = 360,
    x_title: str = "",
    y_title: str = "",
    kind: str | None = None,
    **layout: Any,
) -> go.Figure:
    """A figure in the house look: white, few lines, numbers with thousands separators, large enough for a projector.

    kind: of reading.SENTENCES, where it is read otherwise than charts of such marks are. layout: what this figure has of its own, in
    Plotly's words; of PARTS the words it changes. Plotly looks at it once, where a figure that is changed afterwards is looked at again
    with every change.
    """
    parts = {name: usual | layout.pop(name, {}) for name, usual in PARTS.items()}
    for name, title in (("xaxis", x_title), ("yaxis", y_title)):
        parts[name]["title"] = {"text": title, "font": {"size": 13}} | parts[name].get("title", {})
    return go.Figure(list(traces), layout={**LOOK, "height": height, "meta": kind, **parts, **layout})


def distribution(values: pd.DataFrame, metric: pd.Series, muni: pd.Series | None) -> go.Figure:
    """How many municipalities have each value, with the median and the chosen municipality marked.

    The top percent is drawn in the last bar, so that a few very large places do not flatten the rest.
    """
    unit = text.shown_unit(metric["unit"])
    shown = text.shown(values["value"].dropna(), metric["unit"])
    top = shown.quantile(0.99)
    step = _nice_step((top - shown.min()) / 32)
    starts = (shown.clip(upper=top) // step * step).round(6)
    counts = starts.value_counts().sort_index()
    bars = go.Bar(
        x=(counts.index + step / 2).round(6),
        y=counts.to_numpy(),
        width=step * 0.94,
        marker_color=theme.BLUE,
        customdata=[f"{start:,.6g}〜{start + step:,.6g}{unit}" for start in counts.index],
        hovertemplate="%{customdata}<br>%{y:,}市区町村<extra></extra>",
        showlegend=False,
    )
    digits = int(metric["digits"])
    marks = []
    middle, highest = limits.median(values)
    if not pd.isna(middle):
        label = f"中央値 {text.between(middle, highest, metric['unit'], digits)}"
        where = text.shown((middle + highest) / 2, metric["unit"])
        marks.append(value_mark(where, label, theme.INK, "dot", 4))
    if muni is not None:
        own = shown.reindex(values.index[values["lg_code"] == muni["lg_code"]]).dropna()
        if len(own):
            label = f"{muni['municipality_name']} {own.iloc[0]:,.{digits}f}{unit}"
            marks.append(value_mark(min(own.iloc[0], top), label, theme.ORANGE, "solid", 24))
    return figure(
        bars,
        *_below_limit(values, metric),
        height=300,
        x_title=unit,
        y_title="市区町村数",
        margin={"t": 52},
        xaxis={"tickformat": ","},
        yaxis={"dtick": 1} if counts.max() < 6 else {},
        shapes=[line for line, _ in marks],
        annotations=[name for _, name in marks],
    )


def _below_limit(values: pd.DataFrame, metric: pd.Series) -> list[go.Bar]:
    """One pale bar from nothing to the printing limit, of those of which only is known that they are below it."""
    less_than = values["less_than"].dropna()
    if less_than.empty:
        return []
    label = text.between(0, less_than.max(), metric["unit"], int(metric["digits"]))
    limit = text.shown(less_than.max(), metric["unit"])
    return [
        go.Bar(
            x=[limit / 2],
            y=[len(less_than)],
            width=limit * 0.94,
            marker_color=theme.GREY,
            text=[label],
            hovertemplate=f"{label}<br>%{{y:,}}市区町村<extra></extra>",
            showlegend=False,
        )
    ]


def ranking(values: pd.DataFrame, metric: pd.Series, count: int, muni: pd.Series | None) -> go.Figure:
    """The municipalities where need is greatest (highest values for a metric without a worse end), as bars."""
    ascending = metric["higher_is"] == "better"
    top = values.dropna(subset=["value"]).sort_values("value", ascending=ascending).head(count)[::-1]
    chosen = None if muni is None else muni["lg_code"]
    shown = text.shown(top["value"], metric["unit"])
    bars = go.Bar(
        x=shown.round(4),
        y=_distinct(top),
        orientation="h",
        marker_color=[theme.ORANGE if lg_code == chosen else theme.BLUE for lg_code in top["lg_code"]],
        text=[text.number(value, metric["unit"], int(metric["digits"])) for value in top["value"]],
        textposition="auto",
        customdata=top["lg_code"],
        hovertemplate="%{y}<br>%{text}<extra></extra>",
        showlegend=False,
    )
    return figure(bars, height=max(120, 30 * len(top) + 40), xaxis=WITHOUT_NUMBERS)


def prefecture_ranking(table: pd.DataFrame, metric: pd.Series, prefecture: pd.Series | None) -> go.Figure:
    """The prefectures that are compared as columns, where need is greatest first. table: as analysis.prefecture_values.together."""
    placed = table.dropna(subset=["placed"]).sort_values("placed", ascending=metric["higher_is"] == "better")
    unit, digits = metric["unit"], int(metric["digits"])
    words = [
        text.between(low, high, unit, digits) if pd.notna(high) else text.number(value, unit, digits)
        for value, low, high in zip(placed["value"], placed["lowest"], placed["highest"], strict=True)
    ]
    names = placed["prefecture_name"].str.replace(r"[都府県]$", "", regex=True)
    is_own = placed["prefecture_code"] == (None if prefecture is None else prefecture["prefecture_code"])
    return figure(_columns(names, placed["placed"], words, is_own, metric), **_of_columns(names, unit))


def places_beside(
    values: pd.DataFrame, metric: pd.Series, muni: pd.Series | None, lines: dict[str, float]
) -> go.Figure:
    """Every municipality of a prefecture as a column, where need is greatest first, with lines across: name → value."""
    shown = values.dropna(subset=["value"]).sort_values("value", ascending=metric["higher_is"] == "better")
    unit, digits = metric["unit"], int(metric["digits"])
    words = [text.number(value, unit, digits) for value in shown["value"]]
    is_own = shown["lg_code"] == (None if muni is None else muni["lg_code"])
    names = shown["municipality_name"]
    known = [(name, value) for name, value in lines.items() if pd.notna(value)]
    looks = [(theme.DEEP, "solid", "―"), (theme.GREY, "dot", "┄")]
    across, labels = [], []
    for at, ((name, value), (color, dash, sign)) in enumerate(zip(known, looks, strict=False)):
        across.append(line_at("y", text.shown(value, unit), {"color": color, "width": 2, "dash": dash}))
        labels.append(
            {"x": 1, "y": 1, "xref": "paper", "yref": "paper", "xanchor": "right", "yanchor": "bottom"}
            | {"text": f"{sign} {name} {text.number(value, unit, digits)}", "yshift": 4 + 22 * at}
            | {"showarrow": False, "font": {"color": color}}
        )
    return figure(
        _columns(names, shown["value"], words, is_own, metric),
        margin={"t": 52},
        shapes=across,
        annotations=labels,
        **_of_columns(names, unit),
    )


def _columns(
    names: pd.Series, values: pd.Series, words: list[str], is_own: pd.Series, metric: pd.Series
) -> go.Bar:
    """A column for each place with its name below, one's own brought out. words: what is said of each."""
    return go.Bar(
        x=names,
        y=text.shown(values, metric["unit"]).round(int(metric["digits"]) + 2),
        marker_color=[theme.ORANGE if own else theme.BLUE for own in is_own],
        customdata=words,
        hovertemplate="%{x}<br>%{customdata}<extra></extra>",
        showlegend=False,
    )


def _of_columns(names: pd.Series, unit: str) -> dict[str, Any]:
    """How a figure of such columns looks."""
    return {
        "height": 400,
        "y_title": text.shown_unit(unit),
        "xaxis": {"tickangle": -90, "tickfont": {"size": 12 if len(names) <= 50 else 10}},
        "yaxis": {"tickformat": ","},
    }


def changes(rows: pd.DataFrame, unit: str, digits: int, muni: pd.Series | None) -> go.Figure:
    """How much each municipality changed as bars, the strongest on top. rows: change, on the scale shown."""
    chosen = None if muni is None else muni["lg_code"]
    shown = rows[::-1]
    bars = go.Bar(
        x=shown["change"].abs().round(digits + 2),
        y=_distinct(shown),
        orientation="h",
        marker_color=[theme.ORANGE if code == chosen else theme.BLUE for code in shown["lg_code"]],
        text=[f"{value:+,.{digits}f}{unit}".replace("-", "−") for value in shown["change"]],
        textposition="auto",
        hovertemplate="%{y}<br>%{text}<extra></extra>",
        showlegend=False,
    )
    return figure(bars, height=max(120, 30 * len(shown) + 40), xaxis=WITHOUT_NUMBERS)


def trend(rows: pd.DataFrame, metric: pd.Series) -> go.Figure:
    """One line per area; different areas differ in size, so each is set to 100 at its first date.

    rows: area, as_of, value.
    """
    lines = []
    for color, (area, own) in zip(theme.AREA_COLORS, rows.groupby("area", sort=False), strict=False):
        index = (own["value"] / own["value"].iloc[0] * 100).round(2)
        lines.append(
            go.Scatter(
                x=own["as_of"],
                y=index,
                name=area,
                mode="lines+markers",
                line={"color": color, "width": 3},
                customdata=[
                    text.number(value, metric["unit"], int(metric["digits"])) for value in own["value"]
                ],
                hovertemplate=f"{area} %{{x|%Y年}}<br>%{{customdata}}（指数 %{{y:.1f}}）<extra></extra>",
            )
        )
    first = dates.written(rows["as_of"].min(), metric["is_fiscal_year"])
    return figure(
        *lines,
        height=300,
        y_title=f"{first}＝100",
        showlegend=True,  # a single line has a name too
        xaxis={"tickvals": rows["as_of"].unique(), "tickformat": "%Y年"},
        shapes=[line_at("y", 100, {"color": "#B8BCC4", "dash": "dot"})],
    )


def bars(rows: pd.DataFrame, label: str, number: str) -> go.Figure:
    """One bar per row in the order given, of any two columns."""
    return figure(
        go.Bar(
            x=rows[number][::-1],
            y=_numbered(rows[label].astype(str))[::-1],
            orientation="h",
            marker_color=theme.BLUE,
            hovertemplate="%{y}<br>%{x:,}<extra></extra>",
            showlegend=False,
        ),
        height=max(140, 24 * len(rows) + 60),
        x_title=number,
        yaxis={"type": "category"},
    )


def value_mark(
    x: float, label: str, color: str, dash: str, above: int
) -> tuple[dict[str, Any], dict[str, Any]]:
    """A vertical line and its name over the plot, `above` it by so many pixels: one of a figure's `shapes`, one of its `annotations`."""
    name = {"x": x, "y": 1, "yref": "paper", "yanchor": "bottom", "yshift": above, "showarrow": False}
    line = line_at("x", x, {"color": color, "dash": dash, "width": 2})
    return line, {**name, "text": label, "font": {"color": color}}


def line_at(across: str, at: float, line: dict[str, object]) -> dict[str, Any]:
    """A straight line over the whole plot, where the axis `across` (x or y) is `at`: one of a figure's `shapes`."""
    other = "y" if across == "x" else "x"
    ends = {f"{across}0": at, f"{across}1": at, f"{other}0": 0, f"{other}1": 1}
    return {"type": "line", "line": line, f"{other}ref": f"{other} domain", **ends}


def _nice_step(step: float) -> float:
    """The next step that reads well: 1, 2, 5 × 10ⁿ."""
    if step <= 0:
        return 1.0
    power = (
        10 ** (len(str(int(step))) - 1)
        if step >= 1
        else 10.0 ** -next(n for n in range(1, 12) if step * 10**n >= 1)
    )
    return next(power * nice for nice in (1, 2, 5, 10) if power * nice >= step)


def _distinct(rows: pd.DataFrame) -> pd.Series:
    """Names for an axis: the prefecture is added where several are shown (府中市 stands twice)."""
    if rows["prefecture_name"].nunique() > 1:
        return rows["municipality_name"] + "（" + rows["prefecture_name"] + "）"
    return rows["municipality_name"]


def _numbered(names: pd.Series) -> list[str]:
    """Distinct names: a repeated name gets a number."""
    before = names.groupby(names).cumcount()
    return [f"{name}（{count + 1}）" if count else name for name, count in zip(names, before, strict=True)]
