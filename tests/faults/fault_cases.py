"""Cases of damaged input, each the same whenever it is run: what is mutated follows from its number.

    PYTHONPATH=. python tests/faults/fault_cases.py SEEDS FAULT_SEED FIRST STEP CASES DATABASE

runs every STEP-th case from FIRST on, and prints two JSON lines per case: that it begins, and how it ended:

    read      the table came out with the columns and types of the whole file
    refused   one Japanese message (BadInput, Refused)
    failed    anything else
"""

import contextlib
import json
import random
import re
import sys
import tempfile
import time
import traceback
from collections.abc import Callable
from datetime import date
from functools import cache
from pathlib import Path

import fault_mutations as mutations
import fault_seeds
import pandas as pd
from fault_seeds import Seed

ROOT = Path(__file__).parents[2]
ADDRESS_SPACE_BYTES = 4_000_000_000
UPLOADS = ["read_sheets", "unpack_zip", "ledger", "form", "recognise"]
JAPANESE = re.compile("[ぁ-んァ-ヶ一-龠]")


class Wrong(Exception):
    """The outcome is neither right nor a refusal."""


def targets(seeds: dict[str, list[Seed]]) -> list[str]:
    """What is given damaged input: every reader there is a file for, every way of uploading, the SQL page."""
    return [*sorted(seeds), *UPLOADS, *sorted(forms()), "sandbox"]


def run(number: int, fault_seed: int, seeds: dict[str, list[Seed]], database: str) -> dict:
    """One case: its target, what was changed, and how it ended."""
    chance = random.Random(f"{fault_seed} {number}")
    every = targets(seeds)
    target = every[number % len(every)]
    if target == "sandbox":
        name, content, changes = (
            "質問.sql",
            mutations.question(chance).encode("utf-8", errors="replace"),
            ["question"],
        )
        use = lambda path: ask(path, database)  # noqa: E731
    else:
        seed, use = chosen(target, seeds, chance)
        name = seed.name
        content, changes = mutations.mutated(name, seed.content, chance)
    outcome = {"case": number, "target": target, "file": name, "changes": changes}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(content)
        forget_peak()
        began = time.process_time()
        try:
            use(path)
            outcome["ended"] = "read"
        except BaseException as error:
            outcome |= judged(error)
    return outcome | {"seconds": round(time.process_time() - began, 3), "peak_mb": peak_mb()}


def judged(error: BaseException) -> dict:
    from dashboard.forms import uploads
    from dashboard.runtime import sandbox
    from etl.problems import BadInput

    is_refusal = isinstance(error, BadInput | uploads.Refused | sandbox.Refused)
    if is_refusal and JAPANESE.search(str(error)) and len(str(error)) < 5_000:
        return {"ended": "refused", "message": str(error)[:200]}
    frames = traceback.extract_tb(error.__traceback__)
    own = [f"{Path(frame.filename).name}:{frame.lineno}" for frame in frames if str(ROOT) in frame.filename]
    return {"ended": "failed", "message": f"{type(error).__name__}: {str(error)[:300]}", "at": own[-4:]}


def chosen(
    target: str, seeds: dict[str, list[Seed]], chance: random.Random
) -> tuple[Seed, Callable[[Path], object]]:
    """The file to change, and what takes it."""
    if target in seeds:
        seed = chance.choice(seeds[target])
        return seed, lambda path: read(path, seed)
    if target in forms():
        return Seed(None, f"{target}.xlsx", filled_form(target)), lambda path: fill(path, target)
    if target == "form":
        seed = Seed(None, "回答.csv", "甲,乙\n職種,人数\n土木,1\n".encode())
        return seed, lambda path: [fill(path, one) for one in sorted(forms())][:1]
    every = [seed for one in seeds.values() for seed in one]
    if target == "recognise":
        return chance.choice([one for one in every if not one.name.endswith(".yaml")]), recognise
    if target == "unpack_zip":
        seed = chance.choice(every)
        return Seed(
            None, "まとめ.zip", mutations._packed({f"甲/{seed.name}": seed.content, "乙.csv": LEDGER})
        ), unpack
    tables = [one for one in every if one.name.endswith((".csv", ".xlsx", ".xls"))]
    seed = chance.choice([chance.choice(tables), Seed(None, "台帳.csv", LEDGER)])
    return seed, {"read_sheets": sheets_of, "ledger": ledger_of}[target]


LEDGER = (
    "管理番号,橋梁名,所在地,架設年度,橋長（m）,判定区分,点検年度,緯度,経度\r\n"
    "1,乙橋,山口県周防大島町,昭和48年,\"1,234.5\",Ⅱ,令和3年,34.2,131.5\r\n"
    "2,丙橋,周防大島町,1985,12.3,3,2021,33.9,132.2\r\n"
).encode("cp932")  # fmt: skip


# --- what takes the files


def read(path: Path, seed: Seed) -> None:
    from etl import source

    must_be_alike(source.read(path, seed.edition), whole(seed))


@cache
def _whole(source_id: str, name: str, content: bytes, edition_at: int) -> pd.DataFrame:
    from etl import source

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(content)
        return source.read(path, _EDITIONS[edition_at])


_EDITIONS: dict[int, object] = {}


def whole(seed: Seed) -> pd.DataFrame:
    """The table of the file as it was."""
    _EDITIONS[id(seed)] = seed.edition
    return _whole(seed.edition.source_id, seed.name, seed.content, id(seed))


def must_be_alike(table: pd.DataFrame, right: pd.DataFrame) -> None:
    """Raise Wrong when a table has other columns or types than that of the whole file."""
    if list(table) != list(right):
        raise Wrong(f"columns {list(table)} instead of {list(right)}")
    other = {
        name: f"{table[name].dtype} ≠ {right[name].dtype}"
        for name in table
        if not is_alike(table[name], right[name])
    }
    if other:
        raise Wrong(f"types {other}")
    if not len(table):
        raise Wrong("no rows")


def is_alike(values: pd.Series, right: pd.Series) -> bool:
    kinds = {"datetime64": "date", "str": "text", "string": "text", "Int64": "whole", "int64": "whole"}
    kind, wanted = (next((kind for name, kind in kinds.items() if str(one.dtype).startswith(name)), str(one.dtype)) for one in (values, right))  # fmt: skip
    return kind == wanted or values.isna().all() or right.isna().all()


def sheets_of(path: Path) -> None:
    from dashboard.forms import uploads

    for sheet in uploads.read_sheets(path.name, path.read_bytes()):
        if not all(isinstance(cell, str) for row in sheet.cells for cell in row):
            raise Wrong("cells that are no texts")


def unpack(path: Path) -> None:
    from dashboard.forms import uploads

    for name, _ in uploads.unpack_zip(path.read_bytes(), path.name):
        if name.startswith("/") or ".." in name.split("/"):
            raise Wrong(name)


def ledger_of(path: Path) -> None:
    """As the import page does: the tables, the ledger, the file the build reads, and its reader."""
    from analysis import ledger
    from dashboard.forms import uploads
    from etl import source
    from pages.importing import recognition

    try:
        found = recognition.recognised(path.name, path.read_bytes(), "bridge", None)
        tidied = ledger.read(found, municipalities(), "353051", date(2025, 3, 31))
        content = ledger.content(tidied, "甲市の台帳", date(2025, 3, 31))
    except ValueError as problem:  # of a file without a list; page and command show its message
        raise uploads.Refused(str(problem)) from problem
    written = path.with_name("ledger.csv")
    written.write_bytes(content)
    try:
        back = source.read(written, source.load("user_ledgers").editions[0])
    except Exception as error:
        raise Wrong(f"what the page writes is not read: {error}") from error
    if len(back) != len(tidied.facilities):
        raise Wrong(f"{len(back)} of {len(tidied.facilities)} facilities read")


@cache
def municipalities() -> pd.DataFrame:
    return pd.read_parquet(ROOT / "data" / "snapshot" / "mic_lg_codes.parquet")


def recognise(path: Path) -> None:
    from etl.recognise import recognise as recognised

    about, table = recognised(path)
    if about.rows != len(table):
        raise Wrong(f"{about.rows} rows said, {len(table)} there")


@cache
def forms() -> dict:
    """The forms that pages read, by the name of their module and form."""
    from pages.effects import form as effects_form
    from pages.orders import form as orders_form
    from pages.survey import form as survey_form
    from pages.workforce import form as workforce_form

    declared = {
        "survey": survey_form.FORM,
        "effects": effects_form.FORM,
        "orders": orders_form.FORM,
        "staff": workforce_form.STAFF,
    }
    return {f"form_{name}": form for name, form in declared.items()}


@cache
def filled_form(name: str) -> bytes:
    from dashboard.forms import workbook

    form = forms()[name]
    return workbook.export_bytes(
        "甲市", [form], {form.key: form.table(form.examples)}, issued_on=date(2026, 1, 1)
    )


def fill(path: Path, name: str) -> None:
    from dashboard.forms import reader

    form = forms()[name]
    found = reader.read(path.name, path.read_bytes(), form)
    right = form.table(form.examples)
    if list(found.rows) != list(right) or list(found.rows.dtypes) != list(right.dtypes):
        raise Wrong(f"{dict(found.rows.dtypes)} instead of {dict(right.dtypes)}")
    reader.read_assumptions(path.name, path.read_bytes())


def ask(path: Path, database: str) -> None:
    from dashboard.runtime import sandbox

    sandbox.ask(path.read_text("utf-8"), Path(database))


# --- the program


def forget_peak() -> None:
    """Let the peak of memory be counted from here, where the system can."""
    with contextlib.suppress(OSError):
        Path("/proc/self/clear_refs").write_text("5")


def peak_mb() -> int:
    try:
        status = Path("/proc/self/status").read_text()
    except OSError:
        return 0
    return int(re.search(r"VmHWM:\s+([0-9]+) kB", status)[1]) // 1024


def main(seeds: str, fault_seed: str, first: str, step: str, cases: str, database: str) -> None:
    import resource

    resource.setrlimit(resource.RLIMIT_AS, (ADDRESS_SPACE_BYTES, ADDRESS_SPACE_BYTES))
    loaded = fault_seeds.load(Path(seeds))
    for number in range(int(first), int(cases), int(step)):
        print(json.dumps({"begins": number}), flush=True)
        print(json.dumps(run(number, int(fault_seed), loaded, database)), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
