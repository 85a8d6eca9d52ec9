"""Files that hold lists of records (JSON, YAML), read with the same care as tables; and cells as printed."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd
import yaml

from etl.problems import BadInput
from etl.sheets import Table


def read_json(path: Path) -> Any:
    """What a JSON file holds. Raises BadInput when it is not UTF-8 or not whole."""
    try:
        return json.loads(path.read_text("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise BadInput(
            f"{path.name}：JSON として読めません。途中で切れているか、UTF-8 ではない別の形式です。"
        ) from error


def read_yaml(path: Path, key: str, columns: dict[str, str], defaults: dict[str, Any] | None = None) -> Table:
    """The records listed under `key` of a hand-maintained YAML file; the index is the line each record begins on.

    columns: our name → the record's field. defaults: fields that may be left out.
    Raises BadInput when the file cannot be read or a field is missing.
    """
    try:
        text = path.read_text("utf-8-sig")
        listed = [(defaults or {}) | record for record in yaml.safe_load(text)[key]]
        root = yaml.compose(text)
        (nodes,) = [value.value for name, value in root.value if name.value == key] if root else []
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError, yaml.YAMLError) as error:
        raise BadInput(f"{path.name}：読めません。UTF-8 の YAML で、「{key}」の一覧が必要です。") from error
    lines = [node.start_mark.line + 1 for node in nodes]
    twice = [line for line in lines if lines.count(line) > 1]
    if twice:  # an alias, or records side by side: their place could not be named
        raise BadInput(
            f"{path.name} {twice[0]}行目：「{key}」の1件ごとに行を改めて書いてください（参照 * は使えません）。"
        )
    return table(path.name, listed, columns, lines)


def table(
    place: str,
    records: Sequence[Mapping[Any, Any]],
    columns: dict[str, str],
    index: Iterable[int] | None = None,
) -> Table:
    """Records as a table of raw cells (null as ""), numbered from 1 in their order or as `index` says.

    columns: our name → the field, or its path through nested records ("syogen.ichi.ido").
    Raises BadInput when there are no records or a field is missing.
    """
    if not isinstance(records, list) or not records:
        raise BadInput(f"{place}：データの一覧がありません。")
    numbers = list(index or range(1, len(records) + 1))
    cells = [
        [field(f"{place} {number}行目", record, path) for path in columns.values()]
        for number, record in zip(numbers, records, strict=True)
    ]
    rows = pd.DataFrame(cells, index=pd.Index(numbers, name="row"), columns=list(columns), dtype=object)
    return Table(place, rows.where(rows.notna(), ""), dict(columns))


def field(place: str, record: object, path: str) -> object:
    """The value at a path ("a.b") of a record. Raises BadInput when it is not there."""
    for part in path.split("."):
        if not isinstance(record, dict) or part not in record:
            raise BadInput(f"{place}：項目「{path}」がありません。")
        record = record[part]
    return record


def printed(table: Table, column: str) -> pd.Series:
    """Cells exactly as printed (Ⅲ stays Ⅲ), outer blanks removed."""
    return table.rows[column].map(lambda cell: str(cell).strip()).astype("str")


def each(
    table: Table, column: str, meaning: Mapping[str, object] | Callable[[str], object], expected: str
) -> pd.Series:
    """What each cell of a column, as printed, means: looked up in a mapping or worked out by a function.

    Raises BadInput, saying what was `expected`, at the first cell that the mapping lacks or for which the
    function raises ValueError or LookupError.
    """
    look_up = meaning.__getitem__ if isinstance(meaning, Mapping) else meaning
    values = []
    for row, cell in zip(table.rows.index, printed(table, column), strict=True):
        try:
            values.append(look_up(cell))
        except (ValueError, LookupError) as error:
            raise table.fail(row, column, expected) from error
    return pd.Series(values, index=table.rows.index, dtype=object)


def one_of(table: Table, column: str, values: Sequence[str]) -> pd.Series:
    """The cells of a column, each one of a few words. Raises BadInput naming the row and the words."""
    known = dict(zip(values, values, strict=True))
    return each(table, column, known, f"{' か '.join(values)} が必要です。").astype("str")


def flag(table: Table, column: str) -> pd.Series:
    """The cells of a column as truths. Raises BadInput naming the row."""
    return each(table, column, {"true": True, "false": False}, "true か false が必要です。").astype(bool)
