"""Texts written in Markdown as HTML: where a page has dozens of them, one element holds them all.

Streamlit has the browser read Markdown, one component for each text, which takes it longer than all else on such a page.
"""

from collections.abc import Iterable
from html import escape

from markdown_it import MarkdownIt

_READER = MarkdownIt("commonmark", {"html": False})


def html(markdown: str) -> str:
    """The text as HTML; tags in it are words like others, links open beside the page."""
    return str(_READER.render(markdown)).replace("<a href=", '<a target="_blank" rel="noopener" href=')


def folds(texts: Iterable[tuple[str, str]]) -> str:
    """Texts (title, Markdown) as folds of the browser's own, which its search within the page opens."""
    return "".join(
        f'<details class="fold"><summary>{escape(title)}</summary>{html(markdown)}</details>'
        for title, markdown in texts
    )
