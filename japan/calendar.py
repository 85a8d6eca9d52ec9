"""Dates as Japan's public data writes them: eras, fiscal years (from April), and days as Excel counts them.

The eras stand here once. Each reader accepts its own forms: a ledger's year may be one of many things and is refused when in
doubt; a form asks for a whole day; a title is searched for what it says.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone

from japan import cells


@dataclass(frozen=True)
class Era:
    """An era by its name and letter, its first day, and the number of its last year (99 while it lasts)."""

    name: str
    letter: str
    begins: date
    last: int

    def year(self, of_era: int) -> int:
        """The calendar year of a year of the era, whose first is the calendar year it begins in."""
        return self.begins.year + of_era - 1


ERAS = (
    Era("明治", "M", date(1868, 1, 25), 45),  # dated back to the new year of the old calendar
    Era("大正", "T", date(1912, 7, 30), 15),
    Era("昭和", "S", date(1926, 12, 25), 64),
    Era("平成", "H", date(1989, 1, 8), 31),
    Era("令和", "R", date(2019, 5, 1), 99),
)
# 令和, 令, R and r alike.
_BY_SIGN = {sign: era for era in ERAS for sign in (era.name, era.name[0], era.letter, era.letter.lower())}
_RECENT = ERAS[-2:]  # of what surveys and documents are dated by
EXCEL_DAY_ZERO = date(1899, 12, 30)
JAPAN = timezone(timedelta(hours=9))
FIRST_SERIAL, LAST_SERIAL = 18_264, 73_415  # 1950 to 2100 as Excel counts days
EARLIEST_SERIAL = 10_000  # 1927: in a column of years no number of five digits is anything but a day
DATE_EXAMPLE = "日付（例：2026/4/1、令和8年4月1日、R8.4.1）"


# --- years and days -------------------------------------------------------------------------------------------------


def today() -> date:
    """The day in Japan, whatever the clock of the machine is set to: a server of UTC is a day behind until nine in the morning."""
    return datetime.now(JAPAN).date()


def fiscal_year_of(day: date) -> int:
    """The fiscal year (April to March) a day lies in."""
    return day.year - (day.month < 4)


def from_serial(serial: float) -> date:
    """The day Excel counts as a number; the time of day is dropped. Raises ValueError outside 1950 to 2100."""
    if not FIRST_SERIAL <= serial <= LAST_SERIAL:
        raise ValueError(serial)
    return EXCEL_DAY_ZERO + timedelta(days=int(serial))


def year_of_era(sign: str, year: str) -> int:
    """The calendar year of an era's: year_of_era("令和", "元") is 2019; 令 and R do as well.

    Raises ValueError, with the reason in Japanese, for a year the era does not have (昭和65年).
    """
    era, of_era = _BY_SIGN[sign], _number_of(year)
    if not 1 <= of_era <= era.last:
        raise ValueError("その元号にない年です")
    return era.year(of_era)


def counted_year(sign: str, year: str) -> int:
    """`year_of_era`, counted on beyond the era's last year as titles printed in advance do (平成32年 is 2020)."""
    return _BY_SIGN[sign].year(_number_of(year))


def _number_of(year: str) -> int:
    return 1 if year == "元" else int(year)


# --- writing --------------------------------------------------------------------------------------------------------


def era_year(year: int) -> str:
    """2025 as 「令和7年」, 2011 as 「平成23年」: a fiscal year, or a year by the era it ends in."""
    era, of_era = _era_of_year(year)
    return f"{era.name}{of_era}年"


def short_era_year(year: int) -> str:
    """A fiscal year in short form: 2012 is H24, 2025 is R7."""
    era, of_era = _era_of_year(year)
    return f"{era.letter}{of_era}"


def era_date(day: date) -> str:
    """「令和7年12月18日」. Raises ValueError before 明治."""
    era = _last_begun(date(day.year, day.month, day.day))
    return f"{era.name}{day.year - era.begins.year + 1}年{day.month}月{day.day}日"


def _era_of_year(year: int) -> tuple[Era, int]:
    era = _last_begun(date(year, 12, 31))
    return era, year - era.begins.year + 1


def _last_begun(day: date) -> Era:
    begun = [era for era in ERAS if era.begins <= day]
    if not begun:
        raise ValueError(day)
    return begun[-1]


def eras_spelled_out(folded: str) -> str:
    """A text in small letters with its short dates spelled out: r7.12.18 is 令和7年12月18, with 日 when something follows.

    The last sign may still be missing while one types.
    """
    return _SHORT_DATE.sub(_spelled_out, folded)


_SHORT_DATE = re.compile(
    rf"(?<![a-z0-9])([{''.join(era.letter.lower() for era in _RECENT)}])"
    r"(\d{1,2})(?:\.(\d{1,2}))?(?:\.(\d{1,2}))?(?![a-z0-9.])"
)


def _spelled_out(match: re.Match[str]) -> str:
    letter, year, month, day = match.groups()
    written = _BY_SIGN[letter].name + year + (f"年{month}" if month else "") + (f"月{day}" if day else "")
    follows = match.string[match.end() :][:1].strip()
    return written + ("日" if day else "月" if month else "") * bool(follows)


# --- what a ledger's cell says --------------------------------------------------------------------------------------

_OF_ERA = r"(?P<of_era>元|[0-9]{1,2})"
_NAMES = "|".join(f"{era.name}?" for era in ERAS)  # 昭和 or 昭
_LETTERS = "".join(era.letter.lower() for era in ERAS)
_MONTH, _DAY = r"(?P<month>[0-9]{1,2})", r"(?P<day>[0-9]{1,2})"
_YEAR = rf"(?:(?:西暦)?(?P<year>[0-9]{{4}})|(?:(?P<era>{_NAMES})|(?P<letter>[{_LETTERS}])\.?){_OF_ERA})"
_MIDNIGHT = r"(?:t?00:00(?::00(?:\.0+)?)?)?"
_YEAR_FORMS = [
    re.compile(form)
    for form in (
        rf"{_YEAR}(?:年度?)?",
        r"(?P<year>[0-9]{4})\.0+",  # a number of Excel
        rf"{_YEAR}(?:(?P<kanji>年)|[./]){_MONTH}(?(kanji)月)",
        rf"{_YEAR}(?P<mark>[./-]){_MONTH}(?P=mark){_DAY}{_MIDNIGHT}",
        rf"{_YEAR}年{_MONTH}月{_DAY}日{_MIDNIGHT}",
        r"(?P<year>(?:18|19|20)[0-9]{2})(?P<month>[0-9]{2})(?P<day>[0-9]{2})?",
    )
]


def fiscal_year(cell: str) -> int | None:
    """The fiscal year (from April) of a year or a date, western or era; None for a blank or 不明.

    A year without a month is taken for the fiscal year of that number, five digits for a day as Excel counts them (25628 is in
    1970). Raises ValueError, with the reason in Japanese, for whatever cannot be read for certain: 昭和70年, 1973頃, 48, 1973-74,
    1973.1 (January, or October that lost its zero).
    """
    text = cells.known_text(cell)
    if not text:
        return None
    both = re.fullmatch(r"([^()]+)\(([^()]+)\)(年?度?)", text)
    if not both:
        return _fiscal_year(text)
    years = {_fiscal_year(both[1]), _fiscal_year(both[2])}
    if len(years) > 1:
        raise ValueError("2つの書き方で年が合いません")
    return years.pop()


def _fiscal_year(text: str) -> int:
    if re.fullmatch(r"[0-9]{5}(\.[0-9]+)?", text) and EARLIEST_SERIAL <= float(text) <= LAST_SERIAL:
        return fiscal_year_of(EXCEL_DAY_ZERO + timedelta(days=int(float(text))))
    found = next((match for form in _YEAR_FORMS if (match := form.fullmatch(text))), None)
    if found is None or re.fullmatch(r"[0-9]{4}\.1", text):
        raise ValueError("年として読めません")
    parts = found.groupdict()
    year = _year_of(parts)
    if not parts.get("month"):
        return year
    try:
        day = date(year, int(parts["month"]), int(parts.get("day") or 1))
    except ValueError as error:
        raise ValueError("ない日付です") from error
    return fiscal_year_of(day)


def _year_of(parts: dict[str, str]) -> int:
    sign = parts.get("era") or parts.get("letter")
    return year_of_era(sign[0], parts["of_era"]) if sign else int(parts["year"])


# --- what a form's cell says ----------------------------------------------------------------------------------------

_FORM_YEAR = rf"(?:(?P<era>{_NAMES}|[{_LETTERS}])\.?{_OF_ERA}|(?P<year>[0-9]{{4}}))"
_TIME = r"(?:t?[0-9]{1,2}:[0-9]{2}(?::[0-9.]+)?(?:\+09:?00)?)?"
_TIME_APART = re.compile(r"\s+[0-9]{1,2}(?::[0-9]{2}(?::[0-9.]+)?|時[0-9]{1,2}分)(?:\s*\+09:?00)?\s*$")
_UNIVERSAL = re.compile(
    r"(?P<day>[0-9]{4}-[0-9]{2}-[0-9]{2})t(?P<hour>[0-9]{2}):[0-9]{2}(?::[0-9.]+)?(?:z|[+-]00:?00)"
)
_AHEAD = 9  # hours of Japan before universal time
_DAY_FORMS = [
    re.compile(rf"{_FORM_YEAR}(?P<mark>[./-]){_MONTH}(?P=mark){_DAY}{_TIME}"),
    re.compile(rf"{_FORM_YEAR}年{_MONTH}月{_DAY}日{_TIME}"),
    re.compile(r"(?P<year>(?:19|20)[0-9]{2})(?P<month>[0-9]{2})(?P<day>[0-9]{2})"),
]


def day(cell: str) -> date | None:
    """A day: 2026/4/1, 2026年4月1日, 令和8年4月1日, R8.4.1, 20260401, or as Excel counts (46113); None for a blank.

    Raises ValueError for anything else, a month without its day among them.
    """
    whole = _TIME_APART.sub("", cells.normal(cell))  # 2026/4/1 12:30 without its blank would be the 11th
    plain = re.sub(r"\([月火水木金土日]\)", "", cells.squeeze(whole).lower()).translate(cells.TYPED_DASHES)
    if plain in cells.BLANKS:
        return None
    if universal := _UNIVERSAL.fullmatch(plain):  # as programs write it: a day later in Japan from 15:00 on
        written = day(universal["day"])
        return written and written + timedelta(days=int(universal["hour"]) + _AHEAD >= 24)
    if re.fullmatch(r"[0-9]{5}(\.[0-9]+)?", plain) and FIRST_SERIAL <= float(plain) <= LAST_SERIAL:
        return from_serial(float(plain))
    parts = next((found.groupdict() for form in _DAY_FORMS if (found := form.fullmatch(plain))), None)
    if parts is None:
        raise ValueError(f"日付として読めません（{DATE_EXAMPLE}が必要です）")
    try:
        return date(_year_of(parts), int(parts["month"]), int(parts["day"]))
    except ValueError as error:
        raise ValueError(f"ない日付です（{DATE_EXAMPLE}が必要です）") from error


# --- what a title says ----------------------------------------------------------------------------------------------

_RECENT_NAMES = "|".join(era.name for era in _RECENT)
_TITLE_YEAR = (
    rf"(?:(?P<era>{_RECENT_NAMES}|(?<![A-Za-z])[{''.join(era.letter for era in _RECENT)}])(?P<of_era>元|\d{{1,2}})"
    r"|(?<!\d)(?P<year>(?:19|20)\d\d))(?!\d)"
)
_TITLE_DAY = re.compile(
    rf"{_TITLE_YEAR}(?:年|[./-])(?P<month>\d{{1,2}})(?:月|[./-])(?P<day>\d{{1,2}})(?!\d)日?(?P<after>\)?現在)?"
)
_TITLE_YEAR_ONLY = re.compile(
    rf"{_TITLE_YEAR}(?:年度?(?!\d)|(?<!\d{{4}})$)"
)  # a bare 1900 is a count, R6 is a year
_SAME_YEAR_AGAIN = re.compile(rf"\(((19|20)\d\d|({_RECENT_NAMES})(元|\d{{1,2}}))年?\)")  # 令和6(2024)年
_TITLE_FISCAL_YEAR = re.compile(rf"({_RECENT_NAMES})\s*(元|\d{{1,9}})\s*年度")


def fiscal_years_in(title: str) -> list[int]:
    """The fiscal years a title speaks of, in order: 令和４年度 is 2022."""
    return [counted_year(era, year) for era, year in _TITLE_FISCAL_YEAR.findall(cells.normal(title))]


def days_in(title: str) -> set[date]:
    """The days a title names (令和6年1月1日現在, R6.1.1, 2024/1/1)."""
    return {day for day, _ in _days_in(cells.squeeze(title))}


def survey_dates_in(title: Iterable[object]) -> set[date]:
    """The dates that texts and date cells of a survey's title may mean: one when it is plain, several when it is not.

    What is followed by 現在 comes first, then days that are a 1 April (as of which such surveys are taken), then years.
    """
    stated: set[date] = set()
    first_of_april: set[date] = set()
    years: set[date] = set()
    for cell in title:
        if isinstance(cell, date):
            day = cell.date() if isinstance(cell, datetime) else cell
            first_of_april |= {day} if (day.month, day.day) == (4, 1) else set()
            continue
        text = _SAME_YEAR_AGAIN.sub("", cells.squeeze(cell))
        days = _days_in(text)
        stated |= {day for day, is_stated in days if is_stated}
        first_of_april |= {day for day, _ in days if (day.month, day.day) == (4, 1)}
        years |= {date(_counted(match), 4, 1) for match in _TITLE_YEAR_ONLY.finditer(text)}
    return stated or first_of_april or years


def _days_in(text: str) -> list[tuple[date, bool]]:
    """The days a text names, and whether 現在 follows; days that do not exist are passed over."""
    days = []
    for match in _TITLE_DAY.finditer(text):
        try:
            days.append((date(_counted(match), int(match["month"]), int(match["day"])), bool(match["after"])))
        except ValueError:
            continue
    return days


def _counted(match: re.Match[str]) -> int:
    return int(match["year"]) if match["year"] else counted_year(match["era"], match["of_era"])
