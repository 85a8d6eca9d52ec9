"""After a deletion the words are nowhere: in no table, and in no byte of a file. Nor are they in logs, messages or what is written out."""

import logging
from datetime import date, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import make_url

from japan import calendar
from register import exchange
from register.model import OPERATOR, Refused, Unreachable
from register.store import Register

NAME, PHONE, MAIL, ADDRESS, TEXT, NOTED = PLANTED = (
    "山田花子左衛門",
    "090-9876-5432",
    "hanako.planted@example.jp",
    "甲市東町3-12-7 山田花子左衛門方",
    "うちの前の穴です。夜は隣の鈴木次郎吉に電話してください。",
    "山田花子左衛門さんに090-9876-5432で説明した",
)
HOLE = {"kind": "舗装の穴", "body": "甲市", "place": "甲市東町", "received": date(2026, 4, 1)}
WHO = {"reporter_name": NAME, "phone": PHONE, "email": MAIL, "address": ADDRESS, "content": TEXT}


def everything(register: Register, place: str) -> str:
    """All that is stored: every byte of a file and of those beside it; every column of every table of a server, as text."""
    if register.is_file:
        path = Path(make_url(place).database)
        return "".join(
            one.read_bytes().decode("utf-8", "replace") for one in path.parent.glob(f"{path.name}*")
        )
    with register._engine.connect() as connection:
        names = "SELECT table_schema, table_name, column_name FROM information_schema.columns WHERE table_schema NOT IN ('information_schema', 'pg_catalog')"
        columns = connection.exec_driver_sql(names).all()
        assert len(columns) > 40
        cells = [
            connection.exec_driver_sql(f'SELECT "{column}"::text FROM "{folder}"."{table}"').scalars()
            for folder, table, column in columns
        ]
        return "\n".join(str(cell) for column in cells for cell in column)


def with_words(register: Register) -> int:
    """A request with planted words: written, written over, and in notes."""
    number = register.record(OPERATOR, HOLE, WHO, key="1")
    other = {"phone": "090-1111-0000", "address": f"{ADDRESS}（裏）"}
    register.change(OPERATOR, number, 1, {"status": "調査"}, other, NOTED, key="2")
    register.change(OPERATOR, number, 2, {}, {"email": ""}, key="3")
    register.change(OPERATOR, number, 3, {"status": "完了"}, note=NOTED, key="4")
    for at in range(40):  # enough for pages of the file to be split and moved
        register.record(OPERATOR, HOLE, {"content": f"別の人の文{at}" * 20}, key=f"other {at}")
    return number


def planted_in(text: str) -> list[str]:
    return [one for one in (*PLANTED, "鈴木次郎吉", "山田花子", "090-1111-0000") if one in text]


@pytest.mark.parametrize("by", ["redaction", "retention"])
def test_after_a_deletion_the_words_are_nowhere(register, place, by):
    number = with_words(register)
    before = [event.changes for event in register.request(OPERATOR, number).events]
    assert len(planted_in(everything(register, place))) == 9
    if by == "redaction":
        register.redact(OPERATOR, number, "本人の申し出", key="5")
    else:
        assert register.retain(OPERATOR, 30, calendar.today() + timedelta(days=31)) == 1
    found = register.request(OPERATOR, number)
    assert found.personal == {} and all(not event.words for event in found.events)
    assert [event.changes for event in found.events[:-1]] == before  # the rest of the history stays
    assert found.events[-1].what == "消去"
    register.close()  # as when a process ends
    assert planted_in(everything(register, place)) == []
    assert "別の人の文39" in everything(register, place)
    assert register.check(OPERATOR) == []


def test_a_deletion_while_others_read_is_whole_once_they_are_done(tmp_path):
    place = f"sqlite:///{tmp_path / 'register.sqlite'}"
    register = Register(place)
    register.create()
    number = with_words(register)
    other = Register(place)
    with other._read() as connection:
        connection.execute(sa.text("SELECT * FROM register_personal")).all()
        register.redact(OPERATOR, number, "本人の申し出", key="5")
    other.close()
    register.retain(OPERATOR, 30, calendar.today() + timedelta(days=31))
    register.close()
    assert planted_in(everything(register, place)) == []


def test_words_of_persons_are_in_no_log_message_or_file_that_is_written(register, caplog, capfd, monkeypatch):
    caplog.set_level(logging.DEBUG)
    logging.getLogger("sqlalchemy").setLevel(logging.INFO)
    number = with_words(register)
    messages = []
    for changes in (
        {"crew": NAME},
        {"place": f"東町 {NAME}様宅前"},
        {"number": PHONE},
        {"route": NAME},
        {"photo": f"https://{MAIL}"},
    ):
        with pytest.raises(Refused) as refused:
            register.change(OPERATOR, number, 4, changes, WHO, NOTED, key="5")
        messages.append(str(refused.value))
    with register._engine.begin() as connection:
        connection.execute(sa.text("DROP TABLE register_personal"))
    with pytest.raises(Unreachable) as failed:
        register.change(OPERATOR, number, 4, {}, WHO, NOTED, key="6")
    logging.getLogger("sqlalchemy").setLevel(logging.NOTSET)
    chain = repr([failed.value, failed.value.__cause__, failed.value.__suppress_context__])
    files = exchange.csv(register.rows(OPERATOR)).decode() + register.steps(OPERATOR).to_csv()
    everywhere = "".join([caplog.text, *capfd.readouterr(), *messages, chain, files])
    assert planted_in(everywhere) == []
    assert "did not answer" in caplog.text
