"""Documents and locks say what the declarations and the code say."""

import re
from pathlib import Path

import pytest

from etl import source, source_list

ROOT = Path(__file__).parents[1]
DOCUMENTS = sorted(
    path
    for pattern in ("*.md", "docs/**/*.md", "benchmarks/*.md", ".github/*.md", "data/*/README.md")
    for path in ROOT.glob(pattern)
)
LISTS = ["requirements", "requirements-dev", "requirements-bench"]


def test_the_list_of_sources_is_what_their_declarations_give():
    """After a change in etl/sources: python -m etl.source_list."""
    assert source_list.DOCUMENT.read_text("utf-8") == source_list.markdown(source.load_all())


def test_every_source_is_listed_once():
    text = source_list.markdown(source.load_all())
    listed = re.findall(r"^\| \[.*\) ?.* \| `(\w+)` \|", text, re.MULTILINE)
    assert sorted(listed) == [one.source_id for one in source.load_all()]


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_links_between_documents_lead_to_a_file(path):
    targets = re.findall(r"\]\((?!https?:|#|/)([^)#]+)", path.read_text("utf-8"))
    assert [target for target in targets if not (path.parent / target).exists()] == []


def test_every_decision_stands_in_the_index():
    folder = ROOT / "docs" / "decisions"
    records = {path.name for path in folder.glob("[0-9]*.md")}
    linked = re.findall(r"\]\((\d{4}-[^)]+\.md)\)", (folder / "README.md").read_text("utf-8"))
    assert sorted(linked) == sorted(records)
    assert len({name[:4] for name in records}) == len(records)


@pytest.mark.parametrize("name", LISTS)
def test_a_lock_holds_every_direct_pin_with_hashes(name):
    """After a change of requirements: make lock."""
    lock = (ROOT / f"{name}.lock").read_text("utf-8")
    locked = re.findall(r"^([A-Za-z0-9_.-]+)==(\S+)[^\n]*\\\n    --hash=sha256:", lock, re.MULTILINE)
    assert len(locked) == len(re.findall(r"^[^#\s]", lock, re.MULTILINE))
    for pin in re.findall(r"^[^#\s-].*$", (ROOT / f"{name}.txt").read_text("utf-8"), re.MULTILINE):
        package, version = pin.split("==")
        assert (re.sub(r"[-_.]+", "-", package).lower(), version) in locked


@pytest.mark.parametrize("name", LISTS)
def test_a_lock_names_no_registry(name):
    assert "://" not in (ROOT / f"{name}.lock").read_text("utf-8")
