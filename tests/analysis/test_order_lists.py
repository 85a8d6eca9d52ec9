"""Lists of contracts of invented places: one row per contract, whatever else stands in them."""

import os
import random
from datetime import date

import pandas as pd
import pytest

from analysis import order_lists, order_rows

COLUMNS = [
    "title", "municipality", "contractor", "start", "end", "amount", "number", "period", "signed", "outcome", "bidder", "bid",
    "changed_amount", "original", "changed_period", "changed_end", "department",
]  # fmt: skip
DATES = ("start", "end", "signed", "changed_end")


def settle(*rows: dict) -> order_lists.Settled:
    table = pd.DataFrame(
        [{"municipality": "甲市", **row} for row in rows], columns=COLUMNS, index=range(2, 2 + len(rows))
    )
    for key in COLUMNS:
        if key in DATES:
            table[key] = pd.to_datetime(table[key]).astype("datetime64[s]")
        elif key in ("amount", "bid", "changed_amount"):
            table[key] = table[key].astype("float64")
        else:
            table[key] = table[key].where(table[key].notna(), None).astype("str")
    return order_lists.settled(table)


def notes(found: order_lists.Settled) -> dict[int, str]:
    return {row: note for row, _, note in found.notes}


def contracts(found: order_lists.Settled) -> list[tuple]:
    rows = found.rows[["title", "contractor", "amount"]].astype(object)
    return list(rows.where(rows.notna(), None).itertuples(index=False, name=None))


@pytest.mark.parametrize(
    ("cell", "days"),
    [
        ("令和6年4月1日～令和7年3月31日", (date(2024, 4, 1), date(2025, 3, 31))),
        ("R6.6.10〜R7.2.28", (date(2024, 6, 10), date(2025, 2, 28))),
        ("自 令和6年4月1日\n至 令和7年3月31日", (date(2024, 4, 1), date(2025, 3, 31))),
        ("自　令和６年４月１日　至　令和７年３月３１日", (date(2024, 4, 1), date(2025, 3, 31))),
        ("令和6年4月1日から令和9年3月31日まで（36箇月）", (date(2024, 4, 1), date(2027, 3, 31))),
        ("令和6年4月1日から7年3月31日まで", (date(2024, 4, 1), date(2025, 3, 31))),
        ("令和6年7月1日から同年12月28日まで", (date(2024, 7, 1), date(2024, 12, 28))),
        ("R6.12.1～翌年3月15日", (date(2024, 12, 1), date(2025, 3, 15))),
        ("契約締結日から令和7年3月31日まで", (None, date(2025, 3, 31))),
        ("令和7年3月31日まで", (None, date(2025, 3, 31))),
        ("2024/4/1-2025/3/31", (date(2024, 4, 1), date(2025, 3, 31))),
        ("2024-04-01 ~ 2025-03-31", (date(2024, 4, 1), date(2025, 3, 31))),
        ("2024.4.1－2025.3.31", (date(2024, 4, 1), date(2025, 3, 31))),
    ],
)
def test_a_period_in_one_cell(cell, days):
    assert order_rows.period(cell) == days


@pytest.mark.parametrize(
    "cell", ["令和6年4月1日", "180日間", "令和6年度", "4月1日～3月31日", "R6.4.1～R7.2.30", "通年"]
)
def test_what_is_no_period_is_not_read(cell):
    with pytest.raises(ValueError, match="必要です"):
        order_rows.period(cell)


def test_cells_of_their_own_come_before_the_period():
    found = settle(
        {"title": "a", "start": "2024-05-01", "period": "R6.4.1～R7.3.31"},
        {"title": "b", "signed": "2024-06-01", "period": "R7.3.31まで"},
    )
    assert found.rows["start"].to_list() == [pd.Timestamp("2024-05-01"), pd.Timestamp("2024-06-01")]
    assert found.rows["end"].eq(pd.Timestamp("2025-03-31")).all()


def test_of_bidders_on_rows_only_the_winner_counts():
    marked = settle(
        {"title": "除草", "contractor": "甲組", "bid": 120, "outcome": "落札", "amount": 132},
        {"contractor": "乙組", "bid": 130},
        {"contractor": "丙組", "outcome": "辞退"},
        {"title": "清掃", "contractor": "丁組", "bid": 90},
        {"title": "清掃", "contractor": "戊組", "bid": 80, "outcome": "〇", "amount": 88},
    )
    assert contracts(marked) == [("除草", "甲組", 132), ("清掃", "戊組", 88)]
    assert set(marked.dropped) == {3, 4, 5}


def test_a_winner_that_is_named_on_all_rows_counts_once():
    found = settle(
        *(
            {
                "number": str(at),
                "title": "除草",
                "contractor": "乙組",
                "bidder": bidder,
                "bid": bid,
                "amount": 130,
            }
            for at, (bidder, bid) in enumerate([("甲組", 140), ("乙組", 118), ("丙組", 150)])
        )
    )
    assert contracts(found) == [("除草", "乙組", 130)]
    assert list(found.rows.index) == [3]


def test_the_amount_of_the_tender_in_its_first_row_is_the_winners():
    found = settle(
        {"number": "1", "title": "除草", "contractor": "甲組", "amount": 99, "bid": 100},
        {"number": "1", "title": "除草", "contractor": "乙組", "bid": 90, "outcome": "落札"},
    )
    assert contracts(found) == [("除草", "乙組", 99)]


def test_bidders_without_a_winner_are_no_contracts():
    found = settle(
        {"title": "除草", "bidder": "甲組", "bid": 1}, {"title": "除草", "bidder": "乙組", "bid": 2}
    )
    assert found.rows.empty
    assert "落札者が決まりません" in found.dropped[2]
    lone = settle(
        {"title": "除草", "bidder": "甲組", "bid": 1}, {"title": "清掃", "contractor": "乙組", "amount": 2}
    )
    assert contracts(lone) == [("清掃", "乙組", 2)]


def test_contracts_of_one_title_stay_several():
    found = settle(
        {"title": "市道除草", "contractor": "甲組", "amount": 1},
        {"title": "市道除草", "contractor": "乙組", "amount": 2},
    )
    assert len(found.rows) == 2 and not found.dropped


@pytest.mark.parametrize(
    "row",
    [
        {"outcome": "不調"}, {"outcome": "入札中止"}, {"contractor": "不落"}, {"contractor": "（取止め）"}, {"title": "橋梁修繕（入札不調）"},
        {"title": "橋梁修繕【中止】"}, {"outcome": "応札者なし"},
    ],
)  # fmt: skip
def test_cancelled_and_failed_tenders_are_set_apart(row):
    found = settle(
        {"title": "橋梁修繕", "amount": 5, **row}, {"title": "清掃", "contractor": "甲組", "amount": 1}
    )
    assert contracts(found) == [("清掃", "甲組", 1)]
    assert "不調・中止" in found.dropped[2]


def test_a_contract_after_a_failed_tender_and_a_winner_among_those_who_withdrew_are_contracts():
    found = settle(
        {"title": "橋", "contractor": "甲組", "amount": 5, "outcome": "不落随契"},
        {"title": "道", "contractor": "乙組", "amount": 3, "outcome": "1者辞退"},
        {"title": "川", "outcome": "不落（再入札）"},
    )
    assert contracts(found) == [("橋", "甲組", 5), ("道", "乙組", 3)]


def test_rows_of_one_number_and_title_are_mentioned():
    found = settle(
        {"number": "1", "title": "橋", "contractor": "甲組", "amount": 5},
        {"number": "1", "title": "橋", "contractor": "甲組", "amount": 5},
    )
    assert len(found.rows) == 2
    assert "2行目と同じ" in notes(found)[3]


def test_a_work_that_is_about_a_stop_is_a_contract():
    assert len(settle({"title": "取水中止に伴う配水管洗浄", "contractor": "甲組", "amount": 1}).rows) == 1


@pytest.mark.parametrize(
    "mark",
    ["（第1回変更）", "(変更)", "【変更契約】", "　第２回変更", "（設計変更）", "変更契約", "（変更１回目）"],
)
def test_a_change_belongs_to_its_contract(mark):
    found = settle(
        {"number": "1", "title": "川上橋修繕", "contractor": "甲組", "amount": 100, "end": "2025-03-14"},
        {"number": "2", "title": "清掃", "contractor": "乙組", "amount": 10},
        {
            "number": "9",
            "title": f"川上橋修繕{mark}",
            "contractor": "甲組",
            "amount": 120,
            "end": "2025-03-31",
        },
    )
    assert contracts(found) == [("川上橋修繕", "甲組", 120), ("清掃", "乙組", 10)]
    assert found.rows["end"].iloc[0] == pd.Timestamp("2025-03-31")
    assert "2行目の契約の変更" in found.dropped[4] and "変更後の120円" in notes(found)[2]


def test_a_change_by_number_a_change_alone_and_a_difference():
    found = settle(
        {"number": "1", "title": "橋", "amount": 100},
        {"number": "1", "title": "橋", "outcome": "第1回変更", "changed_amount": 130},
        {"number": "3", "title": "道（変更）", "amount": 50},
        {"number": "4", "title": "川", "amount": 100, "changed_amount": 20},
    )
    assert contracts(found) == [("橋", None, 130), ("道（変更）", None, 50), ("川", None, 100)]
    assert "もとの契約が見つからない" in notes(found)[4] and "差額かもしれない" in notes(found)[5]


def test_members_of_a_joint_venture_are_one_contract():
    found = settle(
        {"number": "1", "title": "修繕", "contractor": "甲・乙特定建設工事共同企業体", "amount": 9},
        {"contractor": "甲建設"},
        {"contractor": "乙建設"},
        {"number": "2", "title": "清掃", "contractor": "丙組", "amount": 1},
    )
    assert contracts(found) == [("修繕", "甲・乙特定建設工事共同企業体", 9), ("清掃", "丙組", 1)]
    assert found.dropped == dict.fromkeys((3, 4), "共同企業体の構成員です")


# --- generated ------------------------------------------------------------------------------------------------------

LISTS = int(os.environ.get("GENERATED", "240"))


def generated(rng: random.Random) -> tuple[list[dict], dict[str, tuple[str, int]]]:
    """A list as an office might keep it, and what its contracts are: title → contractor, amount."""
    rows, truth = [], {}
    has_bidders, has_numbers, repeats = rng.random() < 0.5, rng.random() < 0.7, rng.random() < 0.5
    for at in range(1, rng.randint(2, 8)):
        title, amount = f"{rng.choice(['市道', '橋梁', '公園'])}業務{at}", rng.randint(10, 900)
        head = {"title": title} | ({"number": str(at)} if has_numbers else {})
        names = rng.sample(["甲組", "乙建設", "丙土木", "丁園"], rng.randint(1, 3) if has_bidders else 1)
        if rng.random() < 0.15:
            rows.append(head | {"outcome": rng.choice(["不調", "中止", "応札者なし"])})
            continue
        winner = rng.choice(names)
        truth[title] = (winner, amount)
        for place, name in enumerate(names):
            own = {"contractor": name} | ({"bid": amount + 7 * (name != winner)} if has_bidders else {})
            if name == winner:
                own |= {"amount": amount} | ({"outcome": "落札"} if has_bidders else {})
            rows.append((head if repeats or place == 0 else {}) | own)
        if not has_bidders and rng.random() < 0.3:
            after = amount + rng.randint(1, 100)
            rows.append(head | {"title": f"{title}（第1回変更）", "contractor": winner, "amount": after})
            truth[title] = (winner, after)
    return rows, truth


@pytest.mark.parametrize("seed", range(4))
def test_generated_lists_are_read_back(seed):
    rng = random.Random(seed)
    for _ in range(LISTS // 4):
        rows, truth = generated(rng)
        found = settle(*rows) if rows else None
        got = {} if found is None else {title: (name, amount) for title, name, amount in contracts(found)}
        assert got == truth, rows
        assert found is None or len(found.rows) + len(found.dropped) == len(rows)
