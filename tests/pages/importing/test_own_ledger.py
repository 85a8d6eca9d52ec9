"""A ledger of one's own on the page データ取込: recognised in a child process, corrected, read and reported."""

import json
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest
from page_texts import shown_tables
from streamlit.testing.v1 import AppTest

from etl.__main__ import main

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


def test_the_first_rows_are_headed_as_their_kind_is(page):
    (rows,) = shown_tables(dated(drop(page, PIPES)))
    assert {"延長（m）", "建設年度", "管種"} <= set(rows)
    assert "soundness_category" not in rows


def test_a_file_without_a_list_is_refused_with_a_word(page):
    app = drop(page, "甲,乙\n1,2\n")
    assert "見出しの行が見つかりません" in app.error[0].value


def test_an_unclear_kind_is_asked_for(page):
    app = drop(page, "番号,名称,所在地\n1,甲,周防大島町\n", "一覧.csv")
    assert any("施設の種類を選んで" in one.value for one in app.info)
    next(one for one in app.selectbox if one.label == "施設の種類").set_value("other").run()
    assert {one.label: one.value for one in dated(app).metric}["取り込むその他"] == "1施設"


# --- what the command says as well ----------------------------------------------------------------------------------


def leaves(value: object) -> Iterator[str]:
    """Every text and number of a JSON value, as texts."""
    if isinstance(value, dict | list):
        for one in value.values() if isinstance(value, dict) else value:
            yield from leaves(one)
    elif value is not None:
        yield str(value)


def as_text(cell: object) -> str:
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)


def shown(app: AppTest) -> Iterator[str]:
    """All that the page says of a ledger: sentences, figures, headings, and the cells of its tables."""
    fixed = "取り消せる取込はありません。"
    for one in (*app.caption, *app.info, *app.warning, *app.error):
        yield from (line.removeprefix("- ") for line in one.value.split("\n") if line != fixed)
    for one in app.metric:
        yield from (one.label, one.value)
    for one in app.selectbox:
        yield from filter(None, [one.label.partition("（ほかに")[0], one.value])
    for table in shown_tables(app):
        yield from (as_text(cell) for cell in table.to_numpy().ravel() if pd.notna(cell))


@pytest.mark.parametrize("name", ["台帳.csv", "一級.csv"])
def test_the_command_says_in_json_all_that_the_page_says(page, tmp_path, capsys, name):
    content = (
        PIPES.replace("管種", "管理課,管種").replace(",汚水管", ",甲課,汚水管")
        + "合計,,,,,110.5,\n※架空の台帳です,,,,,\n"
    )
    app = dated(drop(page, content, name))
    (tmp_path / name).write_text(content, "cp932")
    assert main(["ledger", "--json", "--as-of", "2025-03-31", str(tmp_path / name)]) == 0
    result = json.loads(capsys.readouterr().out)
    known = {text.removesuffix(".0") for text in leaves(result)} | {*result["figures"]}
    fixed = {"施設の種類", "所在地の列がないときの市区町村"}
    missing = {text for text in shown(app) if text not in known} - fixed
    assert not missing
    assert {"読み取りの記録（Excel）", "列の対応を保存（次に使えます）"} <= {
        one.label for one in app.get("download_button")
    }


ASKED = {
    "no list": "甲,乙\n1,2\n",
    "no kind": "番号,名称,所在地\n1,甲,周防大島町\n",
    "no kind, in part": "番号,名称,所在地\n1,甲公園,周防大島町\n2,乙庁舎,周防大島町\n3,丙,周防大島町\n",
    "no place": "※架空の台帳です,\n橋梁名,橋長(m)\n甲橋,5\n乙橋,6\n",
    "no name": "路線名,橋長(m),所在地\n甲線,5,周防大島町\n",
}
ONLY_ON_SCREEN = {"施設の種類を選んでください。", "台帳の時点を「2025/03/31」の形で入れてください。"}


@pytest.mark.parametrize("content", ASKED.values(), ids=list(ASKED))
def test_of_a_file_that_is_refused_or_asked_about_the_command_says_the_same(page, tmp_path, capsys, content):
    app = drop(page, content, "甲.csv")
    (tmp_path / "甲.csv").write_text(content, "cp932")
    assert main(["ledger", "--json", str(tmp_path / "甲.csv")]) == 1
    result = json.loads(capsys.readouterr().err.splitlines()[-1])
    known = "\n".join(leaves(result))
    sentences = {
        line.removeprefix("- ")
        for one in (*app.caption, *app.info, *app.error)
        for line in one.value.split("\n")
        if not any(fixed in one.value for fixed in ("取り消せる取込", "xlsx", "公式ファイル"))
    }
    assert sentences - ONLY_ON_SCREEN
    assert [one for one in sentences - ONLY_ON_SCREEN if one not in known] == []


# --- headings that were written before ------------------------------------------------------------------------------


def offer(app: AppTest, content: bytes) -> AppTest:
    app.file_uploader(key="ledger_headings").set_value([("列の対応.json", content, "application/json")])
    app.run()
    assert not app.exception
    return app


def heading_of(app: AppTest, label: str) -> str | None:
    return next(one.value for one in app.selectbox if one.label.startswith(label))


@pytest.fixture
def saved(tmp_path) -> bytes:
    """The headings of PIPES, with 管渠番号 for the name instead, as the command writes them."""
    (tmp_path / "台帳.csv").write_text(PIPES, "utf-8")
    main(["ledger", str(tmp_path / "台帳.csv"), "--save-mapping", str(tmp_path / "saved.json")])
    written = json.loads((tmp_path / "saved.json").read_text("utf-8"))
    written["headings"]["facility_name"] = written["headings"].pop("facility_id")
    return json.dumps(written).encode()


def test_saved_headings_replace_what_was_recognised_of_the_next_file_like_it(page, saved):
    app = drop(page, PIPES)
    assert (heading_of(app, "施設の番号"), heading_of(app, "施設の名前")) == ("管渠番号", None)
    app = offer(app, saved)
    assert (heading_of(app, "施設の番号"), heading_of(app, "施設の名前")) == (None, "管渠番号")
    app = drop(app, PIPES.replace("A1", "B1"), "別の台帳.csv")
    assert (heading_of(app, "施設の番号"), heading_of(app, "施設の名前")) == (None, "管渠番号")
    assert next(one for one in dated(app).metric if one.label == "取り込む下水道管").value == "2区間"


def test_saved_headings_of_another_layout_are_not_used_and_one_sentence_says_so(page, saved):
    app = offer(drop(page, PIPES.replace("管渠番号", "管路番号")), saved)
    assert [one.value for one in app.warning] == [
        "列の対応にある見出し「管渠番号」がこのファイルにありません。保存した列の対応は使いません。"
    ]
    assert heading_of(app, "施設の番号") == "管路番号"


@pytest.mark.parametrize("content", [b"", b"{", b"[" * 100_000, b"\xff\xfe", b"{}" + b" " * 200_000])
def test_a_damaged_file_of_headings_is_one_sentence_and_the_ledger_is_read_without(page, content):
    app = offer(drop(page, PIPES), content)
    (message,) = [one.value for one in app.error]
    assert message.startswith("列の対応.json：列の対応のファイルとして読めません")
    assert heading_of(app, "施設の番号") == "管渠番号"


def test_another_file_of_the_same_name_is_recognised_anew(page):
    drop(page, PIPES)
    app = drop(page, "橋梁番号,橋梁名,市町村,橋長(m)\n1,甲橋,周防大島町,12\n")
    assert next(one for one in app.selectbox if one.label == "施設の種類").value == "bridge"


# --- several kinds in one list --------------------------------------------------------------------------------------

MIXED = "種別,施設名,所在地,延長(m)\n橋梁,甲橋,周防大島町,10\n橋梁,乙橋,周防大島町,9\nトンネル,丙,周防大島町,90\n水路,丁,周防大島町,5\n"


def test_each_kind_of_a_mixed_list_is_read_and_titled_by_itself(page, tmp_path, capsys):
    app = dated(drop(page, MIXED, "道路施設.csv"))
    (tmp_path / "道路施設.csv").write_text(MIXED, "cp932")
    main(["ledger", "--json", "--as-of", "2025-03-31", str(tmp_path / "道路施設.csv")])
    result = json.loads(capsys.readouterr().out)
    assert {one.label: one.value for one in app.metric} == result["figures"]
    assert any("橋梁 2行、トンネル 1行、種類の分からない行 1行" in one.value for one in app.info)
    title = next(one for one in app.text_input if one.label == "台帳の名前")
    assert title.value == "道路施設（橋梁）"
    app = next(one for one in app.selectbox if one.label == "施設の種類").set_value("tunnel").run()
    assert {one.label: one.value for one in app.metric} == result["other_kinds"][0]["figures"]
    assert next(one for one in app.text_input if one.label == "台帳の名前").value == "道路施設（トンネル）"
