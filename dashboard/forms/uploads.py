"""Files that readers bring: refused when they could harm, opened, and read as tables of texts."""

import html
import io
import re
import struct
import unicodedata
import zipfile
import zlib
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import PurePosixPath
from xml.parsers import expat

from python_calamine import CalamineWorkbook, SheetVisibleEnum

from japan import delimited, tables
from japan.sheets import MAX_COLUMNS, Damaged, Hidden, Sheet, hidden_parts, texts

MAX_BYTES, MAX_TEXT_BYTES = 200_000_000, 60_000_000
MAX_UNPACKED_BYTES = 500_000_000
MAX_RATIO, RATIO_COUNTS_FROM = 200, 20_000_000  # how much larger unpacked; small files may well shrink more
MAX_FILES, MAX_PARTS = 200, 5_000  # of an archive, of a workbook
TABLE_KINDS = ["xlsx", "xls", "csv", "tsv", "txt"]  # endings of files with a table
MAX_ROWS, MAX_CELLS = 200_000, 12_000_000
MAX_LINES, MAX_SHEETS, MAX_NAME = 1_048_576, 200, 100  # lines with the blank ones: what Excel has
MAX_CELL_LETTERS, MAX_LETTERS = 32_767, 60_000_000  # of a cell, as in Excel; of a file
LONG_TEXT = re.compile(rb">[^<]{%d}" % (MAX_CELL_LETTERS + 1))
STRINGS = re.compile(rb"<(?:\w+:)?sst\b")
COUNT_OF_STRINGS = re.compile(rb"<(?:\w+:)?sst\b[^>]*?\buniqueCount=[\"']\s*([^\"']*)")
CELLS = re.compile(
    rb"<(?:[^\s<>/:!?]+:)?c(?=[\s/>])(?:[^<>]*?\sr=[\"']([A-Z]{1,3})([0-9]{1,7})[\"'])?"
)  # with their names, where they have plain ones
NEAR_COLUMNS, NEAR_ROWS = (
    26,
    460_000,
)  # together not more than MAX_CELLS: what lists of one letter's columns fill
FAR_CELL = re.compile(
    rb"<c(?=[\s/>])(?! r=\"[A-Z](?:[1-9][0-9]{0,4}|[1-3][0-9]{5}|4[0-5][0-9]{4})\")"
)  # or one without a plain name
WITH_PREFIX = re.compile(rb"<[^\s<>/:!?]+:c[\s/>]")

ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ARCHIVES = (b"7z\xbc\xaf\x27\x1c", b"Rar!", b"\x1f\x8b")
ARCHIVE_NAMES = {".zip", ".7z", ".rar", ".gz", ".lzh", ".tar", ".cab"}
WORKBOOKS, TEXTS = {".xlsx", ".xls"}, {".csv", ".tsv", ".txt"}
DAMAGED = "シートが壊れています。取り直してください。"
LITTER = {".ds_store", "thumbs.db", "desktop.ini"}


class Refused(Exception):
    """A file that is not taken in; the message is one Japanese sentence that names the file and says why."""


# --- what is let in -----------------------------------------------------------------------------------------------


def must_be_harmless(name: str, content: bytes) -> None:
    """Raise Refused for a file that is empty, too large, protected, carries macros, or would unpack beyond bounds.

    Archives and workbooks are unpacked piece by piece and counted, whatever sizes they declare.
    """
    for _ in _harmless_parts(name, content):
        pass


def unpack_zip(content: bytes, name: str = "zip ファイル") -> list[tuple[str, bytes]]:
    """(name, content) of every file in an archive, folders kept in the names, system litter left out.

    Names are read as UTF-8 or CP932, whichever they are. Raises Refused for what `must_be_harmless` refuses, archives in the
    archive, names that lead out of it, and an archive without files.
    """
    if not content.startswith(ZIP):
        raise Refused(f"{name}：zip ファイルとして開けません。壊れているか、別の形式です。")
    files = []
    for path, piece in _harmless_parts(name, content):
        last = PurePosixPath(path).name
        if last.lower() in LITTER or path.startswith("__MACOSX/"):
            continue
        if PurePosixPath(path).suffix.lower() in ARCHIVE_NAMES or _is_archive(piece):
            raise Refused(f"{name}：中に別の圧縮ファイル（{path}）があります。先に展開してください。")
        must_be_harmless(path, piece)
        files.append((path, piece))
    if not files:
        raise Refused(f"{name}：中にファイルがありません。")
    return files


def unpacked(name: str, content: bytes) -> dict[str, bytes] | None:
    """Name → content of the files in an archive; None for a file of another kind, found harmless. Raises Refused."""
    if name.lower().endswith(".zip"):
        return dict(unpack_zip(content))
    must_be_harmless(name, content)
    return None


def _harmless_parts(name: str, content: bytes) -> Iterator[tuple[str, bytes]]:
    """(name, content) of the parts of an archive or workbook, nothing for other files. Raises Refused."""
    if not content:
        raise Refused(f"{name}：空のファイルです。")
    if len(content) > MAX_BYTES:
        raise Refused(
            f"{name}：{len(content) / 1e6:,.0f}MBあります。{MAX_BYTES / 1e6:,.0f}MBまで取り込めます。"
        )
    if content.startswith(OLE):
        _must_be_plain_ole(name, content)
    elif content.startswith(ZIP):
        yield from _parts(name, content)


def _must_be_plain_ole(name: str, content: bytes) -> None:
    """Raise Refused for a protected workbook, or one with macros, in the old container."""
    if "EncryptedPackage".encode("utf-16-le") in content:
        raise Refused(f"{name}：パスワードで保護されています。保護を外して保存し直してください。")
    if "_VBA_PROJECT".encode("utf-16-le") in content:
        raise Refused(f"{name}：マクロが入っています。マクロのない .xlsx で保存し直してください。")


def _parts(name: str, content: bytes) -> Iterator[tuple[str, bytes]]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            listed = [one for one in archive.infolist() if not one.is_dir()]
    except (zipfile.BadZipFile, NotImplementedError, ValueError, struct.error) as error:
        raise Refused(f"{name}：途中で切れているか、壊れています。取り直してください。") from error
    names = [_part_name(name, one) for one in listed]
    is_workbook = "[Content_Types].xml" in names
    limit = MAX_PARTS if is_workbook else MAX_FILES
    total = sum(one.file_size for one in listed)
    if len(listed) > limit:
        raise Refused(f"{name}：中のファイルが{len(listed):,}個あります。{limit:,}個まで取り込めます。")
    if total > MAX_UNPACKED_BYTES or total > max(RATIO_COUNTS_FROM, MAX_RATIO * len(content)):
        raise Refused(f"{name}：展開すると{total / 1e6:,.0f}MBになるため、取り込めません。")
    if any(path.lower().endswith("vbaproject.bin") for path in names):
        raise Refused(f"{name}：マクロが入っています。マクロのない .xlsx で保存し直してください。")
    for one, path in zip(listed, names, strict=True):
        piece = _inflated(name, content, one)
        if is_workbook:
            _must_be_a_part(name, piece)
        yield path, piece


def _must_be_a_part(name: str, piece: bytes) -> None:
    """Raise Refused for a part of a workbook that what reads it would choke on: far cells, long texts, a count that is a lie."""
    is_sheet, may_have_strings = b"sheetData" in piece, b"sst" in piece
    if not is_sheet and not (may_have_strings and STRINGS.search(piece)):
        return
    at = 0
    while found := LONG_TEXT.search(piece, at):
        at = end if (end := piece.find(b"<", found.end())) >= 0 else len(piece)
        _must_be_short(name, html.unescape(piece[found.start() + 1 : at].decode("utf-8", "replace")))
    if is_sheet:
        _must_be_of_size(name, piece)
    for declared in COUNT_OF_STRINGS.findall(piece) if may_have_strings else ():
        if not declared.isdigit() or int(declared[:20]) > max(len(piece), 1_000):
            raise Refused(
                f"{name}：文字列の数が{declared[:30].decode('utf-8', 'replace')}個と書かれていますが、実際と違います。"
                "Excel で開いて保存し直してください。"
            )


def _must_be_short(place: str, cell: str) -> None:
    if len(cell) > MAX_CELL_LETTERS:
        raise Refused(
            f"{place}：{len(cell):,}文字のセルがあります。{MAX_CELL_LETTERS:,}文字まで取り込めます。"
        )


def _part_name(name: str, part: zipfile.ZipInfo) -> str:
    """A part's path with its Japanese read rightly. Raises Refused when it leads out of the archive."""
    path = part.orig_filename
    if not part.flag_bits & 0x800:  # not marked as UTF-8: read by zipfile as if American
        stored = path.encode("cp437")
        try:
            path = stored.decode("utf-8")
        except UnicodeDecodeError:
            path = stored.decode("cp932", errors="replace")
    path = unicodedata.normalize("NFC", path).replace("\\", "/")
    is_outside = path.startswith("/") or re.match("[A-Za-z]:", path) or ".." in path.split("/")
    if is_outside or re.search(r"[\x00-\x1f]", path):
        raise Refused(f"{name}：中に使えない名前のファイル（{path[:MAX_NAME]!r}）があります。")
    return path


def _inflated(name: str, content: bytes, part: zipfile.ZipInfo) -> bytes:
    """A part's content. Raises Refused when it is protected, damaged, or not of the size it declares."""
    if part.flag_bits & 0x1:
        raise Refused(f"{name}：パスワードで保護されています。保護を外してください。")
    start = part.header_offset
    try:
        name_length, extra_length = struct.unpack("<HH", content[start + 26 : start + 30])
        start += 30 + name_length + extra_length
        stored = content[start : start + part.compress_size]
        if part.compress_type == zipfile.ZIP_DEFLATED:
            inflater = zlib.decompressobj(-zlib.MAX_WBITS)
            piece, is_whole = inflater.decompress(stored, part.file_size + 1), inflater.eof
        else:
            piece, is_whole = stored, part.compress_type == zipfile.ZIP_STORED
    except (struct.error, zlib.error) as error:
        raise Refused(f"{name}：途中で切れているか、壊れています。取り直してください。") from error
    if not is_whole or len(piece) != part.file_size or zlib.crc32(piece) != part.CRC:
        raise Refused(f"{name}：壊れているか、扱えない方式で圧縮されています。取り直してください。")
    return piece


def _is_archive(piece: bytes) -> bool:
    if not piece.startswith(ZIP):
        return piece.startswith(ARCHIVES) or piece[2:5] == b"-lh"
    try:
        with zipfile.ZipFile(io.BytesIO(piece)) as archive:
            return "[Content_Types].xml" not in archive.namelist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError, struct.error):
        return True


def _must_be_of_size(name: str, sheet: bytes) -> None:
    """Raise Refused when a sheet's cells reach too far: two cells at its corners would fill the memory as a grid."""
    try:
        rows, columns = _named_size(sheet)
        if rows * columns > MAX_CELLS:
            rows, columns = _filled_size(sheet)
    except (expat.ExpatError, ValueError) as error:
        raise Refused(f"{name}：{DAMAGED}") from error
    if rows * columns > MAX_CELLS:
        raise Refused(
            f"{name}：シートの大きさが{rows:,}行×{columns:,}列あります。離れた所にある不要なセルを消してください。"
        )


def _named_size(sheet: bytes) -> tuple[int, int]:
    """The last row and column that a cell of a sheet is named by, filled or not; beyond all bounds where some cells have no plain name.

    Of a sheet whose cells are all near, as of most, it is enough to know that they are: there are millions.
    """
    if (
        b"<!" not in sheet
        and not FAR_CELL.search(sheet)
        and not (b":c" in sheet and WITH_PREFIX.search(sheet))
    ):
        return NEAR_ROWS, NEAR_COLUMNS
    names = CELLS.findall(sheet)
    columns = {column for column, _ in names}
    if b"" in columns or b"<!" in sheet:
        return MAX_LINES, MAX_COLUMNS
    widest = max((tables.column_number(one.decode()) for one in columns), default=0)
    return max((int(row) for _, row in names), default=0), widest


def _filled_size(sheet: bytes) -> tuple[int, int]:
    """The last row and column of a sheet with a value, read element by element."""
    row = column = last_row = last_column = 0
    columns: dict[str, int] = {}  # by letters, for there are few of them in millions of cells

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal row, column, last_row, last_column
        tag = tag.rpartition(":")[2] if ":" in tag else tag
        if tag == "c" and "r" in attributes:
            letters = attributes["r"].rstrip("0123456789")
            digits = attributes["r"][len(letters) :]
            row = int(digits if letters.isalpha() else re.sub("[A-Za-z$]", "", attributes["r"]))
            column = columns[letters] if letters in columns else tables.column_number(letters)
            columns[letters] = column
        elif tag == "c":
            column += 1
        elif tag in ("v", "is", "f"):
            last_row, last_column = max(last_row, row), max(last_column, column)
        elif tag == "row":
            row, column = int(attributes.get("r", row + 1)), 0

    parser = expat.ParserCreate()
    parser.StartElementHandler = start
    parser.Parse(sheet, True)
    return last_row, last_column


# --- the table in a file ------------------------------------------------------------------------------------------


def read_sheets(name: str, content: bytes) -> list[Sheet]:
    """Every sheet of a CSV or Excel file that has cells, in the file's order; for forms, whose sheets belong together.

    Raises Refused for what `must_be_harmless` refuses, for other kinds of files, and when no sheet has cells.
    """
    if _is_workbook(name, content):
        with _opened(name, content) as workbook, ThreadPoolExecutor(1) as beside:
            sheets = list(_sheets(name, workbook, beside.submit(hidden_parts, content)))
    else:
        sheets = [Sheet(None, _text(name, content))]
    filled = [sheet for sheet in sheets if any(map(any, sheet.cells))]
    if not filled:
        raise Refused(f"{name}：中身がありません。")
    return filled


def _is_workbook(name: str, content: bytes) -> bool:
    """Whether a file is a workbook, else a text. Raises Refused when it is harmful or neither."""
    must_be_harmless(name, content)
    kind, is_container = PurePosixPath(name).suffix.lower(), content.startswith((ZIP, OLE))
    if kind in WORKBOOKS and is_container:
        return True
    if kind in TEXTS and not is_container:
        return False
    raise Refused(f"{name}：CSV か Excel（.xlsx、.xls）の表が必要です。")


@contextmanager
def _opened(name: str, content: bytes) -> Iterator[CalamineWorkbook]:
    """A workbook. Turns what calamine raises into Refused: it has many kinds for one fact, that this is no whole workbook."""
    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(content)) as workbook:
            if (count := len(workbook.sheet_names)) > MAX_SHEETS:
                raise Refused(f"{name}：シートが{count:,}枚あります。{MAX_SHEETS:,}枚まで取り込めます。")
            if (length := max(map(len, workbook.sheet_names), default=0)) > MAX_NAME:
                raise Refused(
                    f"{name}：シートの名前が{length:,}文字あります。{MAX_NAME}文字までにしてください。"
                )
            yield workbook
    except (Refused, MemoryError):
        raise
    except Damaged as error:
        raise Refused(f"{name}：{DAMAGED}") from error
    except Exception as error:
        if "password" in str(error).lower():
            raise Refused(
                f"{name}：パスワードで保護されています。保護を外して保存し直してください。"
            ) from error
        raise Refused(
            f"{name}：Excel ファイルとして読めません。途中で切れているか、別の形式です。"
        ) from error


def _sheets(name: str, workbook: CalamineWorkbook, hidden: Future[dict[str, Hidden]]) -> Iterator[Sheet]:
    """The sheets one by one. hidden: looked for beside, for calamine reads without holding Python. Raises Refused when one, or all
    together, are too large, and Damaged."""
    size = _Size(name)
    for about in workbook.sheets_metadata:
        sheet = workbook.get_sheet_by_name(about.name)
        rows = sheet.to_python(skip_empty_area=False)
        size.place, size.lines = f"{name} シート「{about.name}」", 0
        yield Sheet(
            about.name,
            [size.counted(row) for row in texts(rows)],
            tuple(sheet.merged_cell_ranges or ()),
            *hidden.result().get(about.name, ()),
            is_hidden=about.visible != SheetVisibleEnum.Visible,
        )


@dataclass
class _Size:
    """What has been read of a file so far; place, lines: of its sheet."""

    place: str
    lines: int = 0
    filled: int = 0
    cells: int = 0
    letters: int = 0

    def counted(self, row: list[str]) -> list[str]:
        """The row. Raises Refused when a cell of it, or what has been read with it, is too large."""
        letters = len("".join(row))
        self.lines += 1
        self.cells += len(row)
        self.letters += letters
        if letters > MAX_CELL_LETTERS:
            _must_be_short(f"{self.place} {self.lines:,}行目", max(row, key=len))
        if self.cells > MAX_CELLS or self.letters > MAX_LETTERS:
            raise Refused(
                f"{self.place}：大きすぎます。セル{MAX_CELLS:,}個、{MAX_LETTERS:,}文字までの表が必要です。"
            )
        return row


def _text(name: str, content: bytes) -> list[list[str]]:
    """The cells of a text file."""
    if len(content) > MAX_TEXT_BYTES:
        raise Refused(f"{name}：CSV は{MAX_TEXT_BYTES / 1e6:,.0f}MBまで取り込めます。")
    try:
        return list(_lines(name, delimited.rows(delimited.decoded(content)[1])))
    except ValueError as error:
        raise Refused(f"{name}：{error}") from error


def _lines(name: str, rows: Iterator[list[str]]) -> Iterator[list[str]]:
    """The rows of a text file. Raises Refused as soon as there are too many, or too large ones."""
    size = _Size(name)
    for row in rows:
        size.filled += any(row)
        if size.filled > MAX_ROWS + tables.HEADER_WITHIN or size.lines >= MAX_LINES:
            raise Refused(
                f"{name}：行が多すぎます。{MAX_ROWS:,}行（空行を含めて{MAX_LINES:,}行）まで取り込めます。"
            )
        yield size.counted(row)
