from datetime import date

import pytest

from etl import source
from etl.problems import BadInput
from etl.read.mlit_gunmane_materials import COLUMNS, read
from etl.snapshot import REFERENCE
from japan.lg_code import from_five

EDITION = source.load("mlit_gunmane_materials").editions[0]
HEADER = ",".join(COLUMNS)
CITY = from_five("99201")


@pytest.fixture
def read_counts(tmp_path):
    """Write a table of printed counts and read it."""

    def write_and_read(*rows: str, header: str = HEADER, encoding: str = "utf-8"):
        path = tmp_path / "counts.csv"
        path.write_text("\n".join([header, *rows]), encoding)
        return read(path, EDITION)

    return write_and_read


def row(code=CITY, occupation="civil_engineers", staff="12", as_of="2023-04-01", whole="true"):
    return f"{code},甲市,{occupation},土木技師,{staff},{as_of},{whole},,資料,https://example.jp/"


def test_a_count_is_of_an_occupation_at_a_date(read_counts):
    count = read_counts(row()).iloc[0]
    assert (count["lg_code"], count["employer_ja"], count["occupation"]) == (CITY, "甲市", "civil_engineers")
    assert (count["staff_count"], count["as_of"]) == (12, date(2023, 4, 1))
    assert count["is_whole_municipality"]


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ([row(code="992019")], "「992019」は使えません。6桁"),
        ([row(staff="数人")], "「数人」は使えません。数値"),
        ([row(staff="")], "空欄や記号は使えません"),
        ([row(staff="1.5")], "整数"),
        ([row(occupation="engineers")], "civil_engineers か technical_staff が必要です"),
        ([row(as_of="R5.4.1")], "「R5.4.1」は使えません"),
        ([row(whole="はい")], "true か false"),
        ([row(), row(staff="13")], "重複"),
    ],
)
def test_damaged_rows_are_refused(read_counts, rows, message):
    with pytest.raises(BadInput, match=message):
        read_counts(*rows)


def test_a_missing_column_is_named(read_counts):
    with pytest.raises(BadInput, match="列「occupation」がありません"):
        read_counts(row(), header=HEADER.replace("occupation,", "職種,", 1))


def test_another_encoding_is_refused(read_counts):
    with pytest.raises(BadInput, match="UTF-8 の CSV"):
        read_counts(row(), encoding="cp932")


def test_the_19_places_of_yamaguchi_add_up_to_what_was_printed():
    counts = read(REFERENCE / EDITION.files[0], EDITION)
    yamaguchi = counts[counts["lg_code"].str.startswith("35")]
    assert len(yamaguchi) == 19
    assert yamaguchi["staff_count"].sum() == 510
    assert set(yamaguchi[yamaguchi["note_ja"].notna()]["employer_ja"]) == {"長門市", "上関町"}


def test_an_office_is_not_its_whole_prefecture():
    counts = read(REFERENCE / EDITION.files[0], EDITION).set_index("employer_ja")
    assert counts.loc["静岡県下田土木事務所", ["lg_code", "staff_count"]].to_list() == ["220001", 41]
    assert not counts.loc["静岡県下田土木事務所", "is_whole_municipality"]
    assert counts.loc["下田市", "staff_count"] == 6
