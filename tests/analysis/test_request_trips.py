"""Trips made one: pairs against brute force, borders against a line, hours by hand, contracts by their types."""

import numpy as np
import pandas as pd
import pytest

from analysis import request_trips
from analysis.request_trips import Assumed
from analysis.requests import METRES
from pages.requests.form import BORDER, FORM, NORTH, SOUTH, example_outlines


def rows_at(*places: tuple[str, str, float, float]) -> pd.DataFrame:
    """body, day, metres east and north of a point."""
    narrow = np.cos(np.radians(34.0))
    return FORM.table(
        {"body": body, "kind": "橋", "received": pd.Timestamp(day), "longitude": 131 + east / METRES / narrow, "latitude": 34 + north / METRES}
        for body, day, east, north in places
    )  # fmt: skip


def test_pairs_are_of_two_bodies_in_one_month_and_near():
    rows = rows_at(
        ("甲市", "2026-04-01", 0, 0), ("丙県", "2026-04-30", 400, 0), ("甲市", "2026-04-02", 100, 0),
        ("乙市", "2026-05-01", 0, 10), ("乙市", "2026-04-05", 5_000, 0), ("丙県", "2026-04-05", 5_501, 0),
    )  # fmt: skip
    found = request_trips.matched(rows)
    assert found[["one", "other"]].to_numpy().tolist() == [[1, 2]]
    assert found["distance_m"].round().to_list() == [300]


@pytest.mark.parametrize("seed", range(4))
def test_pairs_equal_brute_force(seed):
    rng = np.random.default_rng(seed)
    places = [
        (
            str(rng.choice(["甲市", "乙市", "丙県"])),
            f"2026-0{rng.integers(4, 6)}-01",
            *rng.uniform(0, 5_000, 2),
        )
        for _ in range(120)
    ]
    rows = rows_at(*places)
    middle = {month: own["latitude"].median() for month, own in rows.groupby(rows["received"].dt.month)}
    options = []
    for one in range(len(rows)):
        for other in range(one + 1, len(rows)):
            first, second = rows.iloc[one], rows.iloc[other]
            if first["body"] == second["body"] or first["received"] != second["received"]:
                continue
            east = (
                (first["longitude"] - second["longitude"])
                * METRES
                * np.cos(np.radians(middle[first["received"].month]))
            )
            distance = np.hypot(east, (first["latitude"] - second["latitude"]) * METRES)
            if distance <= 500:
                options.append((distance, one, other))
    used, expected = set(), set()
    for _, one, other in sorted(options):
        if not used & {one, other}:
            used |= {one, other}
            expected.add((one, other))
    found = request_trips.matched(rows)
    assert set(zip(found["one"], found["other"], strict=True)) == expected
    assert len(expected) > 5


def test_declined_and_unplaced_ones_need_no_trip():
    rows = rows_at(("甲市", "2026-04-01", 0, 0), ("乙市", "2026-04-01", 10, 0))
    assert len(request_trips.matched(rows.assign(status=["対応しない", "受付"]))) == 0
    assert len(request_trips.matched(rows.assign(latitude=[np.nan, 34.0]))) == 0


def test_near_the_line_between_two_not_near_the_coast():
    """The invented outlines meet at one meridian; their other sides are coasts."""
    rng = np.random.default_rng(3)
    east = rng.uniform(-0.06, 0.06, 400)
    rows = pd.DataFrame(
        {"longitude": BORDER + east, "latitude": rng.uniform(SOUTH + 0.01, NORTH - 0.01, 400)}
    )
    found = request_trips.near_border(rows, example_outlines())
    expected = np.abs(east) * METRES * np.cos(np.radians(rows["latitude"].median())) <= 500
    assert found.to_list() == expected.tolist()
    assert 5 < found.sum() < 100


def test_without_outlines_or_positions_nothing_is_near():
    rows = rows_at(("甲市", "2026-04-01", 0, 0))
    assert not request_trips.near_border(rows, {"features": []}).any()
    assert not request_trips.near_border(
        rows.assign(latitude=np.nan, longitude=np.nan), example_outlines()
    ).any()


def test_others_roads():
    cases = [("甲市", "県道", True), ("甲市", "市町村道", False), ("丙県", "市町村道", True), ("丙県", "国道", False), ("乙町", "国道", True), ("甲市", None, False)]  # fmt: skip
    rows = FORM.table({"body": body, "road_class": road} for body, road, _ in cases)
    assert request_trips.on_others_road(rows).to_list() == [expected for *_, expected in cases]


def test_hours_by_hand():
    """Ten pairs: 10 × 0.5 × 2 = 10 at least; 4 works of others, 3 of 10 on the spot: 4 × 1 × 2 × 0.3 = 2.4."""
    found = request_trips.saved(10, 4, Assumed())
    assert found.pairs == (10, 20, 45)
    assert found.handed == pytest.approx((0, 2.4, 10.8))
    assert found.total == pytest.approx((10, 22.4, 55.8))


def test_contracts_go_together_by_type_and_period():
    table = pd.DataFrame(
        [("甲市", "舗装", "総価", "通年"), ("丙県", "舗装", "総価", "通年"), ("乙市", "舗装", "個別", "案件ごと"), ("丁町", "舗装", "単価", "通年"), ("戊村", "その他", "総価", "四半期"), ("甲市", "その他", "総価", "通年"), ("己村", "その他", None, None)],
        columns=["body", "work", "contract", "period"],
    )  # fmt: skip
    found = {(one.one, one.other): one.fit for one in request_trips.fits(table).itertuples()}
    assert found["甲市", "丙県"] == "合わせやすい"
    assert found["甲市", "乙市"] == "段階を踏む"
    assert found["甲市", "丁町"] == "段階を踏む"
    assert found["戊村", "甲市"] == "期間をそろえる"
    assert not any("己村" in pair for pair in found)
