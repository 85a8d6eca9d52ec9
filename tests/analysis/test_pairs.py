"""Pairs of municipalities: borders, distances, sea links, shared groups."""

from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from analysis import pairs
from etl import outlines
from japan import lg_code

SNAPSHOT = Path(__file__).parents[2] / "data" / "snapshot" / "mlit_n03.parquet"
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
        "is_passable",
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
    unbordered = japan[~japan["lg_code"].isin(japanese_borders["lg_code"])]
    assert len(unbordered) == 48
    assert {"佐渡市", "対馬市", "江田島市", "周防大島町", "長島町", "小笠原村", "礼文町"} <= set(
        unbordered["municipality_name"]
    )


def test_national_borders_are_the_same_in_both_directions(japanese_borders):
    turned = japanese_borders.rename(columns={"lg_code": "partner_lg_code", "partner_lg_code": "lg_code"})
    both = japanese_borders.merge(turned, on=["lg_code", "partner_lg_code", "shared_border_km"])
    assert len(both) == len(japanese_borders) == 2 * 4397


def test_pairs_tell_county_model_area_and_what_the_partner_has_more(borders):
    places = MUNICIPALITIES.assign(
        prefecture_name=["西県", "東県", "東県", "東県", "東県"],
        county_name=["甲郡", "甲郡", "甲郡", None, None],
        bridges_managed=[100, 30, None, 5, 5],
        road_km=[10.5, 4.0, 4.0, 4.0, 4.0],
        general_admin_staff=[200, 150, 40, 40, 40],
        civil_engineers=[3, None, 0, 0, 0],
    )
    areas = pd.DataFrame({"lg_code": [WEST, EAST, NORTH_EAST], "group_id": ["a", "a", "b"]})
    table = pairs.described(pairs.pairs(places, borders, NO_LINKS, {}), places, areas)
    assert set(pairs.DESCRIBED) <= set(table)
    across, home = one_pair(table, WEST, EAST), one_pair(table, EAST, NORTH_EAST)
    assert not across["is_same_county"], "郡 of one name in two prefectures are two"
    assert home["is_same_county"]
    assert not one_pair(table, EAST, ISLAND)["is_same_county"]
    assert across["is_same_model_area"] and not home["is_same_model_area"]
    assert not one_pair(table, EAST, ISLAND)["is_same_model_area"]
    assert (
        across["bridges_managed_difference"]
        == -70
        == -one_pair(table, EAST, WEST)["bridges_managed_difference"]
    )
    assert across["road_km_difference"] == -6.5
    assert pd.isna(home["bridges_managed_difference"])
    assert pd.isna(across["civil_engineers_difference"])
    assert one_pair(table, WEST, NORTH_EAST)["civil_engineers_difference"] == -3


def test_built_pairs_tell_subprefecture_model_area_and_differences(db):
    def pair(one, other):
        found = db.execute(
            "from municipality_pairs where lg_code = ? and partner_lg_code = ?", [one, other]
        ).df()
        return found.iloc[0]

    makubetsu, otofuke, ikeda, obihiro, hiroo = "016438", "016314", "016446", "012076", "016420"
    model, county = pair(makubetsu, otofuke), pair(makubetsu, ikeda)
    assert model["is_same_model_area"] and not model["is_same_county"]
    assert county["is_same_county"] and not county["is_same_model_area"]
    assert pair(obihiro, hiroo)["shares_subprefecture"] and not pair(obihiro, hiroo)["shares_jma_area"]
    shimonoseki, ube = "352012", "352021"
    assert pd.isna(pair(shimonoseki, ube)["shares_subprefecture"])
    assert (
        pair(shimonoseki, ube)["civil_engineers_difference"]
        == db.execute(
            "select sum(if(lg_code = ?, value, -value)) from newest_values "
            "where metric_id = 'civil_engineers' and list_contains([?, ?], lg_code)",
            [ube, ube, shimonoseki],
        ).fetchone()[0]
    )


def test_every_municipality_of_hokkaido_lies_in_one_of_14_subprefectures(db):
    sizes = db.execute("""
        select group_name, count(*) from groupings where grouping = 'subprefecture' group by group_name
    """).fetchall()
    assert len(sizes) == 14
    assert sum(size for _, size in sizes) == 179
    # As 北海道 counts them, without 北方領土.
    assert {
        ("渡島総合振興局", 11),
        ("檜山振興局", 7),
        ("十勝総合振興局", 19),
        ("空知総合振興局", 24),
        ("根室振興局", 5),
    } <= set(sizes)
