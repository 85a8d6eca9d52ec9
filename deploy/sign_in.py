"""Sign-in at the organisation's own provider (OIDC, optional): no longer than a limit, and in words where it fails.

Streamlit's routes ask the provider while the reader's browser waits. Each step of such an exchange is limited there, the whole is not;
and what fails ends in two English words, or on the first page without any.
"""

import asyncio
import logging
from http.cookies import SimpleCookie

from starlette.datastructures import Headers, QueryParams
from starlette.requests import HTTPConnection
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit import config
from streamlit.web.server.starlette.starlette_server_config import USER_COOKIE_NAME

from deploy.answers import whole

LOGGER = logging.getLogger(__name__)
LOGIN, LOGOUT, CALLBACK = "/auth/login", "/auth/logout", "/oauth2callback"
SECONDS = 15
# Each makes a client that reads all certificates anew, for which everybody waits: a hundred at once take ten seconds.
AT_ONCE = 4
# All the cookies come with every request, whose head the web server limits (deploy/server.py); other headers need the rest.
COOKIE_BYTES = 12_000

NO_PROVIDER = "組織の認証基盤から返事がなく、サインインできませんでした（少し待ってから{again}）。"
REFUSED = "組織の認証基盤の返事を確かめられず、サインインできませんでした（{again}）。"
TOO_LARGE = (
    "組織の認証基盤の返事が長すぎて、サインインできませんでした（管理者が返す項目を減らしてから、{again}）。"
)
AGAIN = '<a href="{base}/">最初の画面からやり直してください</a>'


class SignIn:
    """Answers in place of Streamlit where a sign-in fails; where a sign-out does, the cookies go all the same."""

    def __init__(self, app: ASGIApp, seconds: float = SECONDS) -> None:
        self._app = app
        self._seconds = seconds
        self._places = asyncio.Semaphore(AT_ONCE)
        base = config.get_option("server.baseUrlPath").strip("/")
        self._base = base and f"/{base}"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        step = scope["path"].removeprefix(self._base) if scope["type"] == "http" else ""
        if step not in (LOGIN, LOGOUT, CALLBACK):
            return await self._app(scope, receive, send)
        try:
            async with asyncio.timeout(self._seconds), self._places:
                start, body = await whole(self._app, scope)
        except TimeoutError:
            LOGGER.warning("the provider did not answer in %s seconds: %s", self._seconds, step)
            return await self._without_answer(step, scope)(scope, receive, send)
        if failure := _failure(step, scope, start):
            return await self._failed(*failure, scope, start)(scope, receive, send)
        await send(start)
        await send({"type": "http.response.body", "body": body})

    def _without_answer(self, step: str, scope: Scope) -> Response:
        if step != LOGOUT:
            return self._failed(504, NO_PROVIDER, scope, {"headers": []})
        response = RedirectResponse(f"{self._base}/", 302)
        _forget(response, scope, self._base)
        return response

    def _failed(self, status: int, words: str, scope: Scope, start: Message) -> Response:
        """One sentence; what Streamlit does to the cookies stays done, unless they are too large to come back."""
        again = AGAIN.format(base=self._base)
        page = f'<!doctype html><html lang="ja"><meta charset="utf-8"><title>サインイン</title><p>{words.format(again=again)}</p>'
        response = HTMLResponse(page, status)
        if words == TOO_LARGE:
            _forget(response, scope, self._base)
        else:
            for cookie in Headers(raw=start["headers"]).getlist("set-cookie"):
                response.headers.append("set-cookie", cookie)
        return response


def _failure(step: str, scope: Scope, start: Message) -> tuple[int, str] | None:
    """Status and words for what ended without a sign-in; the provider leads back here after a sign-out, too, with nothing to check."""
    if step == LOGIN:
        return (502, NO_PROVIDER) if start["status"] >= 400 else None
    if step == LOGOUT or not {"code", "error"} & QueryParams(scope["query_string"]).keys():
        return None
    cookies = _cookies_after(scope, start)
    if not cookies.get(USER_COOKIE_NAME):
        return 400, REFUSED
    is_large = sum(len(name) + len(value) for name, value in cookies.items()) > COOKIE_BYTES
    return (400, TOO_LARGE) if is_large else None


def _cookies_after(scope: Scope, start: Message) -> dict[str, str]:
    """What the browser brings the next time: what it brought, as changed by the answer."""
    cookies = HTTPConnection(scope).cookies
    for line in Headers(raw=start["headers"]).getlist("set-cookie"):
        for name, cookie in SimpleCookie(line).items():
            cookies[name] = "" if cookie["max-age"] == "0" else cookie.value
    return cookies


def _forget(response: Response, scope: Scope, base: str) -> None:
    """Everything of a sign-in: long cookies come in several parts."""
    for name in {USER_COOKIE_NAME, *HTTPConnection(scope).cookies}:
        if name.startswith(USER_COOKIE_NAME):
            response.delete_cookie(name, path=base or "/", httponly=True, samesite="lax")
