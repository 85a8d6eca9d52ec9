"""Requests in the register, in a file and in a real PostgreSQL: what is kept, what is refused, who may, and that history leads to the state."""

import uuid
from datetime import date, timedelta

import pandas as pd
import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analysis.request_words import ACTIONS, KINDS, STATUSES
from japan import calendar
from pages.requests.form import FORM
from register import exchange, history, model, schema
from register.model import MACHINE, OPERATOR, Actor, Conflict, Filter, Refused
from register.store import Register

DAY = date(2026, 4, 1)
HOLE = {"kind": "舗装の穴", "body": "甲市", "received": DAY}
WHO = {"reporter_name": "架空花子", "phone": "000-1111-2222"}
ADMIN = Actor.signed_in("Admin@example.jp")


def account(register: Register, role: str, *bodies: str) -> Actor:
    actor = Actor.signed_in(f"{model.ROLES.index(role)}.{len(bodies)}@example.jp")
    register.set_role(OPERATOR, actor.who, role, bodies)
    return actor


def test_a_request_goes_from_receipt_to_completion(register):
    number = register.record(ADMIN, HOLE, WHO, key="1")
    for version, status in enumerate(("調査", "指示", "作業", "完了"), start=1):
        assert (
            register.change(ADMIN, number, version, {"status": status}, note=f"{status}の記録", key=status)
            == version + 1
        )
    found = register.request(ADMIN, number)
    assert (found.state["status"], found.state["completed"], found.state["number"]) == (
        "完了",
        calendar.today(),
        "D000001",
    )
    assert found.personal == WHO
    assert [event.changes["status"] for event in found.events] == [(None, "受付"), ("受付", "調査"), ("調査", "指示"), ("指示", "作業"), ("作業", "完了")]  # fmt: skip
    assert [event.words.get("note") for event in found.events] == [
        None,
        "調査の記録",
        "指示の記録",
        "作業の記録",
        "完了の記録",
    ]
    assert {event.who for event in found.events} == {"admin@example.jp"}
    register.change(ADMIN, number, 5, {"status": "作業"}, key="again")
    assert register.request(ADMIN, number).state["completed"] is None
    assert register.check(OPERATOR) == []


def test_the_same_key_does_nothing_twice(register):
    first = register.record(ADMIN, HOLE, WHO, key="1")
    assert register.record(ADMIN, HOLE, WHO, key="1") == first
    assert register.change(ADMIN, first, 1, {"status": "調査"}, key="2") == 2
    assert register.change(ADMIN, first, 1, {"status": "調査"}, key="2") == 2
    assert len(register.request(ADMIN, first).events) == 2
    assert register.listed(ADMIN, Filter())[0] == 1


def test_who_saves_on_an_older_version_is_told_who_changed_what(register):
    clerk = account(register, "担当")
    number = register.record(ADMIN, HOLE, key="1")
    register.change(clerk, number, 1, {"status": "調査"}, key="2")
    with pytest.raises(Conflict) as conflict:
        register.change(ADMIN, number, 1, {"status": "対応しない"}, key="3")
    (event,) = conflict.value.events
    assert (conflict.value.version, event.who, event.changes) == (2, clerk.who, {"status": ("受付", "調査")})
    assert (
        register.change(ADMIN, number, 2, {"crew": "直営1班"}, key="3") == 3
    )  # merged: the same key, as nothing was done
    assert register.request(ADMIN, number).state["status"] == "調査"


def test_nothing_is_written_for_what_is_as_it_was(register):
    number = register.record(ADMIN, HOLE, WHO, key="1")
    assert register.change(ADMIN, number, 1, HOLE | {"status": "受付"}, WHO, key="2") == 1


@pytest.mark.parametrize(
    ("changes", "word"),
    [
        ({"crew": "山田太郎"}, "班・会社"),
        ({"place": "東町 山田様宅前"}, "場所"),
        ({"number": "090-1234-5678"}, "受付番号"),
        ({"route": "山田太郎"}, "路線"),
        ({"kind": "なぞ"}, "種類"),
        ({"latitude": 34.0}, "経度"),
        ({"latitude": 91.0, "longitude": 131.0}, "緯度"),
        ({"cost": -1.0}, "費用"),
        ({"cost": float("inf")}, "費用"),
        ({"completed": DAY}, "完了"),
        ({"body": None}, "団体"),
        ({"received": "昨日"}, "受付日"),
        ({"secret": "x"}, "項目"),
    ],
)
def test_what_is_no_open_field_is_refused_in_one_sentence_without_what_was_typed(register, changes, word):
    number = register.record(ADMIN, HOLE, key="1")
    with pytest.raises(Refused) as refused:
        register.change(ADMIN, number, 1, changes, key="2")
    message = str(refused.value)
    assert word in message and message.count("。") == 1
    assert "山田" not in message and "090" not in message
    assert register.request(ADMIN, number).version == 1


def test_signs_that_no_database_takes_are_left_out(register):
    number = register.record(ADMIN, HOLE, {"content": "穴\x00が\ud800あり\n危ない "}, key="1")
    assert register.request(ADMIN, number).personal == {"content": "穴があり\n危ない"}


# --- roles ----------------------------------------------------------------------------------------------------------


def attempts(register: Register, actor: Actor, number: int) -> dict[str, bool]:
    """What somebody may do with a request of 甲市; everything is tried below the screen."""
    version = register.request(OPERATOR, number).version
    tries = {
        "record": lambda: register.record(actor, HOLE, key=f"{actor.who} record"),
        "edit": lambda: register.change(actor, number, version, {"kind": "橋"}, key=f"{actor.who} edit"),
        "note": lambda: register.change(actor, number, version, {}, note="覚え", key=f"{actor.who} note"),
        "personal": lambda: register.change(
            actor, number, version, {}, {"phone": "1"}, key=f"{actor.who} personal"
        ),
        "advance": lambda: register.change(
            actor, number, version, {"status": "調査"}, key=f"{actor.who} advance"
        ),
        "redact": lambda: register.redact(actor, number, "誤って記入", key=f"{actor.who} redact"),
        "retain": lambda: register.retain(actor, 100_000),
        "take in": lambda: register.take_in(actor, FORM.table([HOLE])),
        "grant": lambda: register.set_role(actor, "x@example.jp", "管理"),
        "accounts": lambda: register.accounts(actor),
    }
    may = {}
    for name, attempt in tries.items():
        try:
            attempt()
            may[name] = True
        except Conflict:
            may[name] = True  # somebody's own step before: allowed, and too late
        except Refused:
            may[name] = False
    return may


@pytest.mark.parametrize(
    ("role", "allowed"),
    [
        ("閲覧", set()),
        ("受付", {"record", "edit", "note", "personal"}),
        ("担当", {"record", "edit", "note", "personal", "advance"}),
        (
            "管理",
            {
                "record",
                "edit",
                "note",
                "personal",
                "advance",
                "redact",
                "retain",
                "take in",
                "grant",
                "accounts",
            },
        ),
    ],
)
def test_a_role_may_do_what_it_may_and_nothing_else(register, role, allowed):
    number = register.record(OPERATOR, HOLE, WHO, key="1")
    actor = account(register, role)
    found = attempts(register, actor, number)
    assert {name for name, may in found.items() if may} == allowed


def test_a_body_of_ones_own_bounds_writing_and_persons_not_reading(register):
    ours = register.record(OPERATOR, HOLE, WHO, key="1")
    theirs = register.record(OPERATOR, HOLE | {"body": "乙市"}, WHO, key="2")
    clerk = account(register, "担当", "甲市")
    assert register.request(clerk, ours).personal == WHO
    assert register.request(clerk, theirs).personal is None
    assert "架空花子" not in repr(register.request(clerk, theirs))
    assert len(register.rows(clerk)) == 2
    assert not any(
        attempts(register, clerk, theirs)[name] for name in ("edit", "advance", "personal", "note")
    )
    with pytest.raises(Refused):  # nor may one hand it to another body, or take one in for it
        register.change(clerk, ours, 1, {"body": "乙市"}, key="3")
    with pytest.raises(Refused):
        register.record(clerk, HOLE | {"body": "乙市"}, key="4")
    manager = account(register, "管理", "甲市")
    with pytest.raises(Refused):
        register.set_role(manager, "x@example.jp", "管理")
    taken = register.take_in(manager, FORM.table([HOLE, HOLE | {"body": "乙市"}]))
    assert (taken.new, len(taken.refused)) == (1, 1)


def test_without_a_role_nothing_is_seen(register):
    number = register.record(OPERATOR, HOLE, key="1")
    stranger = Actor.signed_in("stranger@example.jp")
    for ask in (
        register.rows,
        register.newest,
        register.steps,
        register.bodies,
        register.grant,
        register.check,
    ):
        with pytest.raises(Refused):
            ask(stranger)
    with pytest.raises(Refused):
        register.request(stranger, number)
    with pytest.raises(Refused):
        register.listed(stranger, Filter())


def test_a_role_that_is_taken_away_is_gone_at_once(register):
    clerk = account(register, "担当")
    assert register.grant(clerk).role == "担当"
    register.set_role(OPERATOR, clerk.who, None)
    with pytest.raises(Refused):
        register.record(clerk, HOLE, key="1")


def test_the_machine_itself_may_write_to_a_file_only(register):
    if register.is_file:
        assert register.record(MACHINE, HOLE, key="1")
    else:
        with pytest.raises(Refused):
            register.record(MACHINE, HOLE, key="1")


# --- lists ----------------------------------------------------------------------------------------------------------


def test_rows_are_those_of_the_form(register):
    given = FORM.table(FORM.examples)
    taken = register.take_in(ADMIN, given)
    assert (taken.new, taken.known, taken.refused) == (len(given), 0, [])
    rows = register.rows(ADMIN)
    assert rows.dtypes.to_dict() == given.dtypes.to_dict()
    ordered = [one.sort_values("number", ignore_index=True) for one in (rows, given)]
    pd.testing.assert_frame_equal(*ordered)
    again = register.take_in(ADMIN, rows)
    assert (again.new, again.known) == (0, len(given))
    assert register.check(OPERATOR) == []


def test_an_empty_register_has_an_empty_table(register):
    assert register.rows(ADMIN).dtypes.to_dict() == FORM.table().dtypes.to_dict()
    assert register.listed(ADMIN, Filter())[0] == 0
    assert register.take_in(ADMIN, FORM.table()).new == 0


def test_rows_of_a_list_that_are_alike_are_each_taken_in_once(register):
    same = FORM.table([HOLE, HOLE, HOLE | {"kind": "橋"}])
    assert register.take_in(ADMIN, same).new == 3
    assert register.take_in(ADMIN, same).new == 0
    assert register.take_in(ADMIN, FORM.table([HOLE] * 3)).new == 1


def test_what_is_written_out_comes_back(register, tmp_path):
    register.take_in(ADMIN, FORM.table(FORM.examples))
    register.record(ADMIN, HOLE, WHO, key="1")
    rows, steps = register.rows(ADMIN), register.steps(ADMIN)
    for name, content in (("a.csv", exchange.csv(rows)), ("a.xlsx", exchange.workbook(rows, steps))):
        (tmp_path / name).write_bytes(content)
        back = FORM.table(exchange.read(tmp_path / name).to_dict("records"))
        pd.testing.assert_frame_equal(back, rows.reset_index(drop=True))
        assert register.take_in(ADMIN, back).new == 0
        assert "架空花子".encode() not in content
    assert len(steps) == len(rows)


def test_headings_are_those_of_the_form():
    assert {name: field.heading for name, field in model.FIELDS.items()} == {
        one.key: one.heading for one in FORM.columns
    }


def test_a_list_is_narrowed_as_asked(register):
    register.take_in(ADMIN, FORM.table(FORM.examples))
    rows = register.rows(ADMIN)
    is_open = ~rows["status"].isin(["完了", "対応しない"])
    expected = [
        (Filter(bodies=["甲市"]), rows["body"] == "甲市"),
        (
            Filter(statuses=["調査", "指示"], kinds=["街路灯"]),
            rows["status"].isin(["調査", "指示"]) & (rows["kind"] == "街路灯"),
        ),
        (Filter(words="甲山"), rows["crew"].str.contains("甲山").fillna(False).astype(bool)),
        (Filter(words="R7-1"), rows["number"].str.contains("R7-1")),
        (Filter(words="100%_"), rows["number"].isna()),
        (Filter(is_open=True), is_open),
        (Filter(is_overdue=True), is_open & (rows["due"] < pd.Timestamp(calendar.today()))),
    ]
    for wanted, fits in expected:
        count, found = register.listed(ADMIN, wanted, most=500)
        assert (count, set(found["number"])) == (fits.sum(), set(rows["number"][fits])), wanted
    count, second = register.listed(ADMIN, Filter(), most=50, after=50)
    assert (count, len(second)) == (len(rows), 50)
    assert not set(second["id"]) & set(register.listed(ADMIN, Filter(), most=50)[1]["id"])


# --- history --------------------------------------------------------------------------------------------------------

VALUES = {
    "kind": st.sampled_from(KINDS),
    "body": st.sampled_from(["甲市", "乙市"]),
    "status": st.sampled_from(STATUSES),
    "action": st.none() | st.sampled_from(ACTIONS),
    "crew": st.sampled_from([None, "直営1班", "㈱甲山建設"]),
    "cost": st.none() | st.floats(0, 1e9),
    "hours": st.none() | st.floats(0, 1e5),
    "due": st.none() | st.dates(date(2000, 1, 1), date(2100, 1, 1)),
    "received": st.dates(date(2000, 1, 1), date(2100, 1, 1)),
}
STEPS = st.lists(
    st.tuples(
        st.fixed_dictionaries({}, optional=VALUES),
        st.fixed_dictionaries({}, optional={"phone": st.text(max_size=9), "content": st.text(max_size=9)}),
        st.text(max_size=9),
        st.sampled_from(["change", "change", "change", "stale", "redact"]),
    ),
    max_size=8,
)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_the_history_leads_to_the_present_state(register, steps):
    unique = uuid.uuid4()  # an example that is tried again is another request
    number = register.record(ADMIN, HOLE, WHO, key=f"{unique}")
    state = register.request(ADMIN, number).state
    persons, version = dict(WHO), 1
    for at, (changes, words, note, what) in enumerate(steps):
        key = f"{unique} {at}"
        if what == "redact":
            register.redact(ADMIN, number, "本人の申し出", key=key)
            persons, version = {}, version + 1
        elif what == "stale" and version > 1:
            with pytest.raises(Conflict):
                register.change(ADMIN, number, version - 1, {"kind": "橋"}, key=key)
        else:
            new = register.change(ADMIN, number, version, changes, words, note, key=key)
            expected = model.settled(state, model.cleaned(changes), calendar.today())
            clean = persons | model.cleaned_personal(words)
            clean = {name: text for name, text in clean.items() if text}
            is_new = expected != state or clean != persons or bool(model.plain_text(note, 99))
            assert new == version + is_new
            state, persons, version = expected, clean, new
        found = register.request(ADMIN, number)
        assert (found.state, found.personal, found.version) == (state, persons, version)
        assert history.replayed(found.events) == state
    assert register.check(OPERATOR) == []


def test_the_database_itself_refuses_to_change_what_happened(register):
    register.record(ADMIN, HOLE, key="1")
    for statement in (
        sa.update(schema.EVENTS).values(who="x"),
        sa.delete(schema.EVENTS),
        sa.delete(schema.ACCOUNT_EVENTS),
    ):
        with pytest.raises(sa.exc.DBAPIError, match="only grows"), register._engine.begin() as connection:
            register.set_role(OPERATOR, "x@example.jp", "閲覧") if "account" in str(statement) else None
            connection.execute(statement)


def test_a_state_that_no_history_leads_to_is_found(register):
    number = register.record(ADMIN, HOLE, key="1")
    register.record(ADMIN, HOLE, key="2")
    with register._engine.begin() as connection:
        connection.execute(sa.update(schema.REQUESTS).where(schema.REQUESTS.c.id == number).values(kind="橋"))
    assert register.check(OPERATOR) == [number]


def test_a_history_with_a_gap_is_no_history():
    one = model.Event(1, 1, history.now(), "x", "管理", "受付", {"kind": (None, "橋")})
    other = model.Event(1, 2, history.now(), "x", "管理", "変更", {"kind": ("公園", "河川")})
    for events in ([other], [one, other]):
        with pytest.raises(history.BrokenHistory):
            history.replayed(events)


# --- how long persons are kept ----------------------------------------------------------------------------------------


def test_persons_are_kept_for_so_many_days_after_the_end_and_no_longer(register):
    ended = {}
    for days, status in ((10, "完了"), (11, "完了"), (400, "作業")):
        key = f"{days}"
        ended[days] = register.record(ADMIN, HOLE | {"received": date(2026, 1, 1)}, WHO, key=key)
        done = {"completed": calendar.today() - timedelta(days=days)} if status == "完了" else {}
        register.change(ADMIN, ended[days], 1, {"status": status, **done}, key=f"{key} done")
    declined = register.record(ADMIN, HOLE, WHO, key="declined")
    register.change(ADMIN, declined, 1, {"status": "対応しない"}, key="declined 2")
    assert register.retain(OPERATOR, 10) == 1
    assert register.retain(OPERATOR, 10) == 0
    kept = {number: bool(register.request(ADMIN, number).personal) for number in (*ended.values(), declined)}
    assert kept == {ended[10]: True, ended[11]: False, ended[400]: True, declined: True}
    assert register.request(ADMIN, ended[11]).events[-1].reason == "保存期間の満了"
    assert register.retain(OPERATOR, 10, calendar.today() + timedelta(days=11)) == 2
    assert register.check(OPERATOR) == []


def test_more_than_one_transaction_of_persons_expires(register, monkeypatch):
    monkeypatch.setattr("register.store.AT_ONCE", 2)
    for at in range(5):
        number = register.record(ADMIN, HOLE, WHO, key=f"{at}")
        register.change(ADMIN, number, 1, {"status": "完了"}, key=f"{at} done")
    assert register.retain(OPERATOR, 0, calendar.today() + timedelta(days=1)) == 5


# --- not ready ------------------------------------------------------------------------------------------------------


def test_a_register_that_is_not_there_says_so_and_is_not_made(place, tmp_path):
    register = Register(place)
    with pytest.raises(Refused, match="用意ができていません"):
        register.rows(OPERATOR)
    assert not list(tmp_path.iterdir())
    register.create()
    assert register.rows(OPERATOR).empty
    register.close()


def test_a_register_of_another_version_is_left_alone(register, place):
    with register._engine.begin() as connection:
        connection.execute(sa.update(schema.ABOUT).values(value="2"))
    other = Register(place)
    with pytest.raises(Refused, match="ほかの版"):
        other.record(OPERATOR, HOLE, key="1")
    other.close()
