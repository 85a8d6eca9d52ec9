"""How long the tools of 検討ツール compute for what a large group of municipalities brings: 5,000 orders, 2,000 answers.

    python -m benchmarks.tools [--rounds 7]

Prints the median of each step in milliseconds. A page rerun does all of its page's steps except 読む, which is done once per file;
候補 is done again only when the orders shown have changed.
"""

import argparse
import statistics
import time
from collections.abc import Callable
from datetime import date

import numpy as np
import pandas as pd

from analysis import effects, orders, survey, survey_reading, table_files, workforce
from benchmarks import results
from dashboard.forms import reader, workbook
from pages.effects import form as effects_form
from pages.orders import form as orders_form
from pages.orders.results import MATRIX_ROWS
from pages.survey import answers_file as answer_files
from pages.survey import form as survey_form
from pages.survey.answers import unread_cells
from pages.survey.results import all_tallies
from pages.workforce import form as workforce_form
from pages.workforce.outlook import Outlook, remaining_table
from pages.workforce.results import ages_table

RERUN_MS = 1000

ORDERS, MUNICIPALITIES, COMPANIES, STAFF_ROWS, ANSWERS = 5_000, 20, 300, 200, 2_000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--rounds", type=int, default=7)
    rounds = parser.parse_args().rounds
    steps = {**workforce_steps(), **orders_steps(), **effects_steps(), **survey_steps()}
    took = {name: _median(step, rounds) for name, step in steps.items()}
    slowest = max((name for name in took if "読む" not in name), key=took.get)
    report = results.Table(
        "検討ツールの計算",
        f"架空の発注{ORDERS:,}件・職員{STAFF_ROWS}行・回答{ANSWERS:,}件、{rounds}回の中央値。「読む」はファイルごとに一度だけ。",
        ["計算", "中央値"],
        [[name, f"{milliseconds:,.0f} ms"] for name, milliseconds in took.items()],
        [
            results.Goal(
                "検討ツールの計算（最も遅いもの、読み込みを除く）",
                "1秒より十分短く",
                f"{took[slowest]:,.0f} ms（{slowest}）",
                took[slowest] < RERUN_MS / 2,
            )
        ],
    )
    results.save("tools", report, milliseconds=took)


def orders_steps() -> dict[str, Callable[[], object]]:
    """The steps of /orders for ORDERS orders of MUNICIPALITIES neighbouring places."""
    rows = sample_orders()
    content = workbook.export_bytes(
        "発注状況", [orders_form.FORM], {"orders": rows}, issued_on=date(2026, 4, 1)
    )
    named = orders.with_companies(rows)
    near = pd.DataFrame(
        [(f"{at}市", f"{at + 1}市") for at in range(MUNICIPALITIES - 1)], columns=["municipality", "partner"]
    )

    def shown() -> None:
        companies = orders.with_companies(rows)
        orders.amounts(companies)
        orders.tender_months(companies)
        shared = orders.shared_companies(companies)
        orders.company_matrix(companies, shared["company"].head(MATRIX_ROWS))
        orders.doubtful_companies(companies)

    return {
        f"/orders 読む {ORDERS:,}件": lambda: reader.read("発注.xlsx", content, orders_form.FORM),
        "/orders 会社・金額・月・共通の受注者": shown,
        "/orders 候補": lambda: orders.candidates(named, near),
        "/orders 名前を伏せる": lambda: orders.anonymised(named, is_coarse=True),
    }


def workforce_steps() -> dict[str, Callable[[], object]]:
    """The steps of /workforce for STAFF_ROWS departments and occupations."""
    example = workforce_form.STAFF.table(workforce_form.STAFF.examples)
    staff = pd.concat([example] * (STAFF_ROWS // len(example) + 1), ignore_index=True).head(STAFF_ROWS)
    staff = staff.assign(municipality=[f"{at % MUNICIPALITIES}市" for at in range(STAFF_ROWS)])
    assumed = workforce.Assumptions(2026, hires=1.0)

    def shown() -> None:
        ages_table(staff, "municipality")
        workforce.outlook(staff[list(workforce.BANDS)].sum(), assumed)
        remaining_table(Outlook(assumed, staff, []), "municipality")

    return {f"/workforce 年齢・見通し・残る人数 {STAFF_ROWS}行": shown}


def effects_steps() -> dict[str, Callable[[], object]]:
    """The steps of /effects for its worked example."""
    plan = effects.plan(effects_form.assumptions(effects_form.FORM.table(effects_form.FORM.examples)))

    def shown() -> None:
        effects.scenarios(plan)
        effects.tornado(plan)
        effects.monte_carlo(plan)

    return {f"/effects 3つの場合・感度・乱数{effects.DRAWS:,}回": shown}


def survey_steps() -> dict[str, Callable[[], object]]:
    """The steps of /survey for two rounds of ANSWERS answers to six questions."""
    kinds = [("single", 4), ("multiple", 10), ("multiple", 7), ("scale", 0), ("number", 0), ("text", 0)]
    asked = pd.DataFrame(
        [
            (f"q{at}", f"質問{at}", kind, [f"選択肢{at}の{number}" for number in range(count)])
            for at, (kind, count) in enumerate(kinds)
        ],
        columns=["question_id", "text_ja", "kind", "choices_ja"],
    )
    content = table_files.csv_bytes(survey_form.invented_answers(asked, ANSWERS, seed=1))
    one = answer_files.read_answers("回答.csv", content, asked)

    def arranged() -> pd.DataFrame:
        return survey.arranged(one.table, survey_reading.match_columns(list(one.table), asked), asked)

    answers = arranged()

    def shown() -> None:
        arranged()
        unread_cells([one, one], asked)
        all_tallies(asked, answers)
        survey.cross_shares(survey.cross(answers, "団体", "q1", asked))
        survey.compare({"1": answers["q1"], "2": answers["q1"]}, asked.iloc[1])

    return {
        f"/survey 読む {ANSWERS:,}件": lambda: answer_files.read_answers("回答.csv", content, asked),
        "/survey 集計・クロス・回の比較": shown,
    }


def sample_orders(count: int = ORDERS, seed: int = 0) -> pd.DataFrame:
    """Invented orders over three fiscal years."""
    random = np.random.default_rng(seed)
    start = pd.Timestamp("2023-04-01") + pd.to_timedelta(random.integers(0, 1_095, count), "D")

    def some(choices) -> np.ndarray:
        return random.choice(np.array(choices, dtype=object), count)

    rows = pd.DataFrame(
        {
            "title": [f"業務{at}" for at in range(count)],
            "municipality": some([f"{at}市" for at in range(MUNICIPALITIES)]),
            "department": some(["道路課", "河川課", "公園課", "下水道課"]),
            "sector": some(orders_form.SECTORS),
            "work_type": some(orders_form.WORKS),
            "place": some(["北部", "南部"]),
            "contractor": [
                f"{'㈱' if at % 2 else '株式会社'}会社{at // 2}"
                for at in random.integers(0, 2 * COMPANIES, count)
            ],
            "method": some(orders_form.METHODS),
            "payment": some(orders_form.PAYMENTS),
            "start": start,
            "end": start + pd.to_timedelta(random.integers(30, 365, count), "D"),
            "amount": random.integers(1, 500, count) * 100_000.0,
        }
    )
    return orders_form.FORM.table(rows.to_dict("records"))


def _median(step: Callable[[], object], rounds: int) -> float:
    times = []
    for _ in range(rounds):
        began = time.perf_counter()
        step()
        times.append(time.perf_counter() - began)
    return statistics.median(times) * 1000


if __name__ == "__main__":
    main()
