"""What fails in a page, a fragment or a callback is said in one Japanese sentence, at its place, and nothing else is shown."""

import asyncio

import pytest
from streamlit.proto.BackMsg_pb2 import BackendOperationRequest
from streamlit.runtime.backend_operation_handler import BackendOperationDispatcher, DeferredFileHandler
from streamlit.testing.v1 import AppTest

from dashboard.runtime import failures, schema
from dashboard.runtime.db import NoDatabase

SECRET = "secret of /srv/甲市"


def app(problem: type[Exception]) -> AppTest:
    """A page with a fragment, a button in it, a callback, and a script that fail on demand."""

    def script(kind):
        import streamlit as st

        from dashboard.runtime import failures

        failures.install()

        def fail():
            raise kind("secret of /srv/甲市")

        @st.fragment
        def part():
            if st.toggle("部分"):
                fail()
            st.button("部分の操作", on_click=fail)

        st.title("画面")
        part()
        st.button("操作", on_click=fail)
        if st.toggle("全体"):
            fail()
        st.caption("終わり")

    return AppTest.from_function(script, kwargs={"kind": problem}).run()


def said(opened: AppTest) -> list[str]:
    assert not opened.exception
    assert SECRET not in str(opened)
    return [one.value for one in opened.error]


@pytest.fixture(autouse=True)
def our_schema(monkeypatch):
    monkeypatch.setattr(schema, "is_expected", lambda: True)


@pytest.mark.parametrize("label", ["部分", "全体"])
def test_what_fails_while_it_is_drawn(label, uncaught):
    opened = app(ValueError)
    next(one for one in opened.toggle if one.label == label).set_value(True).run()
    assert said(opened) == [failures.FAILED]
    assert [one.value for one in opened.title] == ["画面"]
    assert [str(one) for one in uncaught] == [SECRET]
    uncaught.clear()


@pytest.mark.parametrize("label", ["操作", "部分の操作"])
def test_what_fails_in_answer_to_a_click(label, uncaught):
    opened = app(ValueError)
    next(one for one in opened.button if one.label == label).click().run()
    assert said(opened) == [failures.FAILED]
    assert [str(one) for one in uncaught] == [SECRET]
    uncaught.clear()


def test_a_database_that_went_is_named(uncaught):
    opened = app(NoDatabase)
    opened.toggle[0].set_value(True).run()
    assert said(opened) == [failures.NO_DATABASE]
    uncaught.clear()


def test_a_database_of_another_program_is_for_readers_no_database(monkeypatch, uncaught, caplog):
    monkeypatch.setattr(schema, "is_expected", lambda: False)
    opened = app(KeyError)
    opened.toggle[0].set_value(True).run()
    assert said(opened) == [failures.NO_DATABASE]
    assert not opened.code
    assert failures.REMEDY in caplog.text
    uncaught.clear()


def test_an_address_without_a_page_is_said_on_the_page_that_is_shown():
    def script():
        import streamlit as st
        from streamlit.runtime.scriptrunner import get_script_run_ctx

        from dashboard.runtime import failures

        failures.install()
        overview = st.Page(lambda: st.title("全国"), title="全国の状況", url_path="overview")
        start = st.Page(lambda: st.title("はじめに"), title="はじめに", default=True)
        if "asked" not in st.session_state:
            st.session_state["asked"] = get_script_run_ctx().pages_manager.set_script_intent("", "nothing")
        page = st.navigation([start, overview])
        failures.show_no_page(page)
        page.run()

    opened = AppTest.from_function(script).run()
    assert [one.value for one in opened.title] == ["はじめに"]
    assert [one.value for one in opened.warning] == [failures.NO_PAGE.format(title="はじめに")]
    assert not opened.run().warning


def test_a_file_that_cannot_be_worked_out_is_said_at_its_button():
    def no_files():
        raise ValueError(SECRET)

    failures.install()
    dispatcher = BackendOperationDispatcher()
    dispatcher.register("deferred_file", DeferredFileHandler(no_files))
    request = BackendOperationRequest(request_id="1")
    request.deferred_file.file_id = "990001"
    answer = asyncio.run(dispatcher.dispatch(request, "session"))
    assert (answer.request_id, answer.error_msg) == ("1", failures.NOT_READY)
