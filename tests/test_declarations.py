"""What is declared in YAML and SQL: complete, consistent, and the same as what the database holds."""

import pkgutil
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
import yaml

from etl import build, lineage, measure, snapshot, source

ROOT = Path(__file__).parents[1]
SNAPSHOT = ROOT / "data" / "snapshot"
METRICS = measure.load_all()
SOURCES = source.load_all()
COLUMNS = measure.column_meanings() | yaml.safe_load((build.ETL / "columns.yaml").read_text("utf-8"))
GLOSSARY = yaml.safe_load((build.ETL / "glossary.yaml").read_text("utf-8"))
# PRODUCT, every metric.
PROMISED_METRICS = {
    "staffing": [
        "general_admin_staff",
        "general_admin_staff_per_1000_residents",
        "general_admin_staff_change",
        "civil_engineers",
        "architectural_engineers",
        "technical_staff",
        "technical_staff_zero_probability",
        "technical_staff_five_or_fewer_probability",
        "bridges_per_civil_engineer",
        "road_km_per_civil_engineer",
        "bridges_per_100_general_staff",
        "road_km_per_100_general_staff",
    ],
    "ageing": [
        "bridges_managed",
        "bridge_action_needed_share",
        "bridge_50_years_share",
        "water_pipe_overage_share",
        "bridges_action_needed_per_100_general_staff",
    ],
    "finance": [
        "public_works_expenditure_per_resident",
        "public_works_expenditure_change",
        "road_bridge_maintenance_share",
        "fiscal_strength_index",
        "current_balance_ratio",
        "real_debt_service_ratio",
        "future_burden_ratio",
    ],
    "outlook": ["population", "population_65_share", "population_2050_index", "residents_per_km2"],
}
PROMISED_COLUMNS = {
    "municipalities": """lg_code prefecture_code prefecture_name municipality_name municipality_name_kana
        municipality_type office_latitude office_longitude area_km2 population""",
    "metrics": "metric_id topic label_ja unit higher_is",
    "metric_values": "metric_id lg_code as_of numerator denominator value basis",
    "sources": "source_id title_ja publisher page licence attribution as_of retrieved rows sha256",
    "municipality_pairs": """lg_code partner_lg_code distance_km is_adjacent shared_border_km
        is_same_prefecture""",
    "bridges": """bridge_id manager_lg_code location_lg_code built_fiscal_year length_m soundness_category
        inspection_fiscal_year latitude longitude source_id""",
}


def is_japanese(text: str) -> bool:
    return any("\u3040" <= letter <= "\u9fff" for letter in text)


def columns_of(db, table: str) -> set[str]:
    return {name for name, *_ in db.execute(f"describe {table}").fetchall()}


def test_every_column_has_a_meaning_and_every_meaning_a_column(db):
    stored = db.execute(
        "select column_name, table_name from duckdb_columns() where schema_name = 'main' and not internal"
    )
    tables = dict(stored.fetchall())
    assert {name: table for name, table in tables.items() if name not in COLUMNS} == {}
    assert set(COLUMNS) - set(tables) == set()


def test_the_described_columns_are_stored_with_the_data(db):
    stored = db.execute("select column_name, label_ja from columns").fetchall()
    assert dict(stored) == {name: meaning["ja"] for name, meaning in COLUMNS.items()}


@pytest.mark.parametrize("name", COLUMNS)
def test_descriptions_are_short_japanese(name):
    meaning = COLUMNS[name]
    assert set(meaning) <= {"ja", "unit", "note"}
    assert is_japanese(meaning["ja"])
    assert len(meaning["ja"]) <= 40


@pytest.mark.parametrize("table", PROMISED_COLUMNS)
def test_the_contract_of_the_database_holds(db, table):
    assert set(PROMISED_COLUMNS[table].split()) <= columns_of(db, table)


@pytest.mark.parametrize("mart", lineage.marts())
def test_a_mart_says_what_its_row_is(mart):
    first = lineage.mart_sql(mart).splitlines()[0]
    assert first.startswith("-- One row per ")


@pytest.mark.parametrize("path", sorted((build.ETL / "checks").glob("*.sql")), ids=lambda path: path.stem)
def test_a_check_says_in_japanese_what_holds(path):
    first = path.read_text("utf-8").splitlines()[0]
    assert first.startswith("-- ")
    assert is_japanese(first)


@pytest.mark.parametrize("topic", PROMISED_METRICS)
def test_every_promised_metric_is_declared(topic):
    declared = {metric["metric_id"] for metric in METRICS if metric["topic"] == topic}
    assert set(PROMISED_METRICS[topic]) <= declared


@pytest.mark.parametrize("metric", METRICS, ids=lambda metric: metric["metric_id"])
def test_a_metric_is_declared_completely(metric, db):
    assert metric["topic"] in set(measure.TOPICS)
    assert metric["higher_is"] in {"better", "worse", "neither"}
    assert metric["kind"] in measure.VALUE
    assert metric["basis"] in {"published", "derived", "estimated"}
    assert metric["unit"] != "share" or metric["digits"] <= 1
    assert (metric["denominator"] is not None) == (metric["kind"] != "level")
    assert metric["per"] == 1 or metric["kind"] == "ratio"
    assert metric["caveats_ja"]
    assert all(map(is_japanese, [metric["label_ja"], metric["why_it_matters_ja"], *metric["caveats_ja"]]))
    assert set(metric["sources"]) <= {one.source_id for one in SOURCES}
    for part in (metric["numerator"], metric["denominator"] or metric["numerator"]):
        assert {"lg_code", "as_of", part["column"]} <= columns_of(db, part["from"])
        assert is_japanese(part["label_ja"])


def test_an_estimate_says_so_in_its_name_and_is_never_taken_for_a_count():
    for metric in METRICS:
        assert (metric["basis"] == "estimated") == metric["label_ja"].endswith("（推計）")
        if metric["basis"] == "estimated":
            assert metric["numerator"]["where"] == "not is_counted"
            assert "実数ではない" in metric["caveats_ja"][0]


def test_metrics_stand_in_a_definite_order():
    places = [(metric["topic"], metric["order"]) for metric in METRICS]
    assert len(set(places)) == len(places)


@pytest.mark.parametrize("declared", SOURCES, ids=lambda declared: declared.source_id)
def test_a_source_is_declared_completely(declared):
    assert declared.licence["name"]
    assert declared.licence["url"].startswith("https://")
    assert declared.page.startswith("https://")
    texts = [
        declared.title_ja,
        declared.attribution,
        declared.covers_ja,
        declared.unit_of_row,
        *declared.notes_ja,
    ]
    assert all(map(is_japanese, texts))
    assert declared.publisher
    assert (declared.licence["name"] != "確認中") or any("確認中" in note for note in declared.notes_ja)
    assert declared.editions
    assert len({edition.edition for edition in declared.editions}) == len(declared.editions)
    for edition in declared.editions:
        assert isinstance(edition.as_of, date) != declared.imported
        assert isinstance(edition.retrieved, date) != declared.imported
        assert edition.files


@pytest.mark.parametrize("declared", SOURCES, ids=lambda declared: declared.source_id)
def test_a_reader_says_what_its_row_is(declared):
    assert declared.reader.__doc__.startswith("One row per ")


def test_every_source_and_reader_has_its_counterpart():
    readers = {one.name for one in pkgutil.iter_modules([str(build.ETL / "read")])}
    assert readers == {one.source_id for one in SOURCES}


def test_a_file_name_belongs_to_one_edition_only():
    patterns = [name for one in SOURCES for edition in one.editions for name in edition.files]
    assert len(set(patterns)) == len(patterns)


@pytest.mark.parametrize(
    "declared", [one for one in SOURCES if one.is_in_snapshot], ids=lambda declared: declared.source_id
)
def test_the_snapshot_holds_every_source_that_is_not_kept_by_hand(declared):
    editions = pd.read_csv(SNAPSHOT / snapshot.EDITIONS, dtype={"edition": str})
    held = editions[editions["source_id"] == declared.source_id].set_index("edition")["rows"]
    table = pd.read_parquet(SNAPSHOT / f"{declared.source_id}.parquet", columns=["edition"])
    assert table.groupby("edition").size().to_dict() == held.to_dict()
    assert set(held.index) <= {edition.edition for edition in declared.editions}


@pytest.mark.parametrize(
    "declared", [one for one in SOURCES if one.reference], ids=lambda declared: declared.source_id
)
def test_what_is_kept_by_hand_lies_in_the_reference_folder(declared):
    assert all(source.find(edition, snapshot.REFERENCE) for edition in declared.editions)


def test_the_snapshot_is_small_and_holds_nothing_else():
    files = list(SNAPSHOT.iterdir())
    assert sum(path.stat().st_size for path in files) <= 20_000_000
    parts = {f"{one.source_id}.parquet" for one in SOURCES if one.is_in_snapshot}
    assert {path.name for path in files} == parts | {snapshot.EDITIONS, snapshot.FINGERPRINTS}


def test_sources_in_the_database_are_those_declared(db):
    stored = dict(db.execute("select source_id, attribution from sources").fetchall())
    assert stored == {
        one.source_id: one.attribution for one in SOURCES if one.is_in_snapshot or one.reference
    }


def test_a_term_is_explained_once_in_japanese():
    terms = [term["term"] for term in GLOSSARY]
    assert len(set(terms)) == len(terms)
    for term in GLOSSARY:
        assert set(term) == {"term", "reading", "english", "group", "meaning_ja"}
        assert is_japanese(term["meaning_ja"])
