"""Fetch the official files that sources declare under `downloads`, into a folder of the source's name below data/raw.

A declaration is one of
    {url, file}                                    one file; with `form` it is asked for by POST
    {page, link, file}                             the one workbook a page links under a text with one of the names in `link`
    {page, suffixes, skip, folder}                 every file of those kinds a page links, under its own name, but for those
                                                   whose text has one of the names in `skip`
    {api, prefecture, page_size, file}             a paged API asked for each prefecture; {prefecture} in `file` is its number

A file takes its name in one step, once it is whole and of the right kind; a cut-off one is carried on with where the server
can (Range), also by a later run. downloads.csv tells what came from where.
"""

import csv
import hashlib
import json
import re
import time
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import urlencode, urljoin, urlsplit

import requests

from etl.problems import BadInput
from etl.progress import Reception
from etl.source import Source
from japan import calendar
from japan.cells import squeeze

USER_AGENT = "gunmane-dashboard/0.1 (python -m etl fetch)"
OFFICIAL = ".go.jp"
RECORDS = "downloads.csv"
FIELDS = ["source_id", "url", "file", "bytes", "sha256", "retrieved", "etag", "last_modified"]
CHUNK_BYTES = 1 << 16
NO_CONNECTION = "接続できません。ネットワークの設定を確かめてください"
PREFECTURES = [f"{number:02}" for number in range(1, 48)]
ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
KINDS = {
    ".xlsx": ("Excel ファイル", (ZIP,)),
    ".xls": ("Excel ファイル", (OLE, ZIP)),
    ".zip": ("zip ファイル", (ZIP,)),
    ".json": ("JSON", (b"{", b"[")),
    ".csv": ("CSV", None),
}


@dataclass(frozen=True)
class Manners:
    """How a server is treated, in seconds: the pause between two requests to a host, how often a failed one is repeated and
    the pause before that (doubled each time), how long a connection and each piece of an answer may take."""

    interval: float = 1.0
    attempts: int = 4
    backoff: float = 2.0
    timeout: tuple[float, float] = (15, 60)


Record = dict[str, str]  # of one fetched file: FIELDS


@dataclass(frozen=True)
class Wanted:
    """One file to fetch: its address, its name below the raw folder, the form to post, the page size of a paged API."""

    url: str
    file: str
    form: dict[str, str] | None = None
    page_size: int | None = None


@dataclass(frozen=True)
class Outcome:
    """What became of one file: how large it is and whether it changed, or what went wrong."""

    file: str
    size: int = 0
    is_new: bool = False
    problem: str = ""


class Unreachable(BadInput):
    """A server that fails again and again."""


class NoConnection(Unreachable):
    """A host that cannot be reached at all."""


class _Passing(Exception):
    """What another attempt may mend; the message is for the reader."""


class Client:
    """Asks hosts for files, politely and again where that may help.

    mirror: where copies of the official hosts lie, each in a folder of the host's name; None asks the hosts themselves.
    """

    def __init__(self, progress: Reception, mirror: str | None = None, manners: Manners | None = None):
        self.progress = progress
        self.mirror = mirror.rstrip("/") if mirror else None
        self.manners = manners or Manners()
        self.session = requests.Session()
        self.session.headers.update({"User-Agent": USER_AGENT, "Accept-Encoding": "identity"})
        self.next_request: dict[str, float] = {}
        self.unreachable: set[str] = set()

    def receive(
        self, url: str, target: Path, form: dict[str, str] | None = None, known: Record | None = None
    ) -> Mapping[str, str] | None:
        """Write what the address answers to `target` and return the answer's headers.

        A `target` that an earlier attempt or run left unfinished is carried on with. None when the server says that nothing has
        changed since the `known` record. Raises BadInput when there is no such file, Unreachable when no attempt succeeds.
        """
        host = urlsplit(self._located(url)).netloc
        if host in self.unreachable:
            raise NoConnection(f"{url}：{host} に接続できないため、取得しませんでした。")
        for attempt in range(1, self.manners.attempts + 1):
            try:
                return self._receive(url, target, form, known)
            except requests.exceptions.SSLError as error:
                raise Unreachable(f"{url}：証明書を確かめられません。") from error
            except requests.RequestException as error:
                problem = _what_broke(error)
            except _Passing as passing:
                problem = str(passing)
            if attempt < self.manners.attempts:
                time.sleep(self.manners.backoff * 2 ** (attempt - 1))
        description = f"{url}：{problem}（{self.manners.attempts}回試しました）。"
        if problem == NO_CONNECTION:
            self.unreachable.add(host)
            raise NoConnection(description)
        raise Unreachable(description)

    def _receive(
        self, url: str, target: Path, form: dict[str, str] | None, known: Record | None
    ) -> Mapping[str, str] | None:
        """One attempt."""
        validator = _beside(target, ".validator")
        headers: dict[str, str] = {}
        start = 0
        if target.exists() and validator.exists():
            start = target.stat().st_size
        if start:
            headers = {"Range": f"bytes={start}-", "If-Range": validator.read_text("utf-8")}
        elif known:
            headers = {"If-None-Match": known["etag"], "If-Modified-Since": known["last_modified"]}
            headers = {name: value for name, value in headers.items() if value}
        with self._ask(url, form, headers) as answer:
            if answer.status_code == 304:
                return None
            if answer.status_code == 416:  # what was left unfinished is no part of the file
                _forget(target)
                raise _Passing("続きを取得できません")
            if answer.status_code >= 500:
                raise _Passing(f"サーバーのエラーです（{answer.status_code}）")
            if answer.status_code == 404:
                raise BadInput(f"{url}：見つかりません（404）。アドレスが変わった可能性があります。")
            if answer.status_code not in {200, 206}:
                raise BadInput(f"{url}：取得できません（HTTP {answer.status_code}）。")
            is_rest = answer.status_code == 206 and f"bytes {start}-" in answer.headers.get(
                "Content-Range", ""
            )
            if answer.status_code == 206 and not is_rest:
                _forget(target)
                raise _Passing("続きを取得できません")
            start = start if is_rest else 0
            length = answer.headers.get("Content-Length")
            self.progress.begin(target.stem, start, start + int(length) if length else None)
            target.parent.mkdir(parents=True, exist_ok=True)
            if not is_rest:
                _remember(validator, answer.headers)
            with target.open("ab" if is_rest else "wb") as file:
                for piece in answer.iter_content(CHUNK_BYTES):
                    file.write(piece)
                    self.progress.receive(len(piece))
            return answer.headers

    def _ask(self, url: str, form: dict[str, str] | None, headers: dict[str, str]) -> requests.Response:
        """The answer without its body, when it is the turn of the address's host."""
        asked = self._located(url)
        host = urlsplit(asked).netloc
        time.sleep(max(0.0, self.next_request.get(host, 0.0) - time.monotonic()))
        try:
            answer = self.session.request(
                "POST" if form else "GET",
                asked,
                data=form,
                headers=headers,
                stream=True,
                timeout=self.manners.timeout,
            )
        finally:
            self.next_request[host] = time.monotonic() + self.manners.interval
        if not (_is_official(answer.url) or (self.mirror and answer.url.startswith(self.mirror))):
            answer.close()
            raise BadInput(
                f"{url}：公式でないアドレス（{urlsplit(answer.url).netloc}）に転送されるため、取得しませんでした。"
            )
        return answer

    def _located(self, url: str) -> str:
        """Where the address is asked for: at its host, or at the mirror."""
        if not _is_official(url):
            raise BadInput(f"{url}：公式のアドレス（https、{OFFICIAL}）ではないため、取得しませんでした。")
        return f"{self.mirror}/{url.removeprefix('https://')}" if self.mirror else url


def fetch(declared: Source, raw: Path, client: Client) -> Iterator[Outcome]:
    """Bring the files of a source up to date, one after the other; what cannot be fetched leaves the others alone.

    When a host cannot be reached, what remains of the source is left.
    """
    for download in declared.downloads:
        try:
            for wanted in _wanted(declared, download, raw, client):
                try:
                    yield _fetch(declared, wanted, raw, client)
                except Unreachable:
                    raise
                except BadInput as problem:
                    yield Outcome(wanted.file, problem=str(problem))
                except OSError as error:
                    yield Outcome(wanted.file, problem=f"{wanted.file}：保存できません（{error.strerror}）。")
        except NoConnection as problem:
            yield Outcome("", problem=str(problem))
            return
        except BadInput as problem:
            yield Outcome("", problem=str(problem))


def planned(declared: Source) -> Iterator[tuple[str, str]]:
    """What would be fetched, without asking anyone: file below the raw folder, address."""
    for download in declared.downloads:
        if "page" in download:
            description = (
                f"リンク「{download['link'][0]}」"
                if "link" in download
                else f"{'・'.join(download['suffixes'])} のリンク"
            )
            name = download.get("file") or f"{download['folder']}/*"
            yield f"{declared.source_id}/{name}", f"{download['page']} の{description}"
        else:
            for wanted in _stated(declared, download):
                yield wanted.file, wanted.url


def _fetch(declared: Source, wanted: Wanted, raw: Path, client: Client) -> Outcome:
    """Bring one file up to date."""
    target = raw / wanted.file
    part = _beside(target, ".part")
    records = _records(raw)
    known = records.get(wanted.file)
    if known and not (target.exists() and _sha256(target) == known["sha256"]):
        known = None
    is_dated = known and (known["etag"] or known["last_modified"])
    if known and not is_dated and known["retrieved"] == calendar.today().isoformat():
        return Outcome(wanted.file, target.stat().st_size)
    headers: Mapping[str, str] | None
    if wanted.page_size:
        headers = _receive_pages(wanted, part, client)
    else:
        headers = client.receive(wanted.url, part, wanted.form, known)
    if headers is None:
        return Outcome(wanted.file, target.stat().st_size)
    try:
        _must_be_of_its_kind(part, target, wanted.url)
    except BadInput:
        _forget(part)
        raise
    sha256, size = _sha256(part), part.stat().st_size
    part.replace(target)
    _forget(part)
    records[wanted.file] = {
        "source_id": declared.source_id,
        "url": wanted.url,
        "file": wanted.file,
        "bytes": str(size),
        "sha256": sha256,
        "retrieved": calendar.today().isoformat(),
        "etag": headers.get("ETag", ""),
        "last_modified": headers.get("Last-Modified", ""),
    }
    _write_records(raw, records)
    return Outcome(wanted.file, size, is_new=known is None or known["sha256"] != sha256)


def _wanted(declared: Source, download: dict[str, Any], raw: Path, client: Client) -> Iterator[Wanted]:
    """The files of one declaration; a page is asked for its links."""
    if "page" not in download:
        yield from _stated(declared, download)
        return
    folder = PurePosixPath(declared.source_id)
    links = _links(download["page"], _beside(raw / folder / "page.html", ".part"), client)
    if "link" in download:
        url = _only(links, download)
        name = PurePosixPath(download["file"]).with_suffix(PurePosixPath(urlsplit(url).path).suffix.lower())
        yield Wanted(url, str(folder / name))
        return
    found = [
        url
        for text, url in links
        if urlsplit(url).path.lower().endswith(tuple(download["suffixes"]))
        and not any(squeeze(name) in text for name in download["skip"])
    ]
    if not found:
        suffixes = "・".join(download["suffixes"])
        raise BadInput(f"{download['page']}：{suffixes} のリンクが見つかりません。{_seen(links)}")
    for url in dict.fromkeys(found):
        yield Wanted(url, str(folder / download["folder"] / PurePosixPath(urlsplit(url).path).name))


def _stated(declared: Source, download: dict[str, Any]) -> Iterator[Wanted]:
    """The files of a declaration that names their addresses."""
    if "api" not in download:
        yield Wanted(download["url"], f"{declared.source_id}/{download['file']}", download.get("form"))
        return
    for prefecture in PREFECTURES:
        name = download["file"].format(prefecture=prefecture)
        question = urlencode({download["prefecture"]: prefecture})
        yield Wanted(
            f"{download['api']}?{question}",
            f"{declared.source_id}/{name}",
            page_size=download["page_size"],
        )


def _receive_pages(wanted: Wanted, part: Path, client: Client) -> dict[str, str]:
    """Write all pages of a question as one JSON list of answers; the headers have no date, for the pages have none in common.

    Raises BadInput when an answer is an error, or ends before all it counts have come.
    """
    pages: list[bytes] = []
    received, count = 0, None
    page = _beside(part, ".page")
    while count is None or received < count:
        question = urlencode({"limit": wanted.page_size, "offset": received})
        client.receive(f"{wanted.url}&{question}", page)
        content = page.read_bytes()
        _forget(page)
        try:
            answer = json.loads(content)
            results, count = answer["result"], answer["resultset"]["count"]
            is_error = answer["resultset"].get("is_error")
        except (ValueError, LookupError, TypeError) as error:
            raise BadInput(
                f"{wanted.url}：API の応答として読めません。仕様が変わった可能性があります。"
            ) from error
        if is_error:
            raise BadInput(f"{wanted.url}：API の応答がエラーです。")
        if not results and received < count:
            raise BadInput(f"{wanted.url}：{count:,}件のはずが{received:,}件で終わりました。")
        pages.append(content)
        received += len(results)
    part.write_bytes(b"[" + b",\n".join(pages) + b"]")
    return {}


def _links(page: str, target: Path, client: Client) -> list[tuple[str, str]]:
    """The links of a page: text without blanks, whole address."""
    headers = client.receive(page, target)
    content = target.read_bytes()
    _forget(target)
    stated = re.search(
        rb"charset=[\"']?([\w-]+)", (headers or {}).get("Content-Type", "").encode() + content[:4096]
    )
    text = content.decode("utf-8", errors="replace")
    if stated:
        with suppress(LookupError):
            text = content.decode(stated[1].decode(), errors="replace")
    found = _LinkFinder()
    found.feed(text)
    return [(squeeze(label), urljoin(page, address)) for label, address in found.links]


class _LinkFinder(HTMLParser):
    """Collects the links of a page: text, address as written."""

    def __init__(self) -> None:
        super().__init__()
        self.links: list[list[str]] = []
        self.is_inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        address = dict(attrs).get("href")
        if tag == "a" and address:
            self.links.append(["", address])
            self.is_inside = True

    def handle_endtag(self, tag: str) -> None:
        self.is_inside = self.is_inside and tag != "a"

    def handle_data(self, data: str) -> None:
        if self.is_inside:
            self.links[-1][0] += data


def _only(links: list[tuple[str, str]], download: dict[str, Any]) -> str:
    """The address of the one workbook whose link fits. Raises BadInput with the links seen when there is none, or several."""
    files = [(text, url) for text, url in links if urlsplit(url).path.lower().endswith((".xlsx", ".xls"))]
    fitting = [(text, url) for text, url in files if any(squeeze(name) in text for name in download["link"])]
    if len({url for _, url in fitting}) == 1:
        return fitting[0][1]
    problem = "複数あります" if fitting else "見つかりません"
    raise BadInput(
        f"{download['page']}：リンク「{download['link'][0]}」が{problem}。{_seen(fitting or files or links)}"
    )


def _seen(links: list[tuple[str, str]]) -> str:
    """The first links of a page, for a message."""
    texts = [f"「{text[:40]}」" for text, _ in links if text][:10]
    return f"ページにあるリンク：{'、'.join(texts)}。" if texts else "ページにリンクがありません。"


def _must_be_of_its_kind(part: Path, target: Path, url: str) -> None:
    """Raise BadInput when what came is not what the file's name says."""
    with part.open("rb") as file:
        start = file.read(512).removeprefix(b"\xef\xbb\xbf").lstrip()
    kind, beginnings = KINDS[target.suffix.lower()]
    if start.startswith(b"<"):
        raise BadInput(f"{url}：{kind}ではなくウェブページが返りました。アドレスが変わった可能性があります。")
    if not start or (beginnings and not start.startswith(beginnings)):
        raise BadInput(f"{url}：{kind}ではないものが返りました。")


def _is_official(url: str) -> bool:
    parts = urlsplit(url)
    return parts.scheme == "https" and (parts.hostname or "").endswith(OFFICIAL)


def _what_broke(error: requests.RequestException) -> str:
    if isinstance(error, requests.exceptions.ChunkedEncodingError):
        return "途中で切れました。もう一度実行すると、できる場合は続きから取得します"
    if isinstance(error, requests.exceptions.ReadTimeout) or "Read timed out" in str(error):
        return "応答がありません（時間切れ）"
    if "Connection aborted" in str(error):
        return "接続が切れました"
    if isinstance(error, requests.ConnectionError):
        return NO_CONNECTION
    return f"取得できません（{type(error).__name__}）"


def _beside(path: Path, suffix: str) -> Path:
    return path.with_name(path.name + suffix)


def _remember(validator: Path, headers: Mapping[str, str]) -> None:
    """Keep what tells whether the file is still the same, so that a cut-off one can be carried on with."""
    etag = headers.get("ETag", "")
    strong = etag if etag and not etag.startswith("W/") else headers.get("Last-Modified")
    validator.unlink(missing_ok=True)
    if strong:
        validator.write_text(strong, "utf-8")


def _forget(unfinished: Path) -> None:
    """Remove an unfinished file and what is kept beside it."""
    unfinished.unlink(missing_ok=True)
    _beside(unfinished, ".validator").unlink(missing_ok=True)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _records(raw: Path) -> dict[str, Record]:
    """What was fetched earlier, by file."""
    path = raw / RECORDS
    if not path.exists():
        return {}
    with path.open(encoding="utf-8", errors="replace", newline="") as file:
        rows = list(csv.DictReader(file))
    if any(set(row) != set(FIELDS) or None in row.values() for row in rows):
        raise BadInput(
            f"{RECORDS}：取得の記録として読めません。このファイルを消してからもう一度実行してください。"
        )
    return {row["file"]: row for row in rows}


def _write_records(raw: Path, records: dict[str, Record]) -> None:
    unfinished = raw / f"{RECORDS}.part"
    with unfinished.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, FIELDS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(records[name] for name in sorted(records))
    unfinished.replace(raw / RECORDS)
