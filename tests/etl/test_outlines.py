"""Municipal outlines: read in either layout, simplified together, and published for the browser."""

import gzip
import json
import zipfile
from collections import Counter
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from analysis import pairs
from dashboard.maps import outline_file
from etl import outlines, source
from etl.problems import BadInput
from japan import lg_code

SNAPSHOT = Path(__file__).parents[2] / "data" / "snapshot" / "mlit_n03.parquet"
ISLAND_TOWNS = {
    "利島村", "御蔵島村", "三宅村", "青ヶ島村", "小笠原村", "粟島浦村", "知夫村", "姫島村", "上島町",
    "三島村", "十島村", "渡名喜村", "北大東村", "南大東村", "粟国村", "与那国町",
}  # fmt: skip


@pytest.fixture(scope="module")
def japan():
    return outlines.from_table(pd.read_parquet(SNAPSHOT))


@pytest.fixture(scope="module")
def published(japan, tmp_path_factory):
    static = tmp_path_factory.mktemp("static")
    return static, outlines.publish(japan, static)


def ragged(west, south, width=0.1, step=0.001):
    """A block whose eastern and western edges are finely toothed, so that blocks side by side share every tooth."""
    rows = np.arange(south, south + width + step / 2, step)
    tooth = np.where(np.arange(len(rows)) % 2, step / 3, 0)
    tooth[[0, -1]] = 0
    east = np.column_stack([west + width + tooth, rows])
    return shapely.Polygon(np.concatenate([east, np.column_stack([west + tooth, rows])[::-1]]))


def invented_places(names_and_outlines):
    """A tidy table of places that do not exist, coded from 99001."""
    codes = [lg_code.from_five(f"{99001 + number}") for number in range(len(names_and_outlines))]
    return gpd.GeoDataFrame(
        {
            "lg_code": codes,
            "prefecture_code": "99",
            "prefecture_name": "例示県",
            "municipality_name": [name for name, _ in names_and_outlines],
        },
        geometry=[outline for _, outline in names_and_outlines],
        crs="EPSG:6668",
    )


@pytest.fixture
def places():
    islet = shapely.box(136.9, 35.0, 136.901, 35.001)
    return invented_places(
        [
            ("西町", ragged(136, 35)),
            ("東町", ragged(136.1, 35)),
            ("北町", ragged(136, 35.1)),
            ("小島村", islet),
        ]
    )


def edition():
    return source.load("mlit_n03").editions[0]


def read(path):
    return source.load("mlit_n03").reader(path, edition())


def official(rows):
    """Features in the official layout, from (prefecture, county, city, ward, code, geometry)."""
    fields = ["N03_001", "N03_003", "N03_004", "N03_005", "N03_007", "geometry"]
    return gpd.GeoDataFrame(pd.DataFrame(rows, columns=fields), crs="EPSG:6668")


WARDS_AND_TOWNS = [
    ("例示県", None, "大市", "東区", "99102", ragged(136.1, 35)),
    ("例示県", None, "大市", "西区", "99101", ragged(136, 35)),
    ("例示県", "山郡", "谷町", None, "99301", ragged(136.2, 35)),
    ("例示県", "山郡", "谷町", None, "99301", shapely.box(136.5, 35, 136.52, 35.02)),
    ("例示県", "山郡", "谷町", None, "99301", shapely.box(136.6, 35, 136.6001, 35.0001)),
    ("例示県", None, "所属未定地", None, "99000", shapely.box(136.7, 35, 136.8, 35.1)),
    ("例示県", None, None, None, None, shapely.box(136.8, 35, 136.9, 35.1)),
]


def test_official_layout_puts_wards_under_their_city_and_drops_unassigned_land(tmp_path):
    official(WARDS_AND_TOWNS).to_file(tmp_path / "N03-20250101_99.geojson")
    table = read(tmp_path / "N03-20250101_99.geojson")
    assert list(table["lg_code"]) == [lg_code.from_five("99100"), lg_code.from_five("99301")]
    assert list(table["municipality_name"]) == ["大市", "谷町"]
    assert table["county_name"].isna()[0]
    assert table["county_name"][1] == "山郡"
    city, town = shapely.from_wkb(table["outline_wkb"])
    assert city.geom_type == "Polygon"
    assert len(town.geoms) == 2, "the islet under 0.05 km² is left out, the larger island stays"
    assert shapely.intersection(city, town).length > 0.09, "the two still share their border"


def test_official_zip_and_shapefile_read_like_geojson(tmp_path):
    features = official(WARDS_AND_TOWNS)
    features.to_file(tmp_path / "N03-20250101.geojson")
    features.to_file(tmp_path / "N03-20250101.shp", encoding="cp932")
    (tmp_path / "N03-20250101.cpg").unlink()
    with zipfile.ZipFile(tmp_path / "N03-20250101_GML.zip", "w") as archive:
        archive.write(tmp_path / "N03-20250101.geojson", "N03-20250101_GML/N03-20250101.geojson")
        archive.writestr("N03-20250101_GML/KS-META-N03-20250101.xml", "<meta/>")
    plain = read(tmp_path / "N03-20250101.geojson")
    pd.testing.assert_frame_equal(read(tmp_path / "N03-20250101_GML.zip"), plain)
    shapefile = read(tmp_path / "N03-20250101.shp")
    pd.testing.assert_frame_equal(shapefile.drop(columns="outline_wkb"), plain.drop(columns="outline_wkb"))


def test_older_official_layout_names_the_city_in_the_county_field(tmp_path):
    rows = [("例示県", "大市", ward, None, code, shape) for _, _, _, ward, code, shape in WARDS_AND_TOWNS[:2]]
    official(rows).to_file(tmp_path / "N03-19.geojson")
    table = read(tmp_path / "N03-19.geojson")
    assert list(table["municipality_name"]) == ["大市"]
    assert table["county_name"].isna().all()


def topology(code=None, **properties):
    """A TopoJSON file of one square (136–136.1, 35–35.1), and a prefecture line beside it."""
    place = {"lg_code": code or lg_code.from_five("99001"), "city_name": "西町", "county_name": ""}
    place |= {"prefecture_code": "99", "prefecture_name": "例示県"} | properties
    return {
        "type": "Topology",
        "transform": {"scale": [0.1, 0.1], "translate": [136, 35]},
        "arcs": [[[0, 0], [1, 0], [0, 1]], [[1, 1], [-1, 0], [0, -1]]],
        "objects": {
            "layer": {
                "geometries": [
                    {"type": "Polygon", "arcs": [[0, 1]], "properties": place},
                    {"type": "MultiLineString", "arcs": [[0]], "properties": {"boundary_id": "99"}},
                ]
            }
        },
    }


def test_topojson_arcs_are_joined_and_lines_beside_the_outlines_ignored(tmp_path):
    (tmp_path / "a.topojson").write_text(json.dumps(topology()), "utf-8")
    table = read(tmp_path / "a.topojson")
    assert len(table) == 1
    assert table["county_name"].isna().all()
    assert shapely.from_wkb(table["outline_wkb"][0]).equals(shapely.box(136, 35, 136.1, 35.1))


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (json.dumps(topology())[:-40], "地図データとして読めません"),
        (json.dumps({"type": "Topology", "objects": {}}), "地図データとして読めません"),
        (json.dumps(topology(code="990018")), "lg_code「990018」（西町）は使えません"),
        (json.dumps(topology()).replace("city_name", "name"), "属性は"),
        (
            json.dumps(topology()).replace('"Polygon"', '"Point"'),
            "境界（ポリゴン）がない市区町村があります：西町",
        ),
        (json.dumps(topology()).replace("[136, 35]", "[36, 35]"), "座標が日本の経緯度の範囲にありません"),
    ],
)
def test_unusable_topojson_is_named(tmp_path, content, problem):
    (tmp_path / "a.topojson").write_text(content, "utf-8")
    with pytest.raises(BadInput, match=r"^a\.topojson：") as error:
        read(tmp_path / "a.topojson")
    assert problem in str(error.value)


@pytest.mark.parametrize("code", ["004100", "4100", "あいう"])
def test_official_code_that_is_not_five_digits_is_named(tmp_path, code):
    official([("例示県", None, "大市", None, code, ragged(136, 35))]).to_file(tmp_path / "a.geojson")
    with pytest.raises(BadInput, match=f"N03_007「{code}」（大市）は使えません"):
        read(tmp_path / "a.geojson")


@pytest.mark.parametrize("name", ["a.geojson", "a.zip", "a.shp", "a.csv", "a.json"])
def test_file_that_is_no_map_is_named(tmp_path, name):
    (tmp_path / name).write_text("市,町\n1,2\n", "utf-8")
    with pytest.raises(BadInput, match="地図データとして読めません"):
        read(tmp_path / name)


def test_crossed_ring_is_repaired_without_parting_neighbours():
    crossed = shapely.Polygon(
        [(136, 35), (136.1, 35), (136.1, 35.1), (136.04, 35.12), (136.06, 35.12), (136, 35.1)]
    )
    neighbour = shapely.box(136.1, 35, 136.2, 35.1)
    assert not crossed.is_valid
    mended = outlines.mended(np.array([crossed, neighbour]))
    assert shapely.is_valid(mended).all()
    assert shapely.coverage_is_valid(mended)
    assert shapely.intersection(*mended).length == pytest.approx(0.1, abs=1e-5)


def test_valid_coverage_is_left_as_it_is(places):
    geometry = places.geometry.to_numpy()
    assert outlines.mended(geometry) is geometry


def test_simplified_neighbours_still_meet_and_no_place_vanishes(places):
    light = outlines.simplify(places)
    geometry = light.geometry.to_numpy()
    assert list(light["lg_code"]) == list(places["lg_code"])
    assert shapely.is_valid(geometry).all()
    assert shapely.coverage_is_valid(geometry)
    assert (shapely.area(geometry) > 0).all()
    assert (
        shapely.get_num_coordinates(geometry).sum() < shapely.get_num_coordinates(places.geometry).sum() / 5
    )
    assert shapely.intersection(geometry[0], geometry[1]).length == pytest.approx(0.1, rel=0.01)


def test_place_smaller_than_the_grid_is_refused(places):
    speck = invented_places([("点村", shapely.box(136, 35, 136.00001, 35.00001))])
    with pytest.raises(ValueError, match="vanishes"):
        outlines.on_grid(speck.geometry.to_numpy(), 0.001)


def test_published_files_are_named_by_content_and_replace_nothing(places, tmp_path):
    first = outlines.publish(places, tmp_path)
    again = outlines.publish(places.sample(frac=1, random_state=1), tmp_path)
    assert first == again
    assert {path.name for path in tmp_path.iterdir()} == {first.outlines}
    renamed = places.assign(municipality_name=places["municipality_name"].replace("西町", "新町"))
    assert outlines.publish(renamed, tmp_path).outlines != first.outlines


def test_published_features_carry_exactly_the_agreed_properties_in_code_order(places, tmp_path):
    files = outlines.publish(places, tmp_path)
    features = outline_file.collection(tmp_path / files.outlines)["features"]
    assert [feature["properties"]["lg_code"] for feature in features] == sorted(places["lg_code"])
    assert set(features[0]["properties"]) == {"lg_code", "name", "prefecture", "prefecture_code"}
    (prefecture,) = outline_file.collection(tmp_path / files.outlines, "prefectures")["features"]
    assert prefecture["properties"] == {"prefecture_code": "99", "name": "例示県"}
    assert files.municipality_bounds[places["lg_code"][3]] == (136.9, 35.0, 136.901, 35.001)


def test_main_view_follows_near_islands_and_leaves_far_ones():
    mainland, near, beyond_near, far = (shapely.box(x, 35, x + size, 35 + size) for x, size in
                                        [(136, 1), (137.3, 0.1), (137.8, 0.1), (140, 0.5)])  # fmt: skip
    view = outlines.main_view(shapely.MultiPolygon([far, beyond_near, near, mainland]))
    assert view == (136, 35, 137.9, 36)


def test_the_browsers_libraries_are_copied(tmp_path):
    maplibre, plotly = outlines.copy_libraries(tmp_path / "static")
    assert (maplibre.name, plotly.name) == ("maplibre-gl.js", "plotly.min.js")
    assert "MapLibre GL JS" in maplibre.read_text("utf-8")[:500]
    assert "plotly.js v" in plotly.read_text("utf-8")[:500]


def published_outlines(path, layer="municipalities"):
    """A file as maps read it."""
    return gpd.GeoDataFrame.from_features(outline_file.collection(path, layer), crs="EPSG:6668")


def test_snapshot_holds_every_municipality_once(japan):
    assert len(japan) == japan["lg_code"].nunique() == 1741
    assert japan["prefecture_code"].nunique() == 47
    assert japan["lg_code"].map(lg_code.is_valid).all()
    assert not {"色丹村", "留夜別村", "所属未定地"} & set(japan["municipality_name"])
    assert shapely.is_valid(japan.geometry.to_numpy()).all()
    assert shapely.coverage_is_valid(japan.geometry.to_numpy())


def test_national_map_is_whole_valid_and_light(published, japan):
    static, files = published
    content = (static / files.outlines).read_bytes()
    drawn = published_outlines(static / files.outlines)
    assert len(gzip.compress(content, 9)) <= 400_000
    assert list(drawn["lg_code"]) == list(japan["lg_code"])
    assert shapely.is_valid(drawn.geometry.to_numpy()).all()
    assert shapely.coverage_is_valid(drawn.geometry.to_numpy())
    assert set(drawn["name"]) >= ISLAND_TOWNS
    change = drawn.to_crs("EPSG:6933").area / japan.to_crs("EPSG:6933").area - 1
    assert change.abs().max() < 0.05
    assert change.abs().median() < 0.001


def test_each_border_is_written_once_and_gives_back_every_outline(published, japan):
    static, files = published
    written = json.loads((static / files.outlines).read_text("utf-8"))
    arcs = [line for places in written["objects"]["municipalities"]["geometries"] for polygon in places["arcs"]
            for ring in polygon for line in ring]  # fmt: skip
    uses = Counter(arc if arc >= 0 else ~arc for arc in arcs)
    assert set(uses.values()) == {1, 2}
    assert set(uses) == set(range(len(written["arcs"])))
    light = outlines.simplify(japan.sort_values("lg_code", ignore_index=True))
    drawn = published_outlines(static / files.outlines)
    assert shapely.equals(drawn.geometry.to_numpy(), light.geometry.to_numpy()).all()


def test_geographic_programs_read_the_file_as_it_is(published):
    static, files = published
    for layer, count in (("municipalities", 1741), ("prefectures", 47)):
        assert len(gpd.read_file(static / files.outlines, layer=layer)) == count


def test_every_border_is_still_a_border_on_the_national_map(published, japan):
    """But that of 江東区 and 品川区: the source leaves a strip of 0.4 m of 品川区 there, which no map can show."""
    static, files = published
    drawn, whole = (
        pairs.adjacency(areas)[pairs.PAIR] for areas in (published_outlines(static / files.outlines), japan)
    )
    compared = whole.merge(drawn, how="outer", indicator=True)
    assert len(whole) > 8_000
    changed = compared[compared["_merge"] != "both"]
    assert {*changed["lg_code"], *changed["partner_lg_code"]} == {"131083", "131091"}


def test_prefectures_are_dissolved_from_the_same_lines(published):
    static, files = published
    prefectures = published_outlines(static / files.outlines, "prefectures")
    drawn = published_outlines(static / files.outlines)
    assert len(prefectures) == 47
    assert shapely.is_valid(prefectures.geometry.to_numpy()).all()
    assert shapely.area(prefectures.geometry).sum() == pytest.approx(shapely.area(drawn.geometry).sum())


@pytest.mark.parametrize(
    ("prefecture_code", "west", "south", "east", "north"),
    [
        ("13", 138.9, 35.5, 139.9, 35.9),  # 伊豆・小笠原 left out
        ("15", 137.6, 36.7, 139.9, 38.6),  # 佐渡 kept
        ("32", 131.7, 34.3, 133.4, 36.4),  # 隠岐 kept, 竹島 left out
        ("42", 128.6, 32.6, 130.4, 34.7),  # 五島 and 対馬 kept
        ("46", 129.4, 30.2, 131.2, 32.3),  # 屋久島 kept, 奄美 left out
        ("47", 126.7, 26.1, 128.3, 27.1),  # 沖縄島 and 久米島; 宮古, 八重山, 大東 left out
    ],
)
def test_prefecture_view_shows_its_main_part(published, prefecture_code, west, south, east, north):
    _, files = published
    assert files.prefecture_bounds[prefecture_code] == pytest.approx((west, south, east, north), abs=0.06)
