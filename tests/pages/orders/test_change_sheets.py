"""Changes of contracts on a sheet, or in a table, of their own: they belong to their contracts and are none themselves."""

import pytest
from order_books import contracts, remarks
from workbooks import book

from dashboard.forms import reader
from pages.orders.form import FORM

HEAD = ["契約番号", "件名", "市町村", "受注者", "契約金額（円）", "工期(自)", "工期(至)"]
MAIN = [
    HEAD,
    ["R6-001", "橋梁点検業務", "甲市", "株式会社戊設計", 1_000, "R6.6.1", "R7.2.28"],
    ["R6-002", "市道除草業務", "甲市", "乙建設", 500, "R6.5.1", "R6.11.30"],
    ["R6-003", "市道除草業務", "乙町", "丁組", 300, "R6.5.1", "R6.11.30"],
]
UNCHANGED = [("橋梁点検業務", 1_000, "2025-02-28"), ("市道除草業務", 500, "2024-11-30"), ("市道除草業務", 300, "2024-11-30")]  # fmt: skip


def read(sheets, **more):
    return reader.read("契約一覧.xlsx", book(sheets, **more), FORM)


def with_changed(at, amount, end):
    changed = [*UNCHANGED]
    changed[at] = (changed[at][0], amount, end)
    return changed


LAYOUTS = {
    "by number, with the same headings": ("変更契約", [HEAD, ["R6-001", "橋梁点検業務", "甲市", "㈱戊設計", 1_200, "R6.6.1", "R7.3.31"]], (0, 1_200, "2025-03-31")),
    "by number, with amounts before and after": ("変更契約一覧", [["契約番号", "変更契約日", "変更前契約金額（円）", "変更後契約金額（円）", "変更後工期"], ["R6-001", "R6.10.1", 1_000, 1_200, "R6.6.1～R7.3.31"]], (0, 1_200, "2025-03-31")),
    "by title and contractor": ("契約変更分", [["件名", "受注者", "変更契約金額（円）"], ["市道除草業務", "丁組", 330]], (2, 330, "2024-11-30")),
    "by title and municipality": ("Sheet2", [["件名", "市町村", "変更後契約金額（円）", "変更後履行期限"], ["市道除草業務（第1回変更）", "甲市", 550, "R6.12.20"]], (1, 550, "2024-12-20")),
    "by the number of the first contract": ("R6変更", [["契約番号", "原契約番号", "件名", "変更後の金額（円）"], ["R6-101", "R6-003", "除草の変更", 280]], (2, 280, "2024-11-30")),
    "in thousands of yen": ("変更契約（令和6年度）", [["契約番号", "件名", "変更後契約金額（千円）"], ["R6-002", "市道除草業務", 0.6]], (1, 600, "2024-11-30")),
    "the line numbers of the sheet are none of contracts": ("変更契約", [["No", "件名", "受注者", "変更後契約金額（円）"], [1, "市道除草業務", "乙建設", 520]], (1, 520, "2024-11-30")),
}  # fmt: skip


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("is_first", [False, True], ids=["below", "before"])
def test_a_change_on_a_sheet_of_its_own_is_its_contracts(layout, is_first):
    name, rows, changed = LAYOUTS[layout]
    sheets = {"契約一覧": MAIN, name: rows}
    found = read(dict(reversed(sheets.items())) if is_first else sheets)
    assert contracts(found, "title", "amount", "end") == with_changed(*changed)
    assert f"シート「{name}」の1行目からの表（1行）は変更の一覧" in remarks(found)
    assert f"シート「契約一覧」の{changed[0] + 2}行目の契約の変更です" in remarks(found)


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        ([["件名", "変更後契約金額（円）"], ["市道除草業務", 330]], "もとの契約に合うものが2件あり"),
        ([["件名", "受注者", "変更後契約金額（円）"], ["市道除草業務", "己土木", 330]], "もとの契約が見つからない"),
        ([["契約番号", "件名", "変更後契約金額（円）"], ["R5-777", "下水道点検", 330]], "もとの契約が見つからない"),
        ([["No", "変更後契約金額（円）"], [1, 330]], "もとの契約が見つからない"),
        ([["原契約番号", "件名", "変更後契約金額（円）"], ["R5-001", "橋梁点検業務", 330]], "もとの契約が見つからない"),
        ([["件名", "市町村", "受注者", "変更契約金額（円）"], ["市道除草業務", "甲市", "丁組", 330]], "もとの契約が見つからない"),
    ],
)  # fmt: skip
def test_a_change_of_no_contract_or_of_several_counts_for_none_and_is_listed(rows, reason):
    found = read({"契約一覧": MAIN, "変更契約": rows})
    assert contracts(found, "title", "amount", "end") == UNCHANGED
    (problem,) = found.problems
    assert reason in problem.message_ja and problem.is_row_dropped and problem.sheet == "変更契約"


def test_the_last_change_counts_whatever_the_order_of_the_rows():
    head = ["契約番号", "変更契約日", "契約日", "摘要", "変更後契約金額（円）"]
    second, first = ["R6-001", "", "R6.12.1", "第2回", 1_500], ["R6-001", "", "R6.9.1", "第1回", 1_200]
    for rows in ([first, second], [second, first]):
        found = read({"契約一覧": MAIN, "変更契約": [head, *rows]})
        assert contracts(found, "amount")[0] == (1_500,)


def test_a_difference_or_an_amount_of_another_tax_changes_nothing():
    difference = read({"契約一覧": MAIN, "変更契約": [["契約番号", "変更後契約金額（円）"], ["R6-001", 90]]})
    assert contracts(difference, "title", "amount", "end") == UNCHANGED
    assert "差額かもしれない" in remarks(difference)
    untaxed = read(
        {"契約一覧": MAIN, "変更契約": [["契約番号", "変更後契約金額（税抜）"], ["R6-001", 1_100]]}
    )
    assert contracts(untaxed, "title", "amount", "end") == UNCHANGED
    assert "税込・税抜が違うため使っていません" in remarks(untaxed)


def test_a_table_of_changes_below_the_contracts_is_one_of_changes():
    rows = [
        *MAIN,
        [],
        ["変更契約一覧"],
        ["契約番号", "件名", "変更後契約金額（円）"],
        ["R6-002", "市道除草業務", 700],
    ]
    found = read({"契約": rows})
    assert contracts(found, "title", "amount", "end") == with_changed(1, 700, "2024-11-30")


def test_sheets_of_contracts_are_none_of_changes_for_a_word_in_their_name():
    for name in ("契約一覧（変更契約を含む）", "当初・変更契約一覧", "変更後一覧", "R6契約"):
        found = read(
            {"4月": MAIN, name: [HEAD, ["R6-009", "清掃業務", "甲市", "丙", 9, "R6.6.1", "R7.2.28"]]}
        )
        assert contracts(found, "title")[-1] == ("清掃業務",), name


def test_a_change_on_the_sheet_of_another_month_is_its_contracts():
    later = [HEAD, ["R6-001", "橋梁点検業務（変更）", "甲市", "㈱戊設計", 1_300, "", "R7.3.20"]]
    found = read({"6月": MAIN, "10月": later})
    assert contracts(found, "title", "amount", "end") == with_changed(0, 1_300, "2025-03-20")
    assert "シート「6月」の2行目の契約の変更です" in remarks(found)


def test_a_column_of_the_period_after_the_change_is_the_last_day():
    head = ["件名", "市町村", "受注者", "契約金額（円）", "工期", "変更後工期"]
    row = ["橋", "甲市", "乙", 1, "R6.6.1～R7.1.31", "R6.6.1～R7.3.25"]
    assert contracts(read({"一覧": [head, row]}), "end") == [("2025-03-25",)]


def test_rows_of_changes_are_none_of_the_headings():
    head = ["契約番号", "回数", "契約年月日", "変更後金額(円)", "変更増減額(円)"]
    rows = [
        ["R6-001", "第2回", "R6.12.1", "900,000", "△300,000"],
        ["R6-001", "第1回", "R6.9.1", "1,200,000", "200,000"],
    ]
    main = [HEAD, ["R6-001", "橋梁点検業務", "甲市", "乙", "1,000,000", "R6.6.1", "R7.2.28"]]
    assert contracts(read({"契約": main, "変更": [head, *rows]}), "amount") == [(900_000,)]


def test_two_towns_with_one_number_and_title_have_a_contract_each():
    head = ["契約番号", "件名", "市町村", "受注者", "契約金額（円）"]
    main = [head, ["001", "除草", "甲市", "甲組", 100], ["001", "除草", "乙町", "乙組", 200]]
    changes = [
        ["契約番号", "件名", "市町村", "変更後契約金額（円）"],
        ["001", "除草", "乙町", 250],
        ["001", "除草", "", 150],
    ]
    found = read({"契約": main, "変更契約一覧": changes})
    assert contracts(found, "municipality", "amount") == [("甲市", 100), ("乙町", 250)]
    assert "もとの契約に合うものが2件あり" in remarks(found)
