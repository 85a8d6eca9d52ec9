"""A reader's own SQL over the built tables, run where it can reach nothing else.

Three walls, each enough for what it is there for:

1. What is asked is read before it runs: one SELECT, over the dashboard's own tables, with functions that look at data only.
2. It runs in a DuckDB of its own: the database attached read-only, no files, network or extensions, settings locked.
3. That DuckDB runs in a child of dashboard/runtime/workers.py, with limits of time and memory, which writes no file; it is ended
   when it exceeds them and when nobody waits for its answer any more.
"""

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pyarrow as pa

from dashboard.runtime import workers
from dashboard.runtime.plain_answer import plain_sql, with_headings

SECONDS, ROWS, COLUMNS, ANSWER_MB, LETTERS = 10, 10_000, 1_000, 30, 8_000
DUCKDB_MB = (
    700  # the rest of what a child may use is for the answer on its way, and what DuckDB does not count
)

DATA_FUNCTIONS = {"range", "generate_series", "unnest", "repeat_row"}  # table functions that read nothing
# Functions that tell of the server or run texts as SQL; what the walls behind do not stop.
FORBIDDEN = {
    "current_setting",
    "getvariable",
    "json_execute_serialized_sql",
    "query",
    "query_table",
    "write_log",
    "current_query",
    "getenv",
}
SYSTEM = ("duckdb_", "pragma_", "sqlite_", "pg_")
CUT = b"is_cut"
SMALLER = "条件を加えて小さくしてください。"
MESSAGES = {
    "Parser": "SQL の書き方に誤りがあります。",
    "Binder": "列の名前か使い方に誤りがあります。",
    "Catalog": "その名前の表か関数はありません。",
    "Conversion": "値を変換できません。",
    "Out of Memory": f"メモリの上限を超えました。{SMALLER}",
}


class Refused(Exception):
    """A question that is not answered; the message says why in Japanese, DuckDB's own words after it."""


@dataclass(frozen=True)
class Answer:
    """The rows of a question, at most ROWS; is_cut when there were more."""

    table: pa.Table
    is_cut: bool


def ask(sql: str, database: Path, watch: Callable[[int], None] | None = None) -> Answer:
    """Answer a question from the database. Raises Refused.

    watch: called several times a second with the place in the queue, 0 while the question runs; what it raises (the reader has
    left) ends the question.
    """
    if len(sql) > LETTERS:
        raise Refused(f"SQL が{len(sql):,}文字あります。{LETTERS:,}文字まで実行できます。")
    try:
        text = sql.encode(errors="replace").decode()  # half a surrogate pair is no text for DuckDB
        table = workers.run(answer, text, str(database), watch=watch, seconds=SECONDS)
    except workers.WorkFailed as error:
        raise Refused(f"{error}{'' if str(error) == workers.BUSY else SMALLER}") from error
    return Answer(table, is_cut=table.schema.metadata[CUT] == b"1")


# --- in the child -------------------------------------------------------------------------------------------------


def answer(sql: str, database: str) -> pa.Table:
    """The first ROWS rows; the schema's metadata tells whether there were more. Raises Refused."""
    with _walled(database) as connection:
        return _answer(sql, connection)


def _answer(sql: str, connection: duckdb.DuckDBPyConnection) -> pa.Table:
    try:
        must_only_read(sql, connection)
        rows = _plain(connection, sql)
    except (duckdb.Error, MemoryError, OverflowError, RecursionError, pa.ArrowException, OSError) as error:
        raise Refused(_in_japanese(str(error) or "Out of Memory Error")) from error
    if rows.nbytes > ANSWER_MB * 1_000_000:
        raise Refused(f"答えが{ANSWER_MB}MBを超えました。列か行を減らしてください。")
    return rows.slice(0, ROWS).replace_schema_metadata({CUT: b"1" if len(rows) > ROWS else b"0"})


def _plain(connection: duckdb.DuckDBPyConnection, sql: str) -> pa.Table:
    """The first rows, one more than ROWS, in types any page can take."""
    [(read,)] = connection.execute(
        "select json_deserialize_sql(json_serialize_sql($sql))", {"sql": sql}
    ).fetchall()
    asked = connection.sql(read)  # what was checked, without remarks and semicolons
    types = [kind.id for kind in asked.types]
    if len(types) > COLUMNS:
        raise Refused(f"答えが{len(types):,}列あります。{COLUMNS:,}列まで表示できます。")
    batches = connection.sql(plain_sql(read, types)).to_arrow_reader(ROWS + 1)
    rows = pa.Table.from_batches(_first(batches, ROWS + 1), batches.schema)
    return with_headings(rows, asked.columns, types)


def must_only_read(sql: str, connection: duckdb.DuckDBPyConnection) -> None:
    """Raise Refused unless the text is one SELECT over the built tables with harmless functions."""
    tree = json.loads(connection.execute("select json_serialize_sql($sql)", {"sql": sql}).fetchone()[0])
    if tree["error"] and tree["error_type"] == "parser":
        raise Refused(f"{MESSAGES['Parser']}（{tree['error_message']}）")
    if tree["error"]:
        raise Refused("実行できるのは SELECT 文だけです。")
    if len(tree["statements"]) != 1:
        raise Refused("SELECT 文を1つだけ書いてください。")
    nodes = list(_nodes(tree))
    known = _tables(connection) | {name.lower() for node in nodes for name in _named_inside(node)}
    for node in nodes:
        kind = node.get("type")
        name = str(node.get("function_name", node.get("table_name", ""))).lower()
        if kind == "TABLE_FUNCTION":
            function = node["function"]["function_name"].lower()
            if function not in DATA_FUNCTIONS:
                raise Refused(
                    f"「{function}」は使えません。表と、次の関数から選べます：{', '.join(sorted(DATA_FUNCTIONS))}"
                )
        elif kind == "SHOW_REF" and (name.startswith(("__", '"')) or node["show_type"] == "SHOW_FROM"):
            raise Refused("表の一覧は「表と列」にあります。")
        elif kind == "BASE_TABLE" or (kind == "SHOW_REF" and name):
            elsewhere = node["catalog_name"] not in ("", "built") or node["schema_name"] not in ("", "main")
            if elsewhere or name.startswith(SYSTEM) or name not in known:
                raise Refused(f"「{name}」という表はありません。「表と列」から選んでください。")
        elif node.get("class") == "FUNCTION" and (name in FORBIDDEN or name.startswith(SYSTEM)):
            raise Refused(f"関数「{name}」は使えません。")


def _nodes(tree: object) -> Iterator[dict]:
    if isinstance(tree, dict):
        yield tree
        tree = list(tree.values())
    if isinstance(tree, list):
        for part in tree:
            yield from _nodes(part)


def _named_inside(node: dict) -> list[str]:
    """The names a WITH gives."""
    return [each["key"] for each in (node.get("cte_map") or {}).get("map", [])]


def _tables(connection: duckdb.DuckDBPyConnection) -> set[str]:
    rows = connection.execute(
        "select table_name from duckdb_tables() where database_name = 'built' and schema_name = 'main'"
    ).fetchall()
    return {name for (name,) in rows}


def _walled(database: str) -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect(config={"threads": 1, "memory_limit": f"{DUCKDB_MB}MB", "temp_directory": ""})
    path = database.replace("'", "''")
    connection.execute(f"attach '{path}' as built (read_only)").execute("use built")
    for setting in (
        "enable_external_access = false",
        "autoinstall_known_extensions = false",
        "autoload_known_extensions = false",
        "allow_community_extensions = false",
        "lock_configuration = true",
    ):
        connection.execute(f"set {setting}")
    return connection


def _first(batches: Iterable[pa.RecordBatch], rows: int) -> list[pa.RecordBatch]:
    taken, count = [], 0
    for batch in batches:
        taken.append(batch)
        count += len(batch)
        if count >= rows:
            break
    return taken


def _in_japanese(message: str) -> str:
    first = next(iter(message.splitlines()), "")
    kind = next((kind for kind in MESSAGES if f"{kind} Error" in first), None)
    return f"{MESSAGES[kind] if kind else 'SQL を実行できませんでした。'}（{first}）"
