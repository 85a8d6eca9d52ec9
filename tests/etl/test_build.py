"""The build as a whole: what stays when it is killed, what official files change, and what its checks catch."""

import os
import shutil
import signal
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from pathlib import Path

import duckdb
import openpyxl
import pandas as pd
import pytest

from dashboard.runtime import db as dashboard_db
from etl import build, source
from etl.problems import BadInput

ROOT = Path(__file__).parents[2]
SNAPSHOT = ROOT / "data" / "snapshot"
CHECKS = {path.stem: path.read_text("utf-8") for path in (build.ETL / "checks").glob("*.sql")}
# A build that says where it is, so that it can be killed there.
TELLING_BUILD = """
import sys
from pathlib import Path
from etl import build

class Telling:
    def step(self, name_ja, pieces):
        print(name_ja, flush=True)
    def advance(self, piece):
        print(piece, flush=True)

raw, snapshot, static, database = map(Path, sys.argv[1:])
build.build(raw, snapshot, static, database, Telling())
"""


@pytest.fixture
def folders(tmp_path):
    """Folders of a build: raw (empty), static, and a database with one old table."""
    (tmp_path / "raw").mkdir()
    paths = {
        "raw": tmp_path / "raw",
        "static": tmp_path / "static",
        "database": tmp_path / "built" / "dashboard.duckdb",
    }
    paths["database"].parent.mkdir()
    with duckdb.connect(str(paths["database"])) as old:
        old.execute("create table age as select 'old' as age")
    return paths


def failing_build(folders, silent):
    """A build that ends at once, at its first official file."""
    file = folders["raw"] / "municipal_doboku_items_2020_2024_excl_hokkaido.csv"
    file.write_text("年度,橋\n2024,5\n", "utf-8")
    with pytest.raises(BadInput, match="「code5」が見つかりません"):
        build.build(snapshot_dir=SNAPSHOT, progress=silent, **folders)
    file.unlink()


@pytest.mark.parametrize("moment", ["mlit_n03", "隣接関係", "population_2050_index", "basis_is_one_of_three"])
@pytest.mark.skipif(os.name == "nt", reason="no SIGKILL")
def test_a_killed_build_leaves_the_old_database_whole(folders, silent, moment):
    before = folders["database"].read_bytes()
    paths = [str(folders["raw"]), str(SNAPSHOT), str(folders["static"]), str(folders["database"])]
    with subprocess.Popen(
        [sys.executable, "-c", TELLING_BUILD, *paths], stdout=subprocess.PIPE, cwd=ROOT, encoding="utf-8"
    ) as running:
        for line in running.stdout:
            if line.strip() == moment:
                running.send_signal(signal.SIGKILL)
                break
        assert running.wait() == -signal.SIGKILL
    assert folders["database"].read_bytes() == before
    with duckdb.connect(str(folders["database"]), read_only=True) as old:
        assert old.execute("from age").fetchall() == [("old",)]
    assert list(folders["database"].parent.glob("*.unfinished*"))

    failing_build(folders, silent)
    assert list(folders["database"].parent.iterdir()) == [folders["database"]]


def test_what_a_running_build_is_writing_stays(folders, silent):
    beside = folders["database"].with_name
    running = beside(f"dashboard.duckdb.{os.getppid()}.unfinished")
    own = beside(f"dashboard.duckdb.{os.getpid()}.unfinished")
    for path in (running, own, beside(f"{own.name}.wal")):
        path.write_bytes(b"left")
    failing_build(folders, silent)
    assert sorted(folders["database"].parent.iterdir()) == [folders["database"], running]


def test_a_failed_build_leaves_the_old_database(folders, silent):
    before = folders["database"].read_bytes()
    failing_build(folders, silent)
    assert folders["database"].read_bytes() == before


@pytest.mark.parametrize("is_well", [True, False], ids=["a build that ends well", "a build that fails"])
def test_outlines_the_old_database_names_stay_until_it_is_replaced(folders, silent, monkeypatch, is_well):
    old = folders["static"] / "municipalities-0123456789.topojson"
    folders["static"].mkdir()
    old.write_text("{}", "utf-8")
    os.utime(old, (0, 0))
    steps = (
        "select_marts",
        "measure_metrics",
        "publish_values",
        "pair_municipalities",
        "rank_partners",
        "type_municipalities",
        "describe",
    )
    for name in steps:
        monkeypatch.setattr(build, name, lambda *_: None)
    monkeypatch.setattr(build, "check", lambda *_: None if is_well else fail())
    with nullcontext() if is_well else pytest.raises(BadInput, match="止めました"):
        build.build(snapshot_dir=SNAPSHOT, progress=silent, **folders)
    assert old.exists() != is_well


def fail() -> None:
    raise BadInput("止めました。")


@pytest.fixture
def two_databases(tmp_path, monkeypatch):
    """The database the dashboard reads, and a newer one that will replace it."""
    paths = [tmp_path / "dashboard.duckdb", tmp_path / "newer.duckdb"]
    for path, age in zip(paths, ("old", "new"), strict=True):
        with duckdb.connect(str(path)) as connection:
            connection.execute(f"create table ages as select '{age}' as age from range(300_000)")
    monkeypatch.setattr(dashboard_db, "DATABASE", paths[0])
    return paths


def ages() -> set[str]:
    return set(dashboard_db.read("select distinct age from ages")["age"])


def test_the_dashboard_moves_to_a_replaced_database_by_itself(two_databases):
    current, newer = two_databases
    assert ages() == {"old"}
    newer.replace(current)
    assert ages() == {"new"}


def test_who_is_still_reading_the_replaced_database_finishes(two_databases):
    current, newer = two_databases
    with duckdb.connect(str(current), read_only=True) as reader:
        rows = reader.execute("from ages")
        first = rows.fetchone()
        newer.replace(current)
        assert ages() == {"new"}
        assert {first, *rows.fetchall()} == {("old",)}
        assert reader.execute("select distinct age from ages").fetchall() == [("old",)]


def test_no_reader_meets_an_error_while_databases_are_replaced(two_databases, tmp_path):
    current, newer = two_databases
    old = tmp_path / "old.duckdb"
    shutil.copy(current, old)
    is_over = threading.Event()

    def keep_reading() -> set[str]:
        seen = set()
        while not is_over.is_set():
            seen |= ages()
        return seen

    with ThreadPoolExecutor() as pool:
        readers = [pool.submit(keep_reading) for _ in range(2)]
        found = []
        for turn in range(10):
            shutil.copy((newer, old)[turn % 2], tmp_path / "next.duckdb")
            (tmp_path / "next.duckdb").replace(current)
            found.append(ages())
        is_over.set()
        assert all(reader.result() <= {"old", "new"} for reader in readers)
    assert found == [{"new"}, {"old"}] * 5


def test_the_dashboard_cannot_write(two_databases):
    before = two_databases[0].read_bytes()
    with pytest.raises(duckdb.Error):
        dashboard_db.read("insert into ages values ('wrong')")
    with pytest.raises(duckdb.Error):
        dashboard_db.read("create table wrong as select 1")
    assert two_databases[0].read_bytes() == before


def test_a_database_built_after_the_first_look_is_found(two_databases):
    current, newer = two_databases
    current.unlink()
    with pytest.raises(dashboard_db.NoDatabase):
        ages()
    newer.replace(current)
    assert ages() == {"new"}


def test_what_is_no_database_is_told_apart(two_databases):
    two_databases[0].write_text("これはデータベースではありません", "utf-8")
    with pytest.raises(dashboard_db.NoDatabase):
        ages()


CHANGED = "352152"  # 周南市


@pytest.fixture(scope="module")
def rebuilt(tmp_path_factory, silent):
    """A build with two official workbooks at hand: FY2022 and FY2024, each with one value that differs."""
    folder = tmp_path_factory.mktemp("rebuilt")
    known = pd.read_parquet(SNAPSHOT / "mic_fiscal_indicators.parquet").query("edition == '2022'")
    printed = known["value"].astype(object).where(known["kind"] == "value", "－")
    table = known.assign(value=printed).pivot(index="lg_code", columns="indicator", values="value")
    labels = source.load("mic_fiscal_indicators").editions[0].layout["columns"]
    (folder / "raw").mkdir()
    for name, index in (("mic_000917808.xlsx", "０．０１"), ("001044529.xlsx", 9.87)):
        workbook = openpyxl.Workbook()
        workbook.active.append(["全市町村の主要財政指標"])
        workbook.active.append(["団体コード", *(labels[indicator] for indicator in table)])
        for lg_code, *values in table.itertuples():
            cells = dict(zip(table.columns, values, strict=True))
            if lg_code == CHANGED:
                cells["fiscal_strength_index"] = index
            workbook.active.append([lg_code, *cells.values()])
        workbook.save(folder / "raw" / name)
    build.build(folder / "raw", SNAPSHOT, folder / "static", folder / "dashboard.duckdb", silent)
    with duckdb.connect(str(folder / "dashboard.duckdb"), read_only=True) as connection:
        yield connection


def indices(connection, fiscal_year: int) -> dict[str, float]:
    return dict(
        connection.execute(
            "select lg_code, fiscal_strength_index from fiscal_indicators where fiscal_year = ?",
            [fiscal_year],
        ).fetchall()
    )


def test_an_official_file_replaces_its_edition_of_the_snapshot(rebuilt, db):
    before, after = indices(db, 2022), indices(rebuilt, 2022)
    assert before.keys() == after.keys()
    assert {code for code in before if before[code] != after[code]} == {CHANGED}
    assert after[CHANGED] == 0.01


@pytest.mark.parametrize("fiscal_year", [2011, 2021, 2023])
def test_the_other_editions_come_from_the_snapshot(rebuilt, db, fiscal_year):
    assert indices(rebuilt, fiscal_year) == indices(db, fiscal_year)


def test_the_official_workbook_of_the_newest_edition_takes_the_place_of_the_flattened_one(rebuilt, db):
    newest = "select as_of::varchar, value from newest_values where metric_id = 'fiscal_strength_index' and lg_code = ?"
    assert db.execute(newest, [CHANGED]).fetchall() == [("2025-03-31", 0.77)]
    assert rebuilt.execute(newest, [CHANGED]).fetchall() == [("2025-03-31", 9.87)]


def test_a_dash_in_an_official_file_stays_a_dash(rebuilt, db):
    dashes = "select count(*) from fiscal_indicators where fiscal_year = 2022 and future_burden_status = 'not_calculated'"
    assert rebuilt.execute(dashes).fetchone() == db.execute(dashes).fetchone() != (0,)


def test_the_editions_say_which_file_they_came_from(rebuilt, db):
    editions = (
        "select edition, file_name, sha256 from source_editions where source_id = 'mic_fiscal_indicators'"
    )
    before, after = (set(connection.execute(editions).fetchall()) for connection in (db, rebuilt))
    assert {(edition, name) for edition, name, _ in after - before} == {
        ("2022", "mic_000917808.xlsx"),
        ("2024", "001044529.xlsx"),
    }
    assert {edition for edition, *_ in before - after} == {"2022", "2024"}


def test_sources_that_were_not_at_hand_are_unchanged(rebuilt, db):
    others = "select * from sources where source_id <> 'mic_fiscal_indicators' order by source_id"
    assert rebuilt.execute(others).fetchall() == db.execute(others).fetchall()


def test_the_browsers_files_named_in_the_database_are_there(database, db):
    names = build.files_named_by(database) | {"maplibre-gl.js", "plotly.min.js"}
    assert len(names) > 30
    assert all((database.parent / "static" / name).is_file() for name in names)


@pytest.mark.parametrize("part", ["civil_works_expenditure.parquet", "editions.csv"])
def test_a_damaged_part_of_the_snapshot_is_named(folders, silent, tmp_path, part):
    damaged = tmp_path / "snapshot"
    shutil.copytree(SNAPSHOT, damaged)
    (damaged / part).write_bytes((damaged / part).read_bytes()[:50])
    before = folders["database"].read_bytes()
    with pytest.raises(BadInput, match=f"data/snapshot/{part} "):
        build.build(snapshot_dir=damaged, progress=silent, **folders)
    assert folders["database"].read_bytes() == before


def test_a_missing_part_of_the_snapshot_is_named(folders, silent, tmp_path):
    with pytest.raises(
        BadInput, match=r"asset_depreciation_rates：元のファイルも data/snapshot/\S+ もありません"
    ):
        build.build(snapshot_dir=tmp_path / "none", progress=silent, **folders)


def test_a_list_of_codes_that_lacks_a_municipality_is_refused(folders, silent, write_xlsx):
    codes = pd.read_parquet(SNAPSHOT / "mic_lg_codes.parquet").query("lg_code != '011002'")
    header = ["団体コード", "都道府県名（漢字）", "市区町村名（漢字）", "市区町村名（カナ）"]
    columns = ["lg_code", "prefecture_name", "municipality_name", "municipality_name_kana"]
    rows = [header, *codes[columns].to_numpy().tolist()]
    shutil.move(write_xlsx(rows, "000925835.xlsx"), folders["raw"])
    before = folders["database"].read_bytes()
    with pytest.raises(BadInput, match=r"一覧にない団体が.*011002"):
        build.build(snapshot_dir=SNAPSHOT, progress=silent, **folders)
    assert list(folders["database"].parent.iterdir()) == [folders["database"]]
    assert folders["database"].read_bytes() == before


# What each check is there to catch, brought about in one row.
BREACHES = {
    "basis_is_one_of_three": [
        "update metric_values set basis = 'guessed' where metric_id = 'population' and lg_code = '352152'",
        "update metric_values set basis = null where metric_id = 'population' and lg_code = '352152'",
    ],
    "construction_years_are_plausible": [
        "update facilities set built_fiscal_year = 1849 where facility_id = (select min(facility_id) from facilities)",
        "update facilities set built_fiscal_year = 2100 where facility_id = (select min(facility_id) from facilities)",
        "update facilities set built_fiscal_year = 2024, as_of = '2024-03-31' where facility_id = (select min(facility_id) from facilities)",
    ],
    "every_municipality_can_be_drawn_and_placed": [
        "update municipalities set outline_index = null where lg_code = '352152'",
        "update municipalities set office_latitude = null where lg_code = '352152'",
        "update municipalities set office_longitude = null where lg_code = '352152'",
    ],
    "every_municipality_is_described": [
        "update municipalities set population = null where lg_code = '352152'",
        "update municipalities set area_km2 = null where lg_code = '352152'",
        "update municipalities set similar_type = null where lg_code = '352152'",
    ],
    "every_municipality_is_listed_once": [
        "insert into municipalities from municipalities where lg_code = '352152'"
    ],
    "every_value_belongs_to_a_municipality": [
        "update metric_values set lg_code = '992011' where metric_id = 'population' and lg_code = '352152'",
    ],
    "every_value_stands_once": [
        "insert into metric_values from metric_values where metric_id = 'bridges_managed' and lg_code = '352152'"
    ],
    "ledger_facilities_are_placed_in_a_municipality": [
        "update facilities set location_lg_code = '992011' where facility_id = (select min(facility_id) from facilities)",
        "update facilities set location_lg_code = null where facility_id = (select min(facility_id) from facilities)",
        "update facilities set soundness_category = 8 where facility_id = (select min(facility_id) from facilities)",
    ],
    "municipalities_without_technical_staff_add_up_to_the_published": [
        f"""
        update technical_staff_estimates set zero_probability = zero_probability * {change}
        where lg_code in (select lg_code from municipalities where municipality_type = '{kind}')
        """
        for kind, change in (("village", 0.98), ("town", 1.01), ("city", 0.95))
    ],
    "no_more_bridges_need_action_than_there_are": [
        "update bridge_inspections set bridges_action_needed = bridges_managed + 1 where lg_code = '352152'"
    ],
    "no_value_lies_below_its_printing_limit": [
        "update metric_values set value = 0.049 where metric_id = 'road_bridge_maintenance_share' and value = 0.05",
    ],
    "pairs_stand_in_both_directions": [
        "delete from municipality_pairs where lg_code = '352152' and partner_lg_code = '352063'",
        "update municipality_pairs set distance_km = distance_km + 1 where lg_code = '352152' and partner_lg_code = '352063'",
        "update municipality_pairs set is_adjacent = not is_adjacent where lg_code = '352152' and partner_lg_code = '352063'",
        "update municipality_pairs set is_joined = not is_joined where lg_code = '352152' and partner_lg_code = '352063'",
        "update municipality_pairs set needs_ferry = not needs_ferry where lg_code = '352152' and partner_lg_code = '352063'",
        "update municipality_pairs set way_km = way_km + 1 where lg_code = '352152' and partner_lg_code = '352063'",
    ],
    "public_works_agree_where_sources_overlap": [
        "update tidy.municipal_infrastructure set public_works_expenditure_yen = 1 where lg_code = '352152' and fiscal_year = 2022"
    ],
    "shares_lie_between_zero_and_one": [
        "update metric_values set value = 1.01 where metric_id = 'population_65_share' and lg_code = '352152'",
        "update metric_values set value = -0.01 where metric_id = 'water_pipe_overage_share' and lg_code = '352152'",
    ],
    "there_are_1741_municipalities": ["delete from municipalities where lg_code = '352152'"],
    "ways_are_no_shorter_than_straight_lines": [
        "delete from office_ways where lg_code = '352152' and partner_lg_code = '352063'",
        "update office_ways set way_km = way_km / 2 where '352152' in (lg_code, partner_lg_code)",
    ],
    "who_is_joined_needs_no_ferry": [
        "update municipality_pairs set needs_ferry = true where '352152' in (lg_code, partner_lg_code)",
    ],
}


@pytest.fixture(scope="module")
def breakable(database, tmp_path_factory):
    """A copy of the built database that may be written to."""
    copy = tmp_path_factory.mktemp("breakable") / "dashboard.duckdb"
    shutil.copy(database, copy)
    with duckdb.connect(str(copy)) as connection:
        yield connection


@pytest.fixture
def broken(breakable):
    """Bring about a breach that is undone after the test."""
    breakable.begin()
    yield breakable
    breakable.rollback()


def test_every_check_is_known_to_catch_something():
    assert BREACHES.keys() == CHECKS.keys()


@pytest.mark.parametrize(
    ("check", "breach"), [(check, breach) for check, breaches in BREACHES.items() for breach in breaches]
)
def test_a_check_finds_its_breach(broken, check, breach):
    assert broken.execute(CHECKS[check]).fetchall() == []
    (rows,) = broken.execute(breach).fetchone()
    assert rows >= 1, "nothing was broken"
    assert broken.execute(CHECKS[check]).fetchall() != []


def test_a_breach_is_reported_in_japanese_with_the_row(broken, silent):
    broken.execute(BREACHES["no_more_bridges_need_action_than_there_are"][0])
    with pytest.raises(BadInput) as problem:
        build.check(broken, silent)
    message = str(problem.value)
    assert message.startswith("検査「判定区分Ⅲ・Ⅳの橋は点検した橋より多くない」に合わない行が 1 件あります")
    assert "352152" in message
