"""The list of pages beside every page.

It is one piece of HTML: each link of Streamlit's own list is a component with Markdown in it, and thirty of them kept a browser busy
for a fifth of a second with every first view. static/frame.js follows these links as Streamlit follows its own.
"""

from collections.abc import Mapping, Sequence
from html import escape

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from dashboard.runtime import component

STYLE = """
<style>
.menu { display: flex; flex-direction: column; gap: 1rem; }
.menu p { margin: 0 0 .2rem; color: #4A4F59; font-size: .88rem; }
.menu ul { list-style: none; margin: 0; padding: 0; display: flex; flex-direction: column; gap: .12rem; }
.menu li { margin: 0; padding: 0; }
.menu a { display: flex; align-items: center; gap: .5rem; padding: .22rem .5rem; border-radius: .25rem; color: #31333F; text-decoration: none; font-size: .9rem; line-height: 1.6; }
.menu a::before { color: #4A4F59; }
.menu a:hover { background: #E4E8F0; }
.menu a[aria-current] { background: #DBDFEC; color: #1A1A1C; font-weight: 700; }
.menu a[aria-current]::before { color: #1A1A1C; }
</style>
"""


def show(sections: Mapping[str, Sequence[StreamlitPage]], current: StreamlitPage) -> None:
    """Pages under the titles of their sections, the one in sight marked."""
    st.sidebar.html(
        STYLE
        + '<nav class="menu" aria-label="画面">'
        + "".join(_section(title, pages, current) for title, pages in sections.items())
        + "</nav>"
    )


def _section(title: str, pages: Sequence[StreamlitPage], current: StreamlitPage) -> str:
    links = "".join(f"<li>{_link(page, is_current=page.url_path == current.url_path)}</li>" for page in pages)
    heading = f'<p aria-hidden="true">{escape(title)}</p>' if title else ""
    label = f' aria-label="{escape(title)}"' if title else ""
    return f"<div>{heading}<ul{label}>{links}</ul></div>"


def _link(page: StreamlitPage, *, is_current: bool) -> str:
    mark = ' aria-current="page"' if is_current else ""
    return f'<a href="./{escape(page.url_path)}" {component.icon(page.icon)}{mark}>{escape(page.title)}</a>'
