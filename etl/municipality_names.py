"""Which municipality or prefecture is meant: by code, or by name as files print it.

The code list of the snapshot (総務省 全国地方公共団体コード) ships with the project, so no database is needed.
"""

import difflib
from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pandas as pd

from etl import snapshot
from japan import lg_code
from japan.characters import fold
from japan.names import short_prefecture, without_county

SNAPSHOT = Path(__file__).parents[1] / "data" / "snapshot"
CODES, FORMER = SNAPSHOT / "mic_lg_codes.parquet", SNAPSHOT / "former_municipalities.parquet"


class NoSuchPlace(Exception):
    """A code or name that stands for no place, or for several; the message says which, in Japanese."""


@dataclass(frozen=True)
class Place:
    """A municipality, or a prefecture (then `municipality_name` is empty)."""

    lg_code: str
    prefecture_name: str
    municipality_name: str

    @property
    def is_prefecture(self) -> bool:
        return not self.municipality_name


@cache
def known() -> pd.DataFrame:
    """lg_code, prefecture_name, municipality_name, former_code: every municipality (former_code null) and every former one, under
    its own name, with the code of the municipality of today."""
    today = snapshot.part(CODES, pd.read_parquet)[["lg_code", "prefecture_name", "municipality_name"]]
    former = snapshot.part(FORMER, pd.read_parquet)[["former_code", "former_name", "lg_code"]]
    former = former.drop_duplicates().rename(columns={"former_name": "municipality_name"})
    return pd.concat([today, former], ignore_index=True)


def places() -> dict[str, Place]:
    """Every municipality and prefecture by code."""
    return _index()[0]


def prefecture(name: object) -> str | None:
    """The name of the prefecture a text names (青森県, 青　森　県, 青森), or None."""
    return _index()[1].get(fold(name).strip("【】[]()〔〕<>《》〈〉■●○◎・"))


def by_code(digits: str) -> Place | None:
    """The place of a five- or six-digit code, old codes brought up to date; None when there is none."""
    if len(digits) == 5:
        digits = lg_code.from_five(digits)
    return places().get(lg_code.current(digits))


def by_name(name: object, prefecture_name: str | None = None) -> Place:
    """The municipality of that name, in a prefecture where one is given.

    A prefecture or county before the name (北海道函館市, 空知郡南幌町) is understood. Raises NoSuchPlace when nothing or more
    than one municipality answers.
    """
    found = _candidates(fold(name), prefecture_name)
    if len(found) == 1:
        return found[0]
    where = f"{prefecture_name}に" if prefecture_name else ""
    if found:
        several = "、".join(f"{place.prefecture_name}{place.municipality_name}" for place in found)
        raise NoSuchPlace(f"同じ名前の団体が複数あります（{several}）。都道府県か団体コードが必要です。")
    elsewhere = _candidates(fold(name), None)
    if elsewhere:
        others = "、".join(f"{place.prefecture_name}{place.municipality_name}" for place in elsewhere)
        raise NoSuchPlace(f"{where}この名前の団体はありません（ほかの都道府県には{others}があります）。")
    near = nearest(name, prefecture_name)
    hint = f"近い名前：{'、'.join(near)}。" if near else ""
    raise NoSuchPlace(f"{where}この名前の団体はありません（合併で無くなった団体は使えません）。{hint}")


def nearest(name: object, prefecture_name: str | None = None) -> list[str]:
    """Up to three names of municipalities like the given one."""
    known = {
        place.municipality_name
        for place in places().values()
        if not place.is_prefecture and prefecture_name in (None, place.prefecture_name)
    }
    return difflib.get_close_matches(fold(name), sorted(known), n=3, cutoff=0.5)


def _candidates(name: str, prefecture_name: str | None) -> list[Place]:
    by_folded = _index()[2]
    for tried in (name, without_county(name)):
        found = [
            place for place in by_folded.get(tried, []) if prefecture_name in (None, place.prefecture_name)
        ]
        if found:
            return found
    for printed, full in _index()[1].items():
        if printed == full and name.startswith(printed) and prefecture_name in (None, full):
            return _candidates(name.removeprefix(printed), full)
    return []


@cache
def _index() -> tuple[dict[str, Place], dict[str, str], dict[str, list[Place]]]:
    """Places by code; prefectures by full and short name; municipalities by folded name, former names among them."""
    listed = snapshot.part(CODES, pd.read_parquet)
    columns = (listed[name] for name in ("lg_code", "prefecture_name", "municipality_name"))
    by_lg_code = {row[0]: Place(*row) for row in zip(*columns, strict=True)}
    prefectures: dict[str, str] = {}
    for code, name in sorted({(code[:2], place.prefecture_name) for code, place in by_lg_code.items()}):
        own = lg_code.of_prefecture(code)
        by_lg_code[own] = Place(own, name, "")
        prefectures |= {name: name, short_prefecture(name): name}
    by_folded: defaultdict[str, list[Place]] = defaultdict(list)
    for place in by_lg_code.values():
        if not place.is_prefecture:
            by_folded[fold(place.municipality_name)].append(place)
    for _, former, code in lg_code.RENAMED:
        if by_lg_code[code] not in by_folded[fold(former)]:
            by_folded[fold(former)].append(by_lg_code[code])
    return by_lg_code, prefectures, by_folded
