"""The handbook's chapters, each with its headings, the questions that are named, and the ways on."""

import pandas as pd
import streamlit as st

from dashboard import queries
from dashboard.runtime import place
from dashboard.shared import notes, value_tables
from pages.handbook.ways import LISTED_BELOW, PARTS_OF, QUESTIONS_IN, QUESTIONS_IN_ALL, WAYS, Way, place_of

KINDS = ("chapter", "chapter_question", "chapter_part", "question")
SIGNS = {"chapter_part": "", "question": "Q　"}
NONE_NAMED = "この章に、名前の分かる問いはありません。手引きの問いと答えは第4章に集められています。"

WRAPPED = """
<style>
/* a way on is a sentence: it is written on as many lines as it needs */
:is(.st-key-ways, .st-key-found_item) [data-testid="stPageLink-NavLink"] { height: auto; align-items: flex-start; }
:is(.st-key-ways, .st-key-found_item) [data-testid="stPageLink-NavLink"] :is(span, p, div) { white-space: normal; overflow: visible; }
</style>
"""


def found_item() -> None:
    """What the search over everything was asked for stands first."""
    items = {f"{kind}-{one.number}": one for kind in KINDS for one in queries.handbook(kind).itertuples()}
    code = place.chosen("item", {code: one.name_ja for code, one in items.items()})
    if code is None:
        return
    one = items[code]
    chapter = _chapter_of(one.kind, one.number)
    with st.container(border=True, key="found_item"):
        st.markdown(f"**{one.name_ja}**　第{chapter}章「{_names('chapter')[chapter]}」")
        for way in _ways_of(one.kind, one.number):
            _way(way)
        st.button("閉じる", on_click=place.choose, args=("item", None), type="tertiary")


def _chapter_of(kind: str, number: int) -> int:
    if kind == "chapter_part":
        return next(chapter for chapter, parts in PARTS_OF.items() if number in parts)
    return QUESTIONS_IN if kind == "question" else number


def _ways_of(kind: str, number: int) -> tuple[Way, ...]:
    """The ways of an item; of a chapter, or what it answers, each page of its headings once."""
    if kind in ("chapter_part", "question"):
        return WAYS.get((kind, number), ())
    ways = [way for part in PARTS_OF[number] for way in WAYS.get(("chapter_part", part), ())]
    return tuple({way.page: way for way in reversed(ways)}.values())[::-1]


def _names(kind: str) -> dict[int, str]:
    return queries.handbook(kind).set_index("number")["name_ja"].to_dict()


def counts() -> None:
    """How many chapters and questions there are, and how many are named here."""
    questions = queries.handbook("question")
    with st.container(horizontal=True):
        st.metric("章", f"{len(PARTS_OF)}章", width="content")
        st.metric("問い（全体）", f"{QUESTIONS_IN_ALL}問", width="content")
        st.metric("名前が挙がる問い", f"{len(questions)}問", width="content")
    st.caption(
        f"のこる{QUESTIONS_IN_ALL - len(questions)}問は、手元の資料に文が載っていないため、ここにはありません。手引きの答えそのものも載せていません。｜公表値"
    )


def chapters() -> None:
    """Every chapter with what it answers, its headings and its questions."""
    st.html(WRAPPED)
    with st.container(key="ways"):
        _chapters()


def _chapters() -> None:
    asks, parts = _names("chapter_question"), _names("chapter_part")
    for number, name in _names("chapter").items():
        st.header(f"第{number}章　{name}", divider="gray")
        st.markdown(f"{asks[number]}")
        for part in PARTS_OF[number]:
            _item("chapter_part", part, parts[part])
        if number == QUESTIONS_IN:
            st.subheader("名前の挙がる問い", anchor=False)
            for question, text in _names("question").items():
                _item("question", question, text)
        else:
            st.caption(NONE_NAMED)


def _item(kind: str, number: int, name: str) -> None:
    """One heading or question, and the pages that answer it."""
    left, right = st.columns([2, 3])
    left.markdown(f"**{SIGNS[kind]}{name}**")
    with right:
        if (kind, number) == ("chapter_part", LISTED_BELOW):
            st.markdown(f"名前の挙がる{len(_names('question'))}問を、下に並べています。")
        for way in WAYS.get((kind, number), ()):
            _way(way)


def _way(way: Way) -> None:
    st.page_link(
        f"pages/{way.page}/page.py",
        label=f"**{way.title}**　{way.finds_ja}",
        icon=":material/arrow_forward:",
        query_params=dict(way.choices),
    )


def table() -> None:
    """All of it as a table, with the document and the place where each word stands."""
    rows = []
    chapters = _names("chapter")
    for kind in ("chapter_part", "question"):
        for one in queries.handbook(kind).itertuples():
            ways = WAYS.get((kind, one.number), ())
            chapter = _chapter_of(kind, one.number)
            rows.append(
                {
                    "章": f"{chapter}　{chapters[chapter]}",
                    "見出し・問い": one.name_ja,
                    "種類": "問い" if kind == "question" else "見出し",
                    "ページ": "・".join(way.title for way in ways),
                    "そこで分かること": "".join(way.finds_ja for way in ways),
                    "資料": f"{one.document_ja}（{one.document_date_ja}）",
                    "資料の中の場所": place_of(kind, one.number),
                }
            )
    shown = pd.DataFrame(rows).sort_values("章", kind="stable", ignore_index=True)
    source_ids = queries.sources_of("handbook")
    value_tables.table_with_downloads(
        shown,
        title="手引きの章と問いから開くページ",
        source_ids=source_ids,
        notes=["どのページが答えに近いかは、本ダッシュボードの判断。", PLACE_NOTE],
        key="handbook_table",
        label="すべてを表で見る（資料と場所）",
    )
    st.caption(f"どのページが答えに近いかは、本ダッシュボードの判断です。{PLACE_NOTE}")
    notes.source_line(source_ids)


PLACE_NOTE = "資料の中の場所は欄の題名で示します（資料のページ番号は確かめられていません。手引き本編のページが分かるのは1問だけです）。"
