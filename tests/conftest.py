"""One database for the whole session, built by the real pipeline from the snapshot; and writers of small published files."""

import csv
import filecmp
import os
import shutil
import sys
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from pathlib import Path
from types import ModuleType

import duckdb
import openpyxl
import pandas as pd
import pytest
from hypothesis import settings
from streamlit import error_util
from streamlit.testing.v1 import AppTest

from analysis import ledger
from etl.build import build
from japan.facilities import BY_ID
from website import site

ROOT = Path(__file__).parents[1]
SITE_PREFECTURES = ("35", "37")

settings.register_profile("patient", deadline=None)  # a busy machine is no fault of the code
settings.load_profile("patient")


class Silent:
    """Progress told to no one."""

    def step(self, name_ja: str, pieces: int) -> None: ...

    def advance(self, piece: str) -> None: ...


@pytest.fixture(scope="session")
def silent() -> Silent:
    return Silent()


@pytest.fixture(scope="session")
def database(tmp_path_factory, silent) -> Path:
    """The path of a database built from the snapshot; the browser's files lie in `static` beside it."""
    folder = tmp_path_factory.mktemp("built")
    path = folder / "dashboard.duckdb"
    build(
        raw=tmp_path_factory.mktemp("raw"),
        snapshot_dir=ROOT / "data" / "snapshot",
        static=folder / "static",
        database=path,
        progress=silent,
    )
    return path


# Invented facilities in two municipalities: (municipality, construction year, length in m or area in m²).
PIPES = [("352047", year, 10.0 + at) for at, year in enumerate([1960, 1974, 1975, 1990, None])]
PIPES += [("352110", 1950, None), ("352110", 2000, 40.0), ("352110", 1984, 2.5)]
PARKS = [("352047", 1973, 1200.0), ("352047", None, 300.0), ("352110", 2010, 50.0)]
# And the category (1 to 4): twelve tunnels of one municipality, three of them to be repaired, one without a category.
TUNNELS = [
    ("352047", 1960 + at, 100.0, category)
    for at, category in enumerate([1, 2, 2, 3, 3, 4, 1, 1, 2, 2, 2, None])
]


@pytest.fixture(scope="session")
def database_with_ledgers(tmp_path_factory, silent) -> Path:
    """As `database`, with three ledgers that a reader brought: sewer pipes (no positions), parks and tunnels, of 31 March 2025."""
    folder = tmp_path_factory.mktemp("built_with_ledgers")
    (folder / "raw" / "user_ledgers").mkdir(parents=True)
    for kind_id, rows in (("sewer_pipe", PIPES), ("park", PARKS), ("tunnel", TUNNELS)):
        columns = ["location_lg_code", "built_fiscal_year", BY_ID[kind_id].quantity, "soundness_category"]
        table = pd.DataFrame(rows, columns=columns[: len(rows[0])])
        table["facility_id"] = [f"架空{at}" for at in range(len(table))]
        found = ledger.Ledger(
            BY_ID[kind_id],
            table.reindex(columns=list(BY_ID[kind_id].dtypes)).astype(BY_ID[kind_id].dtypes),
            pd.DataFrame(),
            (),
            (),
        )
        (folder / "raw" / ledger.stored_as(kind_id)).write_bytes(
            ledger.content(found, f"架空の{kind_id}", date(2025, 3, 31))
        )
    build(
        raw=folder / "raw",
        snapshot_dir=ROOT / "data" / "snapshot",
        static=folder / "static",
        database=folder / "dashboard.duckdb",
        progress=silent,
    )
    return folder / "dashboard.duckdb"


@pytest.fixture
def db(database):
    """A read-only connection to the built database."""
    with duckdb.connect(str(database), read_only=True) as connection:
        yield connection


@pytest.fixture(scope="session")
def dashboard_database(database):
    """Pages, and programs a test starts, read the built database, and serve the browser's files that belong to it."""
    for file in (database.parent / "static").iterdir():
        _put(file, ROOT / "static" / file.name)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DASHBOARD_DB", str(database))
        patch.setattr("dashboard.runtime.db.DATABASE", database)
        yield database


@pytest.fixture
def uncaught(monkeypatch) -> Iterator[list[BaseException]]:
    """What failed in fragments and callbacks of the pages a test opened: nothing, unless the test expects it and empties the list."""
    problems: list[BaseException] = []
    monkeypatch.setattr(error_util, "_log_uncaught_app_exception", problems.append)
    yield problems
    assert problems == []


@pytest.fixture
def open_page(dashboard_database, uncaught):
    """Open a page (pages/<feature>/page.py) with what its URL says."""

    def opened(page: str, **query: str) -> AppTest:
        app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
        for name, code in query.items():
            app.query_params[name] = code
        app.run()
        for name, code in query.items():  # the run of the first page has taken them up
            app.query_params[name] = code
        return app.switch_page(page).run()

    return opened


def _put(file: Path, served: Path) -> None:
    """Copy a file where it is missing or another, at once: another run of tests may be serving it."""
    if not (served.exists() and filecmp.cmp(file, served, shallow=False)):
        part = served.with_name(f"{file.name}.{os.getpid()}")
        shutil.copy(file, part)
        part.replace(served)


@pytest.fixture
def write_xlsx(tmp_path):
    """Write rows as the one sheet of a workbook and return its path."""

    def write(rows: list[list], name: str = "official.xlsx", sheet: str = "表") -> Path:
        workbook = openpyxl.Workbook()
        workbook.active.title = sheet
        for row in rows:
            workbook.active.append(row)
        workbook.save(tmp_path / name)
        return tmp_path / name

    return write


@pytest.fixture
def write_csv(tmp_path):
    """Write rows as a CSV file and return its path."""

    def write(rows: list[list], name: str = "official.csv", encoding: str = "utf-8") -> Path:
        with (tmp_path / name).open("w", encoding=encoding, newline="") as file:
            csv.writer(file).writerows(rows)
        return tmp_path / name

    return write


@pytest.fixture(scope="session")
def write_site(dashboard_database, silent) -> Callable[..., site.Written]:
    """Write the static edition of the built database to a folder; codes of prefectures, all when left out."""

    def write(folder: Path, prefectures: Sequence[str] | None = None) -> site.Written:
        with pytest.MonkeyPatch.context() as patch:
            # A page opened by a test leaves app.py as the main program, which the processes that write would run.
            patch.setitem(sys.modules, "__main__", ModuleType("__main__"))
            return site.write(folder, dashboard_database.parent / "static", silent, prefectures)

    return write


@pytest.fixture(scope="session")
def static_site(write_site, tmp_path_factory) -> Path:
    """The static edition of the built database, with the profiles of two prefectures: 山口県 (islands) and 香川県."""
    folder = tmp_path_factory.mktemp("website") / "site"
    write_site(folder, SITE_PREFECTURES)
    return folder
