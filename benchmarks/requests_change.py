"""What /requests computes when a reader changes a filter over 200,000 requests of 20 bodies, step by step.

    python -m benchmarks.requests_change [--requests 200000] [--rounds 5]

Every round narrows to other bodies, as a reader does. Seconds of the processor tell more than those of the clock when the machine is busy.
"""

import argparse
import statistics
import time
from collections.abc import Callable

import numpy as np
import pandas as pd

from analysis import requests
from analysis.request_words import ACTIONS, KINDS, ROAD_CLASSES, STATUSES
from benchmarks import results
from pages.requests import intake
from pages.requests.form import FORM
from pages.requests.places import HOT_M
from pages.requests.results import MOST_CELLS

REQUESTS, BODIES = 200_000, 20
RERUN_SECONDS = 1.0
DAY = pd.Timestamp("2026-03-31")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--requests", type=int, default=REQUESTS)
    parser.add_argument("--rounds", type=int, default=5)
    chosen = parser.parse_args()
    table = sample_requests(chosen.requests)
    stated = requests.with_state(table, DAY)
    bodies = sorted(table["body"].unique())
    took: dict[str, list[float]] = {}
    wholes = []
    for at in range(chosen.rounds):
        without = bodies[at % len(bodies)]  # all but one: nearly all rows pass
        began = time.process_time()
        for name, step in _steps(stated, tuple(one for one in bodies if one != without)):
            used = time.process_time()
            step()
            took.setdefault(name, []).append(time.process_time() - used)
        wholes.append(time.process_time() - began)
    whole = statistics.median(wholes)
    report = results.Table(
        "対応状況：絞り込みを変えたときの計算",
        f"架空の{chosen.requests:,}件・{BODIES}団体（1団体だけを外す）、{chosen.rounds}回の中央値、CPU時間。",
        ["計算", "CPU ms"],
        [[name, f"{statistics.median(own) * 1000:,.0f}"] for name, own in took.items()]
        + [["合計", f"{whole * 1000:,.0f}"]],
        [results.Goal("対応状況の計算（20万件、絞り込みの変更）", "1秒以下", f"{whole:.2f}秒（CPU）", whole <= RERUN_SECONDS)],
    )  # fmt: skip
    results.save("requests_change", report, cpu=took, whole=wholes)


def _steps(stated: pd.DataFrame, bodies: tuple[str, ...]) -> list[tuple[str, Callable[[], object]]]:
    """The steps of the page in its order, each upon the rows that the first leaves."""
    held: dict[str, pd.DataFrame] = {}

    def narrow() -> None:
        held["rows"] = intake.narrowed(stated, {"body": bodies}, DAY)

    def drawn() -> None:
        rows = held["rows"]
        step = requests.finest(rows, list(requests.PUBLIC_STEPS.values()), MOST_CELLS)
        requests.cells_shown(rows, step)

    return [
        ("絞り込み", narrow),
        ("進み具合と対応", lambda: (requests.progress(held["rows"]), requests.actions(held["rows"]))),
        ("地図", drawn),
        ("完了までの日数（種類）", lambda: requests.days_and_curves(held["rows"], ["kind"], 8)),
        ("未完了と期限超過", lambda: requests.still_open(held["rows"])),
        ("班・会社", lambda: requests.crews(held["rows"])),
        ("くり返し", lambda: requests.repeats(held["rows"])),
        ("多い所", lambda: requests.hot_spots(held["rows"], HOT_M)),
        ("月と種類", lambda: requests.calendar(held["rows"])),
    ]


def sample_requests(count: int = REQUESTS, seed: int = 0) -> pd.DataFrame:
    """Invented requests of three years, as the form has them: 20 towns, crowded middles, nine of ten with a position."""
    random = np.random.default_rng(seed)
    received = pd.Timestamp("2023-04-01") + pd.to_timedelta(random.integers(0, 1_095, count), "D")
    days = np.minimum(random.lognormal(2.3, 1.0, count), 400).astype(int)
    is_done = random.random(count) < 0.8
    body = random.integers(0, BODIES, count)
    middle = np.column_stack([random.uniform(34, 34.6, BODIES), random.uniform(131, 132, BODIES)])
    places = middle[body] + random.normal(0, 0.03, (count, 2))
    is_placed = random.random(count) < 0.9

    def some(values: tuple[str, ...] | list[str]) -> np.ndarray:
        return random.choice(np.array(values, dtype=object), count)

    rows = pd.DataFrame(
        {
            "kind": some(KINDS),
            "body": np.array([f"架空{at}市" for at in range(BODIES)], dtype=object)[body],
            "number": [f"R{at}" for at in range(count)],
            "source": some(["通報", "電話・窓口", "巡回"]),
            "road_class": some(ROAD_CLASSES),
            "route": some([f"市道東{at}号線" for at in range(400)]),
            "place": some([f"東町{at}丁目" for at in range(1, 9)]),
            "latitude": np.where(is_placed, places[:, 0].round(5), np.nan),
            "longitude": np.where(is_placed, places[:, 1].round(5), np.nan),
            "received": received,
            "completed": pd.Series(received + pd.to_timedelta(days, "D")).where(is_done),
            "due": pd.Series(received + pd.to_timedelta(30, "D")).where(random.random(count) < 0.5),
            "status": np.where(is_done, "完了", some(STATUSES)),
            "action": np.where(is_done, some(ACTIONS), None),
            "crew": some([f"甲山{at}班" for at in range(40)]),
            "cost": np.where(is_done, random.integers(1, 80, count) * 5_000.0, np.nan),
            "hours": np.where(is_done, random.uniform(0.5, 8, count).round(1), np.nan),
        }
    )
    rows["kind_word"] = rows["kind"]
    empty = FORM.table()
    return rows.reindex(columns=list(empty)).astype(empty.dtypes.to_dict())


if __name__ == "__main__":
    main()
