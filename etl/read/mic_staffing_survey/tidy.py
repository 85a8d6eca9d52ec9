"""The last stage: all tables of a workbook as one tidy table, and sentences on what was recognised."""

import difflib
from datetime import date
from itertools import chain
from pathlib import Path

import pandas as pd

from etl import municipality_names
from etl.problems import BadInput
from etl.read.mic_staffing_survey.model import EMPTY, TABLES, Block, Layout, body_name, is_association


def unite(blocks: list[Block]) -> pd.DataFrame:
    """All blocks as one table. Raises BadInput where two of them give different counts."""
    rows: dict[tuple[str, date, str, str], tuple[str, float | None, str, str]] = {}
    for block in blocks:
        for line in block.lines:
            for one in [] if is_association(line) else block.categories:
                value, kind = line.cells[one.column.at]
                key = (line.key, one.as_of, one.table, one.category or one.label)
                where = f"{block.place} {line.row}行目"
                if key in rows and rows[key][1:3] != (value, kind):
                    raise BadInput(
                        f"{where}と{rows[key][3]}：{body_name(line.key)}の「{one.label}」（{TABLES[one.table]}、{one.as_of}現在）が違います"
                        f"（「{_as_printed(value, kind)}」と「{_as_printed(*rows[key][1:3])}」）。どちらかを除いてください。"
                    )
                rows.setdefault(key, (one.label, value, kind, where))
    table = pd.DataFrame(
        [(*key, *row[:3]) for key, row in rows.items()],
        columns=["lg_code", "as_of", "table", "category", "label_ja", "staff_count", "status"],
    )
    is_occupation = table["table"].str.startswith("occupations")
    table["occupation"] = table["category"].where(is_occupation)
    table["department"] = table["category"].where(~is_occupation)
    return table[list(EMPTY)].astype(EMPTY.dtypes.to_dict())


def _as_printed(value: float | None, kind: str) -> str:
    return f"{value:,.0f}" if kind == "value" else {"blank": "空欄", "dash": "－"}.get(kind, kind)


def must_have_key_columns(table: pd.DataFrame, path: Path, layout: Layout) -> None:
    """Raise BadInput when the columns this table is read for are missing, or only a similar label is there."""
    for table_id, rows in table.groupby("table"):
        name = str(table_id)
        column = "occupation" if name.startswith("occupations") else "department"
        wanted = {
            "departments": ["civil_engineering_department"],
            "departments_summary": [],
        }.get(name, ["civil_engineers", "architectural_engineers"])
        known = layout[f"{column}s"]
        exact = set(chain.from_iterable(known.values()))
        missing = [one for one in wanted if not (rows[column] == one).any()]
        labels = sorted(set(rows["label_ja"]))
        for one in missing:
            label = known[one][0]
            near = difflib.get_close_matches(
                label, [text for text in labels if text not in exact], n=3, cutoff=0.55
            )
            if near or missing == wanted:
                hint = f"近い見出し：{'、'.join(f'「{text}」' for text in near or labels[:5])}。"
                raise BadInput(f"{path.name}：{TABLES[name]}に列「{label}」がありません。{hint}")


def recognised(block: Block) -> str:
    tables = "・".join(dict.fromkeys(TABLES[one.table] for one in block.categories))
    dates = "・".join(sorted({f"{one.as_of}現在" for one in block.categories}))
    known = [one.label for one in block.categories if one.category]
    others = len(block.categories) - len(known)
    left = [body_name(line.key) for line in block.lines if is_association(line)]
    associations = (
        f"、合計だけに含めた組合など {len(left)}（{'、'.join(left[:3])}{' ほか' if len(left) > 3 else ''}）"
        if left
        else ""
    )
    skipped = f"、読まなかった見出し・行：{'、'.join(block.skipped[:8])}" if block.skipped else ""
    more = f" ほか{others}列" if others else ""
    return (
        f"シート「{block.sheet.name}」{block.top + 1}〜{block.bottom + 1}行目の見出し：{tables}、{dates}、"
        f"{len(block.lines) - len(left):,}団体、{len(block.categories)}列（{'、'.join(known)}{more}）、合計の行 {len(block.totals)}{associations}{skipped}"
    )


def coverage(table: pd.DataFrame) -> list[str]:
    """How many of the 1,741 each table names, and who is missing when they are few."""
    municipalities = {code for code, place in municipality_names.places().items() if not place.is_prefecture}
    sentences = []
    for (name, as_of), rows in table.groupby(["table", "as_of"]):
        named = municipalities.intersection(rows["lg_code"])
        absent = sorted(municipalities - named)
        who = (
            f"（載っていない {len(absent)}：{'、'.join(map(body_name, absent))}）"
            if len(absent) <= 20 and absent
            else ""
        )
        prefectures = rows["lg_code"].nunique() - len(named)
        also = f"、都道府県 {prefectures}" if prefectures else ""
        sentences.append(
            f"{TABLES[str(name)]} {as_of:%Y-%m-%d}：市区町村 {len(named):,} / 1,741 が一致{who}{also}、一致しない団体 0"
        )
    return sentences
