import pytest

from etl import source
from etl.problems import BadInput
from etl.read.nstac_ssdse_a import read
from japan.lg_code import from_five

EDITION = source.load("nstac_ssdse_a").editions[-1]
CODES = [
    "SSDSE-A-2026",
    "Prefecture",
    "Municipality",
    "A1101",
    "B1103",
    "D1202",
    "D320308",
    "C210836",
    "C220836",
]
YEARS = ["", "", "年度", "2020", "2022", "2024", "2022", "2021", "2021"]
LABELS = [
    "地域コード",
    "都道府県",
    "市区町村",
    "総人口",
    "可住地面積",
    "一般行政部門職員数",
    "土木費（市町村財政）",
    "事業所数（民営）（建設業）",
    "従業者数（民営）（建設業）",
]
CITY = ["R99201", "西県", "甲市", "1000", "250", "30", "12345", "7", "45"]


@pytest.fixture
def read_ssdse(write_csv):
    """Write an SSDSE-A file and read it as a table of values by variable."""

    def write_and_read(*rows, header=(CODES, YEARS, LABELS), encoding="cp932"):
        return read(write_csv([*header, *rows], encoding=encoding), EDITION).set_index("variable")

    return write_and_read


def test_money_becomes_yen_and_hectares_become_square_kilometres(read_ssdse):
    values = read_ssdse(CITY)["value"].to_dict()
    assert values == {
        "population": 1000,
        "inhabitable_area_km2": 2.5,
        "general_admin_staff": 30,
        "public_works_expenditure_yen": 12_345_000,
        "construction_establishments": 7,
        "construction_employees": 45,
    }


def test_each_variable_has_its_own_printed_year(read_ssdse):
    years = read_ssdse(CITY)["year"]
    assert (years["population"], years["general_admin_staff"]) == (2020, 2024)


def test_codes_get_their_check_digit(read_ssdse):
    assert set(read_ssdse(CITY)["lg_code"]) == {from_five("99201")}


def test_a_town_that_became_a_city_carries_its_new_code(read_ssdse):
    assert set(read_ssdse(["R40305", *CITY[1:]])["lg_code"]) == {"402311"}


def test_moved_columns_are_found_by_their_codes(read_ssdse):
    order = [0, 1, 2, 8, 7, 6, 5, 4, 3]
    header = [[row[at] for at in order] for row in (CODES, YEARS, LABELS)]
    assert read_ssdse([CITY[at] for at in order], header=header)["value"].to_dict() == (
        read_ssdse(CITY)["value"].to_dict()
    )


def test_full_width_digits_and_commas_are_numbers(read_ssdse):
    assert read_ssdse([*CITY[:3], "１，０００", *CITY[4:]])["value"]["population"] == 1000


@pytest.mark.parametrize(
    ("at", "cell", "message"),
    [
        (0, "R992", "「992」は使えません。5桁"),
        (0, "", "5桁の市区町村コード"),
        (3, "-5", "4行目「A1101」：「-5」は使えません。0 以上"),
        (3, "千人", "「千人」は使えません。数値"),
        (5, "", "空欄や記号は使えません"),
    ],
)
def test_damaged_cells_are_refused(read_ssdse, at, cell, message):
    row = [*CITY]
    row[at] = cell
    with pytest.raises(BadInput, match=message):
        read_ssdse(row)


def test_a_place_listed_twice_is_refused(read_ssdse):
    with pytest.raises(BadInput, match=r"4行目と5行目：.*重複"):
        read_ssdse(CITY, CITY)


def test_a_code_with_another_label_is_refused(read_ssdse):
    labels = [*LABELS[:5], "教員数", *LABELS[6:]]
    with pytest.raises(BadInput, match="項目 D1202 の見出しが「教員数」です。「一般行政部門職員数」が必要"):
        read_ssdse(CITY, header=(CODES, YEARS, labels))


def test_a_variable_without_a_year_is_refused(read_ssdse):
    with pytest.raises(BadInput, match="2行目：項目 A1101 の年度が「令和2」です。西暦4桁"):
        read_ssdse(CITY, header=(CODES, [*YEARS[:3], "令和2", *YEARS[4:]], LABELS))


def test_a_file_without_item_codes_is_refused(read_ssdse):
    with pytest.raises(BadInput, match="1行目：SSDSE-A の項目コード"):
        read_ssdse(CITY, header=(["甲", "乙"], YEARS, LABELS))


def test_a_file_of_headers_alone_is_refused(read_ssdse):
    with pytest.raises(BadInput, match="見出し3行（項目コード・年度・項目名）とデータが必要"):
        read_ssdse()


def test_another_encoding_is_refused(read_ssdse):
    with pytest.raises(BadInput, match=r"文字コードが違います.*Shift_JIS"):
        read_ssdse(CITY, encoding="utf-8")


def test_missing_staff_column_of_an_edition_that_has_it_is_refused(read_ssdse):
    at = CODES.index("D1202")
    header = [row[:at] + row[at + 1 :] for row in (CODES, YEARS, LABELS)]
    with pytest.raises(BadInput, match="D1202（一般行政部門職員数）の列がありません"):
        read_ssdse(CITY[:at] + CITY[at + 1 :], header=header)
