"""Uploads are refused before they are read: without a place for them on the page, without a length, or where there is no room."""

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Receive, Scope, Send

from dashboard.runtime import upload_limits
from deploy import addresses
from deploy.answers import send_text

NO_LENGTH = "長さのわからないファイルは受け取れません。"


class UploadLimits:
    """Counts what is on its way as if it were here: many uploads at once fit no better than one after the other."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        upload = addresses.UPLOAD.search(scope["path"]) if scope["type"] == "http" else None
        if not upload or scope["method"] != "PUT":
            return await self._app(scope, receive, send)
        length = Headers(scope=scope).get("content-length")
        if length is None:
            return await send_text(scope, send, 411, NO_LENGTH, close=True)
        try:
            with upload_limits.install().receiving(upload["session"], int(length)):
                await self._app(scope, receive, send)
        except HTTPException as refusal:
            await send_text(scope, send, refusal.status_code, refusal.detail, close=True)
