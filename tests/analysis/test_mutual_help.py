"""What municipalities would have together, and the best sets for a purpose: against sums by hand and every set tried out."""

import itertools
import math

import numpy as np
import pandas as pd
import pytest

from analysis import mutual_help

NAN = math.nan


def facts(*rows):
    names = ["lg_code", "technical_staff", "estimate_expected", "estimate_zero_probability", "bridges_managed", "bridges_action_needed", "construction_establishments"]  # fmt: skip
    return pd.DataFrame(rows, columns=names).assign(civil_engineers=NAN)


FACTS = facts(
    ("甲", NAN, 0.5, 0.8, 100, 10, 4),
    ("乙", NAN, 8.0, 0.1, 120, 12, 30),
    ("丙", 0.0, NAN, NAN, 80, 8, 2),
    ("丁", 5.0, NAN, NAN, 900, 90, NAN),
    ("戊", NAN, NAN, NAN, NAN, NAN, 1),
)
PLACES = mutual_help.places(FACTS)


def ways(*rows):
    table = pd.DataFrame(rows, columns=["lg_code", "partner_lg_code", "way_km", "needs_ferry"])
    turned = table.rename(columns={"lg_code": "partner_lg_code", "partner_lg_code": "lg_code"})
    return pd.concat([table, turned[table.columns]], ignore_index=True)


WAYS = ways(
    ("甲", "乙", 10, False), ("甲", "丙", 5, False), ("甲", "丁", 50, False), ("甲", "戊", 20, True),
    ("乙", "丙", 12, False), ("乙", "丁", 45, False), ("丙", "丁", 48, False),
)  # fmt: skip


def test_a_count_stands_before_an_estimate():
    assert PLACES.loc["丙", ["expected", "nobody", "is_counted"]].to_list() == [0, 1, True]
    assert PLACES.loc["甲", ["expected", "nobody", "is_counted"]].to_list() == [0.5, 0.8, False]
    assert PLACES.loc["丁", "nobody"] == 0


def test_civil_engineers_count_where_only_they_are_known():
    one = mutual_help.places(facts(("甲", NAN, 3.0, 0.5, 10, 1, 1)).assign(civil_engineers=2.0))
    assert one.loc["甲", ["expected", "nobody", "is_counted"]].to_list() == [2, 0, True]


def test_what_a_pair_has_is_what_one_adds_up_by_hand():
    found = mutual_help.together(["甲", "乙"], PLACES)
    assert found == {
        "expected": 8.5, "is_counted": False, "somebody": pytest.approx(1 - 0.8 * 0.1), "load": pytest.approx(220 / 8.5),
        "bridges_managed": 220, "bridges_action_needed": 22, "contractors": 34,
    }  # fmt: skip


def test_somebody_is_there_where_one_is_counted_whatever_is_unknown_of_others():
    found = mutual_help.together(["丁", "戊"], PLACES)
    assert found["somebody"] == 1
    assert np.isnan(found["load"])
    assert np.isnan(mutual_help.together(["甲", "戊"], PLACES)["somebody"])


def test_who_has_engineers_and_is_near_comes_first():
    found = mutual_help.pairs("甲", PLACES, WAYS)
    assert [one for (one,) in found["partners"]] == ["乙", "丁", "丙", "戊"]
    first = found.iloc[0]
    gain, relief = 1 - 0.08 - 0.2, 1 - (220 / 8.5) / 200
    assert first["points"] == pytest.approx(100 * (gain + relief) / 2 * math.exp(-10 / 30))


@pytest.mark.parametrize(
    ("partner", "warning"),
    [
        ("丙", "どちらにも技術系職員がいない可能性のほうが高い"),
        ("丁", "道のりが長い（概算50km）"),
        ("戊", "行き来に船が要る"),
    ],
)
def test_what_speaks_against_a_partner_is_said(partner, warning):
    found = mutual_help.pairs("甲", PLACES, WAYS)
    row = next(row for row in found.itertuples() if row.partners == (partner,))
    assert warning in row.warnings_ja


def test_a_partner_with_a_heavy_load_of_its_own_is_said_to_have_one():
    heavy = mutual_help.places(facts(*((name, 1.0, NAN, NAN, bridges, 1, 1) for name, bridges in zip("あいうえお", (9, 10, 11, 12, 500), strict=True))))  # fmt: skip
    found = mutual_help.pairs("あ", heavy, ways(("あ", "お", 3, False), ("あ", "い", 3, False)))
    by_partner = dict(zip(found["partners"], found["warnings_ja"], strict=True))
    assert by_partner[("い",)] == []
    assert by_partner[("お",)] == ["相手も、技術系職員1人当たりの橋が多い（全国の重いほうから1%）"]


def test_a_pair_of_two_without_engineers_never_comes_before_one_with():
    found = mutual_help.pairs("甲", PLACES, WAYS)
    points = dict(zip(found["partners"], found["points"], strict=True))
    assert points[("丙",)] < points[("乙",)]


def test_trios_are_pairs_of_partners_with_the_longest_of_their_ways():
    found = mutual_help.trios("甲", PLACES, WAYS)
    row = next(row for row in found.itertuples() if set(row.partners) == {"乙", "丙"})
    assert row.way_km == 12
    assert row.expected == 8.5
    assert row.somebody == 1 - 0.8 * 0.1
    assert not any("戊" in partners for partners in found["partners"])  # no way to the others is known


def test_nobody_near_means_no_pairs_trios_or_sets():
    alone = ways(("甲", "乙", 200, True))
    assert mutual_help.pairs("甲", PLACES, alone).empty
    assert mutual_help.trios("甲", PLACES, alone).empty
    assert mutual_help.best_sets("甲", PLACES, alone) == []


@pytest.mark.parametrize("seed", range(12))
def test_no_other_set_is_better(seed):
    random = np.random.default_rng(seed)
    names = list("abcdefghi")
    at = random.uniform(0, 60, (len(names), 2))
    rows = [
        (
            one,
            NAN,
            random.uniform(0, 4),
            random.uniform(0, 1),
            random.integers(0, 60),
            random.integers(0, 9),
            3,
        )
        for one in names
    ]
    own = mutual_help.places(facts(*rows))
    all_ways = ways(*(
        (names[i], names[j], float(np.linalg.norm(at[i] - at[j])) + 0.01, bool(random.random() < 0.1))
        for i, j in itertools.combinations(range(len(names)), 2)
    ))  # fmt: skip
    km = {
        (row.lg_code, row.partner_lg_code): row.way_km for row in all_ways.itertuples() if not row.needs_ferry
    }
    reachable = {other for other in names[1:] if ("a", other) in km and km["a", other] <= 80}
    found = {one.purpose.label_ja: one for one in mutual_help.best_sets("a", own, all_ways)}
    for purpose in mutual_help.PURPOSES:
        best = None
        for size in range(3, 7):
            for others in itertools.combinations(sorted(reachable), size - 1):
                members = ("a", *others)
                totals = [
                    sum(km.get((one, centre), math.inf) for one in members if one != centre)
                    for centre in members
                ]
                if math.isinf(min(totals)) or not joined(members, km):
                    continue
                reached = sum(own.loc[one, purpose.column] for one in members)
                order = (0, min(totals)) if reached >= purpose.least else (1, -reached, min(totals))
                best = order if best is None or order < best else best
        mine = found.get(purpose.label_ja)
        if best is None:
            assert mine is None
            continue
        assert mine.is_reached == (best[0] == 0)
        assert (mine.total_way_km if mine.is_reached else -mine.reached) == pytest.approx(best[1])
        assert mine.codes[0] == "a" and 3 <= len(mine.codes) <= 6


def joined(members, km):
    seen, todo = {members[0]}, [members[0]]
    while todo:
        one = todo.pop()
        for other in members:
            if other not in seen and km.get((one, other), math.inf) <= 40:
                seen.add(other)
                todo.append(other)
    return len(seen) == len(members)
