"""The reader's choices: in the URL, and remembered from page to page.

Every choice is a short code under a short name (?pref=35&muni=353051), or several codes with commas between them
(?members=353051,352021); a group among them is one code, its members joined by hyphens. The URL decides; where it is silent, which is
after a change of page, the last choice stands.
"""

from collections.abc import Callable, Container, Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, NoReturn

import streamlit as st
from streamlit.delta_generator import DeltaGenerator
from streamlit.navigation.page import StreamlitPage
from streamlit.runtime.scriptrunner import get_script_run_ctx

REMEMBERED, PENDING, STARTED, REFUSED = "_remembered", "_pending", "_started", "_refused"
GROUP_JOINT = "-"
# What the codes under a name stand for, where a message about an address names it.
MEANINGS = {
    "pref": "都道府県",
    "prefs": "都道府県",
    "muni": "市区町村",
    "members": "市区町村",
    "other": "市区町村",
    "also": "市区町村",
    "compare": "市区町村・群",
    "metric": "指標",
    "burden": "指標",
    "need": "指標",
    "slides": "スライド",
    "size": "人口規模の区分",
    "type": "団体の種類",
    "programme": "事例の出どころ",
    "sector": "分野",
    "ahead": "見通しの年",
    "point": "強み・弱み",
    "case": "事例",
    "outcome": "成果の種類",
    "near": "距離",
    "river": "距離",
    "pair": "橋の組",
    "plan": "橋の組",
    "item": "手引きの項目",
}


def choose(name: str, code: str | None) -> None:
    """Choose a code (None: nothing); for callbacks. It takes effect, and enters the URL, where the page asks for the choice."""
    st.session_state.setdefault(PENDING, {})[name] = code


def go(page: str | StreamlitPage, choices: Mapping[str, str] = MappingProxyType({})) -> NoReturn:
    """Open another page with these choices, which its pickers take up; whatever boxes this page has bound to the URL stay behind."""
    for name, code in choices.items():
        choose(name, code)
    # Without an own set of parameters Streamlit refuses to leave bound ones.
    st.switch_page(page, query_params={})


def choose_many(name: str, codes: Iterable[str]) -> None:
    """Choose several codes, or none; for callbacks."""
    choose(name, ",".join(codes) or None)


def group_code(members: Iterable[str]) -> str:
    """A group as one code among others, the same in whatever order its members were chosen."""
    return GROUP_JOINT.join(sorted(members))


def group_members(code: str) -> list[str]:
    """The members of a group by its code, each once; of a municipality only itself."""
    return list(dict.fromkeys(code.split(GROUP_JOINT)))


def stated(name: str) -> list[str]:
    """The codes under a name as they stand, whether or not a picker has taken them up or would allow them; for callbacks."""
    remembered, pending = (st.session_state.get(state, {}) for state in (REMEMBERED, PENDING))
    codes = pending[name] if name in pending else st.query_params.get(name, remembered.get(name))
    return codes.split(",") if codes else []


def toggle(name: str, code: str) -> None:
    """Add a code to the several chosen under a name, or take it away; for callbacks."""
    codes = stated(name)
    choose_many(name, [one for one in codes if one != code] if code in codes else [*codes, code])


def has_pending_choice() -> bool:
    """Whether a choice is pending that no picker has taken up."""
    return bool(st.session_state.get(PENDING))


def end_fragment() -> None:
    """Rerun the whole page where a fragment ran alone and met a choice that none of its pickers takes up. In a run of the whole page the
    pickers below do."""
    context = get_script_run_ctx()
    if has_pending_choice() and context is not None and context.fragment_ids_this_run:
        st.rerun()


def explicit(name: str) -> str | None:
    """The codes just chosen under a name, or those in the URL; not what is only remembered."""
    pending = st.session_state.get(PENDING, {})
    return pending[name] if name in pending else st.query_params.get(name)


def carry(*names: str) -> None:
    """Carry what is chosen under these names through pages that do not ask for it, in the URL too."""
    for name in names:
        _settled(name, lambda code: code, None)


def start(name: str, codes: list[str]) -> None:
    """Begin with these codes where the reader has chosen none under a name; once, so that they can be let go of."""
    started = st.session_state.setdefault(STARTED, {})
    before = started.get(name, [])
    if codes != before and stated(name) in ([], before):
        choose_many(name, codes)
        started[name] = codes


def report_in(where: DeltaGenerator, page: str) -> None:
    """Report there what of the URL this page refuses, and what it refused in former runs; until the reader chooses something or another
    page, since some pages run twice before they stand."""
    before = st.session_state.get(REFUSED)
    sentences = [] if before is None or before.page != page or has_pending_choice() else before.sentences
    st.session_state[REFUSED] = _Refused(page, where, sentences)
    for sentence in sentences:
        where.warning(sentence, icon=":material/link_off:")


def refuse(name: str, codes: Iterable[str], reason: str = "") -> None:
    """Report that the URL asks under a name for what there is not, or what was done instead; nothing outside the frame."""
    asked = "、".join(f"{name}={code}" for code in codes)
    reason = reason or f"そのような{MEANINGS.get(name, '選択肢')}はありません"
    sentence = f"{reason}（アドレスの {asked}）。"
    refused: _Refused | None = st.session_state.get(REFUSED)
    if refused is not None and sentence not in refused.sentences:
        refused.sentences.append(sentence)
        refused.where.warning(sentence, icon=":material/link_off:")


@dataclass(frozen=True)
class _Refused:
    """What a page refused, and where it is reported."""

    page: str
    where: DeltaGenerator
    sentences: list[str]


def chosen(name: str, allowed: Container[str], default: str | None = None) -> str | None:
    """The code chosen under a name, if it is one of the allowed; the URL is updated."""
    if unknown := [code for code in _asked_anew(name) if code not in allowed]:
        refuse(name, unknown)
    return _settled(name, lambda code: code if code in allowed else default, default)


def _asked_anew(name: str) -> list[str]:
    """The codes in the URL that no page has taken up so far: somebody's link, or typed by hand."""
    asked = st.query_params.get(name)
    if not asked or name in st.session_state.get(PENDING, {}):
        return []
    return [] if asked == st.session_state.get(REMEMBERED, {}).get(name) else asked.split(",")


def chosen_many(name: str, allowed: Container[str], most: int) -> list[str]:
    """The codes chosen under a name that are allowed, each once, in the order chosen, `most` of them; the URL is updated."""

    def known(codes: str | None) -> str | None:
        named = [code for code in dict.fromkeys((codes or "").split(",")) if code in allowed]
        return ",".join(named[:most]) or None

    if unknown := [code for code in _asked_anew(name) if code not in allowed]:
        refuse(name, unknown)
    codes = _settled(name, known, None)
    return [] if codes is None else codes.split(",")


def _settled(name: str, allow: Callable[[str | None], str | None], default: str | None) -> str | None:
    """What is chosen under a name as far as it is allowed, remembered and written to the URL."""
    remembered, pending = (st.session_state.setdefault(state, {}) for state in (REMEMBERED, PENDING))
    code = allow(
        pending.pop(name) if name in pending else st.query_params.get(name, remembered.get(name, default))
    )
    if code == default:  # no choice of the reader's: where another place has another default, that one holds
        remembered.pop(name, None)
        st.query_params.pop(name, None)
        return code
    remembered[name] = code
    if st.query_params.get(name) != code:
        st.query_params[name] = code
    return code


def written(name: str, most: int) -> str:
    """The text a reader wrote under a name, `most` letters of it without signs that no text has; the URL is updated."""

    def plain(text: str | None) -> str | None:
        shown = (letter for letter in text or "" if letter.isprintable() or letter == "\n")
        return "".join(shown)[:most].strip() or None

    return _settled(name, plain, None) or ""


def write(label: str, name: str, **looks: Any) -> str:
    """A box for words to look for, kept in the URL under its name; looks: further arguments of st.text_input."""
    pending = st.session_state.get(PENDING, {})
    if name in pending:
        st.session_state[name] = pending.pop(name) or ""
    return st.text_input(label, key=name, bind="query-params", **looks).strip()


def pick(
    label: str,
    name: str,
    options: Mapping[str, str],
    *,
    default: str | None = None,
    empty: str = "選んでください",
    help_ja: str | None = None,
    lets_go: str | None = None,
) -> str | None:
    """A select box for one code; options are code → text. None is a choice when there is no default.

    lets_go: a name under which nothing stays chosen when another code is chosen here.
    """
    key = f"pick_{name}"
    st.session_state[key] = chosen(name, options, default)

    def picked() -> None:
        choose(name, st.session_state[key])
        if lets_go is not None:
            choose(lets_go, None)

    return st.selectbox(
        label,
        list(options),
        index=None if default is None else 0,
        format_func=options.get,
        key=key,
        placeholder=empty,
        help=help_ja,
        on_change=picked,
    )


def slide(label: str, name: str, options: Mapping[str, str], *, default: str) -> str:
    """A slider over a few codes in their order; options are code → text."""
    key = f"slide_{name}"
    st.session_state[key] = code = chosen(name, options, default) or default

    def picked() -> None:
        choose(name, st.session_state[key])

    st.select_slider(label, list(options), format_func=options.get, key=key, on_change=picked)
    return code


def pick_number(label: str, name: str, least: float, most: float, usual: float | None, **looks: Any) -> Any:
    """A box for a number of `least` to `most`, kept in the URL under its name; looks: further arguments of st.number_input.

    Whole numbers where `least` is one. None only where nothing is usual.
    """
    asked = st.query_params.get(name)
    if asked and not _is_number(asked, least, most):
        refuse(
            name, [asked], f"{least:,}〜{most:,}の{'整数' if isinstance(least, int) else '数'}ではありません"
        )
    return st.number_input(label, least, most, usual, key=name, bind="query-params", **looks)


def _is_number(text: str, least: float, most: float) -> bool:
    try:
        return least <= type(least)(text) <= most
    except ValueError:
        return False


def pick_many(
    label: str,
    name: str,
    options: Mapping[str, str],
    *,
    most: int,
    empty: str = "選んでください",
    help_ja: str | None = None,
) -> list[str]:
    """A box for up to `most` codes, in the order chosen; options are code → text."""
    key = f"pick_{name}"
    st.session_state[key] = chosen_many(name, options, most)

    def picked() -> None:
        choose_many(name, st.session_state[key])

    return st.multiselect(
        label,
        list(options),
        format_func=options.get,
        key=key,
        max_selections=most,
        select_all=False,  # its label is English
        placeholder=empty,
        help=help_ja,
        on_change=picked,
    )
