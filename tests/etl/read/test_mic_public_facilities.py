import pandas as pd
import pytest

from etl import source
from etl.problems import BadInput
from etl.read.mic_public_facilities import EMPTY, read

EDITIONS = {edition.edition: edition for edition in source.load("mic_public_facilities").editions}
MUNICIPALITIES = {
    0: "決算年度", 2: "団体コード", 4: "団体名", 5: "一　道路/実延長（ｍ）",
    11: "二　都市公園等/都市計画区域内/市町村立/計/箇所数", 12: "二　都市公園等/都市計画区域内/市町村立/計/面積（㎡）",
    19: "二　都市公園等/都市計画区域外/市町村立/計/箇所数", 20: "二　都市公園等/都市計画区域外/市町村立/計/面積（㎡）",
    26: "三　公営住宅等/合計（戸）", 44: "八　下水道等/1　公共下水道/現在処理区域内人口（人）",
}  # fmt: skip
PREFECTURES = {
    0: "年度", 1: "団体コード", 6: "都道府県道/実延長計(m)", 15: "都市公園等/面積",
    16: "公営住宅(戸)", 17: "改良住宅(戸)", 18: "単独住宅(戸)",
}  # fmt: skip


def spread(cells: dict[int, object], width: int = 45) -> list:
    return [cells.get(at) for at in range(width)]


def header(columns: dict[int, str]) -> list[list]:
    """Seven rows, the parts of each label from the bottom up."""
    parts = {at: label.split("/") for at, label in columns.items()}
    return [
        spread(
            {at: labels[row - 7 + len(labels)] for at, labels in parts.items() if row - 7 + len(labels) >= 0}
        )
        for row in range(7)
    ]


def city(code="122173", year="2024", name="柏市", road=1000, **others) -> list:
    cells = {0: year, 2: code, 4: name, 5: road, 12: 500, 20: 20, 26: 30, 44: 400}
    return spread(cells | {int(at.removeprefix("at")): cell for at, cell in others.items()})


@pytest.fixture
def read_cities(write_xlsx):
    def write_and_read(*rows, columns=MUNICIPALITIES, sheet="AFAHO14H1030"):
        return read(write_xlsx([*header(columns), *rows], sheet=sheet), EDITIONS["2024-municipalities"])

    return write_and_read


def test_a_city_in_two_years(read_cities):
    rows = read_cities(city(year="2023", road="900"), city())
    assert rows.values.tolist() == [
        ["122173", 2023, 900, 520, 30, 400],
        ["122173", 2024, 1000, 520, 30, 400],
    ]
    pd.testing.assert_series_equal(rows.dtypes, EMPTY.dtypes)


def test_a_dash_means_that_there_is_none(read_cities):
    row = read_cities(city(at12="-", at20="-", at44="－")).iloc[0]
    assert (row["park_area_m2"], row["sewered_population"]) == (0, 0)


def test_the_sum_of_a_prefecture_is_left_out(read_cities):
    assert read_cities(city(code="120006", name="計"), city())["lg_code"].to_list() == ["122173"]


def test_codes_are_brought_up_to_date(read_cities):
    assert read_cities(city(code="403059", year="2010", name="那珂川町"))["lg_code"].to_list() == ["402311"]


def test_a_prefecture_has_what_it_manages_itself(write_xlsx):
    row = spread({0: 2024, 1: "120006", 6: 5000, 15: 70, 16: 1, 17: 2, 18: "-"})
    path = write_xlsx([*header(PREFECTURES), row], sheet="AFAHO14H1020")
    (line,) = read(path, EDITIONS["2024-prefectures"]).itertuples()
    assert (line.lg_code, line.road_length_m, line.park_area_m2, line.public_housing_units) == (
        "120006",
        5000,
        70,
        3,
    )
    assert pd.isna(line.sewered_population)


@pytest.mark.parametrize(
    ("row", "message"),
    [
        (city(code="122174"), "8行目「C列」：「122174」は使えません"),
        (city(year="2125"), "2024年度までの年度が必要です"),
        (city(year="令和6"), "「令和6」は使えません"),
        (city(road="約1000"), "8行目「F列」：「約1000」は使えません"),
        (city(road=None), "空欄や記号は使えません"),
    ],
)
def test_damaged_rows_are_refused(read_cities, row, message):
    with pytest.raises(BadInput, match=message):
        read_cities(row)


def test_a_year_listed_twice_is_refused(read_cities):
    with pytest.raises(BadInput, match=r"8行目と9行目：.*重複"):
        read_cities(city(), city())


@pytest.mark.parametrize("at", [0, 5, 12, 20, 26, 44])
def test_a_column_that_says_something_else_is_refused(read_cities, at):
    with pytest.raises(
        BadInput, match=r"列の見出しに「.+」がありません（見出し：「.*」）。表の形が変わったため"
    ):
        read_cities(city(), columns=MUNICIPALITIES | {at: "別の章/" * 6 + "別のもの"})


def test_another_sheet_is_refused(read_cities):
    with pytest.raises(BadInput, match="シート「AFAHO14H1030」がありません。あるシート：「表」"):
        read_cities(city(), sheet="表")


def test_a_header_alone_is_refused(read_cities):
    with pytest.raises(BadInput, match="見出し7行とデータの行が必要です"):
        read_cities()
