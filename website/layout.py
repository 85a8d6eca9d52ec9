"""The frame of a page of the site: head, search, ways to the other pages, foot."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape
from typing import NamedTuple

import pandas as pd

from dashboard import queries
from dashboard.shared import text
from dashboard.shared.product import NAME
from website import scripts

# Every page: the search box with its index. The map page adds its own.
SEARCH = ("code/files.js", "data/finder.js", "code/components.js", "code/page.js")
PAGES = (("index.html", "地図"), ("places.html", "市区町村の一覧"), ("sources.html", "出典"))


@dataclass(frozen=True)
class Page:
    """One page. file: below the top of the site. title: of the window. body: HTML. more: scripts after those every page has."""

    file: str
    title: str
    body: str
    more: Sequence[str] = ()

    @property
    def top(self) -> str:
        """The way from this page to the top of the site: nothing, or ../."""
        return "../" * self.file.count("/")


def whole(page: Page, built_ja: str) -> bytes:
    """The file of a page. built_ja: the edition, as `edition` says it."""
    top = page.top
    ways = "".join(_way(page, file, name) for file, name in PAGES)
    content = f"""<!doctype html>
<html lang=ja data-top="{top or "./"}">
<head>
<meta charset=utf-8>
<meta name=viewport content="width=device-width, initial-scale=1">
<title>{escape(page.title)}</title>
<link rel=icon href="{top}code/icon.svg">
<link rel=stylesheet href="{top}code/site.css">
{scripts.needed([*SEARCH, *page.more], top)}</head>
<body id=print>
<a class=skip href="#main">本文へ</a>
<header><a class=home href="{top}index.html">{escape(NAME)}</a><nav aria-label="ページ">{ways}</nav><div id=search></div></header>
<main id=main>
{page.body}
</main>
<footer>
<p><a class=screen href="#print">印刷用の表示</a><a class=paper href="#main">画面用の表示</a></p>
<p>{escape(built_ja)}</p>
<p>プログラムなしで読める静的版です。数値は同じデータベースのダッシュボードと同じで、出典は各ページと<a href="{top}sources.html">出典のページ</a>にあります。「データなし」は0ではありません。</p>
</footer>
</body>
</html>
"""
    return content.encode()


def edition() -> str:
    """Which edition this is: the day its database was built. The same database gives the same words."""
    built = queries.built_at()
    return f"{text.japanese_date(built)}{built:%H時%M分}に作成したデータベースの版"


class Cell(NamedTuple):
    """HTML of a cell, and the attributes of its tag with a blank before them."""

    content: str
    attributes: str = ""


def table(headings: Sequence[str], rows: Iterable[Sequence[Cell | str]], look: str, caption: str) -> str:
    """A table, the first cell of each row its heading. A text stands for a cell without attributes. look: its class. caption: what it is."""
    head = "".join(f"<th>{one}" for one in headings)
    body = "".join(f"<tr><th>{_content(first)}{''.join(map(_cell, cells))}" for first, *cells in rows)
    return (
        f'<div class=wide role=region tabindex=0 aria-label="{escape(caption)}"><table class={look}>'
        f"<caption>{escape(caption)}</caption><thead><tr>{head}<tbody>{body}</table></div>"
    )


def _cell(cell: Cell | str) -> str:
    return f"<td{'' if isinstance(cell, str) else cell.attributes}>{_content(cell)}"


def _content(cell: Cell | str) -> str:
    return cell if isinstance(cell, str) else cell.content


def sources_list(source_ids: Sequence[str], top: str) -> str:
    """The numbered 出典 of a page; a table refers to them by number (`#s1`)."""
    rows = {row.source_id: row for row in queries.sources(list(source_ids)).itertuples()}
    lines = "".join(
        f"<li id=s{at}><a href={top}sources.html#{one}>{'' if rows[one].is_official else '【非公式】'}{escape(rows[one].attribution)}</a>"
        f"（{_when(rows[one].as_of)}、{escape(rows[one].licence)}）"
        for at, one in enumerate(source_ids, 1)
    )
    return f"<ol class=sources>{lines}</ol>"


def _when(day: pd.Timestamp) -> str:
    return f"{text.japanese_date(day)}現在"


def _way(page: Page, file: str, name: str) -> str:
    here = " aria-current=page" if page.file == file else ""
    return f'<a href="{page.top}{file}"{here}>{name}</a>'
