"""What readers upload lies in the server's memory: a limit for each reader and one for all together, over all pages.

Streamlit itself limits only the single file, and takes files also for pages that ask for none.
"""

import os
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from starlette.exceptions import HTTPException
from streamlit import runtime
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.runtime.uploaded_file_manager import UploadedFileRec

from dashboard.runtime import etl_commands

MB = 1_000_000
READER_MB, READER_MB_WITHOUT_IMPORT, SERVER_MB = 200, 25, 600
EACH_FILE = 16_000  # bytes counted beside the content: a million empty files would fill the memory too
UPLOAD_BOX = "file_uploader_state_value"

TOO_MUCH = "ファイルを受け取れませんでした。1人が同時に置けるのは、合わせて{mb:,.0f}MBまでです。要らないファイルを外すか、小さくしてください。"
FULL = "ファイルを受け取れませんでした。ほかの利用者のファイルでサーバーがいっぱいです。しばらくしてからもう一度置いてください。"
NO_BOX = "この画面ではファイルを受け取れません。"


def reader_limit() -> int:
    """Bytes one reader may have here at a time: DASHBOARD_UPLOAD_MB_PER_READER, else less while import is off."""
    usual = READER_MB if etl_commands.is_import_allowed() else READER_MB_WITHOUT_IMPORT
    return _megabytes("DASHBOARD_UPLOAD_MB_PER_READER", usual)


def server_limit() -> int:
    """Bytes all readers of this process may have here at a time: DASHBOARD_UPLOAD_MB."""
    return _megabytes("DASHBOARD_UPLOAD_MB", SERVER_MB)


class BoundedUploads(MemoryUploadedFileManager):
    """Streamlit's memory of uploaded files, with limits. Raises HTTPException (413, 403), whose detail is for the reader."""

    incoming: Counter[str]  # session → bytes on their way
    refusals: dict[str, str]  # session → what its reader has not been told yet

    @contextmanager
    def receiving(self, session_id: str, size: int) -> Iterator[None]:
        """While a file of a session is on its way its size counts as if it were here."""
        if not _has_upload_box(session_id):
            raise HTTPException(403, NO_BOX)
        self._must_fit(session_id, size, self.incoming)
        self.incoming[session_id] += size
        try:
            yield
        finally:
            self.incoming[session_id] -= size
            if not self.incoming[session_id]:
                del self.incoming[session_id]

    def add_file(self, session_id: str, file: UploadedFileRec) -> None:
        """Also for a server without the check before a file comes (`streamlit run`)."""
        if not _has_upload_box(session_id):
            raise HTTPException(403, NO_BOX)
        self._must_fit(session_id, _size(file), Counter())
        super().add_file(session_id, file)

    def forget_the_gone(self) -> None:
        """Free the files of sessions that ended: Streamlit does so only when its garbage is collected."""
        sessions = runtime.get_instance()._session_mgr
        for session_id in {*self.file_storage, *self.refusals}:
            if sessions.get_session_info(session_id) is None:  # the list of all names also those that ended
                self.remove_session_files(session_id)
                self.refusals.pop(session_id, None)

    def _must_fit(self, session_id: str, size: int, incoming: Counter[str]) -> None:
        self.forget_the_gone()
        with self._lock:
            stored = Counter(
                {session: sum(map(_size, files.values())) for session, files in self.file_storage.items()}
            )
        if stored[session_id] + incoming[session_id] + size > reader_limit():
            self._refuse(session_id, TOO_MUCH.format(mb=reader_limit() / MB))
        if stored.total() + incoming.total() + size > server_limit():
            self._refuse(session_id, FULL)

    def _refuse(self, session_id: str, message: str) -> None:
        """The browser shows nothing but the number of an error: the page is run again, and says it."""
        self.refusals[session_id] = message
        _session(session_id).request_rerun(None)
        raise HTTPException(413, message)


def install() -> BoundedUploads:
    """Bound the uploads of the running server; once is enough."""
    manager = runtime.get_instance().uploaded_file_mgr
    if not isinstance(manager, BoundedUploads):
        manager.incoming, manager.refusals = Counter(), {}
        manager.__class__ = BoundedUploads  # the server's addresses already hold this very object
    return manager


def refusal() -> str | None:
    """What the reader of the running page has to be told of a file that was refused; told once."""
    context = get_script_run_ctx()
    return install().refusals.pop(context.session_id, None) if runtime.exists() and context else None


def _megabytes(variable: str, usual: int) -> int:
    """Raises ValueError where the variable is no number of megabytes."""
    value = os.environ.get(variable) or str(usual)
    if not value.isdecimal():
        raise ValueError(f"{variable}：{value!r} は MB の数ではありません（例：{usual}）。")
    return int(value) * MB


def _size(file: UploadedFileRec) -> int:
    return len(file.data) + len(file.name) + len(file.type) + EACH_FILE


def _session(session_id: str):
    info = runtime.get_instance()._session_mgr.get_active_session_info(session_id)
    return info and info.session


def _has_upload_box(session_id: str) -> bool:
    """Whether the page a reader has open asks for files; no reader, no page."""
    session = _session(session_id)
    widgets = session.session_state._new_widget_state.widget_metadata if session else {}
    return any(widget.value_type == UPLOAD_BOX for widget in list(widgets.values()))
