"""The folder of a site is replaced whole, and only where it is one."""

import os
import subprocess
import sys

import pytest

from etl.problems import BadInput
from website import folder


def write(target, word):
    with folder.replacing(target) as new:
        (new / folder.MARK).write_bytes(folder.mark())
        (new / "index.html").write_text(word, "utf-8")


def beside(target):
    return {path.name for path in target.parent.iterdir()} - {target.name}


def test_a_site_takes_the_place_of_a_missing_an_empty_and_a_former_one(tmp_path):
    target = tmp_path / "deep" / "site"
    write(target, "first")
    write(target, "second")
    assert (target / "index.html").read_text("utf-8") == "second"
    (tmp_path / "empty").mkdir()
    write(tmp_path / "empty", "third")
    assert beside(target) == set()


@pytest.mark.parametrize("named", ["report.xlsx", "index.html", folder.MARK])
def test_files_of_others_are_not_replaced(tmp_path, named):
    target = tmp_path / "site"
    target.mkdir()
    (target / named).write_text('{"kind": "another"}', "utf-8")
    with pytest.raises(BadInput, match="静的版ではないファイル"):
        write(target, "new")
    assert [path.name for path in target.iterdir()] == [named]
    assert beside(target) == set()


def test_what_somebody_put_into_a_site_is_not_lost(tmp_path):
    write(tmp_path / "site", "first")
    (tmp_path / "site" / "memo.txt").write_text("keep", "utf-8")
    with pytest.raises(BadInput, match="静的版ではないファイル"):
        write(tmp_path / "site", "second")
    assert (tmp_path / "site" / "memo.txt").read_text("utf-8") == "keep"


def test_a_file_in_the_place_of_the_folder_is_refused(tmp_path):
    (tmp_path / "site").write_text("", "utf-8")
    with pytest.raises(BadInput, match="静的版ではないファイル"):
        write(tmp_path / "site", "new")


def test_a_failure_leaves_the_former_site(tmp_path):
    target = tmp_path / "site"
    write(target, "first")
    with pytest.raises(ZeroDivisionError), folder.replacing(target) as new:
        (new / "index.html").write_text("half", "utf-8")
        raise ZeroDivisionError
    assert (target / "index.html").read_text("utf-8") == "first"
    assert beside(target) == set()


def test_a_swap_that_fails_puts_the_former_site_back(tmp_path, monkeypatch):
    target = tmp_path / "site"
    write(target, "first")
    rename = type(target).rename

    def refuse(self, to):
        if self.name.endswith(".writing"):
            raise OSError(16, "Device or resource busy", str(self))
        return rename(self, to)

    monkeypatch.setattr(type(target), "rename", refuse)
    with pytest.raises(BadInput, match="書き込めません"):
        write(target, "second")
    assert (target / "index.html").read_text("utf-8") == "first"


def test_what_a_killed_writer_left_is_cleared_away(tmp_path):
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    left = tmp_path / f"site.{ended.pid}.writing"
    running = tmp_path / f"site.{os.getppid()}.writing"
    for one in (left, running):
        (one / "data").mkdir(parents=True)
    write(tmp_path / "site", "new")
    assert not left.exists()
    assert running.exists()
