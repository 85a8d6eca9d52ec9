import subprocess
import sys
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from japan import calendar

DAYS = st.dates(date(1868, 1, 25), date(2100, 12, 31))
FULL_WIDTH = str.maketrans("0123456789./", "０１２３４５６７８９．／")
WRITTEN = [
    calendar.era_date,
    lambda day: calendar.era_date(day).translate(FULL_WIDTH),
    lambda day: f"{calendar.era_date(day)[0]}{calendar.era_date(day)[2:]}",
    lambda day: f"{day.year}年{day.month}月{day.day}日",
    lambda day: f"{day.year}/{day.month}/{day.day}",
    lambda day: f"{day:%Y-%m-%d}",
    lambda day: f"{day:%Y-%m-%d} 00:00:00",
    lambda day: f"{day.year}.{day.month}.{day.day}",
]


def short(day: date) -> str:
    """A day as R8.4.1."""
    era = next(era for era in reversed(calendar.ERAS) if era.begins <= day)
    return f"{era.letter}{day.year - era.begins.year + 1}.{day.month}.{day.day}"


@pytest.mark.parametrize("write", [*WRITTEN, short, lambda day: short(day).lower().translate(FULL_WIDTH)])
@given(DAYS)
def test_a_day_reads_back_from_every_form(write, day):
    assert calendar.day(write(day)) == day
    assert calendar.fiscal_year(write(day)) == day.year - (day.month <= 3)


@given(st.dates(date(1900, 1, 1), date(2099, 12, 31)))
def test_a_day_reads_back_from_its_digits(day):
    assert calendar.day(f"{day:%Y%m%d}") == day
    assert calendar.fiscal_year(f"{day:%Y%m%d}") == calendar.fiscal_year_of(day)


@given(st.integers(calendar.FIRST_SERIAL, calendar.LAST_SERIAL), st.sampled_from(["", ".0", ".75"]))
def test_days_are_read_as_excel_counts_them(serial, time):
    assert calendar.day(f"{serial}{time}" if serial < calendar.LAST_SERIAL else str(serial)) == date(
        1899, 12, 30
    ) + timedelta(serial)


def test_excel_counts_the_epoch_of_unix_as_25569():
    assert calendar.from_serial(25_569.99) == date(1970, 1, 1)


@pytest.mark.parametrize("serial", [0, 60, 18_263, 73_416])
def test_other_numbers_are_no_day_of_excel(serial):
    with pytest.raises(ValueError):
        calendar.from_serial(serial)


@given(st.integers(1868, 2100))
def test_a_year_reads_back_from_its_era(year):
    written = calendar.era_year(year)
    assert calendar.fiscal_year(written) == calendar.fiscal_year(f"{written}度") == year
    assert calendar.fiscal_year(calendar.short_era_year(year)) == year


@pytest.mark.parametrize(
    ("year", "written", "short"),
    [
        (2025, "令和7年", "R7"),
        (2019, "令和1年", "R1"),
        (2018, "平成30年", "H30"),
        (1989, "平成1年", "H1"),
        (1988, "昭和63年", "S63"),
    ],
)
def test_years_are_written_by_the_era_they_end_in(year, written, short):
    assert calendar.era_year(year) == written
    assert calendar.short_era_year(year) == short


@pytest.mark.parametrize(
    ("day", "written"),
    [
        (date(2019, 4, 30), "平成31年4月30日"),
        (date(2019, 5, 1), "令和1年5月1日"),
        (date(1989, 1, 7), "昭和64年1月7日"),
        (date(1989, 1, 8), "平成1年1月8日"),
        (date(1926, 12, 24), "大正15年12月24日"),
        (date(1912, 7, 29), "明治45年7月29日"),
    ],
)
def test_days_are_written_by_the_era_they_lie_in(day, written):
    assert calendar.era_date(day) == written


def test_what_is_before_the_eras_is_not_written():
    with pytest.raises(ValueError):
        calendar.era_date(date(1868, 1, 24))
    with pytest.raises(ValueError):
        calendar.era_year(1867)


@pytest.mark.parametrize("era", calendar.ERAS, ids=lambda era: era.name)
def test_an_era_is_named_in_four_ways_and_has_its_years_only(era):
    for sign in (era.name, era.name[0], era.letter, era.letter.lower()):
        assert calendar.year_of_era(sign, "元") == era.begins.year
        assert calendar.year_of_era(sign, str(era.last)) == era.begins.year + era.last - 1
        for year in ("0", str(era.last + 1)):
            with pytest.raises(ValueError, match="その元号にない年です"):
                calendar.year_of_era(sign, year)


def test_each_era_ends_in_the_year_the_next_begins():
    for era, following in zip(calendar.ERAS, calendar.ERAS[1:], strict=False):
        assert era.year(era.last) == following.begins.year


def test_titles_count_on():
    assert calendar.counted_year("平成", "32") == 2020


@given(DAYS)
def test_a_fiscal_year_runs_from_april(day):
    year = calendar.fiscal_year_of(day)
    assert date(year, 4, 1) <= day <= date(year + 1, 3, 31)


@pytest.mark.parametrize(
    ("cell", "year"),
    [
        ("1973(昭和48)年", 1973),
        ("昭和48年（1973年）", 1973),
        ("西暦1973", 1973),
        ("1973.0", 1973),
        ("S48.3", 1972),
        ("昭和48年4月", 1973),
        ("197303", 1972),
        ("25628", 1969),  # 1 March 1970 as Excel counts days
        ("46113.5", 2026),
        ("10000", 1927),
    ],
)
def test_ledgers_write_years_in_many_ways(cell, year):
    assert calendar.fiscal_year(cell) == year


@pytest.mark.parametrize("cell", ["", " ", "不明", "－", "不詳", "（不明）", "n/a", "?"])
def test_a_year_may_be_unknown(cell):
    assert calendar.fiscal_year(cell) is None


@pytest.mark.parametrize(
    "cell",
    [
        "48",
        "1973頃",
        "1973-74",
        "1973.1",
        "昭和70年",
        "昭和0年",
        "昭和40年代",
        "1973(昭和49年)",
        "1973/13/1",
        "1973-4-1 12:30",
        "昭.48",
        "令和",
        "99999",
        "1973年(水)",
    ],
)
def test_a_year_in_doubt_is_refused(cell):
    with pytest.raises(ValueError):
        calendar.fiscal_year(cell)


@pytest.mark.parametrize("cell", ["", "－", "～", "未定", "不明", "N/A"])
def test_a_day_may_be_blank(cell):
    assert calendar.day(cell) is None


@pytest.mark.parametrize(
    "cell", ["2026/4/1（水）", "2026‐4‐1", "令.8.4.1", "R8.4.1 9:30", "2026-04-01T09:30:00.000"]
)
def test_forms_take_days_as_they_are_typed(cell):
    assert calendar.day(cell) == date(2026, 4, 1)


@pytest.mark.parametrize(
    "cell",
    ["2026/4", "令和8年", "2026/2/30", "昭和65年1月1日", "2026/4-1", "18263", "西暦2026/4/1", "4/1", "不詳"],
)
def test_what_is_no_day_is_refused(cell):
    with pytest.raises(ValueError, match="令和8年4月1日"):
        calendar.day(cell)


@pytest.mark.parametrize(
    ("title", "years"),
    [
        ("全市町村の主要財政指標（令和４年度）", [2022]),
        ("平成 30 年度・令和元年度", [2018, 2019]),
        ("令和6年4月1日現在", []),
        ("昭和50年度", []),
    ],
)
def test_titles_speak_of_fiscal_years(title, years):
    assert calendar.fiscal_years_in(title) == years


@given(st.dates(date(1989, 1, 8), date(2099, 12, 31)))
def test_the_date_of_a_title_is_what_it_states(day):
    for write in WRITTEN[:2] + WRITTEN[3:]:
        assert calendar.survey_dates_in([f"表（{write(day).removesuffix(' 00:00:00')}現在）"]) == {day}


def test_what_is_stated_comes_before_april_and_april_before_years():
    april, stated = date(2024, 4, 1), date(2024, 10, 1)
    cells = ["令和7年", "2024/4/1", "令和6年10月1日現在"]
    assert calendar.survey_dates_in(cells) == {stated}
    assert calendar.survey_dates_in(cells[:2]) == {april}
    assert calendar.survey_dates_in(cells[:1]) == {date(2025, 4, 1)}


@pytest.mark.parametrize(
    ("typed", "spelled_out"),
    [
        ("r7.12.18", "令和7年12月18"),
        ("r7.12.18時点", "令和7年12月18日時点"),
        ("h28.11", "平成28年11"),
        ("r6年度", "令和6年度"),
        ("ver.1", "ver.1"),
        ("r7.12.18.5", "r7.12.18.5"),
    ],
)
def test_short_dates_are_spelled_out(typed, spelled_out):
    assert calendar.eras_spelled_out(typed) == spelled_out


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("2026/4/1 12:30", date(2026, 4, 1)),
        ("2026/4/1 9:05:59", date(2026, 4, 1)),
        ("令和8年4月1日 10時5分", date(2026, 4, 1)),
        ("2026-04-01T09:30:00+09:00", date(2026, 4, 1)),
        ("2026-03-31T15:00:00Z", date(2026, 4, 1)),
        ("2026-03-31T14:59:59.9Z", date(2026, 3, 31)),
    ],
)
def test_a_time_of_day_is_no_part_of_the_day(cell, expected):
    assert calendar.day(cell) == expected


@pytest.mark.parametrize(
    ("utc", "expected"),
    [
        (datetime(2026, 11, 30, 14, 59, tzinfo=UTC), date(2026, 11, 30)),
        (datetime(2026, 11, 30, 15, 0, tzinfo=UTC), date(2026, 12, 1)),
        (datetime(2026, 3, 31, 23, 59, tzinfo=UTC), date(2026, 4, 1)),
    ],
)
def test_the_day_is_that_of_japan_on_a_server_of_any_clock(monkeypatch, utc, expected):
    class Clock(datetime):
        @classmethod
        def now(cls, tz=None):
            return utc.astimezone(tz)

    monkeypatch.setattr(calendar, "datetime", Clock)
    assert calendar.today() == expected


@pytest.mark.parametrize("zone", ["UTC", "JST-9", "HST10"])
def test_the_zone_of_the_machine_does_not_matter(zone):
    begun = datetime.now(calendar.JAPAN).date()
    told = subprocess.run(
        [sys.executable, "-c", "from japan import calendar; print(calendar.today())"],
        env={"TZ": zone},
        capture_output=True,
        text=True,
        check=True,
    ).stdout.strip()
    assert begun <= date.fromisoformat(told) <= datetime.now(calendar.JAPAN).date()
