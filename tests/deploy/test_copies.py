"""Static files are kept compressed once each, and never more than a budget of bytes."""

import asyncio
import gzip
import random
from urllib.parse import unquote

import pyarrow as pa
import pytest
from starlette.applications import Starlette
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles

from deploy.compression import CompressOnce, Copies
from deploy.guard import Guard
from deploy.hosts import Hosts

DECODED = {
    None: bytes,
    "gzip": gzip.decompress,
    "zstd": lambda body: pa.CompressedInputStream(pa.BufferReader(body), "zstd").read(),
}
FILES = [f"{number}.js" for number in range(20)]


class Client:
    """Asks an app as the web server does."""

    def __init__(self, app):
        self._app = app

    def get(self, target: str, leaves: bool = False, accepts: str = "gzip") -> tuple[dict[str, str], bytes]:
        """Headers and decompressed body of the answer to a path sent as it is; leaves: does not wait for it."""
        sent = []

        async def send(message):
            sent.append(message)

        async def receive():
            return {"type": "http.disconnect"} if leaves else await asyncio.Event().wait()

        raw, _, query = target.partition("?")
        scope = {
            "type": "http",
            "method": "GET",
            "http_version": "1.1",
            "path": unquote(raw),
            "root_path": "",
        }
        scope |= {"raw_path": raw.encode(), "query_string": query.encode()}
        scope["headers"] = [(b"host", b"127.0.0.1"), (b"accept-encoding", accepts.encode())]
        asyncio.run(self._app(scope, receive, send))
        headers = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
        body = b"".join(message.get("body", b"") for message in sent[1:])
        return headers, DECODED[headers.get("content-encoding")](body)


@pytest.fixture
def site(tmp_path):
    """Twenty files that hardly shrink, served compressed: the client, and what is kept."""
    for number, name in enumerate(FILES):
        (tmp_path / name).write_bytes(random.Random(number).randbytes(10_000))
    compressing = CompressOnce(Starlette(routes=[Mount("/static", StaticFiles(directory=tmp_path))]))
    return Client(Guard(compressing, Hosts())), compressing, tmp_path


def test_a_file_is_kept_once_however_it_is_spelt(site):
    client, compressing, _ = site
    assert client.get(f"/static/{FILES[0]}")[0]["content-encoding"] == "gzip"
    size = compressing._copies.size
    for number in range(1, 151):
        for part in ("./", "%2e/", "/", "x/../", "%2f", ".%2f"):
            client.get(f"/static/{part * number}{FILES[0]}")
    for query in range(50):
        client.get(f"/static/{FILES[0]}?{query}")
    assert compressing._copies.size == size


def test_all_copies_share_one_budget_and_the_longest_unused_goes_first(site):
    client, compressing, _ = site
    compressing._copies = Copies(budget=50_000)
    for name in FILES:
        client.get(f"/static/{name}")
        client.get(f"/static/{FILES[0]}")
        assert compressing._copies.size <= 50_000
    assert (f"/static/{FILES[0]}", "gzip") in compressing._copies._copies
    assert (f"/static/{FILES[1]}", "gzip") not in compressing._copies._copies


def test_a_changed_file_takes_the_place_of_its_copy(site):
    client, compressing, folder = site
    client.get(f"/static/{FILES[0]}")
    (folder / FILES[0]).write_bytes(b"changed" * 100)
    assert client.get(f"/static/{FILES[0]}")[1] == b"changed" * 100
    assert {path for path, _ in compressing._copies._copies} == {f"/static/{FILES[0]}"}


def test_who_leaves_at_once_leaves_no_half_copy(site):
    client, _, folder = site
    client.get(f"/static/{FILES[0]}", leaves=True)
    assert client.get(f"/static/{FILES[0]}")[1] == (folder / FILES[0]).read_bytes()


def test_a_file_larger_than_the_budget_is_answered_and_not_kept(site):
    client, compressing, folder = site
    compressing._copies = Copies(budget=5_000)
    assert client.get(f"/static/{FILES[0]}")[1] == (folder / FILES[0]).read_bytes()
    assert compressing._copies.size == 0


def test_many_who_ask_at_once_have_it_made_once():
    made = []

    async def read() -> bytes:
        made.append(1)
        await asyncio.sleep(0)
        return b"text" * 1_000

    async def ask() -> list[bytes]:
        copies = Copies()
        return await asyncio.gather(*(copies.get("/static/a.js", '"1"', read) for _ in range(50)))

    assert {gzip.decompress(body) for _, body in asyncio.run(ask())} == {b"text" * 1_000}
    assert len(made) == 1


@pytest.fixture
def text_site(site):
    """The same with a file that shrinks."""
    client, compressing, folder = site
    (folder / "text.js").write_text("".join(f"const value{number} = {number};\n" for number in range(9_000)))
    return client, compressing, (folder / "text.js").read_bytes()


def test_who_takes_it_gets_the_smaller_copy_once_it_is_made(text_site):
    client, compressing, content = text_site
    first, body = client.get("/static/text.js", accepts="gzip, deflate, br, zstd")
    assert first["content-encoding"] == "gzip" and body == content
    compressing._copies._later.shutdown()
    then, body = client.get("/static/text.js", accepts="gzip, deflate, br, zstd")
    assert then["content-encoding"] == "zstd" and body == content
    assert int(then["content-length"]) < int(first["content-length"])


@pytest.mark.parametrize(
    ("accepts", "coding"),
    [
        ("gzip", "gzip"),
        ("gzip, zstd;q=0", "gzip"),
        ("ZSTD, GZIP;q=0.5", "zstd"),
        ("identity", None),
        ("gzip;q=0", None),
        ("", None),
    ],
)
def test_nobody_gets_a_coding_he_does_not_accept(text_site, accepts, coding):
    client, compressing, content = text_site
    client.get("/static/text.js")
    compressing._copies._later.shutdown()
    headers, body = client.get("/static/text.js", accepts=accepts)
    assert headers.get("content-encoding") == coding and body == content
    assert headers["vary"] == "Accept-Encoding"
