"""Files that readers bring, read where they can harm nobody: in a child process, its progress on screen.

filled = isolated.read(reader.read, name, content, form)
"""

from collections.abc import Callable
from typing import TypeVar

import streamlit as st

from dashboard.forms.uploads import Refused
from dashboard.runtime import workers
from dashboard.shared import text

R = TypeVar("R")
EXPECTED = "必要な表だけを入れた .xlsx か CSV が必要です。"


def read(function: Callable[..., R], name: str, content: bytes, *arguments: object) -> R:
    """What `function(name, content, *arguments)` returns. Raises Refused, also when the reading broke its limits.

    Ends with the script run: a reader who leaves, or does something else, cancels it.
    """
    try:
        return workers.run(function, name, content, *arguments, watch=_Line(name).show)
    except workers.WorkFailed as error:
        expected = "" if str(error) == workers.BUSY else EXPECTED
        raise Refused(f"{name}：{error}{expected}") from error


class _Line:
    """One line on screen, there only when a file takes long; writing it also ends the run of a reader who has left."""

    def __init__(self, name: str):
        self.name = text.plain(name)
        self.box = None

    def show(self, place: int) -> None:
        self.box = self.box or st.empty()
        self.box.caption(
            f"{self.name}：順番を待っています（{place}番目）。" if place else f"{self.name}：読んでいます。"
        )
