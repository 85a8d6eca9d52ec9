"""Which sources a table was made of: read from the SQL that makes it, or declared here where Python makes it."""

import re
from collections.abc import Iterable, Mapping
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path

import pandas as pd

MARTS = Path(__file__).parent / "marts"

# What Python makes, and of which tables; where it takes single columns of `municipalities`, the sources of those columns.
WRITTEN_BY_PYTHON = {
    "facility_kinds": [],
    "type_rules": [],
    "remedies": [],
    "municipality_types": [],
    "outlines": ["tidy.mlit_n03"],
    "outline_files": ["tidy.mlit_n03"],
    "value_files": [],
    "area_files": ["groupings"],
    "prefecture_views": ["tidy.mlit_n03"],
    "borders": ["tidy.mlit_n03"],
    "border_points": ["tidy.mlit_n03", "tidy.municipality_offices"],
    "office_ways": ["tidy.municipality_offices", "border_points", "tidy.island_links"],
    "technical_staff_estimates": [
        "newest_printed_figures",
        "technical_staff_shares",
        "technical_staff",
        "staffing",
        "public_works",
        "roads",
        "tidy.mic_resident_population",
        "tidy.gsi_area",
    ],
    "estimate_validation": ["technical_staff_estimates", "reported_staff_counts"],
    "municipality_pairs": [
        "tidy.municipality_offices",
        "borders",
        "tidy.island_links",
        "groupings",
        "cooperation_groups",
        "bridge_inspections",
        "roads",
        "staffing",
        "technical_staff",
    ],
    "municipality_pairs.is_sea_linked": ["tidy.island_links"],
    "partner_features": [
        "tidy.municipality_offices",
        "borders",
        "tidy.island_links",
        "groupings",
        "commuting_zones",
        "tidy.mic_settlement_card",
        "technical_staff",
        "technical_staff_estimates",
        "staffing",
        "bridge_inspections",
        "roads",
        "fiscal_indicators",
        "population_projections",
        "local_contractors",
    ],
    "partner_candidates": ["partner_features"],
}
COMMENT = re.compile(r"--.*")
# A list of codes that only says which rows are selected gives no figure.
SELECTION = re.compile(r"\bin \(select [^()]*\)")
TABLE = re.compile(r"\b(?:from|join)\s+((?:tidy\.)?\w+)")


def mart_sql(mart: str) -> str:
    """The query of one mart."""
    return (MARTS / f"{mart}.sql").read_text("utf-8")


def marts() -> list[str]:
    """Names of the marts."""
    return [path.stem for path in sorted(MARTS.glob("*.sql"))]


def in_order(marts: Iterable[str]) -> list[str]:
    """Marts so that each comes after the marts its SQL names. Raises graphlib.CycleError when some wait for each other."""
    marts = list(marts)
    needs = {mart: set(named_tables(mart_sql(mart))) & set(marts) - {mart} for mart in marts}
    return list(TopologicalSorter(needs).static_order())


def marts_of_metrics() -> list[str]:
    """Marts that select from what metrics measured, directly or from another of them, in an order in which they can be made."""
    found: list[str] = []
    for mart in in_order(marts()):
        if {"metric_values", *found} & set(named_tables(mart_sql(mart))):
            found.append(mart)
    return found


def named_tables(sql: str) -> list[str]:
    """What follows `from` and `join` in a query, each once, in order; names of common table expressions among them."""
    return list(dict.fromkeys(TABLE.findall(COMMENT.sub("", sql))))


@cache
def sources_of(table: str) -> list[str]:
    """Ids of the sources a table was made of, each once, in the order in which its query reaches them; none where it has none."""
    if table.startswith("tidy."):
        return [table.removeprefix("tidy.")]
    return sources_of_all(table_inputs().get(table, ()))


def sources_of_all(tables: Iterable[str]) -> list[str]:
    """Ids of the sources of several tables together, each once, in order."""
    return list(dict.fromkeys(source_id for table in tables for source_id in sources_of(table)))


def municipality_columns() -> dict[str, list[str]]:
    """What single columns of `municipalities` are made of, as municipalities.<column>: screens show them one by one."""
    sql = mart_sql("municipalities")
    found: dict[str, list[str]] = {}
    for table, alias in re.findall(r"(tidy\.\w+) as (\w+)", sql):
        for column, name in re.findall(rf"\b{alias}\.(\w+)(?: as (\w+))?", sql):
            found[f"municipalities.{name or column}"] = [table]
    return found


def grouping_kinds() -> dict[str, list[str]]:
    """What single kinds of `groupings` are made of, as groupings.<kind>: a reader is shown the areas of one kind."""
    of_kinds = COMMENT.sub("", mart_sql("groupings")).split("union all by name")
    return {
        f"groupings.{kind}": named_tables(of_kind)
        for of_kind in of_kinds
        for kind in re.findall(r"'(\w+)' as grouping\b", of_kind)
    }


@cache
def table_inputs() -> Mapping[str, list[str]]:
    """What each table that is not a source's own is made of: tables, and sources as `tidy.<source_id>`."""
    selected = {mart: named_tables(SELECTION.sub("", mart_sql(mart))) for mart in marts()}
    selected = {table: [one for one in inputs if one != table] for table, inputs in selected.items()}
    return selected | municipality_columns() | grouping_kinds() | WRITTEN_BY_PYTHON


def table_sources() -> pd.DataFrame:
    """One row per table and source it was made of: table_name (or <table>.<column> where that is told apart), source_id. Of its
    sources each metric speaks for itself."""
    tables = sorted(set(table_inputs()) - set(marts_of_metrics()))
    rows = [(table, source_id) for table in tables for source_id in sources_of(table)]
    return pd.DataFrame(rows, columns=["table_name", "source_id"])
