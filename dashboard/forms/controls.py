"""Controls that every tool shares: bring a filled form, see the worked example, type into a grid, take the results away.

    brought = controls.bring("orders", "発注状況", FORMS, examples=EXAMPLES, is_mapped=True)
    if brought is None:
        st.stop()
    rows = controls.edit("orders", ORDERS)            or brought.tables["orders"]
    hires = st.slider(…, value=brought.assumed("採用", 1.0), key=f"hires_{brought.number}")
    controls.take_away("発注状況", FORMS, brought.tables, results=[…], assumptions=[…], deck=lambda: powerpoint.deck_bytes(…))

What readers bring stays in `st.session_state`: nothing is written, logged, or put into a cache that other sessions share, and it is
gone with the session. `held(tool)` gives it to another page of the same session.
"""

from collections.abc import Callable, Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass, field

import pandas as pd
import streamlit as st

from analysis import spreadsheet, table_files
from dashboard.exports import mime
from dashboard.forms import choices, isolated, reader, uploads, workbook
from dashboard.forms.declaration import LOST, Assumption, Column, Filled, Form, Problem, Result
from dashboard.runtime import workers
from dashboard.shared import text, value_tables
from japan import calendar

TYPED = "画面で入力"
PRIVATE = "読み込んだ内容は、この画面を開いている間だけ使います。サーバーには保存せず、記録もしません。"


@dataclass
class Brought:
    """What a reader has brought to a tool.

    tables: form key → rows with the form's columns. origin_ja: the files, 架空の例, or TYPED. number: grows with everything brought anew; part
    of the keys of widgets that must start afresh. assumptions: label → value as written, of a file we exported. records: form key → row
    by row what was read, with the file's own row numbers. made_for: what was chosen on the page when the tables were filled, None
    where nothing was.
    """

    tables: dict[str, pd.DataFrame]
    origin_ja: str
    number: int
    is_example: bool = False
    problems: list[Problem] = field(default_factory=list)
    notes_ja: list[str] = field(default_factory=list)
    assumptions: dict[str, str] = field(default_factory=dict)
    records: dict[str, pd.DataFrame] = field(default_factory=dict)
    made_for: Hashable = None

    def assumed(self, label: str, default: float) -> float:
        """An assumption of the file brought, or the default."""
        return reader.assumed(self.assumptions, label, default)


def held(tool: str) -> Brought | None:
    """What the reader has brought to a tool in this session, from whichever page."""
    return st.session_state.get(f"{tool}_brought")


def bring(
    tool: str,
    title: str,
    wanted: Sequence[Form],
    *,
    examples: Mapping[str, pd.DataFrame] | None = None,
    is_mapped: bool = False,
    is_typed: bool = False,
) -> Brought | None:
    """The controls; what has been brought, or None while there is nothing.

    examples: form key → worked example, else the forms' own example rows. is_mapped: files with other headings are taken too, the
    reader says which column is what (one form only). is_typed: an empty grid can be started. Several files are put one below
    the other.
    """
    workers.warm(reader.read_all)
    nonce = st.session_state.setdefault(f"{tool}_nonce", 0)
    key = f"{tool}_files_{nonce}"

    def changed() -> None:
        if (
            key in st.session_state and not st.session_state[key]
        ):  # gone where another box has taken its place
            _clear(tool)

    files = st.file_uploader(
        "記入したファイル（Excel・CSV）",
        type=uploads.TABLE_KINDS,
        accept_multiple_files=True,
        key=key,
        on_change=changed,
    )
    buttons = st.container(horizontal=True)
    st.caption(PRIVATE)
    if files:
        _take(tool, wanted, files, is_mapped)
    with buttons:  # drawn after the files are read, so that 消す knows of them
        _offer(tool, title, wanted, examples or {}, is_typed)
    brought = held(tool)
    if brought is not None:
        _show_reading(tool, brought, wanted)
    return brought


def edit(tool: str, form: Form, fixed: Collection[str] = ()) -> pd.DataFrame:
    """A grid in which the reader changes and adds rows; the rows with every required cell filled.

    fixed: columns that are only read; with them no rows are added or taken away.
    """
    brought = held(tool)
    key = f"{tool}_{form.key}_grid_{brought.number}"
    if key not in st.session_state:  # first shown, or shown again after another page
        st.session_state[f"{key}_start"] = brought.tables[form.key].reset_index(drop=True)
    edited = st.data_editor(
        st.session_state[f"{key}_start"],
        column_config={one.key: _column_config(one) for one in form.columns},
        disabled=list(fixed),
        num_rows="fixed" if fixed else "dynamic",
        height="content" if fixed else "auto",
        hide_index=True,
        placeholder="",
        key=key,
    )
    brought.tables[form.key] = edited
    return edited.dropna(subset=[one.key for one in form.columns if one.required]).reset_index(drop=True)


def take_away(
    title: str,
    wanted: Sequence[Form],
    rows: Mapping[str, pd.DataFrame],
    *,
    results: Callable[[], Sequence[Result]],
    assumptions: Sequence[Assumption],
    key: str,
    deck: Callable[[], bytes] | None = None,
) -> None:
    """Buttons for Excel (can be brought back) and PowerPoint; a file is made when its button is pressed."""
    with st.container(horizontal=True):
        st.download_button(
            "Excel（入力・結果・前提）",
            data=lambda: workbook.export_bytes(
                title, wanted, rows, results=results(), assumptions=assumptions, issued_on=calendar.today()
            ),
            file_name=f"{title}.xlsx",
            mime=mime.XLSX,
            icon=":material/download:",
            on_click="ignore",
            key=f"{key}_export",
        )
        if deck is not None:
            st.download_button(
                "PowerPoint（図と表）",
                data=deck,
                file_name=f"{title}.pptx",
                mime=mime.PPTX,
                icon=":material/slideshow:",
                on_click="ignore",
                key=f"{key}_deck",
            )


def listed(assumptions: Sequence[Assumption]) -> pd.DataFrame:
    """The assumptions as a slide shows them."""
    return pd.DataFrame(
        [(one.label, f"{one.value}{one.unit}", one.note_ja) for one in assumptions],
        columns=["前提", "値", "説明"],
    )


def keep(tool: str, rows: dict[str, pd.DataFrame], origin_ja: str, **details: object) -> None:
    """Put what was brought in place of what was there; for callbacks."""
    number = st.session_state.get(f"{tool}_number", 0) + 1
    st.session_state[f"{tool}_number"] = number
    st.session_state[f"{tool}_brought"] = Brought(rows, origin_ja, number, **details)


def _offer(
    tool: str, title: str, wanted: Sequence[Form], examples: Mapping[str, pd.DataFrame], is_typed: bool
) -> None:
    """Buttons: the template, the example, an empty grid where there is one, and the way back to nothing."""
    st.download_button(
        "ひな形（Excel）",
        data=lambda: workbook.template_bytes(title, wanted),
        file_name=f"{title}_ひな形.xlsx",
        mime=mime.XLSX,
        icon=":material/download:",
        on_click="ignore",
        key=f"{tool}_template",
    )
    st.button(
        "架空の例で試す",
        icon=":material/play_circle:",
        key=f"{tool}_example",
        on_click=_bring_example,
        args=(tool, wanted, examples),
    )
    if is_typed:
        st.button(
            "白紙から入力",
            icon=":material/edit_note:",
            key=f"{tool}_blank",
            on_click=keep,
            args=(tool, {form.key: form.table(form.blank) for form in wanted}, TYPED),
        )
    st.button(
        "消す",
        icon=":material/delete:",
        key=f"{tool}_clear",
        disabled=held(tool) is None,
        on_click=_clear,
        args=(tool,),
    )


def _bring_example(tool: str, wanted: Sequence[Form], examples: Mapping[str, pd.DataFrame]) -> None:
    _clear(tool)
    rows = {form.key: examples.get(form.key, form.table(form.examples)).copy() for form in wanted}
    keep(tool, rows, "架空の例", is_example=True)


def _clear(tool: str) -> None:
    """Let go of everything brought and of all that was chosen from it; an uploader with another key is an empty one."""
    for name in list(st.session_state):
        if str(name).startswith(f"{tool}_") and name not in (f"{tool}_nonce", f"{tool}_number"):
            del st.session_state[name]
    st.session_state[f"{tool}_nonce"] = st.session_state.get(f"{tool}_nonce", 0) + 1


def _take(tool: str, wanted: Sequence[Form], files: list, is_mapped: bool) -> None:
    """Read the files when they, or what their columns mean, have changed."""
    chosen = choices.choose(tool, wanted, files, is_mapped and len(wanted) == 1)
    signature = repr([(file_id, one.mapping, one.place.chosen) for file_id, one in chosen.items()])
    if st.session_state.get(f"{tool}_signature") == signature:
        return
    st.session_state[f"{tool}_signature"] = signature
    read: list[dict[str, Filled]] = []
    assumptions: dict[str, str] = {}
    names = []
    for one in files:
        try:
            filled, assumed = isolated.read(
                reader.read_all, one.name, one.getvalue(), wanted, *chosen[one.file_id]
            )
            read.append(filled)
            assumptions |= assumed
            names.append(one.name)
        except uploads.Refused as refusal:
            st.error(str(refusal), icon=":material/block:")
            st.session_state.pop(f"{tool}_signature")  # refused again with the next run
    if read:
        rows = {
            form.key: pd.concat([one[form.key].rows for one in read], ignore_index=True) for form in wanted
        }
        filled = [one[form.key] for one in read for form in wanted]
        keep(
            tool,
            rows,
            "、".join(names),
            problems=[problem for one in filled for problem in one.problems],
            notes_ja=[note for one in filled for note in one.notes_ja],
            assumptions=assumptions,
            records={form.key: record(form, names, [one[form.key] for one in read]) for form in wanted},
        )


def record(form: Form, names: Sequence[str], filled: Sequence[Filled]) -> pd.DataFrame:
    """Every row that was looked at: ファイル, where it stands, what came of it and why, and what was taken over of it."""
    parts = []
    for name, one in zip(names, filled, strict=True):
        record = one.record.reset_index(drop=True)
        taken = record.index[record["結果"] != LOST]
        values = one.rows.set_axis(taken, axis="index").reindex(record.index)
        values = values.rename(columns={column.key: column.heading for column in form.columns})
        parts.append(pd.concat([record, values], axis="columns").assign(ファイル=name))
    table = pd.concat(parts, ignore_index=True)
    return table[["ファイル", *(column for column in table if column != "ファイル")]]


def record_file(brought: Brought, wanted: Sequence[Form]) -> bytes:
    """What was read of the files brought, as a workbook: in short, row by row, and what was not read."""
    about = [("ファイル", brought.origin_ja), *(("注記", note) for note in brought.notes_ja)]
    counts = [(f"取り込んだ行（{form.title}）", f"{len(brought.tables[form.key]):,}行") for form in wanted]
    sheets = {"読み取りの概要": pd.DataFrame([*about, *counts], columns=["項目", "内容"])}
    sheets |= {f"{form.sheet}の行": _days_as_texts(brought.records[form.key]) for form in wanted}
    sheets["読み取れなかったところ"] = listing(brought.problems)
    return spreadsheet.workbook(sheets)


def listing(problems: Sequence[Problem]) -> pd.DataFrame:
    """What could not be read, the sentence first: a phone shows little more than the first column."""
    rows = [
        (sentence, one.sheet or "", one.cell, file) for one in problems for file, sentence in [one.parts_ja]
    ]
    return pd.DataFrame(rows, columns=["内容", "シート", "セル", "ファイル"])


def _days_as_texts(table: pd.DataFrame) -> pd.DataFrame:
    days = table.select_dtypes("datetime")
    return table.assign(**{name: days[name].dt.strftime("%Y/%m/%d") for name in days})


def _show_reading(tool: str, brought: Brought, wanted: Sequence[Form]) -> None:
    """What was read, and what was not."""
    counts = "、".join(f"{form.title} {len(brought.tables[form.key]):,}行" for form in wanted)
    if brought.is_example:
        st.info(f"架空の例を表示しています（{counts}）。実在の市町村の数値ではありません。", icon=":material/science:")  # fmt: skip
    else:
        st.caption(f"読み込んだもの：{brought.origin_ja}（{counts}）")
    for note in brought.notes_ja:
        st.caption(text.plain(f"※ {note}"))
    if brought.records:
        st.download_button(
            "読み取りの記録（Excel）",
            data=lambda: record_file(brought, wanted),
            file_name="読み取りの記録.xlsx",
            mime=mime.XLSX,
            icon=":material/download:",
            on_click="ignore",
            key=f"{tool}_record",
            help="元の表の行ごとに、取り込んだか、取り込まなかったか、その理由",
        )
    if not brought.problems:
        return
    lost = sum(problem.is_row_dropped for problem in brought.problems)
    fold = st.expander(
        f"読み取れなかったところ {len(brought.problems):,}件（うち取り込まない行 {lost:,}件）",
        expanded=True,
        icon=":material/warning:",
    )
    with fold:
        listed = listing(brought.problems)
        value_tables.show(listed, alt="読み取れなかったところ")
        st.download_button(
            "一覧（CSV）",
            data=lambda: table_files.csv_bytes(listed),
            file_name="読み取れなかったところ.csv",
            mime=mime.CSV,
            icon=":material/download:",
            on_click="ignore",
            key=f"{tool}_problems",
        )


def _column_config(column: Column):
    """How a column is typed into a grid."""
    shared = {"label": column.heading, "required": column.required, "help": column.help_ja or None}
    if column.kind == "number":
        return st.column_config.NumberColumn(
            **shared, min_value=column.lowest, max_value=column.highest, format="localized"
        )
    if column.kind == "date":
        return st.column_config.DateColumn(**shared, format="YYYY/MM/DD")
    if column.kind == "choice":
        return st.column_config.SelectboxColumn(**shared, options=list(column.choices))
    return st.column_config.TextColumn(**shared)
