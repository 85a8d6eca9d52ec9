"""Fetching, against a server on this machine that behaves well and badly; never the real hosts."""

import csv
import hashlib
import json
import random
import threading
import time
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from etl import fetch, source
from etl.__main__ import main
from japan import calendar

HOST = "www.mlit.go.jp"
QUICK = fetch.Manners(interval=0, attempts=3, backoff=0.01, timeout=(1, 0.4))


def workbook(seed: int = 1) -> bytes:
    """What a server sends for a workbook: several pieces, beginning as one does."""
    return b"PK\x03\x04" + random.Random(seed).randbytes(3 * fetch.CHUNK_BYTES)


WORKBOOK = workbook()
CUT = 2 * fetch.CHUNK_BYTES  # where a cut-off answer ends


class Server(ThreadingHTTPServer):
    """Serves `answers`: path → function of the request handler. Paths begin with the official host's name, as a mirror's do."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.answers = {}
        self.asked: list[tuple[str, str, dict]] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def requests(self, path: str) -> list[dict]:
        """The headers of every request for a path."""
        return [headers for _, asked, headers in self.asked if urlsplit(asked).path == path]


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        self.server.asked.append((self.command, self.path, dict(self.headers)))
        answer = self.server.answers.get(urlsplit(self.path).path)
        answer(self) if answer else self.say(404, b"not found")

    do_POST = do_GET  # noqa: N815

    def say(self, status: int, body: bytes, **headers: str) -> None:
        self.send_response(status)
        for name, value in ({"Content_Length": str(len(body))} | headers).items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *message) -> None: ...


def gives(body: bytes, **headers: str):
    """An answer that is always the same."""
    return lambda handler: handler.say(200, body, **headers)


def resumable(body: bytes, cut_at: int, etag: str = '"v1"', has_range: bool = True):
    """An answer that breaks off the first time it is asked for."""
    broken = []

    def answer(handler: Handler) -> None:
        start = 0
        if has_range and handler.headers.get("If-Range") == etag:
            start = int(handler.headers["Range"].removeprefix("bytes=").rstrip("-"))
        if start:
            stated = f"bytes {start}-{len(body) - 1}/{len(body)}"
            handler.say(206, body[start:], ETag=etag, Content_Range=stated)
            return
        whole = bool(broken)
        broken.append(True)
        handler.say(200, body if whole else body[:cut_at], ETag=etag, Content_Length=str(len(body)))
        handler.close_connection = True

    return answer


class Silent:
    """Progress told to no one."""

    def begin(self, name: str, received: int, total: int | None) -> None: ...

    def receive(self, size: int) -> None: ...


@pytest.fixture
def server(monkeypatch):
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    running = Server()
    thread = threading.Thread(target=running.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield running
    running.shutdown()
    thread.join()
    running.server_close()


@pytest.fixture
def get(server, tmp_path):
    """Fetch what is declared, from the server, into a raw folder; the outcomes."""

    def run(*downloads: dict, client: fetch.Client | None = None) -> list[fetch.Outcome]:
        declared = replace(source.load("gsi_area"), downloads=downloads)
        client = client or fetch.Client(Silent(), server.url, QUICK)
        return list(fetch.fetch(declared, tmp_path, client))

    return run


FILE = {"url": f"https://{HOST}/xls/r07/01-3.xlsx", "file": "r07/01-3.xlsx"}
PATH = f"/{HOST}/xls/r07/01-3.xlsx"


def records(raw: Path) -> list[dict]:
    with (raw / fetch.RECORDS).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def files(raw: Path) -> set[str]:
    return {path.relative_to(raw).as_posix() for path in raw.rglob("*") if path.is_file()}


def test_a_file_is_stored_whole_with_its_size_and_fingerprint(server, get, tmp_path):
    server.answers[PATH] = gives(WORKBOOK, ETag='"v1"')
    (outcome,) = get(FILE)
    assert outcome == fetch.Outcome("gsi_area/r07/01-3.xlsx", len(WORKBOOK), is_new=True)
    assert (tmp_path / "gsi_area/r07/01-3.xlsx").read_bytes() == WORKBOOK
    (record,) = records(tmp_path)
    assert record["source_id"] == "gsi_area"
    assert record["url"] == FILE["url"]
    assert record["file"] == "gsi_area/r07/01-3.xlsx"
    assert int(record["bytes"]) == len(WORKBOOK)
    assert record["sha256"] == hashlib.sha256(WORKBOOK).hexdigest()
    assert record["retrieved"] == calendar.today().isoformat()
    assert files(tmp_path) == {"downloads.csv", "gsi_area/r07/01-3.xlsx"}


def test_the_project_says_who_asks_and_nothing_else(server, get):
    server.answers[PATH] = gives(WORKBOOK)
    get(FILE)
    (headers,) = server.requests(PATH)
    assert headers["User-Agent"].startswith("gunmane-dashboard/")
    assert {"From", "Cookie", "Referer", "Authorization"}.isdisjoint(headers)


def test_a_file_that_is_not_there_is_named_once_and_the_others_come(server, get, tmp_path):
    server.answers[PATH] = gives(WORKBOOK)
    missing, stored = get({"url": f"https://{HOST}/xls/r06/01-3.xlsx", "file": "r06/01-3.xlsx"}, FILE)
    assert missing.problem == (
        f"https://{HOST}/xls/r06/01-3.xlsx：見つかりません（404）。アドレスが変わった可能性があります。"
    )
    assert stored.is_new and not stored.problem
    assert len(server.requests(f"/{HOST}/xls/r06/01-3.xlsx")) == 1
    assert not (tmp_path / "gsi_area/r06").exists()


def test_a_server_error_is_asked_again(server, get):
    answers = iter([500, 503, 200])
    server.answers[PATH] = lambda handler: handler.say(next(answers), WORKBOOK)
    assert get(FILE)[0].is_new
    assert len(server.requests(PATH)) == 3


def test_a_server_that_always_fails_is_given_up(server, get, tmp_path):
    server.answers[PATH] = lambda handler: handler.say(503, b"busy")
    (outcome,) = get(FILE)
    assert outcome.problem == f"{FILE['url']}：サーバーのエラーです（503）（3回試しました）。"
    assert len(server.requests(PATH)) == 3
    assert files(tmp_path) == set()


def test_a_cut_off_file_is_carried_on_with(server, get, tmp_path):
    server.answers[PATH] = resumable(WORKBOOK, cut_at=CUT)
    assert get(FILE)[0].is_new
    assert (tmp_path / "gsi_area/r07/01-3.xlsx").read_bytes() == WORKBOOK
    assert server.requests(PATH)[1]["Range"] == f"bytes={CUT}-"


def test_a_server_that_cannot_carry_on_is_asked_for_the_whole_file(server, get, tmp_path):
    server.answers[PATH] = resumable(WORKBOOK, cut_at=CUT, has_range=False)
    assert get(FILE)[0].is_new
    assert (tmp_path / "gsi_area/r07/01-3.xlsx").read_bytes() == WORKBOOK


def test_a_file_without_a_version_is_not_pieced_together(server, get, tmp_path):
    broken = []

    def answer(handler: Handler) -> None:
        body = WORKBOOK if broken else WORKBOOK[:CUT]
        broken.append(True)
        handler.say(200, body, Content_Length=str(len(WORKBOOK)))
        handler.close_connection = True

    server.answers[PATH] = answer
    assert get(FILE)[0].is_new
    assert "Range" not in server.requests(PATH)[1]


def test_a_later_run_carries_on_where_the_last_one_stopped(server, get, tmp_path):
    def always_cut(handler: Handler) -> None:
        handler.say(200, WORKBOOK[:CUT], ETag='"v1"', Content_Length=str(len(WORKBOOK)))
        handler.close_connection = True

    server.answers[PATH] = always_cut
    once = fetch.Client(Silent(), server.url, replace(QUICK, attempts=1))
    (cut,) = get(FILE, client=once)
    assert "途中で切れました。もう一度実行すると" in cut.problem
    assert not (tmp_path / "gsi_area/r07/01-3.xlsx").exists()
    server.answers[PATH] = resumable(WORKBOOK, cut_at=len(WORKBOOK))
    assert get(FILE)[0].is_new
    assert server.requests(PATH)[-1]["Range"] == f"bytes={CUT}-"
    assert (tmp_path / "gsi_area/r07/01-3.xlsx").read_bytes() == WORKBOOK
    assert files(tmp_path) == {"downloads.csv", "gsi_area/r07/01-3.xlsx"}


def test_a_file_that_changed_meanwhile_begins_anew(server, get, tmp_path):
    server.answers[PATH] = resumable(workbook(2), cut_at=CUT)
    get(FILE, client=fetch.Client(Silent(), server.url, replace(QUICK, attempts=1)))
    server.answers[PATH] = resumable(WORKBOOK, cut_at=len(WORKBOOK), etag='"v2"')
    assert get(FILE)[0].is_new
    assert (tmp_path / "gsi_area/r07/01-3.xlsx").read_bytes() == WORKBOOK


def test_a_server_that_does_not_answer_in_time_is_given_up(server, get, tmp_path):
    server.answers[PATH] = lambda handler: time.sleep(0.8)
    client = fetch.Client(Silent(), server.url, replace(QUICK, attempts=2, timeout=(1, 0.1)))
    (outcome,) = get(FILE, client=client)
    assert outcome.problem == f"{FILE['url']}：応答がありません（時間切れ）（2回試しました）。"
    assert files(tmp_path) == set()


def test_an_answer_that_stalls_is_asked_for_again(server, get):
    stalled = []

    def answer(handler: Handler) -> None:
        if not stalled:
            stalled.append(True)
            handler.say(200, WORKBOOK[:500], Content_Length=str(len(WORKBOOK)))
            time.sleep(0.6)
            handler.close_connection = True
        else:
            handler.say(200, WORKBOOK)

    server.answers[PATH] = answer
    client = fetch.Client(Silent(), server.url, replace(QUICK, timeout=(1, 0.1)))
    assert get(FILE, client=client)[0].is_new


def test_a_host_that_cannot_be_reached_is_tried_for_one_file_only(get, tmp_path, monkeypatch):
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    client = fetch.Client(Silent(), "http://127.0.0.1:9", QUICK)
    (first,) = get(FILE, {**FILE, "file": "other.xlsx"}, client=client)
    assert first.problem == (
        f"{FILE['url']}：接続できません。ネットワークの設定を確かめてください（3回試しました）。"
    )
    (later,) = get(FILE, client=client)
    assert later.problem.endswith("に接続できないため、取得しませんでした。")


def test_a_server_that_fails_does_not_end_a_source_whose_other_host_is_there(server, get):
    server.answers[PATH] = gives(WORKBOOK)
    failing = {"url": f"https://{HOST}/busy.xlsx", "file": "busy.xlsx"}
    server.answers[f"/{HOST}/busy.xlsx"] = lambda handler: handler.say(500, b"")
    busy, stored = get(failing, FILE)
    assert "サーバーのエラーです（500）" in busy.problem and stored.is_new


def test_a_mirror_that_is_no_address_is_told(get):
    (outcome,) = get(FILE, client=fetch.Client(Silent(), "ftp://mirror.invalid", QUICK))
    assert "取得できません（InvalidSchema）" in outcome.problem


def test_the_version_is_understood_however_its_name_is_written(server, get, tmp_path):
    server.answers[PATH] = gives(WORKBOOK, etag='"v1"')
    get(FILE)
    assert records(tmp_path)[0]["etag"] == '"v1"'


@pytest.mark.parametrize(
    ("name", "body", "message"),
    [
        ("a.xlsx", b"\xef\xbb\xbf\n<!DOCTYPE html><html>moved</html>", "Excel ファイルではなくウェブページ"),
        ("a.csv", b"<html>moved</html>", "CSVではなくウェブページ"),
        ("a.xlsx", b"%PDF-1.7", "Excel ファイルではないもの"),
        ("a.zip", b"", "zip ファイルではないもの"),
    ],
)
def test_another_kind_of_content_is_refused(server, get, tmp_path, name, body, message):
    server.answers[f"/{HOST}/{name}"] = gives(body)
    (outcome,) = get({"url": f"https://{HOST}/{name}", "file": name})
    assert message in outcome.problem
    assert files(tmp_path) == set()


def test_a_failed_refresh_leaves_the_old_file(server, get, tmp_path):
    server.answers[PATH] = gives(WORKBOOK, ETag='"v1"')
    get(FILE)
    server.answers[PATH] = gives(b"<html>moved</html>", ETag='"v2"')
    assert get(FILE)[0].problem
    assert (tmp_path / "gsi_area/r07/01-3.xlsx").read_bytes() == WORKBOOK
    assert records(tmp_path)[0]["etag"] == '"v1"'


def remembers(body: bytes, etag: str):
    def answer(handler: Handler) -> None:
        if handler.headers.get("If-None-Match") == etag:
            handler.say(304, b"")
        else:
            handler.say(200, body, ETag=etag)

    return answer


def test_a_second_run_asks_only_whether_anything_changed(server, get, tmp_path):
    server.answers[PATH] = remembers(WORKBOOK, '"v1"')
    get(FILE)
    assert get(FILE) == [fetch.Outcome("gsi_area/r07/01-3.xlsx", len(WORKBOOK))]
    server.answers[PATH] = remembers(workbook(2), '"v2"')
    assert get(FILE)[0].is_new
    assert (tmp_path / "gsi_area/r07/01-3.xlsx").read_bytes() == workbook(2)


def test_a_file_damaged_on_disk_is_fetched_again(server, get, tmp_path):
    server.answers[PATH] = remembers(WORKBOOK, '"v1"')
    get(FILE)
    (tmp_path / "gsi_area/r07/01-3.xlsx").write_bytes(b"damaged")
    get(FILE)
    assert (tmp_path / "gsi_area/r07/01-3.xlsx").read_bytes() == WORKBOOK


def test_a_file_without_a_version_is_asked_for_once_a_day(server, get, tmp_path):
    server.answers[PATH] = gives(WORKBOOK)
    get(FILE)
    assert not get(FILE)[0].is_new
    assert len(server.requests(PATH)) == 1
    ledger = tmp_path / fetch.RECORDS
    ledger.write_text(ledger.read_text("utf-8").replace(calendar.today().isoformat(), "2020-01-01"), "utf-8")
    assert not get(FILE)[0].is_new
    assert len(server.requests(PATH)) == 2


def test_a_form_is_posted(server, get, tmp_path):
    asked = []

    def answer(handler: Handler) -> None:
        body = handler.rfile.read(int(handler.headers["Content-Length"]))
        asked.append((handler.command, parse_qs(body.decode())))
        handler.say(200, "\ufeff,,1975\n01100,札幌市,0.1\n".encode())

    server.answers["/wwwb.cao.go.jp/multi.php"] = answer
    form = {"koumokuCode": "010906", "areaArr[]": "-1"}
    (outcome,) = get({"url": "https://wwwb.cao.go.jp/multi.php", "form": form, "file": "010906.csv"})
    assert outcome.is_new
    assert asked == [("POST", {"koumokuCode": ["010906"], "areaArr[]": ["-1"]})]


def test_requests_to_a_host_keep_their_distance(server, get):
    server.answers[PATH] = gives(WORKBOOK)
    start = time.monotonic()
    client = fetch.Client(Silent(), server.url, replace(QUICK, interval=0.1))
    get(FILE, {**FILE, "file": "b.xlsx"}, {**FILE, "file": "c.xlsx"}, client=client)
    assert time.monotonic() - start >= 0.2


PAGE = "https://www.soumu.go.jp/iken/R06.html"
HTML = """<html><head><meta charset="{charset}"></head><body>
<a href="/main_content/000000001.pdf">市区町村指標一覧（PDF）</a>
<p><a href="../main_content/000000002.xlsx">都道府県<br>指標一覧</a></p>
<a href="/main_content/000000003.xlsx"><span>市区町村</span>　指標一覧 （Excel）</a>
</body></html>"""
LINKED = {"page": PAGE, "link": ["市区町村指標一覧"], "file": "R06.xlsx"}


@pytest.mark.parametrize("charset", ["utf-8", "Shift_JIS"])
def test_a_workbook_is_found_by_the_text_of_its_link(server, get, tmp_path, charset):
    server.answers["/www.soumu.go.jp/iken/R06.html"] = gives(HTML.format(charset=charset).encode(charset))
    server.answers["/www.soumu.go.jp/main_content/000000003.xlsx"] = gives(WORKBOOK)
    (outcome,) = get(LINKED)
    assert outcome.file == "gsi_area/R06.xlsx"
    assert records(tmp_path)[0]["url"] == "https://www.soumu.go.jp/main_content/000000003.xlsx"
    assert files(tmp_path) == {"downloads.csv", "gsi_area/R06.xlsx"}


def test_a_missing_link_is_told_with_those_that_are_there(server, get):
    server.answers["/www.soumu.go.jp/iken/R06.html"] = gives(HTML.format(charset="utf-8").encode())
    (outcome,) = get({**LINKED, "link": ["市町村別一覧"]})
    assert outcome.problem == (
        f"{PAGE}：リンク「市町村別一覧」が見つかりません。"
        "ページにあるリンク：「都道府県指標一覧」、「市区町村指標一覧(Excel)」。"
    )


def test_a_link_that_fits_two_files_is_no_guess(server, get):
    server.answers["/www.soumu.go.jp/iken/R06.html"] = gives(HTML.format(charset="utf-8").encode())
    (outcome,) = get({**LINKED, "link": ["指標一覧"]})
    assert "リンク「指標一覧」が複数あります。" in outcome.problem


def test_every_workbook_of_a_page_is_stored_under_its_own_name(server, get):
    server.answers["/www.soumu.go.jp/iken/R06.html"] = gives(HTML.format(charset="utf-8").encode())
    for number in (2, 3):
        server.answers[f"/www.soumu.go.jp/main_content/00000000{number}.xlsx"] = gives(WORKBOOK)
    every = {"page": PAGE, "suffixes": [".xlsx", ".xls"], "skip": ["増減"], "folder": "2024"}
    outcomes = get(every)
    assert [outcome.file for outcome in outcomes] == [
        "gsi_area/2024/000000002.xlsx",
        "gsi_area/2024/000000003.xlsx",
    ]
    assert [outcome.file for outcome in get({**every, "skip": ["都道府県 指標"]})] == [
        "gsi_area/2024/000000003.xlsx"
    ]


API = {
    "api": "https://road-structures-db.mlit.go.jp/xROAD/api/v1/bridges",
    "prefecture": "pref",
    "page_size": 2,
    "file": "{prefecture}.json",
}


def bridges(counts: dict[str, int], most: int = 2, lost: int = 0):
    """The API: so many bridges a prefecture, at most `most` of them in an answer, the last `lost` of them never."""

    def answer(handler: Handler) -> None:
        asked = {name: value for name, (value,) in parse_qs(urlsplit(handler.path).query).items()}
        offset, count = int(asked["offset"]), counts.get(asked["pref"], 0)
        listed = [f"{asked['pref']}-{number}" for number in range(count - lost)]
        content = {
            "metadata": {"parameters": asked},
            "resultset": {"is_error": False, "count": count},
            "result": listed[offset : offset + min(most, int(asked["limit"]))],
        }
        handler.say(200, json.dumps(content).encode())

    return answer


@pytest.mark.parametrize("most", [2, 1])
def test_all_pages_of_every_prefecture_are_stored(server, get, tmp_path, monkeypatch, most):
    monkeypatch.setattr(fetch, "PREFECTURES", ["01", "02"])
    server.answers["/road-structures-db.mlit.go.jp/xROAD/api/v1/bridges"] = bridges({"01": 5}, most)
    outcomes = get(API)
    assert [outcome.file for outcome in outcomes] == ["gsi_area/01.json", "gsi_area/02.json"]
    pages = json.loads((tmp_path / "gsi_area/01.json").read_bytes())
    assert [bridge for page in pages for bridge in page["result"]] == [f"01-{number}" for number in range(5)]
    assert [page["result"] for page in json.loads((tmp_path / "gsi_area/02.json").read_bytes())] == [[]]
    assert files(tmp_path) == {"downloads.csv", "gsi_area/01.json", "gsi_area/02.json"}


def test_an_api_that_ends_too_early_is_noticed(server, get, tmp_path, monkeypatch):
    monkeypatch.setattr(fetch, "PREFECTURES", ["01"])
    server.answers["/road-structures-db.mlit.go.jp/xROAD/api/v1/bridges"] = bridges({"01": 5}, lost=1)
    assert "5件のはずが4件で終わりました" in get(API)[0].problem
    assert files(tmp_path) == set()


@pytest.mark.parametrize(
    "url",
    ["http://www.mlit.go.jp/a.xlsx", "https://www.example.com/a.xlsx", "https://go.jp.example.com/a.xlsx"],
)
def test_only_official_addresses_are_asked(server, get, url):
    (outcome,) = get({"url": url, "file": "a.xlsx"})
    assert "公式のアドレス（https、.go.jp）ではないため" in outcome.problem
    assert server.asked == []


def test_what_is_sent_on_to_another_host_is_not_taken(server, get, tmp_path):
    elsewhere = Server()
    thread = threading.Thread(target=elsewhere.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    elsewhere.answers["/a.xlsx"] = gives(WORKBOOK)
    server.answers[PATH] = lambda handler: handler.say(302, b"", Location=f"{elsewhere.url}/a.xlsx")
    (outcome,) = get(FILE)
    elsewhere.shutdown()
    thread.join()
    elsewhere.server_close()
    assert "転送されるため、取得しませんでした" in outcome.problem
    assert files(tmp_path) == set()


@pytest.fixture
def command(monkeypatch, server, tmp_path):
    """Run `python -m etl fetch` against the server."""
    monkeypatch.setattr(fetch, "Manners", lambda: QUICK)
    return lambda *arguments: main(["fetch", *arguments, "--raw", str(tmp_path), "--mirror", server.url])


def test_a_dry_run_asks_nobody(command, server, tmp_path, capsys):
    assert command("--dry-run") == 0
    lines = dict(line.split("\t") for line in capsys.readouterr().out.splitlines())
    assert lines["mlit_road_inspections/r07/01-3.xlsx"] == (
        "https://www.mlit.go.jp/road/sisaku/yobohozen/xls/r07/01-3.xlsx"
    )
    assert lines["mic_asset_depreciation/R06.xlsx"].endswith("のリンク「市区町村指標一覧」")
    assert sum(name.startswith("xroad_bridges/") for name in lines) == 47
    assert server.asked == []
    assert files(tmp_path) == set()


def test_the_command_fetches_what_it_can_and_ends_with_what_it_could_not(command, server, tmp_path, capsys):
    for year in ("r03", "r04", "r05", "r06"):
        server.answers[f"/www.mlit.go.jp/road/sisaku/yobohozen/xls/{year}/01-3.xlsx"] = gives(WORKBOOK)
    server.answers["/www.nstac.go.jp/files/SSDSE-A-2026.csv"] = gives("地域コード\n".encode("cp932"))
    assert command("mlit_road_inspections", "nstac_ssdse_a") == 1
    printed = capsys.readouterr()
    errors = [line for line in printed.err.splitlines() if line.startswith("エラー：")]
    assert len(errors) == 2
    assert errors[0].startswith("エラー：mlit_road_inspections　https://www.mlit.go.jp/")
    assert "見つかりません（404）" in errors[0]
    assert errors[0].endswith(source.load("mlit_road_inspections").page)
    assert (
        errors[1]
        == "エラー：2 出典のうち 1 出典に取得できないファイルがありました（mlit_road_inspections）。"
    )
    assert f"r06/01-3.xlsx　{len(WORKBOOK):,} バイト　取得しました" in printed.out
    assert (tmp_path / "nstac_ssdse_a/SSDSE-A-2026.csv").exists()


def test_the_command_succeeds_when_everything_comes(command, server, capsys):
    server.answers["/www.nstac.go.jp/files/SSDSE-A-2026.csv"] = remembers(
        "地域コード\n".encode("cp932"), '"v1"'
    )
    assert command("nstac_ssdse_a") == 0
    assert command("nstac_ssdse_a") == 0
    assert "変わっていません" in capsys.readouterr().out


def test_a_source_without_an_address_says_where_to_get_it(command, capsys):
    assert command("gsi_area") == 1
    assert "gsi_area：取得先の登録がありません。https://" in capsys.readouterr().err


@pytest.mark.parametrize(
    "declared", [one for one in source.load_all() if one.downloads], ids=lambda declared: declared.source_id
)
def test_what_is_fetched_is_recognised_by_its_name(declared, tmp_path):
    for file, _ in fetch.planned(declared):
        editions = [one.edition for one in declared.editions if source.is_named(one, Path("raw") / file)]
        assert len(editions) == 1 or file.endswith("/*"), file


def test_only_official_addresses_are_declared():
    for declared in source.load_all():
        for download in declared.downloads:
            address = download.get("url") or download.get("page") or download["api"]
            assert address.startswith("https://") and urlsplit(address).hostname.endswith(".go.jp"), address


NEWEST = {  # the addresses of the newest editions, by what is published
    "mic_fiscal_indicators": ["001044529"],
    "mic_prefecture_finances": ["001044528", "001056128"],
    "mic_resident_population": ["001083789"],
    "mic_settlement_survey": ["001061671", "001061676"],
    "mic_resident_age": ["001023715"],
}


@pytest.mark.parametrize("source_id", NEWEST)
def test_the_newest_editions_are_fetched_and_recognised_as_such(source_id, server, command, tmp_path):
    declared = source.load(source_id)
    for number in NEWEST[source_id]:
        server.answers[f"/www.soumu.go.jp/main_content/{number}.xlsx"] = gives(WORKBOOK)
    command(source_id)
    fetched = {name for name in files(tmp_path) if name != fetch.RECORDS}
    assert fetched == {f"{source_id}/{number}.xlsx" for number in NEWEST[source_id]}
    found = {path.stem for path in source.find_all(declared.newest, tmp_path)}
    assert found == set(NEWEST[source_id])


def test_a_damaged_record_of_downloads_is_a_clear_message(server, get, tmp_path):
    server.answers[PATH] = gives(WORKBOOK)
    (tmp_path / fetch.RECORDS).write_text("何か\n1\n", "utf-8")
    (outcome,) = get(FILE)
    assert outcome.problem.startswith("downloads.csv：取得の記録として読めません。")
