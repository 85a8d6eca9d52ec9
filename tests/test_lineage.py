"""Sources of a table: read from the queries that make it."""

import re
from graphlib import CycleError

import pytest

from etl import build, lineage, measure, source
from etl.problems import BadInput

DECLARED = {one.source_id for one in source.load_all()}
# What a build stores about itself is of no source; `sources` and `declared_sources` are about all of them.
ABOUT_THE_BUILD = {
    "facility_kinds",
    "type_rules",
    "remedies",
    "municipality_types",
    "build_info",
    "checks",
    "columns",
    "declared_sources",
    "glossary",
    "implausible_values",
    "metrics",
    "metric_frames",
    "metric_values",
    "newer_editions",
    "municipality_facts",
    "newest_values",
    "source_editions",
    "sources",
    "table_sources",
    "value_files",
}


def test_a_mart_of_one_source_is_made_of_it():
    assert lineage.sources_of("staffing") == ["nstac_ssdse_a"]


def test_sources_are_those_of_the_marts_a_mart_is_made_of():
    assert lineage.sources_of("bridge_ages") == [
        "yamaguchi_bridges",
        "yamaguchi_city_bridges",
        "xroad_bridges",
        "user_ledgers",
        "mlit_road_inspections",
    ]


def test_the_list_of_codes_that_selects_rows_is_no_source_of_figures():
    assert "tidy.mic_lg_codes" in lineage.mart_sql("fiscal_indicators")
    assert lineage.sources_of("fiscal_indicators") == ["mic_fiscal_indicators"]


def test_a_column_of_municipalities_is_of_one_source():
    assert lineage.sources_of("municipalities.population") == ["mic_resident_population"]
    assert lineage.sources_of("municipalities.office_latitude") == ["municipality_offices"]


def test_what_a_comment_says_is_not_read():
    assert lineage.named_tables("-- from tidy.cases\nselect a from roads join tidy.effects using (a)") == [
        "roads",
        "tidy.effects",
    ]


def test_marts_come_after_the_marts_they_select_from():
    ordered = lineage.in_order(lineage.marts())
    assert sorted(ordered) == lineage.marts()
    assert ordered.index("bridges") < ordered.index("bridge_ages")
    assert ordered.index("sources") < ordered.index("bridges")


def test_marts_that_need_each_other_are_refused(tmp_path, monkeypatch):
    (tmp_path / "one.sql").write_text("select a from other", "utf-8")
    (tmp_path / "other.sql").write_text("select a from one", "utf-8")
    monkeypatch.setattr(lineage, "MARTS", tmp_path)
    with pytest.raises(CycleError):
        lineage.in_order(lineage.marts())


def test_every_table_says_what_it_was_made_of(db):
    tables = {
        name
        for (name,) in db.execute(
            "select table_name from duckdb_tables() where schema_name = 'main'"
        ).fetchall()
    }
    stored = db.execute("select table_name, source_id from table_sources").fetchall()
    named = {table for table, _ in stored}
    assert {table for table in named if "." not in table} == (tables | build.VIEWS) - ABOUT_THE_BUILD
    kinds = {kind for (kind,) in db.execute("select distinct grouping from groupings").fetchall()}
    assert {one for one in named if one.startswith("groupings.")} == {f"groupings.{kind}" for kind in kinds}
    parts = [one.partition(".") for one in named if "." in one and not one.startswith("groupings.")]
    for table, _, column in parts:
        assert column in {name for name, *_ in db.execute(f"describe {table}").fetchall()}
    assert {source_id for _, source_id in stored} <= DECLARED


@pytest.mark.parametrize("path", sorted(measure.METRICS.glob("*.yaml")), ids=lambda path: path.stem)
def test_a_metric_names_its_sources_only_where_they_are_fewer(path, tmp_path):
    declared = path.read_text("utf-8")
    unnamed = tmp_path / path.name
    unnamed.write_text(re.sub(r"^sources: .*\n", "", declared, flags=re.MULTILINE), "utf-8")
    fewer = set(measure.load(path)["sources"]) < set(measure.load(unnamed)["sources"])
    assert fewer == ("\nsources: " in declared)


def test_a_source_that_a_metric_cannot_have_is_refused(tmp_path):
    declared = (measure.METRICS / "population.yaml").read_text("utf-8")
    (tmp_path / "population.yaml").write_text(declared.replace("sources: [", "sources: [gsi_area, "), "utf-8")
    with pytest.raises(
        BadInput, match=r"population\.yaml.*sources.*「gsi_area」は population の出典ではありません"
    ):
        measure.load(tmp_path / "population.yaml")
