"""Whole files to mutate: those that the readers' own tests make, kept as they are read; and real ones where RAW says.

As a pytest plugin (-p fault_seeds) it keeps up to MOST_PER_READER files of each reader and skips the tests once it has them.
"""

import importlib
import json
import os
import pickle
from dataclasses import dataclass
from pathlib import Path

import pytest

from etl import snapshot, source
from etl.source import Edition

MOST_PER_READER = 2
LARGEST_BYTES = 1_500_000


@dataclass(frozen=True)
class Seed:
    """A file that its reader takes."""

    edition: Edition
    name: str
    content: bytes


def keep(folder: Path, seed: Seed) -> None:
    number = len(list(folder.glob(f"{seed.edition.source_id}.*")))
    (folder / f"{seed.edition.source_id}.{number}.pickle").write_bytes(pickle.dumps(seed))


def load(folder: Path) -> dict[str, list[Seed]]:
    """source_id → its seeds."""
    seeds: dict[str, list[Seed]] = {}
    for path in sorted(folder.glob("*.pickle")):
        seeds.setdefault(path.name.split(".")[0], []).append(pickle.loads(path.read_bytes()))
    return seeds


def keep_real(folder: Path, raw: Path | None) -> None:
    """Keep what is kept by hand in the project, and what lies in a folder of official files."""
    for declared in source.load_all():
        where = snapshot.REFERENCE if declared.reference else raw
        if where is None:
            continue
        for edition in declared.editions[-3:]:
            for path in source.find_all(edition, where)[:1]:
                if path.stat().st_size <= LARGEST_BYTES:
                    keep(folder, Seed(edition, path.name, path.read_bytes()))


def keep_outlines(folder: Path) -> None:
    """Keep two towns in the layout of the official outlines."""
    squares = {"99201": (135, 35), "99321": (136, 35)}
    features = [
        {
            "type": "Feature",
            "properties": {"N03_001": "西県", "N03_003": None, "N03_004": f"甲市{code}", "N03_007": code},
            "geometry": {
                "type": "Polygon",
                "coordinates": [[[x, y], [x + 1, y], [x + 1, y + 1], [x, y + 1], [x, y]]],
            },
        }
        for code, (x, y) in squares.items()
    ]
    content = json.dumps({"type": "FeatureCollection", "features": features}).encode()
    keep(folder, Seed(source.load("mlit_n03").editions[0], "N03-20250101.geojson", content))


def pytest_configure(config) -> None:
    """Keep each file a reader has read to its end."""
    folder = Path(os.environ["FAULT_SEEDS"])
    for declared in source.load_all():
        module = importlib.import_module(f"etl.read.{declared.source_id}")
        module.read = _keeping(module.read, folder)


def _keeping(read, folder: Path):
    def reading(path, edition):
        table = read(path, edition)
        is_wanted = len(table) and len(list(folder.glob(f"{edition.source_id}.*"))) < MOST_PER_READER
        if is_wanted and path.stat().st_size <= LARGEST_BYTES:
            keep(folder, Seed(edition, path.name, path.read_bytes()))
        return table

    return reading


def pytest_runtest_setup(item) -> None:
    source_id = Path(item.fspath).stem.removeprefix("test_")
    if len(list(Path(os.environ["FAULT_SEEDS"]).glob(f"{source_id}.*"))) >= MOST_PER_READER:
        pytest.skip("enough files of this reader")
