"""Files changed at random, each kind in its own terms: bytes, tables, workbooks, trees of records, SQL."""

import csv
import io
import json
import random
import re
import zipfile
from collections.abc import Callable
from pathlib import PurePosixPath

import pandas as pd
import yaml

LONG = "長" * 40_000
ODD = ["", " ", "-", "…", "X", "約90", "１２", "①", "12²", "1e999", "nan", "inf", "-inf", "-5", "1.5", "9" * 400, "9" * 5_000,
       "999999999999999999999", "1e308", "=1+1", "=HYPERLINK(1)", "#REF!", "#N/A", "true", "2024-02-30", "0000-00-00", "令和99年度",
       "平成元年", "明治０年", "１", "٣", "१२", "²", "\u3000", "\ufeff", "\u202e甲市", "𠮷", "\x00", "\x07", "\n", "\"", "'", ",", "99999",
       "0", "00000", "011002", "999999", "甲市", LONG]  # fmt: skip
ODD_VALUES = [
    *ODD[:-1],
    None,
    True,
    False,
    0,
    -1,
    10**30,
    1e308,
    0.1,
    [],
    {},
    [[]],
    [None],
    {"a": 1},
    "\ud800",
    10**400,
]
ENCODINGS = ["cp932", "utf-8", "utf-16", "utf-16-le", "euc_jp", "iso2022_jp", "utf-8-sig", "utf-7", "latin-1"]
Change = Callable[[bytes, random.Random], bytes]


def mutated(name: str, content: bytes, chance: random.Random) -> tuple[bytes, list[str]]:
    """The content with one to three changes, and what they are called."""
    applied = []
    for _ in range(chance.choice([1, 1, 2, 3])):
        changes = _changes(name, content)
        change = chance.choice(changes)
        try:
            content = change(content, chance)
            applied.append(change.__name__)
        except Exception as error:  # what an earlier change broke cannot be taken apart again
            applied.append(f"({change.__name__}: {type(error).__name__})")
    return content, applied


def _changes(name: str, content: bytes) -> list[Change]:
    kind = PurePosixPath(name).suffix.lower()
    own: list[Change] = []
    if content.startswith(b"PK\x03\x04"):
        own = [zip_swapped, zip_without_part, zip_nested, zip_part_damaged]
        if kind != ".zip":
            own += [*WORKBOOK, *WORKBOOK]
    elif kind in (".csv", ".tsv", ".txt"):
        own = [*TEXT_TABLE, *TEXT_TABLE]
    elif kind in (".json", ".topojson", ".geojson"):
        own = [*TREE, *TREE, deep]
    elif kind in (".yaml", ".yml"):
        own = [*TREE, *TREE, yaml_aliases, deep, lines_moved, re_encoded]
    elif kind == ".parquet":
        own = [*PARQUET, *PARQUET]
    return [*BYTES, *own]


# --- any file


def flipped(content: bytes, chance: random.Random) -> bytes:
    damaged = bytearray(content)
    for _ in range(chance.choice([1, 3, 30, 300])):
        if damaged:
            damaged[chance.randrange(len(damaged))] ^= 1 << chance.randrange(8)
    return bytes(damaged)


def cut(content: bytes, chance: random.Random) -> bytes:
    return content[: chance.randrange(len(content) + 1)]


def repeated(content: bytes, chance: random.Random) -> bytes:
    return content + content[chance.randrange(len(content)) :] if content else content


def with_zeros(content: bytes, chance: random.Random) -> bytes:
    at = chance.randrange(len(content) + 1)
    return content[:at] + b"\x00" * chance.choice([1, 16, 4_096]) + content[at:]


BYTES: list[Change] = [flipped, cut, repeated, with_zeros]


# --- tables as text


def _text(content: bytes) -> tuple[str, str]:
    for encoding in ("utf-8-sig", "cp932"):
        try:
            return content.decode(encoding), encoding
        except UnicodeDecodeError:
            continue
    return content.decode("utf-8", errors="replace"), "utf-8"


def _on_rows(change: Callable[[list[list[str]], random.Random], list[list[str]]]) -> Change:
    def changing(content: bytes, chance: random.Random) -> bytes:
        text, encoding = _text(content)
        mark = "\t" if text.count("\t") > text.count(",") else ","
        rows = change(list(csv.reader(io.StringIO(text), delimiter=mark)), chance)
        output = io.StringIO()
        csv.writer(output, delimiter=mark).writerows(rows)
        return output.getvalue().encode(encoding, errors="replace")

    changing.__name__ = change.__name__
    return changing


def row_twice(rows: list[list[str]], chance: random.Random) -> list[list[str]]:
    at = chance.randrange(len(rows))
    return [*rows[: at + 1], *rows[at:]]


def row_removed(rows: list[list[str]], chance: random.Random) -> list[list[str]]:
    at = chance.randrange(min(len(rows), chance.choice([5, 10**9])))
    return rows[:at] + rows[at + 1 :]


def column_removed(rows: list[list[str]], chance: random.Random) -> list[list[str]]:
    at = chance.randrange(max(map(len, rows)))
    return [row[:at] + row[at + 1 :] for row in rows]


def column_twice(rows: list[list[str]], chance: random.Random) -> list[list[str]]:
    at = chance.randrange(max(map(len, rows)))
    return [row[: at + 1] + row[at:] for row in rows]


def columns_swapped(rows: list[list[str]], chance: random.Random) -> list[list[str]]:
    one, other = (chance.randrange(max(map(len, rows))) for _ in range(2))
    for row in rows:
        if max(one, other) < len(row):
            row[one], row[other] = row[other], row[one]
    return rows


def header_changed(rows: list[list[str]], chance: random.Random) -> list[list[str]]:
    row = chance.choice([row for row in rows[:8] if row])
    at = chance.randrange(len(row))
    row[at] = chance.choice([row[at][:-1], row[at] + "数", "", f"（{row[at]}）", *ODD])
    return rows


def cells_odd(rows: list[list[str]], chance: random.Random) -> list[list[str]]:
    for _ in range(chance.choice([1, 1, 5, 50])):
        row = chance.choice([row for row in rows if row])
        row[chance.randrange(len(row))] = chance.choice(ODD)
    return rows


def column_odd(rows: list[list[str]], chance: random.Random) -> list[list[str]]:
    at, odd = chance.randrange(max(map(len, rows))), chance.choice(ODD[:-1])
    return [
        [*row[:at], odd, *row[at + 1 :]] if number > 2 and at < len(row) else row
        for number, row in enumerate(rows)
    ]


def rows_ragged(rows: list[list[str]], chance: random.Random) -> list[list[str]]:
    return [row[: chance.randrange(len(row) + 1)] if chance.random() < 0.2 else row for row in rows]


def very_wide(rows: list[list[str]], chance: random.Random) -> list[list[str]]:
    rows[chance.randrange(len(rows))] += ["広"] * chance.choice([300, 20_000])
    return rows


def re_encoded(content: bytes, chance: random.Random) -> bytes:
    return _text(content)[0].encode(chance.choice(ENCODINGS), errors="replace")


def lines_moved(content: bytes, chance: random.Random) -> bytes:
    lines = content.split(b"\n")
    at = chance.randrange(len(lines))
    line = lines.pop(at)
    change = chance.choice(["gone", "twice", "moved", "indented"])
    if change == "twice":
        lines[at:at] = [line, line]
    elif change == "moved":
        lines.insert(chance.randrange(len(lines) + 1), line)
    elif change == "indented":
        lines.insert(at, b"  " + line)
    return b"\n".join(lines)


TABLE = [row_twice, row_removed, column_removed, column_twice, columns_swapped, header_changed, cells_odd, column_odd,
         rows_ragged, very_wide]  # fmt: skip
TEXT_TABLE: list[Change] = [*map(_on_rows, TABLE), re_encoded, lines_moved]


# --- archives and workbooks


def _parts(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def _packed(parts: dict[str, bytes]) -> bytes:
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return output.getvalue()


def zip_swapped(content: bytes, chance: random.Random) -> bytes:
    parts = _parts(content)
    one, other = chance.choice(list(parts)), chance.choice(list(parts))
    parts[one], parts[other] = parts[other], parts[one]
    return _packed(parts)


def zip_without_part(content: bytes, chance: random.Random) -> bytes:
    parts = _parts(content)
    del parts[chance.choice(list(parts))]
    return _packed(parts)


def zip_nested(content: bytes, chance: random.Random) -> bytes:
    name = chance.choice(["inner.zip", "inner.xlsx", "../outside.csv", "xl/worksheets/sheet9.xml"])
    return _packed(_parts(content) | {name: content} if chance.random() < 0.5 else {name: content})


def zip_part_damaged(content: bytes, chance: random.Random) -> bytes:
    parts = _parts(content)
    name = chance.choice(list(parts))
    return _packed(parts | {name: chance.choice([flipped, cut, repeated, with_zeros])(parts[name], chance)})


def _on_sheet(change: Callable[[str, random.Random], str]) -> Change:
    def changing(content: bytes, chance: random.Random) -> bytes:
        parts = _parts(content)
        name = chance.choice([name for name in parts if name.startswith("xl/worksheets/sheet")])
        parts[name] = change(parts[name].decode(), chance).encode("utf-8", errors="replace")
        return _packed(parts)

    changing.__name__ = change.__name__
    return changing


def _cells(sheet: str) -> list[re.Match]:
    return list(re.finditer(r'<c r="([A-Z]+)([0-9]+)"[^>]*?(?:/>|>.*?</c>)', sheet, re.S))


def _with_cells(sheet: str, replaced: list[tuple[re.Match, str]]) -> str:
    for cell, new in sorted(replaced, key=lambda pair: -pair[0].start()):
        sheet = sheet[: cell.start()] + new + sheet[cell.end() :]
    return sheet


def _cell(reference: str, chance: random.Random) -> str:
    odd = chance.choice([one for one in ODD if "\x00" not in one and "\x07" not in one])
    odd = odd.replace("&", "&amp;").replace("<", "&lt;")
    return chance.choice(
        [
            f'<c r="{reference}" t="inlineStr"><is><t xml:space="preserve">{odd}</t></is></c>',
            f'<c r="{reference}"><v>{chance.choice(["1e308", "-1", "1.5", "9" * 30, "nan", "inf", "", "x", "0"])}</v></c>',
            f'<c r="{reference}" t="b"><v>1</v></c>',
            f'<c r="{reference}" t="e"><v>#DIV/0!</v></c>',
            f'<c r="{reference}" t="s"><v>99999</v></c>',
            f'<c r="{reference}" s="1"><v>-400000</v></c>',
            f'<c r="{reference}"><f>SUM(A1:A9)</f></c>',
            f'<c r="{reference}"><f>1+1</f><v>2</v></c>',
        ]
    )


def sheet_cells_odd(sheet: str, chance: random.Random) -> str:
    cells = _cells(sheet)
    chosen = chance.sample(cells, min(chance.choice([1, 1, 5, 50]), len(cells)))
    return _with_cells(sheet, [(cell, _cell(cell[1] + cell[2], chance)) for cell in chosen])


def sheet_header_odd(sheet: str, chance: random.Random) -> str:
    cell = chance.choice([cell for cell in _cells(sheet) if int(cell[2]) <= 8])
    return _with_cells(sheet, [(cell, _cell(cell[1] + cell[2], chance))])


def sheet_column_gone(sheet: str, chance: random.Random) -> str:
    cells = _cells(sheet)
    column = chance.choice(cells)[1]
    return _with_cells(sheet, [(cell, "") for cell in cells if cell[1] == column])


def sheet_row_gone_or_twice(sheet: str, chance: random.Random) -> str:
    row = chance.choice(list(re.finditer(r"<row .*?</row>", sheet, re.S)))
    return sheet[: row.start()] + row[0] * chance.choice([0, 0, 2, 3]) + sheet[row.end() :]


def sheet_far_cell(sheet: str, chance: random.Random) -> str:
    column, row = chance.choice(
        [("XFD", 1_048_576), ("XFD", 1), ("A", 1_048_576), ("ZZ", 500_000), ("AAAAAA", 10**10)]
    )
    far = f'<row r="{row}"><c r="{column}{row}"><v>1</v></c></row>'
    return sheet.replace("</sheetData>", f"{far}</sheetData>")


def sheet_wild_dimension(sheet: str, chance: random.Random) -> str:
    wild = chance.choice(["A1:XFD1048576", "", "B2", "A1:A0", "ZZZZZ9:A1", "甲"])
    return re.sub(r"<dimension [^>]*>", f'<dimension ref="{wild}"/>', sheet)


def sheet_merged(sheet: str, chance: random.Random) -> str:
    block = chance.choice(["A1:C3", "A1:XFD1048576", "C3:A1", "A2", "B1:B1000000"])
    return sheet.replace(
        "</sheetData>", f'</sheetData><mergeCells count="1"><mergeCell ref="{block}"/></mergeCells>'
    )


def shared_words_changed(content: bytes, chance: random.Random) -> bytes:
    parts = _parts(content)
    words = parts["xl/sharedStrings.xml"].decode()
    found = list(re.finditer(r"(?<=>)[^<>]+(?=</t>)", words))[: chance.choice([20, 10**6])]
    for word in sorted(
        chance.sample(found, min(chance.choice([1, 5]), len(found))), key=lambda one: -one.start()
    ):
        new = chance.choice([word[0][:-1], word[0] + "等", "", "合計", "1"])
        words = words[: word.start()] + new + words[word.end() :]
    return _packed(parts | {"xl/sharedStrings.xml": words.encode()})


SHEET = [sheet_cells_odd, sheet_cells_odd, sheet_header_odd, sheet_column_gone, sheet_row_gone_or_twice, sheet_far_cell,
         sheet_wild_dimension, sheet_merged]  # fmt: skip
WORKBOOK: list[Change] = [*map(_on_sheet, SHEET), shared_words_changed]


# --- trees of records


def _on_tree(change: Callable[[list, random.Random], None]) -> Change:
    def changing(content: bytes, chance: random.Random) -> bytes:
        text = content.decode("utf-8-sig")
        is_json = text.lstrip()[:1] in "{["
        tree = [json.loads(text) if is_json else yaml.safe_load(text)]
        for _ in range(chance.choice([1, 1, 3])):
            change(tree, chance)
        if is_json:
            return json.dumps(tree[0], default=str).encode()
        return yaml.safe_dump(tree[0], allow_unicode=True).encode("utf-8", errors="replace")

    changing.__name__ = change.__name__
    return changing


def _somewhere(tree: list | dict, chance: random.Random) -> tuple[list | dict, object]:
    """A container and one of its keys, at any depth."""
    while True:
        keys = list(tree) if isinstance(tree, dict) else list(range(len(tree)))
        key = chance.choice(keys)
        below = tree[key]
        if not isinstance(below, dict | list) or not below or chance.random() < 0.1:
            return tree, key
        tree = below


def value_odd(tree: list, chance: random.Random) -> None:
    container, key = _somewhere(tree, chance)
    container[key] = chance.choice(ODD_VALUES)


def field_gone(tree: list, chance: random.Random) -> None:
    container, key = _somewhere(tree, chance)
    if container is not tree:
        del container[key]


def field_renamed(tree: list, chance: random.Random) -> None:
    container, key = _somewhere(tree, chance)
    if isinstance(container, dict):
        container[chance.choice([f"{key}s", "", 1, None, "甲"])] = container.pop(key)


def record_twice(tree: list, chance: random.Random) -> None:
    container, key = _somewhere(tree, chance)
    if isinstance(container, list) and container is not tree:
        container.append(container[key])


TREE: list[Change] = [*map(_on_tree, [value_odd, field_gone, field_renamed, record_twice])]


def deep(content: bytes, chance: random.Random) -> bytes:
    depth = chance.choice([900, 5_000, 200_000])
    return b"[" * depth + (b"]" * depth if chance.random() < 0.5 else b"")


def yaml_aliases(content: bytes, chance: random.Random) -> bytes:
    """A few hundred bytes that unfold into a thousand million entries."""
    lines = ["a: &a [甲, 甲, 甲, 甲, 甲, 甲, 甲, 甲, 甲]"]
    lines += [
        f"{name}: &{name} [{', '.join(['*' + before] * 9)}]"
        for before, name in zip("abcdefgh", "bcdefghi", strict=True)
    ]
    return "\n".join(lines).encode() + b"\n" + content


# --- Parquet


def _on_frame(change: Callable[[pd.DataFrame, random.Random], pd.DataFrame]) -> Change:
    def changing(content: bytes, chance: random.Random) -> bytes:
        output = io.BytesIO()
        change(pd.read_parquet(io.BytesIO(content)), chance).to_parquet(output)
        return output.getvalue()

    changing.__name__ = change.__name__
    return changing


def frame_without_column(frame: pd.DataFrame, chance: random.Random) -> pd.DataFrame:
    return frame.drop(columns=chance.choice(list(frame)))


def frame_renamed(frame: pd.DataFrame, chance: random.Random) -> pd.DataFrame:
    return frame.rename(columns={chance.choice(list(frame)): "甲"})


def frame_odd(frame: pd.DataFrame, chance: random.Random) -> pd.DataFrame:
    column = chance.choice(list(frame))
    values = frame[column].astype(object).map(str)
    values.iloc[chance.randrange(len(values))] = chance.choice(ODD)
    return frame.assign(**{column: values})


def frame_other_type(frame: pd.DataFrame, chance: random.Random) -> pd.DataFrame:
    kind = chance.choice(
        [lambda _: None, lambda _: True, lambda _: [1], lambda _: {"a": 1}, lambda _: b"\xff", lambda _: -1.5]
    )
    column = chance.choice(list(frame))
    return frame.assign(**{column: [kind(value) for value in frame[column]]})


def frame_rows(frame: pd.DataFrame, chance: random.Random) -> pd.DataFrame:
    return chance.choice([frame.iloc[:0], pd.concat([frame, frame.iloc[:1]]), frame.iloc[::-1]])


PARQUET: list[Change] = [
    *map(_on_frame, [frame_without_column, frame_renamed, frame_odd, frame_other_type, frame_rows])
]


# --- SQL

QUESTIONS = [
    "select prefecture_name, count(*) from municipalities group by all order by 2 desc",
    "with a as (from metrics) select metric_id, sum(value) over (partition by lg_code) from metric_values join a using (metric_id)",
    "select lg_code, value::int, value / 0, cast(basis as date) from metric_values where value > 10 limit 5",
    "select * from municipality_pairs a, municipality_pairs b where a.lg_code = b.partner_lg_code",
    "select list_transform(range(10), x -> x * 2), struct_pack(a := 1), regexp_replace('甲市', '(市)', '\\\\1\\\\1')",
    "pivot (from metric_values limit 1000) on basis using avg(value) group by lg_code",
    "with recursive n as (select 1 as i union all select i + 1 from n where i < 50) select * from n",
]
WORDS = ["select", "from", "(", ")", ",", "'", '"', ";", "--", "/*", "null", "9" * 400, "1e999", "*", "::", "$1", "?", "\x00", "'\\x00'", "甲",
         "union all", "order by", "having", "over ()", "lateral", "limit -1", "sample 10%", "[1,2", "{'a': 1}", "::blob", "::json",
         "read_csv('/etc/passwd')", "repeat('x', 1000000000)", "range(10000000000)", "cross join municipality_pairs", "::uuid", "using sample"]  # fmt: skip


def question(chance: random.Random) -> str:
    tokens = re.findall(r"\w+|\s+|[^\w\s]", chance.choice(QUESTIONS))
    for _ in range(chance.choice([1, 2, 5])):
        at = chance.randrange(len(tokens))
        change = chance.choice(["gone", "word", "twice", "swap"])
        if change == "gone" and len(tokens) > 1:
            tokens.pop(at)
        elif change == "word":
            tokens[at] = f" {chance.choice(WORDS)} "
        elif change == "twice":
            tokens[at:at] = tokens[at : at + 5]
        else:
            other = chance.randrange(len(tokens))
            tokens[at], tokens[other] = tokens[other], tokens[at]
    return "".join(tokens)
