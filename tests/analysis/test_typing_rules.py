"""Typing by declared rules: yes, no, and unknown that is never no."""

import pandas as pd
import pytest

from analysis import typing_rules
from analysis.typing_rules import HIGHEST, LOWEST, MARKED, MISSING, NO, UNCLEAR, UNKNOWN, YES, Instead, Rule

METRICS = pd.DataFrame(
    [("load", "橋", 0), ("count", "人", 0), ("chance", "share", 0)], columns=["metric_id", "unit", "digits"]
)
CODES = [f"9900{at}0" for at in range(8)]


def values(metric_id: str, cells: list[object], marks: dict[int, str] | None = None) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "metric_id": metric_id,
            "lg_code": CODES[: len(cells)],
            "value": pd.Series(cells, dtype=float),
            "less_than": float("nan"),
            "mark": [(marks or {}).get(at) for at in range(len(cells))],
            "basis": "derived",
            "as_of": pd.Timestamp("2025-03-31"),
        }
    )


def states(rule: Rule, *tables: pd.DataFrame) -> pd.DataFrame:
    return typing_rules.typed([rule], METRICS, pd.concat(tables, ignore_index=True), CODES)


def test_the_highest_quarter_holds_and_its_edge_belongs_to_it():
    typed = states(Rule("heavy", "load", HIGHEST), values("load", [1, 2, 3, 4, 5, 6, 7, 8]))
    # The 75th percentile of 1 … 8 is 6.25, printed 6: whoever reads 6 beside a bound of 6 is within.
    assert set(typed["bound"]) == {6}
    assert typed["state"].to_list() == [NO] * 5 + [YES] * 3
    low = states(Rule("light", "load", LOWEST), values("load", [1, 2, 3, 4, 5, 6, 7, 8]))
    assert low["state"].to_list() == [YES] * 3 + [NO] * 5


def test_those_printed_alike_are_typed_alike():
    typed = states(Rule("heavy", "load", HIGHEST, at=10), values("load", [9.4, 9.5, 10.4]))
    assert typed["state"].to_list()[:3] == [NO, YES, YES]


def test_missing_and_marked_are_unknown_and_have_no_part_in_the_bound():
    typed = states(Rule("heavy", "load", HIGHEST), values("load", [1, 2, 3, 4, 1000, None], {4: "few"}))
    assert typed["bound"].iloc[0] == 3
    assert typed["state"].to_list() == [NO, NO, YES, YES] + [UNKNOWN] * 4
    assert typed["why_unknown"].to_list()[4:] == [MARKED, MISSING, MISSING, MISSING]
    assert typed["why_unknown"].iloc[:4].isna().all()


def test_nobody_has_a_value():
    typed = states(Rule("heavy", "load", HIGHEST), values("count", [1, 2]))
    assert set(typed["state"]) == {UNKNOWN}


@pytest.mark.parametrize(
    ("instead", "wanted"),
    [
        (Instead("chance", 0.8, 0.2), [YES, NO, YES, YES, UNKNOWN, NO, NO, UNKNOWN]),
        (Instead("chance", 0.2, 0.8), [YES, NO, NO, NO, UNKNOWN, YES, YES, UNKNOWN]),
    ],
)
def test_a_probability_stands_in_only_where_no_count_is_known(instead, wanted):
    counts = values("count", [5, 6, None, None, None, None, None, None])
    chances = values("chance", [0.0, 1.0, 0.9, 0.8, 0.5, 0.2, 0.1, None])
    typed = states(Rule("few", "count", LOWEST, at=5, instead=instead), counts, chances)
    assert typed["state"].to_list() == wanted
    assert typed["metric_id"].to_list() == ["count"] * 2 + ["chance"] * 5 + ["count"]
    assert typed["why_unknown"].to_list()[4] == UNCLEAR


def test_below_a_printing_limit_is_the_lowest():
    table = values("load", [None, 3, 4, 5]).assign(less_than=[2, None, None, None])
    assert states(Rule("light", "load", LOWEST, at=3), table)["state"].to_list()[:4] == [YES, YES, NO, NO]


def test_counts_and_numbers_add_up():
    rules = [Rule("heavy", "load", HIGHEST), Rule("few", "count", LOWEST, at=2)]
    every = pd.concat([values("load", [1, 2, 3, 4]), values("count", [1, None, 3, 2])], ignore_index=True)
    typed = typing_rules.typed(rules, METRICS, every, CODES[:4])
    counts = typing_rules.counts(typed).set_index("type_id")
    assert counts.sum(axis=1).to_dict() == {"heavy": 4, "few": 4}
    numbers = typing_rules.number_of(typed, ["heavy", "few"]).set_index("lg_code")
    assert numbers["holding"].to_list() == [1, 0, 1, 2]
    assert numbers["unknown"].to_list() == [0, 1, 0, 0]
    assert typing_rules.number_of(typed, ["heavy"])["holding"].sum() == counts.loc["heavy", YES]
