"""A whole ledger in our columns, with the list of what was not taken over.

Cells are texts. What cannot be read for certain becomes null and is listed with its reason; a row is left out only when it
names no bridge or no municipality, or repeats a bridge or a heading.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

import pandas as pd

from analysis.ledger.cells import degrees, lengths_of, rating, years_until
from analysis.ledger.listing import Listing
from analysis.ledger.places import known_places, locations, managers
from japan import tables
from japan.cells import known_text
from japan.facilities import BRIDGE, LATITUDES, LONGITUDES
from japan.names import Places

TEXTS = ["bridge_id", "bridge_name", "route_name", "structure_ja"]
SAME = ["bridge_id", "bridge_name", "route_name", "location_lg_code"]  # of one bridge
FOREIGN_SCALE_SHARE = 0.05  # more numbers than this beyond 1–4: the column is some other scale (1–5, 0–100)


@dataclass(frozen=True)
class Ledger:
    """A ledger in our columns.

    bridges: the columns of `facilities.BRIDGE`. dropped: what was not taken over, columns row, column, cell, reason_ja (a whole
    sentence) and is_row_dropped (else the cell alone became null, or the number was made distinct). notes_ja: what was
    understood otherwise than written.
    """

    bridges: pd.DataFrame
    dropped: pd.DataFrame
    notes_ja: tuple[str, ...]


def tidy(
    rows: pd.DataFrame,
    mapping: Mapping[str, str | None],
    municipalities: pd.DataFrame,
    default_lg_code: str | None = None,
    *,
    as_of: date,
) -> Ledger:
    """The ledger in our columns, with a list of what was not taken over.

    rows: texts, indexed by the file's row numbers. mapping: field → label of `rows`; fields may be left out.
    municipalities: as `known_places` takes them. default_lg_code: the municipality of rows that name none; its
    prefecture decides between municipalities of one name (a prefecture's code, 350001, does only that). as_of: the day the
    ledger describes; later years are impossible.

    A cell that cannot be read becomes null and is listed. Of rows with the same number, name, route and municipality the
    latest inspection stays; where only the number is the same, it is made distinct.
    """
    listing = Listing(mapping)
    known = known_places(municipalities, default_lg_code[:2] if default_lg_code else None)
    default = default_lg_code if default_lg_code in known.names else None
    named = _named(_fields(rows, mapping), listing)
    location, place_notes = locations(named, known, default, listing)
    bridges, notes = _read(named.loc[location.index], location, known, as_of, listing)
    bridges = _numbered(_once(bridges, listing))
    return Ledger(bridges.reset_index(drop=True), listing.table(), (*place_notes, *notes))


def _fields(rows: pd.DataFrame, mapping: Mapping[str, str | None]) -> pd.DataFrame:
    """One column of stripped texts per field; empty texts where nothing is mapped."""
    columns = {
        field.name: rows[label].fillna("").astype(str).str.strip()
        if (label := mapping.get(field.name))
        else pd.Series("", index=rows.index, dtype="str")
        for field in BRIDGE.fields
    }
    return pd.DataFrame(columns, index=rows.index)


def _named(rows: pd.DataFrame, listing: Listing) -> pd.DataFrame:
    """The rows that stand for a bridge: no blanks, totals or repeated headings."""
    label = listing.label("bridge_name") or listing.label("bridge_id")
    headings = {field: name for field, name in listing.mapping.items() if name}
    keep = []
    for row, one in zip(rows.index, rows.to_dict("records"), strict=True):
        name, number = one["bridge_name"], one["bridge_id"]
        is_heading = len(headings) > 1 and all(one[field] in ("", text) for field, text in headings.items())
        if not known_text(name) and not known_text(number):
            listing.drop(row, label, name or number, "橋の名前にも番号にもなりません")
        elif tables.is_total(name) or tables.is_total(number):
            listing.drop(row, label, name or number, "集計の行です")
        elif is_heading:
            listing.drop(row, label, name or number, "見出しの繰り返しです")
        else:
            keep.append(row)
    return rows.loc[keep]


def _read(
    rows: pd.DataFrame, location: pd.Series, known: Places, as_of: date, listing: Listing
) -> tuple[pd.DataFrame, list[str]]:
    """What the cells say, in the columns and types of every bridge, and notes."""

    def read(field: str, parse: Callable[[str], object]) -> pd.Series:
        return _values(rows[field], parse, listing)

    years = years_until(as_of)
    lengths = {
        name: lengths_of(BRIDGE.column(name), listing.mapping.get(name)) for name in ("length_m", "width_m")
    }
    latitude, longitude, notes = _positions(rows, listing)
    ratings, rating_notes = _ratings(rows["soundness_category"], listing)
    manager_lg_code, manager_kind = managers(rows["manager_name"], location, known, listing)
    values = {
        **{name: rows[name].where(rows[name].map(known_text) != "") for name in TEXTS},
        "manager_lg_code": pd.Series(manager_lg_code, rows.index, dtype=object),
        "manager_kind": pd.Series(manager_kind, rows.index, dtype=object),
        "location_lg_code": location,
        "built_fiscal_year": read("built_fiscal_year", years),
        **{name: read(name, parse) for name, parse in lengths.items()},
        "soundness_category": ratings,
        "inspection_fiscal_year": read("inspection_fiscal_year", years),
        "latitude": latitude,
        "longitude": longitude,
    }
    return pd.DataFrame(values)[list(BRIDGE.dtypes)].astype(BRIDGE.dtypes), [*notes, *rating_notes]


def _values(column: pd.Series, parse: Callable[[str], object], listing: Listing) -> pd.Series:
    """What each cell of a field says; null and listed where `parse` raises ValueError."""
    values: dict[str, object] = {}
    reasons: dict[str, str] = {}
    for cell in column.unique():
        try:
            values[cell] = parse(cell)
        except ValueError as error:
            reasons[cell] = str(error)
    unread = column[column.isin(list(reasons))]
    for row, cell in zip(unread.index, unread, strict=True):
        listing.blank(row, listing.label(str(column.name)), cell, reasons[cell])
    return column.map(lambda cell: values.get(cell)).astype(object)


def _positions(rows: pd.DataFrame, listing: Listing) -> tuple[pd.Series, pd.Series, list[str]]:
    """Latitude, longitude, and a note where they stood in each other's column. Both are known or neither."""
    first = _values(rows["latitude"], degrees, listing).astype("float64")
    second = _values(rows["longitude"], degrees, listing).astype("float64")
    is_swapped = first.between(*LONGITUDES) & second.between(*LATITUDES)
    latitude, longitude = second.where(is_swapped, first), first.where(is_swapped, second)
    is_placed = latitude.between(*LATITUDES) & longitude.between(*LONGITUDES)
    listed = listing.rows_of("latitude", "longitude")
    for row in rows.index[~is_placed & (first.notna() | second.notna())]:
        if row not in listed:
            both = "、".join(rows.loc[row, ["latitude", "longitude"]])
            label = f"{listing.label('latitude') or '緯度'}・{listing.label('longitude') or '経度'}"
            listing.blank(row, label, both, "日本の緯度・経度の組ではありません（平面直角座標は使えません）")
    notes = [f"緯度と経度が逆の{_rows(is_swapped)}は、入れ替えて取り込みます。"] if is_swapped.any() else []
    return latitude.where(is_placed), longitude.where(is_placed), notes


def _ratings(column: pd.Series, listing: Listing) -> tuple[pd.Series, list[str]]:
    """Ratings 1–4; none from plain numbers, with a note, when their column is of another scale."""
    numbers = column[
        column.map(lambda cell: re.fullmatch(r"[0-9]+(\.[0-9]+)?", known_text(cell)) is not None)
    ]
    is_foreign = numbers.map(lambda cell: float(known_text(cell)) not in (1, 2, 3, 4, 8)).astype(bool)
    if not len(numbers) or is_foreign.mean() <= FOREIGN_SCALE_SHARE:
        return _values(column, rating, listing), []
    note = (
        f"「{listing.label('soundness_category')}」には1〜4でない数（{numbers[is_foreign].iloc[0]} など）が多く、"
        "判定区分Ⅰ〜Ⅳとは別の尺度と見られるため、数字の欄は取り込みません。"
    )
    return _values(column.where(~column.index.isin(numbers.index), ""), rating, listing), [note]


def _once(bridges: pd.DataFrame, listing: Listing) -> pd.DataFrame:
    """Every bridge once, by its latest inspection."""
    numbered = bridges[bridges["bridge_id"].notna()]
    latest_first = numbered.sort_values("inspection_fiscal_year", ascending=False, kind="stable")
    is_repeated = latest_first.duplicated(SAME)
    first = latest_first[~is_repeated]
    row_of = dict(zip(map(tuple, first[SAME].astype(str).to_numpy()), first.index, strict=True))
    for row in latest_first.index[is_repeated]:
        other = row_of[tuple(numbered.loc[row, SAME].astype(str))]
        reason = f"{other}行目と同じ橋です（点検年度の新しい行か、先の行を使います）"
        listing.drop(row, listing.label("bridge_id"), str(numbered.at[row, "bridge_id"]), reason)
    return _distinct(bridges.drop(index=latest_first.index[is_repeated]), listing)


def _distinct(bridges: pd.DataFrame, listing: Listing) -> pd.DataFrame:
    """Other bridges of the same number get numbers of their own."""
    taken = set(bridges["bridge_id"].dropna())
    for row in bridges.index[bridges["bridge_id"].notna() & bridges["bridge_id"].duplicated()]:
        number = str(bridges.at[row, "bridge_id"])
        own = next(one for n in range(2, len(bridges) + 2) if (one := f"{number}（{n}）") not in taken)
        taken.add(own)
        bridges.loc[row, "bridge_id"] = own
        sentence = f"「{number}」は別の橋にも付いています。「{own}」として取り込みます。"
        listing.sentence(row, listing.label("bridge_id"), number, sentence)
    return bridges


def _numbered(bridges: pd.DataFrame) -> pd.DataFrame:
    """Bridges without a number are numbered by their row."""
    rows = pd.Series([f"{row}行目" for row in bridges.index], index=bridges.index, dtype="str")
    return bridges.assign(bridge_id=bridges["bridge_id"].fillna(rows))


def _rows(is_so: pd.Series) -> str:
    """「12行（5、6、7行目など）」"""
    rows = [str(row) for row in is_so.index[is_so]]
    return f"{len(rows):,}行（{'、'.join(rows[:3])}行目{'など' if len(rows) > 3 else ''}）"
