"""Which municipality a row of a ledger means, and who manages the bridge."""

from collections import Counter

import pandas as pd

from analysis.ledger.listing import Listing
from japan import cells, facilities, lg_code
from japan.names import Found, NotUnderstood, Places

OWN_PREFECTURE = {"都道府県", "都", "道", "府", "県"}
OWN_MUNICIPALITY = {"市区町村", "市町村", "市町", "市", "区", "町", "村", "政令市", "政令指定都市"}
ASKED = ["location_code", "location_name", "prefecture_name"]

Manager = tuple[str | None, str | None]  # its code, its kind


def known_places(municipalities: pd.DataFrame, home: str | None) -> Places:
    """The municipalities to choose from. municipalities: lg_code, prefecture_name, municipality_name; where there is a column
    former_code, rows that have one are former names and codes of the municipality."""
    former = municipalities["former_code"] if "former_code" in municipalities else pd.Series(dtype=object)
    is_former = former.reindex(municipalities.index).notna()
    today = municipalities.loc[~is_former, ["lg_code", "prefecture_name", "municipality_name"]]
    once = municipalities[is_former]
    return Places.of(
        today.itertuples(index=False, name=None),
        home,
        zip(once.get("former_code", ()), once["municipality_name"], once["lg_code"], strict=True),
    )


def locations(
    rows: pd.DataFrame, places: Places, default: str | None, listing: Listing
) -> tuple[pd.Series, list[str]]:
    """lg_code of the rows whose municipality is known, and notes on those understood otherwise than written; the others are listed
    as dropped."""
    known = {
        (code, name, prefecture): _location(code, name, prefecture, places, default)
        for code, name, prefecture in rows[ASKED].drop_duplicates().to_numpy()
    }
    found: dict[int, str] = {}
    notes: Counter[str] = Counter()
    for row, *asked in rows[ASKED].itertuples():
        place, field, reason = known[tuple(asked)]
        if place:
            found[row] = place.lg_code
            notes[place.note_ja] += 1
        else:
            listing.drop(row, listing.label(field) or "市区町村", asked[ASKED.index(field)], reason)
    return pd.Series(found, dtype="str"), [
        f"{note}（{count:,}行）。" for note, count in notes.items() if note
    ]


def _location(
    code: str, name: str, prefecture_name: str, places: Places, default: str | None
) -> tuple[Found | None, str, str]:
    """The municipality of a row, or the field that does not say it, and why."""
    try:
        found = places.find(code, name, prefecture_name, default)
    except NotUnderstood as error:
        return None, "location_code" if error.is_code else "location_name", str(error)
    return found, "location_name", "市区町村が分かりません"


def managers(
    names: pd.Series, location: pd.Series, places: Places, listing: Listing
) -> tuple[list[str | None], list[str | None]]:
    """manager_lg_code and manager_kind of each row; a name that tells neither is listed."""
    known: dict[tuple[str, str], Manager | str] = {}
    found: list[Manager] = []
    for row, name, place in zip(names.index, names, location, strict=True):
        if (name, place) not in known:
            try:
                known[name, place] = _manager(name, place, places)
            except ValueError as error:
                known[name, place] = str(error)
        answer = known[name, place]
        if isinstance(answer, str):
            listing.blank(row, listing.label("manager_name"), name, answer)
        found.append((None, None) if isinstance(answer, str) else answer)
    return [code for code, _ in found], [kind for _, kind in found]


def _manager(name: str, location: str, places: Places) -> Manager:
    """Code and kind of a manager by its name, for a bridge in `location`. Raises ValueError when unknown."""
    text = cells.known_text(name)
    if not text:
        return None, None
    if kind := facilities.manager_kind(text):
        return None, kind
    if text in OWN_PREFECTURE:
        return lg_code.of_prefecture(location[:2]), "prefecture"
    if text in OWN_MUNICIPALITY:
        return location, _municipal_kind(location)
    prefecture = places.prefecture(text)
    try:
        found = places.by_text(text, prefecture or location[:2])
    except ValueError as error:
        if prefecture is None:
            raise ValueError("管理者として読めません") from error
        return lg_code.of_prefecture(prefecture), "prefecture"
    return found, _municipal_kind(found or "")


def _municipal_kind(code: str) -> str:
    return "designated_city" if lg_code.is_of_designated_city(code) else "municipality"
