"""One line on screen while work in a child process takes long: its place in the queue, then that it runs."""

from collections.abc import Callable

import streamlit as st


def line(running: str) -> Callable[[int], None]:
    """What `workers.run` is to call as its watch; the line appears with the first call.

    running: shown once the work runs. Writing the line also ends the script run, and with it the work, of a reader who has left.
    """
    boxes = []

    def show(place: int) -> None:
        if not boxes:
            boxes.append(st.empty())
        boxes[0].caption(f"順番を待っています（{place}番目）。" if place else running)

    return show
