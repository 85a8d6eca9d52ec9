"""The fiscal year of whatever stands in a ledger's cell, and the refusal of what is not certain."""

import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from japan.calendar import fiscal_year


@pytest.mark.parametrize(
    ("cell", "year"),
    [
        ("1973", 1973),
        ("１９７３", 1973),
        ("1973.0", 1973),
        ("1973年", 1973),
        ("1973年度", 1973),
        ("西暦1973年", 1973),
        ("昭和48年", 1973),
        ("昭和４８年度", 1973),
        ("昭48", 1973),
        ("S48", 1973),
        ("s.48", 1973),
        ("Ｓ４８", 1973),
        ("㍼48", 1973),
        ("大正15年", 1926),
        ("M45", 1912),
        ("平成3", 1991),
        ("H3.4", 1991),
        ("H3.3", 1990),
        ("令和元年", 2019),
        ("R1.5.1", 2019),
        ("1973/4/1", 1973),
        ("1973/3/31", 1972),
        ("1973-04-01", 1973),
        ("1973-04-01 00:00:00", 1973),
        ("1973年3月", 1972),
        ("昭和48年3月31日", 1972),
        ("19730331", 1972),
        ("197304", 1973),
        ("1973.04", 1973),
        ("1973(昭和48)年", 1973),
        ("昭和48年（1973年）", 1973),
    ],
)
def test_a_year_is_read_in_any_notation(cell, year):
    assert fiscal_year(cell) == year


@pytest.mark.parametrize(
    "cell", ["", " ", "不明", "（不明）", "-", "－", "―", "…", "不詳", "?", "なし", "nan"]
)
def test_what_is_not_known_is_null(cell):
    assert fiscal_year(cell) is None


@pytest.mark.parametrize(
    "cell",
    [
        "48",
        "昭和70年",
        "昭和0年",
        "平成32年",
        "1973頃",
        "約1973年",
        "昭和40年代",
        "1973-74",
        "2002-03",
        "S48～S50",
        "1973.1",  # January, or October that lost its zero
        "1973/13/1",
        "1973/2/30",
        "S48.13",
        "1973(昭和49年)",
        "1973 1975",
        "99999",
        "昭和",
        "年",
    ],
)
def test_a_year_that_is_not_certain_is_refused(cell):
    with pytest.raises(ValueError, match=r"年|日付"):
        fiscal_year(cell)


ERAS = [
    ("明治", "M", 1868, 45),
    ("大正", "T", 1912, 15),
    ("昭和", "S", 1926, 64),
    ("平成", "H", 1989, 31),
    ("令和", "R", 2019, 6),
]
NOTATIONS = [
    "{y}/{m}/{d}",
    "{y}-{m:02}-{d:02}",
    "{y}.{m:02}.{d:02}",
    "{y}年{m}月{d}日",
    "{y}年{m}月",
    "{y}{m:02}{d:02}",
    "{era}{e}年{m}月{d}日",
    "{era}{e}年{m}月",
    "{letter}{e}.{m}.{d}",
    "{letter}{e}.{m}",
    "{letter}{e:02}.{m:02}",
    "{letter}{e}/{m}/{d}",
    "　{letter} {e}．{m}　",
]
DAYS = st.dates(date(1868, 1, 1), date(2024, 12, 31))


@given(DAYS, st.sampled_from(NOTATIONS), st.data())
def test_a_written_date_is_read_as_its_fiscal_year_or_refused(day, notation, data):
    fitting = [era for era in ERAS if 1 <= day.year - era[2] + 1 <= era[3]]
    era, letter, first, _ = data.draw(st.sampled_from(fitting))
    cell = notation.format(y=day.year, m=day.month, d=day.day, era=era, letter=letter, e=day.year - first + 1)
    assert fiscal_year(cell) == day.year - (day.month < 4)


def years_in(text: str) -> set[int]:
    """Every year the digits and eras of a text could mean, found in another way than the parser's."""
    plain = re.sub(r"\s", "", text).translate(str.maketrans("０１２３４５６７８９", "0123456789"))
    years = {
        int(plain[at : at + 4]) for at in range(len(plain)) if re.fullmatch("[0-9]{4}", plain[at : at + 4])
    }
    for era, letter, first, _ in ERAS:
        for number in re.findall(
            rf"(?:{era}?|{era[0]}|{letter}|{letter.lower()})\.?([0-9]{{1,2}}|元)", plain
        ):
            years.add(first + (1 if number == "元" else int(number)) - 1)
    return years | {year - 1 for year in years}


@given(
    st.text(alphabet="0123456789１９７３./-年度月日元昭和平成令大正明治SHRTMsh()（）〜頃約 不明", max_size=14)
)
def test_no_text_yields_a_year_that_it_does_not_say(text):
    try:
        year = fiscal_year(text)
    except ValueError:
        return
    assert year is None or year in years_in(text)


@given(st.sampled_from(["1973", "昭和48年", "S48.3", "1973/4/1", "平成3年度"]), st.data())
def test_a_mark_of_doubt_is_never_overlooked(cell, data):
    doubt = data.draw(st.sampled_from(["頃", "約", "?", "代", "以前", "～", "推定"]))
    with pytest.raises(ValueError, match="年"):
        fiscal_year(data.draw(st.sampled_from([cell + doubt, doubt + cell])))
