"""現状把握: who works here, how many of them remain in twenty years, and what their hours go to.

Staff are counted by age band. Within a band ages are taken as evenly spread (an assumption); a year runs from 1 April, the day of
the count, to 31 March. The outlook is arithmetic on the assumptions given, no forecast.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

BANDS = {  # column → (label, youngest, oldest age on the day of the count)
    "age_under_20": ("20歳未満", 18, 19),
    "age_20": ("20〜24歳", 20, 24),
    "age_25": ("25〜29歳", 25, 29),
    "age_30": ("30〜34歳", 30, 34),
    "age_35": ("35〜39歳", 35, 39),
    "age_40": ("40〜44歳", 40, 44),
    "age_45": ("45〜49歳", 45, 49),
    "age_50": ("50〜54歳", 50, 54),
    "age_55": ("55〜59歳", 55, 59),
    "age_60": ("60〜64歳", 60, 64),
    "age_65": ("65〜69歳", 65, 69),
}
BAND_LABELS = {column: label for column, (label, *_) in BANDS.items()}
GROUP = ["municipality", "department", "occupation"]
YOUNGEST, OLDEST = 18, 80  # ages that are followed
AGES = np.arange(YOUNGEST, OLDEST + 1)
YEARS_AHEAD = 20
# 定年引上げ: a year more every second fiscal year (地方公務員法の一部を改正する法律, 令和3年法律第63号).
RAISED_FROM, RAISED_TO, LAST_BEFORE = 2023, 65, 60
REEMPLOYED_UNTIL = 65  # 再任用 (地方公務員法 第22条の4, 同改正法 附則 第4条) ends with the fiscal year in which one reaches this age


@dataclass(frozen=True)
class Assumptions:
    """What the outlook rests on.

    fiscal_year: the staff are those of 1 April of it. hires: people a year, joining each following 1 April at `hire_age`.
    leaving_rate: share (0–1) of those below retirement age who leave in a year for other reasons. retirement_age: fixed, or None for
    the rise to 65 that the law sets. reemployed_share (0–1) of those who retire stay for `reemployed_years`, but not beyond
    REEMPLOYED_UNTIL: who retires at 65 is not re-employed.
    """

    fiscal_year: int
    hires: float = 0.0
    hire_age: int = 25
    leaving_rate: float = 0.01
    retirement_age: int | None = None
    reemployed_share: float = 0.5
    reemployed_years: int = 5

    def retiring_at(self, fiscal_year: int) -> int:
        """The age whose reaching in a fiscal year ends regular service on its last day."""
        if self.retirement_age is not None:
            return self.retirement_age
        return int(np.clip(LAST_BEFORE + (fiscal_year - RAISED_FROM) // 2 + 1, LAST_BEFORE, RAISED_TO))

    def reemployed_after(self, age: int) -> int:
        """Years of re-employment after reaching an age."""
        return min(self.reemployed_years, max(REEMPLOYED_UNTIL - age, 0))


def by_band(staff: pd.DataFrame, by: list[str]) -> pd.DataFrame:
    """Long table of staff: the columns `by`, band (label, in order), staff_count (persons); bands without anyone are 0.

    staff: GROUP and one column of persons per band of BANDS; blanks are nobody.
    """
    totals = staff.groupby(by, sort=False, observed=True)[list(BANDS)].sum()
    long = totals.rename(columns=BAND_LABELS).rename_axis(columns="band").stack()
    return pd.Series(long, name="staff_count").reset_index()


def summary(staff: pd.DataFrame, by: list[str]) -> pd.DataFrame:
    """One row per group: the columns `by`, staff_count, mean_age (years, from the middles of the bands), share_50_or_older (0–1).

    Mean and share are null for a group of nobody.
    """
    counts = staff.groupby(by, sort=False)[list(BANDS)].sum()
    middles = np.array([(first + last + 1) / 2 for _, first, last in BANDS.values()])
    is_old = np.array([first >= 50 for _, first, _ in BANDS.values()])
    total = counts.sum(axis=1)
    persons = total.where(total > 0)
    return pd.DataFrame(
        {
            "staff_count": total,
            "mean_age": counts.to_numpy() @ middles / persons,
            "share_50_or_older": counts.to_numpy() @ is_old / persons,
        }
    ).reset_index()


def by_age(counts: pd.Series) -> np.ndarray:
    """Persons by single year of age (AGES) from persons by band, evenly within each band."""
    ages = np.zeros(len(AGES))
    for column, (_, first, last) in BANDS.items():
        count = counts[column]
        ages[first - YOUNGEST : last + 1 - YOUNGEST] += (0 if pd.isna(count) else count) / (last + 1 - first)
    return ages


def outlook(counts: pd.Series, assumed: Assumptions, years: int = YEARS_AHEAD) -> pd.DataFrame:
    """Staff on each 1 April, today's among them, and what changed since the last one; expected numbers, so with fractions.

    counts: persons per band of BANDS. Columns: fiscal_year, regular, reemployed, total, todays (of the total those who are there
    today), hired, left, retired (from regular service), reemployed_new, reemployed_ended. In every year
    total = total before + hired − left − retired + reemployed_new − reemployed_ended.
    Those who stand at retirement age today or above count as re-employed; they stay until their years are over.
    """
    today = _project(by_age(counts), assumed, 0.0, years)
    everyone = _project(by_age(counts), assumed, assumed.hires, years) if assumed.hires else today
    return everyone.assign(todays=today["total"])


def remaining(staff: pd.DataFrame, by: list[str], assumed: Assumptions, after: tuple[int, ...] = (5, 10, 15)) -> pd.DataFrame:  # fmt: skip
    """How many of today's staff are still there after some years, nobody hired: the columns `by`, today, and after_5 … (persons)."""
    counts = staff.groupby(by, sort=False)[list(BANDS)].sum()
    rows = []
    for _, one in counts.iterrows():
        total = outlook(one, assumed, max(after))["todays"]
        rows.append({"today": total.iloc[0], **{f"after_{year}": total.iloc[year] for year in after}})
    return pd.DataFrame(rows, index=counts.index, columns=["today", *(f"after_{year}" for year in after)]).reset_index()  # fmt: skip


def hours_gap(hours: pd.DataFrame, by: list[str]) -> pd.DataFrame:
    """Hours by task, the largest gap first: the columns `by`, ideal_hours, actual_hours, gap_hours (actual − ideal; hours a year).

    A task without an ideal or an actual figure has no gap: it is listed last and its gap is null.
    """
    totals = hours.groupby(by, sort=False)[["ideal_hours", "actual_hours"]].sum(min_count=1).reset_index()
    incomplete = hours.assign(blank=hours[["ideal_hours", "actual_hours"]].isna().any(axis=1))
    is_blank = incomplete.groupby(by, sort=False)["blank"].any().to_numpy()
    gap = (totals["actual_hours"] - totals["ideal_hours"]).where(~is_blank)
    order = gap.abs().sort_values(ascending=False, na_position="last", kind="stable").index
    return totals.assign(gap_hours=gap).loc[order].reset_index(drop=True)


def _project(ages: np.ndarray, assumed: Assumptions, hires: float, years: int) -> pd.DataFrame:
    """The outlook of one group; `pool[k]` are the re-employed who stay for k more 1 Aprils, this one included."""
    before = assumed.retiring_at(assumed.fiscal_year - 1)
    is_past = before <= AGES
    pool = np.zeros(max(assumed.reemployed_years, 1) + 1)
    stays = np.clip(before + assumed.reemployed_after(before) - AGES[is_past], 1, len(pool) - 1)
    np.add.at(pool, stays, ages[is_past])
    regular = np.where(is_past, 0.0, ages)
    rows = [_row(assumed.fiscal_year, regular, pool)]
    for year in range(assumed.fiscal_year, assumed.fiscal_year + years):
        left = regular * assumed.leaving_rate
        staying = regular - left
        reaches = assumed.retiring_at(year) <= AGES + 1
        retired = staying[reaches].sum()
        regular = np.zeros_like(staying)
        regular[1:] = np.where(reaches, 0.0, staying)[:-1]
        regular[assumed.hire_age - YOUNGEST] += hires
        ended = pool[1]
        pool = np.append(pool[1:], 0.0)
        pool[0] = 0.0
        stay = assumed.reemployed_after(assumed.retiring_at(year))
        again = retired * assumed.reemployed_share if stay else 0.0
        pool[stay] += again
        rows.append(_row(year + 1, regular, pool, hires, left.sum(), retired, again, ended))
    return pd.DataFrame(rows)


def _row(
    fiscal_year: int,
    regular: np.ndarray,
    pool: np.ndarray,
    hired: float = 0.0,
    left: float = 0.0,
    retired: float = 0.0,
    reemployed_new: float = 0.0,
    reemployed_ended: float = 0.0,
) -> dict[str, float]:
    return {
        "fiscal_year": fiscal_year,
        "regular": regular.sum(),
        "reemployed": pool.sum(),
        "total": regular.sum() + pool.sum(),
        "hired": hired,
        "left": left,
        "retired": retired,
        "reemployed_new": reemployed_new,
        "reemployed_ended": reemployed_ended,
    }
