"""How fast a workbook of 150,000 bridges is read: our reader beside pandas with openpyxl, and polars.

    python -m benchmarks.read_workbook [--rows 150000]

The workbook is invented, in the layout of 道路メンテナンス年報 01-3.xlsx. Each reader runs in a process of its own, so that the
peak memory is its own. The others only bring the cells; ours also checks them and finds the codes of the municipalities.
"""

import argparse
import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pandas as pd
import xlsxwriter

from benchmarks import results
from benchmarks.browser import ROOT
from etl import municipality_names, source
from etl.read import mlit_road_inspections

ROWS = 150_000
HEADER = ["橋梁名", "フリガナ", "路線名", "架設年度（西暦）", "橋長", "幅員", "管理者", "", "", "点検結果"]
BELOW = ["", "", "", "", "", "", "管理者名", "都道府県名", "市区町村", "判定区分"]


def write(path: Path, rows: int) -> None:
    """A workbook of invented bridges of real municipalities."""
    rng = random.Random(1)
    places = [place for place in municipality_names.places().values() if not place.is_prefecture]
    workbook = xlsxwriter.Workbook(path, {"constant_memory": True})
    sheet = workbook.add_worksheet("橋梁点検結果（地方公共団体）")
    for number, row in enumerate([["橋梁点検結果（地方公共団体）"], HEADER, BELOW]):
        sheet.write_row(number, 0, row)
    for number in range(rows):
        place = places[number * len(places) // rows]
        bridge = [
            f"{number}号橋",
            f"{number}ゴウキョウ",
            f"市道{rng.randrange(3000)}号線",
            "不明" if rng.random() < 0.25 else str(rng.randrange(1930, 2024)),
            round(rng.uniform(2, 300), 1),
            round(rng.uniform(2, 12), 1),
            place.municipality_name,
            place.prefecture_name,
            place.municipality_name,
            rng.choices("ⅠⅡⅢⅣ", [41, 50, 8, 1])[0],
        ]
        sheet.write_row(number + 3, 0, bridge)
    workbook.close()


def ours(path: Path) -> int:
    """Rows of the tidy table, checked and with codes."""
    edition = max(source.load("mlit_road_inspections").editions, key=lambda edition: edition.as_of)
    return len(mlit_road_inspections.read(path, edition))


def openpyxl(path: Path) -> int:
    """Rows of raw cells, without any check."""
    return len(pd.read_excel(path, header=None, skiprows=3, engine="openpyxl"))


def polars(path: Path) -> int:
    """Rows of raw cells, without any check."""
    import polars

    return len(polars.read_excel(path, has_header=False, read_options={"skip_rows": 3}))


READERS = {
    "ours": (ours, "本件（検査と団体コードまで）"),
    "openpyxl": (openpyxl, "pandas + openpyxl（セルだけ）"),
    "polars": (polars, "polars（セルだけ）"),
}


def measure(reader: str, path: Path) -> None:
    """Print the rows, the seconds and the peak megabytes of one reader as JSON."""
    start = time.perf_counter()
    rows = READERS[reader][0](path)
    seconds = time.perf_counter() - start
    print(json.dumps([rows, seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024]))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--rows", type=int, default=ROWS)
    parser.add_argument("--measure", nargs=2, metavar=("READER", "FILE"), help="one reader, in this process")
    chosen = parser.parse_args()
    if chosen.measure:
        return measure(chosen.measure[0], Path(chosen.measure[1]))
    found = {}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "01-3.xlsx"
        write(path, chosen.rows)
        size = path.stat().st_size
        for reader in READERS:
            command = [sys.executable, "-m", "benchmarks.read_workbook", "--measure", reader, str(path)]
            output = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
            found[reader] = json.loads(output)
    report = results.Table(
        f"{chosen.rows:,}橋の Excel を読む",
        f"道路メンテナンス年報 01-3.xlsx と同じ形の Excel（{size / 1e6:.1f} MB）。読み手ごとに別のプロセス。",
        ["読み手", "行", "時間", "毎秒", "最大メモリ"],
        [
            [
                READERS[reader][1],
                f"{rows:,} 行",
                f"{seconds:.1f} 秒",
                f"{rows / seconds:,.0f} 行",
                f"{megabytes:,.0f} MB",
            ]
            for reader, (rows, seconds, megabytes) in found.items()
        ],
    )
    _, seconds, megabytes = found["ours"]
    report.goals = [
        results.Goal(f"{chosen.rows:,}行の Excel", "30秒以下", f"{seconds:.1f}秒", seconds <= 30),
        results.Goal("そのときのメモリ", "1.5 GB以下", f"{megabytes:,.0f} MB", megabytes <= 1500),
    ]
    results.save("read_workbook", report, **found)


if __name__ == "__main__":
    main()
