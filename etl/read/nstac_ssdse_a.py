"""Read SSDSE-A (統計センター 教育用標準データセット 市区町村)."""

from dataclasses import replace
from pathlib import Path

import pandas as pd

from etl import places
from etl.declaration import Named, day, maybe, number, text
from etl.problems import BadInput
from etl.sheets import Grid, find_table, read_csv
from etl.source import Edition
from japan.cells import squeeze

LAYOUT = {
    "variables": Named(
        {
            "code": text,
            "label": text,
            "times": maybe(number, 1),
            "minimum": maybe(number, 0),
            "since": maybe(day),
        }
    )
}


def read(path: Path, edition: Edition) -> pd.DataFrame:
    """One row per municipality and variable: lg_code, variable, year, value.

    The file has three header rows (item code, year, label); `year` is the file's own: the fiscal year of accounts, the
    calendar year of the survey otherwise. Money is printed in 千円 and returned in yen; areas in ha, returned in km².
    """
    grid = read_csv(path, encoding="cp932")
    if len(grid.rows) < 4:
        raise BadInput(f"{grid.place}：SSDSE-A の見出し3行（項目コード・年度・項目名）とデータが必要です。")
    declared = edition.layout["variables"]
    codes = set(map(squeeze, grid.rows[0]))
    variables = {name: item for name, item in declared.items() if item["code"] in codes}
    if not variables:
        raise BadInput(f"{grid.place} 1行目：SSDSE-A の項目コード（A1101 など）がありません。")
    for item in declared.values():
        if item["code"] not in codes and item["since"] and edition.as_of >= item["since"]:
            raise BadInput(f"{grid.place} 1行目：項目 {item['code']}（{item['label']}）の列がありません。")
    columns = {"lg_code": "地域コード"} | {name: item["code"] for name, item in variables.items()}
    table = find_table(grid, columns, anchor="地域コード", above=2)
    table = replace(table, rows=table.rows.assign(lg_code=table.rows["lg_code"].str.removeprefix("R")))
    lg_code = places.current(table.lg_code("lg_code", digits=5))
    table.must_be_unique(lg_code)

    return pd.concat(
        [
            pd.DataFrame(
                {
                    "lg_code": lg_code,
                    "variable": name,
                    "year": _year(grid, item),
                    "value": table.number(name, minimum=item["minimum"]) * item["times"],
                }
            )
            for name, item in variables.items()
        ],
        ignore_index=True,
    )


def _year(grid: Grid, item: dict[str, str]) -> int:
    """The year printed over a variable, once its label is what we take it for."""
    codes, years, labels = ([*map(squeeze, row)] for row in grid.rows[:3])
    at = codes.index(item["code"])
    label, year = "".join(labels[at : at + 1]), "".join(years[at : at + 1])
    if squeeze(item["label"]) not in label:
        raise BadInput(
            f"{grid.place} 3行目：項目 {item['code']} の見出しが「{label}」です。「{item['label']}」が必要です。"
        )
    if not year.isdigit():
        raise BadInput(f"{grid.place} 2行目：項目 {item['code']} の年度が「{year}」です。西暦4桁が必要です。")
    return int(year)
