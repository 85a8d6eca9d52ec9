"""担い手×老朽化: two metrics of each municipality against each other."""

import pandas as pd
import plotly.graph_objects as go

from analysis import rounding, two_burdens
from dashboard.shared import text, theme
from dashboard.shared.figures import figure, line_at

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

PHONE_LETTER = 0.045  # of the width of the plot
FAR_FROM_ZERO = 0.25  # of the top of an axis
NAMED_OUTSIDE = 3


def quadrants(
    points: pd.DataFrame, x: pd.Series, y: pd.Series, muni: pd.Series | None, count: int = 8
) -> go.Figure:
    """Two metrics of each municipality, cut at their medians; the heavy ones are dark, the heaviest red, and some carry their names.

    points: municipality_name, prefecture_name, lg_code, x, y (on the scale shown), and the columns of two_burdens.compared.
    """
    cut = two_burdens.middles(points["x"], points["y"])
    heaviest = points[points["is_heaviest"]].sort_values(["rank", "lg_code"])
    worst = heaviest.head(count)
    x_range, y_range = _nearly_all(points["x"], worst["x"]), _nearly_all(points["y"], worst["y"])
    chosen = points[points["lg_code"] == (None if muni is None else muni["lg_code"])]
    label = points["prefecture_name"] + " " + points["municipality_name"]
    traces = [
        go.Scatter(
            # As they are printed, and as a list: as an array of all their decimals they are half of what a change sends.
            x=rounding.printed(points["x"], "", int(x["digits"])).to_list(),
            y=rounding.printed(points["y"], "", int(y["digits"])).to_list(),
            mode="markers",
            marker={
                "color": points["is_heavy"].map({True: theme.DEEP, False: theme.BLUE}),
                "size": 6,
                "opacity": points["is_heavy"].map({True: 0.9, False: 0.35}),
            },
            text=label,
            hovertemplate=f"%{{text}}<br>{x['label_ja']} %{{x:,}}<br>{y['label_ja']} %{{y:,}}<extra></extra>",
            showlegend=False,
        ),
        _heaviest_points(heaviest, worst, x_range, y_range),
        go.Scatter(
            x=chosen["x"],
            y=chosen["y"],
            mode="markers+text",
            marker={"color": theme.ORANGE, "size": 14, "line": {"color": theme.INK, "width": 2}},
            text=chosen["municipality_name"],
            textposition="bottom center",
            textfont={"color": theme.ORANGE, "size": 16},
            hoverinfo="skip",
            showlegend=False,
        ),
    ]
    cuts = [] if pd.isna(cut.first) else [("x", cut.first), ("y", cut.second)]
    corner = {"x": 1, "y": 1, "xref": "paper", "yref": "paper", "xanchor": "right", "showarrow": False}
    return figure(
        *traces,
        height=520,
        x_title=text.labelled(x),
        y_title=text.labelled(y),
        kind="quadrants",
        xaxis={"range": x_range},
        yaxis={"range": y_range},
        shapes=[line_at(across, at, {"color": theme.GREY, "dash": "dot"}) for across, at in cuts],
        annotations=[{**corner, "text": "どちらも重い", "font": {"color": theme.RED}}],
    )


def _heaviest_points(
    heaviest: pd.DataFrame, worst: pd.DataFrame, x_range: list[float], y_range: list[float]
) -> go.Scatter:
    """The heaviest places; the worst of them, which come first, with their names."""
    names = short_names(worst)
    positions = _label_positions(_share_of(x_range, worst["x"]), _share_of(y_range, worst["y"]), names)
    unnamed = len(heaviest) - len(worst)
    return go.Scatter(
        x=heaviest["x"],
        y=heaviest["y"],
        mode="markers+text",
        marker={"color": theme.RED, "size": 9},
        text=[*names, *[""] * unnamed],
        textposition=[*positions, *["middle right"] * unnamed],
        hoverinfo="skip",
        showlegend=False,
    )


def _label_positions(x: pd.Series, y: pd.Series, names: pd.Series) -> list[str]:
    """For each point a place for its name that covers no other name and no other point, where there is one; within the plot on a phone too.

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
        wide = PHONE_LETTER * len(name)
        best = min(
            boxes,
            key=lambda place: (
                _outside(one + NEXT_TO[place][0] * wide, wide)
                + sum(_overlap(boxes[place], box) for box in others)
            ),
        )
        places.append(best)
        taken.append(boxes[best])
    return places


def _outside(middle: float, width: float) -> float:
    """How far a name reaches beyond the sides of the plot."""
    return max(middle + width / 2 - 1, 0) + max(width / 2 - middle, 0)


def _overlap(one: tuple[float, ...], other: tuple[float, ...]) -> float:
    """The shared area of two boxes given by middle, width and height."""
    across = (one[2] + other[2]) / 2 - abs(one[0] - other[0])
    along = (one[3] + other[3]) / 2 - abs(one[1] - other[1])
    return max(across, 0) * max(along, 0)


def _nearly_all(values: pd.Series, named: pd.Series) -> list[float]:
    """An axis that holds all but the topmost 0.3 %, and every named place; where nearly all values lie far from zero (rates), it
    begins below them, else at zero."""
    top = max(values.quantile(0.997), named.max() if len(named) else 0)
    bottom = values.quantile(0.003)
    if bottom > top * FAR_FROM_ZERO:
        return [bottom - (top - bottom) * 0.05, top + (top - bottom) * 0.12]
    return [-top * 0.02, top * 1.12]


def _share_of(axis: list[float], values: pd.Series) -> pd.Series:
    """Where values stand on an axis, 0–1."""
    return (values - axis[0]) / (axis[1] - axis[0])


def axes_ja(fig: go.Figure, points: pd.DataFrame, x: pd.Series, y: pd.Series) -> str:
    """What the axes leave out, in words: zero where an axis does not begin there, and who lies outside, the farthest first.

    points: as `quadrants` takes them.
    """
    cut = {"横軸": fig.layout.xaxis.range[0] > 0, "縦軸": fig.layout.yaxis.range[0] > 0}
    axes = "と".join(name for name, is_cut in cut.items() if is_cut)
    begin = f"{axes}は0から始まりません。" if axes else ""
    across, along = (
        _share_of(fig.layout.xaxis.range, points["x"]),
        _share_of(fig.layout.yaxis.range, points["y"]),
    )
    beyond = pd.concat([across - 1, -across, along - 1, -along], axis=1).max(axis=1, skipna=False)
    outside = points[beyond > 0].loc[beyond[beyond > 0].sort_values(ascending=False).index]
    if outside.empty:
        return begin
    named = "、".join(
        f"{one.prefecture_name}{one.municipality_name}（{_value(one.x, x)}、{_value(one.y, y)}）"
        for one in outside.head(NAMED_OUTSIDE).itertuples()
    )
    more = f"など{len(outside)}団体" if len(outside) > NAMED_OUTSIDE else ""
    return f"{begin}枠の外：{named}{more}。"


def _value(shown: float, metric: pd.Series) -> str:
    return f"{shown:,.{int(metric['digits'])}f}{text.shown_unit(metric['unit'])}"


def short_names(rows: pd.DataFrame) -> pd.Series:
    """Names as short as they can be: the prefecture is added to those that stand twice (川上村 of 奈良県 and of 長野県)."""
    twice = rows["municipality_name"].duplicated(keep=False)
    whole = rows["municipality_name"] + "（" + rows["prefecture_name"] + "）"
    return rows["municipality_name"].mask(twice, whole)
