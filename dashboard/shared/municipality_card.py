"""The card of one municipality: its metrics of some topics, with ranks, dates and kinds of value."""

from html import escape
from typing import Any

import pandas as pd
import streamlit as st

from analysis import briefing, chances, dates, few
from dashboard import queries
from dashboard.runtime.cache import cached
from dashboard.shared import controls, notes, text, value_tables
from japan import names

KEY_FIGURES = """
<style>
.key-figures { display: grid; align-content: center; gap: .2rem; padding: .5rem .9rem; border: 1px solid #d5d9e2;
  border-radius: 8px; background: #f3f5f9; line-height: 1.4; }
.key-figures p { margin: 0; }
.key-figures .name { font-weight: 700; }
.key-figures dl { display: grid; grid-template-columns: repeat(auto-fit, minmax(9.5rem, 1fr)); gap: .3rem 1.2rem;
  margin: 0 !important; padding: 0 !important; }
.key-figures dt, .key-figures small { font-size: .82rem; color: #4a4f59; }
.key-figures dd { margin: 0 !important; font-size: 1.15rem; font-weight: 700; }
.key-figures dd small { font-weight: 400; }
.key-figures .date { display: block; line-height: 1.3; }
</style>
"""
MOST_FIGURES = 4


def key_figures(muni: pd.Series | None, topics: list[str], metric_id: str | None = None) -> None:
    """What a click on the map tells, in one line above it: the metric of the map, then the first of the topics that are known."""
    content = (
        "<p>地図の市区町村を押すと、ここにその団体の数値が表示されます。</p>"
        if muni is None
        else _first_figures(muni["lg_code"], topics, metric_id, _muni=muni)
    )
    st.html(f'{KEY_FIGURES}<section class="key-figures" aria-live="polite">{content}</section>')


@cached
def _first_figures(lg_code: str, topics: list[str], metric_id: str | None, *, _muni: pd.Series) -> str:
    rows = metric_rows(lg_code, topics)
    rows = rows[rows["value"].notna() | (rows["metric_id"] == metric_id)]
    rows = rows.sort_values("metric_id", key=lambda ids: ids != metric_id, kind="stable")
    shown = as_shown(rows.head(MOST_FIGURES), names.inside(_muni["prefecture_name"]))
    figures = "".join(map(_figure, shown.to_dict("records")))
    return f'<p class="name">{escape(_muni["prefecture_name"])} {escape(_muni["municipality_name"])}</p><dl>{figures}</dl>'


def _figure(row: dict[str, str]) -> str:
    """One row of `as_shown` with its kind, date and place among the prefecture's."""
    rank = next(f"{name} {rank}" if rank else "" for name, rank in row.items() if name.endswith("内順位"))
    date = "・".join(part for part in (row["種類"], row["時点"]) if part)
    value = f"{escape(row['値'])} <small>{escape(rank)}</small><small class='date'>{escape(date)}</small>"
    return f"<div><dt>{escape(row['指標'])}</dt><dd>{value}</dd></div>"


def show(muni: pd.Series, topics: list[str]) -> None:
    """One municipality's real numbers with rank, date and kind of value."""
    st.header(f"{muni['prefecture_name']} {muni['municipality_name']}")
    st.caption(
        f"{text.MUNICIPALITY_TYPES[muni['municipality_type']]}｜"
        f"人口 {muni['population']:,}人（{text.japanese_date(muni['population_as_of'])}現在）｜"
        f"面積 {muni['area_km2']:,.2f}km²（{text.japanese_date(muni['area_as_of'])}現在）"
    )
    table, note, source_ids = _card(muni["lg_code"], topics, _muni=muni)
    value_tables.written(table, f"{muni['municipality_name']}の指標", is_wrapped=True)
    st.caption(note)
    name = f"{muni['prefecture_name']}{muni['municipality_name']}の指標"
    value_tables.downloads(table, title=name, source_ids=source_ids, notes=[note], key="card")
    controls.compare_link(muni["lg_code"])
    notes.source_line(source_ids)


@cached
def _card(lg_code: str, topics: list[str], *, _muni: pd.Series) -> tuple[pd.DataFrame, str, list[str]]:
    """The table, what is to be known of it, and its sources."""
    inside = names.inside(_muni["prefecture_name"])
    rows = metric_rows(lg_code, topics)
    table = as_shown(rows, inside)
    if rows["is_estimate"].any():
        before = rows["is_estimate"].argmax()
        interval = pd.DataFrame([_interval(queries.staff_estimate(lg_code))])
        table = pd.concat([table.iloc[:before], interval, table.iloc[before:]]).fillna("")
    near = queries.municipalities().query("prefecture_code == @_muni['prefecture_code']")
    kinds = briefing.kinds_ja(near["municipality_type"])
    note = f"順位は値の大きい順です。{inside}順位は{_muni['prefecture_name']}の{len(near)}{kinds}のうちのものです。中央値と順位は、値のある団体の中でのものです。「母数n」など印のある値は、順位に入れません。「データなし」は0ではありません。"
    return table, note, sorted({source_id for sources in rows["sources"] for source_id in sources})


def metric_rows(lg_code: str, topics: list[str]) -> pd.DataFrame:
    """Rows of queries.municipality_metrics; an estimate steps back where a count is known."""
    rows = queries.municipality_metrics(lg_code, topics)
    return rows[rows["value"].notna() | ~rows["is_estimate"]]


def as_shown(rows: pd.DataFrame, inside: str) -> pd.DataFrame:
    """The rows as the card and its files show them. inside: 県内, 都内 …"""
    return pd.DataFrame([_cells(row, inside) for row in rows.to_dict("records")], columns=_columns(inside))


def _columns(inside: str) -> list[str]:
    return ["指標", "値", "種類", "時点", "中央値", f"{inside}順位", "全国順位"]


def _cells(row: dict[str, Any], inside: str) -> dict[str, str]:
    """What the card says of one metric."""
    unit, digits = row["unit"], int(row["digits"])
    has_median = pd.notna(row["median_of_nation"]) and row["of_nation"] >= few.MEDIAN_OF
    cells = [
        row["label_ja"],
        text.missing(row["status"], row["less_than"], unit, digits) or _value(row),
        text.BASIS.get(row["basis"], ""),
        dates.short(row),
        text.number(row["median_of_nation"], unit, digits) if has_median else "",
        _rank(row["rank_in_prefecture"], row["of_prefecture"]),
        _rank(row["rank_in_nation"], row["of_nation"]),
    ]
    return dict(zip(_columns(inside), cells, strict=True))


def _interval(estimate: pd.Series) -> dict[str, str]:
    """The estimated technical staff as a row of the card, in words."""
    return {
        "指標": queries.metric("technical_staff_estimate")["label_ja"],
        "値": chances.staff(*estimate[["zero_probability", "median", "low", "high"]]),
        "時点": text.japanese_date(estimate["as_of"]),
        "種類": text.BASIS["estimated"],
    }


def _value(row: dict[str, Any]) -> str:
    mark = text.mark(row["mark"], row["denominator"])
    return text.number(row["value"], row["unit"], int(row["digits"])) + (f"（{mark}）" if mark else "")


def _rank(rank: float, count: float) -> str:
    return "" if pd.isna(rank) else f"{int(rank):,} / {int(count):,}"
