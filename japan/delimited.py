"""A delimited text file (CSV, TSV) as a grid of texts, whatever its encoding, its delimiter, and what it declares of both."""

import csv
import io
import re
from collections.abc import Iterator

SHOWN = {
    "utf-8": "UTF-8",
    "utf-16": "UTF-16",
    "utf-16-le": "UTF-16",
    "utf-16-be": "UTF-16",
    "cp932": "Shift_JIS",
    "euc_jp": "EUC-JP",
    "iso2022_jp": "ISO-2022-JP",
}
WITHOUT_MARK = ("utf-16-le", "utf-16-be")
_IS_TABLE = re.compile("[,\t\r\n]")
BOM, DELIMITERS = b"\xef\xbb\xbf", (",", "\t", ";")
HEAD_LINES = 60
LOOKED_AT = 200_000  # bytes by which an encoding is told
HALF_KANA = re.compile("[\uff61-\uff9f]")
MUCH_KANA = (
    0.1  # of the letters beyond ASCII: more half-width kana than this, and the text is of another encoding
)
_AS_FORMULA = re.compile(r'="((?:[^"]|"")*)"')
WRAPPED = ("=", "'")
_DECLARED = re.compile(r"sep=(.)\r?\n", re.IGNORECASE)


def decoded(content: bytes) -> tuple[str, str]:
    """The encoding of a text, as readers call it, and the text. A byte-order mark over text of another encoding is passed over.

    Raises ValueError when it is none of UTF-8, Shift_JIS (CP932), UTF-16, EUC-JP and ISO-2022-JP.
    """
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        candidates = ["utf-16"]
    else:
        content = content.removeprefix(BOM)
        candidates = ["iso2022_jp"] * (b"\x1b$" in content) + ["utf-8", *_by_kana(content), *_wide(content)]
    for codec in candidates:
        try:
            text = content.decode(codec)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text and (codec not in WITHOUT_MARK or _IS_TABLE.search(text)):
            return SHOWN[codec], text
    raise ValueError("文字コードが分かりません。UTF-8 か Shift_JIS の CSV が必要です。")


def _by_kana(content: bytes) -> list[str]:
    """CP932 and EUC-JP; first EUC-JP where CP932 would make half-width kana of it."""
    head = content[:LOOKED_AT].decode("cp932", errors="ignore")
    foreign = sum(not letter.isascii() for letter in head)
    if len(HALF_KANA.findall(head)) <= MUCH_KANA * foreign:
        return ["cp932", "euc_jp"]
    plain = content[:LOOKED_AT].decode("euc_jp", errors="ignore")
    return ["cp932", "euc_jp"] if HALF_KANA.search(plain) else ["euc_jp", "cp932"]


def _wide(content: bytes) -> list[str]:
    """UTF-16 without its mark, told by where the zero bytes of its delimiters and line breaks stand."""
    zeros = {at % 2 for at, byte in enumerate(content[:4000]) if not byte}
    return {(0,): ["utf-16-be"], (1,): ["utf-16-le"], (0, 1): list(WITHOUT_MARK)}.get(
        tuple(sorted(zeros)), []
    )


def rows(text: str) -> Iterator[list[str]]:
    """The cells of a delimited text line by line, blanks around them removed, ="001" and '001 unwrapped.

    A line `sep=;` counts as a blank one. Raises ValueError where quotes are left open.
    """
    declared = _DECLARED.match(text)
    body = text[declared.end() :] if declared else text
    if declared:
        yield []
    try:
        sign = declared[1] if declared else _delimiter(body)
        for row in csv.reader(io.StringIO(body, newline=""), delimiter=sign, strict=True):
            yield [unwrapped(cell) for cell in row]
    except csv.Error as error:
        raise ValueError('CSV として読めません（引用符「"」が閉じていない、1行が長すぎるなど）。') from error


def unwrapped(cell: str) -> str:
    """A cell without what keeps its zeros or its sign from a spreadsheet: ="001" and '001 are 001."""
    plain = cell.strip()
    if not plain.startswith(WRAPPED):  # as most cells do not, and there are millions
        return plain
    if plain[:2] == '="' and (found := _AS_FORMULA.fullmatch(plain)):
        return found[1].replace('""', '"').strip()
    return plain[1:] if plain[:1] == "'" and plain[1:2] in set("0123456789+-=@") else plain


def _delimiter(text: str) -> str:
    """The sign that divides the first lines into most columns."""
    head = "\n".join(text[:200_000].splitlines()[:HEAD_LINES])
    return max(DELIMITERS, key=lambda sign: sum(map(len, csv.reader(io.StringIO(head), delimiter=sign))))
