"""The production entry for measurements: started on free ports, behind nginx when there are several; what its processes use.

Linux only (/proc).
"""

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).parents[1]
NGINX = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
TICKS = os.sysconf("SC_CLK_TCK")


@contextmanager
def servers(processes: int) -> Iterator[tuple[str, list[int]]]:
    """The production entry on free ports, behind nginx when there are several: address and process ids."""
    ports = [free_port() for _ in range(processes)]
    running = [start(port) for port in ports]
    try:
        for port in ports:
            wait_for(port)
        pids = [server.pid for server in running]
        if processes == 1:
            yield f"127.0.0.1:{ports[0]}", pids
        else:
            with nginx(ports) as port:
                yield f"127.0.0.1:{port}", pids
    finally:
        for server in running:
            server.terminate()
        for server in running:
            server.wait()


def start(port: int, log: Path = Path(os.devnull), **environment: str) -> subprocess.Popen:
    """The production entry at a port; whoever asks waits for it. log: what its lines are added to."""
    with log.open("a") as output:
        return subprocess.Popen(
            [sys.executable, "-m", "deploy.asgi", "--port", str(port)],
            cwd=ROOT,
            env=os.environ | {"MALLOC_ARENA_MAX": "2"} | environment,  # as deploy/gunmane@.service sets it
            stdout=output,
            stderr=output,
        )


@contextmanager
def nginx(ports: list[int]) -> Iterator[int]:
    """The project's own nginx configuration in front of these ports."""
    port = free_port()
    with TemporaryDirectory() as folder:
        where = [folder, "--listen", f"127.0.0.1:{port}", "--ports", *map(str, ports)]
        subprocess.run(
            [sys.executable, "-m", "deploy.nginx_config", *where],
            cwd=ROOT,
            check=True,
            stdout=subprocess.DEVNULL,
        )
        running = subprocess.Popen(
            [NGINX, "-p", folder, "-c", f"{folder}/nginx.conf", "-g", "daemon off;"],
            stdout=subprocess.DEVNULL,
        )
        try:
            wait_for(port)
            yield port
        finally:
            running.terminate()
            running.wait()


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


def wait_for(port: int) -> None:
    end = time.monotonic() + 60
    while time.monotonic() < end:
        try:
            connection = HTTPConnection("127.0.0.1", port, timeout=5)
            connection.request("GET", "/_stcore/health")
            if connection.getresponse().status == 200:
                return
        except OSError:
            time.sleep(0.2)
    raise TimeoutError(f"nothing answers on port {port}")


def cpu_seconds(pid: int) -> float:
    spent = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(spent[11]) + int(spent[12])) / TICKS


def resident_megabytes(pid: int) -> float:
    """Memory a process alone keeps: its own pages, not the files it maps."""
    status = Path(f"/proc/{pid}/status").read_text()
    return int(status.split("RssAnon:")[1].split()[0]) / 1024
