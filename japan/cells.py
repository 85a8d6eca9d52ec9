"""What a cell says: width variants, dashes, the ways to write that nothing is known, numbers and their units.

Published tables are read by `parse_number`, which keeps the kinds of absence apart. What officials type into ledgers and forms is
read by `known_text` and `number`. The readings accept different things on purpose: a published "～5" or "5%" is no number.
"""

import math
import re
import unicodedata
from collections.abc import Iterable
from datetime import datetime, time

# Signs that stand for a hyphen or a minus. Lines are met in print only; waves are typed for a dash, and mean a range in print.
_HYPHENS, _LINES, _WAVES = "－ー―‐–—−ｰ", "‑‒─━﹣", "〜～~"
PRINTED_DASHES = {ord(sign): "-" for sign in _HYPHENS + _LINES}
TYPED_DASHES = {ord(sign): "-" for sign in _HYPHENS + _WAVES}
FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}  # full-width forms of ! to ~
# The things that stand where a number is missing in a published table.
MISSING = {"": "blank", "-": "dash", "…": "unknown", "...": "unknown", "*": "suppressed"}
MISSING |= {"X": "suppressed", "x": "suppressed"}
# What officials write where they know nothing.
UNKNOWN = re.compile(
    r"-+|\?+|\*|…|\.\.\.|/|[(]?不明[)]?|不明年度?|年度?不明|[不未]詳|未(確認|調査|記入|入力|定)|空欄|な?し|無し?|該当なし|"
    "n/?a|nan|null|none|unknown"
)
BLANKS = {"", "-", "…", "...", "*", "nan", "none", "n/a", "なし", "不明", "未定"}
WHOLE = r"(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)"  # with commas between thousands, or none
_PRINTED_NUMBER = re.compile(rf"[+-]?{WHOLE}(?:\.[0-9]+)?")
_TYPED_NUMBER = re.compile(rf"[-+]?{WHOLE}?(?:\.[0-9]+)?(?:e[-+]?[0-9]+)?")
YEN = {"円": 1, "千円": 1_000, "万円": 10_000, "百万円": 1_000_000, "億円": 100_000_000}
NUMBER_EXAMPLE = "数（例：1,234）"


def normal(cell: object) -> str:
    """A cell as text with width variants made one (１ｍ² → 1m2); nothing for None."""
    return unicodedata.normalize("NFKC", "" if cell is None else str(cell))


def as_text(cell: object) -> str:
    """A cell of a workbook as one would type it: no .0 behind whole numbers, dates as 2024-04-01."""
    if cell is None:
        return ""
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else repr(cell)
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat(" ")
    return str(cell).strip()


def squeeze(cell: object) -> str:
    """A label or name without blanks, line breaks and width variants."""
    return "".join(normal(cell).split())


def parse_number(cell: object) -> tuple[float | None, str]:
    """The number a published cell prints and its kind: `value`, `text` (not readable), or one of MISSING's kinds.

    Full-width digits, thousands commas and the accountants' minus (▲, △) are understood. Footnote marks (12², 12①) and blanks
    or line breaks between digits are not: read together they would make another number.
    """
    if isinstance(cell, bool):
        return None, "text"
    if isinstance(cell, int | float):
        return _finite(float(cell))
    text = ("" if cell is None else str(cell)).translate(FULL_WIDTH).strip().translate(PRINTED_DASHES)
    if text in MISSING:
        return None, MISSING[text]
    text = re.sub(r"^[▲△-]\s*", "-", text)
    return _finite(float(text.replace(",", ""))) if _PRINTED_NUMBER.fullmatch(text) else (None, "text")


def _finite(number: float) -> tuple[float | None, str]:
    if math.isnan(number):
        return None, "blank"
    return (number, "value") if math.isfinite(number) else (None, "text")


def known_text(cell: str) -> str:
    """A typed cell without blanks and width variants, letters small; "" for every way to write that nothing is known."""
    text = squeeze(cell).lower()
    if text[:1].isdecimal():  # as most cells do, and no way to write nothing
        return text
    return "" if UNKNOWN.fullmatch(text.translate(TYPED_DASHES)) else text


def number(cell: str, unit: str = "", scale: float = 1) -> float | None:
    """A number as officials type it: １，２３４, △5, －5, 12%, 1,234円; None for a blank or a dash.

    unit: a word that may follow. Yen (unit "円") may also follow in thousands or millions (1,234千円). scale: what a number without
    such a word is multiplied by. Raises ValueError for anything else.
    """
    plain = re.sub(r"[\s¥]+", "", normal(cell)).lower().translate(TYPED_DASHES)
    if plain in BLANKS:
        return None
    plain = re.sub("^[△▲]", "-", plain)
    if unit == "円" and (named := re.search("(千|万|百万|億)?円$", plain)):
        plain, scale = plain.removesuffix(named[0]), YEN[named[0]]
    elif unit:
        folded = normal(unit).lower()
        plain = plain.removesuffix(folded).removesuffix(folded.split("/")[0])
    if not _TYPED_NUMBER.fullmatch(plain) or not re.search("[0-9]", plain):
        raise ValueError(f"数として読めません（{NUMBER_EXAMPLE}が必要です）")
    return float(plain.replace(",", "")) * scale


# An angle as maps and ledgers write it: 34.10001, 34°06′00.1″, 34度6分0秒, 34-06-00.1; with a mark of its side or none.
_MINUTES = r"(?P<degrees>[0-9]{1,3})(?:°|度)(?P<minutes>[0-9]{1,2}(?:\.[0-9]+)?)(?:['′’´]|分)(?:(?P<seconds>[0-9]{1,2}(?:\.[0-9]+)?)(?:[\"”]|['′’´]{2}|秒)?)?"
_PARTS = (
    r"(?P<whole>[0-9]{1,3})(?P<mark>[-:])(?P<sixtieths>[0-9]{1,2})(?P=mark)(?P<last>[0-9]{1,2}(?:\.[0-9]+)?)"
)
_DECIMAL = r"(?P<decimal>[0-9]{1,3}\.[0-9]+)(?:°|度)?"
_ANGLE = re.compile(rf"(?<![0-9.])(?:{_MINUTES}|{_PARTS}|{_DECIMAL})(?![0-9.])")


_TWO_DECIMALS = re.compile(r"\s*([0-9]{1,3}\.[0-9]+)[\s,、/]{1,3}([0-9]{1,3}\.[0-9]+)\s*", re.ASCII)


def angles(text: str) -> list[float]:
    """The angles in degrees that a text names, in order; none where it holds any other number, minutes of sixty and more, or begins below zero."""
    if pair := _TWO_DECIMALS.fullmatch(text):  # as most are, and soonest read
        return [float(pair[1]), float(pair[2])]
    plain = re.sub(r"\s+(?=['′’´\"”°度分秒])|(?<=[°度分′'])\s+", "", normal(text).translate(_ANGLE_DASHES))
    if re.search("[0-9]", _ANGLE.sub("", plain)) or plain.lstrip(" (").startswith("-"):
        return []
    found = [_degrees(match.groupdict()) for match in _ANGLE.finditer(plain)]
    return [] if None in found else [one for one in found if one is not None]


def _degrees(parts: dict[str, str | None]) -> float | None:
    if parts["decimal"]:
        return float(parts["decimal"])
    whole = float(parts["degrees"] or parts["whole"] or 0)
    minutes = float(parts["minutes"] or parts["sixtieths"] or 0)
    seconds = float(parts["seconds"] or parts["last"] or 0)
    return whole + minutes / 60 + seconds / 3600 if minutes < 60 and seconds < 60 else None


_ANGLE_DASHES = {ord(sign): "-" for sign in _HYPHENS}


def yen_scale(heading: str | None, corner: Iterable[str] = ()) -> int:
    """How many yen one of a heading's is: 1,000 for 金額（千円）, 1 where it names no unit and the table's corner neither.

    corner: the units that stand over the table, 「（単位：千円）」.
    """
    return next((YEN[unit] for unit in (yen_unit(heading), *corner) if unit in YEN), 1)


def yen_unit(heading: str | None) -> str | None:
    """The unit of money that a heading names: in brackets (税込・千円), or at its end (契約金額 千円)."""
    plain = normal(heading)
    bracketed = re.findall("[(（\\[]([^)）\\]]*)[)）\\]]", plain)
    parts = [part for one in bracketed for part in re.split(r"[、,・:/\s]|単位", one)]
    found = [_MONEY_IN_BRACKETS.search(part) for part in parts] + [_MONEY_AT_END.search(squeeze(plain))]
    return next((match[1] for match in found if match), None)


_MONEY_IN_BRACKETS = re.compile("(?<![0-9億百万千])(億円|百万円|万円|千円|円)$")
_MONEY_AT_END = re.compile("(?<![0-9億百万千])(億円|百万円|万円|千円|(?<=_)円)$")


def tax_of(heading: str | None) -> str | None:
    """Whether amounts under a heading are with consumption tax: "included", "excluded", None where it does not say."""
    plain = squeeze(heading)
    found = {
        "included": re.search("税込|税込み|消費税を?含む|内税", plain),
        "excluded": re.search("税抜|税別|消費税を?除く|外税", plain),
    }
    named = [kind for kind, match in found.items() if match]
    return named[0] if len(named) == 1 else None
