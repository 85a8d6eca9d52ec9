"""The page データ取込: what a reader drops is seen by that reader alone."""

from pathlib import Path

import pandas as pd
import pytest
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


@pytest.fixture
def recognised(monkeypatch, tmp_path, dashboard_database):
    """Stands for the ETL's command; the contents it was asked about."""
    asked = []

    def recognise(content: bytes, name: str, source_id: str | None = None, edition: str | None = None):
        asked.append(content)
        if content == b"odd":
            raise etl_commands.CommandFailed(f"{name}：どの資料か分かりませんでした。")
        return ABOUT, pd.DataFrame({"甲": ["1"]})

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
