"""The estimate of technical staff where no count is published, calculated from the marts, and its validation in Japanese."""

import duckdb
import pandas as pd

from analysis import staffing_estimate
from analysis.staffing_estimate import CIVIL_SHARE, FEW_COUNTS, HeldOut, Targets, Validation
from etl.problems import BadInput

NARA = "29"
STATEMENT = ["name_ja", "value", "unit", "note_ja"]


def technical_staff(db: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """One row per municipality, as of the newest staff date: see staffing_estimate.Estimate; basis says it of every row. No rows
    once all are counted."""
    covariates, counts = _covariates(db), _counts(db)
    if _is_counted_everywhere(covariates, counts):
        columns = ["zero_probability", "five_or_fewer_probability", "median", "low", "high"]
        return pd.DataFrame(columns=["lg_code", *columns, "is_counted", "as_of", "basis"]).astype(
            {"lg_code": "str", "basis": "str"}
            | dict.fromkeys(columns, "float64")
            | {"is_counted": "bool", "as_of": "datetime64[s]"}
        )
    estimates = staffing_estimate.estimate(covariates, counts, _national(db)).table
    as_of = covariates.set_index("lg_code")["as_of"].dt.date
    return estimates.join(as_of, on="lg_code").assign(basis="estimated")


def validation(db: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """One row per statement about how far the estimate can be trusted: name_ja, value, unit, note_ja."""
    covariates, counts, national = _covariates(db), _counts(db), _national(db)
    if _is_counted_everywhere(covariates, counts):
        note = "すべての市区町村の実数が収録されているため、推計は使っていない。"
        return pd.DataFrame([("推計した市区町村", 0.0, "団体", note)], columns=STATEMENT)
    held_out = HeldOut(NARA, int(_figure(db, "nara_municipalities_without_engineers")))
    return _statements(staffing_estimate.validate(covariates, counts, national, held_out), national)


def _is_counted_everywhere(covariates: pd.DataFrame, counts: pd.DataFrame) -> bool:
    return set(covariates["lg_code"]) <= set(counts["lg_code"])


def _national(db: duckdb.DuckDBPyConnection) -> Targets:
    return Targets(
        _figure(db, "municipalities_without_technical_staff") / 100,
        _figure(db, "municipalities_with_five_or_fewer_technical_staff") / 100,
    )


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
            any_value(municipality_type) not in ('town', 'village') as is_city,
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


def _statements(measured: Validation, national: Targets) -> pd.DataFrame:
    """The validation as statements a reader understands: name_ja, value, unit, note_ja."""
    model, naive, reached = measured.model, measured.naive, measured.reached
    left_out = (
        "1団体ずつ除いて、残りから予測した結果。"
        if measured.counts <= FEW_COUNTS
        else "5分の1ずつ除いて、残りから予測した結果。"
    )
    compared = "比べる予測は、職員数に比例する負の二項分布。"
    rows = [
        (
            "技術系職員が0人の市区町村の割合",
            reached.zero_share * 100,
            "%",
            f"公表値 {national.zero_share:.0%} に合わせた。比べる予測では {measured.naive_zero_share:.1%}。",
        ),
        (
            "技術系職員が5人以下の市区町村の割合",
            reached.five_or_fewer_share * 100,
            "%",
            f"公表値「約半数」を {national.five_or_fewer_share:.0%} とみて合わせた。",
        ),
        ("当てはめに使った実数", measured.counts, "団体", f"1団体の平均は {measured.mean_count:.1f}人。"),
        (
            "80%区間に実数が入った割合",
            model.coverage * 100,
            "%",
            f"{left_out}80%に近いほどよい。比べる予測では {naive.coverage:.0%}。",
        ),
        (
            "中央値と実数の差（絶対値の平均）",
            model.mean_absolute_error,
            "人",
            f"{left_out}比べる予測では {naive.mean_absolute_error:.1f}人。{compared}",
        ),
        (
            "対数スコア（1団体当たり）",
            model.log_score,
            "",
            f"{left_out}0に近いほどよい。比べる予測では {naive.log_score:.2f}。",
        ),
        (
            "奈良県で技術系職員が0人の市町村数の予測",
            measured.held_out_mean,
            "市町村",
            f"80%区間 {measured.held_out_low}〜{measured.held_out_high}。資料の値は {measured.held_out}町村。"
            "奈良県の値は当てはめに使っていない。",
        ),
        (
            "土木技師の割合の仮定を変えたときの確率の変化（最大）",
            measured.civil_share_effect * 100,
            "ポイント",
            f"技術系職員に占める土木技師の割合 {CIVIL_SHARE:.0%} は仮定。これを10ポイント上下させた。",
        ),
    ]
    return pd.DataFrame(rows, columns=STATEMENT)
