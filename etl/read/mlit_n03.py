"""国土数値情報 N03 行政区域: outlines of the municipalities.

Two layouts are known by their property names: the official one (N03_001 …, one polygon per row, wards of the
designated cities apart), and the national one by oxon, already one outline per municipality and simplified.
"""

import json
import zipfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import shapely

from etl import outlines
from etl.problems import BadInput
from etl.source import Edition
from japan import lg_code

OFFICIAL = {"N03_001", "N03_003", "N03_004", "N03_007"}
MERGED = {"lg_code", "city_name", "county_name", "prefecture_code", "prefecture_name"}
NORTHERN_VILLAGES = {code[:5] for code in lg_code.NORTHERN_TERRITORIES}  # no municipal administration

ISLET_DEGREES2 = 5e-6  # about 0.05 km²; smaller parts of official outlines are dropped, as oxon's file does
OFFICIAL_TOLERANCE_DEGREES = 0.002  # brings the official outlines, many times finer, near oxon's weight
UNREADABLE = (ValueError, LookupError, TypeError, RuntimeError, OSError, zipfile.BadZipFile)
JAPAN = shapely.box(122, 20, 155, 46)


def read(path: Path, edition: Edition) -> pd.DataFrame:
    """One row per municipality: codes, names and `outline_wkb`, its outline as WKB (longitude, latitude, JGD2011).

    Accepts TopoJSON, GeoJSON, Shapefile, or the official zip that holds one of them. Neighbours share their border exactly.
    The six northern villages and land of no municipality (所属未定地) are left out. `county_name` is null where there is none.
    """
    features = _features(path)
    properties = set(features.columns)
    if properties >= OFFICIAL:
        table = _from_official(features, path.name)
    elif properties >= MERGED:
        table = _from_merged(features, path.name)
    else:
        raise BadInput(
            f"{path.name}：行政区域のデータとして読めません。属性は {_listed(properties - {'geometry'})} です。"
            f"国土数値情報 N03 の {_listed(OFFICIAL)} か、{_listed(MERGED)} が必要です。"
        )
    table = table[~table["lg_code"].str[:5].isin(NORTHERN_VILLAGES)].sort_values("lg_code", ignore_index=True)
    columns = ["lg_code", "prefecture_code", "prefecture_name", "municipality_name", "county_name"]
    mended = outlines.mended(table.geometry.to_numpy())
    return pd.DataFrame(table[columns]).assign(outline_wkb=shapely.to_wkb(mended))


def _from_merged(features: gpd.GeoDataFrame, place: str) -> gpd.GeoDataFrame:
    """The features that carry a code; lines drawn beside them (prefecture borders) are not outlines."""
    table = features[features["lg_code"].notna()].rename(columns={"city_name": "municipality_name"})
    table["lg_code"] = table["lg_code"].astype("str")
    wrong = table[~table["lg_code"].map(lg_code.is_valid) | table["lg_code"].duplicated()]
    if len(wrong):
        raise BadInput(
            f"{place}：lg_code「{wrong.iloc[0]['lg_code']}」（{wrong.iloc[0]['municipality_name']}）は使えません。"
            "重複のない6桁の団体コード（末尾は検査数字）が必要です。"
        )
    table["county_name"] = table["county_name"].replace("", None)
    return _placed(table, place)


def _from_official(features: gpd.GeoDataFrame, place: str) -> gpd.GeoDataFrame:
    """Official polygons put together by municipality, the wards of a designated city under the city's code."""
    features = features[features["N03_007"].notna() & (features["N03_004"] != "所属未定地")]
    code = features["N03_007"].astype("str")
    wrong = features[~code.str.fullmatch("[0-9]{5}")]
    if len(wrong):
        raise BadInput(
            f"{place}：N03_007「{wrong.iloc[0]['N03_007']}」（{wrong.iloc[0]['N03_004']}）は使えません。"
            "5桁の行政区域コードが必要です。"
        )
    above = features["N03_003"].fillna("").astype("str")
    # Older editions name a designated city in the field of the 郡, its ward in that of the municipality.
    city = features["N03_004"].mask(above.str.endswith("市"), above)
    table = features.rename(columns={"N03_001": "prefecture_name"}).assign(
        lg_code=_city_codes(code, city).map(lg_code.from_five),
        prefecture_code=code.str[:2],
        municipality_name=city,
        county_name=above.where(above.str.endswith("郡"), None),
    )
    parts = _placed(table, place).explode(ignore_index=True)
    area = pd.Series(shapely.area(parts.geometry.to_numpy()))
    largest = area.groupby(parts["lg_code"]).transform("max")
    parts = parts[(area >= ISLET_DEGREES2) | (area == largest)]
    parts.geometry = parts.geometry.make_valid(method="structure", keep_collapsed=False)
    whole = parts.dissolve("lg_code", as_index=False)
    mended = outlines.mended(whole.geometry.to_numpy())
    return whole.set_geometry(shapely.coverage_simplify(mended, OFFICIAL_TOLERANCE_DEGREES), crs=features.crs)


def _city_codes(code: pd.Series, city: pd.Series) -> pd.Series:
    """Five-digit codes of the municipalities: a ward's is its city's, the round number below the city's first ward."""
    is_ward = code.map(lg_code.is_of_designated_city).astype(bool)
    first_ward = code.groupby([code.str[:2], city]).transform("min")
    return code.where(~is_ward, first_ward.str[:4] + "0")


def _placed(table: gpd.GeoDataFrame, place: str) -> gpd.GeoDataFrame:
    """The table itself, once every row is known to be an area in Japan."""
    geometry = table.geometry.to_numpy()
    no_area = shapely.is_missing(geometry) | (shapely.area(geometry) == 0)
    if len(table) == 0 or no_area.any():
        missing = _listed(table["municipality_name"][no_area][:3]) if len(table) else "すべて"
        raise BadInput(f"{place}：境界（ポリゴン）がない市区町村があります：{missing}。")
    if not shapely.covers(JAPAN, shapely.box(*shapely.total_bounds(geometry))):
        raise BadInput(
            f"{place}：座標が日本の経緯度の範囲にありません。JGD2011 の経緯度（EPSG:6668）が必要です。"
        )
    return table


def _features(path: Path) -> gpd.GeoDataFrame:
    """The file's features with their properties."""
    try:
        if path.suffix.lower() in {".json", ".topojson"}:
            topology = json.loads(path.read_text("utf-8"))
            if topology["type"] == "Topology":
                return _from_topology(topology)
        return _from_layer(path)
    except (*UNREADABLE, shapely.errors.ShapelyError) as error:
        raise BadInput(
            f"{path.name}：地図データとして読めません。途中で切れているか、別の形式です。"
            "国土数値情報 N03 の zip・GeoJSON・Shapefile か、TopoJSON が必要です。"
        ) from error


def _from_layer(path: Path) -> gpd.GeoDataFrame:
    """A GeoJSON or Shapefile, from a zip the one with the official properties. Raises ValueError when it is no map."""
    layers = [str(path)]
    if path.suffix.lower() == ".zip":
        names = sorted(zipfile.ZipFile(path).namelist())
        layers = [f"/vsizip/{path}/{name}" for name in names if name.lower().endswith((".geojson", ".shp"))]
        layers = [layer for layer in layers if set(pyogrio.read_info(layer)["fields"]) >= OFFICIAL] or layers
    features = gpd.read_file(layers[0])
    if not isinstance(features, gpd.GeoDataFrame):
        raise ValueError(layers[0])
    if "N03_001" in features and not features["N03_001"].dropna().str.endswith(tuple("都道府県")).all():
        features = gpd.read_file(layers[0], encoding="CP932")  # Shapefiles do not always say so
    return features


def _from_topology(topology: dict[str, Any]) -> gpd.GeoDataFrame:
    """The polygons of a TopoJSON file's layers. Raises ValueError, LookupError or TypeError when it is not whole."""
    scale, origin = (np.array(topology["transform"][key]) for key in ("scale", "translate"))
    arcs = [np.cumsum(np.array(arc), axis=0) * scale + origin for arc in topology["arcs"]]

    def ring(numbers: list[int]) -> np.ndarray:
        pieces = [arcs[number] if number >= 0 else arcs[~number][::-1] for number in numbers]
        return np.concatenate([pieces[0], *(piece[1:] for piece in pieces[1:])])

    def polygons(shape: dict[str, Any]) -> shapely.Geometry | None:
        if shape["type"] not in ("Polygon", "MultiPolygon"):
            return None
        rings = [shape["arcs"]] if shape["type"] == "Polygon" else shape["arcs"]
        parts = [shapely.Polygon(ring(shell), [ring(hole) for hole in holes]) for shell, *holes in rings]
        return parts[0] if len(parts) == 1 else shapely.MultiPolygon(parts)

    shapes = [shape for layer in topology["objects"].values() for shape in layer["geometries"]]
    properties = pd.DataFrame([shape.get("properties", {}) for shape in shapes])
    geometry = np.array([polygons(shape) for shape in shapes], dtype=object)
    return gpd.GeoDataFrame(properties, geometry=geometry, crs="EPSG:6668")


def _listed(names: Iterable[str]) -> str:
    return "、".join(sorted(names))
