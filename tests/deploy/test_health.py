"""/healthz: in UTC, and not ok with the database of another program; what Streamlit offers besides is not public."""

import base64
import hashlib
import json
import shutil
from datetime import UTC, datetime

import duckdb
import pytest
from streamlit.testing.v1 import AppTest

from analysis import schema_version
from dashboard.runtime import db, failures
from deploy import health

OTHERS = [
    "alter table build_info drop column schema_version",
    "update build_info set schema_version = 'other'",
    "update build_info set schema_version = null",
]


@pytest.fixture
def copy(dashboard_database, tmp_path, monkeypatch):
    """Another copy of the database in use, changed by a statement."""

    def change(statement: str) -> None:
        path = tmp_path / "other.duckdb"
        shutil.copy(dashboard_database, path)
        with duckdb.connect(str(path)) as connection:
            connection.execute(statement)
        monkeypatch.setattr(db, "DATABASE", path)

    return change


def test_the_date_is_in_utc(server, dashboard_database):
    status, _, body = server.get("/healthz")
    with duckdb.connect(str(dashboard_database), read_only=True) as connection:
        (built_at,) = connection.execute("select built_at from build_info").fetchone()
    answered = datetime.fromisoformat(json.loads(body)["built_at"])
    assert status == 200
    assert answered == built_at.replace(microsecond=0, tzinfo=UTC) <= datetime.now(UTC)


@pytest.mark.parametrize("statement", OTHERS)
def test_database_of_another_program_is_not_ok(copy, statement):
    copy(statement)
    answer = health.answer(None)
    assert (answer.status_code, json.loads(answer.body)) == (503, {"status": "other schema"})


def test_database_of_this_program_is_ok(copy):
    copy("select 1")
    assert health.answer(None).status_code == 200


def test_table_without_a_row_is_not_ok(copy):
    copy("delete from build_info")
    assert health.answer(None).status_code == 503


def failing() -> None:
    from types import SimpleNamespace

    from dashboard.runtime import frame

    def run() -> None:
        raise RuntimeError

    page = SimpleNamespace(title="失敗", url_path="failing", run=run)
    frame.show(page, [page])


def test_page_that_fails_on_it_tells_readers_to_wait_and_the_log_what_to_do(copy, caplog):
    copy(OTHERS[0])
    test = AppTest.from_function(failing, default_timeout=60).run()
    assert [error.value for error in test.error] == [failures.NO_DATABASE]
    assert not test.code
    assert "another version of the program: run `python -m etl build`" in caplog.text


def test_page_that_fails_for_another_reason_says_so(dashboard_database):
    test = AppTest.from_function(failing, default_timeout=60).run()
    assert [error.value for error in test.error] == [failures.FAILED]


def test_version_changes_with_the_shape_alone():
    statements, columns, metrics = (
        ["select a from b -- why\n", "select c"],
        "a: {ja: あ}\nc: {ja: う}\n",
        ["m", "n"],
    )
    version = schema_version.of(statements, columns, metrics)
    same = [
        (["select c", "select a\n  from b"], columns, metrics),
        (statements, "# a comment\nc: {ja: え}\na: {ja: い, note: b}\n", metrics),
        (statements, columns, ["n", "m"]),
    ]
    other = [
        (["select a, d from b", "select c"], columns, metrics),
        (["select a from b"], columns, metrics),
        (statements, "a: {ja: あ}\n", metrics),
        (statements, columns, ["m"]),
        (statements, "a: {ja: あ}\nc: {ja: う}\nm: {ja: む}\n", ["n"]),
    ]
    assert {schema_version.of(*one) for one in same} == {version}
    assert version not in {schema_version.of(*one) for one in other}


@pytest.mark.parametrize(
    "path", ["/_stcore/metrics", "/_stcore/metrics?families=sessions", "/_stcore/agent/mcp"]
)
@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS"])
def test_what_streamlit_offers_besides_is_not_public(server, path, method):
    assert server.get(path, method=method)[0] == 404


def test_pages_are_told_where_their_server_is(server):
    """Else a page's deep link asks below itself in vain, each time."""
    _, headers, body = server.get("/overview", "Accept: text/html")
    script = body.decode().split("<script>")[1].split("</script>")[0]
    assert "BACKEND_BASE_URL" in script and "location.origin" in script
    assert policy_hash(script) in headers


def policy_hash(script: str) -> str:
    """As the content policy names an inline script (in lower case, as the test reads headers)."""
    return base64.b64encode(hashlib.sha256(script.encode()).digest()).decode().lower()
