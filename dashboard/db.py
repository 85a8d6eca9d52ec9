"""Read-only access to the built database; the one module that opens it."""

import os
from pathlib import Path

import duckdb
import pandas as pd
import streamlit as st

DATABASE = Path(os.environ.get("DASHBOARD_DB", Path(__file__).parents[1] / "data" / "dashboard.duckdb"))


class NoDatabase(Exception):
    """The database has not been built, or is no database."""


def read(sql: str, **params) -> pd.DataFrame:
    """The rows of a query. A rebuilt database is picked up by the next question."""
    try:
        built = DATABASE.stat()
        connection = _connection(str(DATABASE), built.st_mtime_ns, built.st_ino)
    except (OSError, duckdb.Error) as error:
        raise NoDatabase(str(DATABASE)) from error
    return connection.cursor().execute("use built").execute(sql, params or None).df()


@st.cache_resource(max_entries=2, show_spinner=False)
def _connection(database: str, modified_ns: int, inode: int) -> duckdb.DuckDBPyConnection:
    """One connection per built file: whoever still reads the file just replaced finishes undisturbed.

    The file is attached: connecting to its path would give the replaced file again as long as anyone reads it.
    """
    connection = duckdb.connect()
    path = database.replace("'", "''")
    connection.execute(f"attach '{path}' as built (read_only)")
    return connection
