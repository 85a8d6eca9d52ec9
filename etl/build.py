"""Build the database: the whole pipeline in reading order.

Sources are read (or taken from the snapshot), outlines are published for the browser, marts are selected with SQL, metrics
are measured as declared, and every check must return no rows. The database is written beside the old one and replaces it in
one step; a failed or killed build leaves the old one as it was.
"""

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path

import duckdb
import geopandas as gpd
import pandas as pd
import yaml

from analysis import land_parts, pairs, schema_version, ways
from etl import (
    build_lock,
    estimate,
    journal,
    leftovers,
    lineage,
    measure,
    outlines,
    partners,
    snapshot,
    source,
    strengths,
    value_files,
)
from etl.problems import BadInput
from etl.progress import Progress
from japan.facilities import KINDS

ETL = Path(__file__).parent
DISK_PROBLEMS = {
    errno.ENOSPC: "ディスクの空き容量が足りません",
    errno.EFBIG: "ディスクの空き容量が足りません",
    errno.EROFS: "読み取り専用のディスクです",
    errno.EACCES: "書き込みが許されていません",
    errno.EPERM: "書き込みが許されていません",
}


def build(
    raw: Path,
    snapshot_dir: Path,
    static: Path,
    database: Path,
    progress: Progress,
    unless_whole: bool = False,
) -> None:
    """Build `database` and the browser's files in `static`; another build of the same database is waited for.

    unless_whole: keep a database that exists and is intact, also one that another process has just built.
    Raises BadInput when a source cannot be read, a check finds rows or the disk takes no more; then nothing is changed.
    """
    with locked(database, progress):
        if not (unless_whole and is_whole(database)):
            replace_database(raw, snapshot_dir, static, database, progress)


@contextmanager
def locked(database: Path, progress: Progress) -> Iterator[None]:
    """Hold the lock of a database; who comes second waits. What an import that was killed has left is put back first.

    Raises BadInput when the disk does not do its part.
    """
    with _naming_disk_problems(database), _locked(database, progress):
        journal.repair(database)
        yield


def replace_database(raw: Path, snapshot_dir: Path, static: Path, database: Path, progress: Progress) -> None:
    """What `build` does, for a caller who holds the lock."""
    in_use = files_named_by(database)  # readers may still have them on screen when it is replaced
    with replacing(database) as unfinished, duckdb.connect(str(unfinished)) as db:
        load_sources(db, raw, snapshot_dir, progress)
        draw_outlines(db, static, progress)
        select_marts(db, progress)
        measure_metrics(db, progress)
        publish_values(db, static, progress)
        pair_municipalities(db, progress)
        rank_partners(db, progress)
        type_municipalities(db, progress)
        describe(db)
        check(db, progress)
        db.execute("checkpoint")  # closing would do it too, and say nothing when the disk is full
    in_use |= files_named_by(database) | files_named_by(journal.former_database(database))
    outlines.prune(static, older_than_days=30, in_use=in_use)


def files_named_by(database: Path) -> set[str]:
    """The files for the browser that a database names; none where there is no readable database, or an older one has none."""
    named: set[str] = set()
    try:
        with duckdb.connect(str(database), read_only=True) as db:
            named |= set(db.execute("from outline_files").fetchone() or ())
            named |= {file for (file,) in db.execute("select value_file from value_files").fetchall()}
            named |= {file for (file,) in db.execute("from area_files").fetchall()}
    except duckdb.Error:
        pass
    return named


def is_whole(database: Path) -> bool:
    """Whether a file is a finished database of which every part can be read (DuckDB verifies each block it reads)."""
    if not database.is_file():
        return False
    try:
        with duckdb.connect(str(database), read_only=True) as db:
            for schema, table in db.execute(
                "select schema_name, table_name from duckdb_tables() order by all"
            ).fetchall():
                db.execute(f'select bit_xor(hash(one)) from "{schema}"."{table}" as one').fetchall()
            return bool(db.execute("from build_info").fetchall())
    except duckdb.Error:
        return False


def load_sources(db: duckdb.DuckDBPyConnection, raw: Path, snapshot_dir: Path, progress: Progress) -> None:
    """Every source's tidy table under `tidy.<source_id>`, with the tables `sources` and `source_editions`."""
    declared = source.load_all()
    progress.step("読み込み", len(declared))
    db.execute("create schema tidy")
    editions, left_out = [], []
    for one in declared:
        progress.advance(one.source_id)
        table, read = snapshot.load(one, raw, snapshot_dir)
        save(db, f"tidy.{one.source_id}", table)
        editions.append(read)
        left_out += table.attrs.get("left_out", [])
    for reason in left_out:
        progress.step("読まないファイル", 1)
        progress.advance(reason)
    save(db, "source_editions", pd.concat([read for read in editions if len(read)], ignore_index=True))
    save(db, "declared_sources", pd.DataFrame([_described(one) for one in declared]))
    save(db, "facility_kinds", facility_kinds())


def facility_kinds() -> pd.DataFrame:
    """One row per kind: facility_kind, kind_name_ja, quantity (the column that is summed), age_of_concern (years), age_ja."""
    return pd.DataFrame(
        [(one.kind_id, one.name_ja, one.quantity, one.age_of_concern, one.age_ja) for one in KINDS],
        columns=["facility_kind", "kind_name_ja", "quantity", "age_of_concern", "age_ja"],
    )


def draw_outlines(db: duckdb.DuckDBPyConnection, static: Path, progress: Progress) -> None:
    """Outlines written for the browser; tables `outlines`, `outline_files`, `borders` (shared border of neighbours) and
    `border_points` (where they may be passed, and on which land parts)."""
    progress.step("地図", 2)
    progress.advance("区域界")
    table = db.execute("from tidy.mlit_n03").df()
    areas = outlines.from_table(table.assign(outline_wkb=table["outline_wkb"].map(bytes)))
    published = outlines.publish(areas, static)
    outlines.copy_libraries(static)
    outlines.write_blank_style(static)
    points = areas.geometry.representative_point()
    bounds = _bounds(published.municipality_bounds, "lg_code")
    save(
        db,
        "outlines",
        bounds.assign(outline_index=range(len(bounds)), point_longitude=points.x, point_latitude=points.y),
    )
    save(db, "prefecture_views", _bounds(published.prefecture_bounds, "prefecture_code"))
    save(db, "outline_files", pd.DataFrame([{"outline_file": published.outlines}]))
    progress.advance("隣接関係")
    shared = pairs.shared_borders(areas)
    save(db, "borders", pairs.both_ways(shared.drop(columns="geometry")))
    save(db, "border_points", _on_land_parts(db, areas, ways.border_points(shared[shared["is_passable"]])))


def _on_land_parts(
    db: duckdb.DuckDBPyConnection, areas: gpd.GeoDataFrame, points: pd.DataFrame
) -> pd.DataFrame:
    """The points with the land part of either municipality each lies on."""
    offices = db.execute(
        "from tidy.municipality_offices qualify edition = max(edition) over (partition by lg_code)"
    ).df()
    sides = {"part": "lg_code", "partner_part": "partner_lg_code"}
    return points.assign(
        **{
            part: land_parts.apart(areas, offices, points.assign(lg_code=points[code]))
            for part, code in sides.items()
        }
    )


VIEWS = {
    "bridges",
    "metric_frames",
}  # for readers who know it by its former name; what is large and quickly selected


def select_marts(db: duckdb.DuckDBPyConnection, progress: Progress) -> None:
    """One table (or view) per file in marts/ that needs no metrics, in an order in which each finds the tables it selects from."""
    late = lineage.marts_of_metrics()
    marts = [mart for mart in lineage.in_order(lineage.marts()) if mart not in late]
    progress.step("集計表", len(marts))
    for mart in marts:
        progress.advance(mart)
        shape = "view" if mart in VIEWS else "table"
        db.execute(f"create {shape} {mart} as {lineage.mart_sql(mart)}")
    _all_must_be_listed(db)


def measure_metrics(db: duckdb.DuckDBPyConnection, progress: Progress) -> None:
    """Tables `metric_values`, `metrics` and those of the marts that select from them; and what estimate_staffing makes.

    The estimates are made of newest facts and are measured themselves, so that metrics of them come after all others.
    """
    declared = measure.declare(db)
    ready = [metric for metric in declared if measure.is_ready(db, metric)]
    measure.measure(db, ready, progress)
    estimate_staffing(db, progress)
    measure.measure(db, [metric for metric in declared if metric not in ready], progress)
    measure.add_coverage(db)
    for mart in lineage.marts_of_metrics():
        if mart != "newest_facts":  # the view that the others select from
            shape = "view" if mart in VIEWS else "table"
            db.execute(f"create {shape} {mart} as {lineage.mart_sql(mart)}")


def publish_values(db: duckdb.DuckDBPyConnection, static: Path, progress: Progress) -> None:
    """The values of every metric that is offered as a file for the browser; table `value_files`."""
    progress.step("地図の値", 1)
    progress.advance("value_files")
    save(db, "value_files", value_files.publish(db, static))
    save(db, "area_files", value_files.publish_areas(db, static))


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


def pair_municipalities(db: duckdb.DuckDBPyConnection, progress: Progress) -> None:
    """Tables `office_ways` and `municipality_pairs`."""
    progress.step("市区町村の組", 2)
    progress.advance("office_ways")
    places, links = partners.municipalities(db), db.execute("from tidy.island_links").df()
    over_land = ways.ways(places, db.execute("from border_points").df(), links)
    save(db, "office_ways", over_land.table())
    progress.advance("municipality_pairs")
    found = over_land.of(pairs.pairs(places, db.execute("from borders").df(), links, partners.groupings(db)))
    model_areas = db.execute(
        "select lg_code, group_id from cooperation_groups where programme = 'model_area'"
    )
    save(db, "municipality_pairs", pairs.described(found, places, model_areas.df()))


def rank_partners(db: duckdb.DuckDBPyConnection, progress: Progress) -> None:
    """Tables `partner_features` and `partner_candidates`."""
    progress.step("連携候補", 1)
    progress.advance("partner_candidates")
    partners.candidates(db)


def type_municipalities(db: duckdb.DuckDBPyConnection, progress: Progress) -> None:
    """Tables `type_rules`, `remedies` and `municipality_types`."""
    progress.step("強み・弱み", 1)
    progress.advance("municipality_types")
    for name, rows in strengths.tables(db).items():
        save(db, name, rows)


def describe(db: duckdb.DuckDBPyConnection) -> None:
    """What the tables mean: `columns`, `glossary`; of what they were made: `table_sources`; what holds of them: `checks`;
    `build_info`."""
    columns = measure.column_meanings() | yaml.safe_load((ETL / "columns.yaml").read_text("utf-8"))
    described = [{"column_name": name} | _filled(meaning) for name, meaning in columns.items()]
    save(db, "columns", pd.DataFrame(described, columns=["column_name", "label_ja", "unit", "note_ja"]))
    terms = yaml.safe_load((ETL / "glossary.yaml").read_text("utf-8"))
    save(db, "glossary", pd.DataFrame(terms))
    save(db, "table_sources", lineage.table_sources())
    save(db, "newer_editions", newer_editions(db))
    checks = [{"check_id": path.stem, "statement_ja": _statement(path)} for path in _checks()]
    save(db, "checks", pd.DataFrame(checks))
    built_at = datetime.now(UTC).replace(tzinfo=None)
    save(db, "build_info", pd.DataFrame([{"built_at": built_at, "schema_version": own_schema_version()}]))


def newer_editions(db: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """Official editions that are known to exist and are not loaded: source_id, edition_ja, as_of, published (null where not known),
    page. What has been loaded since is left out."""
    held = dict(db.execute("select source_id, max(as_of)::date from source_editions group by 1").fetchall())
    rows = [
        (one.source_id, newer["edition_ja"], newer["as_of"], newer["published"], newer["page"])
        for one in source.load_all()
        for newer in one.newer
        if held.get(newer["source"] or one.source_id, date.min) < newer["as_of"]
    ]
    table = pd.DataFrame(rows, columns=["source_id", "edition_ja", "as_of", "published", "page"])
    return table.astype({"as_of": "datetime64[s]", "published": "datetime64[s]"})


def own_schema_version() -> str:
    """The version that the dashboard of the same program expects (dashboard/runtime/schema.py)."""
    return schema_version.of(
        map(lineage.mart_sql, lineage.marts()),
        (ETL / "columns.yaml").read_text("utf-8"),
        [path.stem for path in measure.METRICS.glob("*.yaml")],
    )


def check(db: duckdb.DuckDBPyConnection, progress: Progress) -> None:
    """Run every file in checks/. Raises BadInput with the first rows of the first check that finds any."""
    checks = _checks()
    progress.step("検査", len(checks))
    for path in checks:
        progress.advance(path.stem)
        offending = db.execute(path.read_text("utf-8")).df()
        if len(offending):
            raise BadInput(
                f"検査「{_statement(path)}」に合わない行が {len(offending):,} 件あります（{path.stem}）：\n"
                f"{offending.head(5).to_string(index=False)}"
            )


def _checks() -> list[Path]:
    return sorted((ETL / "checks").glob("*.sql"))


def _statement(check: Path) -> str:
    """What must hold: the first line of the check's file."""
    return check.read_text("utf-8").splitlines()[0].removeprefix("--").strip()


def save(db: duckdb.DuckDBPyConnection, table: str, rows: pd.DataFrame) -> None:
    """Store a data frame as a table."""
    db.register("rows_to_save", rows)
    db.execute(f"create table {table} as from rows_to_save")
    db.unregister("rows_to_save")


@contextmanager
def _naming_disk_problems(database: Path) -> Iterator[None]:
    """Turn errors of a full or read-only disk into BadInput."""
    try:
        yield
    except (OSError, duckdb.Error) as error:
        number = getattr(error, "errno", None)
        numbers = {number} | {known for known in DISK_PROBLEMS if os.strerror(known) in str(error)}
        named = [DISK_PROBLEMS[known] for known in numbers if known in DISK_PROBLEMS]
        if not named:
            raise
        raise BadInput(f"{database.parent}：{named[0]}。データベースは前のままです。") from error


@contextmanager
def _locked(database: Path, progress: Progress) -> Iterator[None]:
    database.parent.mkdir(parents=True, exist_ok=True)

    def report_busy() -> None:
        progress.step("待機", 1)
        progress.advance("別の構築が終わるのを待っています")

    with build_lock.hold(database, report_busy):
        yield


@contextmanager
def replacing(database: Path) -> Iterator[Path]:
    """Atomic replacement: a path beside the database that replaces it on success and is removed on failure."""
    leftovers.remove(database.parent, database.name, "unfinished")
    unfinished = leftovers.beside(database, "unfinished")
    try:
        yield unfinished
        unfinished.replace(database)
    finally:
        for left in database.parent.glob(f"{unfinished.name}*"):
            left.unlink()


def _bounds(boxes: dict[str, outlines.Bounds], code: str) -> pd.DataFrame:
    """One row per code, in the order given: west, south, east, north in degrees."""
    table = pd.DataFrame.from_dict(boxes, orient="index", columns=["west", "south", "east", "north"])
    return table.rename_axis(code).reset_index()


def _described(declared: source.Source) -> dict[str, object]:
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


def _filled(meaning: dict[str, str]) -> dict[str, str]:
    return {"label_ja": meaning["ja"], "unit": meaning.get("unit", ""), "note_ja": meaning.get("note", "")}
