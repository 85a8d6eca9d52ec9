"""Read the hand-kept list of municipalities that really work together on infrastructure."""

from pathlib import Path

import pandas as pd

from etl.records import each, printed, read_yaml
from etl.sheets import Table
from etl.source import Edition
from japan import lg_code

PROGRAMMES = ("model_area", "joint_administration")
FORMS = ("horizontal", "vertical", "multi_sector")
TEXTS = {"group_id": "group_id", "group_name": "name_ja", "document_ja": "document_ja"}


def read(path: Path, edition: Edition) -> pd.DataFrame:
    """One row per group and municipality in it: group_id, group_name, programme (PROGRAMMES), form (FORMS, null where not
    stated), lg_code, is_lead, has_prefecture (the prefecture takes part), document_ja, document_url."""
    table = read_yaml(
        path,
        "groups",
        TEXTS
        | {
            name: name for name in ("programme", "form", "lead", "with_prefecture", "members", "document_url")
        },
    )
    for row, members in zip(table.rows.index, table.rows["members"], strict=True):
        if not isinstance(members, list) or not members or not all(map(_is_municipality, members)):
            raise table.fail(
                row, "members", "6桁の団体コード（末尾は検査数字）を引用符で囲んだ一覧が必要です。"
            )
        if len(set(members)) < len(members):
            raise table.fail(row, "members", "同じ団体コードが2回あります。1回だけ書いてください。")
        if table.rows.at[row, "lead"] not in {"", *members}:
            raise table.fail(row, "lead", "構成団体（members）の団体コードか null が必要です。")
    groups = pd.DataFrame(
        {name: each(table, name, _text, "文字が必要です。").astype("str") for name in TEXTS}
        | {
            "programme": _one_of(table, "programme", PROGRAMMES),
            "form": _one_of(table, "form", ("", *FORMS)).replace("", None),
            "lead": printed(table, "lead"),
            "lg_code": table.rows["members"],
            "has_prefecture": each(
                table, "with_prefecture", {"True": True, "False": False}, "true か false が必要です。"
            ).astype(bool),
            "document_url": each(table, "document_url", _url, "https:// で始まる URL が必要です。").astype(
                "str"
            ),
        }
    )
    table.must_be_unique(groups["group_id"])
    rows = groups.explode("lg_code", ignore_index=True).astype({"lg_code": "str"})
    rows["is_lead"] = rows["lg_code"] == rows.pop("lead")
    columns = ["group_id", "group_name", "programme", "form", "lg_code", "is_lead", "has_prefecture"]
    return rows[[*columns, "document_ja", "document_url"]]


def _is_municipality(code: object) -> bool:
    return isinstance(code, str) and lg_code.is_valid(code) and not lg_code.is_prefecture(code)


def _one_of(table: Table, column: str, names: tuple[str, ...]) -> pd.Series:
    meaning = {name: name for name in names}
    return each(table, column, meaning, f"{'・'.join(filter(None, names))} のどれかが必要です。").astype(
        "str"
    )


def _text(cell: str) -> str:
    """The text itself. Raises ValueError when there is none."""
    if not cell:
        raise ValueError
    return cell


def _url(cell: str) -> str:
    """The address itself. Raises ValueError when it is none."""
    if not cell.startswith(("https://", "http://")):
        raise ValueError(cell)
    return cell
