"""Orders side by side: names of companies, totals that agree, contracts that might go together."""

import itertools

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis import orders

TEXTS = ["title", "municipality", "lg_code", "department", "sector", "work_type", "place", "contractor", "method", "payment"]  # fmt: skip
NO_NEIGHBOURS = pd.DataFrame(columns=["municipality", "partner"])
NEIGHBOURS = pd.DataFrame([("乙町", "甲市")], columns=["municipality", "partner"])
WORK = {"sector": "道路", "work_type": "巡回", "start": "2026-04-01", "end": "2027-03-31"}


def order_rows(*rows: dict) -> pd.DataFrame:
    table = pd.DataFrame(
        [
            {
                **dict.fromkeys([*TEXTS, "tender_date", "start", "end", "amount"]),
                "municipality": "甲市",
                **row,
            }
            for row in rows
        ]
    )
    table[TEXTS] = table[TEXTS].astype("str")
    for name in ("tender_date", "start", "end"):
        table[name] = pd.to_datetime(table[name]).astype("datetime64[s]")
    return table.astype({"amount": "float64"})


class TestCompanies:
    @pytest.mark.parametrize(
        "name",
        ["株式会社甲山建設", "(株)甲山建設", "（株）甲山建設", "㈱甲山建設", "株式会社　甲山 建設", "㈱ 甲山建設 乙支店", "㈱甲山建設　本店"],
    )  # fmt: skip
    def test_writings_of_one_company(self, name):
        first, second = orders.company_keys(pd.Series([name, "株式会社甲山建設"]))
        assert first == second

    @pytest.mark.parametrize(
        ("one", "other"),
        [
            ("株式会社甲山建設", "甲山建設株式会社"),
            ("株式会社甲山建設", "有限会社甲山建設"),
            ("株式会社甲山建設", "株式会社甲山建設工業"),
            ("株式会社甲山建設", "甲山・乙川特定建設工事共同企業体"),
        ],
    )
    def test_companies_that_are_not_one(self, one, other):
        assert orders.company_keys(pd.Series([one, other])).nunique() == 2

    def test_behind_the_name_width_blanks_and_branch_do_not_count_either(self):
        names = ["ＡＢＣ設備㈱", "abc設備 株式会社", "ABC設備（株）丙営業所"]
        assert orders.company_keys(pd.Series(names)).nunique() == 1

    def test_a_bare_name_is_the_only_company_of_that_name(self):
        assert orders.company_keys(pd.Series(["甲山建設", "㈱甲山建設"])).nunique() == 1
        assert orders.company_keys(pd.Series(["甲山建設", "㈱甲山建設", "甲山建設㈱"])).nunique() == 3

    def test_front_and_back_are_one_when_the_reader_says_so_and_told_when_not(self):
        rows = order_rows({"contractor": "㈱甲山"}, {"contractor": "甲山株式会社"}, {"contractor": "(有)乙"})
        assert orders.company_keys(rows["contractor"], are_ends_apart=False).nunique() == 2
        assert orders.doubtful_companies(rows).to_numpy().tolist() == [["㈱甲山", "甲山株式会社"]]

    def test_the_most_frequent_writing_is_shown_and_blanks_stay_blank(self):
        rows = order_rows(*({"contractor": name} for name in ("(株)甲", "㈱甲", "㈱甲", None)))
        shown = orders.with_companies(rows)["company"]
        assert shown.to_list()[:3] == ["㈱甲"] * 3
        assert shown.isna().to_list() == [False, False, False, True]


class TestTotals:
    ROWS = order_rows(
        {"sector": "道路", "work_type": "巡回", "amount": 100, "tender_date": "2026-03-10", "start": "2026-04-01"},
        {"sector": "道路", "work_type": "点検", "amount": 250, "start": "2026-07-01"},
        {"sector": None, "work_type": "点検", "amount": 50, "municipality": "乙町"},
        {"sector": "公園", "work_type": None, "amount": None, "start": "2026-04-01", "municipality": "乙町"},
    )  # fmt: skip

    def test_amounts_hold_every_contract(self):
        table = orders.amounts(self.ROWS)
        assert table.loc["道路", "巡回"] == 100
        assert table.loc["未記入", "点検"] == 50
        assert table.loc["計", "計"] == 400 == self.ROWS["amount"].sum()
        assert (table.drop(index="計").sum() == table.loc["計"]).all()
        assert (table.drop(columns="計").sum(axis=1) == table["計"]).all()

    def test_tender_months_count_from_april_and_fall_back_on_the_start(self):
        counts = orders.tender_months(self.ROWS)
        assert counts.columns[0] == 4
        assert counts.loc["甲市", 3] == 1
        assert counts.loc["甲市", 7] == 1
        assert counts.loc["乙町", 4] == 1
        assert counts.to_numpy().sum() == 3

    def test_summary_says_how_many_have_no_amount(self):
        rows = orders.summary(self.ROWS, ["municipality"]).set_index("municipality")
        assert rows.loc["乙町"].to_list() == [2, 50, 1]

    def test_shared_companies_and_their_clients(self):
        rows = orders.with_companies(
            order_rows(
                {"contractor": "㈱甲", "department": "道路課", "amount": 1},
                {"contractor": "(株)甲", "department": "公園課", "amount": 2},
                {"contractor": "㈱甲", "municipality": "乙町", "amount": 3},
                {"contractor": "㈱乙", "amount": 9},
            )
        )
        (shared,) = orders.shared_companies(rows).to_dict("records")
        assert shared == {"company": "㈱甲", "clients": 3, "contracts": 3, "amount": 6}
        counts = orders.company_matrix(rows, [shared["company"]])
        assert counts.loc["㈱甲"].to_dict() == {"甲市 道路課": 1, "甲市 公園課": 1, "乙町": 1}


IN_A_ROW = pd.DataFrame({"municipality": ["甲市", "丙村"], "partner": ["乙町", "乙町"]})


class TestCandidates:
    def found(self, *rows: dict, neighbours: pd.DataFrame = NO_NEIGHBOURS) -> pd.DataFrame:
        return orders.candidates(orders.with_companies(order_rows(*rows)), neighbours)

    def test_same_work_of_neighbours_by_hand(self):
        (one,) = self.found(
            {**WORK, "amount": 100, "contractor": "㈱甲", "method": "随意契約", "payment": "単価契約"},
            {**WORK, "amount": 50, "contractor": "(株)甲", "method": "随意契約", "payment": "単価契約", "municipality": "乙町"},
            neighbours=NEIGHBOURS,
        ).to_dict("records")  # fmt: skip
        assert one["members"] == [0, 1]
        assert (one["kind"], one["what"], one["fiscal_year"]) == (orders.SAME_WORK, "道路・巡回", 2026)
        assert (one["municipalities"], one["contracts"], one["amount"]) == ("甲市・乙町", 2, 150)
        assert one["overlap_days"] == 365
        assert (one["bodies"], one["n_clients"], one["sectors"], one["with_amount"]) == (2, 2, 1, 2)
        # same work 3, two municipalities 3, a shared company 2, two clients 1, half a year 2, two contracts 1, same terms 1
        assert one["points"] == 13
        assert "2つの市区町村にまたがる（＋3）" in one["reasons"]

    def test_far_apart_nothing_goes_together(self):
        assert self.found(WORK, {**WORK, "municipality": "乙町"}).empty

    @pytest.mark.parametrize(
        ("start", "end", "goes"),
        [
            ("2027-03-02", "2027-03-31", True),  # 30 days
            ("2027-03-03", "2027-03-31", False),  # 29 days
            ("2027-04-01", "2028-03-31", False),
            ("2026-06-01", "2026-05-01", False),  # ends before it starts
            (None, "2026-05-01", False),
        ],
    )
    def test_periods_must_overlap_by_thirty_days(self, start, end, goes):
        assert len(self.found(WORK, {**WORK, "start": start, "end": end})) == goes

    def test_one_companys_different_works_are_a_set_of_their_own(self):
        (one,) = self.found(
            {**WORK, "contractor": "㈱甲", "department": "道路課"},
            {**WORK, "sector": "公園", "work_type": "清掃", "contractor": "㈱甲", "department": "公園課"},
        ).to_dict("records")
        assert (one["kind"], one["what"]) == (orders.SAME_CONTRACTOR, "㈱甲")
        assert one["clients"] == "甲市 公園課、甲市 道路課"

    def test_the_same_task_in_two_sectors_is_one_set_and_said_once(self):
        """It is also one company's work for both: the same two contracts are not listed twice."""
        (one,) = self.found(
            {**WORK, "contractor": "㈱甲", "department": "道路課", "amount": 100},
            {**WORK, "sector": "公園", "contractor": "㈱甲", "department": "公園課"},
        ).to_dict("records")
        assert (one["kind"], one["what"], one["sectors"]) == (orders.SAME_TASK, "巡回", 2)
        assert "2つの分野にまたがる（＋2）" in one["reasons"]
        assert (one["contracts"], one["amount"], one["with_amount"]) == (2, 100, 1)

    def test_what_no_contract_says_is_no_zero(self):
        (one,) = self.found(
            {**WORK, "department": "道路課", "contractor": "㈱甲"},
            {**WORK, "department": "公園課", "contractor": "㈱甲"},
        ).to_dict("records")
        assert one["with_amount"] == 0 and np.isnan(one["amount"])
        rows = orders.with_companies(order_rows({**WORK, "contractor": "㈱甲"}, {**WORK, "contractor": "㈱甲", "department": "公園課"}))  # fmt: skip
        assert orders.summary(rows, ["sector"])["amount"].isna().all()
        assert orders.shared_companies(rows)["amount"].isna().all()

    def test_three_in_a_row_are_one_set_around_the_middle_one_and_come_first(self):
        """甲市 and 丙村 both border 乙町, not each other."""
        found = self.found(
            *({**WORK, "municipality": name} for name in ("甲市", "乙町", "丙村")), neighbours=IN_A_ROW
        )
        assert found["municipalities"].to_list() == ["甲市・乙町・丙村", "乙町・丙村", "甲市・乙町"]
        assert found["bodies"].to_list() == [3, 2, 2]

    def test_a_neighbour_whose_contract_overlaps_nobodys_is_not_named(self):
        late = {**WORK, "municipality": "丙村", "start": "2027-03-20", "end": "2027-03-31"}
        found = self.found(WORK, {**WORK, "municipality": "乙町"}, late, neighbours=IN_A_ROW)
        assert found["municipalities"].to_list() == ["甲市・乙町"]

    def test_across_two_bodies_ranks_above_an_equal_set_within_one(self):
        """Two contracts of 甲市's two departments, and two alike of 丙村 and 乙町: the same work, amounts and days."""
        found = self.found(
            {**WORK, "department": "道路課", "amount": 100},
            {**WORK, "department": "公園課", "amount": 100},
            {**WORK, "sector": "橋梁", "municipality": "丙村", "amount": 1},
            {**WORK, "sector": "橋梁", "municipality": "乙町", "amount": 1},
            neighbours=IN_A_ROW,
        )
        same_work = found[(found["kind"] == orders.SAME_WORK) & (found["contracts"] == 2)]
        ranked = same_work["municipalities"].to_list()
        assert ranked.index("丙村・乙町") < ranked.index("甲市")

    @given(st.integers(0, 10_000))
    def test_across_two_bodies_ranks_above_the_same_within_one(self, seed):
        """Whatever the contracts: ordered by two departments of one town, or by the towns of the two."""
        random = np.random.default_rng(seed)
        rows = [
            {**row, "municipality": "甲市", "work_type": "巡回", "department": f"{at % 2}課", "amount": int(random.integers(1, 9_000))}
            for at, row in enumerate(_some(random, int(random.integers(2, 6))))
        ]  # fmt: skip
        across = [row | {"municipality": ("甲市", "乙町")[int(row["department"][0])]} for row in rows]
        within_sets = {tuple(one.members): one.points for one in self.found(*rows).itertuples()}
        for one in self.found(*across, neighbours=NEIGHBOURS).itertuples():
            if one.bodies == 2 and tuple(one.members) in within_sets:
                assert one.points > within_sets[tuple(one.members)]

    def test_blank_work_and_blank_contractor_are_nothing_in_common(self):
        blank = {"start": "2026-04-01", "end": "2027-03-31"}
        assert self.found(blank, blank).empty

    @given(st.integers(0, 10_000))
    def test_members_are_those_a_search_pair_by_pair_finds(self, seed):
        rows = order_rows(*_some(np.random.default_rng(seed), 14))
        found = orders.candidates(orders.with_companies(rows), NEIGHBOURS, limit=1_000)
        found = found[(found["kind"] == orders.SAME_WORK) & (found["bodies"] < 3)]
        sets = {
            (one.what, one.fiscal_year, one.municipalities): set(one.members) for one in found.itertuples()
        }
        assert sets == _pair_by_pair(rows)  # fmt: skip


def _some(random, count: int) -> list[dict]:
    rows = []
    for _ in range(count):
        start = pd.Timestamp("2026-01-01") + pd.Timedelta(int(random.integers(0, 300)), "D")
        rows.append(
            {
                "municipality": str(random.choice(["甲市", "乙町", "丙村"])),
                "sector": "道路",
                "work_type": str(random.choice(["巡回", "点検"])),
                "start": start,
                "end": start + pd.Timedelta(int(random.integers(0, 120)), "D"),
            }
        )
    return rows


def _pair_by_pair(rows: pd.DataFrame) -> dict[tuple, set[int]]:
    """The sets of the same work, found by comparing every two contracts."""
    sets: dict[tuple, set[int]] = {}
    order = list(rows["municipality"].unique())
    for one, other in itertools.combinations(rows.itertuples(), 2):
        both = sorted({one.municipality, other.municipality}, key=order.index)
        years = {(row.start - pd.DateOffset(months=3)).year for row in (one, other)}
        days = (min(one.end, other.end) - max(one.start, other.start)).days + 1
        is_near = len(both) == 1 or set(both) == {"甲市", "乙町"}
        if one.work_type == other.work_type and len(years) == 1 and days >= 30 and is_near:
            key = (f"道路・{one.work_type}", years.pop(), "・".join(both))
            sets.setdefault(key, set()).update({one.Index, other.Index})
    return sets


class TestWithoutNames:
    ROWS = orders.with_companies(
        order_rows(
            {"title": "甲山橋点検", "contractor": "㈱甲", "place": "甲山", "amount": 1_234_567, "start": "2026-04-15", "end": "2026-06-10", "lg_code": "990001"},
            {"title": "乙川点検", "contractor": "乙組", "place": "乙川", "municipality": "乙町", "amount": 7},
            {"title": "丙点検", "contractor": "(株)甲", "place": "甲山"},
        )
    )  # fmt: skip

    def test_names_are_gone_and_the_same_stays_the_same(self):
        copy = orders.anonymised(self.ROWS)
        assert copy["contractor"].to_list() == ["A社", "B社", "A社"]
        assert copy["municipality"].to_list() == ["A市", "B町", "A市"]
        assert copy["place"].to_list() == ["地区1", "地区2", "地区1"]
        assert copy["lg_code"].isna().all()
        assert not any(name in copy.to_csv() for name in ("㈱甲", "乙組", "甲山", "乙川", "甲市", "990001"))
        assert copy["amount"].sum() == self.ROWS["amount"].sum()

    @pytest.mark.parametrize(
        ("department", "copied"),
        [
            ("道路課", "道路課"),
            ("甲野市道路課", "A市道路課"),
            ("甲野道路係", "A市道路係"),
            ("甲野北土木事務所", "出先1"),
        ],
    )
    def test_departments_do_not_tell_the_place(self, department, copied):
        rows = self.ROWS.assign(
            municipality="山口県甲野市", department=department, work_type="甲野市道の巡回"
        )
        copy = orders.anonymised(rows)
        assert copy["municipality"].unique().tolist() == ["A市"]
        assert copy["department"].unique().tolist() == [copied]
        assert not any(name in copy.to_csv() for name in ("甲野", "山口"))

    @pytest.mark.parametrize(
        ("municipality", "department", "copied"),
        [
            ("蒲郡市", "市民課", "市民課"),
            ("蒲郡市", "蒲郡地区係", "A市地区係"),
            ("熊毛郡甲野町", "甲野町役場", "A町役場"),
            ("山口県", "道路整備課", "道路整備課"),
            ("甲野組合", "甲野組合総務課", "A団体総務課"),
        ],
    )
    def test_names_with_county_and_prefecture_are_taken_apart_rightly(self, municipality, department, copied):
        rows = self.ROWS.assign(municipality=municipality, department=department)
        assert orders.anonymised(rows)["department"].unique().tolist() == [copied]

    def test_blank_departments_stay_blank(self):
        assert orders.anonymised(self.ROWS.assign(department=None))["department"].isna().all()

    def test_coarse_copy_rounds_amounts_and_days(self):
        first = orders.anonymised(self.ROWS, is_coarse=True).iloc[0]
        assert first["amount"] == 1_000_000
        assert first["start"] == pd.Timestamp("2026-04-01")
        assert first["end"] == pd.Timestamp("2026-06-30")
