"""Uploads have a total, for each reader and for the server; pages without a place for files take none."""

import http.client
import os
import socket
import uuid
from collections import Counter
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from running_server import PATIENCE, wait_until
from starlette.exceptions import HTTPException
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.uploaded_file_manager import UploadedFileRec
from websockets.sync.client import connect

from dashboard.runtime import upload_limits

WITH_BOX, WITHOUT_BOX = "orders", "glossary"
HEAD = b'--x\r\nContent-Disposition: form-data; name="a"; filename="a.bin"\r\n\r\n'
TAIL = b"\r\n--x--\r\n"
MB = 1_000_000


class Reader:
    """Who has a page open on a server, as the browser does."""

    def __init__(self, websocket, server):
        self._websocket = websocket
        self._server = server
        self.session = ""
        self._cookie = server.get("/_stcore/health")[1].split("set-cookie: ")[1].split(";")[0]

    def run(self, page: str) -> str:
        """Run a page; what it sends to the browser, as text."""
        message = BackMsg()
        message.rerun_script.page_name = page
        self._websocket.send(message.SerializeToString())
        return self.finished()

    def finished(self) -> str:
        sent = []
        while True:
            message = ForwardMsg.FromString(self._websocket.recv(timeout=PATIENCE))
            sent.append(str(message.SerializeToString().decode("utf-8", errors="replace")))
            if message.HasField("new_session"):
                self.session = message.new_session.initialize.session_id or self.session
            if message.HasField("script_finished"):
                return "".join(sent)

    def head(self, size: int) -> dict[str, str]:
        name, _, token = self._cookie.partition("=")
        return {
            "Cookie": f"{name}={token}",
            "X-Xsrftoken": token,
            "Content-Type": "multipart/form-data; boundary=x",
            "Content-Length": str(size),
        }

    def upload(self, size: int, session: str = "") -> tuple[int, str]:
        """Status and words of the answer to a file of a size."""
        body = HEAD + b"\0" * size + TAIL
        connection = http.client.HTTPConnection("127.0.0.1", self._server.port, timeout=PATIENCE)
        with suppress(ConnectionError):  # refused before all of it was sent
            connection.request("PUT", self.address(session), body, self.head(len(body)))
        answer = connection.getresponse()
        return answer.status, answer.read().decode()

    def address(self, session: str = "") -> str:
        return f"/_stcore/upload_file/{session or self.session}/{uuid.uuid4()}"


@contextmanager
def reading(server, page: str):
    with connect(
        f"ws://{server.host}/_stcore/stream", subprotocols=["streamlit"], max_size=None
    ) as websocket:
        reader = Reader(websocket, server)
        reader.run("")
        reader.run(page)
        yield reader


# The production entry, with one of Streamlit's settings changed that has no variable of its own.
SHORT_MEMORY = """
from streamlit.web import bootstrap
from deploy import asgi
load = bootstrap.load_config_options
bootstrap.load_config_options = lambda options: load(options | dict([("server.disconnectedSessionTTL", 1)]))
asgi.main()
"""


@pytest.fixture(scope="module")
def small(start):
    """A server with little room, which forgets who left after a second."""
    limits = {"DASHBOARD_UPLOAD_MB_PER_READER": "2", "DASHBOARD_UPLOAD_MB": "5"}
    return start("-c", SHORT_MEMORY, "--port", "{port}", **limits)


def resident(server) -> int:
    """Bytes of memory a server uses."""
    pages = Path(f"/proc/{server.process.pid}/statm").read_text().split()[1]
    return int(pages) * os.sysconf("SC_PAGE_SIZE")


def test_page_without_a_box_takes_no_file(small):
    with reading(small, WITHOUT_BOX) as reader:
        assert {reader.upload(size)[0] for size in (0, 1_000, 10 * MB)} == {403}


@pytest.mark.parametrize("session", ["none", "../x", "%00", "00000000-0000-0000-0000-000000000000"])
def test_session_that_is_not_there_takes_no_file(small, session):
    with reading(small, WITH_BOX) as reader:
        assert reader.upload(1_000, session=session)[0] in (403, 404)


def test_each_reader_has_a_total_and_all_have_one_and_it_is_freed(small):
    """A reader who is refused reads why on the page; who leaves makes room."""
    with reading(small, WITH_BOX) as first, reading(small, WITH_BOX) as second:
        statuses = [first.upload(900_000)[0] for _ in range(3)]
        assert statuses == [204, 204, 413]
        assert "2MBまで" in first.finished()
        assert [second.upload(900_000)[0] for _ in range(2)] == [204, 204]
        with reading(small, WITH_BOX) as third:
            assert third.upload(900_000)[0] == 204
            status, words = third.upload(900_000)
            assert status == 413 and "サーバーがいっぱい" in words
            assert "サーバーがいっぱい" in third.finished()
    with reading(small, WITH_BOX) as later:
        wait_until(lambda: later.upload(900_000)[0] == 204)


def test_files_on_their_way_count(small):
    with reading(small, WITH_BOX) as reader:
        wait_until(lambda: reader.upload(1_000)[0] == 204)
        lines = [f"PUT {reader.address()} HTTP/1.1", f"Host: {small.host}"]
        lines += [f"{name}: {value}" for name, value in reader.head(1_900_000).items()]
        with socket.create_connection(("127.0.0.1", small.port), timeout=PATIENCE) as under_way:
            under_way.sendall("\r\n".join([*lines, "", ""]).encode() + HEAD)
            wait_until(lambda: reader.upload(500_000)[0] == 413)
        wait_until(lambda: reader.upload(500_000)[0] == 204)


def test_many_large_uploads_leave_the_memory_as_it_was(small):
    with reading(small, WITH_BOX) as reader, reading(small, WITHOUT_BOX) as other:
        before = resident(small)
        statuses = {one.upload(20 * MB)[0] for one in (reader, other) for _ in range(15)}
        assert statuses == {413, 403}
        assert resident(small) - before < 60 * MB


@pytest.mark.parametrize(("value", "mb"), [("", 25), ("7", 7)])
def test_limit_of_a_reader_is_the_operators_or_small_without_import(monkeypatch, value, mb):
    monkeypatch.setenv("DASHBOARD_UPLOAD_MB_PER_READER", value)
    monkeypatch.setenv("DASHBOARD_IMPORT", "0")
    assert upload_limits.reader_limit() == mb * MB
    monkeypatch.setenv("DASHBOARD_IMPORT", "1")
    assert upload_limits.reader_limit() == (200 if value == "" else mb) * MB


@pytest.mark.parametrize("value", ["many", "-1", "1.5", "1MB"])
def test_limit_that_is_no_number_is_refused(monkeypatch, value):
    monkeypatch.setenv("DASHBOARD_UPLOAD_MB", value)
    with pytest.raises(ValueError, match="DASHBOARD_UPLOAD_MB"):
        upload_limits.server_limit()


@pytest.fixture
def manager(monkeypatch):
    """The files of a server that has a reader "a" and a reader "b", each on a page with a box."""
    monkeypatch.setenv("DASHBOARD_UPLOAD_MB_PER_READER", "1")
    monkeypatch.setenv("DASHBOARD_UPLOAD_MB", "2")
    monkeypatch.setattr(upload_limits, "_has_upload_box", lambda _: True)
    monkeypatch.setattr(
        upload_limits, "_session", lambda _: type("S", (), {"request_rerun": lambda *_: None})()
    )
    monkeypatch.setattr(upload_limits.BoundedUploads, "forget_the_gone", lambda _: None)
    files = MemoryUploadedFileManager("/upload")
    files.incoming, files.refusals = Counter(), {}
    files.__class__ = upload_limits.BoundedUploads
    return files


def put(manager, session: str, data: bytes, name: str = "a.csv") -> None:
    manager.add_file(session, UploadedFileRec(str(uuid.uuid4()), name, "text/csv", data))


def test_what_streamlit_run_takes_is_limited_too(manager):
    put(manager, "a", b"x" * 900_000)
    with pytest.raises(HTTPException, match="413"):
        put(manager, "a", b"x" * 200_000)
    assert "1MB" in manager.refusals["a"]
    manager.remove_session_files("a")
    put(manager, "a", b"x" * 900_000)


@pytest.mark.parametrize(("data", "name"), [(b"", "a.csv"), (b"", "a" * 100_000)])
def test_empty_files_count_too(manager, data, name):
    with pytest.raises(HTTPException, match="413"):
        for _ in range(100):
            put(manager, "a", data, name)
    assert len(manager.file_storage["a"]) < 100
