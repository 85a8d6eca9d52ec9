"""Published tables as they come: find the columns by their labels, read the cells, name the place of what is wrong.

Files are read as grids of raw cells; nothing is guessed from position. A label matches whatever its line breaks, blanks
and full-width forms. A header of several rows is matched by the path of its labels ("人口/計").
"""

import csv
import difflib
import io
import re
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd
from python_calamine import CalamineWorkbook

from etl.problems import BadInput
from japan import lg_code
from japan.cells import normal, parse_number, squeeze
from japan.tables import column_letter, column_number, label_paths

MAX_CELLS, NARROW = 8_000_000, 26  # of a sheet; columns up to Z
LONGEST_QUOTED = 80  # letters
_PLACE = rb"r=(?<!\wr=)[\"']"  # of a row or cell; the sure letters first, for `re` looks for those fastest


@dataclass(frozen=True)
class Grid:
    """The cells of one sheet. `place` names it as a reader would: file, and sheet where there are several."""

    place: str
    rows: Sequence[Sequence[object]]


def brief(cell: object) -> str:
    """A cell as a refusal quotes it."""
    text = str(cell)
    return text if len(text) <= LONGEST_QUOTED else f"{text[:LONGEST_QUOTED]}…"


def read_csv(path: Path, encoding: str = "utf-8-sig", delimiter: str = ",") -> Grid:
    """A delimited text file as a grid of texts."""
    try:
        text = path.read_bytes().decode(encoding)
        return Grid(path.name, list(csv.reader(io.StringIO(text), delimiter=delimiter)))
    except UnicodeDecodeError as error:
        expected = {"utf-8-sig": "UTF-8", "cp932": "Shift_JIS（CP932）"}.get(encoding, encoding)
        raise BadInput(
            f"{path.name}：文字コードが違います（{error.start:,}バイト目）。{expected} の CSV が必要です。"
        ) from error
    except csv.Error as error:
        raise BadInput(f"{path.name}：CSV として読めません。区切られた表のファイルが必要です。") from error


def read_parquet(path: Path) -> Grid:
    """A table of a Parquet file as a grid: its columns' names, then its rows."""
    try:
        table = pd.read_parquet(path)
    except Exception as error:  # pyarrow raises many kinds for one fact: this is no whole Parquet file
        raise BadInput(f"{path.name}：Parquet ファイルとして読めません。取り直してください。") from error
    return Grid(path.name, [list(table.columns), *table.astype(object).values.tolist()])


def read_workbook(path: Path) -> dict[str, Grid]:
    """Every sheet of an Excel workbook (.xlsx, .xls) by name."""
    must_be_of_size(path)
    try:
        workbook = CalamineWorkbook.from_path(path)
        names = workbook.sheet_names
        if not names:
            raise ValueError(path.name)
        return {
            name: Grid(
                f"{path.name} シート「{name.strip()}」",
                workbook.get_sheet_by_name(name).to_python(skip_empty_area=False),
            )
            for name in names
        }
    except Exception as error:  # calamine raises many kinds for one fact: this is no whole workbook
        raise BadInput(
            f"{path.name}：Excel ファイルとして読めません。途中で切れているか、別の形式です。"
            "配布元から .xlsx または .xls を取り直してください。"
        ) from error


def must_be_of_size(path: Path) -> None:
    """Raise BadInput when a sheet's cells reach too far: calamine would fill the memory, and end the program, with blank ones."""
    if not zipfile.is_zipfile(path):
        return
    try:
        with zipfile.ZipFile(path) as archive:
            for name in archive.namelist():
                if name.startswith("xl/worksheets/"):
                    rows, columns = _reach(archive.read(name))
                    if rows * columns > MAX_CELLS:
                        raise BadInput(
                            f"{path.name}：シートの大きさが{rows:,}行×{columns:,}列あります。"
                            "離れた所にある不要なセルを消してください。"
                        )
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, ValueError, OSError, EOFError):
        return  # what is damaged is named by whoever reads it


def _reach(sheet: bytes) -> tuple[int, int]:
    """The last row and column that a sheet's rows and cells give as their place."""
    rows = re.findall(_PLACE + rb"([0-9]{1,18})", sheet)
    long = re.findall(_PLACE + rb"[A-Za-z]+([0-9]{6,18})[\"']", sheet)  # also outside any row
    last = max(map(int, {*rows, *long}), default=0)
    letters = b"{2,9}" if last * NARROW <= MAX_CELLS else b"{1,9}"  # most cells of a usual sheet need no look
    columns = set(re.findall(_PLACE + rb"([A-Za-z]" + letters + rb")[0-9]", sheet))
    return last, max((column_number(letters.decode()) for letters in columns), default=NARROW)


def only_sheet(path: Path) -> Grid:
    """The first sheet of a workbook that has one table."""
    return next(iter(read_workbook(path).values()))


@dataclass(frozen=True)
class Table:
    """Rows below a recognised header. Index: row number in the file (1-based). Columns: our names, raw cells."""

    place: str
    rows: pd.DataFrame
    labels: dict[str, str]

    def where(self, keep: pd.Series) -> "Table":
        """The rows for which `keep` holds."""
        return replace(self, rows=self.rows[keep.to_numpy(dtype=bool)])

    def fail(self, row: int, column: str, expected: str) -> BadInput:
        cell = self.rows.at[row, column]
        return BadInput(
            f"{self.place} {row}行目「{self.labels[column]}」：「{brief(cell)}」は使えません。{expected}"
        )

    def _cells(self, column: str) -> Iterator[tuple[int, object]]:
        return zip(self.rows.index.tolist(), self.rows[column], strict=True)

    def text(self, column: str) -> pd.Series:
        """Cells as text, outer blanks removed."""
        return self.rows[column].map(lambda cell: normal(str(cell)).strip())

    def name(self, column: str) -> pd.Series:
        """Names without inner blanks; characters otherwise as printed (髙, ヶ stay)."""
        return self.rows[column].map(lambda cell: re.sub(r"\s+", "", str(cell)))

    def number(
        self, column: str, minimum: float | None = 0, missing: Iterable[str] = (), whole: bool = False
    ) -> pd.Series:
        """Cells as numbers; null where the cell is one of the allowed `missing` kinds (see `japan.cells.MISSING`).

        Raises BadInput at the first cell that is no number, is below `minimum`, is missing in a way that is not allowed,
        or has a fraction where a `whole` number is due.
        """
        allowed = set(missing)
        values: list[float | None] = []
        for row, cell in self._cells(column):
            value, kind = parse_number(cell)
            if kind == "text":
                raise self.fail(row, column, "数値が必要です。")
            if kind != "value" and kind not in allowed:
                raise self.fail(row, column, "数値が必要です（空欄や記号は使えません）。")
            if value is not None and minimum is not None and value < minimum:
                raise self.fail(row, column, f"{minimum:g} 以上の数値が必要です。")
            if value is not None and whole and value != int(value):
                raise self.fail(row, column, "整数が必要です。")
            values.append(value)
        return pd.Series(values, index=self.rows.index, dtype="Int64" if whole else "float64")

    def missing_kind(self, column: str) -> pd.Series:
        """For each cell `value`, or the kind of its absence (see `japan.cells.MISSING`)."""
        return self.rows[column].map(lambda cell: parse_number(cell)[1])

    def lg_code(self, column: str, digits: int = 6) -> pd.Series:
        """Cells as six-digit codes. Numbers that lost their leading zero are completed; the check digit must hold."""

        def code(row: int, cell: object) -> str:
            text = squeeze(cell).removesuffix(".0")
            text = text.zfill(digits) if len(text) == digits - 1 else text
            if digits == 5 and len(text) == 5 and text.isascii() and text.isdigit():
                return lg_code.from_five(text)
            if digits == 6 and lg_code.is_valid(text):
                return text
            expected = (
                "5桁の市区町村コードが必要です。"
                if digits == 5
                else "6桁の団体コード（末尾は検査数字）が必要です。"
            )
            raise self.fail(row, column, expected)

        return pd.Series(
            [code(row, cell) for row, cell in self._cells(column)], index=self.rows.index, dtype="str"
        )

    def must_be_unique(self, keys: pd.DataFrame | pd.Series) -> None:
        """Raise BadInput when a key stands in two rows."""
        twice = keys.duplicated(keep=False)
        if twice.any():
            rows = [str(row) for row in keys.index[twice][:2]]
            first = keys[twice].iloc[0]
            shown_key = "・".join(str(part) for part in first) if isinstance(first, pd.Series) else first
            raise BadInput(
                f"{self.place} {'行目と'.join(rows)}行目：「{shown_key}」が重複しています。1行だけにしてください。"
            )


def find_table(
    grid: Grid,
    columns: dict[str, str],
    anchor: str | None = None,
    above: int = 0,
    below: int = 0,
    keep: Callable[[dict[str, object]], bool] | None = None,
) -> Table:
    """The rows under the header that carries the given labels.

    columns: our name → label as printed; for headers of several rows the path of labels from top to bottom, joined by "/"
        ("人口/計"), of which any connected part will do.
    anchor: the label that marks the header row (the first column's label when left out).
    above, below: how many rows of the header stand over and under the anchor's row.
    keep: which rows are data, told from a dict of our names to raw cells; without it all rows with a non-blank cell.

    Raises BadInput when the anchor or a label is missing, or a label fits several columns.
    """
    wanted = {name: [squeeze(part) for part in label.split("/")] for name, label in columns.items()}
    anchor_label = squeeze(anchor or next(iter(columns.values())).split("/")[-1])
    header_row = _anchor_row(grid, anchor_label)
    top, bottom = max(header_row - above, 0), header_row + below
    paths = _label_paths(grid.rows[top : bottom + 1])
    positions = {name: _position(grid, name, parts, paths, bottom) for name, parts in wanted.items()}

    data, numbers = [], []
    for number, row in enumerate(grid.rows[bottom + 1 :], start=bottom + 2):
        cells = {name: row[at] if at < len(row) else "" for name, at in positions.items()}
        if any(squeeze(cell) for cell in cells.values()) and (keep is None or keep(cells)):
            data.append(cells)
            numbers.append(number)
    if not data:
        raise BadInput(f"{grid.place}：見出し（{header_row + 1}行目）の下にデータの行がありません。")
    rows = pd.DataFrame(data, index=pd.Index(numbers, name="row"), columns=list(columns), dtype=object)
    return Table(grid.place, rows, {name: label.split("/")[-1] for name, label in columns.items()})


def _anchor_row(grid: Grid, anchor: str) -> int:
    rows = [number for number, row in enumerate(grid.rows[:60]) if anchor in map(squeeze, row)]
    if not rows:
        raise BadInput(
            f"{grid.place}：見出し「{anchor}」が見つかりません（先頭60行を調べました）。{nearest_labels(grid, anchor)}"
        )
    return rows[0]


def _label_paths(header: Sequence[Sequence[object]]) -> list[list[str]]:
    """For each column its labels from top to bottom."""
    width = max(len(row) for row in header)
    return label_paths([[squeeze(cell) for cell in row] + [""] * (width - len(row)) for row in header])


def _position(grid: Grid, name: str, parts: list[str], paths: list[list[str]], bottom: int) -> int:
    def fits(path: list[str]) -> bool:
        return any(path[at : at + len(parts)] == parts for at in range(len(path) - len(parts) + 1))

    found = [at for at, path in enumerate(paths) if fits(path)]
    label = "/".join(parts)
    if not found:
        raise BadInput(
            f"{grid.place} {bottom + 1}行目：列「{label}」がありません。{nearest_labels(grid, parts[-1])}"
        )
    if len(found) > 1:
        columns = listed_columns(found)
        raise BadInput(
            f"{grid.place} {bottom + 1}行目：列「{label}」に当たる見出しが複数あります（{columns}列）。1つにしてください。"
        )
    return found[0]


def nearest_labels(grid: Grid, label: str) -> str:
    """A sentence for a refusal: the texts of the sheet most like a label that was not found."""
    seen = sorted(
        {squeeze(cell) for row in grid.rows[:60] for cell in row if isinstance(cell, str) and squeeze(cell)}
    )
    close = difflib.get_close_matches(label, seen, n=3, cutoff=0.4)
    return (
        f"近い見出し：{'、'.join(f'「{text}」' for text in close)}。" if close else "近い見出しもありません。"
    )


def listed_columns(positions: list[int]) -> str:
    """The letters of the first columns, for a refusal."""
    return "、".join(map(column_letter, positions[:5])) + ("など" if len(positions) > 5 else "")
