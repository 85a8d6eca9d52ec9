"""Pairs of municipalities: borders, distances, sea links, shared groups."""

from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from analysis import pairs
from etl import lg_code, outlines

SNAPSHOT = Path(__file__).parents[1] / "data" / "snapshot" / "mlit_n03.parquet"
WEST, EAST, NORTH_EAST, ISLAND, FAR = (lg_code.from_five(str(99001 + number)) for number in range(5))

# Two blocks side by side, one that meets the western block only at a corner, an island, and a place far away.
OUTLINES = gpd.GeoDataFrame(
    {"lg_code": [WEST, EAST, NORTH_EAST, ISLAND, FAR]},
    geometry=[
        shapely.box(136.0, 35.0, 136.1, 35.1),
        shapely.box(136.1, 35.0, 136.2, 35.1),
        shapely.box(136.1, 35.1, 136.2, 35.2),
        shapely.box(136.3, 35.0, 136.4, 35.1),
        shapely.box(140.0, 35.0, 140.1, 35.1),
    ],
    crs="EPSG:6668",
)
MUNICIPALITIES = pd.DataFrame(
    {
        "lg_code": [WEST, EAST, NORTH_EAST, ISLAND, FAR],
        "prefecture_code": ["98", "99", "99", "99", "99"],
        "office_latitude": [35.05, 35.05, 35.15, 35.05, 35.05],
        "office_longitude": [136.05, 136.15, 136.15, 136.35, 140.05],
    }
)
LINKS = pd.DataFrame({"lg_code": [ISLAND], "partner_lg_code": [FAR], "link_name": ["例示大橋"]})
NO_LINKS = LINKS.head(0)


def together(table):
    return set(table[["lg_code", "partner_lg_code"]].itertuples(index=False, name=None))


@pytest.fixture(scope="module")
def borders():
    return pairs.adjacency(OUTLINES)


@pytest.fixture(scope="module")
def japan():
    return outlines.from_table(pd.read_parquet(SNAPSHOT))


@pytest.fixture(scope="module")
def japanese_borders(japan):
    return pairs.adjacency(japan)


def one_pair(table, one, other):
    return table[(table["lg_code"] == one) & (table["partner_lg_code"] == other)].iloc[0]


def test_neighbours_share_a_line_not_a_point(borders):
    assert together(borders) == {(WEST, EAST), (EAST, WEST), (EAST, NORTH_EAST), (NORTH_EAST, EAST)}


def test_border_length_is_measured_on_the_ground(borders):
    assert one_pair(borders, WEST, EAST)["shared_border_km"] == pytest.approx(11.09, abs=0.01)
    assert one_pair(borders, EAST, NORTH_EAST)["shared_border_km"] == pytest.approx(9.11, abs=0.01)


def test_stub_of_a_few_metres_is_no_border():
    stub = gpd.GeoDataFrame(
        {"lg_code": [WEST, EAST]},
        geometry=[shapely.box(136.0, 35.0, 136.1, 35.1), shapely.box(136.1, 35.0998, 136.2, 35.2)],
        crs="EPSG:6668",
    )
    assert pairs.adjacency(stub).empty


def test_places_without_neighbours_have_no_rows():
    assert list(pairs.adjacency(OUTLINES.tail(2)).columns) == [
        "lg_code",
        "partner_lg_code",
        "shared_border_km",
    ]
    assert pairs.adjacency(OUTLINES.tail(2)).empty


def test_pairs_stand_in_both_directions_and_never_with_oneself(borders):
    table = pairs.pairs(MUNICIPALITIES, borders, LINKS, {})
    assert together(table) == {(other, one) for one, other in together(table)}
    assert (table["lg_code"] != table["partner_lg_code"]).all()
    assert not table.duplicated(["lg_code", "partner_lg_code"]).any()


def test_distance_is_the_great_circle_between_offices(borders):
    pair = one_pair(pairs.pairs(MUNICIPALITIES, borders, NO_LINKS, {}), WEST, EAST)
    assert pair["distance_km"] == pytest.approx(9.10, abs=0.01)
    assert pair["is_adjacent"]
    assert not pair["is_sea_linked"]
    assert not pair["is_same_prefecture"]


def test_far_places_are_pairs_only_when_linked_or_adjacent(borders):
    without = pairs.pairs(MUNICIPALITIES, borders, NO_LINKS, {})
    assert FAR not in set(without["lg_code"])
    linked = one_pair(pairs.pairs(MUNICIPALITIES, borders, LINKS, {}), FAR, ISLAND)
    assert linked["distance_km"] > 300
    assert linked["is_sea_linked"]
    assert linked["sea_link_name"] == "例示大橋"
    assert not linked["is_adjacent"]
    assert linked["shared_border_km"] == 0
    near_none = pairs.pairs(MUNICIPALITIES, borders, NO_LINKS, {}, max_distance_km=1)
    assert together(near_none) == together(borders)


def test_two_links_of_one_pair_are_named_together(borders):
    turned = pd.DataFrame({"lg_code": [FAR], "partner_lg_code": [ISLAND], "link_name": ["例示トンネル"]})
    table = pairs.pairs(MUNICIPALITIES, borders, pd.concat([LINKS, turned]), {})
    assert one_pair(table, ISLAND, FAR)["sea_link_name"] == "例示大橋・例示トンネル"
    assert table["is_sea_linked"].sum() == 2


def test_groups_are_shared_when_any_is_common_and_unknown_when_either_has_none(borders):
    areas = pd.DataFrame(
        {"lg_code": [WEST, WEST, EAST, NORTH_EAST, ISLAND], "group_id": ["a", "b", "b", "c", None]}
    )
    table = pairs.pairs(MUNICIPALITIES, borders, NO_LINKS, {"jma_area": areas})
    assert one_pair(table, WEST, EAST)["shares_jma_area"]
    assert not one_pair(table, EAST, NORTH_EAST)["shares_jma_area"]
    assert pd.isna(one_pair(table, EAST, ISLAND)["shares_jma_area"])


def test_unknown_municipality_in_a_link_is_refused(borders):
    stray = LINKS.assign(partner_lg_code="999999")
    with pytest.raises(ValueError, match="999999"):
        pairs.pairs(MUNICIPALITIES, borders, stray, {})


def test_office_without_a_position_is_near_nobody_but_keeps_its_borders(borders):
    unplaced = MUNICIPALITIES.assign(office_latitude=[None, 35.05, 35.15, 35.05, 35.05])
    table = pairs.pairs(unplaced, borders, NO_LINKS, {})
    assert together(table[table["lg_code"] == WEST]) == {(WEST, EAST)}
    assert pd.isna(one_pair(table, WEST, EAST)["distance_km"])


def test_national_borders_hold_known_neighbours(japanese_borders, japan):
    code = dict(zip(japan["prefecture_name"] + japan["municipality_name"], japan["lg_code"], strict=True))
    found = together(japanese_borders)
    for one, other in [
        ("東京都千代田区", "東京都中央区"),
        ("群馬県前橋市", "群馬県高崎市"),
        ("福島県檜枝岐村", "群馬県片品村"),
        ("和歌山県北山村", "奈良県下北山村"),
        ("熊本県上天草市", "熊本県天草市"),
    ]:
        assert (code[one], code[other]) in found
    for one, other in [
        ("山口県下関市", "福岡県北九州市"),
        ("兵庫県神戸市", "兵庫県淡路市"),
        ("東京都大島町", "東京都利島村"),
        ("群馬県前橋市", "埼玉県さいたま市"),
    ]:
        assert (code[one], code[other]) not in found


def test_places_without_a_land_neighbour_are_islands(japanese_borders, japan):
    alone = japan[~japan["lg_code"].isin(japanese_borders["lg_code"])]
    assert len(alone) == 48
    assert {"佐渡市", "対馬市", "江田島市", "周防大島町", "長島町", "小笠原村", "礼文町"} <= set(
        alone["municipality_name"]
    )


def test_national_borders_are_the_same_in_both_directions(japanese_borders):
    turned = japanese_borders.rename(columns={"lg_code": "partner_lg_code", "partner_lg_code": "lg_code"})
    both = japanese_borders.merge(turned, on=["lg_code", "partner_lg_code", "shared_border_km"])
    assert len(both) == len(japanese_borders) == 2 * 4397
