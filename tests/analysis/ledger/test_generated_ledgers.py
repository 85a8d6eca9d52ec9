"""Ledgers generated from the declared kinds are read back exactly, or refused, or asked about; never silently otherwise.

FACILITY_TABLES=10000 makes that many; FACILITY_SEED others. A table is made again from its number alone.
"""

import os
import random
from collections import Counter
from dataclasses import dataclass, field
from datetime import date

import pandas as pd
import pytest

from analysis import ledger
from japan.facilities import BY_ID
from japan.sheets import Sheet

TABLES = int(os.environ.get("FACILITY_TABLES", "300"))
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
BLANK = ["", "", "-", "－", "不明"]


@dataclass
class Made:
    """A file and what it says: row by row the fields, None where unknown."""

    kind_id: str
    name: str
    sheets: list[Sheet]
    truth: list[dict]
    traits: list[str] = field(default_factory=list)


def year_cell(chance: random.Random, year: int | None) -> str:
    if year is None:
        return chance.choice(["", "不明", "-"])
    era, first = ("R", 2019) if year >= 2020 else ("H", 1989) if year >= 1990 else ("S", 1926)
    of_era, long = year - first + 1, {"R": "令和", "H": "平成", "S": "昭和"}[era]
    wide = str(year).translate({ord(str(digit)): chr(0xFF10 + digit) for digit in range(10)})
    return chance.choice(
        [str(year), f"{year}年度", f"{era}{of_era}", f"{long}{of_era}年度", f"{era}.{of_era}", wide]
    )


def made(number: int) -> Made:
    chance = random.Random(f"{SEED} {number}")
    kind_id = chance.choice(list(NAMES))
    kind = BY_ID[kind_id]
    ending, name_heads, id_heads = NAMES[kind_id]
    quantity = kind.quantity
    unit = chance.choice(list(UNITS[quantity]))
    unit_in = chance.choice(["heading", "corner", "cell", "none"])
    per = UNITS[quantity][unit] if unit_in != "none" else 1
    label = chance.choice(
        (LENGTHS if quantity == "length_m" else AREAS).get(
            kind_id, ["延長" if quantity == "length_m" else "面積"]
        )
    )
    if unit_in == "heading":
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
    order = list(heads)
    chance.shuffle(order)
    merges, totals, notes, blanks = (chance.random() < 0.4 for _ in range(4))
    sheets, truth, at = [], [], 0
    titles = chance.sample(["一級", "二級", "その他", "北部", "南部"], chance.choice([1, 1, 1, 2, 3]))
    for title in titles:
        grid: list[list[str]] = []
        if chance.random() < 0.6:
            grid.append([f"東県 {kind.name_ja}台帳"])
        if unit_in == "corner":
            grid.append([""] * (len(order) - 1) + [f"（単位：{unit}）"])
        if grid and chance.random() < 0.5:
            grid.append([])
        grid.append([heads[one] for one in order])
        merged, place = [], None
        total = 0.0
        for _ in range(chance.randint(2, 9)):
            at += 1
            repeats = merges and place is not None and chance.random() < 0.5
            place = place if repeats else chance.choice(PLACES.to_dict("records"))
            value = None if chance.random() < 0.1 else round(chance.uniform(3, 900), 1)
            cell_value = None if value is None else round(value / per, 6)
            fact = {
                "id": f"{kind_id[0].upper()}{at:03d}",
                "name": f"架空{chance.choice('東西南北中')}{at}{ending}",
                "where": place["lg_code"],
                "built": None if chance.random() < 0.15 else chance.randint(1930, 2022),
                "quantity": value,
                "rating": None if not kind.has_soundness or chance.random() < 0.1 else chance.randint(1, 4),
                "inspected": chance.randint(2014, 2024) if kind.has_soundness else None,
            }
            truth.append(fact)
            written = {
                "id": fact["id"],
                "name": fact["name"],
                "where": place["prefecture_name"] + place["municipality_name"],
                "built": year_cell(chance, fact["built"]),
                "quantity": chance.choice(BLANK)
                if cell_value is None
                else f"{cell_value:.6f}".rstrip("0").rstrip(".") + (unit if unit_in == "cell" else ""),
                "rating": chance.choice(["", "-", "未点検"])
                if fact["rating"] is None
                else chance.choice(
                    [
                        ROMAN[fact["rating"] - 1],
                        f"{ROMAN[fact['rating'] - 1]}判定",
                        "I" * fact["rating"] if fact["rating"] < 4 else "IV",
                    ]
                ),
                "inspected": year_cell(chance, fact["inspected"]),
                "other": chance.choice(["", "甲課", "なし"]),
            }
            total += cell_value or 0
            if repeats:
                top = len(grid) - 1
                column = order.index("where")
                if merged and merged[-1][1][0] == top:
                    merged[-1] = (merged[-1][0], (top + 1, column))
                else:
                    merged.append(((top, column), (top + 1, column)))
                written["where"] = ""
            grid.append([written[one] for one in order])
            if blanks and not merges and chance.random() < 0.2:
                grid.append([])
        if totals:
            line = dict.fromkeys(order, "")
            line[chance.choice(["id", "name"])] = chance.choice(["合計", "計", "小計", "合　計"])
            line["quantity"] = f"{total:.1f}"
            grid.append([line[one] for one in order])
        if notes:
            grid += [[], [chance.choice(["※架空の台帳です。", "（注）数値は架空です。", "出典：架空の資料"])]]
        sheets.append(Sheet(title, grid, tuple(merged)))
    if len(titles) > 1 and chance.random() < 0.5:
        sheets.insert(0, Sheet("表紙", [[f"{kind.name_ja}台帳"], ["令和6年3月"]]))
    traits = [f"unit {unit_in} {unit}", *["merged"] * merges, *["total"] * totals, *["note"] * notes]
    return Made(
        kind_id, f"{kind.name_ja}台帳.xlsx" if chance.random() < 0.5 else "一覧.xlsx", sheets, truth, traits
    )


def outcome(one: Made) -> tuple[str, str]:
    """exact, asked (and exact once answered), refused, reported; or wrong, with what is."""
    try:
        found = ledger.recognise(one.sheets, one.name)
    except ValueError as problem:
        return "refused", str(problem)
    is_asked = found.kind is None
    if is_asked:
        found = ledger.recognise(one.sheets, one.name, one.kind_id)
    if ledger.still_needed(found.mapping, None, found.kind):
        return "asked", found.why_ja
    if found.kind.kind_id != one.kind_id:
        return ("wrong" if found.is_kind_sure else "asked"), f"read as {found.kind.kind_id}: {found.why_ja}"
    read = ledger.read(found, PLACES, None, AS_OF)
    result, what = compared(one, found, read)
    return ("asked" if is_asked and result == "exact" else result), what


def compared(one: Made, found: ledger.Recognised, read: ledger.Ledger) -> tuple[str, str]:
    kind, table = found.kind, read.facilities
    columns = {
        "name": "route_name" if kind.kind_id == "pavement" else kind.name_column, "where": "location_lg_code", "built": "built_fiscal_year", "quantity": kind.quantity,
        "rating": "soundness_category", "inspected": "inspection_fiscal_year",
    }  # fmt: skip
    rows = {row[kind.id_column]: row for row in table.to_dict("records")}
    reported = " ".join(read.dropped["reason_ja"])
    result = "exact"
    for fact in one.truth:
        row = rows.get(fact["id"])
        if row is None:
            if fact["id"] in reported or fact["name"] in reported or found.left_out:
                result = "reported"
                continue
            return "wrong", f"{fact['id']} is missing without a word"
        for name, column in columns.items():
            value, expected = row.get(column), fact[name]
            is_same = (
                pd.isna(value)
                if expected is None
                else value == pytest.approx(expected)
                if name == "quantity"
                else value == expected
            )
            if is_same:
                continue
            if pd.isna(value) and (
                read.dropped["column"].eq(found.mapping.get(column) or "").any()
                or not found.mapping.get(column)
            ):
                result = "reported"
                continue
            return "wrong", f"{fact['id']} {name}: {value}, not {expected}"
    if len(table) > len(one.truth):
        return "wrong", f"{len(table)} rows, not {len(one.truth)}"
    return result, reported[:200]


def test_generated_ledgers_are_read_back_or_refused_or_asked_about():
    outcomes = {number: outcome(made(number)) for number in range(TABLES)}
    counts = Counter(result for result, _ in outcomes.values())
    print(dict(counts))
    wrong = [
        f"{number} {made(number).traits}: {what}"
        for number, (result, what) in outcomes.items()
        if result == "wrong"
    ]
    assert not wrong, "\n".join(wrong[:20])
    assert counts["exact"] + counts["asked"] > 0.9 * TABLES, counts
    assert counts["exact"] > counts["asked"], counts
