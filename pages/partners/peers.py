"""Whom to compare oneself with: another question than whom to team up with."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd
import streamlit as st

from analysis import dates, limits, peers
from dashboard import queries
from dashboard.runtime import place
from dashboard.runtime.cache import cached
from dashboard.shared import controls, notes, text, value_tables
from pages.partners import queries as own_queries

NEAREST = 15
LENSES = {"type": "同じ類似団体（総務省の類型）", "near": f"地域の性格が近い{NEAREST}団体"}
METRICS = [
    "population",
    "general_admin_staff_per_1000_residents",
    "technical_staff_zero_probability",
    "bridges_per_100_general_staff",
    "bridge_action_needed_share",
    "public_works_expenditure_per_resident",
    "fiscal_strength_index",
]


@cached
def _features() -> pd.DataFrame:
    """What every municipality is like: see analysis.peers.features."""
    return peers.features(queries.peer_attributes())


@dataclass(frozen=True)
class Compared:
    """What is said of peers: `summary` one row per metric, `side_by_side` one per municipality, its own first; codes in that order."""

    summary: pd.DataFrame
    side_by_side: pd.DataFrame
    codes: list[str]
    sources: list[str]


def section(muni: pd.Series) -> None:
    """The peers of one municipality under either lens, with a few metrics of each beside its own."""
    st.markdown(
        "組む相手ではなく、**自分の数値を読むために比べる相手**です。離れた地域の団体も入ります。"
        "職員の数は、似ているかどうかの判断に使っていません（不足どうしを並べないため）。"
    )
    places = queries.peer_attributes()
    lens = place.pick("比べる相手の決め方", "peers", LENSES, default="type")
    extra = _of_lens(muni["lg_code"], lens)
    if lens == "type":
        own = places.loc[places["lg_code"] == muni["lg_code"], "similar_type"].iloc[0]
        st.markdown(
            "類型は収録されていません。"
            if pd.isna(own)
            else f"{muni['municipality_name']}の類型は **{own}**（令和5年度 決算カード）。同じ類型の団体はほかに **{len(extra)}** あります。"
        )
    else:
        st.markdown(
            "人口・面積・人口密度・高齢化率・財政力指数・橋梁の数・道路の密度が近い順です。「性格の違い」は0が同じ、1は標準的なばらつき1つ分の違い。"
        )
    if extra.empty:
        st.info("比べる相手がありません。", icon=":material/info:")
        return
    _show(muni, lens)


def _of_lens(lg_code: str, lens: str) -> pd.DataFrame:
    """The peers, the nearest first, with what makes them peers."""
    if lens == "type":
        return peers.similar_type(queries.peer_attributes(), lg_code)[["lg_code"]]
    found = peers.nearest(_features(), lg_code, NEAREST)
    return pd.DataFrame(
        {
            "lg_code": found["lg_code"],
            "性格の違い": found["distance"].round(2),
            "近い点": found["closest"].map("・".join),
            "遠い点": found["farthest"].map("・".join),
        }
    )


@cached
def _compared(lg_code: str, lens: str) -> Compared:
    """The metrics of a municipality beside those of its peers, of which there may be a hundred."""
    extra = _of_lens(lg_code, lens)
    codes = [lg_code, *extra["lg_code"]]
    long = own_queries.metrics_of(codes, METRICS)
    wide = long.pivot(index="lg_code", columns="metric_id", values="value").reindex(codes)
    metrics = long.drop_duplicates("metric_id").to_dict("records")  # the first of each metric is one's own
    rows = []
    for at, metric in zip(range(0, len(long), len(codes)), metrics, strict=True):
        of_metric = long.iloc[at : at + len(codes)]
        theirs = of_metric[["value", "less_than"]].iloc[1:]
        rows.append(
            {
                "指標": metric["label_ja"],
                queries.names()[lg_code]: _value_ja(metric),
                "比べる相手の中央値": text.median(theirs, metric["unit"], int(metric["digits"])),
                "値のある相手": f"{limits.compared(theirs).count():,}団体",
                "種類": text.BASIS[metric["basis_of_metric"]],
                "時点": _newest(metric, of_metric),
            }
        )
    sources = sorted(
        {one for own in long["sources"] for one in own}
        | set(queries.sources_of("municipalities.similar_type"))
    )
    return Compared(pd.DataFrame(rows), _side_by_side(codes, extra, long, wide), codes, sources)


def _show(muni: pd.Series, lens: str) -> None:
    found = _compared(muni["lg_code"], lens)
    summary, codes, sources = found.summary, found.codes, found.sources
    value_tables.show(summary, alt="比べる相手の中央値")
    note = f"{LENSES[lens]}。中央値は値のある相手の中央値（算出値）。技術系職員の確率は推計で、実数のある団体は空欄。"
    name = f"比べる相手_{muni['prefecture_name']}{muni['municipality_name']}"
    value_tables.downloads(
        summary, title=f"{name}_中央値", source_ids=sources, notes=[note], key=f"peer_medians_{lens}"
    )
    controls.compare_link(
        *codes[: controls.MOST_COMPARED],
        label=f"「比較」の画面で上から{len(codes[1 : controls.MOST_COMPARED])}団体と並べる",
    )
    value_tables.table_with_downloads(
        found.side_by_side,
        title=name,
        source_ids=sources,
        notes=[f"1行目は{muni['municipality_name']}。", note],
        key=f"peers_{lens}",
        label="比べる相手",
    )
    st.caption(note)
    notes.source_fold("比べる相手の資料", sources)


def _side_by_side(
    codes: list[str], extra: pd.DataFrame, long: pd.DataFrame, wide: pd.DataFrame
) -> pd.DataFrame:
    """One row per municipality, its own first: what makes it a peer, and the metrics under their labels and units."""
    towns = queries.municipalities()[["lg_code", "prefecture_name", "municipality_name"]]
    towns = towns.set_index("lg_code").loc[codes]
    labels = long.drop_duplicates("metric_id").set_index("metric_id")
    numbers = {}
    for metric_id, metric in labels.iterrows():
        values = text.shown(wide[metric_id].astype(float), metric["unit"])
        numbers[text.labelled(metric)] = values.round(int(metric["digits"]) + 1).to_numpy()
    details = extra.set_index("lg_code").reindex(codes)
    return pd.DataFrame(
        {
            "団体コード": codes,
            "都道府県": towns["prefecture_name"].to_numpy(),
            "市区町村": towns["municipality_name"].to_numpy(),
            **{name: details[name].to_numpy() for name in details},
            **numbers,
        }
    )


def _newest(metric: Mapping[Hashable, Any], of_metric: pd.DataFrame) -> str:
    """The newest date of a metric's values; nothing where there is none."""
    if not of_metric["as_of"].notna().any():
        return ""
    at = of_metric["as_of"].idxmax()
    return dates.short(
        {**metric, **{name: of_metric.at[at, name] for name in ("as_of", "denominator_as_of")}}
    )


def _value_ja(own: Mapping[Hashable, Any]) -> str:
    """The value of a row of metrics_of, with its mark."""
    mark = text.mark(own["mark"], own["denominator"])
    value = own["marked_value"] if mark else own["value"]
    return text.number(value, own["unit"], int(own["digits"])) + (f"（{mark}）" if mark else "")
