"""The estimate of technical staff where no count is published, calculated from the marts, and its validation in Japanese."""

from collections.abc import Hashable
from typing import Any

import duckdb
import pandas as pd

from analysis import estimate_validation, staffing_estimate
from analysis.estimate_validation import HeldOut
from analysis.staffing_estimate import FEW
from analysis.staffing_model import KINDS, TOLERANCE, Share
from etl import estimate_statements
from etl.problems import BadInput

NARA = "29"
WORDED = (
    0.05  # one standard deviation of a share given in words; documents that read one chart differ by as much
)


def technical_staff(db: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """One row per municipality, as of the newest staff date: see staffing_estimate.Estimate; basis says it of every row. No rows
    once all are counted."""
    covariates, counts = _covariates(db), _counts(db)
    if _is_counted_everywhere(covariates, counts):
        columns = ["zero_probability", "five_or_fewer_probability", "expected", "median", "low", "high"]
        return pd.DataFrame(columns=["lg_code", *columns, "is_counted", "as_of", "basis"]).astype(
            {"lg_code": "str", "basis": "str"}
            | dict.fromkeys(columns, "float64")
            | {"is_counted": "bool", "as_of": "datetime64[s]"}
        )
    estimates = staffing_estimate.estimate(covariates, counts, _shares(db)).table
    as_of = covariates.set_index("lg_code")["as_of"].dt.date
    return estimates.join(as_of, on="lg_code").assign(basis="estimated")


def validation(db: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """One row per statement about how far the estimate can be trusted: name_ja, value, unit, note_ja."""
    covariates, counts = _covariates(db), _counts(db)
    if _is_counted_everywhere(covariates, counts):
        note = "すべての市区町村の実数が収録されているため、推計は使っていない。"
        return pd.DataFrame([("推計した市区町村", 0.0, "団体", note)], columns=estimate_statements.COLUMNS)
    reports = db.execute("from reported_staff_counts where not is_of_survey").df()
    measured = estimate_validation.validate(covariates, counts, _shares(db), _held_out(db), reports)
    return estimate_statements.statements(measured)


def _is_counted_everywhere(covariates: pd.DataFrame, counts: pd.DataFrame) -> bool:
    return set(covariates["lg_code"]) <= set(counts["lg_code"])


def _shares(db: duckdb.DuckDBPyConnection) -> list[Share]:
    """What is published of the nation: municipalities without technical staff by kind, the share with few, and shares by population.

    Documents that word one share differently count once, with the whole range of their words.
    """
    published = db.execute("""
        select
            occupation,
            municipality_kind,
            coalesce(population_from, 0) as population_from,
            coalesce(population_below, 'inf'::double) as population_below,
            min(share_low) as share_low,
            max(share_high) as share_high,
            bool_and(municipalities_without is not null) as is_exact,
        from technical_staff_shares
        where prefecture_code is null
        group by all
        order by all
    """).df()
    few = _figure(db, "municipalities_with_five_or_fewer_technical_staff") / 100
    return [Share(few, FEW), *(_share(row) for row in published.to_dict("records"))]


def _share(row: dict[Hashable, Any]) -> Share:
    kind = row["municipality_kind"]
    return Share(
        share=(row["share_low"] + row["share_high"]) / 2,
        occupation=row["occupation"],
        kinds=KINDS if kind == "all" else (kind,),
        population_from=row["population_from"],
        population_below=row["population_below"],
        tolerance=TOLERANCE if row["is_exact"] else WORDED,
        is_exact=row["is_exact"],
    )


def _held_out(db: duckdb.DuckDBPyConnection) -> list[HeldOut]:
    """What is published of single prefectures, which the estimate does not use."""
    rows = db.execute("""
        select prefecture_code, municipalities_without, occupation, at_most
        from technical_staff_shares
        where prefecture_code is not null
        order by prefecture_code, occupation, at_most
    """).fetchall()
    return [
        HeldOut(NARA, int(_figure(db, "nara_municipalities_without_engineers"))),
        *(HeldOut(*row) for row in rows),
    ]


def _figure(db: duckdb.DuckDBPyConnection, figure_id: str) -> float:
    """The newest printed value of a figure. Raises BadInput when it is not among the printed figures."""
    found = db.execute("select value from newest_printed_figures where figure_id = ?", [figure_id]).fetchall()
    if not found:
        raise BadInput(
            f"技術系職員の推計に要る全国の数値「{figure_id}」が data/reference/printed_figures.yaml にありません。"
        )
    return float(found[0][0])


def _covariates(db: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """One row per municipality with general staff: what is published about it, the newest of each."""
    return db.execute("""
        select
            lg_code,
            any_value(as_of) filter (metric_id = 'general_admin_staff') as as_of,
            any_value(value) filter (metric_id = 'general_admin_staff') as general_admin_staff,
            any_value(population) as population,
            any_value(area_km2) as area_km2,
            any_value(value) filter (metric_id = 'public_works_expenditure_yen') as public_works_expenditure_yen,
            any_value(value) filter (metric_id = 'road_km') as road_km,
            if(any_value(municipality_type) in ('town', 'village'), any_value(municipality_type), 'city') as kind,
        from municipalities
        join newest_facts using (lg_code)
        group by lg_code
        having as_of is not null
        order by lg_code
    """).df()


def _counts(db: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """One row per municipality with a count of technical staff or civil engineers, the newest of each."""
    return db.execute("""
        select
            lg_code,
            any_value(value) filter (metric_id = 'civil_engineers') as civil_engineers,
            any_value(value) filter (metric_id = 'technical_staff') as technical_staff,
        from newest_facts
        where metric_id in ('civil_engineers', 'technical_staff')
        group by lg_code
        order by lg_code
    """).df()
