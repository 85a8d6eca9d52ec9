"""A PostgreSQL of the machine's own programs (Debian's), for as long as tests or a measurement need it."""

import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg

DEBIAN = Path("/usr/lib/postgresql")
PATIENCE = 60  # seconds until the server answers


@dataclass
class Server:
    """A running server. port: on 127.0.0.1, without a password."""

    port: int
    process: subprocess.Popen
    databases: int = 0

    def database(self) -> str:
        """The address of a new, empty database."""
        self.databases += 1
        name = f"register_{os.getpid()}_{self.databases}"
        with psycopg.connect(f"{self.address('postgres')}", autocommit=True) as connection:
            connection.execute(
                f"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C'"
            )
        return self.address(name)

    def address(self, database: str) -> str:
        return f"postgresql://tester@127.0.0.1:{self.port}/{database}"


def programs() -> Path | None:
    """The folder of PostgreSQL's programs; None where there is none."""
    found = shutil.which("initdb")
    if found:
        return Path(found).resolve().parent
    folders = sorted(DEBIAN.glob("*/bin/initdb"), key=lambda path: float(path.parts[-3]))
    return folders[-1].parent if folders else None


def somebody() -> dict[str, object]:
    """Who runs it, as subprocess has it: PostgreSQL refuses to be run by root."""
    if os.getuid() != 0:
        return {}
    nobody = pwd.getpwnam("nobody")
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


@contextmanager
def running(folder: Path, *settings: str) -> Iterator[Server]:
    """A server on a free port, its data in a new folder beside others in /tmp; folder: of its programs."""
    data = Path(tempfile.mkdtemp(prefix="postgres_"))
    who = somebody()
    if who:
        os.chown(data, who["user"], who["group"])
    try:
        initdb = [
            folder / "initdb",
            "-D",
            data / "data",
            "-U",
            "tester",
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--locale=C",
            "--no-sync",
        ]
        subprocess.run(initdb, check=True, capture_output=True, cwd=data, **who)
        with socket.create_server(("127.0.0.1", 0)) as listening:
            port = listening.getsockname()[1]
        options = [
            one
            for setting in ("listen_addresses=127.0.0.1", f"unix_socket_directories={data}", *settings)
            for one in ("-c", setting)
        ]
        with (data / "log").open("wb") as log:
            process = subprocess.Popen(
                [folder / "postgres", "-D", data / "data", "-p", str(port), *options],
                stdout=log,
                stderr=log,
                cwd=data,
                **who,
            )
        try:
            server = Server(port, process)
            _wait(server, data / "log")
            yield server
        finally:
            process.send_signal(signal.SIGINT)
            process.wait()
    finally:
        shutil.rmtree(data, ignore_errors=True)


def _wait(server: Server, log: Path) -> None:
    until = time.monotonic() + PATIENCE
    while True:
        try:
            psycopg.connect(server.address("postgres"), connect_timeout=2).close()
            return
        except psycopg.OperationalError:
            if server.process.poll() is not None or time.monotonic() > until:
                raise RuntimeError(log.read_text("utf-8", "replace")) from None
            time.sleep(0.1)
