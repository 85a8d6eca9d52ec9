from datetime import date

import pytest

from etl import source
from etl.problems import BadInput
from etl.read.mlit_road_maintenance_facts import read

EDITION = source.load("mlit_road_maintenance_facts").editions[0]
HEADER = "as_of,report_vintage,facility,item,value,unit,source_key,source"


@pytest.fixture
def read_facts(tmp_path):
    """Write a table of facts and read it."""

    def write_and_read(*rows: str, header: str = HEADER, encoding: str = "utf-8"):
        path = tmp_path / "facts.csv"
        path.write_text("\n".join([header, *rows]), encoding)
        return read(path, EDITION)

    return write_and_read


def row(as_of="2026-03-31", item="判定区分Ⅲ", value="50434", key="R7z12"):
    return f'{as_of},令和7年度版,橋梁,{item},"{value}",橋,{key},x'


def test_a_fact_keeps_its_words_and_names_the_official_document(read_facts):
    fact = read_facts(row()).iloc[0]
    assert (fact["as_of"], fact["item_ja"], fact["unit"]) == (date(2026, 3, 31), "判定区分Ⅲ", "橋")
    assert (fact["value_text"], fact["value"], fact["is_approximate"]) == ("50434", 50434, False)
    assert fact["source_ja"].startswith("国土交通省「道路メンテナンス年報」")
    assert fact["source_url"].startswith("https://www.mlit.go.jp/")
    assert "転記" in fact["via_ja"]


@pytest.mark.parametrize(
    ("printed", "value"),
    [("約23万", 230_000), ("約5.3万", 53_000), ("約38,000", 38_000), ("約1.2億", 120_000_000)],
)
def test_round_figures_are_numbers_marked_approximate(read_facts, printed, value):
    fact = read_facts(row(value=printed)).iloc[0]
    assert (fact["value_text"], fact["value"], fact["is_approximate"]) == (printed, value, True)


def test_a_fiscal_year_means_its_end(read_facts):
    assert read_facts(row(as_of="2024年度"))["as_of"].to_list() == [date(2025, 3, 31)]


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ([row(value="多数")], "2行目「value」：「多数」は使えません。数値"),
        ([row(value="")], "数値"),
        ([row(as_of="2026年")], "「2026年」は使えません"),
        ([row(key="甲新聞")], "「甲新聞」は使えません。出典"),
        ([row(), row(value="1")], "2行目と3行目：.*重複"),
    ],
)
def test_damaged_rows_are_refused(read_facts, rows, message):
    with pytest.raises(BadInput, match=message):
        read_facts(*rows)


def test_a_missing_column_is_named(read_facts):
    with pytest.raises(BadInput, match="列「unit」がありません"):
        read_facts(row(), header=HEADER.replace("unit", "単位"))


def test_another_encoding_is_refused(read_facts):
    with pytest.raises(BadInput, match="UTF-8 の CSV"):
        read_facts(row(), encoding="cp932")


def test_no_source_shows_a_path_of_a_program():
    for declared in EDITION.layout["sources"].values():
        assert not any(mark in str(declared) for mark in (".claude", ".mjs", ".ts", ".edn"))
