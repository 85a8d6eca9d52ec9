"""Delimited texts: encodings whatever is declared, delimiters, and what keeps zeros from a spreadsheet."""

import pytest

from japan import delimited

TEXT = "橋梁番号,橋梁名,所在地\r\n001,甲乙橋,丙村字丁\r\n"


def grid(content: bytes) -> list[list[str]]:
    return list(delimited.rows(delimited.decoded(content)[1]))


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        (TEXT.encode("utf-8"), "UTF-8"),
        (TEXT.encode("utf-8-sig"), "UTF-8"),
        (TEXT.encode("cp932"), "Shift_JIS"),
        (b"\xef\xbb\xbf" + TEXT.encode("cp932"), "Shift_JIS"),  # the mark says UTF-8, the text is none
        (TEXT.encode("utf-16"), "UTF-16"),
        (TEXT.encode("utf-16-le"), "UTF-16"),  # without its mark
        (TEXT.encode("utf-16-be"), "UTF-16"),
        (TEXT.encode("euc_jp"), "EUC-JP"),
        (TEXT.encode("iso2022_jp"), "ISO-2022-JP"),
    ],
)
def test_a_text_is_read_in_its_own_encoding_whatever_it_declares(content, encoding):
    assert delimited.decoded(content)[0] == encoding
    assert grid(content) == [["橋梁番号", "橋梁名", "所在地"], ["001", "甲乙橋", "丙村字丁"]]


def test_half_width_kana_of_a_cp932_text_stay_cp932():
    content = "ﾊｼﾒｲ,長さ\r\nｺｳ橋,3\r\n".encode("cp932")
    assert grid(content) == [["ﾊｼﾒｲ", "長さ"], ["ｺｳ橋", "3"]]


@pytest.mark.parametrize("content", [b"\x80\xff\xfe\x00", b"\x00\x01\x02,\x00", b"\xff\xfe\x00"])
def test_what_is_no_text_is_refused(content):
    with pytest.raises(ValueError, match="文字コード"):
        delimited.decoded(content)


@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_the_delimiter_is_the_one_that_makes_most_columns(delimiter):
    text = f'題{delimiter}{delimiter}\r\n番号{delimiter}橋名{delimiter}"備考,など"\r\n'
    assert list(delimited.rows(text)) == [["題", "", ""], ["番号", "橋名", "備考,など"]]


def test_a_declared_delimiter_counts_and_its_line_stays_a_line():
    assert list(delimited.rows("sep=;\r\n番号;橋名,旧名\r\n")) == [[], ["番号", "橋名,旧名"]]


@pytest.mark.parametrize(
    ("cell", "plain"),
    [
        ('="001"', "001"),
        ('="甲""橋"""', '甲"橋"'),
        ("'001", "001"),
        ("'=1+1", "=1+1"),
        ("'甲橋", "'甲橋"),
        ("=A1+1", "=A1+1"),
        (' ="7" ', "7"),
        ('=""', ""),
    ],
)
def test_what_keeps_zeros_is_unwrapped(cell, plain):
    assert delimited.unwrapped(cell) == plain


def test_zeros_kept_by_a_formula_are_read_quoted_or_not():
    assert list(delimited.rows('="001",甲橋\r\n"=""002""",乙橋\r\n')) == [["001", "甲橋"], ["002", "乙橋"]]


def test_an_open_quote_is_refused():
    with pytest.raises(ValueError, match="引用符"):
        list(delimited.rows('番号,橋名\r\n1,"甲橋\r\n'))


def test_a_line_that_is_too_long_is_refused():
    with pytest.raises(ValueError, match="CSV として読めません"):
        list(delimited.rows("あ" * 150_000 + ",い\n"))
