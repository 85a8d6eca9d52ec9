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
    result = rows.copy().reset_index(drop=True)
    wanted = (result["origin"] == BENCHMARK) | (result["base"].isna() if also_blank else False)
    by_label = standard.set_index("label")
    for at in result.index[wanted]:
        label = result.loc[at, "label"]
        for column in [*NUMBERS, "origin", "source_ja"]:
            result.loc[at, column] = by_label.loc[label, column]
    labels = {name: item.label for name, item in ITEMS.items()}
    for now, after in effects.PAIRS:
        is_now, is_after = result["label"] == labels[now], result["label"] == labels[after]
        own = result.loc[is_now, "base"].iloc[0]
        usual = by_label.loc[labels[now], "base"]
        if result.loc[is_now, "origin"].iloc[0] == BENCHMARK or pd.isna(own) or not usual:
            continue
        if result.loc[is_after, "origin"].iloc[0] == BENCHMARK:
            for end in NUMBERS:
                result.loc[is_after, end] = _shown(by_label.loc[labels[after], end] * own / usual, 1.0)
            result.loc[is_after, "source_ja"] = (
                f"{by_label.loc[labels[after], 'source_ja']}（現状に合わせた）"
            )
    return result


def told_apart(rows: pd.DataFrame, before: pd.DataFrame) -> pd.DataFrame:
    """The rows after a reader typed into them: a benchmark whose numbers differ from `before` is the reader's own from now on.

    Where only the base was typed, the benchmark's range goes: it was not the range of this number.
    """
    result = rows.copy().reset_index(drop=True)
    old = before.set_index("label")
    for at in result.index[result["origin"] == BENCHMARK]:
        label = result.loc[at, "label"]
        if old["origin"].get(label) != BENCHMARK:
            continue
        changed = [end for end in NUMBERS if not _same(result.loc[at, end], old.loc[label, end])]
        if not changed:
            continue
        if changed == ["base"]:
            result.loc[at, ["low", "high"]] = None
        result.loc[at, "origin"] = OWN
        if result.loc[at, "source_ja"] == old.loc[label, "source_ja"]:
            result.loc[at, "source_ja"] = None
    return result


def _same(one: float, other: float) -> bool:
    return bool((pd.isna(one) and pd.isna(other)) or one == other)


def benchmarks_in(rows: pd.DataFrame) -> list[str]:
    """Names of the assumptions that are benchmarks."""
    return [NAMES[label] for label in rows.loc[rows["origin"] == BENCHMARK, "label"]]
