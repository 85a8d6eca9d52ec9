"""Measure everything, one after the other on this machine, and write it to benchmarks/results/table.md and table.json.

    python -m benchmarks [NAME …]        all, or the benchmarks named

Each runs as a program of its own, so that none meets the memory of another; one that fails is named and the others go on. Needs the
built database and static/ folder, requirements-bench.txt, Chromium, and nginx for several processes.
"""

import argparse
import json
import subprocess
import sys
import time

from benchmarks import results
from benchmarks.browser import ROOT

# In this order: what a reader meets first comes first.
BENCHMARKS = {
    "map_change": [],
    "first_view": [],
    "queries": [],
    "read_workbook": [],
    # Four of all kinds, which take nine minutes by themselves: bridges, the slowest, and orders with their bidders.
    "brought_files": [
        "--only",
        "bridge.csv",
        "bridge.xlsx",
        "large_structure.xlsx",
        "orders_with_bidders.xlsx",
    ],
    "build": [],
    "grouping": [],
    "tools": [],
    "requests_change": [],
    "consolidation": [],
    "deck": [],
    "load": ["--readers", "1", "100"],
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"some of {', '.join(BENCHMARKS)}")
    names = parser.parse_args().names or list(BENCHMARKS)
    if unknown := set(names) - set(BENCHMARKS):
        parser.error(f"{'、'.join(sorted(unknown))}: choose from {', '.join(BENCHMARKS)}")
    failed = [name for name in names if not _run(name)]
    _join()
    if failed:
        sys.exit(f"測れなかったもの：{'、'.join(failed)}")


def _run(name: str) -> bool:
    started = time.monotonic()
    done = subprocess.run([sys.executable, "-m", f"benchmarks.{name}", *BENCHMARKS[name]], cwd=ROOT)
    print(f"{name}: {time.monotonic() - started:.0f} s\n", file=sys.stderr, flush=True)
    return done.returncode == 0


def _join() -> None:
    """All that has been measured so far, goals first."""
    results_by_name = {name: one for name in (*BENCHMARKS, "soak") if (one := results.load(name))}
    reached = [goal for one in results_by_name.values() for goal in one["table"]["goals"]]
    sections = ["# 測定結果", results.goals(reached), *map(results.markdown, results_by_name.values())]
    (results.FOLDER / "table.md").write_text("\n\n".join(sections), "utf-8")
    (results.FOLDER / "table.json").write_text(
        json.dumps(results_by_name, ensure_ascii=False, indent=1), "utf-8"
    )
    print(f"→ {results.FOLDER / 'table.md'}")


if __name__ == "__main__":
    main()
