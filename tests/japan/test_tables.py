"""Tables in sheets: headings over several rows, merged cells, totals, letters of columns."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from japan import tables


def count_of(*known: str):
    """How many of these labels a block of rows has."""
    return lambda rows: len(set(known) & set(tables.joined_labels(rows)))


def test_the_heading_is_the_block_with_most_known_labels():
    rows = [["橋梁台帳", ""], ["橋名", "橋長"], ["乙橋", "12"]]
    assert tables.header_block(rows, count_of("橋名", "橋長")) == (2, 1, 2)


def test_a_heading_of_two_rows_is_found_where_one_row_does_not_do():
    rows = [["", "点検", ""], ["橋名", "年度", "判定"], ["乙橋", "2020", "1"]]
    assert tables.header_block(rows, count_of("橋名", "点検_年度", "点検_判定")) == (3, 0, 2)


def test_of_equal_blocks_the_lowest_in_height_and_then_the_first_counts():
    rows = [["橋名"], ["甲橋"], ["橋名"], ["乙橋"]]
    assert tables.header_block(rows, count_of("橋名")) == (1, 0, 1)


def test_a_heading_below_the_first_rows_is_not_looked_for():
    rows = [["題"]] * tables.HEADER_WITHIN + [["橋名"]]
    assert tables.header_block(rows, count_of("橋名"))[0] == 0


def test_full_rows_are_nearly_as_wide_as_the_widest():
    rows = [
        ["題", "", "", "", ""],
        ["a", "b", "c", "", ""],
        ["1", "2", "3", "4", "5"],
        ["注", "", "", "", ""],
    ]
    assert list(tables.full_rows(rows)) == [1, 2]


@pytest.mark.parametrize(
    ("rows", "labels"),
    [
        ([["橋 名", "点\n検", ""], ["", "年度", "判定"]], ["橋名", "点検_年度", "点検_判定"]),
        ([["合計", "合計"], ["合計", "男"]], ["合計", "合計_男"]),
        ([["a"], ["b"], ["a"]], ["a_b"]),
        ([["a", "", "c"]], ["a", "", "c"]),
    ],
)
def test_labels_of_several_rows_are_joined(rows, labels):
    assert tables.joined_labels(rows) == labels


def test_a_path_names_a_label_again_when_another_stands_between():
    assert tables.label_paths([["a", ""], ["b", "c"], ["a", ""]]) == [["a", "b", "a"], ["a", "c"]]


@given(st.lists(st.sampled_from(["健全度", "橋長", "年"])))
def test_distinct_labels_are_numbered_in_order(labels):
    distinct = tables.distinct_labels(labels)
    assert len(set(distinct)) == len(labels)
    assert [label.split("（")[0] for label in distinct] == labels


@pytest.mark.parametrize("cell", ["計", "合　計", "小計", "総計", "平均"])
def test_totals_are_recognised(cell):
    assert tables.is_total(cell)


@pytest.mark.parametrize("cell", ["", "計画課", "合計画", "設計"])
def test_other_words_are_no_totals(cell):
    assert not tables.is_total(cell)


@given(st.integers(0, 20_000))
def test_letters_of_columns_read_back(position):
    assert tables.column_number(tables.column_letter(position)) == position + 1


@pytest.mark.parametrize(("position", "letter"), [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA")])
def test_letters_of_columns_are_those_of_spreadsheets(position, letter):
    assert tables.column_letter(position) == letter
    assert tables.column_number(f"${letter}$12") == position + 1
