"""Read answers of the bridge API of 全国道路施設点検データベース (xROAD)."""

from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd

from etl import municipality_names, records
from etl.declaration import Named, one_of, text
from etl.problems import BadInput
from etl.source import Edition
from japan.facilities import EARLIEST_FISCAL_YEAR, LATITUDES, LONGITUDES
from japan.lg_code import city_of_ward

LAYOUT = {
    "columns": {
        "bridge_id": text,
        "bridge_name": text,
        "route_name": text,
        "manager": text,
        "manager_kind": text,
        "location": text,
        "location_name": text,
        "built_year": text,
        "length": text,
        "width": text,
        "soundness": text,
        "inspection_year": text,
        "latitude": text,
        "longitude": text,
    },
    "manager_kinds": Named(text),
    "soundness": Named(one_of((1, 2, 3, 4, None))),
}


def read(path: Path, edition: Edition) -> pd.DataFrame:
    """One row per bridge, with the columns of every bridge ledger; of several inspections the latest.

    The file holds one answer or a list of them (the pages of a question), with all records the answers count.
    Null: a blank year, rating and year of what is not inspected, the code of managers other than prefectures
    and municipalities (theirs are no 団体コード), the structure (not in this data).
    """
    layout = edition.layout
    table = records.table(f"{path.name}「result」の並び順", _results(path), layout["columns"])
    kind = records.each(
        table, "manager_kind", layout["manager_kinds"], "管理者区分 1〜6 が必要です。"
    ).astype("str")
    is_local = kind.isin(["prefecture", "designated_city", "municipality"])
    built = table.number("built_year", missing=["blank"], minimum=EARLIEST_FISCAL_YEAR, whole=True)
    inspected = table.number("inspection_year", whole=True)
    rows = pd.DataFrame(
        {
            "bridge_id": table.text("bridge_id"),
            "bridge_name": table.name("bridge_name"),
            "route_name": table.text("route_name"),
            "structure_ja": pd.Series(None, index=table.rows.index, dtype="str"),
            "manager_lg_code": table.where(is_local).lg_code("manager").reindex(table.rows.index),
            "manager_kind": kind,
            "location_name": table.name("location_name"),
            "location_lg_code": table.lg_code("location").map(_city),
            "built_fiscal_year": built,
            "built_year_kind": built.isna().map({True: "unknown", False: "stated"}),
            "length_m": table.number("length"),
            "width_m": table.number("width"),
            "soundness_category": records.each(
                table,
                "soundness",
                layout["soundness"],
                "判定区分 1〜4 か 8（未点検）が必要です。",
            ).astype("Int64"),
            "inspection_fiscal_year": inspected.mask(inspected == 0),
            "latitude": table.number("latitude", minimum=LATITUDES[0]),
            "longitude": table.number("longitude", minimum=LONGITUDES[0]),
        }
    )
    table.must_be_unique(pd.DataFrame({"bridge_id": rows["bridge_id"], "inspection": inspected}))
    latest = inspected.sort_values(kind="stable").groupby(rows["bridge_id"]).tail(1).index.sort_values()
    return rows.loc[latest].reset_index(drop=True)


@cache
def _city(lg_code: str) -> str:
    """The municipality of a code: itself, or the designated city of a ward."""
    return city_of_ward(lg_code, municipality_names.places()) or lg_code


def _results(path: Path) -> list[dict[str, Any]]:
    """The records of all answers. Raises BadInput when an answer is an error or lacks some of its records."""
    content = records.read_json(path)
    answers = content if isinstance(content, list) else [content]
    results: dict[tuple[str, int], list[dict[str, Any]]] = {}
    for answer in answers:
        if records.field(path.name, answer, "resultset.is_error"):
            raise BadInput(f"{path.name}：API の応答がエラーです。取り直してください。")
        asked, count, result = (
            records.field(path.name, answer, name)
            for name in ("metadata.parameters", "resultset.count", "result")
        )
        if not isinstance(asked, dict) or not isinstance(count, int) or not isinstance(result, list):
            raise BadInput(
                f"{path.name}：API の応答の形が違います（metadata.parameters、resultset.count、result）。"
            )
        question = "、".join(f"{name}={asked[name]}" for name in sorted(asked.keys() - {"limit", "offset"}))
        results.setdefault((question, count), []).extend(result)
    for (question, count), listed in results.items():
        if len(listed) != count:
            raise BadInput(
                f"{path.name}：{question} の応答は{count:,}件のはずが{len(listed):,}件です。"
                "すべてのページを取り直してください。"
            )
    return [record for listed in results.values() for record in listed]
