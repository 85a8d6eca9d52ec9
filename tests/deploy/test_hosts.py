"""Which names the server answers to, which sites may ask, and that nothing outside is ever asked."""

import socket

import pytest
from running_server import wait_until
from streamlit import net_util
from streamlit.web.server import server_util

from dashboard.runtime import no_lookup
from deploy.hosts import Hosts

OWN = [
    "localhost",
    "LOCALHOST:8501",
    "127.0.0.1",
    "10.20.30.40:80",
    "[::1]",
    "[fd00::1]:8501",
    "gunmane01",
    "gunmane01:80",
]
FOREIGN = [
    "rebound.example",
    "rebound.example:8501",
    "localhost.rebound.example",
    "127.0.0.1.rebound.example",
    "1.2.3.4.5",
]
NO_HOST = [
    "",
    " ",
    "a b",
    "a@127.0.0.1",
    "127.0.0.1/x",
    "127.0.0.1:",
    "127.0.0.1:x",
    "[::1",
    "甲市.example",
    "a..b",
    ".a",
]


@pytest.mark.parametrize("host", [*OWN, socket.gethostname(), f"{socket.gethostname()}:8501"])
def test_names_no_stranger_can_own_are_answered_without_a_setting(host):
    assert Hosts().answer(host)


@pytest.mark.parametrize("host", [*FOREIGN, *NO_HOST])
def test_other_names_are_not(host):
    assert not Hosts().answer(host)


def test_a_setting_names_the_hosts_and_addresses_stay():
    hosts = Hosts.of("gunmane.example.lg.jp  Other.example.lg.jp")
    answered = [
        "gunmane.example.lg.jp",
        "GUNMANE.example.lg.jp.:443",
        "other.example.lg.jp",
        "127.0.0.1:8501",
        "[::1]",
    ]
    assert all(map(hosts.answer, answered))
    assert not any(
        map(hosts.answer, [*FOREIGN, *NO_HOST, "x.gunmane.example.lg.jp", "gunmane01", "example.lg.jp"])
    )


@pytest.mark.parametrize("setting", ["*", "https://a.example", "a.example:80", "a/b", "甲市.example"])
def test_a_setting_that_is_no_name_is_refused(setting):
    with pytest.raises(ValueError, match="DASHBOARD_HOSTS"):
        Hosts.of(setting)


@pytest.mark.parametrize(
    ("origin", "host", "may"),
    [
        ("http://127.0.0.1:8501", "127.0.0.1:8501", True),
        ("https://gunmane.example.lg.jp", "gunmane.example.lg.jp", True),
        ("https://gunmane.example.lg.jp", "gunmane.example.lg.jp:443", True),
        ("https://named.example.lg.jp", "127.0.0.1:8501", True),
        ("http://127.0.0.1:8502", "127.0.0.1:8501", False),
        ("http://evil.example", "127.0.0.1:8501", False),
        ("http://127.0.0.1:8501.evil.example", "127.0.0.1:8501", False),
        ("http://evil.example#127.0.0.1:8501", "127.0.0.1:8501", False),
        ("http://127.0.0.1:8501@evil.example", "127.0.0.1:8501", False),
        ("http://127.0.0.1:8501/", "127.0.0.1:8501", False),
        ("ftp://127.0.0.1:8501", "127.0.0.1:8501", False),
        ("127.0.0.1:8501", "127.0.0.1:8501", False),
        ("file://", "127.0.0.1:8501", False),
        ("null", "127.0.0.1:8501", False),
        ("", "127.0.0.1:8501", False),
        ("http://[", "127.0.0.1:8501", False),
    ],
)
def test_only_the_own_site_may_ask(origin, host, may):
    assert Hosts.of("named.example.lg.jp").may_ask(origin, host) is may


@pytest.mark.parametrize("host", [*FOREIGN, *NO_HOST[2:]])
@pytest.mark.parametrize("path", ["/", "/healthz", "/_stcore/health", "/app/static/choropleth.js"])
def test_another_host_gets_one_sentence(server, host, path):
    status, headers, body = server.get(path, f"Host: {host}".encode().decode("latin-1"))
    assert status in (400, 421)
    if status == 421:
        assert "DASHBOARD_HOSTS" in body.decode() and "content-security-policy" in headers


@pytest.mark.parametrize("path", ["/", "/healthz", "/_stcore/health", "/app/static/choropleth.js", "/none"])
@pytest.mark.parametrize("origin", ["http://evil.example", "null", "http://127.0.0.1", "https://127.0.0.1:1"])
def test_another_site_gets_nothing(server, origin, path):
    assert server.get(path, f"Origin: {origin}")[0] == 403
    assert server.get(path, f"Origin: http://{server.host}", f"Origin: {origin}")[0] == 403


def test_the_own_site_gets_a_websocket(server):
    assert b" 101 " in server.upgrade(f"Origin: http://{server.host}")
    assert b" 101 " in server.upgrade()


def test_foreign_websockets_ask_nothing_outside(server, silent_proxy):
    """With a proxy that answers nothing, each question would hold up every reader for two seconds."""
    refused = [server.upgrade(f"Origin: http://{number}.evil.example") for number in range(10)]
    refused += [server.upgrade("Host: rebound.example", "Origin: http://rebound.example") for _ in range(10)]
    assert {line.split()[1] for line in refused} == {b"403"}
    assert server.get("/healthz")[0] == 200
    assert silent_proxy[1] == []


def test_streamlit_itself_asks_nothing_outside(monkeypatch):
    asked = []
    monkeypatch.setattr(net_util, "_make_blocking_http_get", lambda *args, **_: asked.append(args))
    monkeypatch.setattr(net_util, "get_external_ip", net_util.get_external_ip)  # put back after the test
    no_lookup.install()
    assert not server_util.is_url_from_allowed_origins("http://evil.example")
    assert net_util.get_external_ip() is None and asked == []


def test_the_start_with_streamlit_run_asks_nothing_outside(start, silent_proxy):
    """Without an address Streamlit prints under which it is known outside."""
    server = start(
        "-m", "streamlit", "run", "app.py", "--server.port={port}", "--server.fileWatcherType=none"
    )
    wait_until(lambda: "http" in server.log.read_text("utf-8"))
    assert "localhost" in server.log.read_text("utf-8")
    assert silent_proxy[1] == []
