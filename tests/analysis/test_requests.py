"""What is worked out of requests, against hand-made cases and plain second computations."""

import numpy as np
import pandas as pd
import pytest

from analysis import request_works, requests
from pages.requests.form import FORM

DAY = pd.Timestamp("2026-04-30")


def table(*rows: dict) -> pd.DataFrame:
    return requests.with_state(FORM.table({"body": "甲市", "kind": "橋", **row} for row in rows), DAY)


def day(text: str) -> pd.Timestamp:
    return pd.Timestamp(f"2026-{text}")


def random_rows(seed: int, count: int) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    received = pd.Timestamp("2026-01-01") + pd.to_timedelta(rng.integers(0, 100, count), "D")
    done = received + pd.to_timedelta(rng.integers(0, 90, count), "D")
    rows = [
        {
            "kind": str(rng.choice(["橋", "街路灯"])), "body": str(rng.choice(["甲市", "乙市"])), "received": got, "completed": end if end <= DAY else None,
            "latitude": round(34 + rng.integers(0, 4) * 0.001, 5), "longitude": round(131 + rng.integers(0, 4) * 0.001, 5),
        }
        for got, end in zip(received, done, strict=True)
    ]  # fmt: skip
    return table(*rows)


class TestState:
    def test_a_day_of_completion_makes_it_done_and_a_declined_one_is_neither(self):
        rows = table(
            {"received": day("04-01"), "completed": day("04-03"), "status": "作業"},
            {"received": day("04-01"), "status": "対応しない", "completed": day("04-02")},
            {"received": day("04-01")},
            {"received": day("04-20"), "due": day("04-25"), "status": "受付"},
            {"received": day("01-01"), "due": day("05-25"), "status": "受付"},
            {"received": day("04-10"), "completed": day("04-01"), "status": "完了"},
        )
        assert rows["state"].to_list() == ["完了", "対応しない", "記載なし", "受付", "受付", "完了"]
        assert rows["is_open"].to_list() == [False, False, True, True, True, False]
        assert rows["is_overdue"].to_list() == [False, False, False, True, False, False]
        assert rows["days"].to_list()[0] == 2
        assert rows["days"].isna().to_list() == [False, True, True, True, True, True]
        assert rows["is_reversed"].to_list() == [False, False, False, False, False, True]

    def test_what_was_done_later_is_open_on_the_day(self):
        rows = table({"received": day("04-20"), "completed": day("05-02"), "status": "完了"})
        assert rows[["state", "is_open", "age"]].iloc[0].to_list() == ["記載なし", True, 10]
        assert rows["days"].isna().all()

    def test_counts_agree_with_the_rows(self):
        rows = random_rows(1, 300)
        counts = requests.progress(rows)
        assert counts.to_numpy().sum() == 300
        assert counts.loc["甲市", "完了"] == ((rows["body"] == "甲市") & rows["completed"].notna()).sum()
        months = requests.calendar(rows)
        assert months.loc["橋", 2] == ((rows["kind"] == "橋") & (rows["received"].dt.month == 2)).sum()
        assert list(months) == [4, 5, 6, 7, 8, 9, 10, 11, 12, 1, 2, 3]


class TestDays:
    def test_by_hand(self):
        """Four waits: done after 2 and 4 days, open since 3 and 10. After 2: 3/4 left; after 4: half of that."""
        rows = table(
            {"received": day("04-01"), "completed": day("04-03")},
            {"received": day("04-01"), "completed": day("04-05")},
            {"received": day("04-27")},
            {"received": day("04-20")},
        )
        found = requests.days_to_completion(rows, (1, 2, 7, 30))
        assert (found.requests, found.done, found.still_open, found.median) == (4, 2, 2, 4)
        assert list(found.within.values())[:3] == [0, 0.25, 0.625]
        assert np.isnan(found.within[30])  # nothing waited as long

    @pytest.mark.parametrize("seed", range(5))
    def test_against_the_product_written_out(self, seed):
        rows = random_rows(seed, 80)
        curve = requests.days_to_completion(rows).curve.set_index("day")["share"]
        waits = [(one.days, True) if one.days == one.days else (one.age, False) for one in rows.itertuples()]
        left = 1.0
        for wait in sorted({wait for wait, _ in waits}):
            at_risk = sum(one >= wait for one, _ in waits)
            left *= 1 - sum(one == wait and is_done for one, is_done in waits) / at_risk
            assert curve[wait] == pytest.approx(1 - left)

    def test_open_ones_make_the_median_later_than_that_of_the_finished(self):
        done = [{"received": day("04-01"), "completed": day("04-02")}] * 5
        slow = [{"received": day("01-01")}] * 6
        found = requests.days_to_completion(table(*done, *slow))
        assert np.isnan(found.median)
        assert requests.days_to_completion(table(*done)).median == 1

    def test_few_have_no_shares(self):
        rows = table(*[{"received": day("04-01"), "completed": day("04-02")}] * 4)
        found = requests.days_by(rows, ["kind"])
        assert found["requests"].to_list() == [4]
        assert found[["median", "within_7"]].isna().all(axis=None)

    def test_nothing_is_no_error(self):
        found = requests.days_to_completion(table({"received": day("04-01"), "status": "完了"}))
        assert found.requests == 0
        assert np.isnan(found.median)


class TestPlaces:
    @pytest.mark.parametrize("seed", range(3))
    def test_repeats_against_pairs(self, seed):
        rows = random_rows(seed, 60)
        found = requests.repeats(rows)
        spots = rows.groupby(["kind", "latitude", "longitude"])
        sizes = spots.size()
        assert sorted(found["count"]) == sorted(sizes[sizes > 1])
        again = 0
        for _, own in spots:
            ordered = own.sort_values("received", kind="stable").to_dict("records")
            again += sum(
                any(one["completed"] < late["received"] for one in ordered[:at])
                for at, late in enumerate(ordered)
            )
        assert found["again"].sum() == again

    def test_without_positions_the_road_and_the_town_tell(self):
        where = {"route": "市道1号線", "place": "甲市東町", "received": day("04-01")}
        rows = table(where, where, {**where, "place": None}, {**where, "kind": "街路灯"})
        assert requests.repeats(rows)["count"].to_list() == [2]

    def test_hot_spots_hold_every_request_once_and_no_own_position(self):
        rows = random_rows(4, 200)
        found = requests.hot_spots(rows, 500)
        assert found["count"].sum() == 200
        assert found["open"].sum() == rows["is_open"].sum()
        assert requests.hot_spots(table({"received": day("04-01")}), 500).empty


class TestPublic:
    def test_only_its_columns_and_rounded(self):
        rows = table({"received": day("04-01"), "latitude": 34.12345, "longitude": 131.98765, "route": "市道秘密線", "place": "甲市東町", "crew": "秘密班", "number": "秘1", "photo": "https://example.jp/x", "kind_word": "秘密"})  # fmt: skip
        found = requests.public(rows, 0.005)
        assert list(found) == list(requests.PUBLIC.values())
        assert found.iloc[0, -2:].to_list() == [34.125, 131.99]
        assert not [word for word in ("秘", "東町", "example", "04-01") if word in found.to_csv()]

    def test_the_order_does_not_tell_the_row(self):
        rows = random_rows(5, 50)
        shuffled = rows.sample(frac=1, random_state=1)
        pd.testing.assert_frame_equal(requests.public(rows, 0.01), requests.public(shuffled, 0.01))

    def test_the_map_counts_every_request_once_where_it_lies(self):
        rows = random_rows(6, 90)
        cells = requests.cells_shown(rows, 0.001)
        counts = rows.groupby(["longitude", "latitude"]).size()
        assert cells.set_index(["longitude", "latitude"])["count"].to_dict() == counts.to_dict()
        assert cells["open"].sum() == rows["is_open"].sum()
        one = cells.iloc[0]
        own = rows[(rows["longitude"] == one["longitude"]) & (rows["latitude"] == one["latitude"])]
        assert sum(int(part.split()[1].removesuffix("件")) for part in one["kinds"].split("、")) == len(own)

    def test_a_grid_grows_coarser_until_it_is_few_enough(self):
        rows = random_rows(6, 90)
        assert requests.finest(rows, [0.001, 0.005, 0.01], 16) == 0.001
        assert requests.finest(rows, [0.001, 0.005, 0.01], 4) == 0.005
        assert requests.finest(rows, [0.001, 0.005], 0) == 0.005


def test_a_word_mends_all_rows_it_told():
    rows = FORM.table(
        [{"kind": "その他", "kind_word": "なぞ"}, {"kind": "橋", "kind_word": "橋"}, {"kind": "その他"}]
    )
    assert requests.kind_words(rows)["word"].to_list() == ["なぞ", "橋"]
    assert requests.mended(rows, {"なぞ": "公園"})["kind"].to_list() == ["公園", "橋", "その他"]


def test_works_go_to_the_orders_without_gain_or_loss():
    rows = requests.with_state(FORM.table(FORM.examples), pd.Timestamp("2026-03-31"))
    works = request_works.as_orders(rows)
    assert works["amount"].sum() == rows.loc[rows["state"] == "完了", "cost"].sum()
    assert request_works.hours_a_year(rows) == pytest.approx(rows["hours"].sum())  # a list of twelve months
    assert request_works.hours_a_year(rows.assign(hours=np.nan)) is None


def test_crews_are_sums_of_what_is_known():
    """Against each crew counted by itself; an unnamed one is one of its body's."""
    rng = np.random.default_rng(5)
    count = 300
    received = pd.Timestamp("2026-01-01") + pd.to_timedelta(rng.integers(0, 60, count), "D")
    done = rng.random(count) < 0.6
    rows = pd.DataFrame(
        {
            "body": rng.choice(["甲市", "乙町"], count), "crew": rng.choice(["1班", "2班", None], count), "kind": "穴",
            "status": np.where(done, "完了", "受付"), "received": received,
            "completed": pd.Series(received + pd.to_timedelta(rng.integers(0, 20, count), "D")).where(done),
            "due": pd.NaT, "cost": np.where(rng.random(count) < 0.5, 1000.0, np.nan), "hours": np.nan,
        }
    ).astype({"due": "datetime64[s]", "received": "datetime64[s]", "completed": "datetime64[s]"})  # fmt: skip
    rows = requests.with_state(rows, pd.Timestamp("2026-03-31"))
    found = requests.crews(rows)
    assert found["requests"].sum() == count
    assert found["requests"].is_monotonic_decreasing
    for one in found.itertuples():
        crew = rows["crew"].isna() if one.crew == requests.UNKNOWN else rows["crew"] == one.crew
        own = rows[crew & (rows["body"] == one.body)]
        assert (one.requests, one.done, one.open) == (
            len(own),
            (own["state"] == "完了").sum(),
            own["is_open"].sum(),
        )
        assert (one.cost, one.costed) == (own["cost"].sum(), own["cost"].notna().sum())
        assert np.isnan(one.hours)
        assert one.timed == 0
        assert one.median == requests.days_to_completion(own).median
