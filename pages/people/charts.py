"""人の群マネ: members of the national council, and talks about the handbook."""

import pandas as pd
import plotly.graph_objects as go

from dashboard.shared import case_words, text, theme
from dashboard.shared.figures import STACKED, figure
from dashboard.shared.timeline import wrapped


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
                insidetextfont={"color": "#FFFFFF" if color != "#B3C9FA" else theme.INK},
                textangle=0,
                hovertemplate=f"%{{y}} {name}：%{{x:,}}者<extra></extra>",
            )
        )
    total = members[members["figure_id"] == "council_members"].set_index("as_of")["value"]
    beside = {"showarrow": False, "xanchor": "left", "xshift": 6}
    return figure(
        *bars,
        height=240,
        **STACKED,
        xaxis={"range": [0, total.max() * 1.3], "tickformat": ",", "nticks": 5},
        yaxis={"autorange": "reversed"},
        annotations=[
            {"x": total[day], "y": name, "text": f"<b>{total[day]:,.0f}者</b>", **beside}
            for day, name in zip(days, names, strict=True)
        ],
    )


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
        marker={"color": theme.BLUE, "size": 15, "opacity": 0.8, "line": {"color": "#FFFFFF", "width": 1}},
        customdata=[
            f"{text.japanese_date(row.held_on)}<br>{wrapped(row.name_ja, 26)}<br>主催：{row.organiser_ja}"
            for row in seminars.itertuples()
        ],
        hovertemplate="%{customdata}<extra></extra>",
        showlegend=False,
    )
    first, last = seminars["held_on"].min(), seminars["held_on"].max()
    days = pd.date_range(first.replace(day=1), last, freq="MS")
    return figure(
        points,
        height=36 * len(areas) + 60,
        kind="events",
        xaxis={
            "tickvals": days,
            "ticktext": [f"{day.year}年{day.month}月" for day in days],
            "range": [days[0], last + pd.Timedelta(days=8)],
        },
        yaxis={"categoryorder": "array", "categoryarray": areas[::-1]},
    )
