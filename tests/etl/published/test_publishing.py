"""A database is published whole or not at all, fetched whole or not at all, and the one before is one command away.

Every test runs against a folder and against a server that speaks S3.
"""

import hashlib
import json
import socket
import subprocess
import sys
from datetime import datetime

import duckdb
import pytest
from running_server import end, wait_until

from etl import build
from etl.__main__ import main
from etl.problems import BadInput
from etl.published import manifest, publishing, stores

KEYS = {"AWS_ACCESS_KEY_ID": "key", "AWS_SECRET_ACCESS_KEY": "secret-of-nobody", "AWS_REGION": "us-east-1"}
BUCKET = "gunmane-test"


def write_database(
    path, *, built_at="2026-11-29 01:02:03.456", value_file="values-0123456789.json", version=None
):
    """A small database that names its files for the browser as a built one does."""
    path.unlink(missing_ok=True)
    with duckdb.connect(str(path)) as db:
        db.execute(
            "create table build_info as select ?::timestamp as built_at, ? as schema_version",
            [built_at, version or build.own_schema_version()],
        )
        db.execute("create table outline_files as select 'outlines-0123456789.json' as outline_file")
        db.execute("create table value_files as select 'ageing' as metric_id, ? as value_file", [value_file])
        db.execute("create table area_files as select 'areas-0123456789.json' as area_file")


@pytest.fixture
def built(tmp_path):
    """database and static of the machine that builds."""
    folder = tmp_path / "builder"
    (folder / "static").mkdir(parents=True)
    for name in ("outlines", "areas", "values"):
        (folder / "static" / f"{name}-0123456789.json").write_text(json.dumps({"of": name}), "utf-8")
    (folder / "static" / "frame.js").write_text("of the program, not of the data", "utf-8")
    write_database(folder / "dashboard.duckdb")
    return {"database": folder / "dashboard.duckdb", "static": folder / "static"}


@pytest.fixture
def replica(tmp_path):
    """database and static of a machine that fetches; nothing there yet."""
    return {"database": tmp_path / "replica" / "dashboard.duckdb", "static": tmp_path / "replica" / "static"}


@pytest.fixture(scope="module")
def s3(tmp_path_factory):
    """A server that speaks S3, reached as the environment says: the folder where it keeps the bucket."""
    root = tmp_path_factory.mktemp("s3")
    (root / BUCKET).mkdir()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "localbucket", str(root), "--port", str(port)]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    wait_until(lambda: is_open(port))
    with pytest.MonkeyPatch.context() as patch:
        for name, value in KEYS.items():
            patch.setenv(name, value)
        for name in ("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy", "AWS_PROFILE"):
            patch.delenv(name, raising=False)
        patch.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{port}")
        yield root / BUCKET
    end(server)


def is_open(port):
    with socket.socket() as asking:
        return asking.connect_ex(("127.0.0.1", port)) == 0


class Place:
    """The address of a store, and a look behind it: the folder where its files lie."""

    def __init__(self, folder, address):
        self.folder, self.address = folder, address

    def keys(self):
        return {path.relative_to(self.folder).as_posix() for path in self.folder.rglob("*") if path.is_file()}

    def overwrite(self, key, content):
        (self.folder / key).write_bytes(content)

    def remove(self, key):
        (self.folder / key).unlink()


@pytest.fixture(params=["folder", "s3"])
def place(request, tmp_path):
    if request.param == "folder":
        return Place(tmp_path / "published", str(tmp_path / "published"))
    return Place(request.getfixturevalue("s3") / tmp_path.name, f"s3://{BUCKET}/{tmp_path.name}")


@pytest.fixture
def store(place):
    return stores.at(place.address)


def contents(folders):
    """Name → bytes of all files of a machine, the database's folder included."""
    paths = [*folders["database"].parent.rglob("*")]
    return {path.name: path.read_bytes() for path in paths if path.is_file()}


def test_what_was_published_is_fetched_and_nothing_else(built, replica, place, store, silent):
    outcome = publishing.publish(**built, store=store, progress=silent)
    assert outcome.is_new and outcome.manifest.built_at == datetime(2026, 11, 29, 1, 2, 3)
    fetched = publishing.fetch(**replica, store=store, progress=silent)
    wanted = contents(built)
    del wanted["frame.js"]
    assert fetched.is_new and contents(replica) == wanted
    assert place.keys() == {"current.json", outcome.key, *(one.key for one in outcome.manifest.files)}
    assert len(outcome.manifest.files) == 4


def test_what_is_current_is_neither_published_nor_fetched_again(built, replica, place, store, silent):
    first = publishing.publish(**built, store=store, progress=silent)
    publishing.fetch(**replica, store=store, progress=silent)
    before = replica["database"].stat()
    again = publishing.publish(**built, store=store, progress=silent)
    assert (again.key, again.is_new) == (first.key, False)
    assert not publishing.fetch(**replica, store=store, progress=silent).is_new
    assert replica["database"].stat().st_mtime_ns == before.st_mtime_ns


def test_going_back_is_one_command_and_forward_is_publishing_again(built, replica, store, silent):
    first = publishing.publish(**built, store=store, progress=silent)
    old = built["database"].read_bytes()
    write_database(built["database"], built_at="2026-11-30 01:02:03")
    second = publishing.publish(**built, store=store, progress=silent)
    assert second.manifest.before == first.key != second.key
    publishing.fetch(**replica, store=store, progress=silent)
    assert replica["database"].read_bytes() == built["database"].read_bytes() != old

    assert publishing.roll_back(store).key == first.key
    assert publishing.fetch(**replica, store=store, progress=silent).is_new
    assert replica["database"].read_bytes() == old
    with pytest.raises(BadInput, match="これより前に公開されたデータベースはありません"):
        publishing.roll_back(store)

    assert publishing.publish(**built, store=store, progress=silent).key == second.key


def test_the_files_of_the_database_before_stay_for_who_still_reads(built, replica, store, silent):
    publishing.publish(**built, store=store, progress=silent)
    publishing.fetch(**replica, store=store, progress=silent)
    (built["static"] / "values-aaaaaaaaaa.json").write_text("{}", "utf-8")
    write_database(built["database"], value_file="values-aaaaaaaaaa.json")
    publishing.publish(**built, store=store, progress=silent)
    publishing.fetch(**replica, store=store, progress=silent)
    names = {path.name for path in replica["static"].iterdir()}
    assert {"values-0123456789.json", "values-aaaaaaaaaa.json"} <= names


def damaged(content: bytes) -> bytes:
    return content[:-1] + bytes([content[-1] ^ 1])


@pytest.mark.parametrize(
    "damage", [lambda content: content[: len(content) // 2], damaged], ids=["cut off", "changed"]
)
@pytest.mark.parametrize("which", ["database", "static"])
def test_a_damaged_file_is_refused_and_the_replica_stays(built, replica, place, store, silent, damage, which):
    publishing.publish(**built, store=store, progress=silent)
    publishing.fetch(**replica, store=store, progress=silent)
    before = contents(replica)
    (built["static"] / "values-aaaaaaaaaa.json").write_text('{"frames": []}', "utf-8")
    write_database(built["database"], value_file="values-aaaaaaaaaa.json")
    new = publishing.publish(**built, store=store, progress=silent).manifest
    content = new.database if which == "database" else new.static["values-aaaaaaaaaa.json"]
    path = built["database"] if which == "database" else built["static"] / "values-aaaaaaaaaa.json"
    place.overwrite(content.key, damage(path.read_bytes()))
    with pytest.raises(BadInput, match=f"{content.key}：内容がハッシュと合いません") as refused:
        publishing.fetch(**replica, store=store, progress=silent)
    assert "\n" not in str(refused.value)
    assert replica["database"].read_bytes() == before["dashboard.duckdb"]
    assert not [name for name in contents(replica) if "unfinished" in name or name.endswith(".lock")]

    place.overwrite(content.key, path.read_bytes())
    assert publishing.fetch(**replica, store=store, progress=silent).is_new


def test_an_interrupted_publication_is_not_seen(built, replica, place, store, silent, monkeypatch):
    first = publishing.publish(**built, store=store, progress=silent)
    write_database(built["database"], built_at="2026-11-30 01:02:03")
    put, sent = type(store).put, []

    def failing(self, key, content):
        if key.startswith("manifests/"):
            raise KeyboardInterrupt
        sent.append(key)
        put(self, key, content)

    monkeypatch.setattr(type(store), "put", failing)
    with pytest.raises(KeyboardInterrupt):
        publishing.publish(**built, store=store, progress=silent)
    monkeypatch.undo()
    assert len(sent) == 1  # what was there already is not sent again
    assert publishing.fetch(**replica, store=store, progress=silent).key == first.key
    assert sorted(path.name for path in built["database"].parent.iterdir()) == ["dashboard.duckdb", "static"]


def test_a_publication_that_lost_a_file_is_not_gone_back_to(built, place, store, silent):
    first = publishing.publish(**built, store=store, progress=silent)
    write_database(built["database"], built_at="2026-11-30 01:02:03")
    second = publishing.publish(**built, store=store, progress=silent)
    place.remove(first.manifest.database.key)
    with pytest.raises(BadInput, match="ないか、大きさが目録と合いません"):
        publishing.roll_back(store)
    assert manifest.current(store.read(manifest.CURRENT)) == second.key


def test_a_lost_file_of_what_is_current_is_refused_by_all(built, replica, place, store, silent):
    current = publishing.publish(**built, store=store, progress=silent)
    place.remove(current.manifest.static["areas-0123456789.json"].key)
    with pytest.raises(BadInput, match="目録にあるファイルがありません"):
        publishing.fetch(**replica, store=store, progress=silent)
    assert not replica["database"].exists()
    with pytest.raises(BadInput, match="ないか、大きさが目録と合いません"):
        publishing.publish(**built, store=store, progress=silent)


@pytest.mark.parametrize(
    "text", [b"", b"{", b"[]", b'{"format": 2, "manifest": "x"}', b'{"format": 1, "manifest": "../x"}']
)
def test_a_pointer_that_is_none_is_refused(built, replica, place, store, silent, text):
    publishing.publish(**built, store=store, progress=silent)
    place.overwrite(manifest.CURRENT, text)
    with pytest.raises(BadInput, match=r"^current\.json："):
        publishing.fetch(**replica, store=store, progress=silent)


def test_a_changed_manifest_is_refused(built, replica, place, store, silent):
    current = publishing.publish(**built, store=store, progress=silent)
    place.overwrite(current.key, current.manifest.text.replace(b'"size": ', b'"size": 1', 1))
    with pytest.raises(BadInput, match="名前のハッシュと合いません"):
        publishing.fetch(**replica, store=store, progress=silent)


def test_nothing_published_yet(replica, store, silent, place):
    with pytest.raises(BadInput, match="公開されたデータベースがありません"):
        publishing.fetch(**replica, store=store, progress=silent)
    with pytest.raises(BadInput, match="公開されたデータベースがありません"):
        publishing.roll_back(store)


def test_a_database_of_another_program_is_neither_published_nor_fetched(
    built, replica, store, silent, monkeypatch
):
    publishing.publish(**built, store=store, progress=silent)
    monkeypatch.setattr(build, "own_schema_version", lambda: "000000000000")
    for act, folders in ((publishing.fetch, replica), (publishing.publish, built)):
        with pytest.raises(BadInput, match="ほかの版のプログラム"):
            act(**folders, store=store, progress=silent)
    assert not replica["database"].exists()


@pytest.mark.parametrize("harm", ["missing", "damaged", "without a file"])
def test_a_database_that_cannot_be_shown_is_not_published(built, place, store, silent, harm):
    if harm == "missing":
        built["database"].unlink()
    elif harm == "damaged":
        built["database"].write_bytes(built["database"].read_bytes()[:5_000])
    else:
        (built["static"] / "values-0123456789.json").unlink()
    with pytest.raises(BadInput, match="python -m etl build"):
        publishing.publish(**built, store=store, progress=silent)
    assert not place.folder.exists()


@pytest.mark.parametrize(
    "name", ["../x-0123456789.json", "frame.js", "values-0123456789.json/..", "/etc/passwd"]
)
def test_no_manifest_leads_out_of_the_folder_or_to_the_program(built, store, silent, name):
    current = publishing.publish(**built, store=store, progress=silent).manifest
    held = json.loads(current.text)
    held["static"] = {name: held["database"]}
    text = json.dumps(held).encode()
    key = f"manifests/20261129T010203Z-{hashlib.sha256(text).hexdigest()}.json"
    with pytest.raises(BadInput, match="目録として読めません"):
        manifest.of(key, text)


def test_the_commands(built, replica, place, capsys):
    local = ["--database", str(built["database"]), "--static", str(built["static"])]
    assert main(["publish", "--to", place.address, *local]) == 0
    assert "公開しました" in capsys.readouterr().out
    there = ["--database", str(replica["database"]), "--static", str(replica["static"])]
    assert main(["fetch-published", "--from", place.address, *there, "--progress", "json"]) == 0
    assert json.loads(capsys.readouterr().out)["is_new"] is True
    assert main(["fetch-published", "--from", place.address, *there]) == 0
    assert "変わっていません" in capsys.readouterr().out
    assert main(["publish", "--to", place.address, "--rollback"]) == 1
    assert capsys.readouterr().err.count("\n") == 1


def test_looking_again_and_again_outlives_a_failure(
    built, replica, place, store, silent, monkeypatch, capsys
):
    looks = iter([lambda: publishing.publish(**built, store=store, progress=silent), lambda: None])

    def sleep(seconds):
        assert seconds == 7
        try:
            next(looks)()
        except StopIteration:
            raise KeyboardInterrupt from None

    monkeypatch.setattr("time.sleep", sleep)
    there = ["--database", str(replica["database"]), "--static", str(replica["static"])]
    with pytest.raises(KeyboardInterrupt):
        main(["fetch-published", "--from", place.address, *there, "--every", "7"])
    said = capsys.readouterr()
    assert "公開されたデータベースがありません" in said.err
    assert said.out.count("受け取りました") == 1 and "変わっていません" not in said.out
    assert replica["database"].read_bytes() == built["database"].read_bytes()


@pytest.mark.parametrize("address", ["http://localhost/x", "s3://", "s3:///x"])
def test_an_address_that_is_none(address, capsys):
    assert main(["fetch-published", "--from", address]) == 1
    assert capsys.readouterr().err.startswith(f"エラー：{address}：")


def test_a_bucket_that_is_not_there_or_does_not_answer(s3, built, replica, monkeypatch, capsys):
    here = ["--database", str(built["database"]), "--static", str(built["static"])]
    there = ["--database", str(replica["database"]), "--static", str(replica["static"])]
    assert main(["fetch-published", "--from", "s3://gunmane-none/x", *there]) == 1
    assert "公開されたデータベースがありません" in capsys.readouterr().err
    assert main(["publish", "--to", "s3://gunmane-none/x", *here]) == 1
    assert "NO_SUCH_BUCKET" in capsys.readouterr().err
    monkeypatch.setattr(stores, "ATTEMPTS", 1)
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    assert main(["fetch-published", "--from", f"s3://{BUCKET}/x", *there]) == 1
    said = capsys.readouterr().err
    assert "読み取れません（NETWORK_CONNECTION）" in said and KEYS["AWS_SECRET_ACCESS_KEY"] not in said


def test_the_real_database_comes_back_byte_for_byte(database, tmp_path, silent):
    store = stores.at(str(tmp_path / "published"))
    publishing.publish(database, database.parent / "static", store, silent)
    publishing.fetch(tmp_path / "there.duckdb", tmp_path / "static", store, silent)
    assert (tmp_path / "there.duckdb").read_bytes() == database.read_bytes()
    assert {path.name for path in (tmp_path / "static").iterdir()} == build.files_named_by(database)
