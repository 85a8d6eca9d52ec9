"""What surrounds every page: language of the document, look, and clear messages where a page cannot be shown."""

import json
import logging
import time
from collections.abc import Mapping, Sequence
from urllib.parse import quote

import streamlit as st
from starlette.formparsers import MultiPartParser
from streamlit.navigation.page import StreamlitPage
from streamlit.runtime.pages_manager import PagesManager
from streamlit.runtime.scriptrunner import get_script_run_ctx

from dashboard.runtime import (
    component,
    failures,
    menu,
    no_lookup,
    place,
    rebuilding,
    run_lock,
    share,
    upload_limits,
)
from dashboard.runtime.db import NoDatabase
from dashboard.shared import controls, finder, product, terms

STYLE = """
<style>
/* room at the top is for the title, not for an empty toolbar */
.stMainBlockContainer { padding: 1.5rem 3rem 3rem; max-width: 1480px; }
h1 { font-size: 1.75rem !important; padding-bottom: .2rem !important; }
h2 { font-size: 1.3rem !important; }
h3 { font-size: 1.12rem !important; }
/* dates and sources are small, never faint */
[data-testid="stCaptionContainer"], [data-testid="stCaptionContainer"] * { color: #4A4F59 !important; opacity: 1 !important; }
[data-testid="stCaptionContainer"] a { color: #0017C1 !important; }
[data-testid="stMetricValue"] { font-size: 1.9rem; }
/* where the keyboard is; fields show it by their border */
:focus-visible:not(input, textarea) { outline: 3px solid #0031d8 !important; outline-offset: 1px; }
main:focus-visible { outline-offset: -3px; }
/* English, and its download lacks the source: our own buttons stand under every table */
[data-testid="stElementToolbar"] { display: none; }
.st-key-unknown:has(.stAlert) { margin-top: 1.6rem; }
[data-icon]::before { content: attr(data-icon); font: 1.1rem/1 "Material Symbols Rounded"; width: 1.1rem; overflow: hidden; white-space: nowrap; flex: none; }
/* a fold of the browser's own, as Streamlit's look */
.fold { border: 1px solid #D5D9E2; border-radius: .25rem; }
.fold + .fold { margin-top: .6rem; }
.fold summary { display: flex; gap: .5rem; align-items: center; padding: .5rem .75rem; font-size: .875rem; cursor: pointer; }
.fold[open] > [data-icon=chevron_right]::before { transform: rotate(90deg); }
.fold summary:hover { color: #0017C1; }
.fold > :not(summary) { margin: .4rem 1rem; font-size: .93rem; }
.fold ul { padding-left: 1.2rem; }
.case :is(h2, h3) { margin: 0; padding: 0 0 .3rem; }
.case p { margin: 0 0 .5rem; }
.case .small { font-size: .88rem; color: #4A4F59; margin: 0; }
.badge { display: inline-block; padding: 0 .4rem; margin-right: .25rem; border-radius: .25rem; font-size: .85rem; background: #EEF0F4; color: #31333F; }
.badge.first { background: #E3EDFD; color: #0017C1; }
/* a short table */
.written { overflow-x: auto; }
.written table { width: 100%; border-collapse: collapse; font-size: .9rem; }
.written :is(th, td) { padding: .3rem .5rem; border: 0; border-bottom: 1px solid #e0e3e8; text-align: left; vertical-align: middle; white-space: nowrap; }
.written th { color: #4A4F59; font-weight: 400; }
.written.wrapped td:nth-child(-n+2) { min-width: 8.5rem; white-space: normal; }
.written td.long { min-width: 10rem; white-space: normal; }
.written .number { text-align: right; font-variant-numeric: tabular-nums; }
@media (max-width: 640px) {
  .stMainBlockContainer { padding: 3.4rem .9rem 2rem; }
  h1 { font-size: 1.35rem !important; }
  /* a table of sentences is moved sideways rather than written downwards */
  [data-testid="stTable"] { overflow-x: auto; }
  [data-testid="stTable"] table { min-width: 44rem; }
}
@media print {
  @page { size: A4 portrait; margin: 11mm; }
  .written td.long { min-width: 0; }
  /* paper does not scroll: all of the page, without what is only pressed */
  .stApp, .stMain, [data-testid="stAppViewContainer"], [data-testid="stAppViewContainer"] > div { position: static !important;
    overflow: visible !important; height: auto !important; display: block !important; }
  [data-testid="stSidebar"], [data-testid="stHeader"], [data-testid="stStatusWidget"], [data-testid="stToolbar"], .stButton, .stDownloadButton,
  .stPageLink, .stLinkButton, .stFileUploader, .st-key-screen_only, .st-key-pick_muni, .key-figures:not(:has(.name)),
  .stExpander:has(> details:not([open])), .fold:not([open]) { display: none !important; }
  /* as wide as the page is on a screen: nothing is cut off */
  .stMainBlockContainer { padding: 0 !important; max-width: none !important; zoom: .68; }
  .stVerticalBlock > * { flex-shrink: 0 !important; }
  .stElementContainer:has(.stBidiComponent), .stBidiComponent, [data-testid^="stBidiComponent"], [data-testid="stBidiComponentRegular"] > div,
  [data-testid="stBidiComponentRegular"] > div > div { height: auto !important; overflow: visible !important; }
  .stBidiComponent, .stDeckGlJsonChart, .stHorizontalBlock { break-inside: avoid; }
  .stDeckGlJsonChart button { display: none; }
  h1, h2, h3, h4, .stElementContainer:has(h2, h3) { break-after: avoid; }
}
</style>
"""
WATCH_SECONDS = 0.3

# The web server would put what is uploaded into a temporary file from 1 MB on; with 0 it stays in memory whatever its size.
MultiPartParser.spool_max_size = 0
# Streamlit's own words, and what its elements are to a screen reader, are mended in the browser: static/frame.js.
LANGUAGE = (
    "<script>document.documentElement.lang = 'ja'; "
    f"import(new URL('app/static/frame.js?{component.version()}', document.baseURI))</script>"
)


def begin() -> None:
    """Name the product; call before st.navigation.

    Until that has run once in a server, Streamlit takes the folder pages/ for its old page format and answers a deep link with
    "Page not found"; the one reader who meets this gets the page again.
    """
    no_lookup.install()
    failures.install()
    st.set_page_config(page_title=product.NAME, page_icon=product.ICON, layout="wide")
    st.logo(product.LOGO, size="large")
    context = get_script_run_ctx()
    wanted = context.pages_manager.intended_page_name
    if PagesManager.uses_pages_directory and wanted:
        PagesManager.uses_pages_directory = False
        address = json.dumps(f"{quote(wanted)}?{context.query_string}").replace("<", "")
        st.html(
            f"<script>location.replace(new URL({address}, document.baseURI))</script>",
            unsafe_allow_javascript=True,
        )
        st.stop()


@run_lock.serialised
def show(page: StreamlitPage, sections: Mapping[str, Sequence[StreamlitPage]]) -> None:
    """Run a page of those there are, by section, inside the frame; what goes wrong is logged, and reported in Japanese."""
    st.set_page_config(page_title=f"{page.title}｜{product.NAME}")
    st.html(STYLE)
    st.html(LANGUAGE, unsafe_allow_javascript=True)
    menu.show(sections, page)
    try:
        with share.corner():
            finder.search({one.url_path: one for pages in sections.values() for one in pages})
            share.button()
            terms.explain()
        place.report_in(st.container(key="unknown"), page.url_path)
        controls.carry_place()
        failures.show_no_page(page)
        if refusal := upload_limits.refusal():
            st.error(refusal, icon=":material/block:")
        page.run()
        share.single_chart()
    except NoDatabase:
        _rebuild()
    except Exception as problem:
        logging.getLogger(__name__).exception("page %s failed", page.url_path)
        failures.show(problem)


def _rebuild() -> None:
    """Report that the database is being prepared, rebuild it, and show the page; or say so where that did not help."""
    message = st.warning(
        "データベースを用意しています。終わると画面が表示されます。",
        icon=":material/database:",
    )
    rebuild = rebuilding.begun()
    if not rebuild.is_over:
        bar = st.progress(0.0)
        while not rebuild.is_over:
            if now := rebuild.progress:
                bar.progress(now.done / now.of, f"{now.step} {now.done}/{now.of}")
            time.sleep(WATCH_SECONDS)
        bar.empty()
        if not rebuild.problem:
            st.rerun()
    message.error(failures.NO_DATABASE, icon=":material/database:")
