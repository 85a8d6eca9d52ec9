"""Candidate partners of every municipality, with the default weights, and what is known of each pair."""

import duckdb
import pandas as pd

from analysis import partners
from analysis.pairs import DESCRIBED

KEPT = 30
AMONG_FIRST = 5


def candidates(db: duckdb.DuckDBPyConnection) -> None:
    """Tables `partner_features`: what is known of every candidate, so that the reader may move the weights; and
    `partner_candidates`: the first KEPT of each municipality (AT_LEAST where there are fewer pairs).
    See analysis.partners.features and ranked for their columns. Needs municipalities, municipality_pairs, groupings, newest_values.
    """
    known = features(db)
    _save(db, "partner_features", known)
    _save(db, "partner_candidates", partners.ranked(known, partners.DEFAULT_WEIGHTS, KEPT, AMONG_FIRST))


def features(db: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """What is known of every pair and of far candidates: see analysis.partners.features."""
    places = municipalities(db)
    # What the groups are that the weights are fitted to is no input; amounts stand there for both sides.
    pairs = db.execute("from municipality_pairs").df().drop(columns=DESCRIBED)
    return partners.features(partners.with_far_candidates(pairs, places, groupings(db)), places)


def groupings(db: duckdb.DuckDBPyConnection) -> dict[str, pd.DataFrame]:
    """Each existing grouping by its name: lg_code, group_id."""
    return {
        name: db.execute("select lg_code, group_id from groupings where grouping = ?", [name]).df()
        for (name,) in db.execute("select distinct grouping from groupings order by 1").fetchall()
    }


def municipalities(db: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """One row per municipality with the newest of what is compared; null where unknown.

    zero_probability is 0 where engineers are counted, else the estimate, where there is one.
    """
    return db.execute("""
        with newest as (
            select
                lg_code,
                any_value(value) filter (metric_id = 'general_admin_staff') as general_admin_staff,
                any_value(value) filter (metric_id = 'civil_engineers') as civil_engineers,
                any_value(value) filter (metric_id = 'bridges_managed') as bridges_managed,
                any_value(value) filter (metric_id = 'bridge_action_needed_share') as bridge_action_needed_share,
                any_value(value) filter (metric_id = 'fiscal_strength_index') as fiscal_strength_index,
                any_value(value) filter (metric_id = 'population_2050_index') as population_2050_index,
                any_value(value) filter (metric_id = 'population_65_share') as population_65_share,
                any_value(value) filter (metric_id = 'technical_staff_zero_probability') as estimated_zero_probability,
                max(value) filter (metric_id in ('technical_staff', 'civil_engineers')) as engineers,
            from newest_values
            group by lg_code
        )
        select
            municipalities.*,
            newest.* exclude (lg_code, estimated_zero_probability, engineers),
            if(engineers > 0, 0, estimated_zero_probability) as zero_probability,
            roads.road_km,
        from municipalities
        left join newest using (lg_code)
        left join (select lg_code, arg_max(road_km, as_of) as road_km from roads group by lg_code) as roads
            using (lg_code)
        order by lg_code
    """).df()


def _save(db: duckdb.DuckDBPyConnection, table: str, rows: pd.DataFrame) -> None:
    db.register("rows_to_save", rows)
    db.execute(f"create table {table} as from rows_to_save")
    db.unregister("rows_to_save")
