"""Addresses of the chosen numbers, how programs take them in, what comes back."""

import pandas as pd
import streamlit as st

from analysis import dates
from dashboard import queries
from dashboard.runtime import place
from dashboard.shared import open_data
from pages.open_data import words
from pages.open_data.words import Addresses

ADDRESS = "/data"  # of this page: what stands before it stands before /api/ too
DEFAULT = "bridge_action_needed_share"


def pick_metric() -> pd.Series:
    """Let the reader choose any metric or fact that has values."""
    metrics = queries.offered_metrics().set_index("metric_id", drop=False)
    metrics = metrics[metrics["municipalities_covered"] > 0]
    labels = metrics["label_ja"].to_dict()
    return metrics.loc[place.pick("指標", "metric", labels, default=DEFAULT)]


def pick_edition(metric: pd.Series) -> str | None:
    """Let the reader choose one of the metric's dates; None is the newest, which changes with the data."""
    editions = queries.metric_editions()
    own = editions[editions["metric_id"] == metric["metric_id"]]
    labels = {
        f"{one.frame:%Y-%m-%d}": (dates.written(one.frame, metric["is_fiscal_year"]) or "")
        + ("" if pd.isna(one.frame_ja) else f"（{one.frame_ja}）")
        for one in own.iloc[::-1].itertuples()
    }
    return place.pick("版", "at", labels, empty="最新")


def addresses(metric: pd.Series, prefecture: pd.Series | None, edition: str | None) -> Addresses:
    """Show the addresses of the chosen numbers, each with a button that copies it."""
    pref = None if prefecture is None else prefecture["prefecture_code"]
    st.markdown(
        "枠の右上のボタンでコピーできます（`https` でないときは、文字を選んでコピーしてください）。条件を選び直すと、アドレスも変わります。"
    )
    found = words.addresses(root(), metric["metric_id"], pref, edition)
    labels = {
        "CSV（Excel、どのソフトでも）": found.csv,
        "JSON（指標の説明と出典も）": found.json,
        "Parquet（型つき）": found.parquet,
        "GeoJSON（区域界と値）": found.geojson,
    }
    _listed(labels)
    return found


def _listed(addresses: dict[str, str]) -> None:
    """Addresses by what they give."""
    for label, address in addresses.items():
        st.markdown(f"**{label}**")
        st.code(address, language=None, wrap_lines=True)


def root() -> str:
    """The address of this server as the reader's browser knows it, without a slash at its end."""
    address = (st.context.url or "").partition("?")[0].rstrip("/")
    return address.removesuffix(ADDRESS)


def examples(found: Addresses) -> None:
    """Steps and code with the chosen address in them."""
    excel, python, r, qgis = st.tabs(["Excel", "Python", "R", "QGIS"])
    with excel:
        st.markdown(words.EXCEL_STEPS)
        st.markdown("「詳細エディター」に次を貼り付けても、同じ表になります。")
        _code(words.EXCEL_CODE, found.csv)
    with python:
        _code(words.PYTHON_CODE, found.csv, "python")
    with r:
        _code(words.R_CODE, found.csv, "r")
    with qgis:
        st.markdown(words.QGIS_STEPS)
        st.code(found.geojson, language=None, wrap_lines=True)


def _code(code: str, address: str, language: str | None = None) -> None:
    st.code(code.strip().replace("ADDRESS", address), language=language, wrap_lines=True)


def columns() -> None:
    """What every column of the values means."""
    meanings = open_data.meanings()
    st.markdown("CSV・Parquet・GeoJSON は次の列です。JSON では、指標と出典を1か所にまとめています。")
    table = pd.DataFrame(
        {
            "列": [f"`{name}`" for name in open_data.OF_METRIC],
            "意味": [meanings[name] for name in open_data.OF_METRIC],
        }
    )
    st.table(table, border="horizontal", hide_index=True, alt="列の意味")


def others() -> None:
    """The other addresses, and what holds for all."""
    start = f"{root()}/api/v1"
    code = (place.stated("muni") or queries.municipalities()["lg_code"].to_list())[0]
    lists = {
        "指標の一覧（単位、版、出典）": f"{start}/metrics",
        "市区町村の一覧": f"{start}/municipalities.csv",
        "市区町村の区域界": f"{start}/municipalities.geojson",
        "1つの市区町村のすべての指標": f"{start}/municipalities/{code}.json",
        "アドレスの説明書（OpenAPI）": f"{start}/openapi.json",
    }
    _listed(lists)
    st.markdown(
        "- **条件**：`pref` は都道府県コード2桁（01 北海道〜47 沖縄県）、`as_of` は版の日付。違う書き方は、理由を日本語で返します。\n"
        "- **出典**：列 `source` と、応答の見出し `Link` にあります。使うときは書いてください。データの権利は各公表者にあります（「出典と品質」）。\n"
        "- **推計**：`basis` が `estimated` の値は推計で、人数や箇所の実数ではありません。\n"
        "- **変わったときだけ受け取る**：前の応答の `ETag` を `If-None-Match` で送ると、同じなら 304 が返ります。\n"
        f"- **回数**：1つの接続元から続けて{open_data.AT_ONCE}回、その後は1秒に{open_data.A_SECOND}回までです。"
    )
