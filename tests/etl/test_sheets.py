"""Numbers, labels, codes and columns of published tables."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from etl.problems import BadInput
from etl.sheets import Grid, find_table, read_csv, read_workbook
from japan.cells import parse_number
from japan.lg_code import from_five

FULL_WIDTH = str.maketrans("0123456789,.-+", "０１２３４５６７８９，．－＋")
decimals = st.decimals(min_value=-(10**12), max_value=10**12, places=3)


def grid(*rows) -> Grid:
    return Grid("表.csv", [list(row) for row in rows])


@given(st.integers(-(10**15), 10**15))
def test_thousands_commas_are_read(number):
    assert parse_number(f"{number:,}") == (number, "value")


@given(decimals)
def test_full_width_digits_are_read(number):
    assert parse_number(f"{number:,f}".translate(FULL_WIDTH)) == (float(number), "value")


@given(
    decimals.filter(lambda number: number > 0), st.sampled_from("▲△-－−"), st.sampled_from(["", " ", "　"])
)
def test_an_accountants_triangle_is_a_minus(number, sign, blank):
    assert parse_number(f"{sign}{blank}{number:,f}") == (-float(number), "value")


@given(st.floats(allow_nan=False, allow_infinity=False) | st.integers(-(2**53), 2**53))
def test_a_number_stays_itself(number):
    assert parse_number(number) == (number, "value")


@given(decimals, st.text(" \t　\n", max_size=3), st.text(" \t　\n", max_size=3))
def test_outer_blanks_do_not_matter(number, before, after):
    assert parse_number(f"{before}{number:f}{after}") == (float(number), "value")


@given(st.text("0123456789０９,，.．-－▲△+ 　\n²①½eE_%)(年", max_size=8) | st.text(max_size=6))
@example("12²")
@example("12①")
@example("12\n345")
@example("1 2")
@example("1,23")
@example("1_000")
@example("1e3")
@example("٣")
@example("--5")
@example("▲-5")
def test_a_text_is_never_taken_for_another_number(text):
    """Whatever is read as a number is that number again when printed plainly: no digit is lost, added or joined."""
    value, kind = parse_number(text)
    if kind != "value":
        assert value is None
        return
    plain = (
        text.strip().translate(str.maketrans("０９，．－＋−", "09,.-+-")).translate(str.maketrans("▲△", "--"))
    )
    sign, digits = (plain[0], plain[1:].strip()) if plain[0] in "+-" else ("", plain)
    assert set(digits) <= set("0123456789,.")
    assert value == float(sign + digits.replace(",", ""))
    whole, *groups = digits.partition(".")[0].split(",")
    assert not groups or (1 <= len(whole) <= 3 and all(len(group) == 3 for group in groups))


@pytest.mark.parametrize(
    ("cell", "kind"),
    [
        ("", "blank"),
        (None, "blank"),
        ("　", "blank"),
        (float("nan"), "blank"),
        ("-", "dash"),
        ("－", "dash"),
        ("―", "dash"),
        ("…", "unknown"),
        ("...", "unknown"),
        ("X", "suppressed"),
        ("Ｘ", "suppressed"),
        ("*", "suppressed"),
        ("＊", "suppressed"),
        ("不明", "text"),
        ("▲", "text"),
        ("12人", "text"),
        ("約12", "text"),
        (True, "text"),
        (float("inf"), "text"),
    ],
)
def test_what_stands_for_a_missing_number_is_kept_apart(cell, kind):
    assert parse_number(cell) == (None, kind)


def test_zero_is_a_number():
    assert [parse_number(cell) for cell in (0, "0", "０", "0.0")] == [(0, "value")] * 4


def test_labels_match_whatever_their_blanks_and_width():
    table = find_table(
        grid(["土　木\n技 師", "（人）"], ["12", "1"]), {"engineers": "土木技師", "unit": "(人)"}
    )
    assert table.number("engineers").to_list() == [12]


def test_a_label_of_an_upper_row_reaches_over_the_columns_merged_with_it():
    rows = [["コード", "人口", "", "世帯", ""], ["", "男", "計", "一般", "計"], ["99201", "4", "9", "2", "3"]]
    table = find_table(
        grid(*rows), {"code": "コード", "residents": "人口/計", "households": "世帯/計"}, below=1
    )
    assert (table.number("residents").item(), table.number("households").item()) == (9, 3)


def test_a_title_above_and_blank_rows_between_do_not_matter():
    table = find_table(grid(["題名"], [], ["コード", "橋"], [], ["99201", "3"], ["", ""]), {"bridges": "橋"})
    assert table.rows.index.to_list() == [5]


def test_a_missing_label_is_named_with_what_is_near():
    with pytest.raises(BadInput, match="1行目：列「土木技師数」がありません。近い見出し：「土木技師」"):
        find_table(
            grid(["コード", "土木技師"], ["99201", "1"]), {"code": "コード", "engineers": "土木技師数"}
        )


def test_a_label_that_fits_two_columns_is_refused():
    with pytest.raises(BadInput, match="列「橋」に当たる見出しが複数あります（B、D列）"):
        find_table(
            grid(["コード", "橋", "路", "橋"], ["99201", "1", "2", "3"]), {"code": "コード", "bridges": "橋"}
        )


@pytest.mark.parametrize("rows", [[], [[]], [["甲", "乙"], ["1", "2"]]])
def test_a_table_without_the_header_is_refused(rows):
    with pytest.raises(BadInput, match=r"表.csv：見出し「コード」が見つかりません"):
        find_table(grid(*rows), {"code": "コード"})


def test_a_header_without_data_is_refused():
    with pytest.raises(BadInput, match="見出し（1行目）の下にデータの行がありません"):
        find_table(grid(["コード"], ["", ""]), {"code": "コード"})


def test_short_rows_have_blanks_at_their_end():
    with pytest.raises(BadInput, match="3行目「橋」：「」は使えません"):
        find_table(
            grid(["コード", "橋"], ["99201", "3"], ["99202"]), {"code": "コード", "bridges": "橋"}
        ).number("bridges")


@pytest.mark.parametrize(
    ("cell", "digits", "code"),
    [
        ("011002", 6, "011002"),
        ("11002", 6, "011002"),
        (11002.0, 6, "011002"),
        ("０１１００２", 6, "011002"),
        ("1100", 5, "011002"),
        (99201, 5, from_five("99201")),
    ],
)
def test_codes_that_lost_their_zero_or_width_are_restored(cell, digits, code):
    assert find_table(grid(["コード"], [cell]), {"code": "コード"}).lg_code("code", digits).to_list() == [
        code
    ]


@pytest.mark.parametrize(
    ("cell", "digits"),
    [("011003", 6), ("1100", 6), ("1", 6), ("0110021", 6), ("甲市", 6), ("", 5), ("110", 5), ("011002", 5)],
)
def test_what_is_no_code_is_refused(cell, digits):
    table = find_table(grid(["コード", "橋"], [cell, "1"]), {"code": "コード", "bridges": "橋"})
    with pytest.raises(BadInput, match=f"2行目「コード」：「{cell}」は使えません"):
        table.lg_code("code", digits)


def test_a_csv_may_begin_with_a_byte_order_mark(write_csv):
    assert read_csv(write_csv([["コード"], ["99201"]], encoding="utf-8-sig")).rows == [["コード"], ["99201"]]


def test_a_csv_with_one_endless_cell_is_refused(tmp_path):
    path = tmp_path / "endless.csv"
    path.write_text("あ" * 200_000, "utf-8")
    with pytest.raises(BadInput, match=r"endless.csv：CSV として読めません"):
        read_csv(path)


def test_a_workbook_is_read_sheet_by_sheet(write_xlsx):
    sheets = read_workbook(write_xlsx([["コード", "橋"], ["99201", 3]], sheet="橋 梁"))
    assert list(sheets) == ["橋 梁"]
    assert sheets["橋 梁"].place == "official.xlsx シート「橋 梁」"
    assert sheets["橋 梁"].rows[1] == ["99201", 3]
