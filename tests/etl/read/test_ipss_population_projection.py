import pandas as pd
import pytest

from etl import source
from etl.problems import BadInput
from etl.read.ipss_population_projection import read
from japan.lg_code import from_five

RESIDENTS, SHARE_65, SHARE_75 = source.load("ipss_population_projection").editions
YEARS = [*range(2020, 2055, 5)]
NOTES = [
    ["結果表1　総人口および指数（令和2（2020）年＝100とした場合）"],
    ["", "", "", "", "市などの別：a＝都道府県"],
    [],
    [],
]
CITY = [99201, 2, "西県", "甲市"]
COUNTS = [1000, 950, 900, 850, 800, 750, 700]


def header(heading: str, also: str) -> list[list]:
    """Two rows of labels: what is projected, and for which year; beside it another block with the same years."""
    blanks = [None] * (len(YEARS) - 1)
    years = [f"{year}年" for year in YEARS]
    return [
        ["コード", "市などの別", "都道府県", "市区町村", heading, *blanks, also, *blanks],
        [None, None, None, None, *years, *years],
    ]


@pytest.fixture
def read_projection(write_xlsx):
    """Write a result table and read it."""

    def write_and_read(*rows, edition=RESIDENTS, heading="総人口（人）"):
        indices = [100] * len(YEARS)
        table = [*NOTES, *header(heading, "総人口の指数"), *([*row, *indices] for row in rows)]
        return read(write_xlsx(table), edition)

    return write_and_read


def test_each_year_has_a_row_and_the_index_beside_it_is_not_taken(read_projection):
    rows = read_projection([*CITY, *COUNTS])
    assert dict(zip(rows["year"], rows["value"], strict=True)) == dict(zip(YEARS, COUNTS, strict=True))
    assert set(rows["area_code"]) == {from_five("99201")}
    assert set(rows["variable"]) == {"population"}


@pytest.mark.parametrize(
    ("edition", "variable", "heading"),
    [
        (SHARE_65, "population_65_share", "総人口に占める65歳以上人口の割合（％）"),
        (SHARE_75, "population_75_share", "総人口に占める75歳以上人口の割合（％）"),
    ],
)
def test_percentages_become_shares(read_projection, edition, variable, heading):
    rows = read_projection([*CITY, 25, *COUNTS[1:]], edition=edition, heading=heading)
    first = rows[rows["year"] == 2020].iloc[0]
    assert (first["variable"], first["value"]) == (variable, 0.25)


@pytest.mark.parametrize(
    "row",
    [[99000, "a", "西県", ""], [99101, 0, "西県", "甲市中央区"]],
    ids=["prefecture", "ward"],
)
def test_prefectures_and_wards_are_left_out(read_projection, row):
    rows = read_projection([*row, *COUNTS], [*CITY, *COUNTS])
    assert set(rows["area_code"]) == {from_five("99201")}


def test_a_special_ward_is_kept(read_projection):
    assert set(read_projection([13101, 0, "東京都", "千代田区", *COUNTS])["area_code"]) == {"131016"}


def test_the_coast_of_fukushima_is_one_area_that_is_no_municipality(read_projection):
    rows = read_projection([7999, 9, "福島県", "浜通り地域", *COUNTS])
    assert set(zip(rows["area_code"], rows["area_name"], strict=True)) == {("07999", "浜通り地域")}


def test_lost_leading_zeros_are_restored(read_projection):
    assert set(read_projection([1202, 2, "北海道", "函館市", *COUNTS])["area_code"]) == {"012025"}


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ([*CITY, -1, *COUNTS[1:]], "7行目「2020年」：「-1(.0)?」は使えません。0 以上"),
        ([*CITY, "千人", *COUNTS[1:]], "「千人」は使えません。数値"),
        ([*CITY, None, *COUNTS[1:]], "空欄や記号は使えません"),
        (["甲", *CITY[1:], *COUNTS], "「甲」は使えません。5桁"),
    ],
)
def test_damaged_rows_are_refused(read_projection, row, message):
    with pytest.raises(BadInput, match=message):
        read_projection(row)


def test_an_area_listed_twice_is_refused(read_projection):
    with pytest.raises(BadInput, match=r"7行目と8行目：.*重複"):
        read_projection([*CITY, *COUNTS], [*CITY, *COUNTS])


def test_another_result_table_is_refused(read_projection):
    with pytest.raises(BadInput, match="列「総人口\\(人\\)/2020年」がありません"):
        read_projection([*CITY, *COUNTS], heading="65歳以上人口（人）")


def test_moved_blocks_are_found_by_their_headings(write_xlsx):
    moved = [*NOTES, *header("総人口の指数", "総人口（人）"), [*CITY, *([100] * len(YEARS)), *COUNTS]]
    rows = read(write_xlsx(moved), RESIDENTS)
    assert rows["value"].to_list() == COUNTS
    assert isinstance(rows, pd.DataFrame)
