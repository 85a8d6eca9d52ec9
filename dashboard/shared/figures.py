"""Figures: each function turns a table into one Plotly figure and does nothing else.

Colour darkens towards need; 全国, the prefecture and the municipality keep their colours on every chart.
"""

import re
from functools import cache

import pandas as pd
import plotly.graph_objects as go
from plotly.basedatatypes import BaseTraceType

from dashboard.shared import text

BLUE, DEEP, ORANGE, GREY, INK = "#3460FB", "#00118F", "#C4570B", "#8A8F98", "#1A1A1C"
AREA_COLORS = [GREY, BLUE, ORANGE]  # 全国, prefecture, municipality
RATING_COLORS = {"Ⅰ": "#C5D7FB", "Ⅱ": "#7096F8", "Ⅲ": "#E98A2B", "Ⅳ": "#B3201B"}
RATING_NAMES = {"Ⅰ": "健全", "Ⅱ": "予防保全段階", "Ⅲ": "早期措置段階", "Ⅳ": "緊急措置段階"}
KIND_COLORS = ["#00118F", "#3460FB", "#0B8A8A", "#C4570B", "#7A5AA6"]
# Where a name may stand beside its point: the place, and how far its middle lies away in widths and heights of the name.
NEXT_TO = {
    "middle right": (0.62, 0),
    "top center": (0, 1),
    "bottom center": (0, -1),
    "middle left": (-0.62, 0),
    "top right": (0.5, 0.8),
    "bottom right": (0.5, -0.8),
    "top left": (-0.5, 0.8),
    "bottom left": (-0.5, -0.8),
}
FONT = '"BIZ UDPGothic", "Noto Sans JP", "Noto Sans CJK JP", "Yu Gothic UI", Meiryo, sans-serif'


def figure(*traces: BaseTraceType, height: int = 360, x_title: str = "", y_title: str = "") -> go.Figure:
    """A figure in the house look: white, few lines, numbers with thousands separators, large enough for a projector."""
    made = go.Figure(list(traces), layout=_look())
    made.layout.height = height
    made.layout.xaxis.title.text, made.layout.yaxis.title.text = x_title, y_title
    return made


@cache
def _look() -> go.Layout:
    """The house look; a figure takes a copy. Plotly takes longer to check these words than to draw up most figures."""
    axis = {"automargin": True, "gridcolor": "#ECEEF1", "zeroline": False, "title_font_size": 13}
    return go.Layout(
        template="none",
        margin={"l": 8, "r": 12, "t": 12, "b": 8},
        font={"family": FONT, "size": 14, "color": INK},
        separators=".,",
        hoverlabel={"font": {"family": FONT, "size": 14}},
        legend={"orientation": "h", "yanchor": "bottom", "y": 1.0, "x": 0},
        bargap=0.06,
        dragmode=False,
        xaxis={"linecolor": "#B8BCC4", **axis},
        yaxis=axis,
    )


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
        marker_color=BLUE,
        customdata=[f"{start:,.6g}〜{start + step:,.6g}{unit}" for start in counts.index],
        hovertemplate="%{customdata}<br>%{y:,}市区町村<extra></extra>",
        showlegend=False,
    )
    made = figure(bars, height=300, x_title=unit, y_title="市区町村数")
    made.update_xaxes(tickformat=",")
    digits = int(metric["digits"])
    made.update_layout(margin_t=52)
    if counts.max() < 6:
        made.update_yaxes(dtick=1)
    _mark(made, shown.median(), f"中央値 {shown.median():,.{digits}f}{unit}", INK, "dot", 4)
    if muni is not None:
        own = shown.reindex(values.index[values["lg_code"] == muni["lg_code"]]).dropna()
        if len(own):
            said = f"{muni['municipality_name']} {own.iloc[0]:,.{digits}f}{unit}"
            _mark(made, min(own.iloc[0], top), said, ORANGE, "solid", 24)
    return made


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
        marker_color=[ORANGE if lg_code == chosen else BLUE for lg_code in top["lg_code"]],
        text=[text.number(value, metric["unit"], int(metric["digits"])) for value in top["value"]],
        textposition="auto",
        customdata=top["lg_code"],
        hovertemplate="%{y}<br>%{text}<extra></extra>",
        showlegend=False,
    )
    made = figure(bars, height=max(120, 30 * len(top) + 40))
    made.update_xaxes(showticklabels=False, showgrid=False)
    return made


def trend(rows: pd.DataFrame, metric: pd.Series) -> go.Figure:
    """One line per area; different areas differ in size, so each is set to 100 at its first date.

    rows: area, as_of, value.
    """
    lines = []
    for color, (area, own) in zip(AREA_COLORS, rows.groupby("area", sort=False), strict=False):
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
    first = text.japanese_date(rows["as_of"].min())
    made = figure(*lines, height=300, y_title=f"{first}＝100")
    made.update_xaxes(tickvals=rows["as_of"].unique(), tickformat="%Y年")
    made.add_hline(y=100, line={"color": "#B8BCC4", "dash": "dot"})
    return made


def staff_columns(staff: pd.DataFrame) -> go.Figure:
    """Staff of all municipalities by survey date, from zero. staff: as_of, general_admin_staff."""
    bars = go.Bar(
        x=[text.japanese_date(day).removesuffix("4月1日") for day in staff["as_of"]],
        y=staff["general_admin_staff"],
        marker_color=BLUE,
        text=[f"{count / 10_000:.2f}万人" for count in staff["general_admin_staff"]],
        textposition="inside",
        textangle=0,
        insidetextfont={"color": "#FFFFFF"},
        hovertemplate="%{x}4月1日<br>%{y:,}人<extra></extra>",
        showlegend=False,
    )
    made = figure(bars, height=260)
    made.update_xaxes(type="category")
    made.update_yaxes(tickformat=",", ticksuffix="人", nticks=4)
    return made


def staff_line(staff: pd.DataFrame) -> go.Figure:
    """Staff over the years of one series, values published and those derived from stated changes marked apart.

    staff: as_of, staff (persons), basis.
    """
    published = staff["basis"] == "published"
    line = go.Scatter(
        x=staff["as_of"].dt.year,
        y=staff["staff"],
        mode="lines+markers",
        line={"color": DEEP, "width": 3},
        marker={
            "size": 8,
            "color": ["#FFFFFF" if is_derived else DEEP for is_derived in ~published],
            "line": {"color": DEEP, "width": 2},
        },
        customdata=staff["basis"].map(text.BASIS),
        hovertemplate="%{x}年4月1日<br>%{y:,}人（%{customdata}）<extra></extra>",
        showlegend=False,
    )
    made = figure(line, height=260)
    for row in (staff.iloc[0], staff.iloc[-1]):
        said = f"{row['staff'] / 10_000:.1f}万人"
        made.add_annotation(x=row["as_of"].year, y=row["staff"], text=said, showarrow=False, yshift=16)
    years = staff["as_of"].dt.year
    made.update_xaxes(range=[years.min() - 3, years.max() + 3], ticksuffix="年", nticks=5)
    made.update_yaxes(range=[0, staff["staff"].max() * 1.2], tickformat=",", ticksuffix="人", nticks=4)
    return made


def technical_staff_classes(without: float, five_or_fewer: float) -> go.Figure:
    """Municipalities by number of technical staff: none, one to five, six or more (shares 0–1), as one bar."""
    parts = {
        "0人": (without, "#B3201B"),
        "1〜5人": (five_or_fewer - without, "#E98A2B"),
        "6人以上": (1 - five_or_fewer, "#7096F8"),
    }
    bars = [
        go.Bar(
            x=[share * 100],
            y=["市区町村"],
            orientation="h",
            name=name,
            marker_color=color,
            text=[f"{name}<br>約{share:.0%}"],
            textposition="inside",
            insidetextanchor="middle",
            textfont={"size": 18, "color": "#FFFFFF" if name == "0人" else INK},
            hovertemplate=f"{name}：約{share:.0%}<extra></extra>",
        )
        for name, (share, color) in parts.items()
    ]
    made = figure(*bars, height=150)
    made.update_layout(barmode="stack", showlegend=False)
    made.update_xaxes(visible=False, range=[0, 100])
    made.update_yaxes(visible=False)
    return made


def fifty_year_shares(shares: pd.DataFrame) -> go.Figure:
    """Share of structures 50 years or older by kind, one bar per year, later years darker."""
    years = sorted(shares["observation_date"].dt.year.unique())
    bars = []
    for color, year in zip(["#C5D7FB", "#7096F8", DEEP], years, strict=False):
        own = shares[shares["observation_date"].dt.year == year]
        bars.append(
            go.Bar(
                x=own["facility_kind_ja"].map(_on_two_lines),
                y=(own["share_50_years"] * 100).round(1),
                name=f"{year}年3月",
                marker_color=color,
                text=[f"{share:.0%}" for share in own["share_50_years"]],
                textposition="outside",
                textangle=0,
                hovertemplate=f"%{{x}}<br>{year}年3月：%{{y:.0f}}%<extra></extra>",
            )
        )
    made = figure(*bars, height=380, y_title="50年以上の割合（%）")
    made.update_layout(barmode="group", bargap=0.25)
    made.update_xaxes(tickangle=0)  # turned on end on a phone otherwise
    made.update_yaxes(range=[0, 85])
    return made


def _on_two_lines(facility_kind: str) -> str:
    """河川管理施設(水門等) → 河川管理 over 施設: what is counted of it is said in the table."""
    return re.sub("(施設|管きょ)$", r"<br>\1", facility_kind.partition("(")[0])


def ratings(counts: pd.DataFrame) -> go.Figure:
    """Road bridges by rating Ⅰ–Ⅳ. counts: rating, bridges."""
    total = counts["bridges"].sum()
    bars = go.Bar(
        x=counts["bridges"],
        y=[f"{rating} {RATING_NAMES[rating]}" for rating in counts["rating"]],
        orientation="h",
        marker_color=[RATING_COLORS[rating] for rating in counts["rating"]],
        text=[f"{bridges:,.0f}橋（{bridges / total:.1%}）" for bridges in counts["bridges"]],
        textposition="auto",
        hovertemplate="%{y}<br>%{text}<extra></extra>",
        showlegend=False,
    )
    made = figure(bars, height=230)
    made.update_yaxes(autorange="reversed")
    made.update_xaxes(showticklabels=False, showgrid=False)
    return made


def construction_years(bridges: pd.DataFrame, fiscal_year: int) -> go.Figure:
    """Bridges by construction decade half; those 50 years or older at `fiscal_year` are darker."""
    years = bridges["built_fiscal_year"].dropna()
    counts = (years // 5 * 5).value_counts().sort_index()
    old = counts.index + 4 <= fiscal_year - 50
    bars = go.Bar(
        x=counts.index + 2,
        y=counts.to_numpy(),
        width=4.6,
        marker_color=[DEEP if is_old else "#7096F8" for is_old in old],
        customdata=[f"{int(start)}〜{int(start) + 4}年度" for start in counts.index],
        hovertemplate="%{customdata}<br>%{y:,}橋<extra></extra>",
        showlegend=False,
    )
    made = figure(bars, height=300, x_title="架設年度（5年ごと）", y_title="橋の数")
    made.update_layout(margin_t=36)
    _mark(made, fiscal_year - 50, f"50年前（{fiscal_year - 50}年度）", ORANGE, "dot", 2)
    return made


def aged_share(projection: pd.DataFrame, fiscal_year: int) -> go.Figure:
    """Share of bridges 50 years or older year by year; what lies ahead is dashed. projection: fiscal_year, share."""
    past = projection[projection["fiscal_year"] <= fiscal_year]
    ahead = projection[projection["fiscal_year"] >= fiscal_year]
    lines = [
        go.Scatter(
            x=part["fiscal_year"],
            y=(part["share"] * 100).round(1),
            name=name,
            mode="lines",
            line={"color": DEEP, "width": 3, "dash": dash},
            hovertemplate="%{x}年度：%{y:.1f}%<extra></extra>",
        )
        for part, name, dash in ((past, "実績", "solid"), (ahead, "いまの橋をそのまま使い続けた場合", "dash"))
    ]
    marked = projection[projection["fiscal_year"].isin([fiscal_year, fiscal_year + 10, fiscal_year + 20])]
    lines.append(
        go.Scatter(
            x=marked["fiscal_year"],
            y=marked["share"] * 100,
            mode="markers+text",
            marker={"color": ORANGE, "size": 9},
            text=[
                f"{year}年度 {share:.0%}"
                for year, share in zip(marked["fiscal_year"], marked["share"], strict=True)
            ],
            textposition=["bottom right", "top left", "bottom center"],
            hoverinfo="skip",
            showlegend=False,
        )
    )
    made = figure(*lines, height=300, y_title="50年以上の割合（%）")
    made.update_layout(margin_t=36)
    made.update_yaxes(range=[0, 105])
    made.update_xaxes(range=[projection["fiscal_year"].min(), projection["fiscal_year"].max() + 4])
    return made


def quadrants(
    points: pd.DataFrame, x: pd.Series, y: pd.Series, muni: pd.Series | None, count: int = 8
) -> go.Figure:
    """Two metrics of each municipality, cut at their medians; of the places above both, the worst carry their names.

    points: municipality_name, prefecture_name, lg_code, x, y (on the scale shown), both_rank (1 = both worst).
    """
    above_both = points[(points["x"] > points["x"].median()) & (points["y"] > points["y"].median())]
    worst = above_both.nsmallest(count, "both_rank")
    names = _told_apart(worst)
    x_range, y_range = _nearly_all(points["x"], worst["x"]), _nearly_all(points["y"], worst["y"])
    chosen = points[points["lg_code"] == (None if muni is None else muni["lg_code"])]
    label = points["prefecture_name"] + " " + points["municipality_name"]
    traces = [
        go.Scatter(
            x=points["x"].round(3),
            y=points["y"].round(3),
            mode="markers",
            marker={"color": BLUE, "size": 6, "opacity": 0.45},
            text=label,
            customdata=points["lg_code"],
            hovertemplate=f"%{{text}}<br>{x['label_ja']} %{{x:,}}<br>{y['label_ja']} %{{y:,}}<extra></extra>",
            showlegend=False,
        ),
        go.Scatter(
            x=worst["x"],
            y=worst["y"],
            mode="markers+text",
            marker={"color": "#B3201B", "size": 9},
            text=names,
            textposition=_apart(worst["x"] / x_range[1], worst["y"] / y_range[1], names),
            hoverinfo="skip",
            showlegend=False,
        ),
        go.Scatter(
            x=chosen["x"],
            y=chosen["y"],
            mode="markers+text",
            marker={"color": ORANGE, "size": 14, "line": {"color": INK, "width": 2}},
            text=chosen["municipality_name"],
            textposition="bottom center",
            textfont={"color": ORANGE, "size": 16},
            hoverinfo="skip",
            showlegend=False,
        ),
    ]
    made = figure(
        *traces,
        height=520,
        x_title=f"{x['label_ja']}（{text.shown_unit(x['unit'])}）",
        y_title=f"{y['label_ja']}（{text.shown_unit(y['unit'])}）",
    )
    made.add_vline(x=points["x"].median(), line={"color": GREY, "dash": "dot"})
    made.add_hline(y=points["y"].median(), line={"color": GREY, "dash": "dot"})
    made.add_annotation(
        x=1,
        y=1,
        xref="paper",
        yref="paper",
        text="どちらも重い",
        showarrow=False,
        xanchor="right",
        font={"color": "#B3201B"},
    )
    made.update_xaxes(range=x_range)
    made.update_yaxes(range=y_range)
    return made


def _apart(x: pd.Series, y: pd.Series, names: pd.Series) -> list[str]:
    """For each point a place for its name that covers no other name and no other point, where there is one.

    x, y: shares of the axes (0–1). A character takes about 2.6 % of the width and 4 % of the height of the plot.
    """
    taken = [(one, other, 0.01, 0.02) for one, other in zip(x, y, strict=True)]
    places = []
    for number, (one, other, name) in enumerate(zip(x, y, names, strict=True)):
        width, height = 0.026 * len(name), 0.04
        boxes = {
            place: (one + right * width, other + up * height, width, height)
            for place, (right, up) in NEXT_TO.items()
        }
        others = [box for at, box in enumerate(taken) if at != number]
        best = min(boxes, key=lambda place: sum(_overlap(boxes[place], box) for box in others))
        places.append(best)
        taken.append(boxes[best])
    return places


def _overlap(one: tuple[float, ...], other: tuple[float, ...]) -> float:
    """The shared area of two boxes given by middle, width and height."""
    across = (one[2] + other[2]) / 2 - abs(one[0] - other[0])
    along = (one[3] + other[3]) / 2 - abs(one[1] - other[1])
    return max(across, 0) * max(along, 0)


def _nearly_all(values: pd.Series, named: pd.Series) -> list[float]:
    """An axis from zero that holds all but the topmost 0.3 %, and every named place."""
    top = max(values.quantile(0.997), named.max() if len(named) else 0)
    return [-top * 0.02, top * 1.12]


def _mark(made: go.Figure, x: float, said: str, color: str, dash: str, above: int) -> None:
    """A vertical line with its name over the plot, `above` it by so many pixels."""
    made.add_vline(x=x, line={"color": color, "dash": dash, "width": 2})
    made.add_annotation(
        x=x,
        y=1,
        yref="paper",
        text=said,
        showarrow=False,
        yanchor="bottom",
        yshift=above,
        font={"color": color},
    )


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


def _told_apart(rows: pd.DataFrame) -> pd.Series:
    """Names as short as they can be: the prefecture is added to those that stand twice (川上村 of 奈良県 and of 長野県)."""
    twice = rows["municipality_name"].duplicated(keep=False)
    whole = rows["municipality_name"] + "（" + rows["prefecture_name"] + "）"
    return rows["municipality_name"].mask(twice, whole)


def bars(rows: pd.DataFrame, label: str, number: str) -> go.Figure:
    """One bar per row in the order given, of any two columns."""
    made = figure(
        go.Bar(
            x=rows[number][::-1],
            y=_numbered(rows[label].astype(str))[::-1],
            orientation="h",
            marker_color=BLUE,
            hovertemplate="%{y}<br>%{x:,}<extra></extra>",
            showlegend=False,
        ),
        height=max(140, 24 * len(rows) + 60),
        x_title=number,
    )
    made.update_yaxes(type="category")
    return made


def _numbered(names: pd.Series) -> list[str]:
    """Names told apart: a name that stands before gets a number."""
    before = names.groupby(names).cumcount()
    return [f"{name}（{count + 1}）" if count else name for name, count in zip(names, before, strict=True)]
