"""Benchmarks in the form: which rows they fill, how they follow one's own numbers, and when a row is no longer one of them.

All functions take and give the form's rows (label, unit, low, base, high, origin, source_ja), every item once.
"""

import pandas as pd

from analysis import effects
from pages.effects.form import BENCHMARK, FORM, ITEMS, NAMES

NUMBERS = ["low", "base", "high"]
OWN = "利用者の入力"
HOW = {
    "commission_now": "維持補修費 × 委託の割合",
    "commission_after": "現状の委託費 ×（1 − まとめたときに減る割合）",
    "hours_now": "技術系職員 × 勤務時間 × 維持管理の直営の割合",
    "hours_after": "現状の直営の時間 ×（1 − 減る割合）＋ 調整の時間",
    "contracts_now": "橋の点検・修繕と道路の維持の契約（団体ごと）",
    "contracts_after": "橋の点検・修繕と道路の維持の契約（群で1つに）",
    "management": "現状の委託費 × 全体マネジメントの割合",
    "coordination": "調整は時間で数え、導入後の直営の時間に入れた",
}


def defaults(table: pd.DataFrame, of_ja: str) -> pd.DataFrame:
    """The rows a first estimate fills. table: as `first_estimate.Estimate.tables`; of_ja: whose it is (「山口市・岩国市」)."""
    return FORM.table(
        {
            "label": item.label,
            "unit": item.unit,
            **{end: _shown(table.loc[name, end], item.scale) for end in NUMBERS},
            "origin": BENCHMARK,
            "source_ja": f"{of_ja}の目安：{HOW.get(name, '「前提の目安と出典」の値')}",
        }
        for name, item in ITEMS.items()
    )


def _shown(value: float, scale: float) -> float | None:
    """A number of the form: whole where it is large, else with two decimals, so that the result is that of the first estimate."""
    if pd.isna(value):
        return None
    shown = float(value) / scale
    return round(shown, 0 if abs(shown) >= 1000 else 2)


def filled(rows: pd.DataFrame, standard: pd.DataFrame, *, also_blank: bool = False) -> pd.DataFrame:
    """The rows with benchmarks as they follow from what stands now: those that were benchmarks are made anew, and with also_blank those
    without a base too. Where a value now is one's own, the benchmark after is that share of it.
    """
    by_label = {row["label"]: row for row in standard.to_dict("records")}
    result = {row["label"]: row for row in rows.to_dict("records")}
    for label, row in result.items():
        if row["origin"] == BENCHMARK or (also_blank and pd.isna(row["base"])):
            row |= {column: by_label[label][column] for column in [*NUMBERS, "origin", "source_ja"]}
    for now, after in effects.PAIRS:
        own, moved = result[ITEMS[now].label], result[ITEMS[after].label]
        usual, usual_after = by_label[ITEMS[now].label]["base"], by_label[ITEMS[after].label]
        if own["origin"] == BENCHMARK or pd.isna(own["base"]) or not usual:
            continue
        if moved["origin"] == BENCHMARK:
            moved |= {end: _shown(usual_after[end] * own["base"] / usual, 1.0) for end in NUMBERS}
            moved["source_ja"] = f"{usual_after['source_ja']}（現状に合わせた）"
    return FORM.table(result.values())


def told_apart(rows: pd.DataFrame, before: pd.DataFrame) -> pd.DataFrame:
    """The rows after a reader typed into them: a benchmark whose numbers differ from `before` is the reader's own from now on.

    Where only the base was typed, the benchmark's range goes: it was not the range of this number.
    """
    result = rows.copy().reset_index(drop=True)
    by_label = {row["label"]: row for row in before.to_dict("records")}
    for at, row in enumerate(result.to_dict("records")):
        old = by_label.get(row["label"])
        if old is None or row["origin"] != BENCHMARK or old["origin"] != BENCHMARK:
            continue
        changed = [end for end in NUMBERS if not _same(row[end], old[end])]
        if not changed:
            continue
        if changed == ["base"]:
            result.loc[at, ["low", "high"]] = None
        result.loc[at, "origin"] = OWN
        if row["source_ja"] == old["source_ja"]:
            result.loc[at, "source_ja"] = None
    return result


def _same(one: float, other: float) -> bool:
    return bool((pd.isna(one) and pd.isna(other)) or one == other)


def benchmarks_in(rows: pd.DataFrame) -> list[str]:
    """Names of the assumptions that are benchmarks."""
    return [NAMES[label] for label in rows.loc[rows["origin"] == BENCHMARK, "label"]]
