"""The line that shows how far work in a child process is."""

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


def captions(places: list[int], is_done: bool) -> list[str]:
    app = AppTest.from_function(page)
    app.session_state["places"], app.session_state["is_done"] = places, is_done
    app.run()
    assert not app.exception
    return [one.value for one in app.caption]


@pytest.mark.parametrize(
    ("places", "shown"),
    [([], []), ([2], ["順番を待っています（2番目）。"]), ([2, 1, 0], ["読んでいます。"])],
)
def test_one_line_says_the_place_then_what_runs(places, shown):
    assert captions(places, is_done=False) == shown


@pytest.mark.parametrize("places", [[], [2], [2, 1, 0]])
def test_it_is_gone_after_the_work(places):
    assert captions(places, is_done=True) == []
