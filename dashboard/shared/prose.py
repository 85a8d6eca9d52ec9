"""Texts written in Markdown as HTML: where a page has dozens of them, one element holds them all.

Streamlit has the browser read Markdown, one component for each text, which takes it longer than all else on such a page.
"""

from collections.abc import Iterable
from html import escape

import streamlit as st
from markdown_it import MarkdownIt

from dashboard.runtime import component

_READER = MarkdownIt("commonmark", {"html": False})


def html(markdown: str) -> str:
    """The text as HTML; tags in it are words like others, links open beside the page."""
    return str(_READER.render(markdown)).replace("<a href=", '<a target="_blank" rel="noopener" href=')


def folds(texts: Iterable[tuple[str, str]], icon: str = ":material/chevron_right:") -> str:
    """Texts (title, Markdown) as folds of the browser's own, which its search within the page opens."""
    return "".join(
        f'<details class="fold"><summary {component.icon(icon)}>{escape(title)}</summary>{html(markdown)}</details>'
        for title, markdown in texts
    )


def fold(title: str, *paragraphs: str, icon: str = ":material/info:") -> None:
    """A fold that holds nothing but text, each paragraph in Markdown."""
    st.html(folds([(title, "\n\n".join(paragraphs))], icon))
