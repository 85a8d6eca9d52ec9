"""A ledger of one's own on the page データ取込: recognised in a child process, corrected, read and reported."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

ROOT = Path(__file__).parents[3]
PIPES = """管渠番号,市町村,管種,管径(mm),延長(m),施工年度
A1,周防大島町,汚水管,250,30.5,S60
A2,周防大島町,汚水管,300,約40,H2
A3,どこかの村,汚水管,300,40,H2
"""


@pytest.fixture
def page(monkeypatch, dashboard_database) -> AppTest:
    monkeypatch.setenv("DASHBOARD_IMPORT", "1")
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=120).run()
    return app.switch_page("pages/importing/page.py").run()


def drop(app: AppTest, text: str, name: str = "台帳.csv") -> AppTest:
    app.file_uploader(key="ledger").set_value([(name, text.encode("cp932"), "text/csv")])
    app.run()
    assert not app.exception
    return app


def dated(app: AppTest) -> AppTest:
    next(one for one in app.text_input if one.label == "台帳の時点").set_value("令和7年3月31日")
    app.run()
    assert not app.exception
    return app


def test_a_ledger_of_pipes_is_recognised_read_and_its_losses_are_listed(page):
    app = drop(page, PIPES)
    kind = next(one for one in app.selectbox if one.label == "施設の種類")
    assert kind.value == "sewer_pipe"
    assert any("手がかり" in one.value for one in app.caption)
    figures = {one.label: one.value for one in dated(app).metric}
    assert (figures["取り込む下水道管"], figures["取り込まない行"]) == ("2区間", "1行")


def test_a_file_without_a_list_is_refused_with_a_word(page):
    app = drop(page, "甲,乙\n1,2\n")
    assert "見出しの行が見つかりません" in app.error[0].value


def test_an_unclear_kind_is_asked_for(page):
    app = drop(page, "番号,名称,所在地\n1,甲,周防大島町\n", "一覧.csv")
    assert any("施設の種類を選んで" in one.value for one in app.info)
    next(one for one in app.selectbox if one.label == "施設の種類").set_value("other").run()
    assert {one.label: one.value for one in dated(app).metric}["取り込むその他"] == "1施設"
