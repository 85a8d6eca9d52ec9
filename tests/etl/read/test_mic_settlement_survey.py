import pandas as pd
import pytest

from etl import source
from etl.problems import BadInput
from etl.read.mic_settlement_survey import EMPTY, read

EDITION = max(source.load("mic_settlement_survey").editions, key=lambda edition: edition.as_of)  # 令和6年度
LEFT = [None] * 14  # columns A to N are blank
ABOVE = [
    [],
    [*LEFT, "令和6年度　市町村別決算状況調"],
    [],
    [*LEFT, None, None, "（単位：千円）"],
    *[[] for _ in range(5)],
]
OVERVIEW = [
    [*LEFT, "団体\nコード", "団　体　名", "住民基本台帳登載人口", "歳入総額", "歳出総額", "歳入歳出差引額"],
    *[[] for _ in range(6)],
]
PURPOSES = [
    [*LEFT, "団体コード", "団体名", "七", None, "八", None, None, "（参考）一般行政経費", None],
    [*LEFT, None, None, "商工費", "1", "土木費", "1", "2", None, "土木費"],
    [*LEFT, None, None, None, "商工費", None, "土木管理費", "道路橋りょう費"],
    *[[] for _ in range(4)],
]
PREFECTURE = [*LEFT, None, "北　海　道"]


@pytest.fixture
def read_accounts(write_xlsx):
    """Write a workbook with its rows from row 17 on, and read it."""

    def write_and_read(header, *rows, above=ABOVE):
        return read(write_xlsx([*above, *header, *rows]), EDITION)

    return write_and_read


def test_totals_come_from_the_overview_in_yen(read_accounts):
    rows = read_accounts(OVERVIEW, PREFECTURE, [*LEFT, "011002", "札幌市", 1956928, 1000, 900, 100])
    assert rows.values.tolist() == [
        ["011002", 2024, "total_revenue_yen", 1_000_000],
        ["011002", 2024, "total_expenditure_yen", 900_000],
    ]
    pd.testing.assert_series_equal(rows.dtypes, EMPTY.dtypes)


def test_civil_works_are_the_chapter_not_its_parts_nor_the_reference_block(read_accounts):
    rows = read_accounts(PURPOSES, PREFECTURE, [*LEFT, 11002, "札幌市", 5, 5, 300, 100, 200, None, 999])
    assert rows.values.tolist() == [["011002", 2024, "public_works_expenditure_yen", 300_000]]


def test_a_dash_is_none_and_a_zero_is_zero(read_accounts):
    rows = read_accounts(
        PURPOSES,
        [*LEFT, "011002", "札幌市", 5, 5, "-", 100, 200],
        [*LEFT, "012025", "函館市", 5, 5, 0, 100, 200],
    )
    assert rows["value"].isna().to_list() == [True, False]


def test_sums_have_no_code_and_are_left_out(read_accounts):
    rows = read_accounts(
        PURPOSES, [*LEFT, "011002", "札幌市", 5, 5, 3, 1, 2], [*LEFT, None, "北海道計", 5, 5, 3]
    )
    assert set(rows["lg_code"]) == {"011002"}


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ([*LEFT, "011003", "札幌市", 5, 5, 3], "17行目「団体コード」：「011003」は使えません"),
        ([*LEFT, "011002", "札幌市", 5, 5, "約3"], "「土木費」：「約3」は使えません"),
        ([*LEFT, "011002", "札幌市", 5, 5, "▲3"], "0 以上の数値"),
        ([*LEFT, "011002", "札幌市", 5, 5, None], "空欄や記号は使えません"),
    ],
)
def test_damaged_rows_are_refused(read_accounts, row, message):
    with pytest.raises(BadInput, match=message):
        read_accounts(PURPOSES, row)


def test_another_unit_is_refused(read_accounts):
    above = [*ABOVE[:3], [*LEFT, "（単位：百万円）"], *ABOVE[4:]]
    with pytest.raises(BadInput, match="千円単位の表が必要です"):
        read_accounts(PURPOSES, [*LEFT, "011002", "札幌市", 5, 5, 3], above=above)


def test_a_chapter_that_stands_twice_is_refused(read_accounts):
    header = [[*LEFT, "団体コード", "団体名", "七", None, "八", None, None, None, None], *PURPOSES[1:]]
    with pytest.raises(BadInput, match="列「土木費」に当たる見出しが複数あります（S、W列）"):
        read_accounts(header, [*LEFT, "011002", "札幌市", 5, 5, 3])


def test_a_workbook_without_any_of_the_items_is_refused(read_accounts):
    header = [[*LEFT, "団体コード", "団体名", "地方債現在高"]]
    with pytest.raises(BadInput, match="歳入総額、歳出総額、土木費 の列がどれもありません"):
        read_accounts(header, [*LEFT, "011002", "札幌市", 5])


def test_a_workbook_without_codes_is_refused(read_accounts):
    with pytest.raises(BadInput, match="見出し「団体コード」が見つかりません"):
        read_accounts([[*LEFT, "団体名", "土木費"]], [*LEFT, "札幌市", 5])


def test_a_table_without_rows_is_refused(read_accounts):
    with pytest.raises(BadInput, match="データの行がありません"):
        read_accounts(PURPOSES, PREFECTURE)
