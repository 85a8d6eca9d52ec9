"""Which column is which, told from the headings over them: names and patterns are declared, every pair is scored, no heading is
used twice."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache

from japan import calendar, cells

# The name itself, another name, a pattern (less per place in the list, less when only a part of the heading is it), the name
# among other words.
LABEL, OTHER_NAME, PATTERN, PATTERN_IN_PART, LATER_PATTERN, AMONG_WORDS = 300, 200, 100, 90, 10, 5
MAX_PATTERNS = 9
_BRACKETED = r"[(\[【<「].*?[)\]】>」]"
_BRACKETS = r"[()\[\]【】<>「」]"
# What in brackets makes a heading that of another column: a reading, a former round, a plan.
_ANOTHER = re.compile(
    r"カナ|かな|フリ|ふり|よみ|読み|ヨミ|ローマ|英語|英字|旧|前回|前々回|初回|次回|次期|予定|計画"
)
_ROUND = re.compile(
    r"(?<![a-z])(?P<era>令和|平成|昭和|[rhs])\.?(?P<of_era>元|[0-9]{1,2})(?![0-9])(?:年度?)?|(?P<year>(?:19|20)[0-9]{2})(?:年度?)?"
    r"|第(?P<turn>[1-9])[回巡]目?|(?<![0-9])(?P<of_turns>[1-9])[回巡]目"
)
_UNDATED = 9_999  # a heading without a year beside dated ones is taken for today's


@dataclass(frozen=True)
class Heading:
    """What the heading of one column may be.

    label, also: names; blanks, width variants and what stands in brackets do not count, unless `never` finds it there. patterns: regular expressions of headings
    seen in practice, in small letters and without underscores, the most telling first. never: a pattern of headings that only look
    like it.
    """

    label: str = ""
    also: tuple[str, ...] = ()
    patterns: tuple[str, ...] = ()
    never: str = "$^"


@dataclass(frozen=True)
class _Written:
    """A heading as a file has it. names: the whole and its parts, as names are compared; bare, parts: as patterns are; full: with
    what stands in brackets.

    preference: western years are preferred to eras, which are easier to misread. order: of headings that fit equally well the
    higher one is meant: the newest round of inspections, then amounts with tax.
    """

    names: tuple[str, ...]
    bare: str
    full: str
    parts: tuple[str, ...]
    brackets: tuple[str, ...]
    is_another: bool
    preference: int
    order: tuple[int, int]

    @classmethod
    def of(cls, heading: str) -> "_Written":
        names = [name for part in (heading, *heading.split("_")) if (name := _name(part))]
        plain = re.sub(r"[※★*●○.。]|\(必須\)|\(任意\)", "", cells.squeeze(heading).lower())
        plain = re.sub(r"^[(\d.)]+(?=\D)(?![回巡]目)", "", plain.replace("橋りょう", "橋梁"))
        undated = re.sub(r"^_|_$", "", _ROUND.sub("", plain).replace("()", "")) or plain
        bare = re.sub(_BRACKETED, "", undated)
        parts = re.split(r"[_/・:]", re.sub(r"(?<=[a-z])_(?=[a-z])", "", bare))
        tax = cells.tax_of(plain)
        return cls(
            tuple(names),
            bare,
            re.sub(_BRACKETS, "", undated),
            tuple(filter(None, parts)),
            tuple(re.findall(_BRACKETED, plain)),
            any(_ANOTHER.search(one) for one in re.findall(_BRACKETED, plain)),
            ("西暦" in plain) - ("和暦" in plain),
            (max(years_in(plain), default=_UNDATED), (tax == "included") - (tax == "excluded")),
        )


def assign(wanted: Mapping[str, Heading], headings: Iterable[str]) -> dict[str, str | None]:
    """For each key the heading that fits best, None where none does; no heading is used twice.

    Of headings that fit equally well that of the newest round counts (判定区分(R5) before (H30)), 税込 before 税抜, and the name that is
    declared first.
    """
    mapping: dict[str, str | None] = dict.fromkeys(wanted)
    used: set[str] = set()
    for key, heading in _by_fit(wanted, headings):
        if mapping[key] is None and heading not in used:
            mapping[key] = heading
            used.add(heading)
    return mapping


def choices(wanted: Mapping[str, Heading], headings: Iterable[str]) -> dict[str, list[str]]:
    """For each key all headings that fit, the best first."""
    found: dict[str, list[str]] = {key: [] for key in wanted}
    for key, heading in _by_fit(wanted, headings):
        found[key].append(heading)
    return found


def _by_fit(wanted: Mapping[str, Heading], headings: Iterable[str]) -> list[tuple[str, str]]:
    found = scores(wanted, headings)
    written = {heading: _Written.of(heading) for _, heading in found}

    def fit(pair: tuple[str, str]) -> tuple[int, ...]:
        key, heading = pair
        return (found[pair], *written[heading].order, -_place(wanted[key], written[heading]))

    return sorted(found, key=fit, reverse=True)


def _place(wanted: Heading, written: _Written) -> int:
    """Where a name stands among the other names that are declared."""
    return next((at for at, other in enumerate(wanted.also) if _name(other) in written.names), 0)


def years_in(text: str) -> list[int]:
    """The years that a heading or the name of a sheet carries: 2018 for H30, 平成30年度, 2018; 2 for 2巡目, older than any year."""
    plain = cells.squeeze(text).lower()
    return [
        int(turn)
        if (turn := found["year"] or found["turn"] or found["of_turns"])
        else calendar.counted_year(found["era"], found["of_era"])
        for found in _ROUND.finditer(plain)
    ]


def scores(wanted: Mapping[str, Heading], headings: Iterable[str]) -> dict[tuple[str, str], int]:
    """How well headings fit, by (key, heading), in the order of both; pairs that do not fit are left out."""
    written = {heading: _Written.of(heading) for heading in headings}
    found = {
        (key, heading): max(_score_of_names(one, plain), _score_of_patterns(one, plain))
        for key, one in wanted.items()
        for heading, plain in written.items()
    }
    return {pair: score for pair, score in found.items() if score}


def matches(pattern: re.Pattern[str], heading: str) -> bool:
    """Whether a heading, or a part of it, is what a pattern of headings says; a quick look before they are scored."""
    written = _Written.of(heading)
    return any(map(pattern.fullmatch, ("".join(written.parts), written.full, *written.parts)))


def _score_of_names(wanted: Heading, written: _Written) -> int:
    if any(_compiled(wanted.never).search(one) for one in written.brackets):
        return 0  # 完了日（予定） is no 完了日
    label = _name(wanted.label)
    if label and label in written.names:
        return LABEL
    if any(_name(other) in written.names for other in wanted.also):
        return OTHER_NAME
    is_among = len(label) > 1 and any(label in name for name in written.names)
    plain = written.bare or written.full
    return AMONG_WORDS if is_among and not _compiled(wanted.never).search(plain) else 0


def _score_of_patterns(wanted: Heading, written: _Written) -> int:
    if not written.bare or written.is_another or _compiled(wanted.never).search(written.bare):
        return 0
    for at, pattern in enumerate(map(_compiled, wanted.patterns)):
        is_whole = pattern.fullmatch("".join(written.parts)) or pattern.fullmatch(written.full)
        if is_whole or any(pattern.fullmatch(part) for part in written.parts):
            return (PATTERN if is_whole else PATTERN_IN_PART) - LATER_PATTERN * at + written.preference
    return 0


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    """A declared pattern; there are more of them than `re` keeps compiled."""
    return re.compile(pattern)


@lru_cache(5_000)
def _name(heading: str) -> str:
    """A heading without blanks, line breaks, width variants, marks, and what stands in brackets."""
    plain = cells.squeeze(heading).lower().translate(cells.TYPED_DASHES)
    return re.sub(rf"{_BRACKETED}|[※★*●○◎■]", "", plain) or plain
