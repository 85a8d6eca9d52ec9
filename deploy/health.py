"""Whether this process can serve readers: /healthz, for load balancers and monitoring."""

from datetime import UTC, datetime

import duckdb
from starlette.requests import Request
from starlette.responses import JSONResponse

from dashboard.runtime import db, schema


def state() -> tuple[str, datetime | None]:
    """ "ok" with the time of the build (UTC); else what is wrong with the database."""
    try:
        if not schema.is_expected():
            return "other schema", None
        return "ok", db.read("select built_at from build_info")["built_at"].iloc[0].replace(tzinfo=UTC)
    except (db.NoDatabase, duckdb.Error):
        return "no database", None


def answer(_: Request) -> JSONResponse:
    """200 with the date of the build (UTC); 503 where the database is missing, damaged or of another program's schema.

    Names no path: anyone may ask.
    """
    headers = {"Cache-Control": "no-store"}
    status, built_at = state()
    if built_at is None:
        return JSONResponse({"status": status}, 503, headers)
    return JSONResponse({"status": status, "built_at": f"{built_at:%Y-%m-%dT%H:%M:%SZ}"}, 200, headers)
