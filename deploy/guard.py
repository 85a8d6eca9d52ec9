"""What is refused before anything else sees it: hosts and sites that are not ours, odd requests, addresses that do not exist."""

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send
from streamlit import config

from deploy import addresses
from deploy.answers import send_problem, send_text
from deploy.api.service import is_asked
from deploy.hosts import Hosts

READING = {"GET", "HEAD", "OPTIONS"}
UPLOADING = {"PUT", "DELETE", "OPTIONS"}

NOT_OURS = "このアドレスでは表示していません。管理者は、使う名前を環境変数 DASHBOARD_HOSTS に書いてください（docs/DEPLOY.md）。"
OTHER_SITE = "ほかのサイトからの要求は受け付けません。"
TWO_LENGTHS = "長さの決め方が2つある要求は受け付けません。"
NO_METHOD = "この方法の要求は受け付けません。"
TOO_LONG = "要求の見出しが長すぎます。"
NO_VERSION = "HTTP/1.1 で要求してください。"
NO_BODY = "このアドレスでは何も受け取りません。"
NOTHING_HERE = "このアドレスには何もありません。"

# The web server counts only heads that come in pieces.
HEAD_BYTES, HEAD_LINES = 16_000, 100
ENDING = {400, 431, 505}  # what follows on the connection is no better
VERSIONS = {"1.0", "1.1"}

Refusal = tuple[int, str]


class Guard:
    """Refuses with a short answer; everything else passes."""

    def __init__(self, app: ASGIApp, hosts: Hosts) -> None:
        self._app = app
        self._hosts = hosts
        base = config.get_option("server.baseUrlPath").strip("/")
        self._base = base and f"/{base}"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            return await self._app(scope, receive, send)
        headers = Headers(scope=scope)
        refusal = (
            _of_the_head(scope)
            or self._of_the_asker(headers)
            or _of_the_address(scope, self._base)
            or _of_the_request(scope, headers)
        )
        if refusal:
            is_over = _has_body(headers) or refusal[0] in ENDING
            is_program = scope["type"] == "http" and is_asked(scope["path"], self._base)
            answer = send_problem if is_program else send_text
            return await answer(scope, send, *refusal, close=is_over)
        await self._app(scope, receive, send)

    def _of_the_asker(self, headers: Headers) -> Refusal | None:
        host, origins = headers.get("host", ""), headers.getlist("origin")
        if not self._hosts.answer(host):
            return 421, NOT_OURS
        if not all(self._hosts.may_ask(origin, host) for origin in origins):
            return 403, OTHER_SITE
        return None


def _of_the_head(scope: Scope) -> Refusal | None:
    if scope["http_version"] not in VERSIONS:
        return 505, NO_VERSION
    size = sum(len(name) + len(value) for name, value in scope["headers"]) + len(scope["query_string"])
    if size > HEAD_BYTES or len(scope["headers"]) > HEAD_LINES:
        return 431, TOO_LONG
    return None


def _of_the_address(scope: Scope, base: str) -> Refusal | None:
    path, raw = scope["path"], scope["raw_path"].decode("latin-1")
    if not addresses.is_plain(path, raw) or not addresses.is_used(path, base):
        return 404, NOTHING_HERE
    return None


def _of_the_request(scope: Scope, headers: Headers) -> Refusal | None:
    if "transfer-encoding" in headers and "content-length" in headers:
        return 400, TWO_LENGTHS
    if scope["type"] == "websocket":
        return None
    is_upload = addresses.UPLOAD.search(scope["path"])
    if scope["method"] not in (UPLOADING if is_upload else READING):
        return 405, NO_METHOD
    if _has_body(headers) and not is_upload:
        return 413, NO_BODY
    return None


def _has_body(headers: Headers) -> bool:
    return "transfer-encoding" in headers or headers.get("content-length", "0") != "0"
