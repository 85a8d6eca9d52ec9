"""Tables of staff and hours as offices keep them: people are counted once, sums never, and nothing is left out without a word."""

import io

import openpyxl
import pytest
from order_sheet import metrics, upload
from page_texts import texts
from workbooks import book

from dashboard.forms import controls, reader
from pages.workforce.form import FORMS, HOURS, STAFF

PAGE = "pages/workforce/page.py"
HEAD = ["市区町村", "部署", "職種", "20〜24歳", "25〜29歳"]

TWO_ROWS = book(
    {
        "一覧": [
            ["職員数調べ（令和7年4月1日現在）"],
            [],
            ["市区町村", "部署", "職種", "年齢別職員数（人）", None, None],
            [None, None, None, "20〜24歳", "25〜29歳", "計"],
            ["甲市", "道路課", "土木", 1, 2, 3],
            [None, None, "事務", 1, 0, 1],
            ["甲市", "小計", None, 2, 2, 4],
            [],
            ["乙町", "建設課", "土木", 0, 1, 1],
            ["合計", None, None, 2, 3, 5],
            ["※再任用を含む"],
        ]
    },
    merged=("A3:A4", "B3:B4", "C3:C4", "D3:F3", "A5:A6", "B5:B6"),
    hidden_rows=[6],
    hidden_columns=["E"],
)
STAFF_OF_FIVE = {
    "two_rows.xlsx": TWO_ROWS,
    "ditto.csv": f"{','.join(HEAD)}\n甲市,道路課,土木,1,2\n〃,〃,事務,1人,０\n乙町,建設課,土木,,1\n計,,,2,3\n".encode("cp932"),
    "tabs.tsv": "職員数調べ\n団体名\t課名\t職名\t20~24歳（人）\t25－29歳（人）\n甲市\t道路課\t土木\t1\t2\n甲市\t'01課\t事務\t1\t-\n\n乙町\t=\"建設課\"\t土木\t0\t1\n".encode("utf-16"),
    "sections.xlsx": book({"一覧": [HEAD, ["■甲市"], ["甲市", "道路課", "土木", 1, 2], ["甲市", "道路課", "事務", 1, 0], HEAD, ["■乙町"], ["乙町", "建設課", "土木", 0, 1]]}),
    "departments.xlsx": book({"表紙": [["職員調べ"]], "道路課": [["市区町村", "職種", "20〜24歳", "25〜29歳"], ["甲市", "土木", 1, 2], ["甲市", "事務", 1, 0]], "建設課": [["市区町村", "職種", "20〜24歳", "25〜29歳"], ["乙町", "土木", 0, 1]]}),
    "years.xlsx": book({"R7年度": [HEAD, ["甲市", "道路課", "土木", 2, 2], ["乙町", "建設課", "土木", 0, 1]], "R6年度": [HEAD, ["甲市", "道路課", "土木", 9, 9]]}),
    "group_above.xlsx": book({"一覧": [["所属", None, None, "年齢", None], HEAD, ["甲市", "道路課", "土木", 2, 2], ["乙町", "建設課", "土木", 0, 1], ["", "", "平均", 1, 1.5]]}, merged=("A1:C1", "D1:E1")),
}  # fmt: skip


def read(content: bytes, name: str = "一覧.xlsx"):
    return reader.read_all(name, content, FORMS, None)[0]


@pytest.mark.parametrize("name", STAFF_OF_FIVE)
def test_people_are_counted_once(name):
    rows = read(STAFF_OF_FIVE[name], name)["staff"].rows
    assert rows[["age_20", "age_25"]].sum().to_list() == [2, 3]
    assert set(rows["municipality"]) == {"甲市", "乙町"}
    assert not rows["occupation"].isin(["計", "合計", "平均", "職種"]).any()


@pytest.mark.parametrize("name", ["two_rows.xlsx", "departments.xlsx", "years.xlsx"])
def test_the_page_counts_them_and_says_what_it_left_out(open_page, name):
    app = upload(open_page(PAGE), (name, STAFF_OF_FIVE[name]))
    assert not app.error, texts(app)
    assert metrics(app)["職員数（Σ）"] == "5人"
    words = {
        "two_rows.xlsx": [
            "非表示の行も読みました：6行目",
            "非表示の列も読みました",
            "注記は取り込みません：11行目",
        ],
        "departments.xlsx": ["まとめて読みました：「道路課」、「建設課」", "読んでいないシート：「表紙」"],
        "years.xlsx": ["読んでいないもの：シート「R6年度」", "年度が違います"],
    }[name]
    assert all(word in texts(app) for word in words), texts(app)


def test_sheets_name_the_department_that_no_column_names():
    assert read(STAFF_OF_FIVE["departments.xlsx"])["staff"].rows["department"].to_list() == [
        "道路課",
        "道路課",
        "建設課",
    ]


STAFF_ROWS = [HEAD, ["甲市", "道路課", "土木", 1, 2], ["甲市", "道路課", "合計", 1, 2]]
HOURS_ROWS = [["市区町村", "部署", "業務", "理想", "実際"], ["甲市", "道路課", "点検・診断", 100, 200]]
BESIDE = [
    [*left, None, *right]
    for left, right in zip(STAFF_ROWS, [*HOURS_ROWS, [None, None, "計", 100, 200]], strict=True)
]


@pytest.mark.parametrize("rows", [[*STAFF_ROWS, [], *HOURS_ROWS], [*HOURS_ROWS, [], *STAFF_ROWS], BESIDE])
def test_two_tables_on_one_sheet_are_the_two_forms(rows):
    found = read(book({"一覧": rows}))
    assert found["staff"].rows["age_25"].to_list() == [2]
    assert found["hours"].rows[["task", "actual_hours"]].to_numpy().tolist() == [["点検・診断", 200]]


def test_the_record_has_every_row_by_its_own_number():
    filled = read(TWO_ROWS)["staff"]
    assert filled.record[["行", "結果"]].to_numpy().tolist() == [
        [5, "取り込む"],
        [6, "取り込む"],
        [7, "取り込まない"],
        [9, "取り込む"],
        [10, "取り込まない"],
        [11, "取り込まない"],
    ]
    assert "集計の行" in filled.record.set_index("行")["理由"][7]
    brought = controls.Brought(
        {"staff": filled.rows, "hours": HOURS.table()},
        "一覧.xlsx",
        1,
        notes_ja=list(filled.notes_ja),
        records={
            form.key: controls.record(form, ["一覧.xlsx"], [read(TWO_ROWS)[form.key]]) for form in FORMS
        },
    )
    book = openpyxl.load_workbook(io.BytesIO(controls.record_file(brought, FORMS)))
    assert book.sheetnames == ["読み取りの概要", "職員の行", "業務時間の行", "読み取れなかったところ"]
    head, first, *_ = book["職員の行"].values
    row = dict(zip(head, first, strict=True))
    assert (row["行"], row["結果"], row["部署"], row["25〜29歳（人）"]) == (5, "取り込む", "道路課", 2)


def test_an_example_row_and_a_number_only_are_no_people_but_named():
    content = book(
        {"一覧": [HEAD, ["記入例", "道路課", "土木", 9, 9], ["甲市", "道路課", "土木", 1, 2], [3]]}
    )
    filled = read(content)["staff"]
    assert filled.rows["age_20"].to_list() == [1]
    assert [one.cell for one in filled.problems] == ["A2", "A4"]
    assert STAFF.is_of_one_day
