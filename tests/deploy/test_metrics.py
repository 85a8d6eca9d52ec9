"""/metrics: what Prometheus's own parser reads in it, who may ask, and that it names nobody."""

import asyncio
import re
import socket
import threading
from ipaddress import ip_network

import pytest
from prometheus_client.parser import text_string_to_metric_families
from running_server import wait_until
from starlette.requests import Request

from dashboard.runtime import db, run_lock, workers
from dashboard.runtime.durations import Durations
from deploy import metrics

NAMES = {
    "gunmane_readers",
    "gunmane_answers",
    "gunmane_script_seconds",
    "gunmane_script_wait_seconds",
    "gunmane_scripts_waiting",
    "gunmane_jobs_running",
    "gunmane_jobs_waiting",
    "gunmane_database_ok",
    "gunmane_database_built_timestamp_seconds",
    "process_start_time_seconds",
    "process_cpu_seconds",
    "process_resident_memory_bytes",
}


def families(server):
    status, head, body = server.get("/metrics")
    assert status == 200 and "text/plain; version=0.0.4" in head and "cache-control: no-store" in head
    return {family.name: family for family in text_string_to_metric_families(body.decode())}


def value(server, name):
    (sample,) = families(server)[name].samples
    return sample.value


def test_what_is_told_can_be_read_and_tells_of_the_database(server):
    told = families(server)
    assert set(told) == NAMES
    assert value(server, "gunmane_database_ok") == 1
    assert 1e8 < value(server, "process_resident_memory_bytes") < 1e10
    built = db.read("select epoch(built_at) as built from build_info")["built"].iloc[0]
    assert value(server, "gunmane_database_built_timestamp_seconds") == pytest.approx(built, abs=1)


def test_an_open_page_is_a_reader_and_a_closed_one_is_none(server):
    before = value(server, "gunmane_readers")
    with socket.create_connection(("127.0.0.1", server.port), timeout=60) as page:
        head = f"GET /_stcore/stream HTTP/1.1\r\nHost: {server.host}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        page.sendall(
            f"{head}Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n".encode()
        )
        assert b" 101 " in page.recv(200)
        wait_until(lambda: value(server, "gunmane_readers") == before + 1)
    wait_until(lambda: value(server, "gunmane_readers") == before)


def test_answers_are_counted_by_class(server):
    def refused():
        samples = families(server)["gunmane_answers"].samples
        return sum(sample.value for sample in samples if sample.labels["status"] == "4xx")

    before = refused()
    server.get("/a//b")
    server.upgrade("Origin: http://evil.example")  # a websocket that is refused is no answer
    assert refused() == before + 1


@pytest.mark.parametrize(
    "header",
    [
        "X-Forwarded-For: 127.0.0.1",
        "X-Forwarded-For: 203.0.113.9",
        "Forwarded: for=127.0.0.1",
        "Via: 1.1 x",
        "X-Real-IP: 127.0.0.1",
    ],
)
def test_nothing_is_there_for_who_comes_through_a_proxy(server, header):
    status, _, body = server.get("/metrics", header)
    assert status == 404 and b"gunmane" not in body


def test_it_is_not_in_the_log(server):
    server.get("/metrics")
    assert not [line for line in server.lines() if line.get("path") == "/metrics" and line["status"] == 200]


def asked(setting: str, client: str | None) -> int:
    scope = {"type": "http", "method": "GET", "path": "/metrics", "headers": []}
    scope["client"] = client and (client, 50_000)
    return metrics.Metrics(metrics.networks(setting)).answer(Request(scope)).status_code


@pytest.mark.parametrize(
    ("setting", "client", "status"),
    [
        ("", "127.0.0.1", 200),
        ("", "::1", 200),
        ("", "::ffff:127.0.0.1", 200),
        ("", "10.0.0.5", 404),
        ("", "2001:db8::1", 404),
        ("", None, 404),
        ("", "no address", 404),
        ("10.0.0.0/8", "10.0.0.5", 200),
        ("10.0.0.0/8", "::ffff:10.0.0.5", 200),
        ("10.0.0.0/8", "127.0.0.1", 404),
        ("10.0.0.5 2001:db8::/32", "2001:db8::1", 200),
        ("10.0.0.5 2001:db8::/32", "10.0.0.6", 404),
    ],
)
def test_who_may_ask(dashboard_database, setting, client, status):
    assert asked(setting, client) == status


@pytest.mark.parametrize("setting", ["10.0.0.1/8", "localhost", "10.0.0.0/8,::1"])
def test_a_setting_that_is_none_stops_the_start(setting):
    with pytest.raises(ValueError, match="DASHBOARD_METRICS_FROM"):
        metrics.networks(setting)


def test_without_a_database_it_says_so(monkeypatch, tmp_path):
    monkeypatch.setattr(db, "DATABASE", tmp_path / "none.duckdb")
    lines = list(metrics.Metrics([ip_network("127.0.0.1")])._lines())
    assert "gunmane_database_ok 0" in lines
    assert not [line for line in lines if "built_timestamp" in line]


def test_durations_are_counted_in_the_class_whose_bound_they_do_not_pass():
    durations = Durations((1.0, 2.0))
    for seconds in (0.5, 1.0, 1.5, 7.0):
        durations.observe(seconds)
    assert durations.read() == ([2, 3, 4], 10.0)


def test_what_runs_and_what_waits_is_counted():
    runs, waits = run_lock.run_times.read()[0][-1], run_lock.wait_times.read()[0][-1]
    inside, go_on = threading.Event(), threading.Event()

    @run_lock.serialised
    def page():
        inside.set()
        go_on.wait(60)
        run_lock.release()

    threads = [threading.Thread(target=page) for _ in range(2)]
    threads[0].start()
    inside.wait(60)
    threads[1].start()
    # The second may have lost its wait to the limit of one second; it has been queued before.
    wait_until(lambda: run_lock.queued() == 1 or run_lock.wait_times.read()[0][-1] == waits + 2)
    go_on.set()
    for thread in threads:
        thread.join(60)
    assert run_lock.queued() == 0
    assert (run_lock.run_times.read()[0][-1], run_lock.wait_times.read()[0][-1]) == (runs + 2, waits + 2)


def test_a_run_that_fails_is_counted_too():
    @run_lock.serialised
    def page():
        raise KeyError

    before = run_lock.run_times.read()[0][-1]
    with pytest.raises(KeyError):
        page()
    assert run_lock.run_times.read()[0][-1] == before + 1


def test_no_job_is_left_when_all_are_done():
    assert workers.run(len, "four") == 4
    wait_until(lambda: workers.counts() == (0, 0))


def test_a_page_that_breaks_off_is_no_reader_any_more():
    counts = metrics.Counts()

    async def app(scope, receive, send):
        await send({"type": "websocket.accept"})
        assert counts.readers == 1
        raise ConnectionError

    async def send(message): ...

    scope = {"type": "websocket", "path": "/base/_stcore/stream"}
    with pytest.raises(ConnectionError):
        asyncio.run(metrics.Counting(app, counts)(scope, None, send))
    assert counts.readers == 0


def test_only_classes_are_labels(server):
    """No address, path, name or choice of a reader."""
    server.get("/profile?city=352047", "User-Agent: someone")
    labels = re.findall(r"\{([^}]*)\}", server.get("/metrics")[2].decode())
    assert labels and all(re.fullmatch(r'(le="[\d.+Inf]+"|status="\dxx")', label) for label in labels)
