"""Notes below figures: the source lines, and what a metric counts."""

import pandas as pd
import streamlit as st

from dashboard import queries
from dashboard.maps import metric_map
from dashboard.runtime.cache import cached
from dashboard.shared import prose, text

OF_SIZE = "主に団体の規模の地図です。同じ規模の団体のうちどこに技術系職員がいないかは、ほとんど分かりません（「出典と品質」の検証）。"


def metric_notes(values: pd.DataFrame, metric: pd.Series, prefecture: pd.Series | None = None) -> None:
    """As of when, how many of the 1,741 and of the prefecture, what kind of value, why it matters, what it leaves out, whose it is."""
    is_marked, is_below = values["mark"].notna(), values["less_than"].notna()
    is_covered = values["value"].notna() | is_marked | is_below | values["status"].isin(text.STATUS)
    covered = int(is_covered.sum())
    coverage = f"収録 {covered:,} / {len(values):,} 市区町村"
    if is_below.any():
        coverage += f"、うち{text.between(0, values['less_than'].max(), metric['unit'], int(metric['digits']))}（印刷の下限未満）{is_below.sum():,}"
    if is_marked.any():
        coverage += f"、うち印があり順位・中央値に入れない値 {is_marked.sum():,}"
    if metric["basis"] == "estimated":
        coverage = f"推計 {covered:,} / {len(values):,} 市区町村（ほかは実数）"
    if prefecture is not None:
        within = is_covered[values["prefecture_code"] == prefecture["prefecture_code"]]
        coverage += f"（{prefecture['prefecture_name']} {within.sum():,} / {len(within):,}）"
    st.caption(f"{metric_map.dates(values, metric)}｜{text.BASIS[metric['basis']]}｜{coverage}")
    if metric["basis"] == "estimated":
        st.caption(OF_SIZE)
    reckoned = f"**計算**：{metric['numerator_ja']} ÷ {metric['denominator_ja']}"
    prose.fold(
        "この指標について",
        metric["why_it_matters_ja"],
        *([reckoned] if metric["kind"] != "level" else []),
        "\n".join(f"- {caveat}" for caveat in metric["caveats_ja"]),
    )
    source_line(list(metric["sources"]))


def source_line(source_ids: list[str]) -> None:
    """「出典：…」 with a link, the as-of date and the terms of each source, a line each."""
    if lines := _source_lines(source_ids):
        st.caption("  \n".join(lines))


def source_fold(title: str, source_ids: list[str] | None, icon: str = ":material/info:") -> None:
    """The source lines under a fold."""
    prose.fold(title, "  \n".join(_source_lines(source_ids)), icon=icon)


@cached
def _source_lines(source_ids: list[str] | None) -> list[str]:
    return [
        f"出典：{'' if source.is_official else '【非公式】'}[{source.attribution}]({source.page})"
        f"（{text.japanese_date(source.as_of)}現在、{source.licence}）"
        for source in queries.sources(source_ids).itertuples()
    ] + [f"より新しい公表：{one}" for one in newer_ja(source_ids)]


def newer_ja(source_ids: list[str]) -> list[str]:
    """「[令和7年4月1日現在の結果](…)（2025年12月25日公表）は未収録」, each page once."""
    rows = queries.newer_editions(source_ids).drop_duplicates("page")
    return [
        f"[{one.edition_ja}]({one.page})"
        + ("" if pd.isna(one.published) else f"（{text.japanese_date(one.published)}公表）")
        + "は未収録です。"
        for one in rows.itertuples()
    ]
