"""Tables of values under a fold, with CSV and Excel to take away."""

from collections.abc import Callable, Mapping
from datetime import date
from functools import partial
from html import escape
from numbers import Real
from typing import NamedTuple

import numpy as np
import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from analysis import limits, map_files, printed_numbers, table_files
from analysis.spreadsheet import width
from dashboard import queries
from dashboard.exports import mime, tables
from dashboard.maps.outline_file import NoOutlines
from dashboard.runtime import workers
from dashboard.shared import controls, national_map, text

SHORT = 30  # rows; who reads so few does not sort them
GRID_HEIGHT = 420  # pixels, of a table that scrolls
ROOM = 140  # letters that stand side by side on a page of usual width
LINE = 36  # letters that stand in one line, a kanji takes two; a column with more has sentences


class Further(NamedTuple):
    """Rows to compare with, which a reader may ask for: the table with them, and the sources they have besides."""

    with_rows: Callable[[pd.DataFrame], pd.DataFrame]
    source_ids: list[str]


def metric_table(values: pd.DataFrame, metric: pd.Series, name: str, further: Further) -> None:
    """The numbers behind the figures, sorted by need, with downloads; opened by the reader, sent only then."""
    table_of_places(
        partial(rows_of_metric, values, metric),
        rows=len(values),
        title=f"{metric['label_ja']}_{name}",
        source_ids=list(metric["sources"]),
        notes=[metric["why_it_matters_ja"], *metric["caveats_ja"]],
        key=f"table_{metric['metric_id']}",
        further=further,
        digits={text.labelled(metric): int(metric["digits"])},
    )


def rows_of_metric(values: pd.DataFrame, metric: pd.Series) -> pd.DataFrame:
    """One row per municipality as a metric's table and files show it, sorted by need; values on the scale shown. values: as
    queries.metric_values."""
    headings = {
        "lg_code": "団体コード",
        "prefecture_name": "都道府県",
        "municipality_name": "市区町村",
        "value": text.labelled(metric),
    }
    if metric["kind"] != "level":
        headings |= {
            "numerator": text.with_unit(metric["numerator_ja"], metric["numerator_unit"]),
            "denominator": text.with_unit(metric["denominator_ja"], metric["denominator_unit"]),
        }
    headings |= {"as_of": "時点", "denominator_as_of": "分母の時点", "basis": "値の種類", "note_ja": "備考"}
    if metric["kind"] == "level":
        del headings["denominator_as_of"]
    table = cells_of_metric(values, metric)
    return table.assign(basis=table["basis"].map(text.BASIS))[list(headings)].rename(columns=headings)


def cells_of_metric(values: pd.DataFrame, metric: pd.Series) -> pd.DataFrame:
    """As rows_of_metric under the names of queries.metric_values, its codes as they are; note_ja: what is said of a value, or of why
    there is none."""
    order = limits.compared(values)
    shown = values.assign(order=order).sort_values(
        "order", ascending=metric["higher_is"] == "better", na_position="last"
    )
    unit, digits = metric["unit"], int(metric["digits"])
    table = shown.drop(columns=["order", "marked_value"]).assign(
        value=text.printed(shown["value"].fillna(shown["marked_value"]), unit, digits),
        less_than=text.printed(shown["less_than"], unit, digits),
        note_ja=[
            text.mark(mark, denominator) or text.missing(status, less_than, unit, digits)
            for mark, denominator, status, less_than in zip(
                *(shown[name] for name in ("mark", "denominator", "status", "less_than")), strict=True
            )
        ],
    )
    if metric["basis"] == "estimated":
        counts = national_map.known_counts(shown, metric)
        table = table.assign(note_ja=[counts.get(position) for position in range(len(table))])
    return table


def table_of_places(
    made: Callable[[], pd.DataFrame],
    *,
    rows: int,
    title: str,
    source_ids: list[str],
    notes: list[str],
    key: str,
    digits: dict[str, int] | None = None,
    further: Further | None = None,
    **how,
) -> None:
    """`table_with_downloads` of a table of so many rows with a column 団体コード, made where the fold is open: a click on a row chooses
    its municipality. how: label and expanded of the fold."""
    fold = _fold(rows, key, **how)
    if not fold.open:
        return
    table = made()

    def choose_row() -> None:
        selected = st.session_state[key]["selection"]["rows"]
        code = table["団体コード"].iloc[selected[0]] if selected else None
        if isinstance(code, str):  # rows to compare with have none
            controls.choose_municipality(code)

    with fold:
        if further and st.checkbox("比較の行を加える（都道府県・全国・類似団体）", key=f"further_{key}"):
            table, source_ids = further.with_rows(table), [*source_ids, *further.source_ids]
        height = min(38 + 35 * max(len(table), 1), GRID_HEIGHT)
        grid(
            table,
            title,
            digits=digits,
            height=height,
            key=key,
            on_select=choose_row,
            selection_mode="single-row",
        )
        downloads(table, title=title, source_ids=source_ids, notes=notes, key=key, digits=digits)


def table_with_downloads(
    table: pd.DataFrame,
    *,
    title: str,
    source_ids: list[str],
    notes: list[str],
    key: str,
    label: str = "表",
    digits: dict[str, int] | None = None,
    expanded: bool = False,
    file_table: pd.DataFrame | None = None,
) -> None:
    """A table under a fold, with CSV and Excel to take away; it is sent only when the fold is open.

    Files are named after the title. digits: decimals by column. file_table: what the files hold where that is not the table shown.
    """
    fold = _fold(len(table), key, label, expanded)
    if not fold.open:
        return
    with fold:
        show(table, title, digits=digits, key=key)
        downloads(
            table if file_table is None else file_table,
            title=title,
            source_ids=source_ids,
            notes=notes,
            key=key,
            digits=digits,
        )


def downloads(
    table: pd.DataFrame,
    *,
    title: str,
    source_ids: list[str] | None,
    notes: list[str],
    key: str,
    digits: dict[str, int] | None = None,
    is_in_full: bool = False,
) -> None:
    """Buttons for CSV and Excel, named after the title; the file is made when a button is pressed.

    source_ids: None names all sources. digits: decimals by column. is_in_full: a table of the database or an answer to SQL, with all
    its decimals, also as Parquet.
    """
    most = printed_numbers.FULL if is_in_full else printed_numbers.MOST
    files = {
        ("CSV（Excel 用）", "csv", mime.CSV): lambda: table_files.csv_bytes(table, digits, most),
        ("Excel（出典シート付き）", "xlsx", mime.XLSX): lambda: tables.xlsx_bytes(
            table, title, queries.sources(source_ids), notes, digits, most
        ),
    }
    if is_in_full:
        files["Parquet", "parquet", mime.PARQUET] = lambda: table_files.parquet_bytes(table)
    _buttons(files, title, key)


def map_downloads(table: pd.DataFrame, *, code: str, title: str, source_ids: list[str], key: str) -> None:
    """Buttons for the outlines of the municipalities with the table's columns as GeoJSON and GeoParquet. code: the column of codes."""
    attributed = table.assign(出典="、".join(queries.sources(source_ids)["attribution"]))

    def made(write: Callable[[dict, pd.DataFrame, str], bytes]) -> bytes:
        return workers.run(write, national_map.collection(), attributed, code)

    files = {
        ("GeoJSON", "geojson", mime.GEOJSON): partial(made, map_files.geojson),
        ("GeoParquet", "parquet", mime.PARQUET): partial(made, map_files.geoparquet),
    }
    try:
        national_map.collection()
    except NoOutlines as problem:
        st.warning(str(problem), icon=":material/map:")
        return
    _buttons(files, title, key)


def _buttons(files: Mapping[tuple[str, str, str], Callable[[], bytes]], title: str, key: str) -> None:
    """One button for each file: label, ending and MIME type → what makes it when it is pressed."""
    safe = "".join("・" if character in '\\/:*?"<>|' else character for character in title)
    with st.container(horizontal=True):
        for (label, ending, mime_type), content in files.items():
            st.download_button(
                label,
                data=content,
                file_name=f"{safe}.{ending}",
                mime=mime_type,
                icon=":material/download:",
                on_click="ignore",
                key=f"{ending}_{key}",
            )


def show(
    table: pd.DataFrame,
    alt: str,
    *,
    digits: dict[str, int] | None = None,
    labels: Mapping[str, str] | None = None,
    key: str | None = None,
) -> None:
    """A table to be read: a small one as text, which paper and a screen reader have all of and which costs a browser little; a long or a
    wide one as a grid, which sorts and scrolls. digits: decimals by column; labels: headings by column."""
    if is_small(table):
        written(table.rename(columns=dict(labels or {})), alt, digits=digits)
    else:
        grid(table, alt, digits=digits, labels=labels, key=key, height=GRID_HEIGHT)


def is_small(table: pd.DataFrame) -> bool:
    """Whether a table is read as text: few rows, and columns that stand side by side with sentences at the width of a line."""
    if len(table) > SHORT:
        return False
    widest = (max(width(str(cell)) for cell in [name, *cells]) for name, cells in table.items())
    return sum(min(each, LINE) for each in widest) <= ROOM


def written(
    table: pd.DataFrame, alt: str, *, digits: dict[str, int] | None = None, is_wrapped: bool = False
) -> None:
    """A short table as text, a row a line where no column has sentences (nor are the first two of long words: is_wrapped).

    digits: decimals by column. Streamlit's own static table renders each cell as Markdown by itself, which keeps a browser busy.
    """
    printed = printed_numbers.rounded(table, digits)
    columns = [_as_text(name, printed[name], (digits or {}).get(str(name))) for name in printed]
    heads = "".join(
        f'<th scope="col"{look}>{escape(str(name))}</th>'
        for name, (look, _) in zip(printed, columns, strict=True)
    )
    rows = "".join(
        f"<tr>{''.join(row)}</tr>"
        for row in zip(
            *([f"<td{look}>{escape(cell)}</td>" for cell in cells] for look, cells in columns), strict=True
        )
    )
    st.html(
        f'<div class="written{" wrapped" * is_wrapped}" tabindex="0" role="region" aria-label="{escape(alt)}">'
        f"<table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table></div>"
    )


def _as_text(heading: str, cells: pd.Series, digits: int | None) -> tuple[str, list[str]]:
    """How the cells of a column look, as an attribute, and each of them as text; "" where there is nothing."""
    decimals = _whole(cells) if digits is None else digits
    texts = [_in_words(heading, cell, decimals) for cell in cells]
    if pd.api.types.is_numeric_dtype(cells) and not pd.api.types.is_bool_dtype(cells):
        return ' class="number"', texts
    return ' class="long"' * any(width(each) > LINE for each in texts), texts


def _in_words(heading: str, cell: object, digits: int | None) -> str:
    if isinstance(cell, (list, tuple, np.ndarray)):
        return "、".join(map(str, cell))
    if pd.isna(cell):
        return ""
    if isinstance(cell, (bool, np.bool_)):
        return "はい" if cell else "いいえ"
    if isinstance(cell, date):
        return text.japanese_date(cell)
    if isinstance(cell, Real):
        return printed_numbers.in_words(heading, float(cell), digits)
    return str(cell)


def grid(
    table: pd.DataFrame,
    alt: str,
    *,
    digits: dict[str, int] | None = None,
    labels: Mapping[str, str] | None = None,
    **options,
):
    """The table as it is shown, and what a reader chose in it: numbers with separators of thousands and their decimals, days as in
    Japanese. digits: decimals by column; labels: headings by column. options: of st.dataframe; a column_config goes before ours."""
    config = {
        name: st.column_config.NumberColumn(
            format=printed_numbers.on_screen(name, (digits or {}).get(name, _whole(table[name])))
        )
        for name in table
        if pd.api.types.is_numeric_dtype(table[name]) and not pd.api.types.is_bool_dtype(table[name])
    }
    config |= {
        name: st.column_config.DateColumn(format="YYYY年M月D日")
        for name in table
        if str(table[name].dtype).startswith("datetime")
    }
    for name, label in (labels or {}).items():
        if name in table:
            config[name] = config.get(name, {}) | {"label": label}
    return st.dataframe(
        printed_numbers.rounded(table, digits),
        column_config=config | options.pop("column_config", {}),
        alt=alt,
        **{"hide_index": True, "placeholder": ""} | options,
    )


def _whole(cells: pd.Series) -> int | None:
    """0 where a column's numbers are whole by their type."""
    return 0 if pd.api.types.is_integer_dtype(cells) else None


def _fold(rows: int, key: str, label: str = "表", expanded: bool = False) -> DeltaGenerator:
    """The fold of a table, named after it and the number of its rows."""
    return st.expander(
        f"{label}とダウンロード（{rows:,}行）",
        expanded=expanded,
        icon=":material/table:",
        on_change="rerun",
        key=f"fold_{key}",
    )
