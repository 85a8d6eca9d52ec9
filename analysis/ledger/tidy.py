"""A whole ledger in our columns, with the list of what was not taken over.

Cells are texts. What cannot be read for certain becomes null and is listed with its reason; a row is left out only when it
names no bridge or no municipality, or repeats a bridge or a heading.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial

import pandas as pd

from analysis.ledger.cells import degrees, is_divided, quantities_of, rating, years_until
from analysis.ledger.columns import is_placed_by_manager
from analysis.ledger.listing import Listing
from analysis.ledger.places import ASKED, known_places, locations, managers
from analysis.ledger.recognise import SHEET_ROWS, Recognised, frame, place_of, rounds_of
from analysis.ledger.scale import official
from japan import tables
from japan.cells import known_text
from japan.facilities import BRIDGE, KINDS, LATITUDES, LONGITUDES, Kind
from japan.names import Places
from japan.table_rows import ASIDE_JA

TEXTS = ["route_name", "structure_ja", "condition_class"]
SECTION_FIELDS = ("length_m", "diameter_mm", "structure_ja", "built_fiscal_year")
PART = "part_name"  # of a facility that is inspected in parts
FEW_LETTERS = 2  # are slips, not a scale of their own
OTHER_SCHEME = re.compile(r"[a-e][1-3]?|[ms]|ok|ng")
OFFICIAL_HEADING = re.compile("判定区分|健全性|診断|soundness|hantei", re.IGNORECASE)
FOREIGN_SCALE_SHARE = 0.05  # more numbers than this beyond 1–4: the column is some other scale (1–5, 0–100)


@dataclass(frozen=True)
class Ledger:
    """A ledger in our columns.

    kind: of what. facilities: the columns of the kind; rows: the row of the file each stands in. dropped: what was not taken over, columns row, column, cell, reason_ja (a whole
    sentence) and is_row_dropped (else the cell alone became null, or the number was made distinct). notes_ja: what was
    understood otherwise than written.
    """

    kind: Kind
    facilities: pd.DataFrame
    dropped: pd.DataFrame
    notes_ja: tuple[str, ...]
    rows: tuple[int, ...]


def tidy(
    rows: pd.DataFrame,
    mapping: Mapping[str, str | None],
    municipalities: pd.DataFrame,
    default_lg_code: str | None = None,
    *,
    as_of: date,
    kind: Kind = BRIDGE,
    units: Sequence[str] = (),
    place_of: Callable[[int], str] | None = None,
    rounds: Mapping[int, int] | None = None,
) -> Ledger:
    """The ledger in our columns, with a list of what was not taken over.

    rows: texts, indexed by the file's row numbers. mapping: field → label of `rows`; fields may be left out.
    municipalities: as `known_places` takes them. default_lg_code: the municipality of rows that name none; its
    prefecture decides between municipalities of one name (a prefecture's code, 350001, does only that). as_of: the day the
    ledger describes; later years are impossible. units: what the table's corner says (単位：km). place_of: a row as it is shown.
    rounds: by number of a sheet its year, where there is a sheet for each year.

    A cell that cannot be read becomes null and is listed. Of rows with the same number, name, route and municipality the
    latest inspection stays; where only the number is the same, it is made distinct.
    """
    listing = Listing(mapping, place_of) if place_of else Listing(mapping)
    reading = _Reading(kind, as_of, tuple(units), listing)
    known = known_places(municipalities, default_lg_code[:2] if default_lg_code else None)
    default = default_lg_code if default_lg_code in known.names else None
    named = _named(_fields(rows, mapping, kind), kind, listing)
    location, place_notes = locations(named, known, default, listing)
    facilities, notes = _read(named.loc[location.index], location, known, reading)
    parts = named.loc[location.index, PART] if PART in named else None
    seen = _Seen.of(facilities, parts, kind, rounds or {})
    facilities = _numbered(_once(facilities, seen, kind, listing), kind, listing)
    if is_placed_by_manager(mapping) and default is None:
        notes.append("所在地の列がないため、管理者の市区町村を所在地とします。")
    stands_in = tuple(map(int, facilities.index))
    return Ledger(kind, facilities.reset_index(drop=True), listing.table(), (*place_notes, *notes), stands_in)


def read(found: Recognised, municipalities: pd.DataFrame, default_lg_code: str | None, as_of: date) -> Ledger:
    """A recognised file in our columns (see `tidy`). Raises ValueError where its kind is unclear."""
    if found.kind is None:
        raise ValueError("施設の種類を選んでください。")
    rows = frame(found)
    scale_notes: list[str] = []
    rated = found.mapping.get("soundness_category")
    if rated and found.kind.has_soundness:
        rows[rated], scale_notes = official(rows[rated], rated, found.beside)
    ledger = tidy(
        rows,
        found.mapping,
        municipalities,
        default_lg_code,
        as_of=as_of,
        kind=found.kind,
        units=found.tables[0].units,
        place_of=partial(place_of, found),
        rounds=(rounds := rounds_of(found)),
    )
    notes = (
        [f"シート名の年度が違うため、同じ{ledger.kind.called_ja}は新しい年度のシートの行を使います。"]
        if rounds
        else []
    )
    listing = Listing(found.mapping, partial(place_of, found))
    label = listing.label(found.kind.name_column) or listing.label(found.kind.id_column)
    for number, table in enumerate(found.tables):
        for one in table.asides:
            row = number * SHEET_ROWS + one.row
            listing.drop(row, label, one.text.partition("　")[0], f"{ASIDE_JA[one.kind]}です")
    dropped = pd.concat([ledger.dropped, listing.table()]) if listing.entries else ledger.dropped
    dropped = dropped.sort_values("row", kind="stable", ignore_index=True)
    return replace(
        ledger, dropped=dropped, notes_ja=(*ledger.notes_ja, *scale_notes, *notes, *_of_other_kinds(ledger))
    )


def _of_other_kinds(ledger: Ledger) -> list[str]:
    """A note on structures of roads whose names are those of another kind: lists of the ministry's forms hold several."""
    kind = ledger.kind
    if not kind.has_soundness:
        return []
    names = ledger.facilities[kind.name_column].dropna()
    rest = [name for name in names if not re.search(kind.names, name)]
    found = []
    for other in (one for one in KINDS if one.has_soundness and one is not kind):
        if alike := [name for name in rest if re.search(other.names, name)]:
            listed = f"{len(alike):,}件（{alike[0]} など）"
            found.append(f"名前が{other.name_ja}に見えるもの {listed}も、{kind.name_ja}として取り込みます。")
    return found


@dataclass(frozen=True)
class _Reading:
    """What the cells of a ledger are read by."""

    kind: Kind
    as_of: date
    units: tuple[str, ...]
    listing: Listing


def _fields(rows: pd.DataFrame, mapping: Mapping[str, str | None], kind: Kind) -> pd.DataFrame:
    """One column of stripped texts per field; empty texts where nothing is mapped. A part without a facility is of the one above."""
    columns = {
        field.name: rows[label].fillna("").astype(str).str.strip()
        if (label := mapping.get(field.name))
        else pd.Series("", index=rows.index, dtype="str")
        for field in kind.fields
    }
    fields = pd.DataFrame(columns, index=rows.index)
    if is_placed_by_manager(mapping):
        fields["location_name"] = fields["manager_name"]
    if mapping.get(PART):
        names = [kind.id_column, kind.name_column]
        is_part = (fields[names] == "").all(axis=1) & (fields[PART] != "")
        shared = [*names, "route_name", *ASKED]
        fields.loc[:, shared] = fields[shared].mask(is_part).ffill().fillna("")
    return fields


def _named(rows: pd.DataFrame, kind: Kind, listing: Listing) -> pd.DataFrame:
    """The rows that stand for a facility: no blanks, totals or repeated headings."""
    label = listing.label(kind.name_column) or listing.label(kind.id_column)
    headings = {field: name for field, name in listing.mapping.items() if name and field in rows}
    numbers, names = rows[kind.id_column].to_numpy(), rows[kind.name_column].to_numpy()
    is_heading = pd.Series(len(headings) > 1, index=rows.index)
    for field, text in headings.items():
        is_heading &= rows[field].isin(["", text])
    described = _described(rows, kind)
    keep = []
    for row, name, number, is_again in zip(rows.index, names, numbers, is_heading, strict=True):
        if not known_text(name) and not known_text(number) and row not in described:
            listing.drop(row, label, name or number, f"{kind.called_ja}の名前にも番号にもなりません")
        elif tables.is_total(name) or tables.is_total(number):
            listing.drop(row, label, name or number, "集計の行です")
        elif is_again:
            listing.drop(row, label, name or number, "見出しの繰り返しです")
        else:
            keep.append(row)
    return rows.loc[keep]


def _described(rows: pd.DataFrame, kind: Kind) -> set[int]:
    """Rows of pipes and pavements that need no name: sections of which more is known than a sum would say."""
    if not kind.is_by_length:
        return set()
    known = rows[[one for one in SECTION_FIELDS if one in rows]].map(known_text) != ""
    return set(rows.index[known[kind.quantity] & (known.sum(axis=1) > 1)])


def _read(
    rows: pd.DataFrame, location: pd.Series, known: Places, reading: _Reading
) -> tuple[pd.DataFrame, list[str]]:
    """What the cells say, in the columns and types of every facility of the kind, and notes."""
    kind, listing = reading.kind, reading.listing

    def read(field: str, parse: Callable[[str], object]) -> pd.Series:
        return _values(rows[field], parse, listing)

    years = years_until(reading.as_of)
    quantities = {
        one.name: quantities_of(one, listing.mapping.get(one.name), reading.units)
        for one in kind.columns
        if one.unit
    }
    texts = [name for name in (kind.id_column, kind.name_column, *TEXTS) if name in rows]
    latitude, longitude, notes = _positions(rows, listing)
    ratings, rating_notes = (
        _ratings(rows["soundness_category"], listing) if kind.has_soundness else (None, [])
    )
    manager_lg_code, manager_kind = managers(rows["manager_name"], location, known, listing)
    values = {
        **{name: rows[name].where(rows[name].map(known_text) != "") for name in texts},
        "manager_lg_code": pd.Series(manager_lg_code, rows.index, dtype=object),
        "manager_kind": pd.Series(manager_kind, rows.index, dtype=object),
        "location_lg_code": location,
        "built_fiscal_year": read("built_fiscal_year", years),
        **{name: read(name, parse) for name, parse in quantities.items()},
        "soundness_category": ratings,
        "inspection_fiscal_year": read("inspection_fiscal_year", years),
        "latitude": latitude,
        "longitude": longitude,
    }
    table = pd.DataFrame({name: values.get(name) for name in kind.dtypes}, index=rows.index)
    return table.astype(kind.dtypes), [*notes, *rating_notes]


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
    notes = (
        [f"緯度と経度が逆の{_rows(is_swapped, listing)}は、入れ替えて取り込みます。"]
        if is_swapped.any()
        else []
    )
    return latitude.where(is_placed), longitude.where(is_placed), notes


def _ratings(column: pd.Series, listing: Listing) -> tuple[pd.Series, list[str]]:
    """Ratings 1–4; none from plain numbers, with a note, when their column is of another scale."""
    numbers = column[
        column.map(lambda cell: re.fullmatch(r"[0-9]+(\.[0-9]+)?", known_text(cell)) is not None)
    ]
    is_foreign = numbers.map(lambda cell: float(known_text(cell)) not in (1, 2, 3, 4, 8)).astype(bool)
    letters = column[column.map(lambda cell: OTHER_SCHEME.fullmatch(known_text(cell)) is not None)]
    if len(letters) > max(FEW_LETTERS, FOREIGN_SCALE_SHARE * (column != "").sum()):
        note = (
            f"「{listing.label('soundness_category')}」は判定区分Ⅰ〜Ⅳとは別の記号（{letters.iloc[0]} など）と見られるため、"
            "記号の欄は取り込みません。"
        )
        return _values(column.where(~column.index.isin(letters.index), ""), rating, listing), [note]
    is_named = OFFICIAL_HEADING.search(listing.label("soundness_category")) is not None
    if not len(numbers) or is_foreign.mean() <= (FOREIGN_SCALE_SHARE if is_named else 0):
        notes = [] if is_named or not len(numbers) else [_understood(listing)]
        return _values(column, rating, listing), [*notes, *_divided(column, listing)]
    note = (
        f"「{listing.label('soundness_category')}」には1〜4でない数（{numbers[is_foreign].iloc[0]} など）が多く、"
        "判定区分Ⅰ〜Ⅳとは別の尺度と見られるため、数字の欄は取り込みません。"
    )
    return _values(column.where(~column.index.isin(numbers.index), ""), rating, listing), [note]


def _understood(listing: Listing) -> str:
    """A note on numbers under a heading that other scales have too."""
    label = listing.label("soundness_category")
    return f"「{label}」の1〜4は、判定区分Ⅰ〜Ⅳ（1が健全、4が緊急措置）として読みました。違うときは、この列を使わないでください。"


def _divided(column: pd.Series, listing: Listing) -> list[str]:
    """A note on classes within a category, where there are any."""
    found = [cell for cell in column.unique() if is_divided(cell)]
    if not found:
        return []
    return [
        f"「{listing.label('soundness_category')}」の細かい区分（{'、'.join(found[:3])} など）は、もとの判定区分として取り込みます。"
    ]


@dataclass(frozen=True)
class _Seen:
    """The rows among which a facility may stand several times.

    asked: those rows, with `round`, the year of their sheet, and `ordinal`, which of several of one name without a number in one
    sheet a row is. same: columns by which rows are of one facility. parts: of rows that stand for parts, their names; else empty.
    """

    asked: pd.DataFrame
    same: list[str]
    parts: Mapping[int, str]

    @classmethod
    def of(
        cls, facilities: pd.DataFrame, parts: pd.Series | None, kind: Kind, rounds: Mapping[int, int]
    ) -> "_Seen":
        same = [kind.id_column, kind.name_column, "route_name", "location_lg_code"]
        shown = parts[parts != ""] if parts is not None else pd.Series(dtype="str")
        named = dict(zip(shown.index.tolist(), shown.tolist(), strict=True))
        asked = facilities if named or rounds else facilities[facilities[kind.id_column].notna()]
        asked = asked.assign(round=[rounds.get(row // SHEET_ROWS, 0) for row in asked.index], ordinal=0)
        if rounds and not named:
            is_unnumbered = asked[kind.id_column].isna()
            asked["ordinal"] = (
                asked.groupby([*same, "round"], dropna=False).cumcount().where(is_unnumbered, 0)
            )
        return cls(asked, [*same, "ordinal"], named)


def _once(facilities: pd.DataFrame, seen: _Seen, kind: Kind, listing: Listing) -> pd.DataFrame:
    """Every facility once, by its latest inspection; of its parts, or of rows that differ, the worst rating of that year."""
    same = seen.same
    latest_first = seen.asked.sort_values(["inspection_fiscal_year", "round"], ascending=False, kind="stable")
    is_repeated = latest_first.duplicated(same)
    repeated = latest_first[latest_first.duplicated(same, keep=False)]
    first = latest_first[~is_repeated]
    row_of = dict(zip(map(tuple, first[same].astype(str).to_numpy()), first.index, strict=True))
    named_by = kind.id_column if listing.label(kind.id_column) else kind.name_column
    label, called = listing.label(named_by), seen.asked[named_by].fillna("").astype(str).to_dict()
    for row in latest_first.index[is_repeated]:
        other = row_of[tuple(seen.asked.loc[row, same].astype(str))]
        reason = (
            f"{listing.place_of(other)}と同じ{kind.called_ja}です（点検年度の新しい行か、先の行を使います）"
        )
        if row in seen.parts:
            reason = f"{listing.place_of(other)}と同じ{kind.called_ja}の径間・部材です（いちばん悪い判定を使います）"
        listing.drop(row, label, called[row], reason)
    rated = _with_worst(facilities, repeated, row_of, same, listing)
    return _distinct(rated.drop(index=latest_first.index[is_repeated]), kind, listing)


def _with_worst(
    facilities: pd.DataFrame,
    repeated: pd.DataFrame,
    row_of: Mapping[tuple[str, ...], int],
    same: list[str],
    listing: Listing,
) -> pd.DataFrame:
    """Facilities of several rows with the worst rating of the year that stays."""
    years = (repeated["inspection_fiscal_year"].fillna(0).astype(int) * 10_000 + repeated["round"]).to_dict()
    ratings = repeated["soundness_category"].fillna(0).astype(int).to_dict()
    alike: dict[int, list[int]] = {}
    for row, *key in repeated[same].astype(str).itertuples():
        alike.setdefault(row_of[tuple(key)], []).append(row)
    for row, rows in alike.items():
        worst = max(ratings[one] for one in rows if years[one] == years[row])
        if worst > ratings[row]:
            facilities.loc[row, "soundness_category"] = worst
            sentence = f"同じ番号の{len(rows)}行のうち、いちばん悪い判定（{worst}）を使います。"
            listing.sentence(row, listing.label("soundness_category"), str(ratings[row] or ""), sentence)
    return facilities


def _distinct(facilities: pd.DataFrame, kind: Kind, listing: Listing) -> pd.DataFrame:
    """Other facilities of the same number get numbers of their own."""
    column = kind.id_column
    taken = set(facilities[column].dropna())
    next_of: dict[str, int] = {}
    for row in facilities.index[facilities[column].notna() & facilities[column].duplicated()]:
        number = str(facilities.at[row, column])
        at = next_of.get(number, 2)
        while (own := f"{number}（{at}）") in taken:
            at += 1
        next_of[number] = at + 1
        taken.add(own)
        facilities.loc[row, column] = own
        sentence = f"「{number}」は別の{kind.called_ja}にも付いています。「{own}」として取り込みます。"
        listing.sentence(row, listing.label(column), number, sentence)
    return facilities


def _numbered(facilities: pd.DataFrame, kind: Kind, listing: Listing) -> pd.DataFrame:
    """Facilities without a number are numbered by their row."""
    rows = pd.Series(map(listing.place_of, facilities.index), facilities.index, dtype="str")
    return facilities.assign(**{kind.id_column: facilities[kind.id_column].fillna(rows)})


def _rows(is_so: pd.Series, listing: Listing) -> str:
    """「12行（5行目、6行目、7行目など）」"""
    rows = list(map(listing.place_of, is_so.index[is_so]))
    return f"{len(rows):,}行（{'、'.join(rows[:3])}{'など' if len(rows) > 3 else ''}）"
