"""Finding by any name: the boxes in which a municipality, or several, are chosen, and the one in the frame that finds everything.

The browser searches by itself (static/finder.js, matching.js); it gets the index when a reader comes to the first box, and again only
after the data changed.
"""

import hashlib
from collections.abc import Callable, Mapping

import pandas as pd
import streamlit as st
from streamlit.navigation.page import StreamlitPage

from dashboard import queries
from dashboard.runtime import place, run_lock
from dashboard.runtime.cache import cached, read
from dashboard.runtime.component import component, packed
from japan import characters, prefectures

HTML = """
<style>
.finder { position: relative; font-size: 16px; line-height: 1.5; color: #1a1a1c; }
.finder [hidden] { display: none; }
.finder label { display: block; margin-bottom: 4px; padding-top: 2px; font-size: 14px; min-height: 21px; }
.finder label.unseen { position: absolute; width: 1px; height: 1px; min-height: 0; margin: 0; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.finder input { box-sizing: border-box; width: 100%; height: 40px; padding: 0 34px 0 9px; border: 1px solid #d5d9e2; border-radius: 4px;
  background: #f3f5f9; color: inherit; font: inherit; font-size: 14.4px; text-overflow: ellipsis; }
.finder.search input { height: 34px; padding-left: 34px; background: #fff; font-size: 14px; }
.finder input::placeholder { color: #5d6470; opacity: 1; }
.finder input:focus { outline: 2px solid #0017c1; outline-offset: -1px; }
.finder .glass, .finder .arrow { position: absolute; fill: none; stroke: #5d6470; stroke-width: 1.8; pointer-events: none; }
.finder .glass { display: none; left: 10px; top: 9px; width: 16px; }
.finder.search .glass { display: block; }
.finder .arrow { right: 12px; bottom: 13px; width: 14px; }
.finder.search .arrow, .finder .clear:not([hidden]) ~ .arrow, .finder .arrow:has(~ .chosen:not([hidden])) { display: none; }
.finder .clear { position: absolute; right: 4px; bottom: 4px; width: 32px; height: 32px; border: 0; border-radius: 4px; background: none;
  color: #4a4f59; font: inherit; font-size: 20px; line-height: 1; cursor: pointer; }
.finder .clear:hover { background: #e3e7ef; }
.finder .clear:focus-visible { outline: 3px solid #0031d8; }
.finder .panel { position: fixed; inset: auto; margin: 0; padding: 4px 0; overflow-y: auto; border: 1px solid #b9c0cc; border-radius: 6px;
  background: #fff; color: inherit; box-shadow: 0 6px 20px #0002; }
.finder .note { margin: 0; padding: 6px 12px; font-size: 14px; color: #4a4f59; overflow-wrap: anywhere; }
.finder ul { margin: 0; padding: 0; list-style: none; }
.finder li { display: flex; flex-wrap: wrap; gap: 0 12px; align-items: baseline; justify-content: space-between; padding: 6px 12px; cursor: pointer; }
.finder li small { color: #4a4f59; font-size: 13px; }
.finder li:hover { background: #f3f5f9; }
.finder li.active { background: #dde7fd; }
.finder li[aria-selected=true] span { font-weight: 700; }
.finder .chosen { display: flex; flex-wrap: wrap; gap: 4px; margin-top: 4px; }
.finder .chosen li { flex-wrap: nowrap; gap: 2px; align-items: center; padding: 0 2px 0 8px; border-radius: 4px; background: #dde7fd; font-size: 14px; cursor: default; }
.finder .chosen button { min-width: 26px; min-height: 26px; padding: 0; border: 0; border-radius: 4px; background: none; color: #4a4f59; font: inherit; font-size: 18px;
  line-height: 1; cursor: pointer; }
.finder .chosen button:hover { background: #b9cdf8; }
.finder .chosen button:focus-visible { outline: 3px solid #0031d8; }
@media print { .finder.search, .finder .chosen button { display: none; } }
</style>
<div class="finder" lang="ja" data-state="waiting">
  <label for="text" class="unseen">さがす</label>
  <svg class="glass" viewBox="0 0 16 16"><circle cx="7" cy="7" r="5"/><path d="M11 11l4 4"/></svg>
  <input id="text" type="text" role="combobox" aria-autocomplete="list" aria-expanded="false" aria-controls="found"
    autocomplete="off" autocapitalize="off" spellcheck="false">
  <button type="button" class="clear" aria-label="選択を消す" title="選択を消す" hidden>×</button>
  <svg class="arrow" viewBox="0 0 14 14"><path d="M2 4l5 5 5-5"/></svg>
  <div class="panel" popover="manual"><p class="note" role="status" hidden></p><ul id="found" role="listbox" aria-label="候補"></ul></div>
  <ul class="chosen" aria-label="選んだもの" hidden></ul>
</div>
"""
PLACES = ("municipality", "former")
EVERYTHING = (*PLACES, "prefecture", "page", "metric", "case", "term", "handbook")
WAYS = "漢字・かな・ローマ字・団体コード・旧市町村名で探せます。"
FOUND = "search_found"  # session state: what is to be opened
SEARCH = {  # what the box in the frame is told
    "label": "すべてから探す",
    "placeholder": "さがす",
    "shortcut": "（Ctrl+K）",
    "hint": f"市区町村・指標・画面・事例・用語・手引きの問いを探せます。市区町村は、{WAYS}",
    "kinds": EVERYTHING,
    "preferred": "",
    "value": "",
    "text": "",
    "isPicker": False,
}
TOPICS = {  # topic of a metric → address and title of the page that shows it
    "staffing": ("staffing", "技術職員"),
    "ageing": ("ageing", "施設の老朽化"),
    "finance": ("profile", "自治体カルテ"),
    "outlook": ("profile", "自治体カルテ"),
}

_mount = component("finder", HTML)


def pick_municipality(chosen: pd.Series | None, prefecture_code: str | None, on_chosen: Callable) -> None:
    """A box for one municipality of the nation, those of the prefecture first; on_chosen gets its code."""

    def picked() -> None:
        if code := st.session_state["pick_muni"]["chosen"]["id"]:
            on_chosen(code)
        else:
            place.choose("muni", None)

    _mount(
        key="pick_muni",
        data={
            "label": "市区町村",
            "placeholder": "名前・よみ・コードで探す",
            "hint": WAYS,
            "kinds": PLACES,
            "preferred": prefecture_code or "",
            "value": "" if chosen is None else chosen["lg_code"],
            "text": "" if chosen is None else chosen["municipality_name"],
            "isPicker": True,
        },
        on_chosen_change=picked,
    )


@cached
def names() -> dict[str, str]:
    """Every municipality by code, as a chosen one is called: 山口県 下関市."""
    towns = queries.municipalities().set_index("lg_code")
    return (towns["prefecture_name"] + " " + towns["municipality_name"]).to_dict()


def pick_municipalities(
    label: str,
    name: str,
    options: Mapping[str, str],
    *,
    most: int,
    empty: str = "名前・よみ・コードで探す",
    hint: str = "",
) -> list[str]:
    """A box for up to `most` municipalities, in the order chosen, that finds them by any name; their codes.

    name: under which the address keeps them. options: code → what a chosen one is called; it may name more than can be found (groups).
    hint: what else there is to know while nothing has been typed.
    """
    key = f"pick_{name}"
    codes = place.chosen_many(name, options, most)

    def picked() -> None:
        chosen = st.session_state[key]["chosen"]
        others = [code for code in place.stated(name) if code in options and code != chosen["id"]]
        place.choose_many(name, [*others, chosen["id"]] if chosen["kind"] else others)

    _mount(
        key=key,
        data={
            "label": label,
            "placeholder": empty,
            "hint": hint + WAYS,
            "kinds": PLACES,
            "preferred": next(iter(place.stated("pref")), ""),
            "value": "",
            "text": "",
            "isPicker": True,
            "chosen": [[code, options[code]] for code in codes],
            "within": None if len(options) >= len(queries.municipalities()) else list(options),
            "most": most,
        },
        on_chosen_change=picked,
    )
    return codes


def search(pages: Mapping[str, StreamlitPage]) -> None:
    """The box over everything; what the reader chooses there is opened. pages: address → page."""
    if found := st.session_state.pop(FOUND, None):
        address, choices = _way_to(**found)
        place.go(pages[address], choices)
    _box_over_everything(*index(tuple((address, page.title) for address, page in pages.items())))


@st.fragment
@run_lock.serialised
def _box_over_everything(edition: str, whole: bytes) -> None:
    """A fragment: the index, which the browser asks for when somebody comes to a box, is sent by this part of the page alone.

    Another page is opened by a run of the whole page: one of a part keeps what the boxes of this page have put into the address.
    """
    is_wanted = st.session_state.get("search", {}).get("wanted") == edition
    result = _mount(
        key="search",
        data=whole if is_wanted else {**SEARCH, "edition": edition},
        on_wanted_change=lambda: None,
        on_chosen_change=lambda: None,
    )
    if result.chosen:
        st.session_state[FOUND] = result.chosen
        st.rerun()


def _way_to(kind: str, id: str) -> tuple[str, dict[str, str]]:
    """Address of the page that shows a thing, and what is chosen there."""
    match kind:
        case "municipality" | "former":
            return "profile", {"pref": id[:2], "muni": id}
        case "prefecture":
            return "profile", {"pref": id}
        case "metric":
            address, _ = TOPICS[queries.metric(id)["topic"]]
            return address, {"metric": id} if address != "profile" else {}
        case "case":
            return "cases", {"find": queries.cases().set_index("case_id").loc[id, "case_name"]}
        case "term":
            return "glossary", {"q": id}
        case "handbook":
            return "handbook", {"item": id}
    return id, {}


@cached
def index(pages: tuple[tuple[str, str], ...]) -> tuple[str, bytes]:
    """All that can be found: its edition, and with the box in the frame as static/matching.js reads it, compressed. pages: address and title."""
    found = {
        **places(),
        "others": [*(["page", address, title, "", ""] for address, title in pages), *_others()],
    }
    edition = hashlib.sha256(packed(found)).hexdigest()[:10]
    return edition, packed({"box": {**SEARCH, "edition": edition}, **found})


def places() -> dict[str, object]:
    """Every municipality, former municipality and prefecture, as static/matching.js reads them."""
    towns = queries.municipalities()
    former = read("from former_municipalities")
    return {
        "forms": "".join(chr(one) + other for one, other in characters.VARIANTS.items()),
        "prefectures": [
            [one.prefecture_code, one.prefecture_name, prefectures.READINGS[one.prefecture_code]]
            for one in queries.prefectures().itertuples()
        ],
        "municipalities": towns[["lg_code", "municipality_name", "municipality_name_kana"]]
        .to_numpy()
        .tolist(),
        "former": former[["former_name", "former_name_kana", "lg_code"]].fillna("").to_numpy().tolist(),
    }


def _others() -> list[list[str]]:
    """Metrics, cases, terms and the handbook's chapters and questions: kind, id, name, reading, where."""
    metrics = [
        ["metric", one.metric_id, one.label_ja, "", TOPICS[topic][1]]
        for topic in TOPICS
        for one in queries.metrics(topic).itertuples()
    ]
    cases = [["case", one.case_id, one.case_name, "", ""] for one in queries.cases().itertuples()]
    terms = [["term", one.term, one.term, one.reading, ""] for one in read("from glossary").itertuples()]
    contents = [
        ["handbook", f"{kind}-{one.number}", one.name_ja, "", ""]
        for kind in ("chapter", "chapter_question", "chapter_part", "question")
        for one in queries.handbook(kind).itertuples()
    ]
    return [*metrics, *cases, *terms, *contents]
