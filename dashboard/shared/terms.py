"""Terms of the glossary explained where a page uses them first: in its lead, its headings and captions (static/terms.js)."""

from dashboard.runtime.cache import cached, read
from dashboard.runtime.component import component, packed

HTML = """
<style>
.st-key-terms { display: none; }
.term { border-radius: 2px; text-decoration: underline dotted 1.5px #5d6470; text-underline-offset: .22em; cursor: help; }
.term_meaning { position: fixed; inset: auto; box-sizing: border-box; max-width: min(26em, calc(100vw - 16px)); margin: 0; padding: 8px 12px;
  border: 1px solid #b4bac4; border-radius: 6px; background: #fff; color: #1a1a1c; font-size: 14px; line-height: 1.55; box-shadow: 0 3px 12px #0003; }
.term_meaning b { display: block; }
@media print { .term { text-decoration: none; } .term_meaning { display: none; } }
</style>
<i hidden></i>
"""

_mount = component("terms", HTML, isolate_styles=False)


def explain() -> None:
    """Mark the terms of this page; the pointer, the keyboard or a touch shows what each means."""
    _mount(key="terms", data=_meanings())


def spellings(term: str) -> list[str]:
    """「判定区分Ⅲ（早期措置段階）」 is written 判定区分Ⅲ; of two terms in one entry, 「土木技師・建築技師」, each stands alone."""
    return term.partition("（")[0].split("・")


@cached
def _meanings() -> bytes:
    """Each spelling with the term, its reading and what it means, the longest spelling first."""
    rows = [
        [spelling, row.term, row.reading, row.meaning_ja]
        for row in read("from glossary").itertuples()
        for spelling in spellings(row.term)
    ]
    rows.sort(key=lambda row: -len(row[0]))
    return packed(rows)
