import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from japan import cells

FULL_WIDTH = str.maketrans("0123456789,.-+%", "０１２３４５６７８９，．－＋％")
NUMBERS = st.decimals(0, 10**12, places=3)
BLANK = st.sampled_from(["", " ", "　"])


@given(NUMBERS, st.sampled_from([*map(chr, cells.PRINTED_DASHES), "-", "▲", "△"]), st.booleans())
def test_printed_numbers_are_read_with_every_minus_and_width(number, minus, is_wide):
    text = f"{number:,f}"
    text = text.translate(FULL_WIDTH) if is_wide else text
    assert cells.parse_number(text) == (float(number), "value")
    assert cells.parse_number(f"{minus}{text}") == (-float(number), "value")


@given(NUMBERS, st.sampled_from([*map(chr, cells.TYPED_DASHES), "-", "▲", "△"]), st.booleans(), BLANK)
def test_typed_numbers_are_read_with_every_minus_and_width(number, minus, is_wide, blank):
    text = f"{number:,f}"
    text = text.translate(FULL_WIDTH) if is_wide else text
    assert cells.number(text) == float(number)
    assert cells.number(f"{minus}{blank}{text}") == -float(number)


@pytest.mark.parametrize(
    ("cell", "kind"),
    [
        (None, "blank"),
        ("　", "blank"),
        (math.nan, "blank"),
        *((chr(sign), "dash") for sign in cells.PRINTED_DASHES),
        ("…", "unknown"),
        ("...", "unknown"),
        ("*", "suppressed"),
        ("Ｘ", "suppressed"),
        ("x", "suppressed"),
        ("不明", "text"),
        ("～5", "text"),
        ("5%", "text"),
        ("1 234", "text"),
        ("12²", "text"),
        ("1,23", "text"),
        (math.inf, "text"),
        (True, "text"),
    ],
)
def test_the_kinds_of_absence_stay_apart(cell, kind):
    assert cells.parse_number(cell) == (None, kind)


@pytest.mark.parametrize(
    ("cell", "unit", "value"),
    [
        ("12％", "%", 12),
        ("1,234円", "円", 1234),
        ("1.5億円", "円", 1.5e8),
        ("１２千円", "円", 12_000),
        ("￥500", "円", 500),
        ("3人/日", "人/日", 3),
        ("3人", "人/日", 3),
        (".5", "", 0.5),
        ("1e3", "", 1000),
    ],
)
def test_units_may_follow_a_typed_number(cell, unit, value):
    assert cells.number(cell, unit) == value


def test_a_unit_in_the_cell_goes_before_that_of_the_heading():
    assert cells.number("5", "円", scale=1000) == 5000
    assert cells.number("5円", "円", scale=1000) == 5


@pytest.mark.parametrize("cell", ["", "－", "〜", "…", "なし", "不明", "N/A"])
def test_a_typed_number_may_be_missing(cell):
    assert cells.number(cell) is None


@pytest.mark.parametrize("cell", ["5人", "約5", "1,23", "x", "5-6", "+", "─5"])
def test_what_is_no_number_is_refused(cell):
    with pytest.raises(ValueError, match="1,234"):
        cells.number(cell)


@pytest.mark.parametrize(
    ("heading", "scale"),
    [
        ("金額（千円）", 1000),
        ("金額(単位：百万円)", 1_000_000),
        ("金額", 1),
        (None, 1),
        ("金額（税込、万円）", 10_000),
    ],
)
def test_a_heading_names_its_unit(heading, scale):
    assert cells.yen_scale(heading) == scale


@pytest.mark.parametrize(
    "cell",
    [
        "",
        " ",
        "－",
        "〜",
        "――",
        "？",
        "不明",
        "（不明）",
        "年度不明",
        "未 詳",
        "なし",
        "該当なし",
        "Ｎ／Ａ",
        "NULL",
        "/",
    ],
)
def test_there_are_many_ways_to_know_nothing(cell):
    assert cells.known_text(cell) == ""


@pytest.mark.parametrize(
    ("cell", "text"), [("甲　橋", "甲橋"), ("ＡＢ－１", "ab-1"), ("なし川橋", "なし川橋"), ("0", "0")]
)
def test_what_is_known_is_compared_without_blanks_and_widths(cell, text):
    assert cells.known_text(cell) == text


@given(st.text("甲乙橋ハバﾊー-１1aＡ（） 　\n", max_size=20))
def test_squeezing_twice_is_squeezing_once(text):
    assert cells.squeeze(cells.squeeze(text)) == cells.squeeze(text)


@pytest.mark.parametrize(
    ("heading", "corner", "scale"),
    [
        ("契約金額（千円）", ("円",), 1_000),
        ("契約金額", ("千円",), 1_000),
        ("契約金額", ("㎡", "百万円"), 1_000_000),
        ("契約金額（税込）", ("千円",), 1_000),
        ("契約金額", (), 1),
        ("契約金額", ("m",), 1),
    ],
)
def test_a_unit_in_the_corner_counts_where_the_heading_names_none(heading, corner, scale):
    assert cells.yen_scale(heading, corner) == scale


@pytest.mark.parametrize(
    ("heading", "tax"),
    [
        ("契約金額（税込）", "included"),
        ("契約金額(税抜)", "excluded"),
        ("契約額_消費税を除く", "excluded"),
        ("契約額（消費税含む）", "included"),
        ("金額（税込・税抜）", None),
        ("契約金額", None),
    ],
)
def test_a_heading_may_say_whether_tax_is_included(heading, tax):
    assert cells.tax_of(heading) == tax


def test_a_number_in_brackets_is_none():
    with pytest.raises(ValueError):
        cells.number("(1,234)")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("34.10001", [34.10001]),
        ("３４．１度", [34.1]),
        ("34°06′00.036″", [34 + 6 / 60 + 0.036 / 3600]),
        ("34度6分0.036秒", [34 + 6 / 60 + 0.036 / 3600]),
        ("34-06-36", [34.11]),
        ("北緯34°30.5'", [34 + 30.5 / 60]),
        ("34° 6' 36\"", [34.11]),
        ("34.1, 131.4", [34.1, 131.4]),
        ("N34°6'36\" E131°24'36\"", [34.11, 131.41]),
        ("+34.10001+131.40002/", [34.10001, 131.40002]),
        ("34°60′00″", []),  # no minute is the sixtieth
        ("-34.1 131.4", []),
        ("34.06.36", []),
        ("34", []),
        ("340636", []),
        ("34.1 131.4 付近3m", []),
        ("不明", []),
        ("", []),
    ],
)
def test_angles_are_read_as_they_are_written_or_not_at_all(text, expected):
    assert cells.angles(text) == pytest.approx(expected)
