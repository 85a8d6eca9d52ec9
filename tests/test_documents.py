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
SUFFIXES = {".py", ".md", ".sql", ".yaml", ".yml", ".toml", ".txt", ".lock", ".js", ".css"}
FOLDERS = {path.name for path in ROOT.iterdir() if path.is_dir()}
# What the build, the operator or a run writes: not in a clean clone.
WRITTEN_LATER = re.compile(
    r"data/raw/.+|data/dashboard\.duckdb|benchmarks/results/.*|\.streamlit/secrets\.toml"
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


def named_paths(text: str) -> list[str]:
    """What stands between backticks and looks like a file or folder of ours; <id> stands for any name."""
    spans = [re.sub(r"<[^<>]+>", "*", span) for span in re.findall(r"`([^`\n]+)`", text)]
    paths = [span for span in spans if re.fullmatch(r"[\w.*-]+(/[\w.*-]+)*/?", span)]
    return [
        path
        for path in paths
        if (path.split("/")[0] in FOLDERS and "/" in path)
        or (Path(path).suffix in SUFFIXES and path[0] != "*")
    ]


def is_there(path: str, document: Path) -> bool:
    """Whether a path leads somewhere from the root or the document; a bare name may be that of any file of the code."""
    places = [ROOT, document.parent]
    if "/" not in path and any(any((ROOT / folder).rglob(path)) for folder in ("etl", "pages", "deploy")):
        return True
    return any(any(place.glob(path.rstrip("/"))) for place in places)


def test_a_path_is_told_from_other_words():
    text = "`etl/read/<id>.py` `pages/` `lost.py` `python -m etl` `a/b` `/query` `st.cache_data`"
    assert named_paths(text) == ["etl/read/*.py", "pages/", "lost.py"]
    assert is_there("etl/read/*.py", ROOT / "README.md")
    assert not is_there("lost.py", ROOT / "README.md")


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_files_named_in_documents_are_there(path):
    named = [one for one in named_paths(path.read_text("utf-8")) if not WRITTEN_LATER.fullmatch(one)]
    assert [one for one in named if not is_there(one, path)] == []


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
