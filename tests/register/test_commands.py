"""python -m register: what each command does, and that it refuses with one Japanese sentence; and settings of the operator."""

import subprocess
import sys
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from pages.requests.form import FORM
from register import settings
from register.__main__ import main
from register.model import OPERATOR, Actor, Refused

ROOT = Path(__file__).parents[2]


@pytest.fixture
def place_set(place, monkeypatch):
    monkeypatch.setenv("DASHBOARD_REQUESTS", place)
    yield place
    settings.opened().close()


def test_the_way_of_an_operator(place_set, tmp_path, capsys, monkeypatch):
    assert main(["init"]) == main(["init"]) == 0
    assert main(["roles", "set", "Clerk@Example.jp", "担当", "--body", "甲市", "--body", "乙市"]) == 0
    monkeypatch.setenv("DASHBOARD_REQUESTS_ADMIN", "boss@example.jp")
    capsys.readouterr()
    assert main(["roles"]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "clerk@example.jp\t担当\t乙市、甲市",
        "boss@example.jp\t管理\tすべての団体（DASHBOARD_REQUESTS_ADMIN）",
    ]
    register = settings.opened()
    assert register.grant(Actor.signed_in("boss@example.jp")).role == "管理"
    register.take_in(OPERATOR, FORM.table(FORM.examples))
    for name in ("out.csv", "out.xlsx"):
        assert main(["export", str(tmp_path / name)]) == 0
        assert main(["import", str(tmp_path / name)]) == 0
    assert "0件を加えました（すでにある120件、取り込まない0件）。" in capsys.readouterr().out
    number = register.record(
        OPERATOR, {"kind": "橋", "body": "甲市", "received": date(2026, 1, 1)}, {"phone": "1"}, key="1"
    )
    register.change(OPERATOR, number, 1, {"status": "完了", "completed": date(2026, 2, 1)}, key="2")
    monkeypatch.setenv("DASHBOARD_REQUESTS_KEEP_DAYS", "30")
    assert main(["retain"]) == main(["check"]) == 0
    assert "1件の氏名などを消しました。" in capsys.readouterr().out
    assert main(["roles", "remove", "clerk@example.jp"]) == 0
    with pytest.raises(Refused):
        register.grant(Actor.signed_in("clerk@example.jp"))


@pytest.mark.parametrize(
    ("command", "environment", "words"),
    [
        (["roles"], {"DASHBOARD_REQUESTS": ""}, "DASHBOARD_REQUESTS に"),
        (["roles"], {"DASHBOARD_REQUESTS": "mysql://x/y"}, "SQLite のファイル"),
        (["roles"], {"DASHBOARD_REQUESTS": "postgresql://x@127.0.0.1:1/none"}, "つながらないか"),
        (["roles", "list"], {}, "用意ができていません"),
        (["roles", "set", "x", "担当"], {}, "メールアドレス"),
        (["roles", "set", "x@example.jp", "社長"], {}, "受付・担当・閲覧・管理"),
        (["import", "nowhere.csv"], {}, "nowhere.csv"),
        (["export", "x.pdf"], {}, ".csv か .xlsx"),
        (["retain"], {}, "DASHBOARD_REQUESTS_KEEP_DAYS"),
        (["retain"], {"DASHBOARD_REQUESTS_KEEP_DAYS": "一年"}, "日数（整数）"),
        (["retain", "--days", "-1"], {}, "日数"),
    ],
)
def test_what_cannot_be_done_is_refused_in_one_sentence(
    command, environment, words, monkeypatch, tmp_path, capsys
):
    monkeypatch.setenv("DASHBOARD_REQUESTS", str(tmp_path / "register.sqlite"))
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    if command not in (["roles"], ["roles", "list"]):
        settings.opened().create()
    assert main(command) == 1
    told = capsys.readouterr().err
    assert told.startswith("エラー：") and words in told and told.count("。") == 1


def test_rows_that_are_not_taken_in_are_told_with_their_number(monkeypatch, tmp_path, capsys):
    monkeypatch.setenv("DASHBOARD_REQUESTS", str(tmp_path / "register.sqlite"))
    main(["init"])
    table = pd.DataFrame({"団体": ["甲市", "甲市", "乙市"], "受付日": ["2026/4/1", "いつか", "R8.4.2"], "種類": ["橋", "橋", "なぞ"], "費用（円）": ["1,000", "", ""]})  # fmt: skip
    table.to_csv(tmp_path / "a.csv", index=False)
    assert main(["import", str(tmp_path / "a.csv")]) == 0
    out, err = capsys.readouterr()
    assert "1件を加えました（すでにある0件、取り込まない2件）。" in out
    assert "2件目：「受付日」" in err and "3件目：「種類」" in err
    assert settings.opened().rows(OPERATOR)["cost"].tolist() == [1000.0]


def test_only_an_operator_of_the_machine_can_read_the_file(monkeypatch, tmp_path):
    monkeypatch.setenv("DASHBOARD_REQUESTS", f"sqlite:///{tmp_path / 'new' / 'register.sqlite'}")
    main(["init"])
    assert {path.stat().st_mode & 0o077 for path in (tmp_path / "new").iterdir()} == {0}


def test_without_a_register_nothing_of_a_database_is_loaded():
    program = (
        "import sys; from deploy import asgi; asgi._load(); "
        "print(sorted({'sqlalchemy', 'psycopg', 'register.store'} & set(sys.modules)))"
    )
    ran = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert ran.stdout.strip().splitlines()[-1] == "[]"


def test_no_password_is_in_a_message_or_log(monkeypatch, caplog, capsys):
    monkeypatch.setenv("DASHBOARD_REQUESTS", "postgres://me:geheim@127.0.0.1:1/x")
    assert main(["roles"]) == 1
    assert "geheim" not in caplog.text + "".join(capsys.readouterr())
