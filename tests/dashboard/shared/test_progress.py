"""The line that shows how far work in a child process is."""

import gc
import sys

import pytest
from streamlit.testing.v1 import AppTest


def page():
    import streamlit as st

    from dashboard.shared import progress

    block = st.session_state["block"] = progress.line("読んでいます。")  # open while it is held
    show = block.__enter__()
    for place in st.session_state["places"]:
        show(place)
    if st.session_state["is_done"]:
        block.__exit__(None, None, None)


def opened(places: list[int], is_done: bool) -> AppTest:
    app = AppTest.from_function(page)
    app.session_state["places"], app.session_state["is_done"] = places, is_done
    app.run()
    assert not app.exception
    return app


def captions(places: list[int], is_done: bool) -> list[str]:
    return [one.value for one in opened(places, is_done).caption]


@pytest.mark.parametrize(
    ("places", "shown"),
    [([], []), ([2], ["順番を待っています（2番目）。"]), ([2, 1, 0], ["読んでいます。"])],
)
def test_one_line_says_the_place_then_what_runs(places, shown):
    assert captions(places, is_done=False) == shown


@pytest.mark.parametrize("places", [[], [2], [2, 1, 0]])
def test_it_is_gone_after_the_work(places):
    assert captions(places, is_done=True) == []


def test_a_line_that_is_dropped_writes_to_nobodys_page(monkeypatch):
    """The script run was ended inside the block, and what collects garbage closes it: outside a run, or in another reader's."""
    problems: list[object] = []
    monkeypatch.setattr(sys, "unraisablehook", problems.append)
    app = opened([1], is_done=False)
    assert app.session_state["block"]
    del app
    gc.collect()
    assert problems == []
