"""Works that were done, as other tools take them over: as rows of 発注状況, and as hours of a year."""

import pandas as pd

from analysis.request_words import DONE
from analysis.requests import months_covered

MARK = "（対応状況の作業）"  # the end of a title that tells where a row came from
WORK_TYPES = {"雑草・樹木": "除草・剪定", "側溝・排水": "清掃", "落下物・動物": "清掃", "積雪・凍結": "除雪"}
SMALL_REPAIR = "小修繕・緊急対応"


def as_orders(rows: pd.DataFrame) -> pd.DataFrame:
    """Done works with a cost, one row for each body, kind, crew and fiscal year: title, municipality, sector, work_type, contractor,
    start, end, amount (yen). rows: `requests.with_state`."""
    done = rows[(rows["state"] == DONE) & rows["cost"].notna()]
    finished = done["completed"].fillna(done["received"])
    known = done.assign(
        finished=finished,
        fiscal_year=finished.dt.year - (finished.dt.month < 4),
        work_type=done["kind"].map(WORK_TYPES).fillna(SMALL_REPAIR),
    )
    groups = known.groupby(["body", "kind", "crew", "work_type", "fiscal_year"], sort=False, dropna=False)
    found = groups.agg(
        start=("received", "min"), end=("finished", "max"), amount=("cost", "sum"), works=("cost", "size")
    ).reset_index()
    titles = [f"{one.kind} {one.works:,}件（{one.fiscal_year}年度）{MARK}" for one in found.itertuples()]
    found = found.assign(
        title=titles, sector=found["kind"].map({"橋": "橋梁", "公園": "公園", "河川": "河川"}).fillna("道路")
    )
    renamed = found.rename(columns={"body": "municipality", "crew": "contractor"})
    return renamed[["title", "municipality", "sector", "work_type", "contractor", "start", "end", "amount"]]


def hours_a_year(rows: pd.DataFrame) -> float | None:
    """Person-hours of a year of the works whose hours are known; None where there are none."""
    hours = rows["hours"].sum(min_count=1)
    return None if pd.isna(hours) else float(hours * 12 / months_covered(rows))
