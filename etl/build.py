"""Build the database: the whole pipeline in reading order.

Sources are read (or taken from the snapshot), outlines are published for the browser, marts are selected with SQL, metrics
are measured as declared, and every check must return no rows. The database is written beside the old one and replaces it in
one step; a failed or killed build leaves the old one as it was.
"""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

import duckdb
import pandas as pd
import yaml

from analysis import pairs
from etl import estimate, measure, outlines, partners, snapshot, source
from etl.problems import BadInput

ETL = Path(__file__).parent
MARTS = [path.stem for path in sorted((ETL / "marts").glob("*.sql"))]


class Progress(Protocol):
    """Told before each piece of a step; see etl.__main__ for the one with bars."""

    def step(self, name_ja: str, pieces: int) -> None: ...

    def advance(self, piece: str) -> None: ...


def build(raw: Path, snapshot_dir: Path, static: Path, database: Path, progress: Progress) -> None:
    """Build `database` and the browser's files in `static`.

    Raises BadInput when a source cannot be read or a check finds rows; then nothing is changed.
    """
    with _replacing(database) as unfinished, duckdb.connect(str(unfinished)) as db:
        load_sources(db, raw, snapshot_dir, progress)
        draw_outlines(db, static, progress)
        select_marts(db, progress)
        estimate_staffing(db, progress)
        measure.metrics(db, progress)
        rank_partners(db, progress)
        describe(db)
        check(db, progress)


def load_sources(db: duckdb.DuckDBPyConnection, raw: Path, snapshot_dir: Path, progress: Progress) -> None:
    """Every source's tidy table under `tidy.<source_id>`, with the tables `sources` and `source_editions`."""
    declared = source.load_all()
    progress.step("読み込み", len(declared))
    db.execute("create schema tidy")
    editions = []
    for one in declared:
        progress.advance(one.source_id)
        table, read = snapshot.load(one, raw, snapshot_dir)
        save(db, f"tidy.{one.source_id}", table)
        editions.append(read)
    save(db, "source_editions", pd.concat([read for read in editions if len(read)], ignore_index=True))
    save(db, "declared_sources", pd.DataFrame([_described(one) for one in declared]))


def draw_outlines(db: duckdb.DuckDBPyConnection, static: Path, progress: Progress) -> None:
    """Outlines written for the browser; tables `outlines`, `outline_files`, `borders` (shared border of neighbours)."""
    progress.step("地図", 2)
    progress.advance("区域界")
    table = db.execute("from tidy.mlit_n03").df()
    areas = outlines.from_table(table.assign(outline_wkb=table["outline_wkb"].map(bytes)))
    published = outlines.publish(areas, static)
    outlines.copy_maplibre(static)
    outlines.write_blank_style(static)
    outlines.prune(static, older_than_days=30)
    points = areas.geometry.representative_point()
    bounds = _bounds(published.municipality_bounds, "lg_code")
    save(
        db,
        "outlines",
        bounds.assign(outline_index=range(len(bounds)), point_longitude=points.x, point_latitude=points.y),
    )
    save(db, "prefecture_views", _bounds(published.prefecture_bounds, "prefecture_code"))
    files = {"municipalities": published.outlines, "prefectures": published.prefectures}
    save(db, "outline_files", pd.DataFrame([files]))
    progress.advance("隣接関係")
    save(db, "borders", pairs.adjacency(areas))


def select_marts(db: duckdb.DuckDBPyConnection, progress: Progress) -> None:
    """One table per file in marts/, in an order in which each finds the tables it selects from."""
    progress.step("集計表", len(MARTS) + 1)
    for mart in _in_order(MARTS):
        progress.advance(mart)
        db.execute(f"create table {mart} as {_sql('marts', mart)}")
    progress.advance("municipality_pairs")
    _all_must_be_listed(db)
    save(
        db,
        "municipality_pairs",
        pairs.pairs(
            db.execute("from municipalities").df(),
            db.execute("from borders").df(),
            db.execute("from tidy.island_links").df(),
            {
                name: db.execute(f"select lg_code, group_id from groupings where grouping = '{name}'").df()
                for (name,) in db.execute("select distinct grouping from groupings order by 1").fetchall()
            },
        ),
    )


def estimate_staffing(db: duckdb.DuckDBPyConnection, progress: Progress) -> None:
    """Tables `technical_staff_estimates` and `estimate_validation`."""
    progress.step("推計", 2)
    progress.advance("technical_staff_estimates")
    save(db, "technical_staff_estimates", estimate.technical_staff(db))
    progress.advance("estimate_validation")
    save(db, "estimate_validation", estimate.validation(db))


def _all_must_be_listed(db: duckdb.DuckDBPyConnection) -> None:
    """Raise BadInput when a border or a sea link is of a municipality that is not in the list of codes."""
    unlisted = db.execute("""
        select lg_code from borders
        union
        select unnest([lg_code, partner_lg_code]) from tidy.island_links
        except
        select lg_code from municipalities
        order by 1
    """).fetchall()
    if unlisted:
        first = "、".join(code for (code,) in unlisted[:5])
        raise BadInput(
            f"全国地方公共団体コードの一覧にない団体が、区域界か海をまたぐ橋の一覧に {len(unlisted):,} あります（{first} など）。"
            "1,741市区町村すべてが載った一覧が必要です。"
        )


def rank_partners(db: duckdb.DuckDBPyConnection, progress: Progress) -> None:
    """Tables `partner_features` and `partner_candidates`."""
    progress.step("連携候補", 1)
    progress.advance("partner_candidates")
    partners.candidates(db)


def describe(db: duckdb.DuckDBPyConnection) -> None:
    """What the tables mean: `columns`, `glossary`, `build_info`."""
    columns = yaml.safe_load((ETL / "columns.yaml").read_text("utf-8"))
    described = [{"column_name": name} | _filled(meaning) for name, meaning in columns.items()]
    save(db, "columns", pd.DataFrame(described, columns=["column_name", "label_ja", "unit", "note_ja"]))
    terms = yaml.safe_load((ETL / "glossary.yaml").read_text("utf-8"))
    save(db, "glossary", pd.DataFrame(terms))
    save(db, "build_info", pd.DataFrame([{"built_at": datetime.now(UTC).replace(tzinfo=None)}]))


def check(db: duckdb.DuckDBPyConnection, progress: Progress) -> None:
    """Run every file in checks/. Raises BadInput with the first rows of the first check that finds any."""
    checks = sorted((ETL / "checks").glob("*.sql"))
    progress.step("検査", len(checks))
    for path in checks:
        progress.advance(path.stem)
        sql = path.read_text("utf-8")
        offending = db.execute(sql).df()
        if len(offending):
            said = sql.splitlines()[0].removeprefix("--").strip()
            raise BadInput(
                f"検査「{said}」に合わない行が {len(offending):,} 件あります（{path.stem}）：\n"
                f"{offending.head(5).to_string(index=False)}"
            )


def save(db: duckdb.DuckDBPyConnection, table: str, rows: pd.DataFrame) -> None:
    """Store a data frame as a table."""
    db.register("rows_to_save", rows)
    db.execute(f"create table {table} as from rows_to_save")
    db.unregister("rows_to_save")


@contextmanager
def _replacing(database: Path) -> Iterator[Path]:
    """A path beside the database; what is written there replaces it when all went well, else it is removed."""
    database.parent.mkdir(parents=True, exist_ok=True)
    _remove_leftovers(database)
    unfinished = database.with_name(f"{database.name}.{os.getpid()}.unfinished")
    try:
        yield unfinished
        unfinished.replace(database)
    finally:
        for left in database.parent.glob(f"{unfinished.name}*"):
            left.unlink()


def _remove_leftovers(database: Path) -> None:
    """Remove what killed builds left beside the database; what a running build is writing stays."""
    for left in database.parent.glob(f"{database.name}.[0-9]*.unfinished*"):
        process = int(left.name.removeprefix(f"{database.name}.").split(".")[0])
        with suppress(PermissionError):  # Windows does not let go of a file in use
            if process == os.getpid() or not _is_running(process):
                left.unlink()


def _is_running(process: int) -> bool:
    if os.name == "nt":
        return False  # there, asking by signal 0 would interrupt it; its file cannot be removed anyway
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:  # somebody else's
        return True
    return True


def _bounds(boxes: dict[str, outlines.Bounds], code: str) -> pd.DataFrame:
    """One row per code, in the order given: west, south, east, north in degrees."""
    table = pd.DataFrame.from_dict(boxes, orient="index", columns=["west", "south", "east", "north"])
    return table.rename_axis(code).reset_index()


def _sql(folder: str, name: str) -> str:
    return (ETL / folder / f"{name}.sql").read_text("utf-8")


def _in_order(marts: list[str]) -> list[str]:
    """Marts so that each comes after the marts its SQL names."""
    needs = {
        mart: {other for other in marts if re.search(rf"\b(from|join)\s+{other}\b", _sql("marts", mart))}
        - {mart}
        for mart in marts
    }
    ordered: list[str] = []
    while len(ordered) < len(marts):
        ready = [mart for mart in marts if mart not in ordered and needs[mart] <= set(ordered)]
        if not ready:
            raise ValueError(f"marts that wait for each other: {sorted(set(marts) - set(ordered))}")
        ordered += ready
    return ordered


def _described(declared: source.Source) -> dict:
    return {
        "source_id": declared.source_id,
        "title_ja": declared.title_ja,
        "publisher": declared.publisher,
        "page": declared.page,
        "licence": declared.licence["name"],
        "licence_url": declared.licence["url"],
        "attribution": declared.attribution,
        "covers_ja": declared.covers_ja,
        "unit_of_row": declared.unit_of_row,
        "is_official": declared.official,
        "notes_ja": list(declared.notes_ja),
    }


def _filled(meaning: dict) -> dict:
    return {"label_ja": meaning["ja"], "unit": meaning.get("unit", ""), "note_ja": meaning.get("note", "")}
