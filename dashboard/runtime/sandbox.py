"""A reader's own SQL over the built tables, run where it can reach nothing else.

Three walls, each enough for what it is there for:

1. What is asked is read before it runs: one SELECT, over the dashboard's own tables, with functions that look at data only.
2. It runs in a DuckDB of its own: the database attached read-only, no files, network or extensions, settings locked.
3. That DuckDB runs in a program of its own, with limits of time and memory, ended when it exceeds them.

    python -m dashboard.sandbox DATABASE < question    the program; the answer is an Arrow stream
"""

import contextlib
import json
import subprocess
import sys
import threading
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pyarrow as pa

SECONDS, MEMORY_MB, ROWS, ANSWER_MB, LETTERS = 10, 1_000, 10_000, 30, 8_000
AT_ONCE = 2  # questions; the others wait
ADDRESS_SPACE_MB = 4 * MEMORY_MB  # what is mapped, not used: libraries and the database file among it

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
MESSAGES = {
    "Parser": "SQL の書き方に誤りがあります。",
    "Binder": "列の名前か使い方に誤りがあります。",
    "Catalog": "その名前の表か関数はありません。",
    "Conversion": "値を変換できません。",
    "Out of Memory": "メモリの上限を超えました。条件を加えて小さくしてください。",
}

_slots = threading.BoundedSemaphore(AT_ONCE)


class Refused(Exception):
    """A question that is not answered; the message says why in Japanese, DuckDB's own words after it."""


@dataclass(frozen=True)
class Answer:
    """The rows of a question, at most ROWS; is_cut when there were more."""

    table: pa.Table
    is_cut: bool


def ask(sql: str, database: Path) -> Answer:
    """Answer a question from the database. Raises Refused."""
    if len(sql) > LETTERS:
        raise Refused(f"SQL が{len(sql):,}文字あります。{LETTERS:,}文字まで実行できます。")
    with _slots:
        try:
            run = subprocess.run(
                [sys.executable, "-m", "dashboard.runtime.sandbox", str(database)],
                input=sql.encode(),
                capture_output=True,
                cwd=Path(__file__).parents[2],
                timeout=SECONDS,
                check=False,
            )
        except subprocess.TimeoutExpired as error:
            raise Refused(f"{SECONDS}秒以内に終わりませんでした。条件を加えて小さくしてください。") from error
    if run.returncode:
        raise Refused(_last_words(run.stderr) or MESSAGES["Out of Memory"])
    with pa.ipc.open_stream(run.stdout) as stream:
        table = stream.read_all()
    return Answer(table, is_cut=table.schema.metadata[CUT] == b"1")


def _last_words(stderr: bytes) -> str:
    """What the program gave as its reason; nothing when it was ended from outside."""
    try:
        return json.loads(stderr.decode(errors="replace").splitlines()[-1])["refused"]
    except (IndexError, ValueError, KeyError, TypeError):
        return ""


# --- in the program -----------------------------------------------------------------------------------------------


def answer(sql: str, database: str) -> pa.Table:
    """The first ROWS rows; the schema's metadata tells whether there were more. Raises Refused."""
    connection = _walled(database)
    try:
        must_only_read(sql, connection)
        batches = connection.sql(sql).to_arrow_reader(ROWS + 1)
        rows = pa.Table.from_batches(_first(batches, ROWS + 1), batches.schema)
    except (duckdb.Error, MemoryError, OverflowError) as error:
        raise Refused(_in_japanese(str(error) or "Out of Memory")) from error
    if rows.nbytes > ANSWER_MB * 1_000_000:
        raise Refused(f"答えが{ANSWER_MB}MBを超えました。列か行を減らしてください。")
    return rows.slice(0, ROWS).replace_schema_metadata({CUT: b"1" if len(rows) > ROWS else b"0"})


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
        elif kind == "BASE_TABLE":
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
    connection = duckdb.connect(config={"threads": 1, "memory_limit": f"{MEMORY_MB}MB", "temp_directory": ""})
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
    first = message.splitlines()[0]
    kind = next((kind for kind in MESSAGES if first.startswith(kind)), None)
    return f"{MESSAGES[kind] if kind else 'SQL を実行できませんでした。'}（{first}）"


def _limit_memory() -> None:
    """On systems that can: the whole program's memory, for what DuckDB does not count."""
    with contextlib.suppress(ImportError, ValueError):
        import resource

        limit = ADDRESS_SPACE_MB * 1_000_000
        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))


def main() -> None:
    _limit_memory()
    try:
        table = answer(sys.stdin.buffer.read().decode(), sys.argv[1])
        with pa.ipc.new_stream(sys.stdout.buffer, table.schema) as stream:
            stream.write_table(table)
    except Refused as refused:
        sys.exit(json.dumps({"refused": str(refused)}, ensure_ascii=False))


if __name__ == "__main__":
    main()
