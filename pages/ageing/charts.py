"""施設の老朽化: figures of construction years and of the share 50 years or older."""

import re

import pandas as pd
import plotly.graph_objects as go

from dashboard.shared import theme
from dashboard.shared.figures import figure, value_mark
from japan.facilities import Kind


def construction_years(facilities: pd.DataFrame, kind: Kind, fiscal_year: int) -> go.Figure:
    """Facilities (or their km) by construction decade half; those that have reached the kind's age at `fiscal_year` are darker.

    facilities: built_fiscal_year, amount.
    """
    known = facilities.dropna(subset=["built_fiscal_year"])
    counts = known.groupby(known["built_fiscal_year"] // 5 * 5)["amount"].sum()
    old = counts.index + 4 <= fiscal_year - kind.age_of_concern
    digits = ".1f" if kind.is_by_length else ""
    bars = go.Bar(
        x=counts.index + 2,
        y=counts.to_numpy(),
        width=4.6,
        marker_color=[theme.DEEP if is_old else "#7096F8" for is_old in old],
        customdata=[f"{int(start)}〜{int(start) + 4}年度" for start in counts.index],
        hovertemplate=f"%{{customdata}}<br>%{{y:,{digits}}}{kind.unit}<extra></extra>",
        showlegend=False,
    )
    what = "延長（km）" if kind.is_by_length else f"数（{kind.unit}）"
    since = fiscal_year - kind.age_of_concern
    line, name = value_mark(since, f"{kind.age_of_concern}年前（{since}年度）", theme.ORANGE, "dot", 2)
    return figure(
        bars,
        height=300,
        x_title=f"{kind.built_ja}（5年ごと）",
        y_title=what,
        margin={"t": 36},
        shapes=[line],
        annotations=[name],
    )


def aged_share(projection: pd.DataFrame, kind: Kind, fiscal_year: int) -> go.Figure:
    """Share that has reached the kind's age year by year; what lies ahead is dashed. projection: fiscal_year, share."""
    past = projection[projection["fiscal_year"] <= fiscal_year]
    ahead = projection[projection["fiscal_year"] >= fiscal_year]
    lines = [
        go.Scatter(
            x=part["fiscal_year"],
            y=(part["share"] * 100).round(1),
            name=name,
            mode="lines",
            line={"color": theme.DEEP, "width": 3, "dash": dash},
            hovertemplate="%{x}年度：%{y:.1f}%<extra></extra>",
        )
        for part, name, dash in (
            (past, "実績", "solid"),
            (ahead, "いまの施設をそのまま使い続けた場合", "dash"),
        )
    ]
    marked = projection[projection["fiscal_year"].isin([fiscal_year, fiscal_year + 10, fiscal_year + 20])]
    lines.append(
        go.Scatter(
            x=marked["fiscal_year"],
            y=marked["share"] * 100,
            mode="markers+text",
            marker={"color": theme.ORANGE, "size": 9},
            text=[
                f"{year}年度 {share:.0%}"
                for year, share in zip(marked["fiscal_year"], marked["share"], strict=True)
            ],
            textposition=[
                "top left",
                "bottom right",
                "top left",
            ],  # off a line that rises, and apart on one that does not
            hoverinfo="skip",
            showlegend=False,
        )
    )
    return figure(
        *lines,
        height=300,
        y_title=f"{kind.age_of_concern}年以上の割合（%）",
        margin={"t": 36},
        xaxis={"range": [projection["fiscal_year"].min(), projection["fiscal_year"].max() + 4]},
        yaxis={"range": [0, 105]},
    )


def fifty_year_shares(shares: pd.DataFrame) -> go.Figure:
    """Share of structures 50 years or older by kind, one bar per year, later years darker."""
    years = sorted(shares["observation_date"].dt.year.unique())
    bars = []
    for color, year in zip(["#C5D7FB", "#7096F8", theme.DEEP], years, strict=False):
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
    return figure(
        *bars,
        height=380,
        y_title="50年以上の割合（%）",
        barmode="group",
        bargap=0.25,
        xaxis={"tickangle": 0},  # turned on end on a phone otherwise
        yaxis={"range": [0, 85]},
    )


def _on_two_lines(facility_kind: str) -> str:
    """河川管理施設(水門等) → 河川管理 over 施設: the table says what is counted."""
    return re.sub("(施設|管きょ)$", r"<br>\1", facility_kind.partition("(")[0])
