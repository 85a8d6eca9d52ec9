"""The reader's choices: in the URL, and remembered from page to page.

Every choice is a short code under a short name (?pref=35&muni=353051), or several codes with commas between them
(?members=353051,352021); a group among them is one code, its members joined by hyphens. The URL decides; where it is silent, which is
after a change of page, the last choice stands.
"""

from collections.abc import Callable, Iterable, Mapping

import streamlit as st

REMEMBERED, PENDING = "_remembered", "_pending"
GROUP_JOINT = "-"


def choose(name: str, code: str | None) -> None:
    """Choose a code (None: nothing); for callbacks. It takes effect, and enters the URL, where the page asks for the choice."""
    st.session_state.setdefault(PENDING, {})[name] = code


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
    """Whether a choice is pending that no picker has taken up: a fragment that meets this reruns the whole page."""
    return bool(st.session_state.get(PENDING))


def carry(*names: str) -> None:
    """Carry what is chosen under these names through pages that do not ask for it, in the URL too."""
    remembered = st.session_state.setdefault(REMEMBERED, {})
    for name in names:
        code = st.query_params.get(name, remembered.get(name))
        if code:
            remembered[name] = code
            if st.query_params.get(name) != code:
                st.query_params[name] = code


def chosen(name: str, allowed: Mapping[str, str], default: str | None = None) -> str | None:
    """The code chosen under a name, if it is one of the allowed; the URL is updated."""
    return _settled(name, lambda code: code if code in allowed else default, default)


def chosen_many(name: str, allowed: Mapping[str, str], most: int) -> list[str]:
    """The codes chosen under a name that are allowed, each once, in the order chosen, `most` of them; the URL is updated."""

    def known(codes: str | None) -> str | None:
        named = [code for code in dict.fromkeys((codes or "").split(",")) if code in allowed]
        return ",".join(named[:most]) or None

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


def pick(
    label: str,
    name: str,
    options: Mapping[str, str],
    *,
    default: str | None = None,
    empty: str = "選んでください",
    help_ja: str | None = None,
) -> str | None:
    """A select box for one code; options are code → text. None is a choice when there is no default."""
    key = f"pick_{name}"
    st.session_state[key] = chosen(name, options, default)

    def picked() -> None:
        choose(name, st.session_state[key])

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
