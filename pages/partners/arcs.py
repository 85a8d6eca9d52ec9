"""Lines from one municipality to others over the nearby outlines: table in, pydeck map out, on our own blank style."""

from functools import partial
from math import log2

import pandas as pd
import pydeck as pdk

from dashboard import queries
from dashboard.maps import chips, deck
from dashboard.shared import national_map

NEAREST = 60  # outlines drawn around the municipality, besides those of the candidates
PALE, STRONG, OWN = (96, 136, 240), (0, 17, 143), (196, 87, 11)
FIRST = 5  # candidates that are seen at once and named
PHONE_PIXELS, MARGIN_PIXELS = 300, 90
LETTER_PIXELS = 13
NARROW = 0.82  # a degree of longitude at 35°N beside one of latitude
FONT = '"Noto Sans JP", "Noto Sans CJK JP", "Yu Gothic UI", Meiryo, sans-serif'


def draw(muni: pd.Series, candidates: pd.DataFrame, key: str, height: int = 560) -> None:
    """The municipality's office with an arc to each candidate's, wider and darker the higher its score.

    muni: row of queries.municipalities. candidates: lg_code, rank, score (0–100), hover (lines of the hover card as HTML),
    office_latitude, office_longitude.
    """
    deck.draw(
        partial(_drawing, muni, candidates, height),
        tooltip="{hover}",
        key=key,
        height=height,
        alt=f"{muni['municipality_name']}から上位{len(candidates)}候補への線の地図。同じ内容は下の一覧にあります。",
    )


def _drawing(muni: pd.Series, candidates: pd.DataFrame, height: int) -> tuple[list[pdk.Layer], pdk.ViewState]:
    here = [float(muni["office_longitude"]), float(muni["office_latitude"])]
    low, high = candidates["score"].min(), candidates["score"].max()
    strength = (candidates["score"] - low) / max(high - low, 1e-9)
    shown = pd.DataFrame(
        {
            "from": [here] * len(candidates),
            "to": candidates[["office_longitude", "office_latitude"]].astype(float).to_numpy().tolist(),
            "color": [_mixed(share) for share in strength],
            "width": (2 + 6 * strength).round(1),
            "hover": candidates["hover"],
            "chip": _chips(candidates),
        }
    )
    view = _view(pd.DataFrame([here, *shown["to"][:FIRST]], columns=["longitude", "latitude"]), height)
    texts = _placed(muni, here, shown, view)
    layers = [_outlines(muni, candidates), *_layers(muni, here, shown), *_chip_layers(texts, muni, view)]
    return layers, view


def _outlines(muni: pd.Series, candidates: pd.DataFrame) -> pdk.Layer:
    """The municipalities around and those of the candidates."""
    return pdk.Layer(
        "GeoJsonLayer",
        national_map.outlines_around(
            float(muni["office_longitude"]),
            float(muni["office_latitude"]),
            NEAREST,
            [muni["lg_code"], *candidates["lg_code"]],
        ),
        filled=True,
        get_fill_color=[243, 245, 249],
        get_line_color=[184, 188, 196],
        line_width_min_pixels=1,
    )


def _layers(muni: pd.Series, here: list[float], shown: pd.DataFrame) -> list[pdk.Layer]:
    """Arcs and offices. shown: to (position), from, color, width, hover."""
    offices = pd.concat(
        [
            shown[["to", "color", "hover"]][::-1],  # the first lies on top
            pd.DataFrame(
                [{"to": here, "color": [*OWN, 255], "hover": f"<b>{muni['municipality_name']}</b>"}]
            ),
        ]
    )
    return [
        pdk.Layer(
            "ArcLayer",
            shown,
            get_source_position="from",
            get_target_position="to",
            get_source_color="color",
            get_target_color="color",
            get_width="width",
            get_height=0.4,
            get_tilt=25,
            parameters={"depthCompare": "always"},  # what is drawn later lies on top
            pickable=True,
            auto_highlight=True,
        ),
        pdk.Layer(
            "ScatterplotLayer",
            offices,
            get_position="to",
            get_fill_color="color",
            radius_units=pdk.types.String("pixels"),
            get_radius=9,
            pickable=True,
            parameters={"depthCompare": "always"},
        ),
    ]


def _chips(candidates: pd.DataFrame) -> list[str]:
    """「1 柳井市」 of the first, of the others their rank."""
    return [
        f"{row.rank} {row.shown_name}" if at < FIRST else str(row.rank)
        for at, row in enumerate(candidates.itertuples())
    ]


def _placed(muni: pd.Series, here: list[float], shown: pd.DataFrame, view: pdk.ViewState) -> pd.DataFrame:
    """The chips of the municipality and its candidates: to, chip, offset (pixels), color; none lies on another in this view."""
    own = {"to": here, "chip": muni["municipality_name"], "color": [*OWN, 255]}
    texts = pd.concat([pd.DataFrame([own]), shown[["to", "chip", "color"]]], ignore_index=True)
    points, widths = [_pixels(to, view) for to in texts["to"]], _widths(texts["chip"])
    return texts.assign(offset=chips.beside(points, widths))


def _chip_layers(texts: pd.DataFrame, muni: pd.Series, view: pdk.ViewState) -> list[pdk.Layer]:
    """Names of places around where there is room, and the chips above them."""
    points, widths = [_pixels(to, view) for to in texts["to"]], _widths(texts["chip"])
    around = queries.municipalities()
    apart = (around[["office_longitude", "office_latitude"]] - texts["to"].iloc[0]).pow(2).sum(axis=1)
    around = around.loc[apart.nsmallest(NEAREST).index]
    around = around.assign(
        to=around[["office_longitude", "office_latitude"]].astype(float).to_numpy().tolist()
    )
    named = around[~around["municipality_name"].isin(texts["chip"].str.split().str[-1])]
    room = chips.with_room(
        [_pixels(to, view) for to in named["to"]],
        _widths(named["municipality_name"]),
        chips.boxes(points, texts["offset"].to_list(), widths),
    )
    return [
        _texts(
            named[["to", "municipality_name"]][room],
            "municipality_name",
            get_size=12,
            get_color=[93, 100, 112],
        ),
        _texts(
            texts[::-1],
            "chip",
            get_size=13,
            get_color=[26, 26, 28],
            get_pixel_offset="offset",
            background=True,
            get_background_color=[255, 255, 255, 235],
            get_border_color="color",
            get_border_width=1.5,
            background_padding=[4, 2],
        ),
    ]


def _widths(texts: pd.Series) -> list[float]:
    """Pixels that texts need: letters and digits half as many as Japanese characters."""
    return [sum(LETTER_PIXELS * (0.6 if one.isascii() else 1) for one in text) + 8 for text in texts]


def _pixels(to: list[float], view: pdk.ViewState) -> tuple[float, float]:
    """Where a position (longitude, latitude) is seen, from the middle of the map, right and down."""
    per_degree = 512 * 2**view.zoom / 360
    return (to[0] - view.longitude) * per_degree, -(to[1] - view.latitude) / NARROW * per_degree


def _texts(rows: pd.DataFrame, column: str, **look) -> pdk.Layer:
    return pdk.Layer(
        "TextLayer",
        rows,
        get_position="to",
        get_text=column,
        font_family=pdk.types.String(FONT),
        character_set=pdk.types.String("auto"),
        parameters={"depthCompare": "always"},
        **look,
    )


def _view(ends: pd.DataFrame, height: int) -> pdk.ViewState:
    """The view in which these ends are seen on a phone; on a wide screen there is more around them."""
    west, east = ends["longitude"].min(), ends["longitude"].max()
    south, north = ends["latitude"].min(), ends["latitude"].max()
    # At zoom z the world's 360 degrees are 512 * 2**z pixels wide; at 35°N a degree of latitude is 1 / 0.82 as long.
    width_needed, height_needed = (
        (east - west) / PHONE_PIXELS,
        (north - south) / NARROW / (height - MARGIN_PIXELS),
    )
    per_pixel = max(width_needed, height_needed, 0.0002)
    return pdk.ViewState(
        longitude=(west + east) / 2, latitude=(south + north) / 2, zoom=log2(360 / 512 / per_pixel)
    )


def _mixed(share: float) -> list[int]:
    return [round(pale + (strong - pale) * share) for pale, strong in zip(PALE, STRONG, strict=True)] + [220]
