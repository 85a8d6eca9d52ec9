"""Ledgers generated from the declared kinds are read back exactly, or refused, or asked about; never silently otherwise.

GENERATED=10000 (`make nightly`) makes that many; FACILITY_SEED others. A table is made again from its number alone.
"""

import csv
import io
import os
import random
from collections import Counter
from dataclasses import dataclass, field
from datetime import date

import pandas as pd
import pytest

from analysis import ledger
from japan import delimited
from japan.facilities import BY_ID, Kind
from japan.sheets import Sheet

TABLES = int(os.environ.get("GENERATED", "300"))
SEED = os.environ.get("FACILITY_SEED", "0")
AS_OF = date(2025, 3, 31)
PLACES = pd.DataFrame(
    [("992011", "東県", "甲市"), ("993018", "東県", "乙町"), ("993026", "東県", "丙村"), ("982016", "西県", "丁市")],
    columns=["lg_code", "prefecture_name", "municipality_name"],
)  # fmt: skip
# What stands behind the name of a facility, how its columns are headed, the quantity and its units: (label, unit in the cell, per unit).
NAMES = {
    "bridge": ("橋", ["橋梁名", "道路橋名", "橋名", "橋梁名称"], ["橋梁番号", "橋梁ID", "橋梁コード"]),
    "tunnel": ("トンネル", ["トンネル名", "トンネル名称"], ["トンネル番号", "施設番号"]),
    "large_structure": ("横断歩道橋", ["横断歩道橋名", "歩道橋名"], ["施設番号", "管理番号"]),
    "pavement": ("線", ["路線名"], ["区間番号", "路線番号"]),
    "sewer_pipe": ("幹線", ["管渠名", "幹線名"], ["管渠番号", "管路番号"]),
    "water_pipe": ("配水管", ["配水管名", "管路名"], ["管路番号", "管理番号"]),
    "building": ("公民館", ["施設名", "施設名称", "建物名"], ["施設番号", "施設ID"]),
    "park": ("公園", ["公園名", "公園の名称"], ["公園番号", "公園ID"]),
    "river_structure": ("水門", ["水門名", "施設名"], ["施設番号", "管理番号"]),
    "port_structure": ("岸壁", ["岸壁名", "施設名"], ["施設番号", "管理番号"]),
}
BUILT = {
    "bridge": ["架設年度", "架設年", "架設年次"],
    "water_pipe": ["布設年度", "布設年"],
    "sewer_pipe": ["施工年度", "布設年度"],
    "building": ["建築年度", "建築年", "竣工年度"],
    "park": ["開園年度", "設置年度", "供用開始年度"],
}
LENGTHS = {"bridge": ["橋長"], "tunnel": ["延長", "トンネル延長"], "sewer_pipe": ["延長", "管渠延長"]}
AREAS = {"building": ["延床面積", "延べ床面積"], "park": ["面積", "公園面積"]}
UNITS = {"length_m": {"m": 1, "km": 1000}, "area_m2": {"㎡": 1, "m2": 1, "ha": 10_000}}
WHERE = ["所在地", "市町村", "市町村名", "所在市町村"]
RATED = ["判定区分", "健全性", "健全性の診断の区分", "健全性の診断"]
INSPECTED = ["点検年度", "点検実施年度", "最新点検年度"]
OTHERS = ["備考", "担当課", "摘要", "写真番号"]
ROMAN = "ⅠⅡⅢⅣ"
GROUPED = ("built", "quantity")
READ_BACK = 0.95  # of the tables of each kind at least
BLANK = ["", "", "-", "－", "不明"]


@dataclass
class Written:
    """A file and what it says: row by row the fields, None where unknown. heads: field → its heading; traits: how it is written."""

    kind_id: str
    name: str
    sheets: list[Sheet]
    truth: list[dict]
    heads: dict[str, str]
    traits: set[str]


def year_cell(chance: random.Random, year: int | None) -> str:
    if year is None:
        return chance.choice(["", "不明", "-"])
    era, first = ("R", 2019) if year >= 2020 else ("H", 1989) if year >= 1990 else ("S", 1926)
    of_era, long = year - first + 1, {"R": "令和", "H": "平成", "S": "昭和"}[era]
    wide = str(year).translate({ord(str(digit)): chr(0xFF10 + digit) for digit in range(10)})
    return chance.choice(
        [str(year), f"{year}年度", f"{era}{of_era}", f"{long}{of_era}年度", f"{era}.{of_era}", wide]
    )


def quantity_head(chance: random.Random, kind_id: str, quantity: str) -> str:
    known = LENGTHS if quantity == "length_m" else AREAS
    return chance.choice(known.get(kind_id, ["延長" if quantity == "length_m" else "面積"]))


def headings(chance: random.Random, kind_id: str, unit: str, traits: set[str]) -> dict[str, str]:
    """Field → heading, in the order of the columns."""
    kind, (_, name_heads, id_heads) = BY_ID[kind_id], NAMES[kind_id]
    label = quantity_head(chance, kind_id, kind.quantity)
    if "unit in heading" in traits:
        label = chance.choice(["{}({})", "{}（{}）", "{}[{}]"]).format(label, unit)
    heads = {
        "id": chance.choice(id_heads),
        "name": chance.choice(name_heads),
        "where": chance.choice(WHERE),
        "built": chance.choice(BUILT.get(kind_id, ["建設年度", "建設年", "竣工年度"])),
        "quantity": label,
    }
    if kind.has_soundness:
        heads |= {"rating": chance.choice(RATED), "inspected": chance.choice(INSPECTED)}
    if chance.random() < 0.5:
        heads["other"] = chance.choice(OTHERS)
    order = chance.sample(list(heads), len(heads))
    if "two rows of headings" in traits:  # those under one heading stand together
        order.sort(key=lambda one: one in GROUPED)
    return {one: heads[one] for one in order}


def heading_rows(heads: dict[str, str], traits: set[str], top: int) -> tuple[list[list[str]], list]:
    """The rows of headings and their merged blocks; in two rows the last columns stand under 諸元."""
    if "two rows of headings" not in traits:
        return [list(heads.values())], []
    first = ["" if one in GROUPED else label for one, label in heads.items()]
    second = [label if one in GROUPED else "" for one, label in heads.items()]
    begin = len(heads) - sum(one in GROUPED for one in heads)
    first[begin] = "諸元"
    upright = [((top, at), (top + 1, at)) for at in range(begin)]
    return [first, second], [*upright, ((top, begin), (top, len(heads) - 1))]


def fact_of(chance: random.Random, kind_id: str, at: int, lg_code: str) -> dict:
    has_soundness = BY_ID[kind_id].has_soundness
    return {
        "id": f"{kind_id[0].upper()}{at:03d}",
        "name": f"架空{chance.choice('東西南北中')}{at}{NAMES[kind_id][0]}",
        "where": lg_code,
        "built": None if chance.random() < 0.15 else chance.randint(1930, 2022),
        "quantity": None if chance.random() < 0.1 else round(chance.uniform(3, 900), 1),
        "rating": chance.randint(1, 4) if has_soundness and chance.random() < 0.9 else None,
        "inspected": chance.randint(2014, 2024) if has_soundness else None,
    }


def number_cell(chance: random.Random, value: float | None, unit: str) -> str:
    if value is None:
        return chance.choice(BLANK)
    return f"{value:.6f}".rstrip("0").rstrip(".") + unit


def rating_cell(chance: random.Random, rating: int | None) -> str:
    if rating is None:
        return chance.choice(["", "-", "未点検"])
    sign = ROMAN[rating - 1]
    return chance.choice([sign, f"{sign}判定", "I" * rating if rating < 4 else "IV"])


@dataclass
class Page:
    """A sheet while it is written."""

    chance: random.Random
    kind_id: str
    heads: dict[str, str]
    unit: str
    traits: set[str]
    grid: list[list[str]] = field(default_factory=list)
    merged: list = field(default_factory=list)
    place: dict | None = None

    @property
    def per(self) -> int:
        is_named = any(one.startswith("unit in") for one in self.traits)
        return UNITS[BY_ID[self.kind_id].quantity][self.unit] if is_named else 1

    def head(self) -> None:
        if self.chance.random() < 0.6:
            self.grid.append([f"東県 {BY_ID[self.kind_id].name_ja}台帳"])
        if "unit in corner" in self.traits:
            self.grid.append([""] * (len(self.heads) - 1) + [f"（単位：{self.unit}）"])
        if self.grid and self.chance.random() < 0.5:
            self.grid.append([])
        rows, blocks = heading_rows(self.heads, self.traits, len(self.grid))
        self.grid += rows
        self.merged += blocks

    def row(self, at: int) -> dict:
        """Write a facility; what it is."""
        repeats = self.place is not None and self.chance.random() < 0.5 and self.traits & {"merged", "ditto"}
        self.place = self.place if repeats else self.chance.choice(PLACES.to_dict("records"))
        fact = fact_of(self.chance, self.kind_id, at, self.place["lg_code"])
        value = None if fact["quantity"] is None else fact["quantity"] / self.per
        written = {
            "id": fact["id"],
            "name": fact["name"],
            "where": self.place["prefecture_name"] + self.place["municipality_name"],
            "built": year_cell(self.chance, fact["built"]),
            "quantity": number_cell(self.chance, value, self.unit if "unit in cell" in self.traits else ""),
            "rating": rating_cell(self.chance, fact["rating"]),
            "inspected": year_cell(self.chance, fact["inspected"]),
            "other": self.chance.choice(["", "甲課", "なし"]),
        }
        if repeats:
            written["where"] = self.chance.choice(["〃", "同上", "″"]) if "ditto" in self.traits else ""
            if "merged" in self.traits:
                self.merge(list(self.heads).index("where"))
        self.grid.append([written[one] for one in self.heads])
        return fact

    def merge(self, column: int) -> None:
        """Let the block of the row before reach down to the next one."""
        last, before = len(self.grid), (len(self.grid) - 1, column)
        begin = before
        if self.merged and self.merged[-1][1] == before:
            begin = self.merged.pop()[0]
        self.merged.append((begin, (last, column)))

    def total(self, facts: list[dict], words: list[str]) -> None:
        line = dict.fromkeys(self.heads, "")
        line[self.chance.choice(["id", "name"])] = self.chance.choice(words)
        line["quantity"] = f"{sum(one['quantity'] or 0 for one in facts) / self.per:.4f}"
        self.grid.append(list(line.values()))
        self.place = None

    def written(self, title: str | None, begin: int) -> tuple[Sheet, list[dict]]:
        """A sheet of some facilities, numbered from `begin`."""
        self.head()
        facts: list[dict] = []
        for at in range(begin, begin + self.chance.randint(2, 9)):
            facts.append(self.row(at))
            if "subtotal" in self.traits and self.chance.random() < 0.25:
                self.total(facts, ["小計", "小　計", "中計"])
            elif "blank rows" in self.traits and self.chance.random() < 0.2:
                self.grid.append([])
                self.place = None
        if "total" in self.traits:
            self.total(facts, ["合計", "計", "総計", "合　計"])
        if "note" in self.traits:
            self.grid += [
                [],
                [self.chance.choice(["※架空の台帳です。", "（注）数値は架空です。", "出典：架空の資料"])],
            ]
        return Sheet(title, self.grid, tuple(self.merged)), facts


def traits_of(chance: random.Random, is_text: bool) -> set[str]:
    found = {
        one
        for one in ("two rows of headings", "subtotal", "total", "note", "blank rows")
        if chance.random() < 0.35
    }
    found.add(chance.choice(["merged", "ditto", "each named", "each named"]))
    found.add(chance.choice(["unit in heading", "unit in corner", "unit in cell", "no unit"]))
    return (found - {"merged", "two rows of headings"}) | {"cp932"} if is_text else found


def as_text(sheet: Sheet) -> Sheet:
    """The sheet as it is read of a CSV in CP932."""
    output = io.StringIO()
    csv.writer(output).writerows(sheet.cells)
    return Sheet(None, list(delimited.rows(delimited.decoded(output.getvalue().encode("cp932"))[1])))


def written(number: int) -> Written:
    chance = random.Random(f"{SEED} {number}")
    kind_id = chance.choice(list(NAMES))
    is_text = chance.random() < 0.25
    traits = traits_of(chance, is_text)
    unit = chance.choice(list(UNITS[BY_ID[kind_id].quantity]))
    heads = headings(chance, kind_id, unit, traits)
    titles = chance.sample(
        ["一級", "二級", "その他", "北部", "南部"], 1 if is_text else chance.choice([1, 1, 1, 2, 3])
    )
    sheets, truth = [], []
    for title in titles:
        sheet, facts = Page(chance, kind_id, heads, unit, traits).written(title, len(truth) + 1)
        sheets.append(as_text(sheet) if is_text else sheet)
        truth += facts
    if len(titles) > 1 and chance.random() < 0.5:
        sheets.insert(0, Sheet("表紙", [[f"{BY_ID[kind_id].name_ja}台帳"], ["令和6年3月"]]))
    name = f"{BY_ID[kind_id].name_ja}台帳.xlsx" if chance.random() < 0.5 else "一覧.xlsx"
    return Written(kind_id, name, sheets, truth, heads, traits)


def columns_of(kind: Kind) -> dict[str, str]:
    return {
        "id": kind.id_column,
        "name": "route_name" if kind.kind_id == "pavement" else kind.name_column,
        "where": "location_lg_code",
        "built": "built_fiscal_year",
        "quantity": kind.quantity,
        "rating": "soundness_category",
        "inspected": "inspection_fiscal_year",
    }


def outcome(one: Written) -> tuple[str, str]:
    """exact, asked (and exact once answered), refused, reported; or wrong, with what is."""
    try:
        found = ledger.recognise(one.sheets, one.name)
    except ValueError as problem:
        return "refused", str(problem)
    is_asked = found.kind is None
    if is_asked:
        found = ledger.recognise(one.sheets, one.name, one.kind_id)
    if found.kind.kind_id != one.kind_id:
        return ("wrong" if found.is_kind_sure else "asked"), f"read as {found.kind.kind_id}: {found.why_ja}"
    if lost := unmentioned(one, found):
        return "wrong", f"headings neither used nor listed: {lost}"
    if needed := ledger.still_needed(found.mapping, None, found.kind):
        return "refused", f"{needed}: {found.labels}"
    result, what = compared(one, found, ledger.read(found, PLACES, None, AS_OF))
    return ("asked" if is_asked and result == "exact" else result), what


def unmentioned(one: Written, found: ledger.Recognised) -> list[str]:
    """Headings that are used for no field and of which nothing is told."""
    used, notes = {label for label in found.mapping.values() if label}, "".join(found.notes_ja)
    bare = {label.removeprefix("諸元_"): label for label in found.labels}
    lost = [head for head in one.heads.values() if head not in bare]
    return lost + [head for head, label in bare.items() if label not in used and f"「{label}」" not in notes]


def compared(one: Written, found: ledger.Recognised, read: ledger.Ledger) -> tuple[str, str]:
    rows = {row[found.kind.id_column]: row for row in read.facilities.to_dict("records")}
    named = dict(zip(read.rows, rows.values(), strict=False))
    dropped = read.dropped
    lost = set(dropped["row"][dropped["is_row_dropped"]])
    silent = [row for row in ledger.frame(found).index if row not in named and row not in lost]
    if silent or len(read.facilities) + len(lost) < len(one.truth):
        return "wrong", f"rows {silent} are missing without a word"
    if len(read.facilities) > len(one.truth):
        return "wrong", f"{len(read.facilities)} rows, not {len(one.truth)}"
    result = "exact"
    for fact in one.truth:
        row = rows.get(fact["id"])
        if row is None:
            if not any(fact["id"] in text or fact["name"] in text for text in dropped["cell"]):
                return "wrong", f"{fact['id']} is missing without a word"
            result = "reported"
            continue
        for name, column in columns_of(found.kind).items():
            if is_same(name, row.get(column), fact[name]):
                continue
            if not (pd.isna(row.get(column)) and is_listed(row[found.kind.id_column], column, found, read)):
                return "wrong", f"{fact['id']} {name}: {row.get(column)}, not {fact[name]}"
            result = "reported"
    return result, " ".join(read.dropped["reason_ja"])[:200]


def is_same(name: str, value: object, expected: object) -> bool:
    if expected is None:
        return bool(pd.isna(value))
    return value == (pytest.approx(expected) if name == "quantity" else expected)


def is_listed(facility_id: str, column: str, found: ledger.Recognised, read: ledger.Ledger) -> bool:
    """Whether the cell of this very row is listed, or its whole column is noted as not read."""
    field_of = "location_name" if column == "location_lg_code" else column
    label = found.mapping.get(field_of)
    row = dict(zip(read.facilities[found.kind.id_column], read.rows, strict=True))[facility_id]
    cells = read.dropped[read.dropped["row"] == row]
    return (
        label is None
        or cells["column"].eq(label).any()
        or any(f"「{label}」" in one for one in read.notes_ja)
    )


def test_generated_ledgers_are_read_back_or_refused_or_asked_about():
    files = [written(number) for number in range(TABLES)]
    outcomes = [outcome(one) for one in files]
    counts = Counter(result for result, _ in outcomes)
    print(dict(counts))
    wrong, others = (
        [
            f"{number} {one.kind_id} {sorted(one.traits)} {result}: {what}"
            for number, (one, (result, what)) in enumerate(zip(files, outcomes, strict=True))
            if result in results
        ]
        for results in (["wrong"], ["refused", "reported"])
    )
    assert not wrong, "\n".join(wrong[:20])
    assert counts["exact"] > counts["asked"], counts
    for kind_id in NAMES:
        read = [
            result in ("exact", "asked")
            for one, (result, _) in zip(files, outcomes, strict=True)
            if one.kind_id == kind_id
        ]
        assert sum(read) >= READ_BACK * len(read), "\n".join([kind_id, *others[:20]])
