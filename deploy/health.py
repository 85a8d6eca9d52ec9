"""Whether this process can serve readers: /healthz, for load balancers and monitoring."""

import duckdb
from starlette.requests import Request
from starlette.responses import JSONResponse

from dashboard.runtime import db, schema


def answer(_: Request) -> JSONResponse:
    """200 with the date of the build (UTC); 503 where the database is missing, damaged or of another program's schema.

    Names no path: anyone may ask.
    """
    headers = {"Cache-Control": "no-store"}
    try:
        if not schema.is_expected():
            return JSONResponse({"status": "other schema"}, 503, headers)
        built_at = db.read("select built_at from build_info")["built_at"].iloc[0]
    except (db.NoDatabase, duckdb.Error):
        return JSONResponse({"status": "no database"}, 503, headers)
    return JSONResponse({"status": "ok", "built_at": f"{built_at:%Y-%m-%dT%H:%M:%SZ}"}, 200, headers)
