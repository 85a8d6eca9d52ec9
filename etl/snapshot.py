"""The snapshot: tidy tables as Parquet, shipped with the project, so that it runs without any official file at hand."""

import csv
import hashlib
import io
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pandas as pd
from pandas.api.typing import NaTType

from etl import source
from etl.problems import BadInput, NothingToRead
from etl.source import Edition, Source
from japan import calendar

REFERENCE = Path(__file__).parents[1] / "data" / "reference"
EDITIONS = "editions.csv"
FINGERPRINTS = "SHA256SUMS"  # of the parts: a flipped bit in a Parquet file may read as another number
EDITION_FIELDS = ["source_id", "edition", "as_of", "retrieved", "file_name", "bytes", "sha256", "rows"]


def read(declared: Source, raw: Path) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The tidy table of every edition of a source found below `raw`, and what was read (EDITION_FIELDS).

    Raises BadInput when no edition of the source is there.
    """
    found = from_files(declared, raw)
    if found is None:
        raise BadInput(f"{declared.source_id}：{raw} の下に元のファイルがありません。")
    return found


def write(tables: dict[str, pd.DataFrame], editions: pd.DataFrame, snapshot: Path) -> None:
    """Store the tidy tables (source_id → table), and which edition came from which file."""
    snapshot.mkdir(parents=True, exist_ok=True)
    for source_id, table in tables.items():
        table.to_parquet(
            snapshot / f"{source_id}.parquet", compression="zstd", compression_level=19, index=False
        )
    editions.to_csv(snapshot / EDITIONS, index=False, quoting=csv.QUOTE_MINIMAL, lineterminator="\n")
    parts = sorted(path for path in snapshot.iterdir() if path.name != FINGERPRINTS)
    lines = [f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}\n" for path in parts]
    (snapshot / FINGERPRINTS).write_text("".join(lines), "utf-8", newline="\n")


def load(declared: Source, raw: Path, snapshot: Path) -> tuple[pd.DataFrame, pd.DataFrame]:
    """A source's tidy table and its editions: from files below `raw` where an edition is there, else from the snapshot.

    Raises BadInput when neither has anything of it; a source that is not shipped may have nothing.
    """
    if declared.imported:
        return unite(declared, raw)
    found = from_files(declared, REFERENCE if declared.reference else raw)
    if declared.reference:
        if found is None:
            raise BadInput(f"data/reference に {declared.source_id} のファイルがありません。")
        return found
    if not declared.shipped:
        return found or (_empty(declared), pd.DataFrame(columns=EDITION_FIELDS))
    path = snapshot / f"{declared.source_id}.parquet"
    if not path.exists():
        if found is None:
            raise BadInput(f"{declared.source_id}：元のファイルも data/snapshot/{path.name} もありません。")
        return found
    stored = part(path, pd.read_parquet)
    known = part(snapshot / EDITIONS, _editions)
    known = known[known["source_id"] == declared.source_id]
    if set(known["edition"]) != set(stored["edition"]):
        raise BadInput(
            f"data/snapshot/{EDITIONS} と {path.name} の版が合いません。配布元から取り直してください（git checkout data/snapshot）。"
        )
    if found is None:
        return stored, known
    table, editions = found
    fresh = set(table["edition"])
    stored, known = stored[~stored["edition"].isin(fresh)], known[~known["edition"].isin(fresh)]
    return pd.concat([stored, table], ignore_index=True), pd.concat([known, editions], ignore_index=True)


def _editions(file: io.BytesIO) -> pd.DataFrame:
    return pd.read_csv(file, dtype={"edition": str}, parse_dates=["as_of", "retrieved"])


def part(path: Path, reader: Callable[[io.BytesIO], pd.DataFrame]) -> pd.DataFrame:
    """What a part of the snapshot holds. Raises BadInput when it is not as it was written."""
    try:
        content = path.read_bytes()
        fingerprints = (path.parent / FINGERPRINTS).read_text("utf-8").split("\n")
        if f"{hashlib.sha256(content).hexdigest()}  {path.name}" not in fingerprints:
            raise ValueError(path.name)
        return reader(io.BytesIO(content))
    except Exception as error:  # pyarrow and pandas raise many kinds for one fact: the part is damaged
        raise BadInput(
            f"data/snapshot/{path.name} が壊れています（{FINGERPRINTS} と合いません）。"
            "配布元から取り直してください（git checkout data/snapshot）。"
        ) from error


def from_files(declared: Source, raw: Path) -> tuple[pd.DataFrame, pd.DataFrame] | None:
    """The tidy table of all editions found below a folder, with what was read; None when there are none."""
    found = [(edition, path) for edition in declared.editions for path in _files(edition, raw)]
    if not found:
        return None
    tables = [source.read(path, edition) for edition, path in found]
    editions = [
        describe(edition, path, len(table)) for (edition, path), table in zip(found, tables, strict=True)
    ]
    return pd.concat(tables, ignore_index=True), pd.DataFrame(editions, columns=EDITION_FIELDS)


def _files(edition: Edition, raw: Path) -> list[Path]:
    """The edition's file below a folder; all of them, copies left out, where many make one edition."""
    if not edition.many:
        path = source.find(edition, raw)
        return [] if path is None else [path]
    return list({path.read_bytes(): path for path in source.find_all(edition, raw)}.values())


def _empty(declared: Source) -> pd.DataFrame:
    empty = declared.empty.copy()
    empty.insert(0, "edition", pd.Series(dtype="str"))
    return empty


def unite(declared: Source, raw: Path) -> tuple[pd.DataFrame, pd.DataFrame]:
    """All files of an imported source below a folder as one tidy table, and what was read (one row per file and date).

    Files without anything to read are left out; the table's `attrs["left_out"]` says which and why. Raises BadInput when two
    files say different things about the same key.
    """
    by_content = {
        path.read_bytes(): (path, edition)
        for edition in declared.editions
        for path in source.find_all(edition, raw)
    }
    tables, editions, left_out = [], [], []
    for path, edition in by_content.values():
        try:
            table = source.read(path, edition)
        except NothingToRead as reason:
            left_out.append(str(reason))
            continue
        tables.append(table.assign(file_name=path.relative_to(raw).as_posix()))
        brought = datetime.fromtimestamp(path.stat().st_mtime, calendar.JAPAN).date()
        for _, rows in table.groupby("as_of"):
            as_of = pd.Timestamp(rows["as_of"].iloc[0])
            one = replace(edition, edition=str(as_of.year), as_of=as_of.date(), retrieved=brought)
            editions.append(describe(one, path, len(rows)))
    if not tables:
        return _with_reasons(left_out, _empty(declared)), pd.DataFrame(columns=EDITION_FIELDS)
    united = pd.concat(tables, ignore_index=True)
    distinct = united.drop_duplicates(list(declared.empty))
    twice = distinct[distinct.duplicated(list(declared.key), keep=False)].sort_values(list(declared.key))
    if len(twice):
        first, second = twice.iloc[0], twice.iloc[1]
        what = "・".join(str(first[name]) for name in declared.key if pd.notna(first[name]))
        raise BadInput(
            f"{first['file_name']} と {second['file_name']}：「{what}」の値が違います"
            f"（{len(twice):,}行）。どちらかのファイルを除いてください。"
        )
    table = distinct.drop(columns="file_name").reset_index(drop=True)
    return _with_reasons(left_out, table), pd.DataFrame(editions, columns=EDITION_FIELDS)


def _with_reasons(left_out: list[str], table: pd.DataFrame) -> pd.DataFrame:
    table.attrs["left_out"] = left_out
    return table


def describe(edition: Edition, path: Path, rows: int) -> dict[str, object]:
    """What a reader needs to tell one file from another."""
    content = path.read_bytes()
    return {
        "source_id": edition.source_id,
        "edition": edition.edition,
        "as_of": _timestamp(edition.as_of),
        "retrieved": _timestamp(edition.retrieved),
        "file_name": path.name,
        "bytes": len(content),
        "sha256": hashlib.sha256(content).hexdigest(),
        "rows": rows,
    }


def _timestamp(day: date | None) -> pd.Timestamp | NaTType:
    return pd.NaT if day is None else pd.Timestamp(day)
