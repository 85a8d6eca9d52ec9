"""The addresses asked in this process, without a server."""

from collections.abc import Callable

import httpx
import pytest
from api_requests import dashboard, request

from deploy.api import Api
from deploy.api.rate import Rate


@pytest.fixture
def ask(dashboard_database) -> Callable[..., httpx.Response]:
    """The answer to a path below /api/v1/, from a client who may ask as often as it likes."""
    api = Api(dashboard, Rate(at_once=1_000_000))

    def asked(path: str, method: str = "GET", **headers: str) -> httpx.Response:
        return request(api, f"/api/v1/{path}", method, **headers)

    return asked
