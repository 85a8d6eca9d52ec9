"""Read the finances of the 47 prefectures' own accounts: 決算カード (one wide table), 主要財政指標, 目的別歳出内訳 (workbooks)."""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from etl import municipality_names
from etl.declaration import text
from etl.problems import BadInput
from etl.read.mic_settlement_survey import must_be_in_thousands, position
from etl.sheets import Grid, Table, nearest_labels, only_sheet, read_parquet
from etl.source import Edition
from japan.cells import squeeze

LAYOUT = {
    "columns": {
        "fiscal_strength_index": text,
        "current_balance_ratio": text,
        "real_debt_service_ratio": text,
        "future_burden_ratio": text,
        "public_works_expenditure_yen": text,
    }
}
MONEY = "public_works_expenditure_yen"


def read(path: Path, edition: Edition) -> pd.DataFrame:
    """One row per prefecture, fiscal year and item: prefecture_code, fiscal_year, item, value.

    Ratios are in percent as printed, 財政力指数 is an index, money is in yen (printed in 千円); `value` is null where a dash is
    printed. A file holds some of the layout's items. Raises BadInput unless each of the 47 prefectures stands in one row.
    """
    grid = read_parquet(path) if path.suffix.lower() == ".parquet" else only_sheet(path)
    body = _body(grid)
    head = [
        [squeeze(cell) for cell in row] for row in grid.rows[: min(number for number, _ in body.values()) - 1]
    ]
    columns = edition.layout["columns"]
    positions = {
        item: at for item, label in columns.items() if (at := position(grid, head, label)) is not None
    }
    if not positions:
        labels = "、".join(columns.values())
        near = nearest_labels(grid, columns[MONEY])
        raise BadInput(f"{grid.place}：{labels} の列がどれもありません。{near}")
    if MONEY in positions:
        must_be_in_thousands(grid, len(head))
    cells = {
        item: [row[at] if at < len(row) else "" for _, row in body.values()] for item, at in positions.items()
    }
    index = pd.Index([number for number, _ in body.values()], name="row")
    table = Table(grid.place, pd.DataFrame(cells, index=index, dtype=object), columns)
    assert edition.as_of  # which only an imported edition lacks
    years = [
        pd.DataFrame(
            {
                "prefecture_code": list(body),
                "fiscal_year": edition.as_of.year - 1,  # as_of is the 31 March that ends it
                "item": item,
                "value": table.number(item, minimum=None, missing=["dash"]).to_numpy()
                * (1000 if item == MONEY else 1),
            }
        )
        for item in positions
    ]
    return pd.concat(years, ignore_index=True)


def _body(grid: Grid) -> dict[str, tuple[int, Sequence[object]]]:
    """Row number and cells of each prefecture by its code: the rows that begin with its name, whatever the headings above."""
    codes = {
        place.prefecture_name: code[:2]
        for code, place in municipality_names.places().items()
        if place.is_prefecture
    }
    found = [
        (codes[name], number, row)
        for number, row in enumerate(grid.rows, start=1)
        for name in [squeeze(cell) for cell in row[:3] if squeeze(cell) in codes][:1]
    ]
    counts = Counter(code for code, *_ in found)
    wrong = [name for name, code in codes.items() if counts[code] != 1]
    if wrong:
        raise BadInput(
            f"{grid.place}：47都道府県が1行ずつ必要です。"
            f"{'、'.join(wrong[:5])}{'など' if len(wrong) > 5 else ''}の行がないか、複数あります。"
        )
    return {code: (number, row) for code, number, row in found}
