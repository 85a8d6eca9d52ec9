"""A server that a test has started, and raw requests to it."""

import json
import socket
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass
from http.client import HTTPException
from pathlib import Path
from urllib.request import urlopen

import pytest

PATIENCE = 60  # seconds; a test that needs as long has failed


@dataclass
class Server:
    """A running server: port, process, and the file its standard error and output go to."""

    port: int
    process: subprocess.Popen
    log: Path

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self.port}"

    def send(self, *pieces: bytes) -> bytes:
        """All that comes back on one connection, on which a request is sent in pieces."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=PATIENCE) as connection:
            try:
                for piece in pieces:
                    connection.sendall(piece)
                return read_all(connection)
            except ConnectionError:
                return b""

    def get(self, path: str, *headers: str, method: str = "GET") -> tuple[int, str, bytes]:
        """Status, headers and body of the answer to a path sent as it is; our Host unless the headers name one."""
        named = (
            headers if any(line.startswith("Host:") for line in headers) else (f"Host: {self.host}", *headers)
        )
        lines = [f"{method} {path} HTTP/1.1", *named, "Connection: close"]
        return parsed(self.send("\r\n".join([*lines, "", ""]).encode()))

    def upgrade(self, *headers: str) -> bytes:
        """The status line a websocket gets; our Host unless the headers name one."""
        named = (
            headers if any(line.startswith("Host:") for line in headers) else (f"Host: {self.host}", *headers)
        )
        lines = ["GET /_stcore/stream HTTP/1.1", *named, "Upgrade: websocket", "Connection: Upgrade"]
        lines += ["Sec-WebSocket-Version: 13", "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==", "", ""]
        with socket.create_connection(("127.0.0.1", self.port), timeout=PATIENCE) as connection:
            connection.sendall("\r\n".join(lines).encode())
            return connection.recv(4096).split(b"\r\n")[0]

    def lines(self) -> list[dict]:
        """The log; every line is one JSON object."""
        return [json.loads(line) for line in self.log.read_text("utf-8").splitlines()]


def read_all(connection: socket.socket) -> bytes:
    parts = []
    while part := connection.recv(65_536):
        parts.append(part)
    return b"".join(parts)


def parsed(answer: bytes) -> tuple[int, str, bytes]:
    head, _, body = answer.partition(b"\r\n\r\n")
    return int(head.split()[1]), head.decode("latin-1").lower(), body


def answers(server: Server) -> bool:
    assert server.process.poll() is None, server.log.read_text("utf-8")
    try:
        with urlopen(f"http://{server.host}/_stcore/health", timeout=5):
            return True
    except (OSError, HTTPException):  # the last: the port was nobody's, and the connection its own other end
        return False


def end(process: subprocess.Popen) -> None:
    """Ask a program to end; kill it where it does not."""
    process.terminate()
    try:
        process.wait(PATIENCE)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def wait_until(holds: Callable[[], bool]) -> None:
    """Until something holds; the test fails where it never does."""
    for _ in range(PATIENCE * 5):
        if holds():
            return
        time.sleep(0.2)
    pytest.fail("never came")
