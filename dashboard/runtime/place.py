"""What the reader has chosen, in the URL and kept from page to page.

Every choice is a short code under a short name (?pref=35&muni=353051), or several codes with commas between them
(?members=353051,352021); a group among them is one code, its members joined by hyphens. The URL decides; where it is silent, which is
after a change of page, the choice made last stands.
"""

from collections.abc import Callable, Iterable, Mapping

import streamlit as st

KEPT, NEW = "_kept", "_new"
GROUP_JOINT = "-"


def choose(name: str, code: str | None) -> None:
    """Choose a code (None: nothing); for callbacks. It takes effect, and enters the URL, where the page asks for the choice."""
    st.session_state.setdefault(NEW, {})[name] = code


def choose_many(name: str, codes: Iterable[str]) -> None:
    """Choose several codes, or none; for callbacks."""
    choose(name, ",".join(codes) or None)


def group_code(members: Iterable[str]) -> str:
    """A group as one code among others, the same in whatever order its members were chosen."""
    return GROUP_JOINT.join(sorted(members))


def group_members(code: str) -> list[str]:
    """The members of a group by its code, each once; of a municipality itself alone."""
    return list(dict.fromkeys(code.split(GROUP_JOINT)))


def stated(name: str) -> list[str]:
    """The codes under a name as they stand, whether or not a picker has taken them up or would allow them; for callbacks."""
    kept, new = (st.session_state.get(state, {}) for state in (KEPT, NEW))
    codes = new[name] if name in new else st.query_params.get(name, kept.get(name))
    return codes.split(",") if codes else []


def toggle(name: str, code: str) -> None:
    """Add a code to the several chosen under a name, or take it away; for callbacks."""
    codes = stated(name)
    choose_many(name, [one for one in codes if one != code] if code in codes else [*codes, code])


def is_waiting() -> bool:
    """Whether a choice has been made that no picker has taken up: a fragment that meets this asks for the whole page."""
    return bool(st.session_state.get(NEW))


def carry(*names: str) -> None:
    """Keep what is chosen under these names, and in the URL, on pages that do not ask for it."""
    kept = st.session_state.setdefault(KEPT, {})
    for name in names:
        code = st.query_params.get(name, kept.get(name))
        if code:
            kept[name] = code
            if st.query_params.get(name) != code:
                st.query_params[name] = code


def chosen(name: str, allowed: Mapping[str, str], default: str | None = None) -> str | None:
    """The code chosen under a name, if it is one of the allowed; the URL is made to say it."""
    return _settled(name, lambda code: code if code in allowed else default, default)


def chosen_many(name: str, allowed: Mapping[str, str], most: int) -> list[str]:
    """The codes chosen under a name that are allowed, each once, in the order chosen, `most` of them; the URL is made to say them."""

    def known(codes: str | None) -> str | None:
        named = [code for code in dict.fromkeys((codes or "").split(",")) if code in allowed]
        return ",".join(named[:most]) or None

    codes = _settled(name, known, None)
    return [] if codes is None else codes.split(",")


def _settled(name: str, allow: Callable[[str | None], str | None], default: str | None) -> str | None:
    """What is chosen under a name as far as it is allowed, kept and said by the URL."""
    kept, new = (st.session_state.setdefault(state, {}) for state in (KEPT, NEW))
    code = allow(new.pop(name) if name in new else st.query_params.get(name, kept.get(name, default)))
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
