"""A ledger of the whole nation: how long the database takes to build, and to answer the pages, with millions of facilities.

    python -m benchmarks.national [--millions 1 10 50] [--memory 2GB]

Facilities are made up and spread over the municipalities in the order a national ledger comes in, place after place. They are loaded
and counted by the marts' own SQL (etl/marts), and asked for as the pages ask, without the answers the pages keep. DuckDB may use so much
memory; what is more goes to disk. All of it happens in a temporary folder: no facility that is not there stands in a database anybody
opens. Needs the built database.
"""

import argparse
import shutil
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from resource import RUSAGE_SELF, getrusage
from statistics import median
from tempfile import TemporaryDirectory

import duckdb

from benchmarks import results
from benchmarks.browser import ROOT

MILLION = 1_000_000
RUNS = 5
PREFECTURE, TOWN = "35", "353051"
KIND = "bridge"
MARTS = ROOT / "etl" / "marts"
COUNTING = ("facility_ages", "facility_conditions")
MADE_UP = """
    select
        'user_ledgers' as source_id,
        kinds[1 + number % len(kinds)] as facility_kind,
        'F' || number as facility_id,
        '施設' || number as facility_name,
        '路線' || number % 50000 as route_name,
        ['RC', 'PC', '鋼'][1 + number % 3] as structure_ja,
        code as manager_lg_code,
        'municipality' as manager_kind,
        code as location_lg_code,
        if(number % 11 = 0, null, 1930 + hash(number) % 95)::bigint as built_fiscal_year,
        (hash(number + 1) % 90000) / 100 as length_m,
        (hash(number + 2) % 1500) / 100 as width_m,
        if(number % 7 = 0, null, 1 + hash(number + 3) % 4)::bigint as soundness_category,
        2020 + number % 5 as inspection_fiscal_year,
        31 + (hash(number + 4) % 1300000) / 100000 as latitude,
        130 + (hash(number + 5) % 1500000) / 100000 as longitude,
        '全国の台帳（測定用）' as ledger_title_ja,
        null::varchar as condition_class,
        null::double as area_m2,
        null::double as diameter_mm,
        date '2026-03-31' as as_of,
    from (
        select range as number, codes[1 + range * len(codes) // $rows] as code, kinds
        from range($rows)
        cross join (select list(lg_code order by lg_code) as codes from municipalities)
        cross join (select list(facility_kind order by facility_kind) as kinds from facility_kinds)
    )
"""


def measured(rows: int, memory: str) -> dict[str, float]:
    """Seconds, megabytes and rows by what was done; in a process of its own, whose memory is its own."""
    with TemporaryDirectory(dir=ROOT / "data") as folder:
        database, parquet = Path(folder) / "national.duckdb", Path(folder) / "ledger.parquet"
        shutil.copy(ROOT / "data" / "dashboard.duckdb", database)
        with duckdb.connect(str(database)) as db:
            db.execute(f"set memory_limit = '{memory}'")
            db.execute("set enable_progress_bar = false")
            db.execute(f"copy ({MADE_UP.replace('$rows', str(rows))}) to '{parquet}' (format parquet)")
            found = {"parquet_mb": parquet.stat().st_size / MILLION}
            order = (MARTS / "facilities.sql").read_text("utf-8").rpartition("order by")[2]
            ordered = f"create or replace table facilities as from '{parquet}' order by {order}"
            found["load"] = _seconds(db.execute, ordered)
            for mart in COUNTING:
                sql = (MARTS / f"{mart}.sql").read_text("utf-8")
                found[mart] = _seconds(db.execute, f"create or replace table {mart} as {sql}")
            found["checkpoint"] = _seconds(db.execute, "checkpoint")
        found["build_peak_mb"] = getrusage(RUSAGE_SELF).ru_maxrss / 1000
        found["database_mb"] = database.stat().st_size / MILLION
        for name, (sql, params) in _questions().items():
            found[name] = _asked(database, memory, sql, params)
        return found


def _questions() -> dict[str, tuple[str, dict]]:
    """What the pages ask of facilities, noted while the real database answers."""
    from benchmarks.queries import (
        noted,  # late, as what pages are made of takes memory that building does not
    )

    with noted() as asked:
        from dashboard import queries
        from pages.ageing import queries as of_ageing

        codes = queries.municipalities()["lg_code"]
        twelve = codes[codes.str.startswith(PREFECTURE)].head(12).to_list()
        asked.clear()
        of_ageing.held()
        of_ageing.facilities(KIND, PREFECTURE, TOWN)
        of_ageing.facilities(KIND, PREFECTURE)
        queries.facilities_in(twelve, [KIND])
    return dict(zip(("held", "town", "prefecture", "group_of_12"), asked, strict=True))


def _asked(database: Path, memory: str, sql: str, params: dict) -> float:
    """The median of some runs, with the table made that the page gets."""
    with duckdb.connect(str(database), read_only=True) as db:
        db.execute(f"set memory_limit = '{memory}'")
        return median(_seconds(lambda: db.execute(sql, params or None).df()) for _ in range(RUNS))


def _seconds(work: Callable[..., object], *given: object) -> float:
    started = time.perf_counter()
    work(*given)
    return time.perf_counter() - started


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument(
        "--millions", type=int, nargs="+", default=[1, 10, 50], help="how many million facilities"
    )
    parser.add_argument("--memory", default="2GB", help="what DuckDB may use")
    chosen = parser.parse_args()
    found = {}
    for millions in chosen.millions:
        with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as own:
            found[millions] = own.submit(measured, millions * MILLION, chosen.memory).result()
        print(millions, {name: round(one, 3) for name, one in found[millions].items()}, flush=True)
    report = results.Table(
        "全国の台帳",
        f"作った施設（実在しない）を全市区町村に分けて入れ、数え、画面の問いを尋ねた。DuckDB が使えるメモリは {chosen.memory}、問いは{RUNS}回の中央値（表にするまで）。",
        [
            "施設", "読み込み", "集計", "データベース", "作るときのメモリ", "台帳のある県", "1団体の橋", "1県の橋", "12団体の橋",
        ],
        [
            [
                f"{millions}百万",
                f"{one['load']:.1f}秒",
                f"{sum(one[mart] for mart in COUNTING):.1f}秒",
                f"{one['database_mb'] / 1000:.2f} GB",
                f"{one['build_peak_mb'] / 1000:.1f} GB",
                *(f"{1000 * one[name]:,.0f} ms" for name in ("held", "town", "prefecture", "group_of_12")),
            ]
            for millions, one in found.items()
        ],
    )  # fmt: skip
    results.save("national", report, measured=found)


if __name__ == "__main__":
    main()
