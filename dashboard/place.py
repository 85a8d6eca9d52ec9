"""What the reader has chosen, in the URL and kept from page to page.

Every choice is a short code under a short name (?pref=35&muni=353051). The URL decides; where it is silent, which is after a
change of page, the choice made last stands.
"""

from collections.abc import Mapping

import streamlit as st

KEPT, NEW = "_kept", "_new"


def choose(name: str, code: str | None) -> None:
    """Choose a code (None: nothing); for callbacks. It takes effect, and enters the URL, where the page asks for the choice."""
    st.session_state.setdefault(NEW, {})[name] = code


def is_waiting() -> bool:
    """Whether a choice has been made that no picker has taken up: a fragment that meets this asks for the whole page."""
    return bool(st.session_state.get(NEW))


def chosen(name: str, allowed: Mapping[str, str], default: str | None = None) -> str | None:
    """The code chosen under a name, if it is one of the allowed; the URL is made to say it."""
    kept, new = (st.session_state.setdefault(state, {}) for state in (KEPT, NEW))
    code = new.pop(name) if name in new else st.query_params.get(name, kept.get(name, default))
    if code not in allowed:
        code = default
    kept[name] = code
    if code == default:
        st.query_params.pop(name, None)
    elif st.query_params.get(name) != code:
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
