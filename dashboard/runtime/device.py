"""The place a reader calls their own, remembered by the browser of this device; it is sent nowhere but to the page that asks."""

import streamlit as st

HTML = '<div class="device"></div>'
# A browser may forbid storage; then nothing is remembered.
JS = """
const NAME = 'dashboard-place';

export default function ({ data, setTriggerValue }) {
  try {
    const place = localStorage.getItem(NAME);
    if (data.act === 'keep' || (data.act === 'offer' && !place)) localStorage.setItem(NAME, data.place);
    if (data.act === 'forget') localStorage.removeItem(NAME);
    if (data.act === 'ask' && place) setTriggerValue('place', place);
  } catch {}
}
"""
ASKED, FORGOTTEN = "_device_asked", "_device_forgotten"

_mount = st.components.v2.component("device", html=HTML, js=JS)


def place_remembered(place: str | None) -> str | None:
    """Have the device remember the chosen place (a code of two or six digits); where there is none, the one it remembers, asked once
    in a session and answered in the run after. What a device answers may be any text.

    A place that stands when a session begins may be that of somebody else's link: it replaces none that is remembered.
    """
    session = st.session_state
    is_first = ASKED not in session
    session[ASKED] = True
    if place is not None and place != session.get(FORGOTTEN):
        session.pop(FORGOTTEN, None)
        act = "offer" if is_first else "keep"
    else:
        act = "forget" if FORGOTTEN in session else "ask" if is_first else "rest"
    answer = _mount(key="device", data={"act": act, "place": place or ""}, on_place_change=lambda: None)
    return answer.place if place is None and isinstance(answer.place, str) else None


def forget(place: str) -> None:
    """Have the device forget, and not remember this place again while it stays chosen; for callbacks."""
    st.session_state[FORGOTTEN] = place
