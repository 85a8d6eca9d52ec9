"""What is known of a table of 定員管理調査 while it is read: its place on a sheet, its columns and its lines."""

import re
from dataclasses import dataclass, field
from datetime import date

import pandas as pd

from etl import municipality_names
from etl.crosstab import Column, Line, Sheet
from japan.cells import squeeze

# Role, occupation, department or total → the labels that stand for it, or the parts it adds up.
Layout = dict[str, dict[str, list[str]]]
Key = tuple[str, date, str]  # of a count: table, survey date, identifier or label
Confirmed = set[tuple[str, Key]]  # cells that a printed total confirms: key of the line, key of the category

TABLES = {
    "departments_summary": "第1表 部門別職員数一覧",
    "departments": "第2表 部門別職員数",
    "occupations_all_staff": "第4表 職種別職員数（総職員）",
    "occupations_general_administration": "第4表 職種別職員数（一般行政部門）",
}
SCOPES = {"all_staff": "総職員", "general_administration": "一般行政部門"}  # whose occupations a 第4表 counts
EMPTY = pd.DataFrame(
    {
        name: pd.Series(dtype=dtype)
        for name, dtype in {
            "lg_code": "str",
            "as_of": "datetime64[s]",
            "table": "str",
            "occupation": "str",
            "department": "str",
            "label_ja": "str",
            "staff_count": "Int64",
            "status": "str",
        }.items()
    }
)
ALL_STAFF = re.compile(r"総職員|全職員|全部門")
GENERAL_ADMINISTRATION = re.compile(r"一般行政")
NOT_COUNTS = re.compile(
    r"増減|前年|差引|率|割合|構成比|指数|順位|人口|面積|類型|類似団体|備考|摘要|ふりがな|フリガナ|^番号$|^No\.?$"
)
ONLY_SOME = re.compile(r"^(うち|内)|再掲|内数|^男|^女|再任用|任期付|非常勤|臨時|会計年度|短時間")
SUM_LABEL = re.compile(r"合計|総計|小計|計|職員数|人数|総数")
TOTAL_COLUMN = re.compile(r"(?<![会統設])計$")


@dataclass(frozen=True)
class Category:
    """A column of staff counts: which table and date it belongs to, its identifier (None when it has none) and its label."""

    column: Column
    table: str
    as_of: date
    category: str | None
    label: str

    @property
    def key(self) -> Key:
        """What tells this column's counts from all others of the workbook."""
        return self.table, self.as_of, self.category or self.label


@dataclass
class Block:
    """One table on a sheet: where its header stands, what it says above it, which columns are what, and its lines."""

    sheet: Sheet
    top: int
    bottom: int
    first: int
    end: int
    title: list[object]
    columns: list[Column]
    positions: dict[str, int]
    categories: list[Category] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    totals: list[tuple[str, str | None, int, Line]] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)

    @property
    def place(self) -> str:
        return self.sheet.place

    @property
    def title_text(self) -> str:
        return squeeze(self.sheet.name) + " " + " ".join(squeeze(cell) for cell in self.title)


def shown_title(block: Block) -> str:
    return (
        "表題「"
        + " ".join(str(cell).strip() for cell in block.title[:4])
        + f"」シート名「{block.sheet.name}」"
    )


def is_association(line: Line) -> bool:
    return line.key not in municipality_names.places()


def body_name(key: str) -> str:
    """A body's prefecture and name."""
    place = municipality_names.places().get(key)
    return key if place is None else place.prefecture_name + place.municipality_name
