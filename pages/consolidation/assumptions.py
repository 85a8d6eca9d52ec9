"""The declared thresholds and unit costs in a grid, where the reader changes them."""

import pandas as pd
import streamlit as st

from analysis import consolidation_options
from analysis.consolidation_options import ASSUMPTIONS, Assumed, NotUsable

KEY = "consolidation_numbers"
HEADINGS = {"label": "前提", "unit": "単位", "low": "低い", "base": "基本", "high": "高い", "source": "根拠"}


def table(numbers: Assumed) -> pd.DataFrame:
    """The numbers in use with where they come from: 前提, 単位, 低い, 基本, 高い, 根拠; changed ones say so."""
    rows = []
    for one in ASSUMPTIONS:
        low, base, high = numbers.range(one.name)
        declared = (one.low, one.base, one.high) if one.low is not None else (one.base,) * 3
        source = one.source_ja if (low, base, high) == declared else "利用者が変えた値"
        ends = (low, high) if one.low is not None else (None, None)
        rows.append((one.label_ja, one.unit, ends[0], base, ends[1], source))
    return pd.DataFrame(rows, columns=list(HEADINGS.values()))


def ask() -> Assumed:
    """Let the reader change the numbers; those declared where one of them cannot be used, and said so."""
    with st.expander("前提：しきい値と単価（変えられます）", icon=":material/tune:"):
        st.caption(
            "公表された単価がないものは「本ダッシュボードの仮定」です。手元の実績に合わせて変えてください。変えた値は、この画面を開いている間だけ使います。"
        )
        edited = st.data_editor(
            table(consolidation_options.assumed()),
            disabled=[HEADINGS["label"], HEADINGS["unit"], HEADINGS["source"]],
            column_config={
                HEADINGS["label"]: st.column_config.TextColumn(width="large"),
                HEADINGS["source"]: st.column_config.TextColumn(width="large"),
            },
            hide_index=True,
            height="content",
            placeholder="",
            key=KEY,
        )
        try:
            return consolidation_options.assumed(_changed(edited))
        except NotUsable as problem:
            st.warning(f"{problem}いまは、宣言した値で計算しています。", icon=":material/tune:")
            return consolidation_options.assumed()


def _changed(edited: pd.DataFrame) -> dict[str, tuple[float | None, float | None, float | None]]:
    """What stands in the grid, blanks as None."""
    columns = [HEADINGS[name] for name in ("low", "base", "high")]
    return {
        one.name: tuple(None if pd.isna(value) else float(value) for value in row)
        for one, row in zip(ASSUMPTIONS, edited[columns].itertuples(index=False), strict=True)
    }
