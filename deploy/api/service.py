"""The addresses: who may ask what how often, and answers that are made once, compressed once, and known by an ETag."""

import asyncio
import gzip
import hashlib
import logging
import math
import re
import time
from collections.abc import Callable, Mapping
from datetime import date
from email.utils import format_datetime
from functools import partial
from typing import NamedTuple
from urllib.parse import quote

import duckdb
import pandas as pd
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from dashboard import queries
from dashboard.maps.outline_file import NoOutlines
from dashboard.runtime import db, workers
from dashboard.runtime.cache import cached
from deploy.api import base, openapi, problems, tables
from deploy.api.problems import Refused
from deploy.api.rate import Rate

LOGGER = logging.getLogger(__name__)
ROOT = "/api/"
AT_ONCE = 2  # answers made at the same time; the pages' readers need the rest
NO_DATABASE = "データベースの用意ができていません。少し待ってから、もう一度お試しください。"
BUSY = "混み合っています。少し待ってから、もう一度お試しください。"
FAILED = "サーバーの中で問題が起きました。続くときは、管理者に知らせてください。"
COMPRESSED = {"text/csv", "application/json", "application/geo+json"}
LINKS = 4_000  # bytes of all links to sources together: proxies take no longer heads than 8 kB
DAY = re.compile(r"\d{4}-\d\d-\d\d")


class Made(NamedTuple):
    """An answer ready to go out. links: the values of its Link headers."""

    body: bytes
    compressed: bytes | None
    media_type: str
    etag: str
    modified: str
    links: list[str]


class Question(NamedTuple):
    """What makes an answer, from the values of its path and of the conditions it knows."""

    ask: Callable[..., tables.Answer]
    conditions: tuple[str, ...] = ()


QUESTIONS = {
    "metrics": Question(tables.metrics),
    "metrics/{metric_id}.csv": Question(tables.metric_csv, ("pref", "as_of")),
    "metrics/{metric_id}.json": Question(tables.metric_json, ("pref", "as_of")),
    "metrics/{metric_id}.parquet": Question(tables.metric_parquet, ("pref", "as_of")),
    "municipalities.csv": Question(tables.municipalities_csv, ("pref",)),
    "municipalities.geojson": Question(tables.municipalities_geojson, ("pref", "metric", "as_of")),
    "municipalities/{lg_code}.json": Question(tables.municipality),
    "openapi.json": Question(openapi.answer),
}


class Api:
    """Answers what is asked below /api/; everything else passes."""

    def __init__(self, app: ASGIApp, rate: Rate | None = None) -> None:
        self._app = app
        self._rate = Rate() if rate is None else rate
        self._places = asyncio.Semaphore(AT_ONCE)
        self._base = base.path()
        routes = [
            Route(f"{ROOT}v1/{path}", partial(self._answer, question)) for path, question in QUESTIONS.items()
        ]
        self._api = Starlette(
            routes=routes,
            exception_handlers={Refused: _refuse, HTTPException: _no_address, Exception: _fail},
        )
        self._api.router.redirect_slashes = False

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not is_asked(scope["path"], self._base):
            return await self._app(scope, receive, send)
        path = scope["path"].removeprefix(self._base)
        await self._api(scope | {"path": path, "raw_path": path.encode(), "root_path": ""}, receive, send)

    async def _answer(self, question: Question, request: Request) -> Response:
        client = request.client.host if request.client else ""
        if seconds := self._rate.wait(client, time.monotonic()):
            after = {"Retry-After": str(math.ceil(seconds))}
            raise Refused(
                429, "too_many", f"要求が多すぎます。{after['Retry-After']}秒待ってください。", headers=after
            )
        conditions = _conditions(request, question.conditions)
        arguments = *request.path_params.values(), *(conditions.get(name) for name in question.conditions)
        try:
            async with self._places:
                made = await asyncio.to_thread(_made, question.ask, arguments)
        except (db.NoDatabase, duckdb.Error, NoOutlines) as problem:
            LOGGER.exception("no answer from the database")
            raise Refused(503, "no_database", NO_DATABASE, headers={"Retry-After": "30"}) from problem
        except workers.WorkFailed as problem:
            LOGGER.exception("no answer in time")
            raise Refused(503, "busy", BUSY, headers={"Retry-After": "5"}) from problem
        return _sent(made, request)


def is_asked(path: str, before: str) -> bool:
    """Whether an address is one of these. before: what stands before every address."""
    return f"{path}/".startswith(before + ROOT)


def _conditions(request: Request, known: tuple[str, ...]) -> dict[str, str]:
    """What the address says after ?, each once and as it has to be written. Raises Refused."""
    asked = request.query_params.multi_items()
    if unknown := [name for name, _ in asked if name not in known]:
        raise Refused(
            400, "unknown_condition", f"「{unknown[0][:50]}」という条件はこのアドレスにありません。", known
        )
    conditions = dict(asked)
    if len(conditions) < len(asked):
        raise Refused(400, "condition_twice", "同じ条件が2つあります。1つだけ書いてください。")
    if (as_of := conditions.get("as_of")) is not None and not _is_day(as_of):
        raise Refused(400, "bad_date", "as_of は 2025-03-31 のように、年-月-日で書いてください。")
    return conditions


def _is_day(written: str) -> bool:
    try:
        return bool(DAY.fullmatch(written)) and date.fromisoformat(written) is not None
    except ValueError:
        return False


@cached
def _made(ask: Callable[..., tables.Answer], arguments: tuple[str | None, ...]) -> Made:
    """The answer, made once for the database in use. Raises Refused and what reading the database raises."""
    content, media_type, source_ids = ask(*arguments)
    built_at = queries.built_at() - pd.Timedelta(hours=9)
    name = hashlib.sha256(f"{built_at}".encode() + content).hexdigest()[:20]
    return Made(
        content,
        gzip.compress(content, 6, mtime=0) if media_type in COMPRESSED else None,
        media_type,
        f'W/"{name}"',
        format_datetime(built_at.tz_localize("UTC").to_pydatetime(), usegmt=True),
        [f'<{base.path()}{ROOT}v1/openapi.json>; rel="service-desc"', *_links(source_ids)],
    )


def _links(source_ids: list[str]) -> list[str]:
    """Each source once; where that is too long (answers of every metric, which hold their sources), the page that lists them."""
    sources = queries.sources(source_ids).drop_duplicates("attribution")
    links = [_link(one.page, one.attribution) for one in sources.itertuples()]
    return links if sum(map(len, links)) <= LINKS else [_link(f"{base.path()}/sources", "出典と品質")]


def _link(page: str, name: str) -> str:
    """A source as RFC 8288 has it: its page, and how it is named (title*, RFC 8187: ASCII)."""
    return f"<{quote(page, safe=':/?#[]@!$&()*+,;=%~')}>; rel=\"via\"; title*=UTF-8''{quote(name, safe='')}"


def _sent(made: Made, request: Request) -> Response:
    """The answer; 304 to whoever has it already."""
    headers = {"ETag": made.etag, "Last-Modified": made.modified, "Cache-Control": "no-cache"}
    if made.compressed is not None:
        headers["Vary"] = "Accept-Encoding"
    if _has_it(request.headers.get("if-none-match", ""), made.etag):
        return _with_links(Response(status_code=304, headers=headers), made)
    body = made.body
    if made.compressed is not None and _takes_gzip(request.headers.get("accept-encoding", "")):
        body, headers["Content-Encoding"] = made.compressed, "gzip"
    media_type = f"{made.media_type}; charset=utf-8" if made.media_type == "text/csv" else made.media_type
    if "json" not in made.media_type:
        headers["Content-Disposition"] = f'attachment; filename="{_file_name(request)}"'
    return _with_links(Response(body, headers=headers, media_type=media_type), made)


def _with_links(response: Response, made: Made) -> Response:
    for link in made.links:
        response.headers.append("Link", link)
    return response


def _file_name(request: Request) -> str:
    """metrics/road_km.csv?pref=35 is saved as road_km_35.csv."""
    stem, _, ending = request.url.path.rpartition("/")[2].rpartition(".")
    return f"{'_'.join([stem, *request.query_params.values()])}.{ending}"


def _has_it(asked: str, etag: str) -> bool:
    """Whether If-None-Match names the answer; weak or strong is the same here (RFC 9110)."""
    names = [one.strip().removeprefix("W/") for one in asked.split(",")]
    return "*" in names or etag.removeprefix("W/") in names


def _takes_gzip(accepted: str) -> bool:
    """Whether Accept-Encoding has gzip, and not with q=0."""
    for one in accepted.lower().split(","):
        coding, _, quality = (part.strip() for part in one.partition(";"))
        if coding in ("gzip", "*"):
            return quality.replace(" ", "").rstrip("0").rstrip(".") not in ("q=", "q=0")
    return False


# --- refusals -----------------------------------------------------------------------------------------------------


def _refuse(_: Request, refused: Refused) -> Response:
    return _problem(refused.status, refused.code, refused.detail, refused.allowed, refused.headers)


def _no_address(_: Request, error: HTTPException) -> Response:
    if error.status_code == 405:
        detail = "読むだけのアドレスです。GET か HEAD で要求してください。"
        return _problem(405, "read_only", detail, headers=error.headers)
    detail = "このアドレスはありません。アドレスの一覧は /api/v1/openapi.json にあります。"
    return _problem(404, "no_address", detail)


def _fail(_: Request, __: Exception) -> Response:
    return _problem(500, "failed", FAILED)


def _problem(
    status: int,
    code: str,
    detail: str,
    allowed: list[str] | None = None,
    headers: Mapping[str, str] | None = None,
) -> Response:
    return Response(
        problems.body(status, code, detail, allowed or []),
        status,
        {"Cache-Control": "no-store"} | dict(headers or {}),
        problems.MEDIA_TYPE,
    )
