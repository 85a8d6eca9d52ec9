"""The addresses as the entries serve them: on a server, behind nginx's headers, and by `streamlit run`."""

import gzip
import json
import time

import pytest

VALUES = "/api/v1/metrics/road_km.csv?pref=35"


@pytest.fixture(scope="module")
def by_hand(start):
    """`make run`."""
    return start("-m", "streamlit", "run", "app.py", "--server.port={port}", "--server.headless=true")


@pytest.fixture(scope="module", params=["server", "by_hand"])
def either(request):
    return request.getfixturevalue(request.param)


def test_numbers_come_by_address(either):
    status, head, body = either.get(VALUES, "Accept-Encoding: gzip")
    assert status == 200 and "content-encoding: gzip" in head and 'rel="via"' in head
    lines = gzip.decompress(body).decode("utf-8-sig").splitlines()
    assert lines[0].startswith("lg_code,") and len(lines) == 20


def test_a_head_has_no_body_and_the_same_length(either):
    _, whole, body = either.get(VALUES)
    status, head, nothing = either.get(VALUES, method="HEAD")
    assert (status, nothing) == (200, b"")
    assert f"content-length: {len(body)}" in whole and f"content-length: {len(body)}" in head


def test_nothing_can_be_sent(either):
    status, head, body = either.get("/api/v1/metrics", method="POST")
    assert (status, json.loads(body)["status"]) == (405, 405)
    assert "allow:" in head


def test_no_other_site_may_read_in_a_readers_browser(either):
    """Without a header that allows it the browser keeps the answer from the other site; the server refuses besides."""
    _, head, _ = either.get(VALUES, "Origin: https://elsewhere.example")
    assert "access-control-allow" not in head


@pytest.mark.parametrize(
    ("path", "headers", "status"),
    [
        (VALUES, ("Origin: https://elsewhere.example",), 403),
        (VALUES, ("Host: elsewhere.example",), 421),
        ("/api/v1//metrics", (), 404),
        ("/api/v1/../v1/metrics", (), 404),
        ("/api/v1/metrics/%2e%2e", (), 404),
        (f"/api/v1/metrics/{'x' * 300}.csv", (), 404),
        ("/api/v1/nothing", (), 404),
    ],
)
def test_a_refusal_of_the_server_is_json_too(server, path, headers, status):
    answered, head, body = server.get(path, *headers)
    said = json.loads(body)
    assert (answered, said["status"]) == (status, status)
    assert "application/problem+json" in head and "no-store" in head and "content-security-policy" in head


def test_the_log_has_no_conditions(server):
    server.get("/api/v1/metrics/bridges_managed.csv?pref=47", "X-Forwarded-For: 203.0.113.99")
    latest = time.monotonic() + 20  # the line is written after the answer
    while not (lines := [line for line in server.lines() if "bridges_managed" in str(line)]):
        assert time.monotonic() < latest
        time.sleep(0.1)
    assert [set(line) & {"client", "query"} for line in lines] == [set()]
    assert "pref" not in str(lines) and "203.0.113.99" not in str(lines)
