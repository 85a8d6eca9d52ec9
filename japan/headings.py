"""Which column is which, told from the headings over them: names and patterns are declared, every pair is scored, no heading is
used twice."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from japan import cells

# The name itself, another name, a pattern (less per place in the list, less when only a part of the heading is it), the name
# among other words.
LABEL, OTHER_NAME, PATTERN, PATTERN_IN_PART, LATER_PATTERN, AMONG_WORDS = 300, 200, 100, 90, 10, 5
MAX_PATTERNS = 9
_BRACKETED = r"[(\[【<「].*?[)\]】>」]"


@dataclass(frozen=True)
class Heading:
    """What the heading of one column may be.

    label, also: names; blanks, width variants and what stands in brackets do not count. patterns: regular expressions of headings
    seen in practice, in small letters and without underscores, the most telling first. never: a pattern of headings that only look
    like it.
    """

    label: str = ""
    also: tuple[str, ...] = ()
    patterns: tuple[str, ...] = ()
    never: str = "$^"


@dataclass(frozen=True)
class _Written:
    """A heading as a file has it. names: the whole and its parts, as names are compared; bare, parts: as patterns are.

    preference: western years are preferred to eras, which are easier to misread.
    """

    names: tuple[str, ...]
    bare: str
    parts: tuple[str, ...]
    preference: int

    @classmethod
    def of(cls, heading: str) -> "_Written":
        names = [name for part in (heading, *heading.split("_")) if (name := _name(part))]
        plain = re.sub(r"[※★*●○.。]|\(必須\)|\(任意\)", "", cells.squeeze(heading).lower())
        plain = re.sub(r"^[(\d.)]+(?=\D)", "", plain.replace("橋りょう", "橋梁"))
        bare = re.sub(_BRACKETED, "", plain)
        parts = re.split(r"[_/・:]", re.sub(r"(?<=[a-z])_(?=[a-z])", "", bare))
        return cls(tuple(names), bare, tuple(filter(None, parts)), ("西暦" in plain) - ("和暦" in plain))


def assign(wanted: Mapping[str, Heading], headings: Iterable[str]) -> dict[str, str | None]:
    """For each key the heading that fits best, None where none does; no heading is used twice."""
    mapping: dict[str, str | None] = dict.fromkeys(wanted)
    used: set[str] = set()
    for (key, heading), _ in sorted(scores(wanted, headings).items(), key=lambda item: -item[1]):
        if mapping[key] is None and heading not in used:
            mapping[key] = heading
            used.add(heading)
    return mapping


def scores(wanted: Mapping[str, Heading], headings: Iterable[str]) -> dict[tuple[str, str], int]:
    """How well headings fit, by (key, heading), in the order of both; pairs that do not fit are left out."""
    written = {heading: _Written.of(heading) for heading in headings}
    found = {
        (key, heading): max(_score_of_names(one, plain), _score_of_patterns(one, plain))
        for key, one in wanted.items()
        for heading, plain in written.items()
    }
    return {pair: score for pair, score in found.items() if score}


def _score_of_names(wanted: Heading, written: _Written) -> int:
    label = _name(wanted.label)
    if label and label in written.names:
        return LABEL
    if any(_name(other) in written.names for other in wanted.also):
        return OTHER_NAME
    return AMONG_WORDS if len(label) > 1 and any(label in name for name in written.names) else 0


def _score_of_patterns(wanted: Heading, written: _Written) -> int:
    if not written.bare or re.search(wanted.never, written.bare):
        return 0
    for at, pattern in enumerate(wanted.patterns):
        is_whole = re.fullmatch(pattern, "".join(written.parts))
        if is_whole or any(re.fullmatch(pattern, part) for part in written.parts):
            return (PATTERN if is_whole else PATTERN_IN_PART) - LATER_PATTERN * at + written.preference
    return 0


def _name(heading: str) -> str:
    """A heading without blanks, line breaks, width variants, marks, and what stands in brackets."""
    plain = cells.squeeze(heading).lower().translate(cells.TYPED_DASHES)
    return re.sub(rf"{_BRACKETED}|[※★*●○◎■]", "", plain) or plain
