"""One Japanese sentence where a page, a part of it, or what a click started has failed, or no page is; the log has the trace.

Streamlit itself reports what fails in a fragment or a callback, in English, past the code of the page.
"""

import logging

import streamlit as st
from streamlit import error_util
from streamlit.commands import navigation
from streamlit.navigation.page import StreamlitPage
from streamlit.proto.BackMsg_pb2 import BackendOperationRequest
from streamlit.proto.ForwardMsg_pb2 import BackendOperationResponse
from streamlit.runtime.backend_operation_handler import BackendOperationDispatcher
from streamlit.runtime.scriptrunner import ScriptRunContext

from dashboard.runtime import schema
from dashboard.runtime.db import NoDatabase

FAILED = "この画面を表示できませんでした。読み込み直しても続くときは、URL を添えて管理者に知らせてください。"
NO_DATABASE = "データベースの用意ができていません。しばらくしてから画面を読み込み直し、続くときは管理者に知らせてください。"
REMEDY = (
    "run `python -m etl build`, then restart the server"  # for whoever runs it: in the log, not on the screen
)

NO_PAGE = "このアドレスの画面はありません。「{title}」を表示しています。"
NOT_READY = "用意できませんでした。画面を読み込み直してから、もう一度お試しください。"
_NO_PAGE_KEY = "asked_for_no_page"

log = logging.getLogger(__name__)

_dispatch = BackendOperationDispatcher.dispatch


def install() -> None:
    """From here on Streamlit reports as this module does; once is enough."""
    error_util.show_uncaught_app_exception = show
    navigation.send_page_not_found = _note_no_page
    BackendOperationDispatcher.dispatch = _dispatch_in_japanese


def _note_no_page(_: ScriptRunContext) -> None:
    st.session_state[_NO_PAGE_KEY] = True


def show_no_page(page: StreamlitPage) -> None:
    """Tell a reader whose address names no page what they see instead."""
    if st.session_state.pop(_NO_PAGE_KEY, False):
        st.warning(NO_PAGE.format(title=page.title), icon=":material/link_off:")


async def _dispatch_in_japanese(
    dispatcher: BackendOperationDispatcher, request: BackendOperationRequest, session_id: str
) -> BackendOperationResponse:
    """What a browser asks for later: a file worked out at the click, more rows of a table."""
    response = await _dispatch(dispatcher, request, session_id)
    if response.error_msg:
        response.error_msg = NOT_READY
    return response


def show(problem: BaseException) -> None:
    """Why something just failed, as far as a reader can be told, at the place where it failed."""
    if isinstance(problem, NoDatabase):
        log.error("no readable database: %s", REMEDY)
        st.error(NO_DATABASE, icon=":material/database:")
    elif not _is_expected_schema():
        log.error("the database is of another version of the program: %s", REMEDY)
        st.error(NO_DATABASE, icon=":material/database:")
    else:
        st.error(FAILED, icon=":material/error:")


def _is_expected_schema() -> bool:
    try:
        return schema.is_expected()
    except Exception:
        return True  # the database is not to blame, or gone since: what failed before counts
