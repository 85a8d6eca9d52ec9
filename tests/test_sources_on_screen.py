"""Sources are derived from the tables a figure comes from: no screen names one by its id."""

import ast
from pathlib import Path

import pytest

from etl import lineage, source

ROOT = Path(__file__).parents[1]
# Where a source has the name of the table made of it (`cases`), the word stands for the table, or for the page about it.
TABLES = {*lineage.marts(), *lineage.WRITTEN_BY_PYTHON}
SOURCES = {one.source_id for one in source.load_all()} - TABLES
SCREENS = sorted(
    path.relative_to(ROOT)
    for path in (ROOT / "app.py", *(ROOT / "pages").rglob("*.py"), *(ROOT / "dashboard").rglob("*.py"))
)


def named_sources(code: str) -> set[str]:
    """The sources that a program names as a text of its own."""
    texts = [node.value for node in ast.walk(ast.parse(code)) if isinstance(node, ast.Constant)]
    texts = [text for text in texts if isinstance(text, str)]
    return {one for one in SOURCES if one in texts}


def test_a_source_that_is_named_is_seen():
    assert named_sources("show(['gsi_area'])") == {"gsi_area"}


@pytest.mark.parametrize("path", SCREENS, ids=str)
def test_no_screen_names_a_source(path):
    assert named_sources((ROOT / path).read_text("utf-8")) == set()
