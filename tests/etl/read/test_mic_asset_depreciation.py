import openpyxl
import pandas as pd
import pytest

from etl import source
from etl.problems import BadInput
from etl.read.mic_asset_depreciation import EMPTY, read

EDITION = max(source.load("mic_asset_depreciation").editions, key=lambda edition: edition.as_of)
HEADER = [
    [None, "市区町村指標一覧"],
    [
        None,
        None,
        None,
        "類似団体",
        None,
        None,
        "住民一人当たり資産額",
        None,
        None,
        "有形固定資産\n減価償却率（％）",
    ],
    [None, None, None, "区分", None, None, "当該値", "類似団体平均", None, "当該値", "類似団体平均", "差"],
    [],
]


def row(prefecture: str, name: str, rate, average=60.1) -> list:
    return [None, prefecture, name, "Ⅰ－１", None, None, 150, 160, None, rate, average, None]


KASHIWA = row("千葉県", "柏市", 62.5)


@pytest.fixture
def read_rates(tmp_path):
    """Write the workbook, sheet by sheet, and read it."""

    def write_and_read(header=HEADER, **sheets):
        workbook = openpyxl.Workbook()
        workbook.remove(workbook.active)
        for name, rows in sheets.items():
            sheet = workbook.create_sheet(name)
            for line in [*header, *rows]:
                sheet.append(line)
        workbook.save(tmp_path / "R06.xlsx")
        return read(tmp_path / "R06.xlsx", EDITION)

    return write_and_read


def test_both_years_of_a_workbook_are_read(read_rates):
    rows = read_rates(R6指標=[KASHIWA], R5指標=[row("千葉県", "柏市", "61.0")])
    assert rows.values.tolist() == [["122173", 2024, 62.5, "value"], ["122173", 2023, 61.0, "value"]]
    pd.testing.assert_series_equal(rows.dtypes, EMPTY.dtypes)


@pytest.mark.parametrize(
    ("sheet", "year"), [("R元指標", 2019), ("R01指標", 2019), ("H30指標", 2018), ("Ｒ６指標", 2024)]
)
def test_the_sheet_says_the_year(read_rates, sheet, year):
    assert read_rates(**{sheet: [KASHIWA]})["fiscal_year"].to_list() == [year]


@pytest.mark.parametrize(
    ("printed", "kind"), [("－", "dash"), (None, "blank"), ("…", "unknown"), ("作成中", "unknown")]
)
def test_what_is_not_stated_is_no_zero(read_rates, printed, kind):
    (line,) = read_rates(R6指標=[row("千葉県", "柏市", printed)]).itertuples()
    assert pd.isna(line.tangible_asset_depreciation_rate) and line.kind == kind


def test_names_of_several_prefectures_are_told_apart(read_rates):
    rows = read_rates(R6指標=[row("東京都", "府中市", 50), row("広島県", "府中市", 70)])
    assert rows["lg_code"].to_list() == ["132063", "342084"]


def test_sums_and_notes_are_no_municipalities(read_rates):
    lines = [row("千葉県", "合計", 60), KASHIWA, [None, "※ 速報値"]]
    assert read_rates(R6指標=lines)["lg_code"].to_list() == ["122173"]


@pytest.mark.parametrize(
    ("line", "message"),
    [
        (row("千葉県", "甲市", 50), "「団体名」：「甲市」は使えません。千葉県にこの名前の団体はありません"),
        (row("千葉県", "柏市", "約60"), "「約60」は使えません。割合（％）"),
        (row("千葉県", "柏市", 620), "0〜100の割合"),
    ],
)
def test_damaged_rows_are_refused(read_rates, line, message):
    with pytest.raises(BadInput, match=message):
        read_rates(R6指標=[line])


def test_a_municipality_listed_twice_is_refused(read_rates):
    with pytest.raises(BadInput, match="5行目と6行目：「122173」が重複"):
        read_rates(R6指標=[KASHIWA, KASHIWA])


def test_a_label_over_an_average_is_refused(read_rates):
    header = [HEADER[0], HEADER[1], [*HEADER[2][:9], "類似団体平均"], []]
    with pytest.raises(BadInput, match="列が団体の値ではありません"):
        read_rates(header, R6指標=[KASHIWA])


def test_a_workbook_without_the_rate_is_refused(read_rates):
    with pytest.raises(BadInput, match="見出し「有形固定資産減価償却率」が見つかりません"):
        read_rates([HEADER[0]], R6指標=[KASHIWA])


def test_another_workbook_is_refused(read_rates):
    with pytest.raises(BadInput, match="「R6指標」のような名前のシートがありません"):
        read_rates(表=[KASHIWA])


def test_a_sheet_without_prefectures_is_refused(read_rates):
    with pytest.raises(BadInput, match="都道府県名の列が見つかりません"):
        read_rates(R6指標=[row("甲県", "柏市", 50)])


def test_a_sheet_without_a_municipality_is_refused(read_rates):
    with pytest.raises(BadInput, match="の下に市区町村の行がありません"):
        read_rates(R6指標=[row("千葉県", "県全体の計", 62.5)])
