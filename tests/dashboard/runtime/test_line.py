"""The line before the sandbox: a few inside, a few waiting, whoever leaves makes room."""

import subprocess
import threading

import pytest

from dashboard.runtime import sandbox
from dashboard.runtime.line import Full, Line

PATIENCE_SECONDS = 20


class Left(BaseException):
    """What a page raises when its reader has left."""


def leave(before: int) -> None:
    raise Left


def test_first_come_first_served_and_the_rest_are_refused():
    line, seen, is_shown = Line(at_once=1, longest=1), [], threading.Event()

    def stand() -> None:
        def show(before: int) -> None:
            seen.append(before)
            is_shown.set()

        with line.place(show):
            seen.append("in")

    with line.place(leave):
        second = threading.Thread(target=stand, daemon=True)
        second.start()
        assert is_shown.wait(PATIENCE_SECONDS)
        with pytest.raises(Full), line.place(leave):
            pass
        assert "in" not in seen
    second.join(PATIENCE_SECONDS)
    assert (seen[0], seen[-1]) == (1, "in")


def test_whoever_leaves_the_line_makes_room():
    line = Line(at_once=1, longest=1)
    with line.place(leave):
        for _ in range(3):
            with pytest.raises(Left), line.place(leave):
                pass
    with line.place(leave):
        pass


def test_a_reader_who_leaves_ends_the_question(dashboard_database, monkeypatch):
    programs = []
    begin = subprocess.Popen

    def begun(*args, **kwargs):
        programs.append(begin(*args, **kwargs))
        return programs[-1]

    monkeypatch.setattr(sandbox.subprocess, "Popen", begun)
    with pytest.raises(Left):
        sandbox.ask("select count(*) from range(1000000000000), range(1000)", dashboard_database, leave)
    assert programs[0].returncode < 0
    assert not sandbox._line._tickets


def test_a_full_line_is_said(dashboard_database, monkeypatch):
    monkeypatch.setattr(sandbox, "_line", Line(at_once=0, longest=0))
    with pytest.raises(sandbox.Refused, match="順番"):
        sandbox.ask("select 1", dashboard_database)
