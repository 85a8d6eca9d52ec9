"""Answers of every type and shape DuckDB knows are shown as table, chart, map and files, or refused in words."""

import io

import openpyxl
import pandas as pd
import pytest
from streamlit.dataframe_util import convert_pandas_df_to_arrow_bytes
from streamlit.testing.v1 import AppTest

from analysis import table_files
from dashboard.exports import tables
from dashboard.runtime import sandbox
from dashboard.runtime.answer_frame import frame
from dashboard.runtime.plain_answer import distinct

NUMBERS = [
    "340282366920938463463374607431768211455::uhugeint", "(-170141183460469231731687303715884105728)::hugeint",
    "9223372036854775807", "18446744073709551615::ubigint", "9007199254740993", "-9007199254740993", "1::hugeint",
    "1.50", "12345678901234567890.5", "0.1::decimal(38, 20)", "1e308", "5e-324", "'nan'::double", "'inf'::double",
    "'-inf'::float", "1.5::float", "1::utinyint", "true", "null", "null::integer", "null::double", "null::hugeint",
    "99999999999999999999999999999999999999::bignum",
]  # fmt: skip
MOMENTS = [
    "date '2024-02-29'", "'infinity'::date", "'-infinity'::date", "'5877642-06-24'::date", "date '0001-01-01'",
    "date '9999-12-31'", "date '10000-01-01'", "'4714-11-24 (BC)'::date", "date '1582-10-10'", "null::date",
    "timestamp '2024-02-29 12:34:56.789'", "'infinity'::timestamp", "'-infinity'::timestamp", "timestamp '1600-01-01'",
    "timestamp '9999-12-31 23:59:59'", "timestamp '290000-01-01'", "'2024-01-01'::timestamp_s", "'2024-01-01'::timestamp_ms",
    "'2024-01-01 00:00:00.123456789'::timestamp_ns", "'2024-01-01 00:00+09'::timestamptz", "'infinity'::timestamptz",
    "time '24:00:00'", "time '10:00:00.5'", "'10:00+09'::timetz", "interval 1 month", "interval '-3 days 2 hours'",
    "interval 300000 year",
]  # fmt: skip
TEXTS = [
    "''", "' '", "chr(0)", "'a' || chr(0) || 'b'", "chr(9)", "'=1+1'", "'-1'", "'@x'", "repeat('あ', 40000)", "'\U0001f600'", "chr(65535)",
    "'a' || chr(10) || 'b'", "'<script>'", "'**x** :material/x: $x$'", "'\\xAA\\x00'::blob", "''::blob", "'10101'::bit", "uuid()",
    "'a'::enum('a', 'b')", "null::enum('a')", "'{\"a\": 1}'::json", "'\u202eabc'",
]  # fmt: skip
NESTED = [
    "[]", "[1, null]", "[null]", "[[1], [], null]", "{'a': 1, 'b': null}", "{'a': {'b': [1]}}", "map {'a': 1}", "map {}",
    "union_value(k := 1)", "[union_value(k := 'x')]", "array_value(1, 2, 3)", "null::integer[]", "null::struct(a integer)",
    "[{'lg_code': '352012'}]", "row(1, 2)", "['inf'::double]", "[interval 1 day]", "[340282366920938463463374607431768211455::uhugeint]",
    "range(1000)",
]  # fmt: skip
SHAPES = [
    "select 1 as a, 2 as a, 3 as a", "select 1 as a, 2 as A", 'select 1 as "", 2 as " "', 'select 1 as "a（2）", 2 as a, 3 as a',
    "select * from municipalities a join municipalities b using (prefecture_code) limit 3", "select 1 as index, 2 as c0, 3 as c1",
    "select * from metrics where false", "select 1 where false", "select * exclude (i) from range(3) as t(i)", "select 1 as lg_code",
    "select lg_code, lg_code from municipalities", "select null as lg_code, 1 as v", "select [1] as lg_code, 1 as v",
    "select 'x' as lg_code, 1 as v from range(3)", "select lg_code::int as lg_code, 1 as v from municipalities",
    "select 1.5 as lg_code, 2 as v", "select lg_code, 'inf'::double as v from municipalities", "select '352012' as lg_code, 1 as lg_code, 2 as v",
    "select lg_code, null::double as v from municipalities", "select lg_code, 1e308 as v from municipalities",
    "select lg_code, 10::hugeint ** 30 as v from municipalities", "select lg_code, 'nan'::double as v, true as b from municipalities",
    "select i as v, 'nan'::double as w from range(3) as t(i)", "select case i when 1 then 'inf'::double else i end as v from range(3) as t(i)",
    "select " + ", ".join(f"{i} as a" for i in range(300)), "select 1 as \"<b>x</b>\", 2 as \"$x$\", 3 as \"=1+1\"",
    "select '" + "x" * 300 + "' as \"" + "y" * 300 + "\"", "describe municipalities", "summarize municipalities", "show metrics",
    "select * from metrics", "from (values (1, 'a'), (null, null)) as t(v, w)", "select columns('none') from metrics",
]  # fmt: skip
CELLS = [*NUMBERS, *MOMENTS, *TEXTS, *NESTED]
ODD = [*(f"select {cell} as v from range(2)" for cell in CELLS), *SHAPES]
WIDE = [
    "select " + ", ".join(f"{cell} as v{at}" for at, cell in enumerate(cells)) + " from range(2)"
    for cells in (NUMBERS, MOMENTS, TEXTS, NESTED)
]
SEEN = {
    NUMBERS[0]: NUMBERS[0].split(":")[0],
    "9223372036854775807": "9223372036854775807",
    "9007199254740993": "9007199254740993",
    "1.50": 1.5,
    "1::hugeint": 1.0,
    "12345678901234567890.5": "12345678901234567890.5",
    "'infinity'::date": "infinity",
    "date '2024-02-29'": pd.Timestamp("2024-02-29").date(),
    "timestamp '1600-01-01'": pd.Timestamp("1600-01-01"),
    "timestamp '290000-01-01'": "290000-01-01 00:00:00",
    "[1, null]": "[1, NULL]",
    "{'a': 1, 'b': null}": "{'a': 1, 'b': NULL}",
    "union_value(k := 1)": "1",
    "'10101'::bit": "10101",
    "interval 1 month": "1 month",
}


def page() -> None:
    import streamlit as st

    from pages.query import sections

    sections.answer(st.session_state["question"])


@pytest.fixture(scope="module")
def connection(dashboard_database):
    return sandbox._walled(str(dashboard_database))


@pytest.fixture
def at_once(connection, monkeypatch):
    """The sandbox's own answer, without a program for each."""

    def ask(sql, _database, _show):
        rows = sandbox._answer(sql, connection)
        return sandbox.Answer(rows, is_cut=False)

    monkeypatch.setattr(sandbox, "ask", ask)


def test_there_are_enough():
    assert len(ODD) >= 78


@pytest.mark.parametrize("sql", [*WIDE, *SHAPES], ids=lambda sql: sql[:60])
def test_the_page_shows_it_or_says_why_not(sql, at_once):
    app = AppTest.from_function(page, default_timeout=60)
    app.session_state["question"] = sql
    app.run()
    assert not app.exception
    assert len(app.dataframe) == 1 or any("ぁ" <= letter <= "ヿ" for letter in app.error[0].value)


@pytest.mark.parametrize("sql", ODD, ids=lambda sql: sql[:60])
def test_the_browser_and_the_files_hold_it(sql, connection):
    try:
        table = frame(sandbox._answer(sql, connection))
    except sandbox.Refused:
        return
    read = pd.read_csv(
        io.BytesIO(table_files.csv_bytes(table)),
        dtype=str,
        keep_default_na=False,
        na_values=[],
        skip_blank_lines=False,
    )
    assert len(read) == len(table)
    assert convert_pandas_df_to_arrow_bytes(table)
    sources = pd.DataFrame(columns=["attribution", "publisher", "as_of", "licence", "page"])
    book = openpyxl.load_workbook(io.BytesIO(tables.xlsx_bytes(table, "表", sources, [])))
    assert book["データ"].max_column >= len(table.columns)


@pytest.mark.parametrize("cell", SEEN)
def test_is_shown_as(cell, connection):
    assert frame(sandbox._answer(f"select {cell} as v", connection))["v"].iloc[0] == SEEN[cell]


def test_columns_of_one_name_get_a_count():
    assert list(distinct(["a", "a", "", "a（2）"])) == ["a", "a（2）", "列3", "a（2）（2）"]


def test_rows_come_in_the_order_asked_for(connection):
    rows = sandbox._answer("select i from range(20000) as t(i) order by i desc -- last first;", connection)
    assert rows["i"].to_pylist()[:3] == [19999, 19998, 19997]
