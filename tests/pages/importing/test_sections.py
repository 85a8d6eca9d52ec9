"""The page データ取込: what a reader drops is seen by that reader alone."""

from pathlib import Path

import pandas as pd
import pytest
import streamlit as st
from page_texts import shown_tables
from streamlit.testing.v1 import AppTest

from dashboard.runtime import etl_commands
from pages.importing import intake

ROOT = Path(__file__).parents[3]
ABOUT = {
    "source_id": "gsi_area",
    "title_ja": "甲の資料",
    "edition": "2024",
    "editions": ["2024"],
    "is_edition_certain": True,
    "as_of": "2024-04-01",
    "rows": 1,
    "municipalities": 0,
    "unknown_codes": [],
    "stored_as": "gsi_area/a.csv",
    "recognised_ja": [],
}
QUESTION = {
    "option": "scope",
    "question_ja": "どの職員を数えた表ですか",
    "choices": {"all_staff": "総職員", "general_administration": "一般行政部門"},
}
DATE_QUESTION = {
    "option": "as-of",
    "question_ja": "いつの職員数ですか",
    "choices": {"2025-04-01": "2025年4月1日", "2024-04-01": "2024年4月1日"},
}


@pytest.fixture
def recognised(monkeypatch, tmp_path, dashboard_database):
    """Stands for the ETL's command; the contents it was asked about."""
    asked = []

    def recognise(content: bytes, name: str, *answers: str | None):
        asked.append(content)
        _, edition, scope, as_of = answers
        if content == b"odd":
            raise etl_commands.CommandFailed(f"{name}：どの資料か分かりませんでした。")
        if content == b"scope" and scope is None:
            raise etl_commands.CommandFailed(f"{name}：どの職員か分かりません。", QUESTION)
        if content == b"no date" and as_of is None:
            raise etl_commands.CommandFailed(f"{name}：時点が見つかりません。", DATE_QUESTION)
        if content == b"no date" and scope is None:
            raise etl_commands.CommandFailed(f"{name}：どの職員か分かりません。", QUESTION)
        is_certain = content != b"undated" or edition is not None
        return ABOUT | {"is_edition_certain": is_certain}, pd.DataFrame(
            {"甲": [as_of or scope or edition or "1"]}
        )

    monkeypatch.setenv("DASHBOARD_IMPORT", "1")
    monkeypatch.setattr(etl_commands, "recognise", recognise)
    return asked


def opened() -> AppTest:
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=120).run()
    return app.switch_page("pages/importing/page.py").run()


def drop(app: AppTest, *contents: bytes) -> AppTest:
    files = [(f"{number}.csv", content, "text/csv") for number, content in enumerate(contents)]
    app.file_uploader(key="official").set_value(files)
    app.run()
    assert not app.exception
    return app


def test_each_session_recognises_its_own_files_once(recognised):
    first, second = drop(opened(), b"1"), drop(opened(), b"1")
    first.run()
    assert recognised == [b"1", b"1"]
    assert [len(one.session_state["results_official"]) for one in (first, second)] == [1, 1]
    drop(first)
    assert [len(one.session_state["results_official"]) for one in (first, second)] == [0, 1]


def test_a_file_that_is_not_recognised_is_asked_about(recognised):
    app = drop(opened(), b"odd")
    assert "どの資料か分かりませんでした" in app.error[0].value
    assert app.selectbox(key="source_0.csv").value is None


def first_cells(app: AppTest) -> list[str]:
    return [str(one.iloc[0, 0]) for one in shown_tables(app)]


def test_whose_staff_a_table_counts_is_asked_and_the_answer_is_used(recognised):
    app = drop(opened(), b"scope")
    question = app.selectbox(key="answer_scope_0.csv")
    assert (question.label, question.options, question.value) == (
        "0.csv：どの職員を数えた表ですか",
        ["総職員", "一般行政部門"],
        None,
    )
    assert not shown_tables(app)
    app = question.set_value("general_administration").run()
    assert not app.exception
    assert "general_administration" in first_cells(app)


def test_the_date_of_an_undated_table_is_asked_before_what_else_is(recognised):
    app = drop(opened(), b"no date")
    question = app.selectbox(key="answer_as-of_0.csv")
    assert (question.options, question.value) == (["2025年4月1日", "2024年4月1日"], None)
    assert not shown_tables(app)
    app = question.set_value("2024-04-01").run()
    assert not shown_tables(app)
    app = app.selectbox(key="answer_scope_0.csv").set_value("all_staff").run()
    assert not app.exception
    assert "2024-04-01" in first_cells(app)


def test_an_edition_in_doubt_is_asked_and_nothing_is_chosen_beforehand(recognised):
    app = drop(opened(), b"undated")
    question = app.selectbox(key="edition_0.csv")
    assert question.value is None
    assert not shown_tables(app)
    app = question.set_value("2024").run()
    assert not app.exception
    assert "2024" in first_cells(app)


def test_the_message_of_a_failed_import_is_shown(recognised, monkeypatch):
    def failing(files: dict[str, bytes]):
        assert files == {"gsi_area/a.csv": b"1"}
        yield etl_commands.Progress("読み込み", 1, 2, "甲")
        raise etl_commands.CommandFailed("0.csv：3行目は使えません。")

    monkeypatch.setattr(intake, "take_in", failing)
    app = drop(opened(), b"1")
    (button,) = [one for one in app.button if one.label == "取り込んでデータベースを作り直す"]
    app = button.click().run()
    assert app.error[0].value == "0.csv：3行目は使えません。\n\nデータベースは前のままです。"


def test_a_ledger_is_read_once_a_session(recognised):
    content = "橋梁名,架設年度,市区町村\n甲橋,昭和45,周防大島町\n".encode()
    app = opened()
    app.file_uploader(key="ledger").set_value(("台帳.csv", content, "text/csv"))
    app.run()
    assert not app.exception
    assert len(app.session_state["results_ledger"]) == 1
    app.file_uploader(key="ledger").set_value(None)
    app.run()
    assert app.session_state["results_ledger"] == {}


@pytest.mark.parametrize(("user", "labels"), [({"is_logged_in": True}, ["サインアウト"]), ({}, [])])
def test_who_has_signed_in_can_sign_out(monkeypatch, user, labels):
    monkeypatch.setattr(st, "user", user)
    page = AppTest.from_string("from pages.importing import sections\nsections.sign_out()").run()
    assert [button.label for button in page.button] == labels and not page.exception
