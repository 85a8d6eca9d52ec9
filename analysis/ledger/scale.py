"""What a file says of the signs of its ratings: 5：健全 … 1：危険, （Aが健全）, 数字が大きいほど良い.

official(cells, label, texts)     the ratings as Ⅰ–Ⅳ where a legend gives each sign one of the four stages; none where it shows another scale
"""

import re
from collections.abc import Iterable

import pandas as pd

from japan import cells

ROMAN = {"健全": "Ⅰ", "予防保全": "Ⅱ", "早期措置": "Ⅲ", "緊急措置": "Ⅳ"}
GOOD = "健全|良好|良い|良|異常な(?:し|い)|問題な(?:し|い)|損傷な(?:し|い)"
BAD = "緊急措置|緊急|危険|重大|不良|悪い|悪|要更新|要改築|使用不可|架替"
_WORD = rf"(?P<word>予防保全|早期措置|緊急措置|不健全|{GOOD}|{BAD})(?![度性])"
_SIGN = r"(?<![0-9a-z.=:→])(?P<sign>[0-9]|[a-e])"
_LEGEND = (
    re.compile(rf"{_SIGN}(?:\)|[:=.、,が→\-・])*{_WORD}"),
    re.compile(rf"{_WORD}(?:段階)?(?:\(|[:=が→]|なものを?が?)+(?P<sign>[0-9]|[a-e])(?![0-9a-z])"),
)
_MORE_IS_BETTER = re.compile(r"(?:数字?値?|点数?|値)?が?(?:大き|高)いほど、?(?:状態が)?(?:健全|良|よ)")
DIGITS, LETTERS = re.compile(r"[0-9](?:\.0)?"), re.compile(r"[a-e]")
NOT_INSPECTED = "8"  # in xROAD


def legend(texts: Iterable[str]) -> dict[str, set[str]]:
    """Sign → what the texts say it stands for."""
    found: dict[str, set[str]] = {}
    for text in texts:
        plain = cells.squeeze(text).lower()
        for pattern in _LEGEND:
            for match in pattern.finditer(plain):
                found.setdefault(match["sign"], set()).add(match["word"])
        if _MORE_IS_BETTER.search(plain):
            found.setdefault("5", set()).add("健全")
    return found


def official(column: pd.Series, label: str, texts: Iterable[str]) -> tuple[pd.Series, list[str]]:
    """Ratings in digits or letters by the legend in texts, and a note: as Ⅰ–Ⅳ, or blank where the scale is another one."""
    known = legend([label, *texts])
    plain = column.map(cells.known_text)
    notes = []
    for signs in (DIGITS, LETTERS):
        own = {sign: words for sign, words in known.items() if signs.fullmatch(sign)}
        is_rated = plain.map(lambda cell, signs=signs: signs.fullmatch(cell) is not None)
        is_rated &= plain.str[:1] != NOT_INSPECTED
        used = set(plain[is_rated].str[:1])
        if not own or not used:
            continue
        stages = {
            sign: ROMAN[next(iter(words))]
            for sign, words in own.items()
            if len(words) == 1 and words <= ROMAN.keys()
        }
        listed = "、".join(f"{sign.upper()}：{'・'.join(sorted(own[sign]))}" for sign in sorted(own))
        if used <= stages.keys() and len(set(stages.values())) == len(ROMAN):
            if signs is LETTERS or stages != dict(zip("1234", ROMAN.values(), strict=True)):
                column = column.mask(is_rated, plain.str[:1].map(stages))
                notes.append(f"「{label}」は、ファイルの凡例（{listed}）のとおりに判定区分Ⅰ〜Ⅳとしました。")
        elif signs is LETTERS or _is_another(own):
            column = column.mask(is_rated, "")
            notes.append(
                f"「{label}」は、ファイルの凡例（{listed}）によれば判定区分Ⅰ〜Ⅳとは別の尺度なので、取り込みません。"
            )
    return column, notes


def _is_another(own: dict[str, set[str]]) -> bool:
    """Whether a legend of digits is not that of the four categories, of which 1 is sound and 4 urgent."""
    good = {int(sign) for sign, words in own.items() if any(re.fullmatch(GOOD, word) for word in words)}
    bad = {int(sign) for sign, words in own.items() if any(re.fullmatch(BAD, word) for word in words)}
    return bool(good - {1} or bad & {0, 1} or any(int(sign) not in (1, 2, 3, 4) for sign in own))
