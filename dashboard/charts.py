"""Figures: each function turns a table into one Plotly figure and does nothing else.

Colour darkens towards need; 全国, the prefecture and the municipality keep their colours on every chart.
"""

import pandas as pd
import plotly.graph_objects as go

from dashboard import text

BLUE, DEEP, ORANGE, GREY, INK = "#3460FB", "#00118F", "#C4570B", "#8A8F98", "#1A1A1C"
AREA_COLORS = [GREY, BLUE, ORANGE]  # 全国, prefecture, municipality
RATING_COLORS = {"Ⅰ": "#C5D7FB", "Ⅱ": "#7096F8", "Ⅲ": "#E98A2B", "Ⅳ": "#B3201B"}
KIND_COLORS = ["#00118F", "#3460FB", "#0B8A8A", "#C4570B", "#7A5AA6"]
FONT = '"BIZ UDPGothic", "Noto Sans JP", "Noto Sans CJK JP", "Yu Gothic UI", Meiryo, sans-serif'


def figure(*traces: go.Figure, height: int = 360, x_title: str = "", y_title: str = "") -> go.Figure:
    """A figure in the house look: white, few lines, numbers with thousands separators, large enough for a projector."""
    made = go.Figure(list(traces))
    made.update_layout(
        template="none",
        height=height,
        margin={"l": 8, "r": 12, "t": 12, "b": 8},
        font={"family": FONT, "size": 14, "color": INK},
        separators=".,",
        hoverlabel={"font": {"family": FONT, "size": 14}},
        legend={"orientation": "h", "yanchor": "bottom", "y": 1.0, "x": 0},
        bargap=0.06,
        dragmode=False,
    )
    made.update_xaxes(title=x_title, automargin=True, gridcolor="#ECEEF1", zeroline=False, linecolor="#B8BCC4")
    made.update_yaxes(title=y_title, automargin=True, gridcolor="#ECEEF1", zeroline=False)
    return made


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
    made.add_vline(
        x=shown.median(),
        line={"color": INK, "dash": "dot"},
        annotation={"text": f"中央値 {shown.median():,.{digits}f}{unit}", "yshift": 4},
    )
    if muni is not None:
        own = shown.reindex(values.index[values["lg_code"] == muni["lg_code"]]).dropna()
        if len(own):
            made.add_vline(
                x=min(own.iloc[0], top),
                line={"color": ORANGE, "width": 3},
                annotation={
                    "text": f"{muni['municipality_name']} {own.iloc[0]:,.{digits}f}{unit}",
                    "font": {"color": ORANGE},
                    "yshift": -18,
                },
            )
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
                customdata=[text.number(value, metric["unit"], int(metric["digits"])) for value in own["value"]],
                hovertemplate=f"{area} %{{x|%Y年}}<br>%{{customdata}}（指数 %{{y:.1f}}）<extra></extra>",
            )
        )
    first = text.japanese_date(rows["as_of"].min())
    made = figure(*lines, height=300, y_title=f"{first}＝100")
    made.update_xaxes(tickformat="%Y年", dtick="M12")
    made.add_hline(y=100, line={"color": "#B8BCC4", "dash": "dot"})
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
    """Share of structures 50 years or older by kind and year."""
    lines = [
        go.Scatter(
            x=own["observation_date"].dt.year,
            y=(own["share"] * 100).round(1),
            name=kind,
            mode="lines+markers+text",
            text=[f"{share:.0%}" for share in own["share"]],
            textposition="top center",
            line={"color": color, "width": 3},
            hovertemplate=f"{kind} %{{x}}年3月：%{{y:.0f}}%<extra></extra>",
        )
        for color, (kind, own) in zip(KIND_COLORS, shares.groupby("facility_kind_ja", sort=False), strict=False)
    ]
    made = figure(*lines, height=400, y_title="建設後50年以上の割合（%）")
    made.update_xaxes(tickvals=sorted(shares["observation_date"].dt.year.unique()), ticksuffix="年")
    made.update_yaxes(range=[0, 85])
    return made


def ratings(counts: pd.DataFrame) -> go.Figure:
    """Road bridges by rating Ⅰ–Ⅳ. counts: rating, bridges."""
    total = counts["bridges"].sum()
    bars = go.Bar(
        x=counts["bridges"],
        y=counts["label"],
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
    made.add_vline(
        x=fiscal_year - 50,
        line={"color": ORANGE, "dash": "dot", "width": 2},
        annotation={"text": "50年前", "font": {"color": ORANGE}},
    )
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
    made = figure(*lines, height=300, y_title="建設後50年以上の割合（%）")
    for year in (fiscal_year, fiscal_year + 10, fiscal_year + 20):
        at = projection[projection["fiscal_year"] == year]
        if len(at):
            made.add_annotation(
                x=year, y=float(at["share"].iloc[0] * 100), text=f"{year}年度 {at['share'].iloc[0]:.0%}", ax=0, ay=-28
            )
    made.update_yaxes(range=[0, 105])
    return made


def quadrants(points: pd.DataFrame, x: pd.Series, y: pd.Series, muni: pd.Series | None, names: int = 12) -> go.Figure:
    """Two metrics of each municipality, cut at their medians; the places where both are worst carry their names.

    points: municipality_name, prefecture_name, lg_code, x, y (on the scale shown), both_rank (1 = both worst).
    """
    worst = points.nsmallest(names, "both_rank")
    chosen = points[points["lg_code"] == (None if muni is None else muni["lg_code"])]
    label = points["prefecture_name"] + " " + points["municipality_name"]
    traces = [
        go.Scattergl(
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
            text=worst["municipality_name"],
            textposition="top center",
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
        x=1, y=1, xref="paper", yref="paper", text="どちらも重い", showarrow=False, xanchor="right", font={"color": "#B3201B"}
    )
    made.update_xaxes(range=[0, float(points["x"].quantile(0.995) * 1.08)])
    return made


def _nice_step(step: float) -> float:
    """The next step that reads well: 1, 2, 5 × 10ⁿ."""
    if step <= 0:
        return 1.0
    power = 10 ** (len(str(int(step))) - 1) if step >= 1 else 10.0 ** -next(n for n in range(1, 12) if step * 10**n >= 1)
    return next(power * nice for nice in (1, 2, 5, 10) if power * nice >= step)


def _distinct(rows: pd.DataFrame) -> pd.Series:
    """Names for an axis: the prefecture is added where several are shown (府中市 stands twice)."""
    if rows["prefecture_name"].nunique() > 1:
        return rows["municipality_name"] + "（" + rows["prefecture_name"] + "）"
    return rows["municipality_name"]
