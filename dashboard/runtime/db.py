"""Read-only access to the built database; the one module that opens it."""

import os
from pathlib import Path

import duckdb
import pandas as pd
import streamlit as st

DATABASE = Path(os.environ.get("DASHBOARD_DB", Path(__file__).parents[2] / "data" / "dashboard.duckdb"))


BROKEN = (duckdb.IOException, duckdb.SerializationException, duckdb.InternalException, duckdb.FatalException)


class NoDatabase(Exception):
    """The database has not been built, or is damaged, or is no database."""


def read(sql: str, **params) -> pd.DataFrame:
    """The rows of a query. A rebuilt database is picked up by the next question. Raises NoDatabase."""
    try:
        built = DATABASE.stat()
    except OSError as error:
        raise NoDatabase(str(DATABASE)) from error
    file = str(DATABASE), built.st_mtime_ns, built.st_ino
    try:
        return _connection(*file).cursor().execute("use built").execute(sql, params or None).df()
    except duckdb.Error as error:
        if not _is_of_the_file(error):
            raise
        _connection.clear(*file)  # an instance that met damage answers nothing more
        raise NoDatabase(str(DATABASE)) from error


def _is_of_the_file(error: duckdb.Error) -> bool:
    """Whether the file is to blame, not the question; a block whose checksum is wrong has no kind of its own."""
    return type(error) is duckdb.Error or isinstance(error, BROKEN)


@st.cache_resource(max_entries=2, ttl="10m", show_spinner=False)
def _connection(database: str, modified_ns: int, inode: int) -> duckdb.DuckDBPyConnection:
    """One connection per built file: whoever still reads the file just replaced finishes undisturbed.

    The file is attached: connecting to its path would give the replaced file again as long as anyone reads it. A connection is
    given up after ten minutes, because DuckDB keeps a note of every temporary block of a join or sort long after it is gone.
    """
    connection = duckdb.connect()
    path = database.replace("'", "''")
    connection.execute(f"attach '{path}' as built (read_only)")
    return connection
