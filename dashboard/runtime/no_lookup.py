"""Streamlit asks an outside address for the server's own, twice and blocking, whenever a websocket of another site arrives."""

from streamlit import net_util


def install() -> None:
    """The question is never asked: without an answer Streamlit refuses the websocket, which is right."""
    net_util.get_external_ip = _unknown


def _unknown() -> None:
    return None
