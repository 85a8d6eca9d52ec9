import pytest

from etl import source
from etl.problems import BadInput
from etl.read.commuting_zones import read
from japan.lg_code import from_five

EDITION = source.load("commuting_zones").editions[0]


@pytest.fixture
def read_zones(tmp_path):
    """Write a table of zones and read it."""

    def write_and_read(*rows: str, header: str = "i,cluster", encoding: str = "utf-8"):
        path = tmp_path / "zones.csv"
        path.write_text("\n".join([header, *rows]), encoding)
        return read(path, EDITION)

    return write_and_read


def test_codes_get_their_check_digit_and_zones_are_text(read_zones):
    zones = read_zones("99201,7", "99321,12")
    assert zones.to_dict("list") == {
        "lg_code": [from_five("99201"), from_five("99321")],
        "zone_id": ["7", "12"],
    }


def test_lost_leading_zeros_are_restored(read_zones):
    assert read_zones("1100,1")["lg_code"].to_list() == ["011002"]


def test_places_that_became_cities_carry_their_new_code(read_zones):
    assert read_zones("4423,1", "40305,2")["lg_code"].to_list() == ["042161", "402311"]


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        (["甲市,1"], "2行目「i」：「甲市」は使えません。5桁"),
        (["99201,北部"], "2行目「cluster」：「北部」は使えません。数値"),
        (["99201,"], "空欄や記号は使えません"),
        (["99201,1", "99201,2"], "2行目と3行目：.*重複"),
    ],
)
def test_damaged_rows_are_refused(read_zones, rows, message):
    with pytest.raises(BadInput, match=message):
        read_zones(*rows)


def test_a_missing_column_is_named(read_zones):
    with pytest.raises(BadInput, match="列「cluster」がありません"):
        read_zones("99201,1", header="i,zone")


def test_another_encoding_is_refused(read_zones):
    with pytest.raises(BadInput, match="文字コードが違います"):
        read_zones("99201,1", header="i,cluster,地域", encoding="cp932")
