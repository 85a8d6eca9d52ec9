"""How long DuckDB takes for what the pages ask: every question of every page, asked again and again.

    python -m benchmarks.queries [--runs 30]

The pages are run once without a browser, for the nation and for a municipality; what they ask of the database is noted and then asked
`runs` times more, as the pages ask it but without the answers they keep.
"""

import argparse
import logging
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from statistics import median, quantiles

from streamlit.testing.v1 import AppTest

from benchmarks import results
from benchmarks.browser import ROOT
from dashboard.runtime import db

CHOSEN = ({}, {"pref": "35", "muni": "353051"})
LIMIT_MS = 50


@contextmanager
def noted() -> Iterator[list[tuple[str, dict]]]:
    """SQL and parameters of what is asked of the database meanwhile, as it is asked."""
    questions: list[tuple[str, dict]] = []
    answer = db.read

    def noting(sql: str, **params):
        questions.append((sql, params))
        return answer(sql, **params)

    db.read = (
        noting  # before dashboard.runtime.cache is imported: it caches the answers of what it finds here
    )
    try:
        yield questions
    finally:
        db.read = answer


def asked() -> list[tuple[str, dict]]:
    """SQL and parameters of every question of the pages, each once."""
    with noted() as questions:
        _run_pages()
    return list({(sql, repr(params)): (sql, params) for sql, params in questions}.values())


def _run_pages() -> None:
    for chosen in CHOSEN:
        for page in sorted(ROOT.glob("pages/*/page.py")):
            app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=120)
            app.query_params.update(chosen)
            app.run()
            app.query_params.update(chosen)
            app.switch_page(page.relative_to(ROOT).as_posix()).run()


def milliseconds(sql: str, params: dict, runs: int) -> list[float]:
    took = []
    for _ in range(runs):
        started = time.perf_counter()
        db.read(sql, **params)
        took.append(1000 * (time.perf_counter() - started))
    return took


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--runs", type=int, default=30, help="how often each question is asked")
    runs = parser.parse_args().runs
    warnings.filterwarnings("ignore")
    logging.disable(logging.WARNING)  # Streamlit speaks of what is missing outside a page
    took = {" ".join(sql.split()): milliseconds(sql, params, runs) for sql, params in asked()}
    every = [one for each in took.values() for one in each]
    p95 = quantiles(every, n=100, method="inclusive")[94]
    slowest = sorted(took, key=lambda sql: median(took[sql]), reverse=True)[:5]
    report = results.Table(
        "データベースへの問い合わせ",
        f"全ページが全国と周防大島町で尋ねる {len(took)} の問いを、答えを使い回さずに {runs}回ずつ。表は遅い5つ。",
        ["中央値", "最長", "問い"],
        [[f"{median(took[sql]):.1f} ms", f"{max(took[sql]):.1f} ms", f"`{sql[:90]}`"] for sql in slowest],
        [results.Goal("問い合わせ 95%（全体）", f"{LIMIT_MS} ms以下", f"{p95:.1f} ms", p95 <= LIMIT_MS)],
    )
    results.save("queries", report, milliseconds=took, median=median(every), p95=p95)


if __name__ == "__main__":
    main()
