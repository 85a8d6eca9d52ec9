"""Lists of orders as offices lay them out, brought to the page: which contracts it counts, and what it says of the rest."""

import pytest
from order_books import contracts
from order_sheet import PAGE, upload
from page_texts import shown_tables, texts
from workbooks import book

HEAD = ["業務名", "発注機関", "受注者", "契約日", "履行期限", "契約金額（円）"]


def line(title: str, amount: object, where: str = "甲市", **more: object) -> list[object]:
    return [title, where, more.get("contractor", "乙建設"), more.get("signed", "R6.4.1"), "令和7年3月31日", amount]  # fmt: skip


def brought(app, content: bytes, *keys: str) -> tuple[list[tuple], str]:
    """The contracts by some columns, and all that the page shows."""
    app = upload(app, ("一覧.xlsx", content))
    assert not app.error and not app.exception, texts(app)
    problems = [frame for frame in shown_tables(app) if "セル" in frame]
    shown = "\n".join([texts(app), *(cell for one in problems for cell in one["内容"])])
    return contracts(app.session_state["orders_brought"].tables["orders"], *keys), shown


# --- departments on sheets ------------------------------------------------------------------------------------------

OF_DEPARTMENTS = {
    "three departments": (
        {name: [HEAD, line(f"{name}1", 100), line(f"{name}2", 200)] for name in ("道路課", "公園課", "下水道課")},
        {},
        [("道路課", 2), ("公園課", 2), ("下水道課", 2)],
        "まとめて読みました：「道路課」、「公園課」、「下水道課」（計6行）",
    ),
    "headings in another order, a column of remarks on one sheet": (
        {"建設課": [HEAD, line("除草", 100)], "水道課": [[*HEAD[::-1], "備考"], [*line("配水管", 300)[::-1], "継続"]]},
        {},
        [("建設課", 1), ("水道課", 1)],
        "まとめて読みました：「建設課」、「水道課」",
    ),
    "a cover and a sheet of plans": (
        {"表紙": [["令和6年度"], ["甲市 契約一覧"]], "道路課": [["契約一覧"], [], HEAD, line("除草", 100)], "公園課": [HEAD, line("剪定", 5)],
         "発注見通し": [["件名", "発注機関", "予定時期", "概算金額"], ["橋梁修繕", "甲市", "第3四半期", 900]]},
        {},
        [("道路課", 1), ("公園課", 1)],
        "シート「発注見通し」1行目からの表、1行（見出しが違います）",
    ),
    "a hidden sheet of last year": (
        {"道路課": [HEAD, line("除草", 100)], "公園課": [HEAD, line("剪定", 5)], "旧": [HEAD, line("古い", 7)]},
        {"hidden_sheets": ("旧",)},
        [("道路課", 1), ("公園課", 1)],
        "シート「旧」1行目からの表、1行（隠れているシートです）",
    ),
    "sub-headings instead of sheets": (
        {"一覧": [HEAD, ["■道路課"], line("除草", 100), line("舗装", 900), ["小計", "", "", "", "", 1000], ["■公園課"], line("剪定", 5)]},
        {},
        [("道路課", 2), ("公園課", 1)],
        "小見出し「道路課」「公園課」を部署として読みました",
    ),
    "a column of departments comes before the sheet": (
        {"工事": [[*HEAD, "担当課"], [*line("橋", 10), "道路課"]], "委託": [[*HEAD, "担当課"], [*line("点検", 3), "道路課"]]},
        {},
        [("道路課", 2)],
        "「工事」、「委託」",
    ),
}  # fmt: skip


@pytest.mark.parametrize("layout", OF_DEPARTMENTS)
def test_departments_of_one_workbook_are_one_list(open_page, layout):
    sheets, more, counts, note = OF_DEPARTMENTS[layout]
    rows, shown = brought(open_page(PAGE), book(sheets, **more), "department")
    assert [(name, sum(one == name for (one,) in rows)) for name, _ in counts] == counts
    assert len(rows) == sum(count for _, count in counts)
    assert note in shown


# --- the unit beside the table --------------------------------------------------------------------------------------

PLAIN = [*HEAD[:-1], "契約金額"]
OF_UNITS = {
    "over the table at the right": ([["契約一覧"], ["", "", "", "", "", "（単位：千円）"], PLAIN, line("除草", 9_500)], [9_500_000]),
    "in a cell of the heading's own row below": ([PLAIN, ["", "", "", "", "", "（千円）"], line("除草", 9_500)], [9_500_000]),
    "under the table": ([PLAIN, line("除草", 12), line("舗装", 3), [], ["※単位は百万円"]], [12_000_000, 3_000_000]),
    "a cell with its own unit comes first": ([["単位:千円"], PLAIN, line("除草", 9_500), line("舗装", "3,000,000円")], [9_500_000, 3_000_000]),
    "a heading with its own unit comes first": ([["（単位　千円）"], HEAD, line("除草", 9_500)], [9_500]),
    "at the end of the heading": ([[*HEAD[:-1], "契約金額 百万円"], line("除草", "1.5")], [1_500_000]),
    "for both tables of a sheet": (
        [["（単位：千円）"], PLAIN, line("除草", 10), ["計", "", "", "", "", 10], [], ["委託"], ["委託名", *PLAIN[1:]], line("点検", 20)],
        [10_000, 20_000],
    ),
}  # fmt: skip


@pytest.mark.parametrize("layout", OF_UNITS)
def test_a_unit_counts_wherever_it_stands(open_page, layout):
    rows, amounts = OF_UNITS[layout]
    found, shown = brought(open_page(PAGE), book({"一覧": rows}), "amount")
    assert [amount for (amount,) in found] == amounts
    assert ("倍して円に直しました" in shown) == (layout != "a heading with its own unit comes first")


def test_a_heading_without_any_unit_is_read_as_yen_and_says_so(open_page):
    found, shown = brought(open_page(PAGE), book({"一覧": [PLAIN, line("除草", 9_500)]}), "amount")
    assert found == [(9_500,)]
    assert "「契約金額」には単位がないため、円として読みました。" in shown


# --- periods, tax, changes ------------------------------------------------------------------------------------------

PERIODS = ["件名", "市町村", "受注者", "契約日", "契約期間", "契約金額（税込）"]
OF_PERIODS = {
    "令和6年7月1日から令和7年3月15日まで": ("2024-07-01", "2025-03-15"),
    "自　令和６年７月１日\n至　令和７年３月１５日": ("2024-07-01", "2025-03-15"),
    "R6.7.1〜R7.3.15": ("2024-07-01", "2025-03-15"),
    "2024/7/1 - 2025/3/15": ("2024-07-01", "2025-03-15"),
    "契約日の翌日から令和7年3月15日まで": ("2024-06-20", "2025-03-15"),
    "令和7年3月15日まで": ("2024-06-20", "2025-03-15"),
}


def test_a_period_in_one_cell_is_two_days(open_page):
    rows = [["道", "甲市", "乙建設", "R6.6.20", cell, "100円"] for cell in OF_PERIODS]
    found, shown = brought(open_page(PAGE), book({"一覧": [PERIODS, *rows]}), "start", "end")
    assert found == list(OF_PERIODS.values())
    assert "読み取れなかったところ" not in shown


@pytest.mark.parametrize("cell", ["150日間", "令和6年7月1日", "通年"])
def test_what_is_no_period_is_named_by_its_column_and_row(open_page, cell):
    rows = [["道", "甲市", "乙建設", "", "R6.7.1～R7.3.15", "1円"], ["橋", "甲市", "乙建設", "", cell, "1円"]]
    found, shown = brought(open_page(PAGE), book({"一覧": [PERIODS, *rows]}), "title", "end")
    assert found == [("道", "2025-03-15"), ("橋", None)]
    assert f"E3：「契約期間」の「{cell}」は期間として読めません" in shown


TAXED = {
    ("契約金額(税抜)", "契約金額(税込)"): [50, 55],
    ("契約金額（税込・円）", "契約金額（税抜・円）"): [55, 50],
    ("落札金額（税抜）", "契約金額（税込）"): [50, 55],
    ("請負金額(消費税含む)", "請負金額(消費税除く)"): [55, 50],
    ("契約金額_税抜", "契約金額_税込"): [50, 55],
}


@pytest.mark.parametrize("heads", TAXED)
def test_amounts_with_tax_come_before_those_without_and_the_choice_is_shown(open_page, heads):
    rows = [["件名", "市町村", "受注者", *heads], ["橋", "甲市", "乙建設", *TAXED[heads]]]
    found, shown = brought(open_page(PAGE), book({"一覧": rows}), "amount")
    with_tax, without = heads if TAXED[heads][0] == 55 else heads[::-1]
    assert found == [(55,)]
    assert f"金額には「{with_tax}」を使いました。「{without}」は使っていません。" in shown.replace("\\_", "_")


def test_amounts_without_tax_only_are_taken_with_a_word(open_page):
    rows = [
        ["※金額は税抜"],
        [*PERIODS[:-1], "契約金額"],
        ["橋", "甲市", "乙建設", "", "R6.7.1～R7.3.15", "1円"],
    ]
    _, shown = brought(open_page(PAGE), book({"一覧": rows}))
    assert "「契約金額」は税抜の金額です。税込には直していません。" in shown


CHANGES = ["契約番号", "件名", "市町村", "受注者", "契約金額（円）", "変更契約金額（円）", "工期(自)", "工期(至)", "備考"]  # fmt: skip
OF_CHANGES = {
    "a row whose title says so": ["1", "橋（第1回変更）", "甲市", "乙建設", "", 120, "R6.7.1", "R7.3.31", ""],
    "a row with the amount in the usual column": ["1", "橋【変更契約】", "甲市", "乙建設", 120, "", "R6.7.1", "R7.3.31", ""],
    "a row whose remark says so": ["1", "橋", "甲市", "乙建設", 120, "", "R6.7.1", "R7.3.31", "第1回変更"],
    "a row with another number": ["9", "橋 第２回変更", "甲市", "乙建設", "", 120, "", "R7.3.31", ""],
    "a row with the number alone": ["1", "", "甲市", "乙建設", "", 120, "", "R7.3.31", "変更契約"],
    "a row with dittos": ["〃", "〃", "〃", "〃", "", 120, "〃", "R7.3.31", "変更"],
}  # fmt: skip


@pytest.mark.parametrize("layout", OF_CHANGES)
def test_a_change_is_no_contract_of_its_own(open_page, layout):
    first = ["1", "橋", "甲市", "乙建設", 100, "", "R6.7.1", "R7.3.14", ""]
    rows = [CHANGES, first, OF_CHANGES[layout], ["2", "道", "甲市", "丙", 5, "-", "R6.7.1", "R7.3.14", ""]]
    found, shown = brought(open_page(PAGE), book({"一覧": rows}), "title", "amount", "end")
    assert found == [("橋", 120, "2025-03-31"), ("道", 5, "2025-03-14")]
    assert "2行目の契約の変更です" in shown
