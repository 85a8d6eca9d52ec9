"""Whether this process can serve readers: /healthz, for load balancers and monitoring."""

import duckdb
from starlette.requests import Request
from starlette.responses import JSONResponse

from dashboard import queries
from dashboard.runtime import db


def answer(_: Request) -> JSONResponse:
    """200 with the date of the build, 503 where the database is missing or damaged. Names no path: anyone may ask."""
    headers = {"Cache-Control": "no-store"}
    try:
        built_at = queries.built_at()
    except (db.NoDatabase, duckdb.Error):
        return JSONResponse({"status": "no database"}, 503, headers)
    return JSONResponse({"status": "ok", "built_at": f"{built_at:%Y-%m-%dT%H:%M:%SZ}"}, 200, headers)
