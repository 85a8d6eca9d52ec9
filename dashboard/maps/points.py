"""Structures as points: table in, pydeck layer out, on our own blank style so that nothing is fetched from elsewhere."""

from collections.abc import Callable
from math import log2

import pandas as pd
import pydeck as pdk

from dashboard.maps import deck
from dashboard.shared.reading import SPOTS
from dashboard.shared.text import RATING_NAMES
from dashboard.shared.theme import BLUE, ORANGE, RATING_COLORS, RED
from japan.facilities import Kind

RATINGS = {1: "Ⅰ", 2: "Ⅱ", 3: "Ⅲ", 4: "Ⅳ"}
NOT_INSPECTED = "#8A8F98"
LEAST = 0.02  # degrees that a map shows


def facilities(
    placed: pd.DataFrame,
    kind: Kind,
    outlines: Callable[[], dict],
    key: str,
    joined: pd.DataFrame | None = None,
) -> None:
    """Facilities of a kind with a position, coloured by rating where the kind has one, over municipal outlines (GeoJSON).

    joined: lines between those that belong together, their ends in columns from and to (longitude, latitude).
    """
    deck.draw(
        lambda: ([_land(outlines()), *_lines(joined), _facilities(placed, kind)], _bounds(placed)),
        tooltip="<br>".join(
            [
                "<b>{name}</b>",
                *["判定区分 {rating}"] * kind.has_soundness,
                f"{kind.built_ja} {{built}}",
                "{size}",
            ]
        ),
        key=key,
        height=520,
        alt=f"{kind.name_ja}の位置{'と判定区分' if kind.has_soundness else ''}",
        legend=_legend() if kind.has_soundness else {},
    )


def _facilities(placed: pd.DataFrame, kind: Kind) -> pdk.Layer:
    rating = placed["soundness_category"].map(RATINGS)
    shown = pd.DataFrame(
        {
            "position": placed[["longitude", "latitude"]].round(5).to_numpy().tolist(),
            "color": [_rgb(RATING_COLORS.get(one, NOT_INSPECTED)) for one in rating],
            "name": placed["facility_name"].fillna(""),
            "rating": rating.map(
                lambda one: f"{one} {RATING_NAMES[one]}" if one in RATING_NAMES else "未点検"
            ),
            "built": placed["built_fiscal_year"].map(
                lambda year: "不明" if pd.isna(year) else f"{int(year)}年度"
            ),
            "size": [
                _size(length_m, area_m2, kind)
                for length_m, area_m2 in zip(placed["length_m"], placed["area_m2"], strict=True)
            ],
        }
    )
    return pdk.Layer(
        "ScatterplotLayer",
        shown,
        id="places",
        get_position="position",
        get_fill_color="color",
        get_line_color=[70, 74, 82],
        stroked=True,
        line_width_min_pixels=0.5,
        radius_min_pixels=3.5,
        radius_max_pixels=9,
        get_radius=120,
        pickable=True,
    )


def _land(outlines: dict) -> pdk.Layer:
    return pdk.Layer(
        "GeoJsonLayer",
        outlines,
        id="land",
        filled=True,
        get_fill_color=[243, 245, 249],
        get_line_color=[184, 188, 196],
        line_width_min_pixels=1,
    )


def _lines(joined: pd.DataFrame | None) -> list[pdk.Layer]:
    if joined is None:
        return []
    line = pdk.Layer(
        "LineLayer",
        joined,
        id="lines",
        get_source_position="from",
        get_target_position="to",
        get_color=[26, 26, 28],
        get_width=2,
        width_min_pixels=2,
    )
    return [line]


COUNTED = {"期限を過ぎた件がある": RED, "未完了の件がある": ORANGE, "すべて完了か対応しない": BLUE}


def counted(cells: pd.DataFrame, outlines: Callable[[], dict], key: str) -> None:
    """Things counted on a grid, coloured by whether some are open or overdue, larger where there are more. cells: longitude, latitude,
    count, open, overdue, kinds (words); outlines: GeoJSON."""
    deck.draw(
        lambda: ([_land(outlines()), _counted(cells)], _bounds(cells)),
        tooltip="<b>{count}件</b>（未完了 {open}件）<br>{kinds}",
        key=key,
        height=520,
        alt="件数と未完了の位置",
        legend=COUNTED,
    )


def _counted(cells: pd.DataFrame) -> pdk.Layer:
    late, open_, done = map(_rgb, COUNTED.values())
    shown = pd.DataFrame(
        {
            "position": cells[["longitude", "latitude"]].to_numpy().tolist(),
            "color": [late if one.overdue else open_ if one.open else done for one in cells.itertuples()],
            "radius": [4 + 3 * min(log2(count), 4) for count in cells["count"]],
            "count": cells["count"].map("{:,}".format),
            "open": cells["open"].map("{:,}".format),
            "kinds": cells["kinds"],
        }
    )
    return pdk.Layer(
        "ScatterplotLayer",
        shown,
        id=SPOTS,
        get_position="position",
        get_fill_color="color",
        get_line_color=[70, 74, 82],
        stroked=True,
        line_width_min_pixels=0.5,
        get_radius="radius",
        radius_units="'pixels'",
        opacity=0.8,
        pickable=True,
    )


def _legend() -> dict[str, str]:
    """Ratings in words, each with its colour."""
    rated = {f"{one} {RATING_NAMES[one]}": RATING_COLORS[one] for one in RATINGS.values()}
    return {**rated, "未点検": NOT_INSPECTED}


def _size(length_m: float, area_m2: float, kind: Kind) -> str:
    """「橋長 12.5m」, 「延床面積 1,250m²」; 「延長 不明」 where the ledger says none."""
    column = kind.column(kind.quantity)
    value = length_m if kind.quantity == "length_m" else area_m2
    if pd.isna(value):
        return f"{column.label_ja} 不明"
    return f"{column.label_ja} {value:,.1f}{column.unit}"


def _bounds(placed: pd.DataFrame) -> deck.Bounds:
    """Within which all but the outermost points are seen; around a single point, its surroundings."""
    ends = []
    for axis in ("longitude", "latitude"):
        low, high = placed[axis].quantile([0.005, 0.995])
        spare = max(LEAST - (high - low), 0) / 2
        ends.append((round(float(low - spare), 5), round(float(high + spare), 5)))
    (west, east), (south, north) = ends
    return west, south, east, north


def _rgb(color: str) -> list[int]:
    return [int(color[at : at + 2], 16) for at in (1, 3, 5)]
