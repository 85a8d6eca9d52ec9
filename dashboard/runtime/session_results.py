"""What was worked out from a reader's own files: held in the reader's session, nowhere else, and no longer than the files.

st.cache_data would hold files and results for all sessions of the process.
"""

import hashlib
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from typing import TypeVar

import streamlit as st

R = TypeVar("R")


class SessionResults:
    """Results by function, digest of the content and further arguments."""

    def __init__(self, former: dict[Hashable, object]):
        self.former = former
        self.current: dict[Hashable, object] = {}

    def of(self, function: Callable[..., R], content: bytes, *arguments: Hashable) -> R:
        """What `function(content, *arguments)` returns; worked out once, not when it raises."""
        key = (function.__qualname__, hashlib.sha256(content).digest(), *arguments)
        if key not in self.current:
            self.current[key] = self.former[key] if key in self.former else function(content, *arguments)
        return self.current[key]


@contextmanager
def session_results(name: str) -> Iterator[SessionResults]:
    """The results of a part of a page. What was not asked for until the part ends is freed: its file was removed.

    A part that is cut short (a rerun) frees nothing, for it has not asked for everything.
    """
    key = f"results_{name}"
    results = SessionResults(st.session_state.get(key, {}))
    try:
        yield results
    except BaseException:
        st.session_state[key] = results.former | results.current
        raise
    st.session_state[key] = results.current
