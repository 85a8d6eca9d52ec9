"""Faults brought about on purpose. FAULTS=nightly: many more of them; FAULTS_SEED: other random ones.
FAULTS_KILLS: how many builds and imports are killed."""

import os
import random
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
IS_NIGHTLY = os.environ.get("FAULTS") == "nightly"
SEED = int(os.environ.get("FAULTS_SEED", "0"))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A night of faults is longer than any other test may be."""
    here = Path(__file__).parent
    for item in items:
        if IS_NIGHTLY and item.path.is_relative_to(here):
            item.add_marker(pytest.mark.timeout(6 * 3_600))


@pytest.fixture(scope="session")
def is_nightly() -> bool:
    return IS_NIGHTLY


@pytest.fixture
def chance(request) -> random.Random:
    """Random numbers, the same for a test whenever it runs with the same seed."""
    return random.Random(f"{SEED} {request.node.name}")
