"""Files that want to harm whoever reads them, as `FILES`: title → (file name, function that builds it); small where the attack allows it."""

import io
import random
import struct
import zipfile
from collections.abc import Callable
from functools import partial

import xlwt

Build = Callable[[], bytes]
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
HEAD = '<row r="1"><c r="A1" t="inlineStr"><is><t>橋梁名</t></is></c><c r="B1" t="inlineStr"><is><t>所在地</t></is></c></row>'
SHARED_ROW = '<row r="2"><c r="A2" t="s"><v>0</v></c><c r="B2"><v>1</v></c></row>'
FEW, LONG, CELL = 100_000, 19_000_000, 32_000


# --- workbooks ----------------------------------------------------------------------------------------------------


def sheet(rows: str = "", before: str = "", after: str = "", head: str = HEAD) -> str:
    return f'<worksheet xmlns="{MAIN}">{before}<sheetData>{head}{rows}</sheetData>{after}</worksheet>'


def strings(inside: str = "<si><t>甲橋</t></si>", attributes: str = "") -> str:
    return f'<sst xmlns="{MAIN}" {attributes}>{inside}</sst>'


def book(
    first: str | None = None, shared: str | None = None, names: list[str] | None = None, **more: str
) -> bytes:
    """A workbook of one part for all its sheets. more: further parts of xl/ by name without ending."""
    names = ["台帳"] if names is None else names
    listed = "".join(f'<sheet name="{name}" sheetId="{at}" r:id="r1"/>' for at, name in enumerate(names, 1))
    parts = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
        "_rels/.rels": _relations(("r1", "officeDocument", "xl/workbook.xml")),
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}"><sheets>{listed}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": _relations(
            ("r1", "worksheet", "worksheets/sheet1.xml"), ("r2", "sharedStrings", "sharedStrings.xml"), ("r3", "styles", "styles.xml")
        ),
        "xl/worksheets/sheet1.xml": sheet(SHARED_ROW) if first is None else first,
        "xl/sharedStrings.xml": strings() if shared is None else shared,
    }  # fmt: skip
    parts |= {f"xl/{name}.xml": part for name, part in more.items()}
    return archive({name: part.encode() for name, part in parts.items()})


def _relations(*ones: tuple[str, str, str]) -> str:
    listed = "".join(f'<Relationship Id="{a}" Type="{RELATIONS}/{b}" Target="{c}"/>' for a, b, c in ones)
    package = "http://schemas.openxmlformats.org/package/2006/relationships"
    return f'<Relationships xmlns="{package}">{listed}</Relationships>'


def archive(files: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w", method) as written:
        for name, content in files.items():
            written.writestr(name, content)
    return output.getvalue()


def declared_strings(attributes: str) -> bytes:
    return book(shared=strings(attributes=attributes))


def repeated_string(cells: int, letters: int) -> bytes:
    rows = "".join(f'<row r="{at}"><c r="A{at}" t="s"><v>0</v></c></row>' for at in range(2, cells + 2))
    return book(sheet(rows), strings(f"<si><t>{'a' * letters}</t></si>"))


def cell(inside: str, attributes: str = "") -> bytes:
    """A workbook with one cell below its headings."""
    return book(sheet(f'<row r="2"><c r="A2" {attributes}>{inside}</c></row>'))


def cell_at(place: str, row: str = "2") -> bytes:
    return book(sheet(f'<row r="{row}"><c r="{place}"><v>1</v></c></row>'))


def dimension(reference: str) -> bytes:
    return book(sheet(SHARED_ROW, before=f'<dimension ref="{reference}"/>'))


def merged(*ranges: str) -> bytes:
    listed = "".join(f'<mergeCell ref="{one}"/>' for one in ranges)
    return book(sheet(SHARED_ROW, after=f'<mergeCells count="4294967295">{listed}</mergeCells>'))


def long_texts() -> dict[str, Build]:
    text = "a" * LONG
    runs = "<r><t>" + "</t></r><r><t>".join(["a" * 30_000] * 600) + "</t></r>"
    return {
        "shared": lambda: book(shared=strings(f"<si><t>{text}</t></si>")),
        "shared in runs": lambda: book(shared=strings(f"<si>{runs}</si>")),
        "inline": lambda: cell(f"<is><t>{text}</t></is>", 't="inlineStr"'),
        "inline in runs": lambda: cell(f"<is>{runs}</is>", 't="inlineStr"'),
        "formula": lambda: cell(f"<f>{text}</f><v>1</v>"),
        "cached result": lambda: cell(f"<f>A1</f><v>{text}</v>", 't="str"'),
        "number": lambda: cell(f"<v>{'9' * LONG}</v>"),
        "in CDATA": lambda: cell(f"<is><t><![CDATA[{text}]]></t></is>", 't="inlineStr"'),
        "comment": lambda: cell(f"<!-- {text} --><v>1</v>"),
        "attribute": lambda: cell("<v>1</v>", f'x="{text}"'),
        "entities": lambda: cell(f"<is><t>{'&amp;' * 1_000_000}</t></is>", 't="inlineStr"'),
        "sheet name": lambda: book(names=["a" * 1_000_000]),
        "number format": lambda: book(styles=f'<styleSheet xmlns="{MAIN}"><numFmts><numFmt numFmtId="170" formatCode="{text}"/></numFmts></styleSheet>'),
    }  # fmt: skip


def deep(opening: str, closing: str) -> str:
    return opening * FEW + closing * FEW


def laughs() -> str:
    entities = '<!ENTITY a0 "haha">' + "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
    return f"<!DOCTYPE x [{entities}]>" + sheet(
        '<row r="2"><c r="A2" t="inlineStr"><is><t>&a11;</t></is></c></row>'
    )


def outside(address: str) -> str:
    return f'<!DOCTYPE x [<!ENTITY e SYSTEM "{address}">]>' + sheet(
        '<row r="2"><c r="A2" t="inlineStr"><is><t>&e;</t></is></c></row>'
    )


def flipped(seed: int) -> bytes:
    """A good workbook, stored without compression, with some bytes changed."""
    chance, content = random.Random(seed), bytearray(book())
    for _ in range(chance.randint(1, 30)):
        content[chance.randrange(len(content))] = chance.randrange(256)
    return bytes(content)


def shuffled_sheet(seed: int) -> bytes:
    """A workbook whose sheet has some bytes changed: its archive is whole."""
    chance, content = random.Random(seed), bytearray(sheet(SHARED_ROW).encode())
    for _ in range(chance.randint(1, 12)):
        content[chance.randrange(len(content))] = chance.choice(b"<>/\"'=& 0159AZa\x00\xff")
    return archive(_parts(book()) | {"xl/worksheets/sheet1.xml": bytes(content)})


def _parts(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as opened:
        return {name: opened.read(name) for name in opened.namelist()}


# --- archives -----------------------------------------------------------------------------------------------------


def nested(depth: int) -> bytes:
    content = bytes(10_000_000)
    for level in range(depth):
        content = archive({f"{level}.zip": content})
    return content


def with_field(offset: int, form: str, value: int) -> bytes:
    """A workbook whose central directory, for every part, has another value at an offset."""
    content, at = bytearray(book()), 0
    while (at := content.find(b"PK\x01\x02", at)) >= 0:
        struct.pack_into(form, content, at + offset, value)
        at += 4
    return bytes(content)


# --- old workbooks ------------------------------------------------------------------------------------------------


def ole(offset: int = 24, form: str = "<H", value: int = 0x3E, tail: bytes = bytes(4096)) -> bytes:
    """The head of an old container with another value in one field, and something behind it."""
    head = bytearray(512)
    head[:8] = OLE
    struct.pack_into("<HHHHH", head, 24, 0x3E, 3, 0xFFFE, 9, 6)
    struct.pack_into("<IIIIIIIII", head, 40, 0, 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0)
    head[76:] = b"\xff" * 436
    struct.pack_into("<I", head, 76, 0)
    struct.pack_into(form, head, offset, value)
    return bytes(head) + tail


def ole_noise(seed: int) -> bytes:
    return ole(tail=random.Random(seed).randbytes(8192))


def biff(kind: int, offset: int, form: str, value: int) -> bytes:
    """A good old workbook whose records of a kind have another value at an offset."""
    content = bytearray(far_corner(row=1, column=1))
    at = content.find(struct.pack("<HH", 0x809, 16))  # the first record of the workbook
    while (head := struct.unpack_from("<HH", content, at)) != (0, 0):
        if head[0] == kind:
            struct.pack_into(form, content, at + 4 + offset, value)
        at += 4 + head[1]
    return bytes(content)


def far_corner(row: int = 65_535, column: int = 255, sheets: int = 1) -> bytes:
    """An old workbook with headings, and one cell far away on every sheet."""
    workbook, output = xlwt.Workbook(), io.BytesIO()
    for number in range(sheets):
        written = workbook.add_sheet(f"台帳{number}")
        written.write(0, 0, "橋梁名")
        written.write(0, 1, "所在地")
        written.write(row, column, 1)
    workbook.save(output)
    return output.getvalue()


def bare_biff(*records: tuple[int, bytes]) -> bytes:
    """Records of an old workbook without the container."""
    return b"".join(struct.pack("<HH", kind, len(content)) + content for kind, content in records)


# --- texts --------------------------------------------------------------------------------------------------------

TEXTS: dict[str, Build] = {
    "30 MB of blank lines": lambda: "橋梁名,所在地\n".encode() + b"\n" * 30_000_000,
    "30 MB of blank lines, CR LF": lambda: "橋梁名,所在地\r\n".encode() + b"\r\n" * 15_000_000,
    "a line of 50 MB": lambda: b"a" * 50_000_000,
    "a line of 50 MB of commas": lambda: b"," * 50_000_000,
    "a line of 50 MB of short cells": lambda: b"a," * 25_000_000,
    "an open quote, 20 MB": lambda: b'a,b\n1,"' + b"x" * 20_000_000,
    "an open quote over lines": lambda: b'a,b\n1,"' + b"x\n" * 10_000_000,
    "quotes only": lambda: b'"' * 10_000_000,
    "a million rows": lambda: "橋梁名,所在地\n".encode() + b"1,2\n" * 1_000_000,
    "rows of commas": lambda: (b"," * 250 + b"\n") * 100_000,
    "NUL bytes": lambda: bytes(1_000_000),
    "NUL between letters": lambda: "橋梁名\x00,所在地\n1,2\n".encode(),
    "UTF-16 of an odd length": lambda: b"\xff\xfe" + b"a" * 1_000_001,
    "UTF-16 of halves of letters": lambda: b"\xff\xfe" + b"\x00\xd8" * FEW,
    "UTF-16 of noise": lambda: b"\xfe\xff" + random.Random(1).randbytes(FEW),
    "CP932 cut in a letter": lambda: "橋梁名,所在地\n甲橋".encode("cp932")[:-1],
    "noise": lambda: random.Random(2).randbytes(1_000_000),
    "a mark of order and nothing": lambda: b"\xef\xbb\xbf",
    "blank marks only": lambda: "　\u200b\n".encode() * FEW,
    "CR only": lambda: b"a,b\r1,2\r" * FEW,
    "vertical tabs": lambda: b"a,b\x0b1,2\x0c" * FEW,
    "3,000 columns": lambda: (",".join(f"列{at}" for at in range(3_000)) + "\n" + "1," * 3_000).encode(),
    "a heading of 1 MB": lambda: b"a" * 1_000_000 + b",b\n1,2\n",
    "cells of 40,000 letters": lambda: (b"1," + b"a" * 40_000 + b"\n") * 100,
    "cells of 130,000 letters": lambda: (b"1," + b"a" * 130_000 + b"\n") * 300,
    "a number of 30,000 digits": lambda: "橋梁名,所在地\n".encode() + b"9" * 30_000 + b",1\n",
    "too large": lambda: b"a,b\n" * 16_000_000,
}

COUNTS = [
    "4294967295",
    "18446744073709551615",
    "9223372036854775807",
    "1000000000",
    "-1",
    "1e9",
    "",
    "a",
    "9" * 400,
    " 4294967295 ",
]
PLACES = [
    "XFD1048576",
    "A1048576",
    "XFD2",
    "XFE2",
    "A4294967295",
    "A18446744073709551616",
    "ZZZZZZZZ2",
    "A0",
    "A-1",
    "2",
    "A",
    "é2",
]
DIMENSIONS = ["A1:XFD1048576", "XFD1048576", "A1:A0", "B2:A1", "A1:ZZZZ99999999999", "", "x", "A1:B2:C3"]
VALUES = {
    "an index out of range": ("<v>9</v>", 't="s"'),
    "a negative index": ("<v>-1</v>", 't="s"'),
    "an index of 2^64": ("<v>18446744073709551616</v>", 't="s"'),
    "a style out of range": ("<v>1</v>", 's="4294967295"'),
    "1e309": ("<v>1e309</v>", ""),
    "NaN": ("<v>NaN</v>", ""),
    "a date far off": ("<v>99999999999999999999-01-01T00:00:00</v>", 't="d"'),
    "an unknown kind": ("<v>1</v>", 't="zz"'),
    "no truth value": ("<v>maybe</v>", 't="b"'),
    "an unknown error": ("<v>#HACK!</v>", 't="e"'),
    "a formula alone": ("<f>1+1</f>", ""),
}
FIELDS = {  # of the head of an old container: offset, form, value
    "sectors of 2^65535": (30, "<H", 65535), "sectors of 1": (30, "<H", 0), "small sectors of 2^65535": (32, "<H", 65535),
    "2^32 tables": (44, "<I", 0xFFFFFFFF), "directory far off": (48, "<I", 0xFFFFFFF0), "2^32 small tables": (64, "<I", 0xFFFFFFFF),
    "more tables at themselves": (68, "<I", 0), "2^32 more tables": (72, "<I", 0xFFFFFFFF), "table at itself": (76, "<I", 1),
}  # fmt: skip
ENTRIES = {  # of a central directory: offset, form, value
    "smaller than declared": (24, "<I", 400_000_000), "larger than declared": (24, "<I", 1), "packed beyond the end": (20, "<I", 0x7FFFFFFF),
    "an unknown method": (10, "<H", 99), "protected": (8, "<H", 1), "a wrong sum": (16, "<I", 7), "parts beyond the end": (42, "<I", 0x7FFFFFFF),
    "a name of 65,535 letters": (28, "<H", 65535),
}  # fmt: skip

RECORDS = {  # of an old workbook: kind, offset, form, value
    "2^32 strings": (0xFC, 0, "<I", 0xFFFFFFFF), "2^32 unlike strings": (0xFC, 4, "<I", 0xFFFFFFFF), "2^31 unlike strings": (0xFC, 4, "<I", 0x7FFFFFFF),
    "a string of 65,535": (0xFC, 8, "<H", 0xFFFF), "2^32 rows": (0x200, 4, "<I", 0xFFFFFFFF), "2^31 rows": (0x200, 4, "<I", 0x7FFFFFFF),
    "65,535 columns": (0x200, 10, "<H", 0xFFFF), "rows backwards": (0x200, 0, "<I", 0xFFFFFFFF), "a sheet far off": (0x85, 0, "<I", 0xFFFFFFF0),
    "a sheet at the start": (0x85, 0, "<I", 0), "a string that is none": (0xFD, 6, "<I", 0xFFFFFFFF), "a cell in row 65,535": (0xFD, 0, "<H", 65535),
    "a cell in column 65,535": (0xFD, 2, "<H", 65535), "an unknown alphabet": (0x42, 0, "<H", 65535),
}  # fmt: skip

WORKBOOKS: dict[str, Build] = {
    **{f"uniqueCount {one[:24]!r}": partial(declared_strings, f'uniqueCount="{one}"') for one in COUNTS},
    "count 2^32": partial(declared_strings, 'count="4294967295"'),
    "40,000 cells of one 32 kB string": partial(repeated_string, 40_000, CELL),
    "2,500 cells of one 32 kB string": partial(repeated_string, 2_500, CELL),
    "190,000 cells of one 5 kB string": partial(repeated_string, 190_000, 5_000),
    **{f"19 MB of text: {title}": build for title, build in long_texts().items()},
    **{f"dimension {one!r}": partial(dimension, one) for one in DIMENSIONS},
    **{f"a cell at {one!r}": partial(cell_at, one) for one in PLACES},
    **{f"a row {one}": partial(cell_at, f"A{one}", one) for one in ("4294967296", "1" * 40, "-5", "x")},
    "5,000 sheets of one part": lambda: book(names=[f"台帳{at}" for at in range(5_000)]),
    "100,000 sheets of one part": lambda: book(names=[f"台帳{at}" for at in range(FEW)]),
    "60 sheets of 300,000 blank cells": lambda: book(
        sheet('<row r="1000"><c r="KN1000"><v>1</v></c></row>'), names=[f"台帳{at}" for at in range(60)]
    ),
    "no sheets": lambda: book(names=[]),
    "a merge of everything": partial(merged, "A1:XFD1048576"),
    "a merge beyond everything": partial(merged, "A1:ZZZZ99999999999"),
    "a merge backwards": partial(merged, "B9:A1"),
    "50,000 merges": lambda: merged(*["A2:B9"] * 50_000),
    "deep rows": lambda: book(sheet(deep("<row>", "</row>"))),
    "deep cells": lambda: cell(deep("<is>", "</is>"), 't="inlineStr"'),
    "deep strings": lambda: book(shared=strings(deep("<si>", "</si>"))),
    "a billion laughs": lambda: book(laughs()),
    "a file of the server": lambda: book(outside("file:///etc/hostname")),
    "an outside address": lambda: book(outside("http://192.0.2.1/")),
    **{f"a cell with {title}": partial(cell, *inside) for title, inside in VALUES.items()},
    **{f"an archive with {title}": partial(with_field, *field) for title, field in ENTRIES.items()},
    **{f"cut off at {part}/6": partial(lambda part: (one := book())[: len(one) * part // 6], part) for part in range(1, 6)},
    **{f"flipped bytes {seed}": partial(flipped, seed) for seed in range(8)},
    **{f"flipped bytes of a sheet {seed}": partial(shuffled_sheet, seed) for seed in range(12)},
    "6,000 parts": lambda: archive(_parts(book()) | {f"xl/{at}.xml": b"" for at in range(6_000)}),
    "1 GB of zeros": lambda: archive(_parts(book()) | {f"xl/{at}.xml": bytes(50_000_000) for at in range(12)}),
    "nothing but zeros": lambda: book(first="\0" * 15_000_000),
    "a document of another kind": lambda: b"%PDF-1.7\n" + bytes(1000),
    "a zip that is no workbook": lambda: archive({"a.txt": b"a"}),
}  # fmt: skip

OLD_WORKBOOKS: dict[str, Build] = {
    **{f"old container: {title}": partial(ole, *field) for title, field in FIELDS.items()},
    **{f"old workbook with {title}": partial(biff, *field) for title, field in RECORDS.items()},
    "old workbook with a far corner": far_corner,
    "150 old sheets with far corners": partial(far_corner, sheets=150),
    **{f"old container of noise {seed}": partial(ole_noise, seed) for seed in range(4)},
    "old container, head only": lambda: ole(tail=b""),
    "old container of 2^32 marks": lambda: ole(tail=b"\xff" * FEW),
    "bare records": lambda: bare_biff((0x809, bytes(16)), (0xFC, b"\xff" * 8), (0x0A, b"")),
    "a page of the web": lambda: b"<html><table>" + b"<tr><td>1" * FEW,
}

ARCHIVES: dict[str, Build] = {
    "archives in archives": partial(nested, 6),
    "an archive of zeros": lambda: archive({"0.csv": bytes(60_000_000)}),
    "100,000 files": lambda: archive({f"{at}": b"" for at in range(FEW)}, zipfile.ZIP_STORED),
    "names that lead out": lambda: archive({"../../x.csv": b"a,b\n1,2\n"}),
    "a bomb of a workbook inside": lambda: archive({"a.xlsx": cell_at("XFD1048576")}),
}

FILES: dict[str, tuple[str, Build]] = {
    title: (name, build)
    for name, files in (("台帳.csv", TEXTS), ("台帳.xlsx", WORKBOOKS), ("台帳.xls", OLD_WORKBOOKS), ("台帳.zip", ARCHIVES))
    for title, build in files.items()
}  # fmt: skip
