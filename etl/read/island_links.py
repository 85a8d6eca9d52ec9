"""Read the hand-kept list of road bridges and tunnels that join municipalities across the sea."""

from pathlib import Path

import pandas as pd

from etl.records import each, read_yaml
from etl.source import Edition
from japan import lg_code

KINDS = ["bridge", "tunnel", "bridge_tunnel"]


def read(path: Path, edition: Edition) -> pd.DataFrame:
    """One row per link: lg_code, partner_lg_code (one direction), link_name, kind (KINDS), road_ja, source_title, source_url."""
    table = read_yaml(
        path,
        "links",
        {
            "link_name": "name_ja",
            "lg_codes": "lg_codes",
            "kind": "kind",
            "road_ja": "road_ja",
            "opened": "opened",
            "source_title": "source.title",
            "source_url": "source.url",
        },
    )
    for row, codes in zip(table.rows.index, table.rows["lg_codes"], strict=True):
        if not (isinstance(codes, list) and len({*map(str, codes)}) == len(codes) == 2):
            raise table.fail(row, "lg_codes", "異なる2つの団体コードが必要です。")
        if not all(isinstance(code, str) and lg_code.is_valid(code) for code in codes):
            raise table.fail(
                row, "lg_codes", "6桁の団体コード（末尾は検査数字）を引用符で囲んで書いてください。"
            )
    table.number("opened", minimum=1900, whole=True)
    kind = each(
        table,
        "kind",
        {name: name for name in KINDS}.__getitem__,
        f"{'・'.join(KINDS)} のどれかが必要です。",
    )
    rows = pd.DataFrame(
        {
            "lg_code": table.rows["lg_codes"].str[0].astype("str"),
            "partner_lg_code": table.rows["lg_codes"].str[1].astype("str"),
            "link_name": each(table, "link_name", _text, "橋やトンネルの名前が必要です。").astype("str"),
            "kind": kind.astype("str"),
            "road_ja": each(table, "road_ja", _text, "道路の名前が必要です。").astype("str"),
            "source_title": each(table, "source_title", _text, "資料の名前が必要です。").astype("str"),
            "source_url": each(table, "source_url", _url, "https:// で始まる URL が必要です。").astype("str"),
        }
    )
    table.must_be_unique(rows["link_name"])
    return rows.reset_index(drop=True)


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
