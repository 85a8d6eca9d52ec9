"""Results of a reader's files: worked out once, shared with nobody, gone with the file."""

import pytest
from streamlit.testing.v1 import AppTest


def page() -> None:
    import streamlit as st

    from dashboard.runtime.session_results import session_results

    def length(content: bytes, name: str) -> int:
        st.session_state["calls"].append(content)
        if content == b"bad":
            raise ValueError(name)
        return len(content)

    dropped = st.file_uploader("file", accept_multiple_files=True)
    is_cut_short = st.checkbox("stop")
    with session_results("files") as results:
        if is_cut_short:
            st.stop()
        for one in dropped:
            try:
                st.text(results.of(length, one.getvalue(), one.name))
            except ValueError:
                st.error(one.name)


@pytest.fixture
def session():
    def begin() -> AppTest:
        app = AppTest.from_function(page, default_timeout=60)
        app.session_state["calls"] = []
        return app.run()

    return begin


def drop(app: AppTest, *contents: bytes) -> None:
    app.file_uploader[0].set_value([(f"{content[:3]}.csv", content, "text/csv") for content in contents])
    app.run()
    assert not app.exception


def held(app: AppTest) -> list[object]:
    return list(app.session_state["results_files"].values())


def test_a_file_is_worked_out_once_and_freed_when_it_is_removed(session):
    app = session()
    drop(app, b"four", b"sixsix")
    app.run()
    assert [one.value for one in app.text] == ["4", "6"]
    assert app.session_state["calls"] == [b"four", b"sixsix"]
    drop(app, b"sixsix")
    assert held(app) == [6]
    drop(app)
    assert held(app) == []
    assert app.session_state["calls"] == [b"four", b"sixsix"]


def test_two_sessions_share_nothing(session):
    first, second = session(), session()
    drop(first, b"four")
    drop(second, b"four")
    assert (first.session_state["calls"], second.session_state["calls"]) == ([b"four"], [b"four"])
    drop(first)
    assert (held(first), held(second)) == ([], [4])


def test_a_run_that_is_cut_short_frees_nothing(session):
    app = session()
    drop(app, b"four")
    app.checkbox[0].check().run()
    assert held(app) == [4]
    app.checkbox[0].uncheck().run()
    assert app.session_state["calls"] == [b"four"]


def test_a_problem_is_not_held(session):
    app = session()
    drop(app, b"bad")
    app.run()
    assert app.session_state["calls"] == [b"bad", b"bad"]
    assert held(app) == []
