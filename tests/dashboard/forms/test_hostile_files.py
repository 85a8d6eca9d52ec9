"""Whatever is uploaded, the server gets a table or one sentence, hardly grows, and reads the next file."""

import gc
from pathlib import Path

import pytest
from hostile_files import FILES, OLD_WORKBOOKS, TEXTS

from dashboard.forms import isolated, reader, uploads
from dashboard.forms.declaration import Column, Form
from dashboard.forms.uploads import Refused
from pages.importing import recognition

GOOD = "橋梁名,所在地\n甲橋,甲市\n".encode()
FORM = Form("bridges", "橋", "橋", (Column("name", "橋梁名", required=True), Column("place", "所在地")))
MOST_MB = 150  # by which the server's own memory may grow: a table at the bounds of what is taken in

pytestmark = pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="memory is read from /proc")


def memory_mb() -> float:
    """What this process holds, in MB."""
    gc.collect()
    status = Path("/proc/self/status").read_text()
    return int(status.partition("VmRSS:")[2].split()[0]) / 1_000


def must_be_a_sentence(refused: Refused, name: str) -> None:
    assert str(refused).startswith(name) or "：" in str(refused)
    assert str(refused).endswith("。") or str(refused).endswith("）。")
    assert len(str(refused)) < 400 and "Traceback" not in str(refused)


@pytest.mark.parametrize("title", FILES)
def test_gives_a_table_or_a_sentence(title):
    name, build = FILES[title]
    content = build()
    before = memory_mb()
    try:
        if name.endswith(".zip"):
            assert isinstance(isolated.read(uploads.unpacked, name, content), dict)
        else:
            assert isolated.read(recognition.recognised, name, content, None, None).tables
    except Refused as refused:
        must_be_a_sentence(refused, name)
    except ValueError as problem:  # no list of facilities: the page puts the name before it
        must_be_a_sentence(Refused(f"{name}：{problem}"), name)
    assert memory_mb() - before < MOST_MB
    good = isolated.read(recognition.recognised, "good.csv", GOOD, "bridge", None)
    assert good.tables[0].column("橋梁名") == ["甲橋"]


LARGE_FORMS = [
    "uniqueCount '4294967295'",
    "40,000 cells of one 32 kB string",
    "19 MB of text: shared",
    "60 sheets of 300,000 blank cells",
    "a merge of everything",
    "30 MB of blank lines",
]


@pytest.mark.parametrize("title", dict.fromkeys([*LARGE_FORMS, *TEXTS, *OLD_WORKBOOKS]))
def test_forms_are_read_as_safely(title):
    name, build = FILES[title]
    content = build()
    before = memory_mb()
    try:
        mapping = isolated.read(reader.look, name, content, [FORM]).mapping
        filled, _ = isolated.read(reader.read_all, name, content, [FORM], mapping)
        assert list(filled) == ["bridges"]
    except Refused as refused:
        must_be_a_sentence(refused, name)
    assert memory_mb() - before < MOST_MB
    filled, _ = isolated.read(reader.read_all, "good.csv", GOOD, [FORM], None)
    assert filled["bridges"].rows["name"].to_list() == ["甲橋"]


def test_there_are_many():
    assert len(FILES) >= 120
