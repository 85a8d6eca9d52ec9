"""How fast and how well every prefecture is divided into groups.

    python -m benchmarks.grouping [--capacity 500] [--distance 50] [--members N] [--limit 60] [--prefectures 01,20] [--any-hub]

Capacity is general administration staff; hubs hold the engineers that the page asks for by default, unless --any-hub; neighbours are those on land or over a sea link. Needs the built database. Seconds of the
processor tell more than those of the clock when the machine is busy.
"""

import argparse
import time

import duckdb
import pandas as pd

from analysis import hub_capacity
from analysis.grouping import Limits, form_groups
from benchmarks import results
from benchmarks.values import DATABASE

LONGEST_SECONDS, IN_ALL_SECONDS, GAP = 20, 480, 0.01

MEMBERS = """
    select
        lg_code, prefecture_code, prefecture_name, general_admin_staff, technical_staff, civil_engineers,
        median as every_estimate, bridges_managed, bridges_action_needed
    from municipalities
    join municipality_facts using (lg_code)
    left join technical_staff_estimates using (lg_code)
    order by lg_code
"""
LINKS = """
    from (select lg_code, partner_lg_code, is_joined from municipality_pairs)
    full join office_ways using (lg_code, partner_lg_code)
    select lg_code, partner_lg_code, way_km, coalesce(is_joined, false) as is_adjacent
    where left(lg_code, 2) = left(partner_lg_code, 2)
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--capacity", type=float, default=500)
    parser.add_argument("--distance", type=float, default=50)
    parser.add_argument("--members", type=int)
    parser.add_argument("--limit", type=float, default=60)
    parser.add_argument("--prefectures", default="")
    parser.add_argument("--any-hub", action="store_true")
    chosen = parser.parse_args()
    with duckdb.connect(str(DATABASE), read_only=True) as db:
        members, links = db.execute(MEMBERS).df(), db.execute(LINKS).df()
    report = results.Table(
        "都道府県を群に分ける",
        f"一般行政職員{chosen.capacity:g}人以上・拠点まで{chosen.distance:g} km以内・団体数の上限{chosen.members or 'なし'}・"
        f"拠点に必要な技術系職員{'なし' if chosen.any_hub else 'は画面の目安'}。",
        [
            "都道府県",
            "団体",
            "拠点に必要な人数",
            "グループ",
            "入れない",
            "距離の合計（km）",
            "gap",
            "状態",
            "秒",
            "CPU秒",
        ],
    )
    solved = []
    for prefecture, places in members.groupby("prefecture_code"):
        if chosen.prefectures and prefecture not in chosen.prefectures.split(","):
            continue
        hub = None if chosen.any_hub else _hub_needed(places, chosen.capacity)
        members_of = places.assign(
            capacity=places["general_admin_staff"], hub_capacity=hub_capacity.engineers(places)
        )
        begun = time.process_time()
        result = form_groups(
            members_of,
            links,
            Limits(
                chosen.capacity,
                chosen.distance,
                chosen.members,
                hub_capacity=hub,
                time_limit_s=chosen.limit,
            ),
        )
        processor = time.process_time() - begun
        solved.append((result, processor))
        report.rows.append(
            [
                places["prefecture_name"].iloc[0],
                str(len(places)),
                "－" if hub is None else f"{hub:g}",
                str(result.assignment["hub_lg_code"].nunique()),
                str(len(result.unserved)),
                f"{result.total_distance_km:,.1f}",
                f"{result.gap:.2%}",
                result.status,
                f"{result.seconds:.1f}",
                f"{processor:.1f}",
            ]
        )
    longest, widest = max(result.seconds for result, _ in solved), max(result.gap for result, _ in solved)
    in_all = sum(result.seconds for result, _ in solved)
    report.goals = [
        results.Goal(
            "群の編成（最も遅い都道府県）",
            f"{LONGEST_SECONDS}秒以下",
            f"{longest:.1f}秒",
            longest <= LONGEST_SECONDS,
        ),
        results.Goal(
            f"群の編成（{len(solved)}都道府県の合計）", "8分以下", f"{in_all:.0f}秒", in_all <= IN_ALL_SECONDS
        ),
        results.Goal("最適との差（最大）", "1%以下", f"{widest:.2%}", widest <= GAP),
    ]
    results.save(
        "grouping", report, seconds=[result.seconds for result, _ in solved], cpu=[cpu for _, cpu in solved]
    )


def _hub_needed(places: pd.DataFrame, capacity: float) -> float:
    """The engineers asked of a hub when the reader changes nothing, as pages/groups/hubs.py works them out."""
    groups = hub_capacity.groups_expected(float(places["general_admin_staff"].sum()), capacity, len(places))
    need = hub_capacity.needed(places, groups, hub_capacity.Yardstick())
    return max(1, min(need.staff, int(hub_capacity.engineers(places).max())))


if __name__ == "__main__":
    main()
