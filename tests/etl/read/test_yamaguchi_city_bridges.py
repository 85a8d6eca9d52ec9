import pandas as pd
import pytest

from etl import source
from etl.problems import BadInput
from etl.read.yamaguchi_city_bridges import read

EDITION = source.load("yamaguchi_city_bridges").editions[0]


@pytest.fixture
def read_years(tmp_path):
    """Write a ledger with original years and read it."""

    def write_and_read(*rows: str, header: str = "管理番号,施設名,架設年（西暦）", encoding: str = "utf-8"):
        path = tmp_path / "bridges.csv"
        path.write_text("\n".join([header, *rows]), encoding)
        return read(path, EDITION)

    return write_and_read


def test_an_original_year_is_stated_even_when_it_is_1974(read_years):
    bridge = read_years("99-01-000001,甲橋,1974").iloc[0]
    assert bridge.to_dict() == {
        "bridge_id": "99-01-000001",
        "built_fiscal_year": 1974,
        "built_year_kind": "stated",
    }


def test_fumei_is_unknown(read_years):
    years = read_years("99-01-000001,甲橋,不明", "99-01-000002,乙橋,1968")
    assert years["built_year_kind"].to_list() == ["unknown", "stated"]
    assert pd.isna(years["built_fiscal_year"][0])
    assert years["built_fiscal_year"][1] == 1968


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        (["99-01-000001,甲橋,昭和49年"], "2行目「架設年（西暦）」：「昭和49年」は使えません"),
        (["99-01-000001,甲橋,"], "空欄や記号は使えません"),
        (["99-01-000001,甲橋,1974", "99-01-000001,甲橋,1975"], "2行目と3行目：.*重複"),
    ],
)
def test_damaged_rows_are_refused(read_years, rows, message):
    with pytest.raises(BadInput, match=message):
        read_years(*rows)


def test_a_missing_column_is_named(read_years):
    with pytest.raises(BadInput, match="列「架設年"):
        read_years("99-01-000001,甲橋,1974", header="管理番号,施設名,年")


def test_another_encoding_is_refused(read_years):
    with pytest.raises(BadInput, match="UTF-8 の CSV"):
        read_years("99-01-000001,甲橋,1974", encoding="cp932")
