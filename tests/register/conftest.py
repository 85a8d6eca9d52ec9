"""Registers to write to: one in a file, and one in a real PostgreSQL where the machine has it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks import postgres
from register.store import Register


@pytest.fixture(scope="session")
def server() -> Iterator[postgres.Server]:
    folder = postgres.programs()
    if folder is None:
        pytest.skip("no PostgreSQL to test with")
    with postgres.running(folder) as running:
        yield running


@pytest.fixture(params=["file", "server"])
def place(request, tmp_path: Path) -> str:
    """The address of a register that is not there yet."""
    if request.param == "file":
        return f"sqlite:///{tmp_path / 'register.sqlite'}"
    return request.getfixturevalue("server").database().replace("postgresql:", "postgresql+psycopg:")


@pytest.fixture
def register(place: str) -> Iterator[Register]:
    opened = Register(place, frozenset({"admin@example.jp"}))
    opened.create()
    yield opened
    opened.close()
