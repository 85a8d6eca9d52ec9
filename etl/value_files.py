"""Values of metrics as static files: what a map needs to show another metric or year without asking the server.

One file per metric that has values, named after its content. Per date (frame) it has one text per part, a number for every
municipality in outline order with commas between them, on the scale a reader sees and with the decimals that are shown; nothing where
there is none. Marks, reasons and printing limits name the positions they hold for.
"""

import hashlib
import json
from pathlib import Path

import duckdb
import pandas as pd

from etl import outlines

Frame = dict[str, object]


def publish(db: duckdb.DuckDBPyConnection, static: Path) -> pd.DataFrame:
    """Write the file of each metric that has values; one row each: metric_id, value_file."""
    offered = db.execute("from metrics where municipalities_covered > 0 order by metric_id").df()
    rows = [(metric["metric_id"], _write(static, frames(db, metric))) for _, metric in offered.iterrows()]
    return pd.DataFrame(rows, columns=["metric_id", "value_file"]).astype(str)


AREAS = ("subprefecture", "jma_area", "secondary_medical_area", "commuting_zone")


def publish_areas(db: duckdb.DuckDBPyConnection, static: Path) -> pd.DataFrame:
    """Write the areas whose boundaries a map may lay over municipalities; one row: area_file.

    Per kind `ids`, an area by outline position (the first where a municipality lies in several), and `names` by area.
    """
    found = {}
    for kind in AREAS:
        rows = db.execute(
            """
            select outline_index, group_id, any_value(group_name) as group_name
            from groupings
            join outlines using (lg_code)
            where "grouping" = ?
            group by all
            order by outline_index, group_id
            """,
            [kind],
        ).df()
        first = rows.drop_duplicates("outline_index")
        numbers = {group: str(at) for at, group in enumerate(sorted(rows["group_id"].unique()), 1)}
        ids = dict(zip(first["outline_index"], first["group_id"].map(numbers), strict=True))
        names = rows.dropna(subset=["group_name"]).drop_duplicates("group_id")
        found[kind] = {
            "ids": ",".join(ids.get(at, "") for at in range(_places(db))),
            "names": {numbers[one.group_id]: one.group_name for one in names.itertuples()},
        }
    content = json.dumps(found, ensure_ascii=False, separators=(",", ":")).encode()
    return pd.DataFrame([{"area_file": _put(static, "areas", content)}])


def _places(db: duckdb.DuckDBPyConnection) -> int:
    return len(db.execute("select outline_index from outlines").df())


def frames(db: duckdb.DuckDBPyConnection, metric: pd.Series) -> list[Frame]:
    """The frames of a metric (row of `metrics`), the oldest first."""
    rows = db.execute(
        """
        select metric_frames.*, outline_index
        from metric_frames
        join outlines using (lg_code)
        where metric_id = ?
        order by frame, outline_index
        """,
        [metric["metric_id"]],
    ).df()
    places = _places(db)
    return [_frame(own.set_index("outline_index"), metric, places) for _, own in rows.groupby("frame")]


def _frame(rows: pd.DataFrame, metric: pd.Series, places: int) -> Frame:
    scale = 100 if metric["unit"] == "share" else 1
    frame: Frame = {
        "frame": f"{rows['frame'].iloc[0]:%Y-%m-%d}",
        "values": _text(rows["value"] * scale, int(metric["digits"]), places),
        "marks": _positions(rows["mark"]),
        "missing": _positions(rows["status"].where(rows["value"].isna())),
        "below": _positions(rows["less_than"].map(lambda bound: None if pd.isna(bound) else repr(bound))),
    }
    if metric["kind"] != "level":
        for part in ("numerator", "denominator"):
            digits = 0 if (rows[part].dropna() % 1 == 0).all() else 1
            frame[part] = _text(rows[part], digits, places)
    return frame


def _text(values: pd.Series, digits: int, places: int) -> str:
    known = values.reindex(range(places))
    return ",".join("" if pd.isna(value) else f"{value:.{digits}f}" for value in known)


def _positions(codes: pd.Series) -> dict[str, list[int]]:
    """Positions by code; those without one in none."""
    return {str(code): [int(at) for at in own.index] for code, own in codes.dropna().groupby(codes)}


def _write(static: Path, written: list[Frame]) -> str:
    content = json.dumps({"frames": written}, ensure_ascii=False, separators=(",", ":")).encode()
    return _put(static, "values", content)


def _put(static: Path, name: str, content: bytes) -> str:
    """The name of the file written, after its content."""
    file = static / f"{name}-{hashlib.sha256(content).hexdigest()[:10]}.json"
    outlines.put(file, content)
    return file.name
