"""Requests, patrols and works as lists have them, made what may be shown: words become declared ones, free text does not stay.

settled_together(tables, wheres, additions)    what a form's `settle` returns

It runs where a file is read, so that sentences, names, telephone and house numbers never reach the session, a cache or a file.
"""

import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from analysis import request_words as words
from japan.cells import angles, known_text, squeeze

LATITUDES, LONGITUDES = (20.0, 46.0), (122.0, 154.0)
SOURCES = ("通報", "電話・窓口", "巡回", "作業", words.OTHER)
_SOURCES = (
    ("巡回", r"巡回|巡視|パトロール|点検|patrol"),
    ("作業", r"作業|施工|工事|直営"),
    ("電話・窓口", r"電話|窓口|来庁|来所|口頭|メール|文書|要望書|phone"),
    ("通報", r"通報|アプリ|LINE|ウェブ|Web|投稿|スマ|app"),
)
REMARKED = 200  # rows with a word each; of more only the number is told


@dataclass
class Settled:
    """rows: as the form's; dropped: row → why it is left out; notes: row, column key, and what was understood."""

    rows: pd.DataFrame
    dropped: dict[int, str] = field(default_factory=dict)
    notes: list[tuple[int, str, str]] = field(default_factory=list)


def settled_together(
    tables: Sequence[pd.DataFrame], wheres: Sequence[str], additions: Collection[int]
) -> list[Settled]:
    """The requests of lists that are read together; for each list its own."""
    return [settled(one) for one in tables]


def settled(rows: pd.DataFrame) -> Settled:
    """The requests of one list. rows: index = row numbers of a sheet; columns of the form, and content, reply, position (texts)."""
    notes: list[tuple[int, str, str]] = []
    kind, word = _kinds(rows)
    raw = {key: rows[key].astype(object).where(rows[key].notna(), None) for key in rows}
    status = _known(raw["status"], words.status_of)
    road = _known(raw["road_class"], words.class_of)
    told_by_route = _known(raw["route"], words.class_of)
    action = _known(raw["action"], words.action_of)
    latitude, longitude = _positions(rows)
    result = rows.assign(
        number=_known(raw["number"], words.number_of),
        kind=kind,
        kind_word=word,
        status=status,
        road_class=road.where(road.notna(), told_by_route),
        route=_known(raw["route"], words.route_of),
        place=_known(raw["place"], words.place_of),
        crew=_known(raw["crew"], words.crew_of),
        action=action.where(action.notna(), _known(raw["reply"], words.action_of)),
        source=_known(raw["source"], source_of),
        photo=_known(raw["photo"], _link),
        latitude=latitude,
        longitude=longitude,
    )
    for key, label in (("status", "状態として"), ("road_class", "道路の区分として"), ("crew", "班・会社として"), ("number", "受付番号として"), ("route", "路線として")):  # fmt: skip
        notes += _unread(rows, result, key, f"{label}読めないので空欄にしました")
    notes += _unplaced(rows, latitude)
    return Settled(result.astype({key: rows[key].dtype for key in rows}), {}, notes)


def _kinds(rows: pd.DataFrame) -> tuple[pd.Series, pd.Series]:
    """The kind of each row and the word that told it: by its own column, else by what is told in sentences; OTHER where neither tells."""
    own = _known(rows["kind"], words.kind_of)
    told = _known(rows["content"], words.kind_of)
    found = own.where(own.notna(), told)
    named = _known(rows["kind"], words.word_of)
    kept = _known(rows["kind_word"], words.word_of) if "kind_word" in rows else None
    kind = found.map(lambda one: words.OTHER if one is None else one[0])
    word = found.map(lambda one: None if one is None else one[1])
    word = word.where(word.notna(), named)
    return kind, word if kept is None else kept.where(kept.notna(), word)


def source_of(text: str) -> str | None:
    """How a list came to know of something, of SOURCES; None where a word tells none."""
    plain = squeeze(text)
    if plain in SOURCES:
        return plain
    return next((name for name, pattern in _SOURCES if re.search(pattern, plain, re.IGNORECASE)), None)


def _link(text: str) -> str | None:
    plain = text.strip()
    return plain if re.fullmatch(r"https?://[^\s@]{3,400}", plain) else None


def _known(cells: pd.Series, meaning: Callable[[str], object]) -> pd.Series:
    """What each cell means, None where blank or not known; cells that come again are looked at once."""
    codes, distinct = pd.factorize(cells)
    values = np.empty(len(distinct) + 1, dtype=object)  # the last, which the code -1 is, stays None
    values[:-1] = [None] * len(distinct)
    for at, cell in enumerate(distinct):
        values[at] = meaning(str(cell))
    return pd.Series(values[codes], cells.index, dtype=object)


def _positions(rows: pd.DataFrame) -> tuple[pd.Series, pd.Series]:
    """Latitude and longitude, from one cell where they have none of their own; in Japan either order tells which is which."""
    latitude, longitude = rows["latitude"].copy(), rows["longitude"].copy()
    pairs = _known(rows["position"], _pair)
    is_told = pairs.notna() & latitude.isna()
    latitude = latitude.mask(is_told, pairs[is_told].map(lambda pair: pair[0]).astype("float64"))
    longitude = longitude.mask(is_told, pairs[is_told].map(lambda pair: pair[1]).astype("float64"))
    is_half = latitude.isna() | longitude.isna()
    return latitude.mask(is_half), longitude.mask(is_half)


def _unplaced(rows: pd.DataFrame, latitude: pd.Series) -> list[tuple[int, str, str]]:
    """A word on cells of a position, or of half of one, that gave none."""
    notes = []
    for key in ("position", "latitude", "longitude"):
        said = rows.loc[latitude.isna().to_numpy() & rows[key].notna().to_numpy(), key]
        if key == "position":  # a dash and 不明 say that there is none
            said = said[[known_text(str(cell)) != "" for cell in said]]
        lost = said.index
        notes += [(int(row), key, "位置として読めないので空欄にしました") for row in lost[:REMARKED]]
        if len(lost) > REMARKED:
            rest = f"位置として読めないので空欄にしました（ほかに{len(lost) - REMARKED:,}行）"
            notes.append((int(lost[REMARKED]), key, rest))
    return notes


def _pair(text: str) -> tuple[float, float] | None:
    found = angles(text)
    if len(found) != 2:
        return None
    for latitude, longitude in (found, found[::-1]):
        if _within(latitude, LATITUDES) and _within(longitude, LONGITUDES):
            return latitude, longitude
    return None


def _within(value: float, bounds: tuple[float, float]) -> bool:
    return bounds[0] <= value <= bounds[1]


def _unread(before: pd.DataFrame, after: pd.DataFrame, key: str, what: str) -> list[tuple[int, str, str]]:
    """A word on cells that had a text and have no meaning; the text itself is not repeated."""
    lost = before.index[before[key].notna().to_numpy() & after[key].isna().to_numpy()]
    notes = [(int(row), key, what) for row in lost[:REMARKED]]
    if len(lost) > REMARKED:
        rest = f"{what}（ほかに{len(lost) - REMARKED:,}行）"
        notes.append((int(lost[REMARKED]), key, rest))
    return notes
