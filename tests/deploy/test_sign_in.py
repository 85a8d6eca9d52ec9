"""Sign-in by OIDC against a small provider: who may come in, who may not, and what a silent provider does to the others."""

import asyncio
import base64
import http.client
import json
import random
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import pytest

pytest.importorskip("authlib")  # optional: only servers that ask for a sign-in have it
pytest.importorskip("httpx")
from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey

from deploy import sign_in

SECRET = "a cookie secret for tests only, long enough"
CLIENT = "gunmane"
USER = "_streamlit_user"
PATIENCE = 20  # seconds for every answer
SECRETS = """
[auth]
redirect_uri = "http://127.0.0.1:8501/oauth2callback"
cookie_secret = "{secret}"

[auth.default]
client_id = "{client}"
client_secret = "x"
server_metadata_url = "{issuer}/.well-known/openid-configuration"

[auth.gone]
client_id = "{client}"
client_secret = "x"
server_metadata_url = "http://127.0.0.1:9/.well-known/openid-configuration"
"""


class Provider(ThreadingHTTPServer):
    """claims: of the next token, beside or in place of the usual; key: what signs it; asked: paths; answering: unset, it is silent."""

    daemon_threads = True
    block_on_close = False

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Answers)
        self.issuer = f"http://127.0.0.1:{self.server_port}"
        self.own_key = RSAKey.generate_key(2048, {"kid": "1"})
        self.answering = threading.Event()
        self.be_usual()

    def be_usual(self) -> None:
        self.claims, self.key, self.access, self.asked = {}, self.own_key, "x", []
        self.answering.set()

    def handle_error(self, *_) -> None:
        """Who asked has left meanwhile."""

    def token(self) -> str:
        now = int(time.time())
        usual = {"iss": self.issuer, "aud": CLIENT, "sub": "1", "iat": now, "exp": now + 600, "name": "甲野"}
        return jwt.encode({"alg": "RS256", "kid": "1"}, usual | self.claims, self.key)

    def metadata(self) -> dict:
        ends = {"authorization_endpoint": "authorize", "token_endpoint": "token", "jwks_uri": "keys"}
        ends["end_session_endpoint"] = "end"
        return {name: f"{self.issuer}/{end}" for name, end in ends.items()} | {
            "issuer": self.issuer,
            "code_challenge_methods_supported": ["S256"],
            "id_token_signing_alg_values_supported": ["RS256"],
        }


class Answers(BaseHTTPRequestHandler):
    server: Provider
    timeout = PATIENCE

    def answer(self, content: dict) -> None:
        self.server.asked.append(self.path)
        self.server.answering.wait(PATIENCE)
        body = json.dumps(content).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self) -> None:
        keys = {"keys": [self.server.own_key.as_dict(private=False)]}
        self.answer(keys if self.path == "/keys" else self.server.metadata())

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        token = self.server.token()
        self.answer({"access_token": self.server.access, "token_type": "Bearer", "id_token": token})

    def log_message(self, *_) -> None: ...


@dataclass
class Answer:
    status: int
    location: str
    cookies: list[str]
    headers: http.client.HTTPMessage
    text: str


class Browser:
    """Keeps the cookies it is given, and follows nothing."""

    def __init__(self, server, *headers: tuple[str, str]):
        self.server, self.headers, self.cookies = server, dict(headers), {}

    def get(self, path: str) -> Answer:
        connection = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=PATIENCE)
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        connection.request("GET", path, headers=self.headers | ({"Cookie": cookies} if cookies else {}))
        came = connection.getresponse()
        given = came.headers.get_all("Set-Cookie", [])
        self._keep(given)
        text = came.read().decode()
        connection.close()
        return Answer(came.status, came.headers.get("Location", ""), given, came.headers, text)

    def _keep(self, given: list[str]) -> None:
        for one in given:
            name, _, value = one.partition(";")[0].partition("=")
            self.cookies.pop(name, None)
            if "max-age=0" not in one.lower():
                self.cookies[name] = value

    def log_in(self, provider: str = "default", secret: str = SECRET) -> Answer:
        claims = {"provider": provider, "exp": int(time.time()) + 60}
        return self.get(
            f"/auth/login?provider={jwt.encode({'alg': 'HS256'}, claims, OctKey.import_key(secret))}"
        )

    def begin(self) -> dict[str, str]:
        """What the sign-in asks the provider; its nonce is what the provider then puts into the token."""
        answer = self.log_in()
        assert answer.status == 302
        return {name: value for name, (value,) in parse_qs(urlsplit(answer.location).query).items()}

    def come_back(self, state: str) -> Answer:
        return self.get(f"/oauth2callback?code=1&state={state}")

    @property
    def is_signed_in(self) -> bool:
        return USER in self.cookies


@pytest.fixture(scope="module")
def provider():
    with Provider() as running:
        threading.Thread(target=running.serve_forever, daemon=True).start()
        yield running
        running.answering.set()
        running.shutdown()


@pytest.fixture(scope="module")
def guarded(start, provider, tmp_path_factory):
    """The production entry that asks for a sign-in."""
    home = tmp_path_factory.mktemp("home")
    (home / ".streamlit").mkdir()
    secrets = SECRETS.format(secret=SECRET, client=CLIENT, issuer=provider.issuer)
    (home / ".streamlit" / "secrets.toml").write_text(secrets, "utf-8")
    direct = {"NO_PROXY": "127.0.0.1", "no_proxy": "127.0.0.1"}
    return start("-m", "deploy.asgi", "--port", "{port}", HOME=str(home), DASHBOARD_IMPORT="1", **direct)


@pytest.fixture(autouse=True)
def usual(provider):
    provider.be_usual()


def come_back_as_named(browser: Browser, provider: Provider) -> Answer:
    asked = browser.begin()
    provider.claims = {"nonce": asked["nonce"]} | provider.claims
    return browser.come_back(asked["state"])


def signed_in(server, provider, *headers: tuple[str, str]) -> tuple[Browser, list[str]]:
    browser = Browser(server, *headers)
    answer = come_back_as_named(browser, provider)
    assert (answer.status, answer.location) == (302, "/") and browser.is_signed_in
    return browser, answer.cookies


def assert_refused(answer: Answer, browser: Browser, *statuses: int) -> None:
    """One Japanese sentence with the headers of every answer, and nobody is signed in."""
    assert answer.status in statuses and not browser.is_signed_in
    assert answer.text.count("サインインできませんでした") == 1 and '<html lang="ja">' in answer.text
    assert "Authentication error" not in answer.text
    for name in ("Content-Security-Policy", "X-Content-Type-Options", "Referrer-Policy"):
        assert answer.headers[name]
    assert answer.headers["Cache-Control"] == "no-store"


def test_who_the_provider_names_is_signed_in_with_cookies_out_of_reach(guarded, provider):
    browser, cookies = signed_in(guarded, provider)
    assert cookies
    for cookie in cookies:
        assert "; httponly" in cookie.lower() and "; samesite=lax" in cookie.lower(), cookie
        assert "; secure" not in cookie.lower()
    assert browser.get("/import").status == 200


def test_by_https_every_cookie_is_for_https_only(guarded, provider):
    """As the proxy in front says; no cookie of the login, the way back or the sign-out goes without."""
    browser = Browser(guarded, ("X-Forwarded-Proto", "https"))
    answers = [browser.log_in(), come_back_as_named(browser, provider), browser.get("/auth/logout")]
    for answer in answers:
        assert answer.cookies and all(cookie.lower().count("; secure") == 1 for cookie in answer.cookies)


def test_the_request_is_bound_to_the_browser(guarded):
    asked, other = Browser(guarded).begin(), Browser(guarded).begin()
    assert asked["code_challenge_method"] == "S256" and asked["response_type"] == "code"
    assert all(asked[name] != other[name] for name in ("state", "nonce", "code_challenge"))


@pytest.mark.parametrize(
    "claims",
    [{"iss": "http://evil.example"}, {"aud": "another"}, {"exp": 1}, {"nonce": "another"}],
    ids=lambda claims: "".join(claims),
)
def test_a_token_of_another_or_out_of_date_is_refused(guarded, provider, claims):
    provider.claims = claims
    browser = Browser(guarded)
    assert_refused(come_back_as_named(browser, provider), browser, 400)


def test_a_token_that_another_signed_is_refused(guarded, provider):
    provider.key = RSAKey.generate_key(2048, {"kid": "1"})
    browser = Browser(guarded)
    assert_refused(come_back_as_named(browser, provider), browser, 400)


@pytest.mark.parametrize("how", ["forged", "foreign", ""])
def test_a_state_that_is_not_this_browsers_is_refused_without_asking_for_a_token(guarded, provider, how):
    browser = Browser(guarded)
    browser.begin()
    state = Browser(guarded).begin()["state"] if how == "foreign" else how
    provider.asked.clear()
    assert_refused(browser.come_back(state), browser, 400)
    assert provider.asked == []


def test_a_way_back_serves_once(guarded, provider):
    """Who is signed in and goes back in the browser stays so; another, with the same address, is not."""
    browser = Browser(guarded)
    asked = browser.begin()
    provider.claims = {"nonce": asked["nonce"]}
    browser.come_back(asked["state"])
    provider.asked.clear()
    again = browser.come_back(asked["state"])
    assert (again.status, again.location) == (302, "/") and browser.is_signed_in and provider.asked == []
    stranger = Browser(guarded)
    assert_refused(stranger.come_back(asked["state"]), stranger, 400)


def test_who_is_turned_away_by_the_provider_is_not_signed_in(guarded):
    browser = Browser(guarded)
    state = browser.begin()["state"]
    assert_refused(browser.get(f"/oauth2callback?error=access_denied&state={state}"), browser, 400)


def test_a_cookie_of_ones_own_and_a_login_of_another_secret_are_nothing(guarded, provider):
    browser = Browser(guarded)
    browser.cookies[USER] = base64.urlsafe_b64encode(b'{"is_logged_in": true}').decode()
    provider.asked.clear()
    assert browser.log_in(secret="another secret " * 3).location == "/" and provider.asked == []
    assert not browser.is_signed_in


def test_an_answer_too_long_for_cookies_does_not_lock_the_reader_out(guarded, provider):
    provider.access = random.Random(1).randbytes(10_000).hex()  # nothing that packs well
    browser = Browser(guarded)
    assert_refused(come_back_as_named(browser, provider), browser, 400)
    assert browser.get("/overview").status == 200


def test_a_provider_out_of_reach_is_named_in_words(guarded):
    browser = Browser(guarded)
    assert_refused(browser.log_in("gone"), browser, 502, 504)


def test_a_silent_provider_stops_nobody_else(guarded, provider):
    """While sign-ins hang, and more stand behind them, every other answer comes before the first of theirs."""
    provider.answering.clear()
    with ThreadPoolExecutor(2 * sign_in.AT_ONCE) as pool:
        browsers = [Browser(guarded) for _ in range(2 * sign_in.AT_ONCE)]
        pending = [pool.submit(browser.log_in) for browser in browsers]
        while len(provider.asked) < sign_in.AT_ONCE:
            assert not any(one.done() for one in pending)
            time.sleep(0.05)
        assert [Browser(guarded).get(path).status for path in ("/healthz", "/overview", "/import")] == [
            200
        ] * 3
        assert not any(one.done() for one in pending) and len(provider.asked) == sign_in.AT_ONCE
        for browser, one in zip(browsers, pending, strict=True):
            assert_refused(one.result(PATIENCE), browser, 502, 504)


def test_a_provider_that_falls_silent_on_the_way_back_signs_nobody_in(guarded, provider):
    browser = Browser(guarded)
    state = browser.begin()["state"]
    provider.answering.clear()
    assert_refused(browser.come_back(state), browser, 400, 504)


@pytest.mark.parametrize("path", [sign_in.LOGIN, sign_in.CALLBACK, sign_in.LOGOUT])
def test_an_exchange_without_end_is_given_up(path):
    """Also where each of its pieces comes in time."""

    async def endless(*_) -> None:
        while True:
            await asyncio.sleep(0.01)

    given_up = asyncio.run(
        asyncio.wait_for(
            answer_of(sign_in.SignIn(endless, 0.05), path, f"{USER}_1=a; {USER}=b; other=c"), PATIENCE
        )
    )
    if path != sign_in.LOGOUT:
        assert given_up[0]["status"] == 504 and "サインインできませんでした" in given_up[1]["body"].decode()
        return
    cookies = [value.decode() for name, value in given_up[0]["headers"] if name == b"set-cookie"]
    assert given_up[0]["status"] == 302 and all("Max-Age=0" in cookie for cookie in cookies)
    assert {cookie.partition("=")[0] for cookie in cookies} == {USER, f"{USER}_1"}


async def answer_of(app, path: str, cookies: str) -> list[dict]:
    sent: list[dict] = []

    async def send(message: dict) -> None:
        sent.append(message)

    headers = [(b"cookie", cookies.encode())]
    await app(
        {"type": "http", "method": "GET", "path": path, "query_string": b"", "headers": headers}, None, send
    )
    return sent


@pytest.mark.parametrize("is_silent", [False, True], ids=["answering", "silent"])
def test_signing_out_takes_the_cookies_whether_the_provider_answers_or_not(guarded, provider, is_silent):
    browser, _ = signed_in(guarded, provider)
    if is_silent:
        provider.answering.clear()
    answer = browser.get("/auth/logout")
    assert answer.status == 302 and not browser.is_signed_in
    assert answer.location == "/" if is_silent else answer.location.startswith(f"{provider.issuer}/end?")
    back = browser.get("/oauth2callback")  # where the provider leads after it
    assert (back.status, back.location) == (302, "/")


def test_neither_cookies_nor_secrets_nor_codes_are_in_the_log(guarded, provider):
    browser, _ = signed_in(guarded, provider)
    text = guarded.log.read_text("utf-8")
    assert SECRET not in text and browser.cookies[USER] not in text and "code=1" not in text
    assert any(line.get("path") == "/oauth2callback" for line in guarded.lines())
