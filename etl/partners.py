"""Candidate partners of every municipality, with the default weights, and what is known of each pair."""

import duckdb
import pandas as pd

from analysis import partners
from analysis.pairs import DESCRIBED

CANDIDATES_EACH = 30
AMONG_FIRST = 5


def candidates(db: duckdb.DuckDBPyConnection) -> None:
    """Tables `partner_features`: what is known of every candidate, so that the reader may move the weights; and
    `partner_candidates`: the first CANDIDATES_EACH of each municipality (AT_LEAST where there are fewer pairs).
    See analysis.partners.features and ranked for their columns. Needs municipalities, municipality_pairs, office_ways, groupings, commuting_zones, municipality_facts.
    """
    known = features(db)
    _save(db, "partner_features", known)
    _save(
        db,
        "partner_candidates",
        partners.ranked(known, partners.DEFAULT_WEIGHTS, CANDIDATES_EACH, AMONG_FIRST),
    )


def features(db: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """What is known of every pair and of far candidates: see analysis.partners.features."""
    places = municipalities(db)
    # What the groups are that the weights are fitted to is no input; amounts stand there for both sides.
    pairs = db.execute("from municipality_pairs").df().drop(columns=DESCRIBED)
    office_ways = db.execute("from office_ways").df()
    candidates = partners.with_far_candidates(pairs, places, groupings(db), office_ways)
    zones = db.execute("select lg_code, census_year, zone_id from commuting_zones").df()
    return partners.with_censuses(partners.features(candidates, places), zones)


def groupings(db: duckdb.DuckDBPyConnection) -> dict[str, pd.DataFrame]:
    """Each existing grouping by its name: lg_code, group_id."""
    return {
        name: db.execute("select lg_code, group_id from groupings where grouping = ?", [name]).df()
        for (name,) in db.execute("select distinct grouping from groupings order by 1").fetchall()
    }


def municipalities(db: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """One row per municipality with the newest of what is compared; null where unknown.

    zero_probability is 0 or 1 where engineers are counted, else the estimate, where there is one.
    """
    return db.execute("""
        select
            municipalities.*,
            general_admin_staff,
            civil_engineers,
            bridges_managed,
            bridge_action_needed_share,
            fiscal_strength_index,
            population_2050_index,
            population_65_share,
            construction_establishments,
            coalesce((greatest(technical_staff, civil_engineers) = 0)::int, technical_staff_zero_probability)
                as zero_probability,
            road_km,
        from municipalities
        join municipality_facts using (lg_code)
        order by lg_code
    """).df()


def _save(db: duckdb.DuckDBPyConnection, table: str, rows: pd.DataFrame) -> None:
    db.register("rows_to_save", rows)
    db.execute(f"create table {table} as from rows_to_save")
    db.unregister("rows_to_save")
