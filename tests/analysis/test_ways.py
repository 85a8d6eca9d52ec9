"""Ways over land: border points, round a bay, over bridges and ferries; and on the whole country symmetric, no short cuts, everyone told."""

import duckdb
import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from analysis import pairs, ways
from analysis.ways import HELD_KM, SAME_PLACE_KM, dear_km, in_words

WEST, EAST, NORTH, ISLAND, FAR = (f"99{number:04d}" for number in range(5))

# A bay: 甲 and 乙 face each other over water and meet only in the north, where 丙 joins them; two islands.
OUTLINES = gpd.GeoDataFrame(
    {"lg_code": [WEST, EAST, NORTH, ISLAND, FAR]},
    geometry=[
        shapely.box(136.0, 35.0, 136.1, 35.3),
        shapely.box(136.3, 35.0, 136.4, 35.3),
        shapely.box(136.0, 35.3, 136.4, 35.4),
        shapely.box(136.5, 35.0, 136.6, 35.1),
        shapely.box(139.0, 35.0, 139.1, 35.1),
    ],
    crs="EPSG:6668",
)
OFFICES = pd.DataFrame(
    {
        "lg_code": [WEST, EAST, NORTH, ISLAND, FAR],
        "office_latitude": [35.05, 35.05, 35.35, 35.05, 35.05],
        "office_longitude": [136.05, 136.35, 136.2, 136.55, 139.05],
    }
)
NO_LINKS = pd.DataFrame({"lg_code": [], "partner_lg_code": []}, dtype=object)
ALONE = {"奥尻町", "八丈町", "青ヶ島村", "小笠原村", "佐渡市", "対馬市", "宮古島市", "多良間村", "与那国町"}
POINTS = ways.border_points(pairs.shared_borders(OUTLINES)).assign(part=0, partner_part=0)


def between(found: ways.Ways, one: str, other: str) -> float:
    return found.km[found.codes.get_loc(one), found.codes.get_loc(other)]


def straight(one: str, other: str) -> float:
    at = OFFICES.set_index("lg_code")
    here, there = at.loc[one], at.loc[other]
    return float(
        pairs.great_circle(
            here["office_latitude"],
            here["office_longitude"],
            there["office_latitude"],
            there["office_longitude"],
        )
    )


def test_a_border_has_points_about_every_kilometre_and_a_half():
    border = POINTS[(POINTS["lg_code"] == WEST) & (POINTS["partner_lg_code"] == NORTH)]
    assert len(border) == round(pairs.GEOD.line_length([136.0, 136.1], [35.3, 35.3]) / 1000 / ways.SPACING_KM)
    assert border["latitude"].to_numpy() == pytest.approx(35.3)
    assert border["longitude"].between(136.0, 136.1).all()


def test_the_shortest_border_has_one_point():
    outlines = gpd.GeoDataFrame(
        {"lg_code": [WEST, EAST]},
        geometry=[shapely.box(136.0, 35.0, 136.1, 35.001), shapely.box(136.1, 35.0, 136.2, 35.1)],
        crs="EPSG:6668",
    )
    assert len(ways.border_points(pairs.shared_borders(outlines))) == 1


def test_neighbours_meet_over_their_border_and_a_bay_is_gone_round():
    found = ways.ways(OFFICES, POINTS, NO_LINKS)
    at_border = POINTS[(POINTS["lg_code"] == WEST) & (POINTS["partner_lg_code"] == NORTH)]
    here, there = (OFFICES.set_index("lg_code").loc[code] for code in (WEST, NORTH))
    over_each = sum(
        pairs.great_circle(
            at_border["latitude"],
            at_border["longitude"],
            office["office_latitude"],
            office["office_longitude"],
        )
        for office in (here, there)
    )
    assert between(found, WEST, NORTH) == pytest.approx(min(over_each))
    assert between(found, WEST, EAST) > 1.5 * straight(WEST, EAST)


def test_a_bridge_shortens_the_way_and_joins_an_island():
    bridges = pd.DataFrame({"lg_code": [EAST, EAST], "partner_lg_code": [WEST, ISLAND]})
    found = ways.ways(OFFICES, POINTS, bridges)
    assert between(found, WEST, EAST) == pytest.approx(straight(WEST, EAST))
    assert between(found, WEST, ISLAND) == pytest.approx(straight(WEST, EAST) + straight(EAST, ISLAND))
    table = found.table().set_index(pairs.PAIR)
    assert not table.loc[(WEST, ISLAND), "needs_ferry"]


def test_an_island_is_reached_by_a_dear_ferry_from_the_nearest_office_and_a_far_one_not_at_all():
    found = ways.ways(OFFICES, POINTS, NO_LINKS)
    assert between(found, EAST, ISLAND) == pytest.approx(dear_km(straight(EAST, ISLAND)))
    assert FAR not in set(found.table()["lg_code"])
    both = found.of(pd.DataFrame({"lg_code": [FAR, WEST], "partner_lg_code": [EAST, EAST]}))
    assert both["needs_ferry"].to_list() == [True, False]
    assert both["way_km"].isna().to_list() == [True, False]


def test_an_office_without_a_position_has_no_way_and_strangers_are_refused():
    unknown = OFFICES.assign(office_latitude=OFFICES["office_latitude"].where(OFFICES["lg_code"] != NORTH))
    found = ways.ways(unknown, POINTS, NO_LINKS)
    assert NORTH not in set(found.table()["lg_code"])
    assert between(found, WEST, EAST) < np.inf  # its land can still be crossed
    with pytest.raises(ValueError, match="999999"):
        ways.ways(OFFICES, POINTS, pd.DataFrame({"lg_code": [WEST], "partner_lg_code": ["999999"]}))


def test_nobody_and_one_alone_have_no_ways():
    for few in (OFFICES.head(0), OFFICES.head(1)):
        assert ways.ways(few, POINTS.head(0), NO_LINKS).table().empty


def test_a_border_that_only_islets_share_is_not_passed():
    islets = gpd.GeoDataFrame(
        {"lg_code": [WEST, EAST]},
        geometry=[
            shapely.MultiPolygon(
                [shapely.box(136.0, 35.0, 136.1, 35.1), shapely.box(136.2, 35.05, 136.21, 35.06)]
            ),
            shapely.MultiPolygon(
                [shapely.box(136.3, 35.0, 136.4, 35.1), shapely.box(136.21, 35.05, 136.22, 35.06)]
            ),
        ],
        crs="EPSG:6668",
    )
    assert pairs.adjacency(islets)["is_passable"].to_list() == [False, False]
    assert pairs.adjacency(OUTLINES)["is_passable"].all()


@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), max_size=4), st.integers(0, 10**6))
def test_ways_are_a_distance_whatever_the_bridges(bridges, seed):
    """Symmetric, no shorter than straight, and nobody gains by a stop on the way."""
    chance = np.random.default_rng(seed)
    moved = OFFICES.assign(office_latitude=OFFICES["office_latitude"] + chance.uniform(-0.04, 0.04, 5))
    codes = OFFICES["lg_code"].to_numpy()
    links = pd.DataFrame(
        [(codes[a], codes[b]) for a, b in bridges if a != b], columns=pairs.PAIR, dtype=object
    )
    km = ways.ways(moved, POINTS, links).km
    assert (km == km.T).all()
    assert (km >= pairs.distances(moved) - 1e-9).all()
    for stop in range(len(km)):
        through = km[:, [stop]] + km[[stop], :]
        assert ((km <= through + 1e-9) | (through > HELD_KM)).all()


def test_words_name_the_way_beside_the_straight_line_and_no_number_for_a_ferry():
    assert in_words(18.2, 24.4, False) == "道のり（概算）24km・直線18km"
    assert in_words(5.62, 5.64, False) == "道のり（概算）5.6km・直線5.6km"
    assert in_words(62.0, 144.0, True) == "船が要る・直線62km"
    assert in_words(79.0, np.nan, False) == "道のり（概算）100km超・直線79km"


@pytest.fixture(scope="module")
def japan(database):
    """Codes, the square of ways (infinite where none is held), and the table."""
    with duckdb.connect(str(database), read_only=True) as connection:
        places = connection.execute("from municipalities order by lg_code").df()
        table = connection.execute("from office_ways").df()
    codes = pd.Index(places["lg_code"])
    km = np.full((len(codes), len(codes)), np.inf)
    one, other = (codes.get_indexer(table[end]) for end in pairs.PAIR)
    km[one, other] = table["way_km"]
    np.fill_diagonal(km, 0)
    return places, km, table


def test_the_countrys_ways_are_symmetric_no_shorter_than_straight_and_without_short_cuts(japan):
    places, km, _ = japan
    assert (km == km.T).all()
    assert (km >= pairs.distances(places) - 1e-6).all()
    for stop in np.random.default_rng(0).choice(len(places), 60, replace=False):
        through = km[:, [stop]] + km[[stop], :]
        assert ((km <= through + 1e-6) | (through > HELD_KM)).all()


def test_everyone_has_a_way_or_is_known_to_lie_too_far_for_a_ferry(japan):
    places, km, _ = japan
    alone = places.loc[(np.isfinite(km).sum(axis=1) == 1), "municipality_name"]
    assert set(alone) == ALONE


def test_who_needs_no_ferry_goes_by_land(japan):
    """No way between places of one land is made shorter by a ferry over another."""
    places, km, table = japan
    codes = pd.Index(places["lg_code"])
    joined = table.loc[~table["needs_ferry"], pairs.PAIR]
    land = ways.lands(codes, joined)
    main = np.bincount(land).argmax()
    same = land[:, None] == land
    for stop in np.flatnonzero(land != main):
        through = km[:, [stop]] + km[[stop], :]
        elsewhere = same & (land != land[stop])[:, None] & np.isfinite(km)
        assert (km[elsewhere] < through[elsewhere] - SAME_PLACE_KM / 2).all()


@pytest.mark.parametrize(
    ("one", "other", "needs_ferry"),
    [
        ("353051", "352128", False),  # 周防大島町・柳井市: 大島大橋
        ("372013", "332046", False),  # 高松市・玉野市: round by 瀬戸大橋, not over 大槌島
        ("373648", "332046", True),  # 直島町・玉野市: they share a border on 井島, which no road reaches
        ("012025", "024236", True),  # 函館市・大間町
        ("282260", "281000", False),  # 淡路市・神戸市: 明石海峡大橋
    ],
)
def test_known_ways(db, one, other, needs_ferry):
    [(straight_km, way_km, needed)] = db.execute(
        "select distance_km, way_km, needs_ferry from municipality_pairs where lg_code = ? and partner_lg_code = ?",
        [one, other],
    ).fetchall()
    assert needed == needs_ferry
    assert way_km >= straight_km
    if (one, other) == ("372013", "332046"):
        assert way_km > 2 * straight_km


def test_suo_oshima_no_longer_meets_shikoku_and_kyushu_as_near(db):
    prefectures = db.execute(
        "select distinct left(partner_lg_code, 2) from partner_candidates where lg_code = '353051'"
    ).fetchall()
    assert {code for (code,) in prefectures} <= {"35", "34", "32"}


def test_the_sea_inside_one_municipality_is_gone_round(japan):
    """桜島 lies in 鹿児島市 and touches 垂水市: the way between their offices leads round the bay, without a ferry."""
    _, _, table = japan
    pair = table[(table["lg_code"] == "462012") & (table["partner_lg_code"] == "462144")].iloc[0]
    assert pair["way_km"] > 50 and not pair["needs_ferry"]
