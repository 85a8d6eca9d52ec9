"""How long the database takes to build from the snapshot, as a newcomer's first `make run` does.

python -m benchmarks.build [--runs 3]
"""

import argparse
import subprocess
import sys
import time
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from benchmarks import results
from benchmarks.browser import ROOT

LIMIT_SECONDS = 10


def seconds() -> tuple[float, int]:
    """Of one build into an empty folder, the program's start included; and the bytes of the database."""
    with TemporaryDirectory() as folder:
        database = Path(folder) / "dashboard.duckdb"
        started = time.perf_counter()
        command = [sys.executable, "-m", "etl", "build", "--database", str(database)]
        subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        return time.perf_counter() - started, database.stat().st_size


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--runs", type=int, default=3, help="builds the median is taken of")
    builds = [seconds() for _ in range(parser.parse_args().runs)]
    took, size = median(build[0] for build in builds), builds[0][1]
    report = results.Table(
        "スナップショットからの構築",
        f"`python -m etl build`（地図、推計とその検証、連携候補、検査まで）を空のフォルダに{len(builds)}回。",
        ["中央値", "最長", "データベース"],
        [[f"{took:.1f} 秒", f"{max(build[0] for build in builds):.1f} 秒", f"{size / 1e6:.0f} MB"]],
        [
            results.Goal(
                "スナップショットからの構築", f"{LIMIT_SECONDS}秒以下", f"{took:.1f}秒", took <= LIMIT_SECONDS
            )
        ],
    )
    results.save("build", report, seconds=[build[0] for build in builds], bytes=size)


if __name__ == "__main__":
    main()
