"""The figures of an outlook: people and staff as parts of today's, and the share of facilities 50 years or older."""

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from analysis import outlook
from dashboard.shared import theme
from dashboard.shared.figures import figure, line_at

LOOK = {  # scenario → colour, dash, sign: told apart without colour too
    outlook.FLAT: (theme.GREY, "dot", "square"),
    outlook.TREND: (theme.ORANGE, "dash", "triangle-up"),
    outlook.PER_RESIDENT: ("#0B8A8A", "dashdot", "diamond"),
}
KIND_COLORS = (theme.DEEP, "#7096F8", theme.ORANGE, "#0B8A8A", "#7A5AA6", theme.GREY)
YEARS_SHOWN = [outlook.BASE_YEAR, *outlook.YEARS]


def people_and_staff(rows: pd.DataFrame, names: dict[str, str], year: int) -> go.Figure:
    """People and staff under each scenario, today's set to 100. rows: as analysis.outlook.table; names: scenario → name."""
    lines = []
    people = rows[rows["item"] == "population"]
    if len(people):
        lines.append(
            _line(people["year"], people["value"], people["value"].iloc[0], "人口", (theme.BLUE, "solid", "circle"), "人")
        )  # fmt: skip
    staff = rows[rows["item"] == "staff"]
    now = staff[staff["scenario"] == ""]
    for scenario, look in LOOK.items():
        own = pd.concat([now, staff[staff["scenario"] == scenario]]).dropna(subset=["value"])
        if len(own) > 1:
            lines.append(
                _line(own["year"], own["value"], now["value"].iloc[0], f"職員：{names[scenario]}", look, "人")
            )
    return figure(*lines, height=340, y_title="いま＝100", **_looks(year))


def aged(rows: pd.DataFrame, names: dict[str, str], year: int) -> go.Figure:
    """The share of facilities 50 years or older of each kind. rows: as analysis.outlook.table; names: kind → name with its origin."""
    lines = []
    for color, (kind, name) in zip(KIND_COLORS, names.items(), strict=False):
        own = rows[rows["item"] == f"aged:{kind}"].dropna(subset=["value"])
        lines.append(
            go.Scatter(
                x=own["year"],
                y=(own["value"] * 100).round(1),
                name=name,
                mode="lines+markers",
                line={"color": color, "width": 3 if color == theme.DEEP else 2},
                hovertemplate=f"{name}<br>%{{x}}年3月：%{{y:.0f}}%<extra></extra>",
            )
        )
    first = rows.loc[rows["item"].str.startswith("aged:"), "year"].iloc[:1]
    return figure(
        *lines, height=340, y_title="50年以上の割合（%）", yaxis={"range": [0, 105]}, **_looks(year, *first)
    )


def _line(
    years: pd.Series, values: pd.Series, base: float, name: str, look: tuple[str, str, str], unit: str
) -> go.Scatter:
    color, dash, symbol = look
    return go.Scatter(
        x=years,
        y=(values / base * 100).round(1),
        name=name,
        mode="lines+markers",
        line={"color": color, "width": 3, "dash": dash},
        marker={"symbol": symbol, "size": 8},
        customdata=[f"{value:,.0f}{unit}" for value in values],
        hovertemplate=f"{name}<br>%{{x}}年：%{{customdata}}（%{{y:.0f}}）<extra></extra>",
    )


def _looks(year: int, *further: int) -> dict[str, Any]:
    """A line at the year the reader chose; ticks at the years shown and further ones that are not close to them; the legend below."""
    years = sorted(
        {*YEARS_SHOWN, *(one for one in further if abs(one - outlook.BASE_YEAR) >= 3 and one < 2030)}
    )
    return {
        "showlegend": True,
        "legend": {"y": -0.12, "yanchor": "top"},
        "xaxis": {"tickvals": years, "ticktext": [f"{one}年" for one in years]},
        "shapes": [line_at("x", year, {"color": theme.INK, "dash": "dot", "width": 1})],
    }
