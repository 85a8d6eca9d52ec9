"""A ledger of facilities of one's own: what it is recognised as, corrected by the reader, read, reported and taken in."""

from datetime import date
from typing import NamedTuple

import pandas as pd
import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from analysis import ledger
from analysis.ledger import report
from dashboard import queries
from dashboard.exports import mime
from dashboard.forms import isolated, uploads
from dashboard.runtime.session_results import SessionResults, session_results
from dashboard.shared import text, value_tables
from japan import calendar
from japan.facilities import BY_ID
from pages.importing import recognition, sections

NOTHING_SAVED = report.Headings(None, None)


class Corrected(NamedTuple):
    """A file as recognised, and the kind and sheet by which it was; None for what the file told."""

    found: ledger.Recognised
    kind_id: str | None
    sheet: str | None


class Chosen(NamedTuple):
    """What the reader says of the ledger: its name, its day, the municipality of rows that name none."""

    title: str
    as_of: date | None
    place: str | None


def show() -> None:
    """Drop a ledger with any headings, correct what was recognised, take it in."""
    st.markdown(
        "橋梁・トンネル・建物・公園などの台帳（CSV・Excel）を置くと、シート・施設の種類・列の意味を読み取ります。違っていれば直してください。"
        "読めない値は空欄にして、理由を一覧にします。"
    )
    dropped = st.file_uploader("施設の台帳（CSV・Excel）", type=uploads.TABLE_KINDS, key="ledger")
    saved = (
        st.file_uploader("前に保存した列の対応（あれば）", type=["json"], key="ledger_headings")
        if dropped
        else None
    )
    known = _saved(saved) if saved else NOTHING_SAVED
    with session_results("ledger") as results:
        if dropped and (corrected := _recognised(dropped, known, results)):
            _show(dropped, saved, known, corrected, results)


def _show(
    dropped: UploadedFile,
    saved: UploadedFile | None,
    known: report.Headings,
    corrected: Corrected,
    results: SessionResults,
) -> None:
    """What was understood of a ledger, then what it says once its kind is known."""
    found = corrected.found
    _understood(found)
    if found.kind is None:
        st.info("施設の種類を選んでください。", icon=":material/edit:")
        return
    if unfit := known.unfit_ja(found.labels):
        st.warning(text.plain(f"{unfit}保存した列の対応は使いません。"), icon=":material/info:")
    elif known.mapping is not None and known.kind_id == found.kind.kind_id:
        found = found.with_mapping(known.mapping)
    key = f"{dropped.file_id}_{saved.file_id if saved else ''}"
    _read(dropped, corrected._replace(found=found.with_mapping(_mapping(key, found))), results)


# --- what it is -----------------------------------------------------------------------------------------------------


def _saved(saved: UploadedFile) -> report.Headings:
    """The headings that were written before; none, and the reader is told, when the file is no such file."""
    try:
        return report.read_mapping(saved.getvalue())
    except ValueError as problem:
        message = f"{saved.name}：列の対応のファイルとして読めません（{problem}）。列の対応なしで読みます。"
        st.error(text.plain(message), icon=":material/block:")
        return NOTHING_SAVED


def _recognised(dropped: UploadedFile, known: report.Headings, results: SessionResults) -> Corrected | None:
    """What the file is, with what the reader corrects of it; None when it is no list, and the reader has been told why."""
    content, name = dropped.getvalue(), dropped.name
    try:
        found = results.of(_recognise, content, name, known.kind_id, None)
        kind_id, sheet = _corrected(f"{dropped.file_id}_{known.kind_id}", found, known.kind_id)
        if (kind_id, sheet) != (known.kind_id, None):
            found = results.of(_recognise, content, name, kind_id, sheet)
        return Corrected(found, kind_id, sheet)
    except uploads.Refused as refusal:
        st.error(text.plain(str(refusal)), icon=":material/block:")
        return None
    except ValueError as problem:
        st.error(text.plain(f"{name}：{problem}"), icon=":material/block:")
        return None


def _recognise(content: bytes, name: str, kind_id: str | None, sheet: str | None) -> ledger.Recognised:
    return isolated.read(recognition.recognised, name, content, kind_id, sheet)


def _corrected(key: str, found: ledger.Recognised, known: str | None) -> tuple[str | None, str | None]:
    """The kind and the sheet that the reader chooses instead; None for what stays as recognised."""
    left, right = st.columns(2)
    suggested = found.kind.kind_id if found.kind else None
    kind_id = left.selectbox(
        "施設の種類",
        list(BY_ID),
        index=list(BY_ID).index(suggested) if suggested else None,
        format_func=lambda one: BY_ID[one].name_ja,
        placeholder="選んでください",
        key=f"ledger_kind_{key}",
    )
    sheet = None
    if len(found.sheets) > 1:
        sheet = right.selectbox(
            "読むシート",
            list(found.sheets),
            index=None,
            placeholder="同じ見出しのシートをまとめて読む",
            key=f"ledger_sheet_{key}",
        )
    return (kind_id if kind_id != suggested else known), sheet


def _understood(found: ledger.Recognised) -> None:
    """Which tables are read, by what the kind was told, what is left out."""
    st.caption(text.plain(report.understood_ja(found)))
    if remarks := report.remarks_ja(found):
        st.info(text.plain("\n".join(f"- {line}" for line in remarks)), icon=":material/info:")


def _mapping(key: str, found: ledger.Recognised) -> dict[str, str | None]:
    """Field → heading, as suggested and corrected by the reader."""
    mapping, labels = {}, found.labels
    with st.expander("列の対応", expanded=True, icon=":material/swap_horiz:"):
        columns = st.columns(3)
        for at, field in enumerate(found.kind.fields):
            guess = found.mapping.get(field.name)
            others = found.choices.get(field.name, [])[1:]
            mapping[field.name] = columns[at % 3].selectbox(
                f"{field.label_ja}（ほかに{len(others)}列）" if others else field.label_ja,
                labels,
                index=labels.index(guess) if guess in labels else None,
                placeholder="なし",
                help=field.needed_ja or (f"ほかに合う見出し：{'、'.join(others)}" if others else None),
                key=f"field_{key}_{found.kind.kind_id}_{field.name}",
            )
    return mapping


# --- what it says ---------------------------------------------------------------------------------------------------


def _read(dropped: UploadedFile, corrected: Corrected, results: SessionResults) -> None:
    """The ledger as read, its report, and the button that takes it in; or what is still needed."""
    found, chosen = corrected.found, _chosen(dropped, corrected.found)
    needed = ledger.still_needed(found.mapping, chosen.place, found.kind)
    needed += ["台帳の時点を「2025/03/31」の形で入れてください。"] * (chosen.as_of is None)
    if needed:
        st.info("\n".join(f"- {one}" for one in needed), icon=":material/edit:")
        return
    how = (corrected.kind_id, corrected.sheet, tuple(found.mapping.items()), chosen.place, chosen.as_of)
    try:
        tidied = results.of(_tidied, dropped.getvalue(), dropped.name, *how)
    except uploads.Refused as refusal:
        st.error(text.plain(str(refusal)), icon=":material/block:")
        return
    _outcome(tidied)
    _not_taken(report.not_taken(found, tidied))
    _keep(dropped.name, found, tidied)
    if len(tidied.facilities) and st.button("この台帳を取り込んでデータベースを作り直す", type="primary"):
        try:
            content = ledger.content(tidied, chosen.title, chosen.as_of)
        except ValueError as problem:
            st.error(str(problem), icon=":material/block:")
            return
        sections.take_in({ledger.stored_as(chosen.title): content})


def _tidied(
    content: bytes,
    name: str,
    kind_id: str | None,
    sheet: str | None,
    mapping: tuple[tuple[str, str | None], ...],
    place: str | None,
    as_of: date,
) -> ledger.Ledger:
    names = queries.municipality_names()
    return isolated.read(recognition.read, name, content, kind_id, sheet, mapping, names, place, as_of)


def _chosen(dropped: UploadedFile, found: ledger.Recognised) -> Chosen:
    municipalities = queries.municipalities()
    names = (municipalities["prefecture_name"] + " " + municipalities["municipality_name"]).to_list()
    codes = dict(zip(municipalities["lg_code"], names, strict=True))
    left, middle, right = st.columns(3)
    title = left.text_input(
        "台帳の名前", value=ledger.title_of(dropped.name.rpartition(".")[0], found), max_chars=60
    )
    as_of = _date(middle.text_input("台帳の時点", placeholder="例：2025/03/31"))
    place = right.selectbox(
        "所在地の列がないときの市区町村",
        list(codes),
        index=None,
        format_func=codes.get,
        placeholder="選ばない",
    )
    return Chosen(title, as_of, place)


def _outcome(tidied: ledger.Ledger) -> None:
    """What the ledger became, and what was not taken over."""
    figures = report.figures_ja(tidied)
    for column, (label, figure) in zip(st.columns(len(figures)), figures.items(), strict=True):
        column.metric(label, figure)
    for note in tidied.notes_ja:
        st.caption(text.plain(note))
    shown = tidied.facilities.head(report.ROWS_SHOWN).dropna(axis="columns", how="all")
    sections.first_rows(shown, alt="取り込む施設", own_labels=tidied.kind.labels)


def _not_taken(dropped: pd.DataFrame) -> None:
    if len(dropped):
        value_tables.table_with_downloads(
            dropped,
            title="取り込まなかった値",
            source_ids=[],
            notes=[],
            key="ledger_dropped",
            label="取り込まなかった値",
        )


def _keep(name: str, found: ledger.Recognised, tidied: ledger.Ledger) -> None:
    """What the reader may keep: the report of the reading, and the headings for the next file like it."""
    left, right = st.columns(2)
    stem = name.rpartition(".")[0]
    left.download_button(
        "読み取りの記録（Excel）",
        lambda: report.workbook(name, found, tidied),
        file_name=f"読み取りの記録_{stem}.xlsx",
        mime=mime.XLSX,
        icon=":material/download:",
    )
    right.download_button(
        "列の対応を保存（次に使えます）",
        report.mapping_file(found),
        file_name=f"列の対応_{stem}.json",
        mime=mime.JSON,
        icon=":material/save:",
    )


def _date(typed: str) -> date | None:
    """A day as it is typed (2025/03/31, 令和7年3月31日); None while it is none. Streamlit's own calendar is English."""
    try:
        return calendar.day(typed)
    except ValueError:
        return None
