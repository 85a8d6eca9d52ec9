"""How wide the reader's window is when a page is opened; the browser says so in a cookie that ends with it (deploy/index.py)."""

import streamlit as st

NARROW_PIXELS = 640
COOKIE = "gunmane_narrow"
# Sets the cookie before the first run of a page: BASE stands for the address of the dashboard on its server.
SCRIPT = f"document.cookie = '{COOKIE}=' + Number(innerWidth <= {NARROW_PIXELS}) + '; path=' + 'BASE' + '/; SameSite=Strict';"


def is_narrow() -> bool:
    """Whether there is room for one column only; where no width is said, whether it is a phone's browser."""
    said = st.context.cookies.get(COOKIE)
    return said == "1" if said in ("0", "1") else "Mobi" in (st.context.headers.get("User-Agent") or "")
