"""Hostile addresses and requests get one clean answer each, and the server goes on."""

import json
import re
import time

import pytest
from hostile_addresses import NOTHING_THERE
from hostile_requests import REQUESTS

STATUS_LINE = re.compile(rb"^HTTP/1\.1 (\d{3})[ \r]", re.MULTILINE)


@pytest.fixture(scope="module", autouse=True)
def goes_on(server, silent_proxy, record_testsuite_property):
    """After all of them: alive, healthy, nothing asked outside, the log still one JSON object a line, and no trace in it."""
    yield
    started = time.perf_counter()
    status, _, body = server.get("/healthz")
    record_testsuite_property("healthz_seconds", time.perf_counter() - started)
    assert (status, json.loads(body)["status"]) == (200, "ok")
    assert server.process.poll() is None
    assert silent_proxy[1] == []
    assert not any("trace" in line for line in server.lines())


def test_there_are_enough_of_them():
    assert len(set(NOTHING_THERE)) >= 60 and len(REQUESTS) >= 40


@pytest.mark.parametrize("path", NOTHING_THERE, ids=lambda path: path[:60])
def test_there_is_nothing_at_an_odd_address(server, path):
    status, headers, body = server.get(path.format(host=server.host))
    assert status in (400, 404)
    assert b"Traceback" not in body and b"/site-packages/" not in body
    if status == 404:
        assert "content-security-policy" in headers and "x-content-type-options: nosniff" in headers


@pytest.mark.parametrize("name", REQUESTS)
def test_an_odd_request_gets_one_answer(server, name):
    request, expected = REQUESTS[name]
    answer = server.send(request.replace(b"HOST", server.host.encode()))
    assert [int(status) in expected for status in STATUS_LINE.findall(answer)] == [True], answer[:300]
