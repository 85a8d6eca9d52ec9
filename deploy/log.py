"""The log: one JSON object a line on standard error; no query strings, no addresses of readers.

Also what others write: libraries on standard error and standard output, warnings of Python, and exceptions nobody caught.
"""

import atexit
import json
import logging
import os
import re
import sys
import threading
import time
from datetime import UTC, datetime
from types import TracebackType

import streamlit.logger
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from deploy.answers import send_text

ACCESS = logging.getLogger("deploy.access")
UNCAUGHT = logging.getLogger("deploy.uncaught")
# Thousands of lines that tell nothing, unless something is wrong.
QUIET = re.compile(r"/static/|(?<!/api/v1)/(healthz|metrics|_stcore/health|_stcore/host-config)$")
# What follows names a session.
UPLOAD = "/_stcore/upload_file/"
LONGEST_PATH, LONGEST_LINE = 200, 10_000

FAILED = "サーバーの中で問題が起きました。続くときは、管理者に知らせてください。"


class OneLine(logging.Formatter):
    """A record as JSON: time (UTC), level, logger, then message, or the fields of an access; trace where there is one."""

    def format(self, record: logging.LogRecord) -> str:
        when = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        line = {"time": when, "level": record.levelname.lower(), "logger": record.name}
        line |= record.msg if isinstance(record.msg, dict) else {"message": record.getMessage()}
        if record.exc_info:
            line["trace"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False, default=str)


def begin() -> None:
    """From here on whatever this process, its libraries and its children write comes out as such lines."""
    # A handle of its own on where the log goes: standard error itself becomes a pipe.
    handler = logging.StreamHandler(os.fdopen(os.dup(2), "w", encoding="utf-8", errors="backslashreplace"))
    handler.setFormatter(OneLine())
    logging.basicConfig(level=logging.INFO, handlers=[handler], force=True)
    _take_over_streamlit()
    _take_over_output()
    logging.captureWarnings(True)
    sys.excepthook = _uncaught
    threading.excepthook = lambda of: _uncaught(of.exc_type, of.exc_value, of.exc_traceback)
    sys.unraisablehook = lambda of: _uncaught(of.exc_type, of.exc_value, of.exc_traceback)


def _take_over_streamlit() -> None:
    """Streamlit gives each of its loggers, also those to come, a handler of its own."""

    def let_through(logger: logging.Logger) -> None:
        logger.handlers.clear()
        logger.propagate = True

    streamlit.logger.setup_formatter = let_through
    for logger in streamlit.logger._loggers.values():
        let_through(logger)


def _take_over_output() -> None:
    """Standard output and error, also of libraries in C and Rust, are read line by line."""
    reading, writing = os.pipe()
    for standard in (1, 2):
        os.dup2(writing, standard)
    os.close(writing)
    thread = threading.Thread(target=_read_lines, args=(reading,), name="log of libraries", daemon=True)
    thread.start()
    atexit.register(_read_the_rest, thread)


def _read_the_rest(thread: threading.Thread) -> None:
    """At the end of the process; children may hold the pipe longer than it lives."""
    sys.stdout.flush()
    for standard in (1, 2):
        os.close(standard)
    thread.join(timeout=1)


def _read_lines(reading: int) -> None:
    logger = logging.getLogger("deploy.output")
    with os.fdopen(reading, encoding="utf-8", errors="backslashreplace") as lines:
        while line := lines.readline(LONGEST_LINE):
            if line.strip():
                logger.warning("%s", line.rstrip())


def _uncaught(kind: type[BaseException], problem: BaseException | None, trace: TracebackType | None) -> None:
    UNCAUGHT.error("%s", kind.__name__, exc_info=(kind, problem, trace))


class Access:
    """One line for every answer (ms to its last byte), and for every reader who leaves (ms of the visit)."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            return await self._app(scope, receive, send)
        started, status = time.perf_counter(), 0

        async def noting(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            elif message["type"] == "websocket.accept":
                status = 101
            elif message["type"] == "websocket.close":
                status = status or 403
            await send(message)

        try:
            await self._app(scope, receive, noting)
        except Exception:
            UNCAUGHT.exception("no answer to %s", _nameless(scope["path"]))
            if not status:
                await send_text(scope, noting, 500, FAILED)
        finally:
            _note(scope, status, started)


def _note(scope: Scope, status: int, started: float) -> None:
    if status >= 400 or not QUIET.search(scope["path"]):
        ACCESS.info(
            {
                "method": scope.get("method", "WEBSOCKET"),
                "path": _nameless(scope["path"]),
                "status": status,
                "ms": round(1000 * (time.perf_counter() - started)),
            }
        )


def _nameless(path: str) -> str:
    before, upload, _ = path.partition(UPLOAD)
    return f"{before}{upload}"[:LONGEST_PATH]
