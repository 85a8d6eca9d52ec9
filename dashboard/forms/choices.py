"""What a reader says of files before they are read: which heading is which column, and whose a list is that does not say it.

chosen = choose("orders", [FORM], files, is_mapped=True)     file_id → Chosen
write_headings(FORM, mapping, place)                         a small file the reader keeps; read_headings takes it for the next like it
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from analysis import saved_headings
from dashboard import queries
from dashboard.exports import mime
from dashboard.forms import isolated, reader, uploads
from dashboard.forms.declaration import Form
from dashboard.forms.reader import Look, Place
from dashboard.shared import text

FORMAT = "gunmane form headings 1"


class Chosen(NamedTuple):
    """mapping: column key → heading, None where the form's own headings are looked for; place: of tables that name none."""

    mapping: dict[str, str | None] | None
    place: Place


@dataclass(frozen=True)
class Saved:
    """The headings and the place that were written to a file. file_id: of that file, "" where nothing was brought."""

    mapping: Mapping[str, str | None]
    place: str | None
    file_id: str = ""


NOTHING = Saved({}, None)


def choose(
    tool: str, wanted: Sequence[Form], files: Sequence[UploadedFile], is_mapped: bool
) -> dict[str, Chosen]:
    """What the reader chooses for each file."""
    saved = _bring_saved(tool, wanted[0]) if is_mapped else NOTHING
    chosen = {}
    for file in files:
        is_asked = is_mapped or any(form.of_file for form in wanted)
        if not is_asked or (looked := _look(tool, wanted, file)) is None:
            chosen[file.file_id] = Chosen(None, Place())
            continue
        own = saved if is_mapped and saved.file_id and _fits(saved, looked, file.name) else NOTHING
        mapping = _pick_mapping(tool, wanted[0], file, looked, own) if is_mapped else None
        is_unplaced = _is_unplaced(wanted[0], looked, mapping)
        place = _pick_place(tool, file, looked, own) if is_unplaced else None
        if mapping is not None:
            _offer_saving(tool, wanted[0], file, mapping, place)
        known = _municipalities() if is_unplaced else []
        chosen[file.file_id] = Chosen(mapping, Place(place, frozenset(known)))
    return chosen


def _is_unplaced(form: Form, looked: Look, mapping: Mapping[str, str | None] | None) -> bool:
    """Whether a list names no municipality in any column, also after the reader has said which column is which."""
    if mapping is None or form.of_file is None:
        return looked.is_unplaced
    return bool(mapping) and mapping[form.of_file.key] is None and sum(map(bool, mapping.values())) > 1


def _look(tool: str, wanted: Sequence[Form], file: UploadedFile) -> Look | None:
    """What is told of a file; None where it cannot be read."""
    looked = st.session_state.setdefault(f"{tool}_looked", {})
    if file.file_id not in looked:
        try:
            looked[file.file_id] = isolated.read(reader.look, file.name, file.getvalue(), wanted)
        except uploads.Refused:
            looked[file.file_id] = None  # reading says why
    return looked[file.file_id]


def _pick_mapping(
    tool: str, form: Form, file: UploadedFile, looked: Look, saved: Saved
) -> dict[str, str | None]:
    """Column key → heading of a file, as suggested or saved and corrected by the reader; open when something required is missing."""
    suggested = looked.mapping | dict(saved.mapping)
    mapping = dict(suggested)
    if not looked.headings:
        return mapping
    with st.expander(f"列の対応　{file.name}", expanded=not looked.is_sure, icon=":material/swap_horiz:"):
        columns = st.columns(4)
        for at, column in enumerate(form.read_columns):
            guess = suggested[column.key]
            mapping[column.key] = columns[at % 4].selectbox(
                column.heading + ("（必須）" if column.required else ""),
                looked.headings,
                index=looked.headings.index(guess) if guess else None,
                placeholder="なし",
                help=column.help_ja or None,
                key=f"{tool}_map_{file.file_id}_{saved.file_id}_{column.key}",
            )
    return mapping


def _pick_place(tool: str, file: UploadedFile, looked: Look, saved: Saved) -> str | None:
    """The municipality of tables that name none; None while the reader leaves it to titles and names of sheets and the file."""
    known = _municipalities()
    said = [name for name in looked.named if name in known]
    options = list(dict.fromkeys([*filter(None, [saved.place]), *looked.named, *known]))
    return st.selectbox(
        text.plain(f"市区町村　{file.name}（列がないため）"),
        options,
        index=options.index(saved.place) if saved.place else None,
        placeholder=f"題名などのとおり（{'、'.join(said)}）" if said else "選ぶか、入力してください",
        accept_new_options=True,
        key=f"{tool}_place_{file.file_id}_{saved.file_id}",
    )


def _municipalities() -> list[str]:
    return list(dict.fromkeys(queries.municipalities()["municipality_name"]))


# --- saved headings -------------------------------------------------------------------------------------------------


def _bring_saved(tool: str, form: Form) -> Saved:
    """The headings that were written before; nothing, and the reader is told, where the file is no such file."""
    file = st.file_uploader("前に保存した列の対応（あれば）", type=["json"], key=f"{tool}_headings")
    if file is None:
        return NOTHING
    try:
        saved = read_headings(file.getvalue(), form)
    except ValueError as problem:
        message = f"{file.name}：列の対応のファイルとして読めません（{problem}）。列の対応なしで読みます。"
        st.error(text.plain(message), icon=":material/block:")
        return NOTHING
    return Saved(saved.mapping, saved.place, file.file_id)


def _fits(saved: Saved, looked: Look, name: str) -> bool:
    """Whether a file has all headings that were saved; the reader is told where it has not."""
    missing = [one for one in saved.mapping.values() if one and one not in looked.headings]
    if missing:
        message = f"列の対応にある見出し「{'」「'.join(missing[:5])}」が{name}にありません。保存した列の対応は使いません。"
        st.warning(text.plain(message), icon=":material/info:")
    return not missing


def _offer_saving(
    tool: str, form: Form, file: UploadedFile, mapping: Mapping[str, str | None], place: str | None
) -> None:
    st.download_button(
        "列の対応を保存（次に使えます）",
        write_headings(form, mapping, place),
        file_name=f"列の対応_{file.name.rpartition('.')[0]}.json",
        mime=mime.JSON,
        icon=":material/save:",
        on_click="ignore",
        key=f"{tool}_save_{file.file_id}",
    )


def write_headings(form: Form, mapping: Mapping[str, str | None], place: str | None) -> bytes:
    """A file (JSON) of the headings and the place, for `read_headings`."""
    return saved_headings.written(FORMAT, mapping, form=form.key, place=place)


def read_headings(content: bytes, form: Form) -> Saved:
    """The headings and the place of a file of `write_headings`. Raises ValueError, in Japanese, when it is none, or another form's."""
    facts = saved_headings.facts_of(content, FORMAT)
    if facts.get("form") != form.key:
        raise ValueError(f"「{form.title}」の列の対応ではありません")
    place = facts.get("place")
    if not (place is None or (isinstance(place, str) and place)):
        raise ValueError("市区町村が文字ではありません")
    return Saved(saved_headings.headings_of(facts, {column.key for column in form.read_columns}), place)
