"""A reader's SQL is answered from the tables, and reaches nothing else."""

import duckdb
import pytest

from dashboard.runtime import sandbox, workers
from pages.query import sections

ALLOWED = {
    "from municipalities limit 2": 2,
    "with a as (from metrics), b as (from a) select count(*) from b": 1,
    "select * from built.main.metrics limit 1": 1,
    "describe municipalities": 24,
    "select unnest([1, 2, 3])": 3,
    "select * from range(5)": 5,
    "select * from (select lg_code from municipalities) as inner_one join municipality_pairs using (lg_code) limit 7": 7,
    "select (select count(*) from metrics) as n -- a remark; with a semicolon": 1,
}
ATTACKS = [
    # files and network
    "select * from read_csv('/etc/passwd')",
    "select * from '/etc/passwd'",
    "from 'README.md'",
    "from glob('/*')",
    "from municipalities, lateral (select * from glob('/*'))",
    "select * from read_text('requirements.txt')",
    "select content from read_blob('data/dashboard.duckdb')",
    "from sniff_csv('README.md')",
    "from read_parquet('http://127.0.0.1/x.parquet')",
    "from parquet_metadata('data/snapshot/mlit_n03.parquet')",
    "copy metrics to '/tmp/taken.csv'",
    "copy (select 1) to '/dev/stdout'",
    "export database '/tmp/taken'",
    "attach '/tmp/other.duckdb' as other",
    "attach 'data/dashboard.duckdb' as again",
    "import database '/tmp'",
    # extensions, settings, the server
    "install httpfs",
    "load 'x.duckdb_extension'",
    "set threads = 64",
    "reset memory_limit",
    "pragma database_list",
    "set enable_external_access = true",
    "select current_setting('temp_directory')",
    "select upper(current_setting('threads'))",
    "select * from metrics order by current_setting('threads')",
    "select * from metrics where metric_id = (select current_setting('threads'))",
    "select list_transform([1], lambda x: current_setting('threads'))",
    "from duckdb_settings()",
    "from duckdb_databases",
    "from duckdb_databases()",
    "from duckdb_secrets()",
    "from duckdb_logs",
    "from pragma_database_size()",
    "from information_schema.tables",
    "from sqlite_master",
    "from pg_catalog.pg_settings",
    "with duckdb_databases as (select 1) from duckdb_databases",
    "select * from (with x as (select 1) from x), x",
    "call pragma_version()",
    "checkpoint",
    # SQL from texts
    "from query('from duckdb_settings()')",
    "from query_table('duckdb_databases')",
    "select * from json_execute_serialized_sql(json_serialize_sql('select 1'))",
    # writing
    "drop table metrics",
    "insert into metrics select * from metrics",
    "update metrics set label_ja = ''",
    "delete from metrics",
    "create table mine as select 1",
    "create macro f(x) as x",
    "vacuum",
    # several at once, none
    "select 1; drop table metrics",
    "select 1; select 2",
    "",
    ";",
    "-- nothing",
    "\0",
    "select",
    "select * from metrics where '",
]


@pytest.fixture(scope="module")
def connection(dashboard_database):
    return sandbox._walled(str(dashboard_database))


@pytest.mark.parametrize("sql", ALLOWED)
def test_tables_answer(sql, dashboard_database):
    assert len(sandbox.answer(sql, str(dashboard_database))) == ALLOWED[sql]


@pytest.mark.parametrize("sql", ATTACKS)
def test_nothing_else_is_reached(sql, dashboard_database):
    with pytest.raises(sandbox.Refused) as refused:
        sandbox.answer(sql, str(dashboard_database))
    assert any("ぁ" <= letter <= "ヿ" for letter in str(refused.value))
    assert str(dashboard_database.parent) not in str(refused.value)


@pytest.mark.parametrize(
    "sql", ["select * from read_csv('/etc/passwd')", "attach '/tmp/x.duckdb' as x", "set threads = 8"]
)
def test_the_second_wall_stands_without_the_first(sql, connection):
    with pytest.raises(duckdb.Error):
        connection.execute(sql)


def test_long_answers_are_cut_and_say_so(dashboard_database):
    answer = sandbox.ask("select i from range(50000) as t(i)", dashboard_database)
    assert (len(answer.table), answer.is_cut) == (sandbox.ROWS, True)
    assert answer.table["i"][-1].as_py() == sandbox.ROWS - 1
    assert not sandbox.ask(f"select i from range({sandbox.ROWS}) as t(i)", dashboard_database).is_cut


def test_a_question_without_end_is_ended(dashboard_database, monkeypatch):
    monkeypatch.setattr(sandbox, "SECONDS", 2)
    with pytest.raises(sandbox.Refused, match="2秒以内"):
        sandbox.ask(
            "select count(*) from range(1000000000000) as a(i), range(1000000) as b(i)", dashboard_database
        )


@pytest.mark.parametrize(
    "sql",
    [
        "select list(i) from range(1000000000) as t(i)",
        "select length(repeat('x', 3000000000))",
        "select repeat('x', 1000000) from range(9000)",
        "select string_agg(repeat('x', 100000), '') from range(1000000)",
    ],
)
def test_a_question_that_eats_memory_is_ended(sql, dashboard_database):
    with pytest.raises(sandbox.Refused, match=r"メモリ|MB|秒以内"):
        sandbox.ask(sql, dashboard_database)


@pytest.mark.parametrize("code", sections.EXAMPLES)
def test_every_example_has_an_answer_that_can_be_charted(code, dashboard_database):
    table = sandbox.ask(sections.EXAMPLES[code][1], dashboard_database).table.to_pandas()
    assert len(table) > 1
    assert len(table.select_dtypes("number").columns) > 0


def test_half_a_character_is_no_text(dashboard_database):
    assert sandbox.ask("select '\ud800' as v", dashboard_database).table["v"].to_pylist() == ["?"]


def test_a_full_queue_is_told(dashboard_database, monkeypatch):
    monkeypatch.setattr(workers, "MOST_QUEUED", -workers.AT_ONCE)
    with pytest.raises(sandbox.Refused, match="混み合って"):
        sandbox.ask("select 1", dashboard_database)


def test_a_reader_who_leaves_ends_the_question(dashboard_database):
    class Gone(BaseException):
        """What a page raises when its reader has left."""

    def leave(place: int) -> None:
        raise Gone

    with pytest.raises(Gone):
        sandbox.ask("select count(*) from range(1000000000000), range(1000)", dashboard_database, leave)
    assert sandbox.ask("select 1 as v", dashboard_database).table["v"].to_pylist() == [1]
