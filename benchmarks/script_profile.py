"""Where the time of each page's script goes: our own functions, by line, held against the profile kept in benchmarks/script_profile.json.

    python -m benchmarks.script_profile [--pages profile,compare] [--runs 5]     measure, and name what grew since the kept profile
    python -m benchmarks.script_profile --keep                                    measure, and keep it

Scripts run in this process, without browser and server, each page once before it counts. What is compared is the share a function has of
its page's time, which another machine moves less than milliseconds; profiling itself makes all slower, so that the times are no
measurement (that is first_view).
"""

import argparse
import cProfile
import json
import pstats
import threading
from contextlib import contextmanager
from pathlib import Path

from streamlit.testing.v1 import AppTest

from benchmarks import results
from benchmarks.browser import ROOT

KEPT = Path(__file__).with_name("script_profile.json")
CHOSEN = {"pref": "35", "muni": "353051"}
FUNCTIONS, LEAST_MS = 12, 1.0  # kept of a page, and from how much
GREW = 1.25  # times its share, and no less than LEAST_SHARE more: a regression worth a line
LEAST_SHARE = 0.03
AROUND = 0.97  # of the whole: what only holds the page

Profile = dict[str, dict[str, float]]  # page → function → milliseconds a run, with `all` for the whole


def profiled(path: str, runs: int) -> dict[str, float]:
    """Milliseconds a run of the page's functions of ours, the costliest first; `all`: of the whole script."""
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=300)
    app.query_params.update(CHOSEN)
    app.run()
    app.query_params.update(CHOSEN)
    app.switch_page(f"pages/{path}/page.py").run()
    profile = cProfile.Profile()
    with _in_new_threads(profile):
        for _ in range(runs):
            app.run()
    return _own_functions(profile, runs)


@contextmanager
def _in_new_threads(profile: cProfile.Profile):
    """Streamlit runs each script in a thread of its own."""
    threading.setprofile(lambda *_: profile.enable())
    try:
        yield
    finally:
        threading.setprofile(None)
        profile.disable()


def _own_functions(profile: cProfile.Profile, runs: int) -> dict[str, float]:
    times: dict[str, float] = {}
    for (file, line, name), (_, _, _, seconds, _) in pstats.Stats(profile).stats.items():
        if Path(file).is_relative_to(ROOT) and ".venv" not in file and not name.startswith("<"):
            times[f"{Path(file).relative_to(ROOT)}:{line} {name}"] = 1000 * seconds / runs
    whole = max(times.values(), default=0.0)  # what shows the page
    times = {name: one for name, one in times.items() if one < AROUND * whole}
    costliest = sorted(times.items(), key=lambda one: -one[1])[:FUNCTIONS]
    return {"all": round(whole, 1)} | {name: round(one, 1) for name, one in costliest if one >= LEAST_MS}


def grown(kept: Profile, found: Profile) -> list[str]:
    """A line for each function whose share of its page's time grew since, or that is new among the costliest."""
    lines = []
    for path, times in found.items():
        before = _shares(kept.get(path, {}))
        for name, share in _shares(times).items():
            then = before.get(name, 0.0)
            if before and share - then >= LEAST_SHARE and share >= GREW * then:
                lines.append(f"/{path}　{name}：{then:.0%} → {share:.0%}")
    return lines


def _shares(times: dict[str, float]) -> dict[str, float]:
    """By file and name, without the line: lines move with every change above them."""
    whole = times.get("all") or 1.0
    return {
        f"{name.partition(':')[0]} {name.rpartition(' ')[2]}": one / whole
        for name, one in times.items()
        if name != "all"
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--pages", default="", help="paths, parted by commas; else all")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument(
        "--keep", action="store_true", help="keep what is found in benchmarks/script_profile.json"
    )
    chosen = parser.parse_args()
    every = sorted(page.parent.name for page in ROOT.glob("pages/*/page.py"))
    paths = [path for path in chosen.pages.split(",") if path] or every
    found = {path: profiled(path, chosen.runs) for path in paths}
    kept = json.loads(KEPT.read_text("utf-8")) if KEPT.exists() else {}
    if chosen.keep:
        KEPT.write_text(json.dumps(kept | found, ensure_ascii=False, indent=1) + "\n", "utf-8")
    lines = grown(kept, found)
    report = results.Table(
        "スクリプトの時間の内訳",
        f"プロファイラーの下で{chosen.runs}回の平均（測定値ではなく割合を見るもの）。行ごとの内訳は benchmarks/script_profile.json。"
        + (
            "保存した内訳より増えた所：" + "、".join(lines)
            if lines
            else "保存した内訳より増えた所はありません。"
        ),
        ["ページ", "全体", "最もかかる所", "その割合"],
        [[f"/{path}", f"{times['all']:,.0f} ms", *_costliest(times)] for path, times in found.items()],
    )
    results.save("script_profile", report, **found)


def _costliest(times: dict[str, float]) -> list[str]:
    name = next((one for one in times if one != "all"), "")
    return [name, f"{times[name] / times['all']:.0%}" if name and times["all"] else ""]


if __name__ == "__main__":
    main()
