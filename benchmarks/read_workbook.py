"""How fast a workbook of 150,000 bridges is read: our reader, and pandas with openpyxl for comparison.

    python benchmarks/read_workbook.py [rows]

The workbook is made up, in the layout of 道路メンテナンス年報 01-3.xlsx. Each reader runs in a process of its own, so that the
peak memory is its own.
"""

import random
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pandas as pd
import xlsxwriter

sys.path.insert(0, str(Path(__file__).parents[1]))  # runs as a script
from etl import municipality_names, source
from etl.read import mlit_road_inspections

ROWS = 150_000
HEADER = ["橋梁名", "フリガナ", "路線名", "架設年度（西暦）", "橋長", "幅員", "管理者", "", "", "点検結果"]
BELOW = ["", "", "", "", "", "", "管理者名", "都道府県名", "市区町村", "判定区分"]


def write(path: Path, rows: int) -> None:
    """A workbook of made-up bridges of real municipalities."""
    made_up = random.Random(1)
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
            f"市道{made_up.randrange(3000)}号線",
            "不明" if made_up.random() < 0.25 else str(made_up.randrange(1930, 2024)),
            round(made_up.uniform(2, 300), 1),
            round(made_up.uniform(2, 12), 1),
            place.municipality_name,
            place.prefecture_name,
            place.municipality_name,
            made_up.choices("ⅠⅡⅢⅣ", [41, 50, 8, 1])[0],
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


READERS = {"ours": ours, "openpyxl": openpyxl}


def measure(reader: str, path: Path) -> None:
    """Print the rows, the seconds and the peak memory of one reader."""
    start = time.perf_counter()
    rows = READERS[reader](path)
    seconds = time.perf_counter() - start
    megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"{reader:10} {rows:>9,} rows {seconds:7.1f} s {rows / seconds:>10,.0f} rows/s {megabytes:7,.0f} MB peak"
    )


def main() -> None:
    if len(sys.argv) == 3:
        measure(sys.argv[1], Path(sys.argv[2]))
        return
    rows = int(sys.argv[1]) if len(sys.argv) == 2 else ROWS
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "01-3.xlsx"
        write(path, rows)
        print(f"{path.name}: {rows:,} rows, {path.stat().st_size / 1e6:.1f} MB")
        for reader in READERS:
            subprocess.run([sys.executable, __file__, reader, str(path)], check=True)


if __name__ == "__main__":
    main()
