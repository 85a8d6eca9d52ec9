"""What runs the dashboard on a server, and what it keeps between readers."""

import json
import logging
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest
import streamlit as st

from dashboard.runtime import db
from dashboard.runtime.cache import cached, read
from deploy import asgi, nginx_config
from deploy.headers import content_policy
from deploy.log import OneLine
from pages.importing import sections

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize(
    "origin", ["*", "www.example.lg.jp", "https://a.example; script-src *", "'unsafe-inline'"]
)
def test_embedding_is_only_for_origins(origin):
    with pytest.raises(ValueError, match="DASHBOARD_EMBEDDED_IN"):
        content_policy(origin)


def test_what_pages_are_made_of_is_loaded_before_the_first_reader():
    """Also from folders without an __init__.py; a page.py would run the page."""
    modules = asgi.modules()
    assert {"dashboard.forms", "dashboard.runtime.db", "pages.orders.results"} <= set(modules)
    assert not [name for name in modules if name.endswith((".page", ".__init__"))]


def test_log_line_is_json_whatever_the_message():
    record = logging.LogRecord("dashboard", logging.ERROR, "", 0, '改行\n"と%s', ("引用符",), None)
    assert json.loads(OneLine().format(record))["message"] == '改行\n"と引用符'
    assert "\n" not in OneLine().format(record)


def test_nginx_accepts_the_configuration(tmp_path):
    nginx = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
    if not nginx:
        pytest.skip("nginx is not installed")
    config = nginx_config.write(tmp_path, listen="127.0.0.1:8080", ports=[8501, 8502])
    result = subprocess.run(
        [nginx, "-t", "-p", tmp_path, "-c", config], capture_output=True, text=True, check=False
    )
    assert result.returncode == 0, result.stderr


def test_nginx_is_given_every_process_and_compressed_files(tmp_path):
    config = nginx_config.write(tmp_path, listen="8080", ports=[8501, 8502]).read_text("utf-8")
    assert "server 127.0.0.1:8501;" in config
    assert "server 127.0.0.1:8502;" in config
    assert not re.search("@[A-Z]+@", config.split("worker_processes")[1])
    assert list((tmp_path / "assets" / "static").glob("js/index.*.js.gz"))


def test_answers_are_kept_until_another_database_takes_the_place(tmp_path, monkeypatch):
    asked = []

    @cached
    def question(*codes: str, of: str = "") -> pd.DataFrame:
        asked.append((codes, of))
        return pd.DataFrame({"code": list(codes)})

    file = tmp_path / "built"
    file.write_bytes(b"1")
    monkeypatch.setattr(db, "DATABASE", file)
    first = question("99", of="甲市")
    first.loc[0, "code"] = "changed by one reader"
    assert question("99", of="甲市")["code"].to_list() == ["99"]
    assert question("98", of="甲市")["code"].to_list() == ["98"]
    assert len(asked) == 2
    (tmp_path / "new").write_bytes(b"2")
    (tmp_path / "new").replace(file)
    question("99", of="甲市")
    assert len(asked) == 3


def test_missing_database_is_said_though_it_was_answered_before(dashboard_database, monkeypatch, tmp_path):
    assert len(read("from prefectures")) == 47
    monkeypatch.setattr(db, "DATABASE", tmp_path / "none.duckdb")
    with pytest.raises(db.NoDatabase):
        read("from prefectures")


def test_readers_do_not_change_each_others_tables(dashboard_database):
    one, other = read("from prefectures"), read("from prefectures")
    one["prefecture_name"] = "甲県"
    assert "甲県" not in set(other["prefecture_name"])
    assert "甲県" not in set(read("from prefectures")["prefecture_name"])


def test_import_asks_for_a_sign_in_only_where_configured(tmp_path):
    """In a process of its own: secrets are read once."""
    script = (
        "from streamlit.testing.v1 import AppTest\n"
        "import sys\n"
        "test = AppTest.from_file(sys.argv[1], default_timeout=60)\n"
        "if sys.argv[2] == 'auth':\n"
        "    test.secrets['auth'] = {'client_id': 'x'}\n"
        "test.run()\n"
        "print([button.label for button in test.button], [str(one.value) for one in test.exception])\n"
    )
    env = os.environ | {"DASHBOARD_IMPORT": "1", "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"}

    def buttons(how: str) -> str:
        command = [sys.executable, "-c", script, str(ROOT / "pages" / "importing" / "page.py"), how]
        return subprocess.run(
            command, cwd=tmp_path, env=env, capture_output=True, encoding="utf-8", check=False
        ).stdout

    assert "['サインイン'] []" in buttons("auth")
    assert "サインイン" not in buttons("open")


def test_without_secrets_no_sign_in_is_asked(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(st.secrets, "load_if_toml_exists", lambda: False)
    assert not sections.must_sign_in()
