"""The page Streamlit starts with: what it has the browser ask for early, and that it comes whatever the database is."""

import duckdb
import pytest

from dashboard.runtime import db
from deploy import index

PAGE = '<!DOCTYPE html><html lang="en"><head><title>Streamlit</title></head><body></body></html>'


@pytest.fixture
def older(tmp_path, monkeypatch):
    """Makes a database in use: none, one without files of outlines, one whose table has other columns, one that is no database."""

    def put(kind: str) -> None:
        path = tmp_path / f"{kind}.duckdb"
        if kind == "broken":
            path.write_text("no database")
        elif kind != "none":
            with duckdb.connect(str(path)) as made:
                column = "municipalities" if kind == "older" else "outline_file"
                made.execute(
                    f"create table outline_files as select 'outlines-0.json' as {column} where {kind != 'empty'}"
                )
        monkeypatch.setenv("DASHBOARD_DB", str(path))
        monkeypatch.setattr(db, "DATABASE", path)

    return put


@pytest.mark.parametrize("kind", ["none", "empty", "older", "broken"])
def test_a_page_with_a_map_comes_without_its_outlines(older, kind):
    older(kind)
    page = index.changed(PAGE, "/overview")
    assert "choropleth.js" in page and "outlines-" not in page


def test_only_pages_that_begin_with_a_map_ask_for_one(dashboard_database):
    assert "outlines-" in index.changed(PAGE, "/staffing") and "outlines-" in index.changed(
        PAGE, "/base/staffing/"
    )
    page = index.changed(PAGE, "/import")
    assert "parts.js?" in page and "choropleth.js" not in page and "outlines-" not in page
