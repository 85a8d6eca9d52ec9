"""Clusters of bridges as wholes: sums, worst and oldest counted by hand; what is unknown is counted, not guessed."""

import math

import pandas as pd
import pytest

from analysis import consolidation, consolidation_clusters, consolidation_options

NUMBERS = consolidation_options.assumed()
DEGREE_OF_100_M = 100 / 111_195
# Three in a row a hundred metres apart, one pair far away, and four more in a row of which two have no size.
ROWS = [
    ("A", "甲県", 1970, 10.0, 5.0, 3), ("B", "甲市", 1950, 20.0, 4.0, 2), ("C", "甲市", None, 30.0, 6.0, None),
    ("D", "乙町", 1980, 5.0, 2.0, 1), ("E", "乙町", 1980, 5.0, 2.0, 1),
    ("F", "丙村", 1960, None, 3.0, 4), ("G", "丙村", 1961, 8.0, None, 2), ("H", "丙村", 1962, 4.0, 2.0, 1), (None, "丙村", 1963, 6.0, 2.0, 1),
]  # fmt: skip
PLACES = [0, 1, 2, 50, 51, 100, 101, 102, 103]


def bridges() -> pd.DataFrame:
    table = pd.DataFrame(
        ROWS,
        columns=[
            "bridge_name",
            "manager_ja",
            "built_fiscal_year",
            "length_m",
            "width_m",
            "soundness_category",
        ],
    )
    return table.assign(
        bridge_id=[f"b{at}" for at in range(len(ROWS))], route_name=None, structure_ja=None, manager_lg_code="990001", manager_kind="municipality",
        location_lg_code="990001", inspection_fiscal_year=None, ledger="x", longitude=131.0, municipality_name=table["manager_ja"],
        latitude=[34 + place * DEGREE_OF_100_M for place in PLACES],
    ).astype({"built_fiscal_year": "Int64", "soundness_category": "Int64"})  # fmt: skip


def found(metres: float = 120) -> pd.DataFrame:
    pairs, _ = consolidation.pairs(bridges(), metres)
    known = consolidation_options.with_detours(pairs, NUMBERS, 2025)
    own = consolidation_clusters.members(known, consolidation.clusters(known))
    return consolidation_clusters.table(own, NUMBERS)


def test_each_cluster_is_the_sum_of_its_bridges():
    table = found().set_index("managers")
    assert table["bridges"].to_dict() == {"丙村": 4, "甲県・甲市": 3}
    one = table.loc["甲県・甲市"]
    assert one["members"] == "A、B、C"
    assert (one["length_m"], one["oldest"], one["unknown_built"]) == (60, 1950, 1)
    assert (one["worst"], one["unrated"], one["unsound"], one["manager_count"]) == (3, 1, 1, 2)
    for at, end in enumerate(("low", "base", "high")):
        assert one[f"repair_{end}"] == pytest.approx(50 * NUMBERS.range("repair")[at] * 10_000)
        unit = NUMBERS.range("removal")[at] + NUMBERS.range("renewal")[at]
        assert one[f"renewal_{end}"] == pytest.approx((50 + 80 + 180) * unit * 10_000)


def test_what_has_no_size_is_counted_and_not_taken_for_nothing():
    other = found().set_index("managers").loc["丙村"]
    assert (other["without_area"], other["unsound"]) == (2, 1)
    assert math.isnan(other["repair_base"])  # the one to repair is the one without a length
    unit = NUMBERS["removal"] + NUMBERS["renewal"]
    assert other["renewal_base"] == pytest.approx((8 + 12) * unit * 10_000)
    assert other["members"] == "F、G、H、名前の記載なし"


def test_two_bridges_are_no_cluster():
    assert found(10).empty
    assert not found()["members"].str.contains("D").any()
