"""Lists of orders generated from what offices are known to write: read back as they are, or something is said; never silently wrong.

GENERATED=10000 (`make nightly`) makes that many.
"""

import os
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

import pytest
from order_books import contracts, remarks
from workbooks import book

from dashboard.forms import reader
from dashboard.forms.uploads import Refused
from japan import calendar
from pages.orders.form import FORM

LISTS = int(os.environ.get("GENERATED", "120"))
PARTS = 4
UNITS = {"円": 1, "千円": 1_000, "百万円": 1_000_000, "億円": 100_000_000}
NAMES = {
    "number": ("番号", "工事番号", "No."),
    "title": ("件名", "業務名", "工事名", "契約件名"),
    "municipality": ("市町村", "発注者", "発注機関", "市区町村名"),
    "contractor": ("受注者", "契約の相手方", "落札者", "請負業者"),
    "amount": ("契約金額", "請負金額", "落札金額", "委託料"),
    "outcome": ("結果", "入札結果", "備考"),
}
PLACES, COMPANIES = ("甲市", "乙町", "丙村"), ("甲山建設", "乙川組", "丙土木", "丁園", "戊設計")
WORKS, OFFICES = (
    ("市道除草", "橋梁点検", "公園清掃", "管渠調査", "舗装修繕"),
    ("道路課", "公園課", "下水道課"),
)
KEYS = ("title", "municipality", "contractor", "start", "end", "amount")


@dataclass
class Layout:
    """How one list is written; rows of its sheets, and what is right: KEYS and the department of each contract."""

    rng: random.Random
    unit: str
    unit_at: str
    period: str
    has_bidders: bool
    sheets: dict[str, list[list[object]]] = field(default_factory=dict)
    truth: list[tuple] = field(default_factory=list)
    number: int = 0


def generated(rng: random.Random) -> Layout:
    """A workbook of one to three sheets, each with one table, or two."""
    layout = Layout(
        rng,
        rng.choice(list(UNITS)),
        rng.choice(["heading", "corner", "cell"]),
        rng.choice(["two", "one", "wide"]),
        rng.random() < 0.4,
    )
    names = {key: rng.choice(one) for key, one in NAMES.items()}
    order = rng.sample(list(NAMES), len(NAMES))
    has_sections = rng.random() < 0.3
    is_two = rng.random() < 0.25
    for office in rng.sample(OFFICES, rng.randint(1, 3)):
        rows: list[list[object]] = [[f"令和6年度 {office} 契約一覧"]] if rng.random() < 0.5 else []
        for part in range(1 + is_two):
            own = dict(names, title=rng.choice(NAMES["title"])) if part else names
            rows += _table(layout, own, order, has_sections) + [[]] * (rng.randint(1, 2) if is_two else 0)
        layout.sheets[office] = rows
    return layout


def _table(layout: Layout, names: dict[str, str], order: list[str], has_sections: bool) -> list[list[object]]:
    """A table with what stands over and under it."""
    rng = layout.rng
    headings = [heading for key in order for heading in _headings(layout, key, names)]
    rows: list[list[object]] = []
    if layout.unit_at == "corner":
        corner = rng.choice([f"（単位：{layout.unit}）", f"単位　{layout.unit}", f"(単位:{layout.unit})"])
        rows.append([*[""] * (len(headings) - 1), corner])
    rows += _heading_rows(layout, headings)
    before: list[object] | None = None
    for part in range(1 + has_sections * rng.randint(1, 2)):
        if has_sections:
            rows.append([f"■ {part + 1}. {rng.choice(['工事', '業務委託', '修繕'])}"])
        for _ in range(rng.randint(1, 4)):
            lines = list(_contract(layout, order))
            if len(lines) == 1 and before and rng.random() < 0.3:
                lines = [_with_dittos(before, lines[0])]
            rows += lines
            before = lines[0] if len(lines) == 1 else None
            rows += [[]] * (rng.random() < 0.1)
        if rng.random() < 0.4:
            rows.append(
                [rng.choice(["小計", "計", "合　計", "合計（3件）"]), *[""] * (len(headings) - 2), 123]
            )
    return rows


def _headings(layout: Layout, key: str, names: dict[str, str]) -> Iterator[tuple[str, str]]:
    """(upper, lower) heading of each column of a key; the lower one is blank in a heading of one row."""
    if key == "amount":
        if layout.has_bidders:
            yield f"入札金額（{layout.unit}）" if layout.unit_at == "heading" else "入札金額", ""
        yield f"{names[key]}（{layout.unit}）" if layout.unit_at == "heading" else names[key], ""
        yield from [("契約期間", "")] if layout.period == "one" else [("工期", "自"), ("工期", "至")]
    elif key != "outcome" or layout.has_bidders:
        yield names[key], ""


def _heading_rows(layout: Layout, headings: list[tuple[str, str]]) -> list[list[object]]:
    if layout.period == "wide":
        upper = [name if lower != "至" else "" for name, lower in headings]
        return [upper, [lower for _, lower in headings]]
    return [[f"{name}（{lower}）" if lower else name for name, lower in headings]]


def _day(rng: random.Random, day: date, is_era: bool) -> str:
    if is_era:
        return rng.choice([calendar.era_date(day), f"R{day.year - 2018}.{day.month}.{day.day}"])
    return rng.choice([day.isoformat(), f"{day.year}/{day.month}/{day.day}", f"{day.year}年{day.month}月{day.day}日"])  # fmt: skip


def _contract(layout: Layout, order: list[str]) -> Iterator[list[object]]:
    """The rows of one tender; what is right is added to the truth."""
    rng, scale = layout.rng, UNITS[layout.unit]
    layout.number += 1
    start = date(2024, 4, 1) + timedelta(days=rng.randint(0, 200))
    end = start + timedelta(days=rng.randint(30, 400))
    days = [_day(rng, day, rng.random() < 0.7) for day in (start, end)]
    if layout.period == "one":
        days = [rng.choice(["{}～{}", "{}〜{}", "自 {}\n至 {}", "{}から{}まで"]).format(*days)]
    written = rng.randint(1, 9_000) if scale < 1_000_000 else rng.randint(1, 400)
    head: dict[str, object] = {
        "number": layout.number,
        "title": f"{rng.choice(WORKS)}{layout.number}",
        "municipality": rng.choice(PLACES),
    }
    names = rng.sample(COMPANIES, rng.randint(1, 3) if layout.has_bidders else 1)
    is_failed, winner = layout.has_bidders and rng.random() < 0.15, rng.choice(names)
    for at, name in enumerate(names):
        shown = head if at == 0 or rng.random() < 0.5 else {}
        is_won = name == winner and not is_failed
        cells: dict[str, list[object]] = {key: [shown.get(key, "")] for key in head}
        bids = [_amount(layout, written + (name != winner))] if layout.has_bidders else []
        cells["amount"] = [*bids, _amount(layout, written) if is_won else "", *days]
        cells["contractor"] = [name]
        outcome = rng.choice(["落札", "○", "落札（くじ）"]) if is_won else rng.choice(["", "", "辞退"])
        cells["outcome"] = [] if not layout.has_bidders else ["不調" if is_failed else outcome]
        yield [cell for key in order for cell in cells[key]]
    if not is_failed:
        layout.truth.append((head["title"], head["municipality"], winner, start.isoformat(), end.isoformat(), float(written * scale)))  # fmt: skip


def _amount(layout: Layout, written: int) -> object:
    if layout.unit_at == "cell":
        return f"{written:,}{layout.unit}"
    return layout.rng.choice(
        [written, f"{written:,}", str(written).translate({48 + n: 0xFF10 + n for n in range(10)})]
    )


def _with_dittos(above: list[object], line: list[object]) -> list[object]:
    """The line, with 〃 where it says what the one above does; numbers are never written so."""
    return ["〃" if one == other and isinstance(one, str) and not one[-1:].isdigit() and one else one for one, other in zip(line, above, strict=True)]  # fmt: skip


@pytest.mark.parametrize("seed", range(PARTS))
def test_generated_lists_are_read_as_they_are_or_with_a_word(seed):
    refused = 0
    for at in range(LISTS // PARTS):
        layout = generated(random.Random(f"{seed}-{at}"))
        try:
            found = reader.read("一覧.xlsx", book(layout.sheets), FORM)
        except Refused:
            refused += 1
            continue
        assert sorted(contracts(found, *KEYS)) == sorted(layout.truth), (layout.sheets, remarks(found))
        if len(layout.sheets) > 1:
            assert set(found.rows["department"]) <= set(layout.sheets)
    assert refused == 0
