"""How fast 200,000 rows that an officer brings are recognised and read: a ledger of every kind and lists of orders, as CSV and as xlsx.

    python -m benchmarks.brought_files [--rows 200000] [--only bridge.csv …]

The files are invented, with the headings each kind is known by. Each is read in a process of its own, so that the peak memory is its
own; the seconds are of the wall clock, with those of the processor beside them, which other work on the machine moves less.
"""

import argparse
import csv
import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import xlsxwriter

from benchmarks import results
from benchmarks.browser import ROOT
from dashboard.forms import reader
from dashboard.runtime import workers
from etl import municipality_names
from japan.facilities import BY_ID, KINDS, Kind
from pages.importing import recognition
from pages.orders.form import FORM

ROWS, AS_OF = 200_000, date(2025, 3, 31)
ORDERS = {"orders": False, "orders_with_bidders": True}
COMPANIES = [f"架空建設{number}" for number in range(400)]


def ledger_rows(kind: Kind, rows: int) -> Iterator[list[object]]:
    """Headings of a kind as its form has them, then invented facilities of real municipalities."""
    rng = random.Random(kind.kind_id)
    places = [place for place in municipality_names.places().values() if not place.is_prefecture]
    rated = ["健全性の診断の区分", "点検年度"] if kind.has_soundness else []
    yield [*_headings(kind), "所在地", "建設年度", *rated, "備考"]
    for number in range(rows):
        place = places[number * len(places) // rows]
        grade = [rng.choice("ⅠⅡⅢⅣ"), f"R{rng.randint(1, 6)}"] if rated else []
        built = "不明" if rng.random() < 0.2 else f"S{rng.randint(20, 63)}"
        own = [
            f"{kind.kind_id[0].upper()}{number:06d}",
            f"第{number}{kind.name_ja}",
            round(rng.uniform(3, 900), 1),
        ]
        yield [*own, place.prefecture_name + place.municipality_name, built, *grade, ""]


def _headings(kind: Kind) -> list[str]:
    """Number, name and quantity as an owner heads them."""
    name = {
        "pavement": "路線名",
        "building": "施設名",
        "bridge": "橋梁名",
        "water_pipe": "配水管名",
        "sewer_pipe": "管渠名",
    }
    quantity = {"length_m": "延長（m）", "area_m2": "面積（㎡）"}
    own = {"bridge": "橋長（m）", "building": "延床面積（㎡）", "park": "公園面積（㎡）"}
    return [
        "管理番号",
        name.get(kind.kind_id, f"{kind.name_ja}名"),
        own.get(kind.kind_id, quantity.get(kind.quantity or "", "数量")),
    ]


def order_rows(has_bidders: bool, rows: int) -> Iterator[list[object]]:
    """Headings of a list of contracts, then invented ones; of each tender three bidders on rows, where asked for."""
    rng = random.Random(7)
    yield ["番号", "件名", "市町村", "受注者" if not has_bidders else "入札者", "契約金額（千円）", "工期（自）", "工期（至）", *(
        ["結果"] if has_bidders else []
    )]  # fmt: skip
    tenders = rows // 3 if has_bidders else rows
    for number in range(tenders):
        own = [f"R6-{number:06d}", f"市道{number}号線舗装修繕工事", rng.choice(["甲市", "乙町", "丙村"])]
        when = [f"R6.{rng.randint(4, 9)}.1", "R7.3.20"]
        amount = rng.randint(500, 90_000)
        if not has_bidders:
            yield [*own, rng.choice(COMPANIES), amount, *when]
            continue
        for place, company in enumerate(rng.sample(COMPANIES, 3)):
            yield [*own, company, amount + place * 100, *when, "落札" if place == 0 else ""]


def files(rows: int) -> dict[str, Callable[[], Iterator[list[object]]]]:
    """What each file is filled with, by its name without ending."""
    ledgers = {kind.kind_id: (lambda kind=kind: ledger_rows(kind, rows)) for kind in KINDS}
    return ledgers | {name: (lambda has=has: order_rows(has, rows)) for name, has in ORDERS.items()}


def write(path: Path, rows: Iterator[list[object]]) -> None:
    """The rows as a CSV in CP932 or as a workbook, its texts in one list as Excel has them: as Excel in Japan saves both."""
    if path.suffix == ".csv":
        with path.open("w", encoding="cp932", newline="") as file:
            csv.writer(file).writerows(rows)
        return
    workbook = xlsxwriter.Workbook(path)
    sheet = workbook.add_worksheet("一覧")
    for number, row in enumerate(rows):
        sheet.write_row(number, 0, row)
    workbook.close()


def measure(path: Path) -> None:
    """Print as JSON: rows read, seconds and processor seconds to recognise, those to read, peak megabytes."""
    name, content = path.name, path.read_bytes()
    workers.expect_tables()  # as where readers' files are read
    if path.stem in ORDERS:
        _, looked = _timed(lambda: reader.look(name, content, [FORM]))
        read, taken = _timed(lambda: reader.read(name, content, FORM))
        count = len(read.rows)
    else:
        kind_id = path.stem
        _, looked = _timed(lambda: recognition.recognised(name, content, None, None))
        found = recognition.recognised(name, content, kind_id, None)
        places = municipality_names.known()
        arguments = (name, content, kind_id, None, found.mapping.items(), places, None, AS_OF)
        ledger, taken = _timed(lambda: recognition.read(*arguments))
        count = len(ledger.facilities)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps([count, *looked, *taken, peak]))


def _timed(work: Callable[[], Any]) -> tuple[Any, tuple[float, float]]:
    wall, processor = time.perf_counter(), time.process_time()
    result = work()
    return result, (time.perf_counter() - wall, time.process_time() - processor)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--rows", type=int, default=ROWS)
    parser.add_argument("--only", nargs="*", metavar="FILE", help="such as bridge.csv")
    parser.add_argument("--measure", metavar="FILE", help="one file, in this process")
    chosen = parser.parse_args()
    if chosen.measure:
        return measure(Path(chosen.measure))
    found = {}
    with tempfile.TemporaryDirectory() as folder:
        for stem, rows in files(chosen.rows).items():
            for ending in ("csv", "xlsx"):
                path = Path(folder) / f"{stem}.{ending}"
                if chosen.only and path.name not in chosen.only:
                    continue
                write(path, rows())
                command = [sys.executable, "-m", "benchmarks.brought_files", "--measure", str(path)]
                output = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
                found[path.name] = json.loads(output)
                path.unlink()
                print(path.name, [round(one, 1) for one in found[path.name]], file=sys.stderr, flush=True)
    _report(chosen.rows, found)


def _report(rows: int, found: dict[str, list[float]]) -> None:
    seconds = "{:.1f} 秒（{:.1f}）"
    report = results.Table(
        f"持ち込まれた{rows:,}行を見分けて読む",
        "架空の台帳と発注一覧。ファイルごとに別のプロセス。かっこの中はプロセッサの秒。「読む」は見分け直すところから。",
        ["ファイル", "行", "見分ける", "読む", "最大メモリ"],
        [
            [
                _name(name),
                f"{count:,} 行",
                seconds.format(*one[:2]),
                seconds.format(*one[2:4]),
                f"{one[4]:,.0f} MB",
            ]
            for name, (count, *one) in found.items()
        ],
    )
    slowest = [max(one[at] for one in found.values()) for at in (1, 3, 5)]
    report.goals = [
        results.Goal("見分ける", "5秒以下", f"{slowest[0]:.1f}秒", slowest[0] <= 5),
        results.Goal("読む", "20秒以下", f"{slowest[1]:.1f}秒", slowest[1] <= 20),
        results.Goal("そのときのメモリ", "1.5 GB以下", f"{slowest[2]:,.0f} MB", slowest[2] <= 1500),
    ]
    results.save("brought_files", report, **found)


def _name(file: str) -> str:
    stem, ending = file.split(".")
    own = {"orders": "発注", "orders_with_bidders": "発注（入札者の行つき）"}
    return f"{own[stem] if stem in own else BY_ID[stem].name_ja} {ending}"


if __name__ == "__main__":
    main()
