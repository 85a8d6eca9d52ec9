"""The log: one JSON object a line on standard error; no query strings, no addresses of readers."""

import json
import logging
import time
from datetime import UTC, datetime

from starlette.types import ASGIApp, Message, Receive, Scope, Send

ACCESS = logging.getLogger("deploy.access")
# Thousands of lines that tell nothing, unless something is wrong.
QUIET = ("/static/", "/healthz", "/_stcore/health", "/_stcore/host-config")
# What follows names a session.
UPLOAD = "/_stcore/upload_file/"


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
    """Every logger of the process writes such lines."""
    handler = logging.StreamHandler()
    handler.setFormatter(OneLine())
    logging.basicConfig(level=logging.INFO, handlers=[handler], force=True)


class Access:
    """One line for every answer (ms to its last byte), and for every reader who leaves (ms of the visit)."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            return await self._app(scope, receive, send)
        started, status = time.perf_counter(), 500

        async def noting(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            elif message["type"] == "websocket.accept":
                status = 101
            await send(message)

        try:
            await self._app(scope, receive, noting)
        finally:
            if status >= 400 or not any(part in scope["path"] for part in QUIET):
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
    return f"{before}{upload}"
