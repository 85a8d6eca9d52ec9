"""The shared register on 対応状況, as those who work with it and those who do not see it."""

import logging
import math
from datetime import date

import pytest
import streamlit as st
from page_texts import shown_tables, texts
from streamlit.testing.v1 import AppTest

from dashboard.exports import mime
from pages.requests import access
from pages.requests.form import FORM
from register import settings
from register.model import OPERATOR, Actor, Filter

PAGE = "pages/requests/page.py"
NAME, PHONE, TEXT = PLANTED = (
    "山田花子左衛門",
    "090-9876-5432",
    "山田花子左衛門の家の前に大きな穴があります",
)
HOLE = {"kind": "舗装の穴", "body": "甲市", "received": date(2026, 4, 1), "status": "受付"}


@pytest.fixture
def register(tmp_path, monkeypatch):
    """A register in a file, at the machine that holds it."""
    monkeypatch.setenv("DASHBOARD_REQUESTS", str(tmp_path / "register.sqlite"))
    monkeypatch.setattr(access, "_state", {"failed_at": -math.inf, "kept_on": ""})
    monkeypatch.setattr(access, "_is_here", lambda: True)
    opened = settings.opened()
    opened.create()
    yield opened
    opened.close()


@pytest.fixture
def sign_in(register, monkeypatch):
    """Have a sign-in, and somebody signed in with a role (None: without one; "": nobody signed in)."""

    def signed(role: str | None, *bodies: str, **more: object) -> None:
        email = "person@example.jp"
        register.set_role(OPERATOR, email, role or None, bodies)
        monkeypatch.setattr(access, "has_sign_in", lambda: True)
        monkeypatch.setattr(st, "user", {} if role == "" else {"is_logged_in": True, "email": email} | more)

    return signed


def everything(app: AppTest) -> str:
    return (
        texts(app)
        + "".join(one.value for one in app.success)
        + "".join(frame.to_csv() for frame in shown_tables(app))
    )


def box(app: AppTest, label: str):
    """The first box of a label, whatever its kind."""
    for kind in (
        app.text_input,
        app.selectbox,
        app.text_area,
        app.number_input,
        app.date_input,
        app.multiselect,
    ):
        for one in kind:
            if one.label == label:
                return one
    raise LookupError(label)


def press(app: AppTest, label: str, refused: list[str] | None = None) -> AppTest:
    """Press a button; refused: what the page tells then."""
    (button,) = [one for one in app.button if one.label == label]
    app = button.click().run()
    assert not app.exception
    assert [one.value for one in app.error] == (refused or [])
    return app


def desk(open_page, view: str) -> AppTest:
    return open_page(PAGE, desk=view)


def opened(open_page, number: int) -> AppTest:
    app = desk(open_page, "list")
    app = app.selectbox(key="requests_desk_chosen").set_value(number).run()
    assert not app.exception
    return app


def test_without_a_register_the_page_is_as_it_was(open_page, monkeypatch):
    monkeypatch.delenv("DASHBOARD_REQUESTS", raising=False)
    app = open_page(PAGE, desk="receive")
    assert "共同の台帳" not in everything(app)
    assert [one.label for one in app.file_uploader] == ["記入したファイル（Excel・CSV）"]


def test_from_receipt_to_completion(open_page, register):
    app = desk(open_page, "receive")
    box(app, "団体").set_value("甲市")
    box(app, "氏名").set_value(NAME)
    box(app, "電話").set_value(PHONE)
    box(app, "内容").set_value(TEXT)
    box(app, "住所・場所の文").set_value("甲市東町3-12")
    app = press(app, "受け付ける")
    assert "D000001 として受け付けました" in app.success[0].value
    assert box(app, "氏名").value == ""
    app = press(app, "この件を開く")
    found = register.request(OPERATOR, 1)
    assert (found.state["kind"], found.state["place"], found.personal["phone"]) == (
        "舗装の穴",
        "甲市東町",
        PHONE,
    )
    assert NAME in everything(app)
    for status in ("調査", "指示", "完了"):
        box(app, "状態").set_value(status)
        box(app, "班・会社").set_value("直営1班")
        box(app, "覚え書き").set_value(f"{status}の覚え")
        app = press(app, "対応を記録する")
        assert "記録しました" in app.success[0].value
    found = register.request(OPERATOR, 1)
    assert [event.changes.get("status") for event in found.events] == [(None, "受付"), ("受付", "調査"), ("調査", "指示"), ("指示", "完了")]  # fmt: skip
    assert {event.who for event in found.events} == {"この端末"}
    assert "状態：調査 → 指示" in everything(app) and "完了の覚え" in everything(app)
    app = open_page(PAGE)
    assert {one.label: one.value for one in app.metric}["完了"] == "1件"


def test_a_second_click_makes_no_second_request(open_page, register):
    app = desk(open_page, "receive")
    box(app, "団体").set_value("甲市")
    box(app, "種類").set_value("橋")
    app = press(app, "受け付ける")
    assert register.listed(OPERATOR, Filter())[0] == 1
    press(app, "受け付ける", ["「種類」を入れてください。"])  # the form is empty again
    assert register.listed(OPERATOR, Filter())[0] == 1


def test_two_clerks_and_one_request(open_page, register):
    number = register.record(OPERATOR, HOLE, key="1")
    app = opened(open_page, number)
    register.change(OPERATOR, number, 1, {"status": "調査", "crew": "直営2班"}, key="2")
    box(app, "班・会社").set_value("直営1班")
    box(app, "作業時間（人・時間）").set_value(3.0)
    app = press(app, "対応を記録する")
    shown = texts(app)
    assert "保存していません" in shown and "状態：受付 → 調査" in shown and "運用者（コマンド）" in shown
    assert "どちらも直したところ：班・会社。" in shown
    assert register.request(OPERATOR, number).version == 2
    register.change(OPERATOR, number, 2, {"due": date(2026, 5, 1)}, key="3")  # and again somebody is first
    app = press(app, "自分の変更を重ねて保存")
    assert "期限：2026/05/01" in texts(app)
    app = press(app, "自分の変更を重ねて保存")
    found = register.request(OPERATOR, number)
    assert (found.state["status"], found.state["crew"], found.state["hours"], found.version) == (
        "調査",
        "直営1班",
        3.0,
        4,
    )
    assert found.state["due"] == date(2026, 5, 1)


def test_who_gives_up_their_change_sees_the_newest(open_page, register):
    number = register.record(OPERATOR, HOLE, key="1")
    app = opened(open_page, number)
    register.change(OPERATOR, number, 1, {"status": "調査"}, key="2")
    box(app, "状態").set_value("対応しない")
    app = press(app, "対応を記録する")
    app = press(app, "自分の変更をやめる")
    assert box(app, "状態").value == "調査"
    assert register.request(OPERATOR, number).version == 2


def test_what_is_refused_is_told_in_one_sentence(open_page, register):
    number = register.record(OPERATOR, HOLE, key="1")
    app = opened(open_page, number)
    box(app, "班・会社").set_value(NAME)
    press(app, "対応を記録する", ["「班・会社」は班や会社の名前にしてください（人の名前は書けません）。"])


def test_redaction_on_the_screen(open_page, register, sign_in):
    number = register.record(OPERATOR, HOLE, {"reporter_name": NAME, "content": TEXT}, key="1")
    sign_in("担当")
    app = opened(open_page, number)
    assert NAME in everything(app) and "消す" not in [one.label for one in app.button]
    sign_in("管理")
    app = opened(open_page, number)
    (button,) = [one for one in app.button if one.label == "消す"]
    assert button.disabled
    app = app.checkbox[0].check().run()
    app = press(app, "消す")
    held = repr(
        {name: app.session_state[name] for name in app.session_state if name != "cached_session_results"}
    )
    assert not [one for one in PLANTED if one in everything(app) + held]
    assert "氏名・連絡先・文を消去（本人の申し出）" in everything(app)
    assert register.request(OPERATOR, number).personal == {}


# --- who sees what ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", ["閲覧", "担当 of another body", None, ""])
def test_persons_are_on_no_screen_in_no_address_and_in_no_log_of_others(
    open_page, register, sign_in, caplog, capfd, role
):
    caplog.set_level(logging.DEBUG)
    number = register.record(OPERATOR, HOLE | {"latitude": 34.1, "longitude": 131.4}, {"reporter_name": NAME, "phone": PHONE, "content": TEXT}, key="1")  # fmt: skip
    register.change(OPERATOR, number, 1, {"status": "調査"}, note=f"{NAME} {PHONE}", key="2")
    sign_in("担当", "乙市") if role and " of " in role else sign_in(role)
    seen = []
    for view in ("board", "receive", "list", "keep"):
        app = desk(open_page, view)
        assert not app.exception
        if view == "list" and role:
            app = app.selectbox(key="requests_desk_chosen").set_value(number).run()
            assert "だけが見られます" in texts(app)
            assert "対応を記録する" not in [one.label for one in app.button]
        held = {name: app.session_state[name] for name in app.session_state}
        seen += [everything(app), repr(held), repr(app.query_params)]
    everywhere = "".join([*seen, caplog.text, *capfd.readouterr()])
    assert not [one for one in PLANTED if one in everywhere]


def test_a_reader_may_only_look(open_page, register, sign_in):
    register.record(OPERATOR, HOLE, key="1")
    sign_in("閲覧")
    app = desk(open_page, "keep")
    assert [one.value for one in app.header] == ["書き出す"]
    app = desk(open_page, "receive")  # the address of a view that is none of theirs
    assert "受け付ける" not in [one.label for one in app.button]
    assert "1件" in {one.value for one in app.metric}


def test_without_a_role_or_sign_in_the_page_is_as_without_a_register(open_page, register, sign_in):
    register.record(OPERATOR, HOLE, key="1")
    sign_in(None)
    app = open_page(PAGE)
    assert "この共同の台帳での役割がありません" in app.warning[0].value
    assert not app.metric and app.file_uploader
    sign_in("")
    app = open_page(PAGE)
    assert "職員のサインイン" in [one.label for one in app.button]
    assert not app.metric and not app.warning and "共同の台帳" not in everything(app)


def test_an_address_that_the_provider_did_not_verify_is_nobodys(open_page, register, sign_in):
    sign_in("管理", email_verified=False)
    app = open_page(PAGE)
    assert "確かめられない" in app.warning[0].value and not app.metric


@pytest.mark.parametrize(
    ("headers", "address", "is_own"),
    [
        ({}, None, True),
        ({"Host": "localhost:8501"}, None, True),
        ({"Host": "127.0.0.1:8501"}, "127.0.0.1", True),
        ({"Host": "[::1]:8501"}, "::1", True),
        ({"Host": "gunmane.example.lg.jp"}, None, False),  # a name of others' that leads here
        ({"Host": "localhost"}, "10.0.0.5", False),
        ({"Host": "localhost", "X-Forwarded-For": "127.0.0.1"}, None, False),
        ({"Host": "localhost", "forwarded": "for=10.0.0.5"}, None, False),
        ({"Host": "localhost", "Via": "1.1 proxy"}, None, False),
    ],
)
def test_the_machine_itself_is_told_from_others(headers, address, is_own):
    assert access.is_at_the_machine(headers, address) == is_own


def test_a_server_is_written_to_by_nobody_without_a_sign_in(open_page, monkeypatch):
    monkeypatch.setenv("DASHBOARD_REQUESTS", "postgresql://nobody@127.0.0.1:1/none")
    app = open_page(PAGE)
    assert "共同の台帳" not in everything(app) and not app.warning


def test_a_register_that_does_not_answer_leaves_the_rest_of_the_page(
    open_page, monkeypatch, sign_in, uncaught
):
    sign_in("担当")
    monkeypatch.setenv("DASHBOARD_REQUESTS", "postgresql://nobody@127.0.0.1:1/none")
    app = open_page(PAGE)
    assert app.warning[0].value.startswith("共同の台帳につながらないか") and app.warning[0].value.endswith(
        "手元のファイルは読み込めます。"
    )
    app.button(key="requests_example").click().run()
    assert len(app.metric) > 4 and not app.exception


def test_nobody_waits_for_a_register_that_did_not_answer_until_it_is_asked_again(
    open_page, register, sign_in, monkeypatch
):
    sign_in("担当")
    place = access.settings.address()
    monkeypatch.setenv("DASHBOARD_REQUESTS", "postgresql://nobody@127.0.0.1:1/none")
    app = open_page(PAGE)
    monkeypatch.setenv("DASHBOARD_REQUESTS", place.removeprefix("sqlite:///"))
    for _ in range(3):  # readers who come meanwhile do not put it off
        app = app.run()
        assert "つながらないか" in app.warning[0].value
    access._state["failed_at"] -= access.REST_SECONDS
    app = app.run()
    assert not app.warning and "共同の台帳：person@example.jp（担当・すべての団体）" in texts(app)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DASHBOARD_REQUESTS", "mysql://x/y"),
        ("DASHBOARD_REQUESTS_KEEP_DAYS", "一年"),
        ("DASHBOARD_REQUESTS_ADMIN", "x"),
    ],
)
def test_what_an_operator_set_amiss_is_told_in_the_log_not_to_readers(
    open_page, register, monkeypatch, caplog, name, value
):
    monkeypatch.setenv(name, value)
    app = open_page(PAGE)
    assert not app.exception and not app.warning and app.file_uploader
    assert "DASHBOARD" not in everything(app) and name in caplog.text


def test_a_register_that_is_not_ready_says_so(open_page, monkeypatch, tmp_path):
    monkeypatch.setenv("DASHBOARD_REQUESTS", str(tmp_path / "none.sqlite"))
    monkeypatch.setattr(access, "_is_here", lambda: True)
    app = open_page(PAGE)
    assert "用意ができていません" in app.warning[0].value and "python" not in texts(app)


# --- the rest of the page, lists, roles -----------------------------------------------------------------------------------


def test_the_rest_of_the_page_works_on_the_registers_rows_as_on_a_files(open_page, register):
    app = open_page(PAGE)
    assert "まだ件がありません" in texts(app)
    register.take_in(OPERATOR, FORM.table(FORM.examples))
    app = open_page(PAGE)
    assert not app.exception
    of_register = {one.label: one.value for one in app.metric}
    assert of_register["件数（Σ）"] == "120件"
    assert "出典：共同の台帳に記録した" in everything(app) and "利用者が用意した" not in everything(app)
    register.record(OPERATOR, HOLE, key="1")
    app = app.run()
    assert (
        "その後に新しい記録があります" in texts(app)
        and {one.label: one.value for one in app.metric} == of_register
    )
    app = press(app, "読み直す")
    assert {one.label: one.value for one in app.metric}["件数（Σ）"] == "121件"
    app = open_page(PAGE, source="file")
    app.button(key="requests_example").click().run()
    app.date_input[0].set_value(date(2026, 3, 31)).run()
    of_file = {one.label: one.value for one in app.metric}
    assert {name: of_file[name] for name in ("件数（Σ）", "完了")} == {
        name: of_register[name] for name in ("件数（Σ）", "完了")
    }


def test_a_list_is_taken_in_and_an_example_is_not(open_page, register):
    app = desk(open_page, "keep")
    app.button(key="requests_example").click().run()
    assert "架空の例は取り込めません" in texts(app)
    content = "団体,受付日,種類,状態,担当者\n甲市,2026/4/1,穴,受付,山田花子左衛門\n乙市,2026/4/2,草,完了,\n".encode()
    app.file_uploader[0].set_value([("甲市.csv", content, mime.CSV)])
    app = app.run()
    app = press(app, "この一覧を台帳に取り込む")
    assert "2件を加えました（すでにある0件、取り込まない0件）。" in app.success[0].value
    app = press(app, "この一覧を台帳に取り込む")
    assert "0件を加えました（すでにある2件、取り込まない0件）。" in app.success[0].value
    assert register.listed(OPERATOR, Filter())[0] == 2


def test_a_manager_gives_roles(open_page, register, sign_in):
    sign_in("管理")
    app = desk(open_page, "keep")
    box(app, "メールアドレス").set_value("New@example.jp")
    box(app, "役割").set_value("受付")
    box(app, "受け持つ団体").set_value("甲市、乙市")
    press(app, "役割を決める")
    grant = register.grant(Actor.signed_in("new@example.jp"))
    assert (grant.role, grant.bodies) == ("受付", {"甲市", "乙市"})


def test_persons_expire_once_a_day_when_somebody_works(open_page, register, monkeypatch):
    monkeypatch.setenv("DASHBOARD_REQUESTS_KEEP_DAYS", "30")
    number = register.record(OPERATOR, HOLE, {"phone": PHONE}, key="1")
    register.change(OPERATOR, number, 1, {"status": "完了", "completed": date(2026, 4, 2)}, key="2")
    open_page(PAGE)
    found = register.request(OPERATOR, number)
    assert found.personal == {} and found.events[-1].who == "保存期間の決まり"
