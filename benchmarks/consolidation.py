"""How long 集約再編 takes, and how much memory, for all of Japan's bridges at once: 730,000.

    python -m benchmarks.consolidation [--bridges 730000] [--metres 200]

The bridges are invented: towns of all sizes spread over the country, most of their bridges near each other. Seconds of the processor
tell more than those of the clock when the machine is busy.
"""

import argparse
import resource
import time
from collections.abc import Callable

import numpy as np
import pandas as pd

from analysis import consolidation, consolidation_clusters, consolidation_options
from benchmarks import results

BRIDGES, METRES, YEAR = 730_000, 200, 2025
LONGEST_SECONDS, MOST_GB = 60, 4
TOWNS, TOWN_DEGREES = 1_741, 0.06


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--bridges", type=int, default=BRIDGES)
    parser.add_argument("--metres", type=int, default=METRES)
    chosen = parser.parse_args()
    bridges = sample_bridges(chosen.bridges)
    before = _peak_gb()
    numbers = consolidation_options.assumed()
    took: dict[str, tuple[float, float]] = {}

    def timed(name: str, step: Callable):
        began, used = time.perf_counter(), time.process_time()
        made = step()
        took[name] = time.perf_counter() - began, time.process_time() - used
        return made

    pairs, _ = timed("近い組", lambda: consolidation.pairs(bridges, chosen.metres))
    known = timed("回り道・年数", lambda: consolidation_options.with_detours(pairs, numbers, YEAR))
    timed("目につく点", lambda: consolidation_options.signs(known, numbers))
    timed("規則と選択肢", lambda: consolidation_options.options(consolidation_options.held_rules(known, numbers)))  # fmt: skip
    timed("費用", lambda: consolidation_options.costs(known, numbers))
    clusters = timed("かたまり", lambda: consolidation.clusters(known))
    own = timed("かたまりの橋", lambda: consolidation_clusters.members(known, clusters))
    timed("かたまりの表", lambda: consolidation_clusters.table(own, numbers))
    seconds, processor = (sum(one[at] for one in took.values()) for at in (0, 1))
    report = results.Table(
        "集約再編：全国の橋を一度に",
        f"架空の{chosen.bridges:,}橋、{chosen.metres}m以内、{len(pairs):,}組・{clusters['cluster'].nunique():,}か所のかたまり。"
        f"メモリは最大（橋の表だけのとき {before:.2f} GB）。",
        ["計算", "秒", "CPU秒"],
        [[name, f"{clock:.1f}", f"{cpu:.1f}"] for name, (clock, cpu) in took.items()]
        + [["合計", f"{seconds:.1f}", f"{processor:.1f}"]],
        [
            results.Goal(f"集約再編（{chosen.bridges:,}橋）", f"{LONGEST_SECONDS}秒以下", f"{seconds:.1f}秒", seconds <= LONGEST_SECONDS),
            results.Goal("そのときのメモリ", f"{MOST_GB} GB以下", f"{_peak_gb():.2f} GB", _peak_gb() <= MOST_GB),
        ],
    )  # fmt: skip
    results.save("consolidation", report, seconds=took, gigabytes=_peak_gb())


def sample_bridges(count: int, seed: int = 0) -> pd.DataFrame:
    """Invented bridges with the columns of a ledger, and what the page adds to them."""
    random = np.random.default_rng(seed)
    town = random.choice(TOWNS, count, p=random.dirichlet(np.full(TOWNS, 1.5)))
    middle = np.column_stack([random.uniform(31, 44, TOWNS), random.uniform(130, 145, TOWNS)])
    places = middle[town] + random.normal(0, TOWN_DEGREES, (count, 2))
    by_prefecture = random.random(count) < 0.2

    def some(values: list, blank: float = 0.1) -> np.ndarray:
        picked = random.choice(np.array(values, dtype=object), count)
        return np.where(random.random(count) < blank, None, picked)

    return pd.DataFrame(
        {
            "bridge_id": [f"B{at}" for at in range(count)],
            "bridge_name": [f"{'新' if at % 19 == 0 else ''}架空{at % 9_000}川橋" for at in range(count)],
            "route_name": some(
                [f"{kind}{at}号線" for kind in ("市道甲", "県道乙", "国道") for at in range(300)]
            ),
            "structure_ja": some(["RC桁", "鋼桁", "ボックスカルバート"]),
            "manager_lg_code": np.char.add("99", np.char.zfill(town.astype(str), 4)),
            "manager_kind": np.where(by_prefecture, "prefecture", "municipality"),
            "location_lg_code": np.char.add("99", np.char.zfill(town.astype(str), 4)),
            "built_fiscal_year": pd.array(some(list(range(1930, 2022))), dtype="Int64"),
            "length_m": random.lognormal(2.3, 0.8, count).round(1),
            "width_m": random.uniform(2, 12, count).round(1),
            "soundness_category": pd.array(some([1, 1, 2, 2, 2, 3, 4]), dtype="Int64"),
            "inspection_fiscal_year": pd.array(some(list(range(2014, 2024))), dtype="Int64"),
            "latitude": places[:, 0],
            "longitude": places[:, 1],
            "ledger": "架空の台帳",
            "manager_ja": [f"架空{at}町" for at in town],
            "municipality_name": [f"架空{at}町" for at in town],
        }
    )


def _peak_gb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e9


if __name__ == "__main__":
    main()
