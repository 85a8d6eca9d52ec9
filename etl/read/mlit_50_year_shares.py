"""Read the national shares of structures 50 years old or older."""

import re
from datetime import date
from pathlib import Path

import pandas as pd

from etl.declaration import Named, any_address, flag, maybe, text
from etl.records import each, printed
from etl.sheets import find_table, read_csv
from etl.source import Edition

LAYOUT = {
    "columns": {
        "vintage": text,
        "kind": text,
        "measure": text,
        "stock": text,
        "observation": text,
        "share": text,
        "count": text,
        "footnote": text,
        "source": text,
    },
    "measure": text,
    "kinds": Named(text),
    "sources": Named(
        {"title": text, "url": any_address, "primary": maybe(flag, False), "remark": maybe(text)}
    ),
}


def read(path: Path, edition: Edition) -> pd.DataFrame:
    """One row per kind of facility, vintage of the estimate, date it speaks of and source.

    share_50_years is 0–1; shares of another age (水道管路, 40 years) are left out. vintage and
    observation_date are the first day of the month printed (年度末: March), or of the year where only a year is
    (then is_month_stated, which speaks of the observation, is false); vintage is null where none is stated.
    vintage_ja, observation_ja and count_ja are as printed. is_primary: read from the ministry's own page.
    """
    layout = edition.layout
    table = find_table(read_csv(path), layout["columns"])
    table = table.where(printed(table, "measure") == layout["measure"])
    source = each(table, "source", layout["sources"], "出典の定義にある略号が必要です。")
    expected = "「2020-03」「2020」「2022年度末」のような年月が必要です。"
    vintage = each(table, "vintage", lambda text: None if text.startswith("不明") else _month(text), expected)
    observation = each(table, "observation", _month, expected)
    rows = pd.DataFrame(
        {
            "facility_kind": each(
                table, "kind", layout["kinds"], "施設の種類の定義にある名称が必要です。"
            ).astype("str"),
            "facility_kind_ja": printed(table, "kind"),
            "vintage": vintage.map(lambda month: month and month[0]),
            "vintage_ja": printed(table, "vintage"),
            "observation_date": observation.map(lambda month: month[0]),
            "observation_ja": printed(table, "observation"),
            "is_month_stated": observation.map(lambda month: month[1]).astype(bool),
            "share_50_years": each(table, "share", _share, "0〜100 の百分率が必要です。").astype(float),
            "stock_ja": printed(table, "stock").replace("", None),
            "count_ja": printed(table, "count").replace("", None),
            "is_primary": source.map(lambda declared: declared["primary"]).astype(bool),
            "footnote_ja": printed(table, "footnote").replace("", None),
            "source_key": printed(table, "source"),
            "source_title": source.map(lambda declared: declared["title"]).astype("str"),
            "source_url": source.map(lambda declared: declared["url"]).astype("str"),
            "remark_ja": source.map(lambda declared: declared["remark"]),
        }
    )
    table.must_be_unique(rows[["facility_kind_ja", "vintage_ja", "observation_ja", "source_key"]])
    return rows.reset_index(drop=True)


def _month(text: str) -> tuple[date, bool]:
    """The first day of what is printed, and whether that is a month. Raises ValueError when it is no date."""
    found = re.fullmatch(r"(\d{4})(?:-(\d{2})|(年度末))?(?: ?\(.+\))?", text)
    if found is None:
        raise ValueError(text)
    year, month, is_year_end = found.groups()
    if is_year_end:
        return date(int(year) + 1, 3, 1), True
    return date(int(year), int(month or 1), 1), month is not None


def _share(text: str) -> float:
    """A percentage as a share. Raises ValueError when it is none."""
    percent = float(text)
    if not 0 <= percent <= 100:
        raise ValueError(text)
    return percent / 100
