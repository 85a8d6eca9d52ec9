"""The configuration for nginx, live in front of the production entry and of a process that is down."""

import shutil
import socket
import subprocess

import pytest
from running_server import Server, end, parsed, wait_until

from deploy import nginx_config, sign_in

SPOOFED = [
    "X-Forwarded-Host: evil.example",
    "X-Forwarded-For: 203.0.113.9",
    "X-Forwarded-Prefix: /evil",
    "X-Forwarded-Scheme: javascript",
    "X-Original-URL: /_stcore/metrics",
    "X-Rewrite-URL: /_stcore/metrics",
    "Forwarded: host=evil.example;proto=https",
]


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


@pytest.fixture(scope="module")
def run_nginx(tmp_path_factory):
    """Starts nginx before processes at these ports."""
    program = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
    if not program:
        pytest.skip("nginx is not installed")
    running = []

    def go(*ports: int) -> Server:
        folder, port = tmp_path_factory.mktemp("nginx"), free_port()
        config = nginx_config.write(folder, listen=f"127.0.0.1:{port}", ports=list(ports))
        config.write_text(config.read_text("utf-8").replace("/dev/stdout", str(folder / "log")), "utf-8")
        command = [program, "-p", folder, "-c", config, "-g", "daemon off;"]
        running.append(subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL))
        front = Server(port, running[-1], folder / "log")
        wait_until(lambda: is_open(port))
        return front

    yield go
    for process in running:
        end(process)


def is_open(port: int) -> bool:
    with socket.socket() as asking:
        return asking.connect_ex(("127.0.0.1", port)) == 0


@pytest.fixture(scope="module")
def front(run_nginx, server) -> Server:
    """nginx with two processes, of which one is down."""
    return run_nginx(server.port, free_port())


def cookies(head: str) -> list[str]:
    return [line for line in head.split("\r\n") if line.startswith("set-cookie:")]


def test_every_reader_is_served_though_a_process_is_down(front):
    answers = [front.get("/healthz", f"Cookie: gunmane_reader={number}") for number in range(20)]
    assert {status for status, _, _ in answers} == {200}


def test_a_reader_is_told_when_every_process_is_down(run_nginx):
    status, head, body = run_nginx(free_port()).get("/overview")
    assert status == 503 and "no-store" in head and "retry-after" in head
    assert "準備しています" in body.decode()


@pytest.mark.parametrize(("headers", "is_secure"), [((), False), (("X-Forwarded-Proto: https",), True)])
def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(front, headers, is_secure):
    (cookie,) = cookies(front.get("/overview", *headers)[1])
    assert "; httponly" in cookie and "; samesite=lax" in cookie and "domain" not in cookie
    assert ("; secure" in cookie) == is_secure


@pytest.mark.parametrize(
    "path",
    [
        "/app/static/choropleth.js?1",
        "/app/static/parts.js",
        "/app/static/none.js",
        "/api/v1/municipalities.csv",
    ],
)
def test_what_may_be_kept_for_others_brings_no_cookie(front, path):
    assert cookies(front.get(path)[1]) == []


@pytest.mark.parametrize(
    "cookie", ["1", "kept", "x" * 4_000, "../../x", "%00", "a=b", '"', "甲"], ids=lambda text: text[:10]
)
def test_any_value_of_the_cookie_is_answered_and_none_comes_back(front, cookie):
    status, head, _ = front.get("/overview", f"Cookie: gunmane_reader={cookie}")
    assert status == 200 and cookies(head) == []


def test_the_cookies_of_a_sign_in_pass(front):
    assert front.get("/overview", f"Cookie: _streamlit_user=a; b={'x' * sign_in.COOKIE_BYTES}")[0] == 200


@pytest.mark.parametrize("header", SPOOFED)
def test_no_header_of_a_reader_changes_the_page(front, header):
    plain, changed = front.get("/overview"), front.get("/overview", header)
    assert (plain[0], plain[2]) == (changed[0], changed[2]) == (200, plain[2])
    assert "evil" not in changed[1] and "203.0.113.9" not in changed[1]


def test_a_foreign_host_or_site_is_refused_behind_nginx(front):
    assert front.get("/overview", "Host: rebound.example")[0] == 421
    assert b"403" in front.upgrade("Origin: http://evil.example")


def test_errors_are_kept_by_nobody(front):
    for path in ("/app/static/outlines-0000000000.json", "/_stcore/metrics", "/overview%2f"):
        status, head, _ = front.get(path)
        assert status == 404 and "cache-control: no-store" in head


@pytest.mark.parametrize(
    "path",
    [
        "/static/../app/static/parts.js",
        "/static/..%2f..%2fnginx.conf",
        "/static/%2e%2e/nginx.conf",
        "/static//../../nginx.conf",
        "/static../nginx.conf",
        "/static/.%00/nginx.conf",
        "/overview/../_stcore/metrics",
        "/%5fstcore/metrics",
        "//evil.example/%2e%2e",
    ],
)
def test_no_path_leads_out_of_its_folder(front, path):
    status, head, body = front.get(path)
    assert (
        status in (400, 404) or body == front.get("/overview")[2]
    )  # a name of no page is for the dashboard to say
    assert b"worker_processes" not in body and "location:" not in head


def test_a_websocket_passes_and_no_other_protocol(front):
    assert front.upgrade(f"Origin: http://{front.host}").startswith(b"HTTP/1.1 101")
    status, head, _ = front.get("/overview", "Upgrade: h2c", "HTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA")
    assert status == 200 and "upgrade:" not in head


@pytest.mark.parametrize(
    "request_",
    [
        b"PUT /_stcore/upload_file/a/b HTTP/1.1\r\nHost: HOST\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /x HTTP/1.1\r\n\r\n",
        b"GET /overview HTTP/1.1\r\nHost: HOST\r\nHost: evil.example\r\nConnection: close\r\n\r\n",
        b"PUT /_stcore/upload_file/a/b HTTP/1.1\r\nHost: HOST\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
        b"POST /overview HTTP/1.1\r\nHost: HOST\r\nContent-Length: 5\r\nConnection: close\r\n\r\nhello",
    ],
    ids=["two framings", "two hosts", "chunks", "body"],
)
def test_an_odd_request_gets_one_refusal(front, request_):
    answer = front.send(request_.replace(b"HOST", front.host.encode()))
    assert 400 <= parsed(answer)[0] < 500 and answer.count(b"HTTP/1.1 ") == 1


def test_the_log_names_neither_sessions_nor_choices_nor_addresses(front):
    front.get("/overview?pref=35&secret=1")
    front.get("/_stcore/upload_file/session-of-somebody/file", method="PUT")
    wait_until(lambda: any(line["path"].endswith("/upload_file/") for line in front.lines()))
    text = front.log.read_text("utf-8")
    assert "session-of-somebody" not in text and "secret" not in text and "127.0.0.1" not in text


def test_an_answer_that_names_many_sources_passes(front):
    """Their names in ASCII make a head of more than the 4 kB that nginx takes by itself."""
    status, head, _ = front.get("/api/v1/metrics/technical_staff_zero_probability.csv?pref=35")
    assert status == 200 and head.count('rel="via"') > 3
    assert len(head) > 4_096


def test_nothing_about_a_process_is_told_through_nginx(front):
    status, _, body = front.get("/metrics")
    assert status == 404 and b"gunmane_readers" not in body
