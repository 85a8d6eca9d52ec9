"""Figures about cases, history and people: each function turns a table into one Plotly figure and does nothing else."""

import pandas as pd
import plotly.graph_objects as go

from dashboard.shared import case_words, figures, text
from japan.calendar import short_era_year

STAGE_LOOK = {
    "done": (figures.DEEP, "circle", 15),
    "doing": (figures.BLUE, "circle", 15),
    "planned": (figures.ORANGE, "diamond", 15),
    "considered": (figures.GREY, "circle-open", 22),  # seen around another of the same year
}
EVENT_COLORS = {
    "accident": "#B3201B",
    "law": figures.DEEP,
    "proposal": figures.ORANGE,
    "inspection": figures.BLUE,
    "handbook": "#0B8A8A",
    "support": "#7A5AA6",
}


def history_timeline(history: pd.DataFrame, wrap: int = 18) -> go.Figure:
    """The national story from top to bottom: year, a point coloured by kind, what happened (lines of `wrap` characters).

    history: fiscal_year, kind, event_ja, document_ja (shown on touch); earliest first. Narrow enough for a phone.
    """
    said = history["event_ja"].map(lambda event: wrapped(event, wrap))
    lines = (said.str.count("<br>") + 1).clip(lower=2)
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
    made = figures.figure(*traces, height=int(21 * (lines.sum() + 0.4 * len(lines)) + 80))
    for place, event, year, starts in zip(places, said, history["fiscal_year"], is_new, strict=True):
        _beside_line(made, place, event, "left", 16)
        if starts:
            _beside_line(made, place, f"<b>{short_era_year(year)}</b><br>{year}", "right", -16)
    made.update_layout(margin_l=58)
    made.update_xaxes(visible=False, range=[-0.02, 1])
    made.update_yaxes(visible=False, range=[places.iloc[-1] - 1.4, -0.1])
    return made


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


def _beside_line(made: go.Figure, y: float, said: str, anchor: str, shift: int) -> None:
    made.add_annotation(
        x=0, y=y, text=said, showarrow=False, xanchor=anchor, xshift=shift, align=anchor, font={"size": 14}
    )


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
                customdata=[wrapped(said, 26) for said in own["text_ja"]],
                hovertemplate="%{y} %{x}年度<br>%{customdata}<extra></extra>",
            )
        )
    made = figures.figure(*traces, height=50 * len(names) + 90)
    years = list(range(int(steps["fiscal_year"].min()), int(steps["fiscal_year"].max()) + 1))
    for name in names:  # above its line, so that a phone keeps the width for the years
        made.add_annotation(
            x=0,
            xref="paper",
            xanchor="left",
            y=name,
            yshift=20,
            text=name,
            showarrow=False,
            font={"size": 13},
        )
    made.update_xaxes(
        tickvals=years,
        ticktext=[f"{year}<br>年度" for year in years],
        range=[years[0] - 0.5, years[-1] + 0.5],
    )
    made.update_xaxes(side="top", tickangle=0)
    made.update_yaxes(
        showticklabels=False,
        categoryorder="array",
        categoryarray=names[::-1],
        range=[-0.6, len(names) - 0.3],
    )
    made.update_layout(legend={"y": -0.01, "yanchor": "top"}, margin_t=40)
    return made


def ladder(dimensions: pd.DataFrame) -> go.Figure:
    """How far each dimension of outsourcing is, and is to go, as a share of its ladder (0 = smallest, 100 = fullest).

    dimensions: dimension_ja, today, aim (levels from 1), levels (how many there are), today_ja, aim_ja. Every rung has a mark.
    """
    rungs = [
        (name, rung / (levels - 1) * 100)
        for name, levels in zip(dimensions["dimension_ja"], dimensions["levels"], strict=True)
        for rung in range(levels)
    ]
    steps = go.Scatter(
        x=[at for _, at in rungs],
        y=[name for name, _ in rungs],
        mode="markers",
        marker={"color": "#FFFFFF", "size": 10, "line": {"color": figures.GREY, "width": 2}},
        hoverinfo="skip",
        showlegend=False,
    )
    share = [(dimensions[name] - 1) / (dimensions["levels"] - 1) * 100 for name in ("today", "aim")]
    ways = [
        go.Scatter(
            x=[start, end],
            y=[name, name],
            mode="lines",
            line={"color": "#9DB7F9", "width": 8},
            hoverinfo="skip",
            showlegend=False,
        )
        for name, start, end in zip(dimensions["dimension_ja"], *share, strict=True)
    ]
    points = [
        go.Scatter(
            x=at,
            y=dimensions["dimension_ja"],
            mode="markers",
            name=name,
            marker={"color": color, "size": size, "symbol": symbol},
            customdata=dimensions[said],
            hovertemplate="%{y}<br>" + name + "：%{customdata}<extra></extra>",
        )
        for at, name, color, size, symbol, said in (
            (share[1], "目指す姿", figures.ORANGE, 18, "diamond", "aim_ja"),
            (share[0], "いま", figures.DEEP, 13, "circle", "today_ja"),
        )
    ]
    made = figures.figure(*ways, steps, *points, height=360)
    made.update_xaxes(range=[-8, 108], tickvals=[0, 100], ticktext=["小", "大"])
    made.update_yaxes(autorange="reversed")
    return made


def council_growth(members: pd.DataFrame) -> go.Figure:
    """Members of the national council by kind at each date, stacked. members: figure_id, value, as_of."""
    days = sorted(members["as_of"].unique())
    names = [text.japanese_date(pd.Timestamp(day)) for day in days]
    bars = []
    for color, (figure_id, name) in zip(
        ["#00118F", "#3460FB", "#7096F8", "#B3C9FA"], case_words.COUNCIL_KINDS.items(), strict=True
    ):
        own = members[members["figure_id"] == figure_id].set_index("as_of")["value"].reindex(days)
        bars.append(
            go.Bar(
                x=own,
                y=names,
                name=name,
                orientation="h",
                marker_color=color,
                text=[f"{count:,.0f}" if count > 300 else "" for count in own],
                textposition="inside",
                insidetextfont={"color": "#FFFFFF" if color != "#B3C9FA" else figures.INK},
                textangle=0,
                hovertemplate=f"%{{y}} {name}：%{{x:,}}者<extra></extra>",
            )
        )
    made = figures.figure(*bars, height=240)
    made.update_layout(barmode="stack", bargap=0.3, legend={"traceorder": "normal"})
    total = members[members["figure_id"] == "council_members"].set_index("as_of")["value"]
    for day, name in zip(days, names, strict=True):
        made.add_annotation(
            x=total[day],
            y=name,
            text=f"<b>{total[day]:,.0f}者</b>",
            showarrow=False,
            xanchor="left",
            xshift=6,
        )
    made.update_xaxes(range=[0, total.max() * 1.3], tickformat=",", nticks=5)
    made.update_yaxes(autorange="reversed")
    return made


def seminar_timeline(seminars: pd.DataFrame) -> go.Figure:
    """When and where the handbook was explained. seminars: held_on, area_ja, name_ja, organiser_ja."""
    order = [
        "全国",
        "オンライン",
        "北海道",
        "東北",
        "関東",
        "北陸",
        "中部",
        "近畿",
        "中国",
        "四国",
        "九州",
        "沖縄",
    ]
    areas = [area for area in order if area in set(seminars["area_ja"])]
    areas += sorted(set(seminars["area_ja"]) - set(areas))
    points = go.Scatter(
        x=seminars["held_on"],
        y=seminars["area_ja"],
        mode="markers",
        marker={"color": figures.BLUE, "size": 15, "opacity": 0.8, "line": {"color": "#FFFFFF", "width": 1}},
        customdata=[
            f"{text.japanese_date(row.held_on)}<br>{wrapped(row.name_ja, 26)}<br>主催：{row.organiser_ja}"
            for row in seminars.itertuples()
        ],
        hovertemplate="%{customdata}<extra></extra>",
        showlegend=False,
    )
    made = figures.figure(points, height=36 * len(areas) + 60)
    made.update_yaxes(categoryorder="array", categoryarray=areas[::-1])
    first, last = seminars["held_on"].min(), seminars["held_on"].max()
    days = pd.date_range(first.replace(day=1), last, freq="MS")
    made.update_xaxes(
        tickvals=days,
        ticktext=[f"{day.year}年{day.month}月" for day in days],
        range=[days[0], last + pd.Timedelta(days=8)],
    )
    return made
