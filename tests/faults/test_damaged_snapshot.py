"""Parts of the snapshot that are damaged: named in one message, and the old database stays."""

import shutil
from pathlib import Path

import pytest

from etl import build, municipality_names, snapshot, source
from etl.problems import BadInput

SNAPSHOT = Path(__file__).parents[2] / "data" / "snapshot"
PARTS = sorted(path.name for path in SNAPSHOT.iterdir() if path.name != snapshot.FINGERPRINTS)


@pytest.fixture
def parts(tmp_path) -> Path:
    """A copy of the snapshot that may be damaged."""
    return shutil.copytree(SNAPSHOT, tmp_path / "snapshot")


def load_all(parts: Path, raw: Path) -> None:
    """What a build reads of the snapshot."""
    for one in source.load_all():
        if one.is_in_snapshot:
            snapshot.load(one, raw, parts)


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("share", [0.0, 0.3, 0.999])
def test_a_part_that_was_cut_off_is_named(parts, tmp_path, part, share):
    content = (parts / part).read_bytes()
    (parts / part).write_bytes(content[: int(len(content) * share)])
    with pytest.raises(BadInput) as problem:
        load_all(parts, tmp_path)
    assert f"data/snapshot/{part} " in str(problem.value)


@pytest.mark.parametrize("part", PARTS)
def test_a_part_with_flipped_bytes_is_named(parts, tmp_path, part, chance):
    content = bytearray((parts / part).read_bytes())
    for _ in range(3):
        content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
    (parts / part).write_bytes(content)
    with pytest.raises(BadInput) as problem:
        load_all(parts, tmp_path)
    assert f"data/snapshot/{part} " in str(problem.value)


def test_the_sound_snapshot_is_read(parts, tmp_path):
    load_all(parts, tmp_path)


def test_a_damaged_part_leaves_the_old_database(parts, tmp_path, chance):
    old = tmp_path / "built" / "dashboard.duckdb"
    old.parent.mkdir()
    old.write_bytes(b"the old database")
    part = parts / "civil_works_expenditure.parquet"
    content = bytearray(part.read_bytes())
    content[len(content) // 2] ^= 1
    part.write_bytes(content)
    (tmp_path / "raw").mkdir()
    with pytest.raises(BadInput, match=r"data/snapshot/civil_works_expenditure\.parquet が壊れています"):
        build.build(tmp_path / "raw", parts, tmp_path / "static", old, Silent())
    assert list(old.parent.iterdir()) == [old]
    assert old.read_bytes() == b"the old database"


class Silent:
    """Progress told to no one."""

    def step(self, name_ja: str, pieces: int) -> None: ...

    def advance(self, piece: str) -> None: ...


@pytest.mark.parametrize("content", [b"", b"\xff\xfe", None], ids=["empty", "no text", "missing"])
def test_damaged_fingerprints_are_named(parts, tmp_path, content):
    if content is None:
        (parts / snapshot.FINGERPRINTS).unlink()
    else:
        (parts / snapshot.FINGERPRINTS).write_bytes(content)
    with pytest.raises(BadInput, match=snapshot.FINGERPRINTS):
        load_all(parts, tmp_path)


def test_the_code_list_that_readers_look_up_is_verified_too(parts, monkeypatch, chance):
    content = bytearray((parts / "mic_lg_codes.parquet").read_bytes())
    content[chance.randrange(len(content))] ^= 1
    (parts / "mic_lg_codes.parquet").write_bytes(content)
    monkeypatch.setattr(municipality_names, "CODES", parts / "mic_lg_codes.parquet")
    municipality_names._index.cache_clear()
    try:
        with pytest.raises(BadInput, match=r"data/snapshot/mic_lg_codes\.parquet が壊れています"):
            municipality_names.places()
    finally:
        municipality_names._index.cache_clear()
