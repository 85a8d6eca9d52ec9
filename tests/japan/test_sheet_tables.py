"""Tables on sheets: where they begin and end, and every row that is none of data named as what it is."""

import pytest

from japan import sheet_tables
from japan.circled_columns import circled
from japan.sheets import Sheet

WORDS = {"番号", "橋名", "路線", "橋長", "判定", "年度", "備考", "健全性", "所在地", "トンネル名", "延長"}


def key_of(label: str) -> str | None:
    """The word that a label is, or that a row of it is."""
    return next((word for part in label.split("_") if (word := part.split("(")[0]) in WORDS), None)


def sheet(*rows: list, merged=(), **more) -> Sheet:
    return Sheet(
        "一覧", [["" if cell is None else str(cell) for cell in row] for row in rows], tuple(merged), **more
    )


def tables_of(*rows: list, **more) -> list[sheet_tables.Table]:
    return sheet_tables.tables_of(sheet(*rows, **more), key_of)


def table_of(*rows: list, **more) -> sheet_tables.Table:
    (table,) = tables_of(*rows, **more)
    return table


def kinds(table: sheet_tables.Table) -> dict[int, str]:
    return {one.row: one.kind for one in table.asides}


HEAD = ["番号", "橋名", "路線", "橋長", "判定"]
ROWS = [[at, f"{at}号橋", "甲線", 10 + at, "Ⅱ"] for at in range(1, 6)]


def test_a_table_below_its_title_is_found_with_its_row_numbers():
    table = table_of(["橋梁一覧"], [], ["", "", "", "（単位：m）"], HEAD, *ROWS)
    assert (table.top, table.header_row, list(table.rows)) == (4, 4, [5, 6, 7, 8, 9])
    assert table.column("橋名") == ["1号橋", "2号橋", "3号橋", "4号橋", "5号橋"]
    assert table.title == ("橋梁一覧", "（単位：m）")
    assert table.units == ("m",)


@pytest.mark.parametrize(
    ("corner", "units"),
    [
        ("（単位：千円）", ("千円",)),
        ("単位:百万円", ("百万円",)),
        ("(単位　千円、㎡)", ("千円", "m2")),
        ("[単位：ｍ]", ("m]",)),
        ("単位は千円", ("千円",)),
    ],
)
def test_units_stand_in_a_corner(corner, units):
    assert table_of(["", "", "", "", corner], HEAD, *ROWS).units == units


def test_a_cover_and_a_legend_are_no_tables():
    assert tables_of(["橋梁長寿命化修繕計画"], [], ["甲市 建設部"]) == []
    assert tables_of(["区分", "状態"], ["Ⅰ", "健全"], ["Ⅱ", "予防保全段階"]) == []


@pytest.mark.parametrize(
    ("row", "kind"),
    [
        (["合計", "", "", 60, ""], "total"),
        (["", "計", "", 60, ""], "total"),
        (["", "合 計（5橋）", "", 60, ""], "total"),
        (["", "", "甲線小計", 60, ""], "total"),
        (["平均", "", "", 12, ""], "total"),
        (["計5橋", "", "", "", ""], "total"),
        (HEAD, "heading"),
        (["番 号", "橋 名", "路線", "橋長", "判定"], "heading"),
        (["■ 一級市道", "", "", "", ""], "section"),
        (["乙町", "", "", "", ""], "section"),
        (["※判定は令和5年度", "", "", "", ""], "note"),
        (["注）延長は概数", "", "", "", ""], "note"),
        (["出典：台帳", "", "", "", ""], "note"),
        ([6, "", "", "", ""], "empty"),
        (["例", "甲橋", "乙線", 10, "Ⅰ"], "example"),
        (["（記入例）", "甲橋", "乙線", 10, "Ⅰ"], "example"),
    ],
)
def test_a_row_that_is_no_data_is_set_aside_as_what_it_is(row, kind):
    table = table_of(HEAD, *ROWS[:3], row, *ROWS[3:])
    assert kinds(table) == {5: kind}
    assert len(table.rows) == 5


@pytest.mark.parametrize(
    "row",
    [
        [6, "設計橋", "甲線", 3, "Ⅰ"],
        [6, "合計橋", "", "", ""],
        [6, "甲橋", "", "", ""],
        ["", "甲橋", "乙線", 3, ""],
        ["", "番外橋", "", "", ""],
        [6, "橋名", "路線二号", 3, "Ⅰ"],
        [6, "例", "甲線", 3, "Ⅰ"],
    ],
)
def test_a_row_of_data_stays_one(row):
    table = table_of(HEAD, *ROWS, row)
    assert table.asides == ()
    assert len(table.rows) == 6


def test_numbers_of_columns_below_the_headings_are_no_data():
    assert kinds(table_of(HEAD, ["①", "②", "③", "④", "⑤"], *ROWS)) == {2: "numbers"}
    assert kinds(table_of(HEAD, ["(1)", "(2)", "(3)", "(4)", "(5)"], *ROWS)) == {2: "numbers"}


def test_a_legend_after_a_gap_is_outside_the_table():
    table = table_of(HEAD, *ROWS, [], ["Ⅰ", "健全"], ["Ⅱ", "予防保全段階"])
    assert kinds(table) == {8: "outside", 9: "outside"}


def test_full_rows_after_a_gap_belong_to_the_table():
    table = table_of(HEAD, *ROWS[:2], [], [], *ROWS[2:])
    assert list(table.rows) == [2, 3, 6, 7, 8]


def test_rows_carry_the_sub_heading_above_them():
    table = table_of(HEAD, ["甲市"], *ROWS[:2], ["乙町"], *ROWS[2:])
    assert table.sections == {3: "甲市", 4: "甲市", 6: "乙町", 7: "乙町", 8: "乙町"}


def test_a_small_table_has_no_sub_headings():
    table = table_of(["番号", "備考"], ["1", "良い"], ["2", ""], ["3", ""])
    assert (list(table.rows), table.asides) == ([2, 3, 4], ())


def test_headings_of_several_rows_are_joined_also_with_units_below():
    head = [["番号", "橋名", "点検", "", "橋長"], ["", "", "年度", "判定", ""], ["", "", "", "", "(m)"]]
    table = table_of(*head, [1, "甲橋", 2020, "Ⅱ", 10], [2, "乙橋", 2021, "Ⅰ", 11])
    assert list(table.labels.values()) == ["番号", "橋名", "点検_年度", "点検_判定", "橋長_(m)"]
    assert table.header_row == 3


def test_groups_over_headings_that_stand_twice_are_part_of_them():
    head = [["", "", "前回", "", "今回", ""], ["番号", "橋名", "年度", "判定", "年度", "判定"]]
    table = table_of(*head, [1, "甲橋", 2015, "Ⅰ", 2020, "Ⅱ"])
    assert list(table.labels.values()) == ["番号", "橋名", "前回_年度", "前回_判定", "今回_年度", "今回_判定"]


def test_a_merged_group_is_part_of_the_headings_and_a_merged_title_is_not():
    rows = [
        ["橋梁一覧"],
        ["", "", "令和5年度点検", ""],
        ["番号", "橋名", "判定", "備考"],
        [1, "甲橋", "Ⅱ", "良"],
    ]
    table = table_of(*rows, merged=[((0, 0), (0, 3)), ((1, 2), (1, 3))])
    assert list(table.labels.values()) == ["番号", "橋名", "令和5年度点検_判定", "令和5年度点検_備考"]
    assert table.title == ("橋梁一覧",)


def test_merged_blocks_and_ditto_marks_are_filled_down_and_said():
    rows = [[1, "甲橋", "一号線", 10, "Ⅱ"], [2, "乙橋", "", 11, "〃"], [3, "丙橋", "同上", 12, "Ⅰ"]]
    table = table_of(HEAD, *rows, merged=[((1, 2), (2, 2))])
    assert table.column("路線") == ["一号線"] * 3
    assert table.column("判定") == ["Ⅱ", "Ⅱ", "Ⅰ"]
    assert table.repeated == {(3, 2), (3, 4), (4, 2)}


@pytest.mark.parametrize(
    "block",
    [
        ((0, 0), (1_048_575, 16_383)),  # everything
        ((0, 1), (0, 16_383)),
        ((1, 0), (1_048_575, 0)),
        ((0, 40), (2, 60)),  # beside the cells
        ((90, 0), (99, 3)),  # below them
        ((3, 2), (1, 0)),  # backwards
    ],
)
def test_blocks_that_reach_beyond_the_cells_do_no_harm(block):
    table = table_of(HEAD, *ROWS, merged=[block])
    assert table.column("橋名") == [f"{at}号橋" for at in range(1, 6)]


def test_merged_headings_do_not_run_into_the_data():
    rows = [["番号", "橋名", "橋長"], ["", "", ""], [1, "甲橋", 10], ["", "乙橋", 11]]
    table = table_of(*rows, merged=[((0, 0), (1, 0)), ((0, 1), (1, 1)), ((0, 2), (1, 2))])
    assert (table.header_row, table.column("番号")) == (2, ["1", ""])


def test_circles_under_headings_are_what_they_stand_under():
    head = [["番号", "橋名", "健全性", "", "", ""], ["", "", "Ⅰ", "Ⅱ", "Ⅲ", "Ⅳ"]]
    rows = [
        [1, "甲橋", "", "○", "", ""],
        [2, "乙橋", "", "", "", "○"],
        [3, "丙橋", "○", "", "○", ""],
        [4, "丁橋"],
    ]
    table = circled(table_of(*head, *rows))
    assert list(table.labels.values()) == ["番号", "橋名", "健全性"]
    assert table.column("健全性") == ["Ⅱ", "Ⅳ", "Ⅰ、Ⅲ", ""]


def test_columns_of_other_things_under_one_heading_stay_columns():
    head = [["番号", "橋名", "点検", ""], ["", "", "年度", "判定"]]
    table = table_of(*head, [1, "甲橋", 2020, "Ⅱ"])
    assert circled(table) == table


def test_two_tables_one_above_the_other_are_two():
    other = ["番号", "トンネル名", "路線", "延長"]
    first, second = tables_of(HEAD, *ROWS, [], ["トンネル"], other, [1, "甲トンネル", "乙線", 300])
    assert (len(first.rows), kinds(first)) == (5, {8: "section"})
    assert (second.top, list(second.labels.values()), list(second.rows)) == (9, other, [10])


def test_two_tables_side_by_side_are_two():
    other = ["番号", "トンネル名", "延長"]
    rows = [[*ROWS[at], "", at, f"{at}号トンネル", 300] for at in range(2)]
    first, second = tables_of([*HEAD, "", *other], *rows)
    assert (list(first.labels.values()), list(second.labels.values())) == (HEAD, other)
    assert second.column("トンネル名") == ["0号トンネル", "1号トンネル"]


def test_one_table_folded_to_two_columns_is_read_from_both():
    head = ["番号", "橋名", "橋長"]
    first, second = tables_of([*head, *head], [1, "甲橋", 10, 3, "丙橋", 12], [2, "乙橋", 11, "", "", ""])
    assert first.column("橋名") + second.column("橋名") == ["甲橋", "乙橋", "丙橋"]


def test_hidden_rows_and_columns_are_read_and_named():
    table = table_of(HEAD, *ROWS, hidden_rows=frozenset({2, 9}), hidden_columns=frozenset({3}))
    assert (table.hidden_rows, table.hidden_columns, len(table.rows)) == ((3,), ("橋長",), 5)


def test_a_table_far_below_is_found():
    assert table_of(*[["前文"]] * 70, HEAD, *ROWS).top == 71


def test_columns_without_a_heading_are_called_by_their_letter():
    assert list(table_of(["番号", "橋名", "", "橋長"], [1, "甲橋", "x", 3]).labels.values()) == [
        "番号",
        "橋名",
        "C列",
        "橋長",
    ]
