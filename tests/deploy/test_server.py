"""Connections that send or take too slowly are cut off; others are not."""

import socket
import threading
import time

import pytest
import uvicorn
from running_server import PATIENCE, read_all, wait_until
from websockets.sync.client import connect

from deploy import server as web_server

HEAD = b"PUT / HTTP/1.1\r\nHost: x\r\n"
KEEP_ALIVE_SECONDS = 20  # also when this process does not run for a while


class Hasty(web_server.TimedRequests):
    head_seconds, look_seconds, least_bytes_a_look, unread_seconds = 0.5, 0.5, 1_000, 1


async def echo_length(scope, receive, send):
    if scope["type"] == "websocket":
        return await echo_words(receive, send)
    length, more = 0, True
    while more:
        message = await receive()
        length, more = length + len(message.get("body", b"")), message.get("more_body", False)
    await send({"type": "http.response.start", "status": 200, "headers": []})
    body = b"%d" % length if scope["path"] == "/" else b"x" * 50_000_000
    await send({"type": "http.response.body", "body": body})


async def echo_words(receive, send):
    await receive()
    await send({"type": "websocket.accept"})
    while (message := await receive())["type"] == "websocket.receive":
        await send({"type": "websocket.send", "text": message["text"]})


@pytest.fixture(scope="module")
def hasty():
    """Port and server, with the limits in little."""
    listening = socket.create_server(("127.0.0.1", 0))
    running = uvicorn.Server(
        uvicorn.Config(
            echo_length,
            http=Hasty,
            ws="websockets-sansio",
            lifespan="off",
            log_config=None,
            timeout_keep_alive=KEEP_ALIVE_SECONDS,
        )
    )
    thread = threading.Thread(target=running.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    wait_until(lambda: running.started)
    yield listening.getsockname()[1], running
    running.should_exit = True
    thread.join(PATIENCE)
    assert not thread.is_alive(), running.server_state.connections


def dripped(port: int, start: bytes, drop: bytes) -> bytes:
    """What comes back while a request is sent in drops, until the connection is closed; fails where it never is."""
    with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE) as connection:
        connection.sendall(start)
        try:
            for _ in range(PATIENCE * 10):
                connection.sendall(drop)
                time.sleep(0.1)
        except ConnectionError:
            return b""
        pytest.fail("never cut off")


@pytest.mark.parametrize(
    ("start", "drop"),
    [
        (b"", b"G"),
        (b"GET / HTTP/1.1\r\n", b"X"),
        (HEAD, b"X: 1\r\n"),
        (HEAD + b"Content-Length: 1000000\r\n\r\n", b"x"),
        (HEAD + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\nx\r\n"),
        (b"GET / HTTP/1.1\r\nHost: x\r\n\r\n", b"G"),
    ],
    ids=["request line", "header", "headers", "body", "chunks", "second request"],
)
def test_who_sends_in_drops_is_cut_off(hasty, start, drop):
    assert dripped(hasty[0], start, drop) == b""


@pytest.mark.parametrize("start", [b"", b"GET / HT", HEAD, HEAD + b"Content-Length: 5\r\n\r\n"])
def test_who_sends_no_more_is_cut_off(hasty, start):
    with socket.create_connection(("127.0.0.1", hasty[0]), timeout=PATIENCE) as connection:
        connection.sendall(start)
        assert read_all(connection) == b""


def test_a_long_upload_that_flows_is_taken_whole(hasty):
    """It lasts longer than any of the limits."""
    with socket.create_connection(("127.0.0.1", hasty[0]), timeout=PATIENCE) as connection:
        connection.sendall(HEAD + b"Connection: close\r\nContent-Length: 20000\r\n\r\n")
        for _ in range(10):
            connection.sendall(b"x" * 2_000)
            time.sleep(0.2)
        assert read_all(connection).endswith(b"\r\n5\r\n20000\r\n0\r\n\r\n")


def test_requests_one_after_the_other_on_one_connection_are_answered(hasty):
    with socket.create_connection(("127.0.0.1", hasty[0]), timeout=PATIENCE) as connection:
        for _ in range(4):
            connection.sendall(HEAD + b"Content-Length: 2\r\n\r\nab")
            answer = b""
            while not answer.endswith(b"0\r\n\r\n"):
                part = connection.recv(4096)
                assert part, f"cut off after {answer}"
                answer += part
            assert answer.startswith(b"HTTP/1.1 200 OK")
            time.sleep(0.3)


def test_who_takes_no_answer_is_cut_off(hasty):
    """The answer is more than the system holds for a connection; the server would wait for ever."""
    port, running = hasty
    with socket.socket() as connection:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        connection.connect(("127.0.0.1", port))
        connection.sendall(b"GET /large HTTP/1.1\r\nHost: x\r\n\r\n")
        wait_until(lambda: running.server_state.connections)
        wait_until(lambda: not running.server_state.connections)


def test_a_websocket_on_which_nothing_is_said_stays_open(hasty):
    """A reader looks at a page for minutes."""
    with connect(f"ws://127.0.0.1:{hasty[0]}/") as websocket:
        time.sleep(4 * max(Hasty.head_seconds, Hasty.look_seconds, Hasty.unread_seconds))
        websocket.send("甲")
        assert websocket.recv(timeout=PATIENCE) == "甲"
