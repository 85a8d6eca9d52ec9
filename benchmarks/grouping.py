"""How fast and how well every prefecture is divided into groups.

    python benchmarks/grouping.py [--capacity 500] [--distance 50] [--members N] [--limit 60] [--prefectures 01,20]

Capacity is general administration staff; neighbours are those on land or over a sea link. Needs the built database. Seconds of the
processor tell more than those of the clock when the machine is busy.
"""

import argparse
import sys
import time
from pathlib import Path

import duckdb

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from analysis.grouping import form_groups  # noqa: E402

MEMBERS = """
    select lg_code, prefecture_code, prefecture_name, value as capacity
    from municipalities
    left join newest_values using (lg_code)
    where metric_id = 'general_admin_staff'
    order by lg_code
"""
LINKS = """
    select lg_code, partner_lg_code, distance_km, is_adjacent or is_sea_linked as is_adjacent
    from municipality_pairs
    where is_same_prefecture
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--capacity", type=float, default=500)
    parser.add_argument("--distance", type=float, default=50)
    parser.add_argument("--members", type=int)
    parser.add_argument("--limit", type=float, default=60)
    parser.add_argument("--prefectures", default="")
    chosen = parser.parse_args()
    with duckdb.connect(str(ROOT / "data" / "dashboard.duckdb"), read_only=True) as db:
        members, links = db.execute(MEMBERS).df(), db.execute(LINKS).df()
    print(
        f"一般行政職員{chosen.capacity:g}人以上・{chosen.distance:g} km以内・団体数の上限{chosen.members or 'なし'}"
    )
    print("| 都道府県 | 団体 | グループ | 入れない | 距離の合計（km） | gap | 状態 | 秒 | CPU秒 |")
    print("|---|---:|---:|---:|---:|---:|---|---:|---:|")
    results = []
    for prefecture, places in members.groupby("prefecture_code"):
        if chosen.prefectures and prefecture not in chosen.prefectures.split(","):
            continue
        begun = time.process_time()
        result = form_groups(
            places,
            links,
            min_capacity=chosen.capacity,
            max_distance_km=chosen.distance,
            max_members=chosen.members,
            time_limit_s=chosen.limit,
        )
        processor = time.process_time() - begun
        results.append((result, processor))
        print(
            f"| {places['prefecture_name'].iloc[0]} | {len(places)} | {result.assignment['hub_lg_code'].nunique()}"
            f" | {len(result.unserved)} | {result.total_distance_km:,.1f} | {result.gap:.2%} | {result.status}"
            f" | {result.seconds:.1f} | {processor:.1f} |",
            flush=True,
        )
    print(
        f"\n最長 {max(result.seconds for result, _ in results):.1f}秒（CPU {max(cpu for _, cpu in results):.1f}秒）、"
        f"合計 {sum(result.seconds for result, _ in results):.0f}秒（CPU {sum(cpu for _, cpu in results):.0f}秒）"
    )


if __name__ == "__main__":
    main()
