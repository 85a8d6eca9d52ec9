"""Metrics of the kinds of facilities whose ledgers were brought, computed a second time from the invented ledgers."""

import duckdb
import pytest


@pytest.fixture
def values(database_with_ledgers):
    """(numerator, denominator, value) of a metric by municipality."""

    def of(metric_id: str) -> dict[str, tuple]:
        with duckdb.connect(str(database_with_ledgers), read_only=True) as db:
            rows = db.execute(
                "select lg_code, numerator, denominator, value from newest_values where metric_id = ? order by 1",
                [metric_id],
            )
            return {code: numbers for code, *numbers in rows.fetchall()}

    return of


def test_what_is_held_is_counted_or_measured(values):
    assert values("sewer_pipe_held") == {
        "352047": [pytest.approx((10 + 11 + 12 + 13 + 14) / 1000), None, pytest.approx(0.060)],
        "352110": [pytest.approx(0.0425), None, pytest.approx(0.0425)],
    }
    assert values("park_held") == {"352047": [2, None, 2], "352110": [1, None, 1]}


def test_shares_of_pipes_are_of_their_length_and_unknown_years_and_lengths_are_in_none(values):
    # Fiscal year 2024: 1974 and before are fifty years old. Of the second, the oldest pipe has no length.
    assert values("sewer_pipe_aged_share") == {
        "352047": [pytest.approx(0.021), pytest.approx(0.046), pytest.approx(21 / 46)],
        "352110": [0, pytest.approx(0.0425), 0],
    }


def test_shares_of_parks_are_of_their_number(values):
    assert values("park_aged_share") == {"352047": [1, 1, 1], "352110": [0, 1, 0]}


def test_ten_and_twenty_years_later_more_are_old(database_with_ledgers):
    with duckdb.connect(str(database_with_ledgers), read_only=True) as db:
        columns = "facilities_with_year, facilities_aged, facilities_aged_in_10, facilities_aged_in_20"
        rows = db.execute(
            f"select lg_code, {columns} from facility_ages where facility_kind = 'sewer_pipe' order by 1"
        )
        assert rows.fetchall() == [("352047", 4, 2, 3, 4), ("352110", 3, 1, 2, 2)]


def test_a_kind_without_a_ledger_has_no_metric_on_offer(database_with_ledgers):
    with duckdb.connect(str(database_with_ledgers), read_only=True) as db:
        held = db.execute(
            "select metric_id from metrics where is_of_ledgers and municipalities_covered > 0 order by 1"
        )
        assert [one for (one,) in held.fetchall()] == [
            "park_aged_share", "park_held", "sewer_pipe_aged_share", "sewer_pipe_held",
            "tunnel_action_needed_share", "tunnel_aged_share", "tunnel_held",
        ]  # fmt: skip


def test_shares_in_need_of_repair_are_of_those_with_a_category(values):
    assert values("tunnel_action_needed_share") == {"352047": [3, 11, pytest.approx(3 / 11)]}


def test_shares_of_few_are_marked_for_every_kind_that_is_counted(database_with_ledgers):
    with duckdb.connect(str(database_with_ledgers), read_only=True) as db:
        marks = db.execute(
            "select metric_id, lg_code, mark, of_nation from newest_values where metric_id in "
            "('park_aged_share', 'tunnel_aged_share', 'sewer_pipe_aged_share') and value is not null order by all"
        )
        assert marks.fetchall() == [
            ("park_aged_share", "352047", "few", 0),
            ("park_aged_share", "352110", "few", 0),
            ("sewer_pipe_aged_share", "352047", None, 2),
            ("sewer_pipe_aged_share", "352110", None, 2),
            ("tunnel_aged_share", "352047", None, 1),
        ]


def test_conditions_are_counted_by_kind_and_those_without_one_apart(database_with_ledgers):
    with duckdb.connect(str(database_with_ledgers), read_only=True) as db:
        rows = db.execute(
            "select condition_class, facilities_held, facility_km from facility_conditions where facility_kind = 'tunnel'"
            " order by 1 nulls last"
        )
        assert rows.fetchall() == [
            ("Ⅰ", 3, pytest.approx(0.3)),
            ("Ⅱ", 5, pytest.approx(0.5)),
            ("Ⅲ", 2, pytest.approx(0.2)),
            ("Ⅳ", 1, pytest.approx(0.1)),
            (None, 1, pytest.approx(0.1)),
        ]
