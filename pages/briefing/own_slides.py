"""Slides a presenter adds: words, which stand in the address, and pictures, which stay in the session."""

from dataclasses import dataclass, replace

import streamlit as st

from dashboard.exports.slide_model import Picture, Slide, Words
from dashboard.forms import isolated, pictures
from dashboard.forms.uploads import Refused
from dashboard.runtime import place, workers
from dashboard.shared import text

TEXT_IDS = tuple(f"text{number}" for number in range(1, 4))
PICTURE_IDS = tuple(f"picture{number}" for number in range(1, 6))
IDS = (*TEXT_IDS, *PICTURE_IDS)
MOST_LETTERS, MOST_LINES, MOST_HEADING = 400, 12, 60
SOURCE = "発表者が加えたスライドです（このダッシュボードのデータではありません）。"
HELD, BOX, REFUSALS = "briefing_pictures", "briefing_picture_box", "briefing_refusals"


@dataclass(frozen=True)
class Held:
    """A picture in the session, and the sentence over it."""

    heading: str
    picture: Picture


def add() -> list[Slide]:
    """Let the reader write and bring slides; those there are."""
    with st.expander("自分のスライドを加える（文・画像）", icon=":material/add_notes:"):
        return [*_texts(), *_pictures()]


def names() -> dict[str, str]:
    """What they are called beside the others."""
    return {
        one: f"{kind}{at}"
        for kind, ids in (("文", TEXT_IDS), ("画像", PICTURE_IDS))
        for at, one in enumerate(ids, 1)
    }


def _texts() -> list[Slide]:
    """Boxes for those written, and one more."""
    written = {slide_id: place.written(slide_id, MOST_LETTERS) for slide_id in TEXT_IDS}
    free = next((slide_id for slide_id, words in written.items() if not words), None)
    slides = []
    for slide_id, words in written.items():
        if words or slide_id == free:
            _box(slide_id, words)
        if not words:
            continue
        heading, *lines = [line for line in words.splitlines() if line.strip()][: MOST_LINES + 1]
        slides.append(Slide(heading, Words(lines) if lines else None, source=SOURCE, slide_id=slide_id))
    st.caption("文はアドレスに入り、リンクを知る人が読めます。1行目が見出しです。")
    return slides


def _box(slide_id: str, before: str) -> None:
    key = f"own_{slide_id}"
    st.session_state[key] = before

    def changed() -> None:
        words = st.session_state[key].strip()
        place.choose(slide_id, words or None)
        if words and not before:
            _take_in(slide_id)

    st.text_area(
        f"{names()[slide_id]}のスライド",
        key=key,
        height=120,
        max_chars=MOST_LETTERS,
        placeholder="1行目：見出し\n・2行目から：本文",
        on_change=changed,
    )


def _take_in(slide_id: str) -> None:
    """At the end of the order the reader has chosen; of the usual order it is a part anyway."""
    order = place.stated("slides")
    if order and slide_id not in order:
        place.choose_many("slides", [*order, slide_id])


def _pictures() -> list[Slide]:
    workers.warm(pictures.read)
    held: dict[str, Held] = st.session_state.setdefault(HELD, {})
    _bring(held)
    for slide_id in list(held):
        _edit(held, slide_id)
    return [
        Slide(one.heading, one.picture, source=SOURCE, slide_id=slide_id)
        for slide_id, one in sorted(held.items())
    ]


def _bring(held: dict[str, Held]) -> None:
    """Read what is dropped, each into a free place; the files themselves are let go of at once."""
    turn = st.session_state.setdefault(BOX, 0)
    files = st.file_uploader(
        f"画像のスライド（PNG・JPEG、{len(PICTURE_IDS)}枚まで、1枚10MBまで）",
        type=pictures.KINDS,
        accept_multiple_files=True,
        max_upload_size=pictures.MAX_BYTES // 1_000_000,
        key=f"{BOX}_{turn}",
    )
    st.caption(
        "画像は、この画面を閉じるまでサーバーのメモリにだけあり、アドレスには入りません。撮影場所などの情報は取り除きます。"
    )
    for refusal in st.session_state.get(REFUSALS, []):
        st.error(refusal, icon=":material/block:")
    if not files:
        return
    refusals = []
    for file in files:
        free = [one for one in PICTURE_IDS if one not in held]
        if not free:
            refusals.append(f"{text.plain(file.name)}：画像は{len(PICTURE_IDS)}枚までです。")
            continue
        try:
            picture = isolated.read(pictures.read, file.name, file.getvalue(), expected=pictures.EXPECTED)
        except Refused as refused:
            refusals.append(str(refused))
        else:
            held[free[0]] = Held(file.name.rpartition(".")[0][:MOST_HEADING], picture)
            _take_in(free[0])
    st.session_state[REFUSALS], st.session_state[BOX] = refusals, turn + 1
    st.rerun()


def _edit(held: dict[str, Held], slide_id: str) -> None:
    """The sentence over a picture, and a button that lets go of it."""
    name = names()[slide_id]
    left, right = st.columns([4, 1], vertical_alignment="bottom")
    with left:
        heading = st.text_input(
            f"{name}の見出し", value=held[slide_id].heading, max_chars=MOST_HEADING, key=f"own_{slide_id}"
        )
    held[slide_id] = replace(held[slide_id], heading=heading.strip() or name)
    with right:
        st.button(f"{name}を外す", key=f"drop_{slide_id}", on_click=held.pop, args=(slide_id,))
