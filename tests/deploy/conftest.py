"""The production entry, started on 127.0.0.1 behind a proxy that answers nothing."""

import os
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from running_server import Server, answers, end, wait_until

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def silent_proxy() -> Iterator[tuple[str, list]]:
    """A proxy that takes every connection and answers none: its address, and the connections it took."""
    taken: list[socket.socket] = []
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def take() -> None:
            while True:
                try:
                    taken.append(listening.accept()[0])
                except OSError:
                    return

        threading.Thread(target=take, daemon=True).start()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}", taken
        listening.shutdown(socket.SHUT_RDWR)
    for connection in taken:
        connection.close()


@pytest.fixture(scope="session")
def start(tmp_path_factory, dashboard_database, silent_proxy) -> Iterator[Callable[..., Server]]:
    """Starts a server behind the silent proxy; {port} in its arguments stands for a free port."""
    running = []

    def go(*arguments: str, **environment: str) -> Server:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        log = tmp_path_factory.mktemp("server") / "log"
        names = ("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy", "ALL_PROXY")
        proxies = dict.fromkeys(names, silent_proxy[0]) | {"NO_PROXY": "", "no_proxy": ""}
        with log.open("w") as output:
            process = subprocess.Popen(
                [sys.executable, *(argument.format(port=port) for argument in arguments)],
                cwd=ROOT,
                env=os.environ
                | {"PYTHONPATH": str(ROOT), "DASHBOARD_DB": str(dashboard_database)}
                | proxies
                | environment,
                stdout=output,
                stderr=output,
            )
        running.append(process)
        server = Server(port, process, log)
        wait_until(lambda: answers(server))
        return server

    yield go
    for process in running:
        end(process)


@pytest.fixture(scope="session")
def deploy(start) -> Callable[..., Server]:
    """Starts the production entry with environment variables."""
    return lambda **environment: start("-m", "deploy.asgi", "--port", "{port}", **environment)


@pytest.fixture(scope="session")
def server(deploy) -> Server:
    """The production entry as it is without any setting."""
    return deploy()
