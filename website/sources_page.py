"""出典: whose the numbers are, under which terms, as of when, and how many municipalities each metric covers."""

from html import escape

import pandas as pd

from analysis import dates
from dashboard import queries
from dashboard.shared import text
from website import layout
from website.layout import Page


def page() -> Page:
    sources = queries.sources()
    body = f"""<h1>出典</h1>
<p>{escape(layout.edition())}です。すべての数値は、次の{len(sources)}件の資料から作っています。公表値（資料の値）、算出値（資料の値から計算した値）、推計を区別しています。</p>
<h2>資料</h2>
{"".join(map(_source, sources.itertuples()))}
<h2>指標の収録状況</h2>
{_coverage()}"""
    return Page("sources.html", "出典", body)


def _source(source) -> str:
    """One source: what it is, whose, as of when, its terms and how it is named."""
    mark = "" if source.is_official else "【非公式】"
    facts = {
        "公表者": escape(source.publisher),
        "収録範囲": escape(source.covers_ja),
        "時点": f"{text.japanese_date(source.as_of)}現在（取得 {text.japanese_date(source.retrieved)}）",
        "行数": f"{source.rows:,}行（{source.editions}版、1行＝{escape(source.unit_of_row)}）",
        "利用条件": _link(source.licence_url, source.licence),
        "掲載ページ": _link(source.page, source.page),
        "出典の書き方": escape(source.attribution),
    }
    newer = "".join(f"<dt>より新しい公表<dd>{_newer(one)}" for one in _newer_of(source.source_id))
    listed = "".join(f"<dt>{name}<dd>{content}" for name, content in facts.items()) + newer
    notes = "".join(f"<p class=note>※ {escape(note)}" for note in source.notes_ja)
    return f"<section id={source.source_id}><h3>{mark}{escape(source.title_ja)}</h3><dl>{listed}</dl>{notes}</section>"


def _newer_of(source_id: str) -> list:
    """Official editions that are known to exist and are not loaded, each page once."""
    return list(queries.newer_editions([source_id]).drop_duplicates("page").itertuples())


def _newer(edition) -> str:
    published = "" if pd.isna(edition.published) else f"（{text.japanese_date(edition.published)}公表）"
    return f"{_link(edition.page, edition.edition_ja)}{published}は未収録です。"


def _link(address: str | None, words: str) -> str:
    return f'<a href="{escape(address)}" rel=noreferrer>{escape(words)}</a>' if address else escape(words)


def _coverage() -> str:
    """Every metric and fact: its unit, kind and newest date, how many of the 1,741 have a value, whose it is."""
    titles = queries.sources().set_index("source_id")["title_ja"]
    rows = [
        (
            escape(metric.label_ja),
            escape(text.shown_unit(metric.unit)),
            text.BASIS[metric.basis],
            dates.written(metric.latest_as_of, metric.is_fiscal_year) or "未収録",
            f"{metric.municipalities_covered:,}",
            "、".join(
                f'<a href="#{one}">{escape(titles[one])}</a>' for one in metric.sources if one in titles
            ),
        )
        for metric in queries.offered_metrics().itertuples()
    ]
    headings = ["指標", "単位", "値の種類", "最新の時点", "収録（1,741中）", "出典"]
    return layout.table(headings, rows, "coverage", "指標の収録状況")
