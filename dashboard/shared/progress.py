"""One line on screen while work in a child process takes long: its place in the queue, then that it runs."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import streamlit as st


@contextmanager
def line(running: str) -> Iterator[Callable[[int], None]]:
    """What `workers.run` is to call as its watch; the line appears with the first call and is gone after the block.

    running: shown once the work runs. Writing the line also ends the script run, and with it the work, of a reader who has left.
    """
    boxes = []

    def show(place: int) -> None:
        if not boxes:
            boxes.append(st.empty())
        boxes[0].caption(f"順番を待っています（{place}番目）。" if place else running)

    try:
        yield show
    except (
        GeneratorExit
    ):  # dropped inside the block: what collects garbage runs this, in any thread and in anybody's page
        boxes.clear()
        raise
    finally:
        for box in boxes:
            box.empty()
