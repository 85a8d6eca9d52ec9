"""Sharing a view: buttons that copy its address and print it, charts without choices for another page (?embed=true), a single chart (#<key>)."""

import re
from contextlib import AbstractContextManager
from urllib.parse import urlencode

import streamlit as st

HTML = """
<style>
.share { display: inline-flex; align-items: center; gap: .4em; padding: .3em .8em; border: 1px solid #d5d9e2; border-radius: 6px;
  background: #fff; color: #1a1a1c; font: inherit; font-size: 14px; cursor: pointer; white-space: nowrap; }
.share:hover { background: #e8f1fe; }
.share:focus-visible { outline: 3px solid #0031d8; }
.share svg { width: 15px; fill: none; stroke: currentColor; stroke-width: 1.6; }
@media print { .share { display: none; } }
</style>
<button type="button" class="share" title="いまの選択まで含めたアドレスをコピーします">
  <svg viewBox="0 0 16 16"><path d="M6.5 9.5l3-3M7 4.5l1.5-1.5a3 3 0 0 1 4.5 4.5L11.5 9M9 11.500l-1.500 1.500a3 3 0 0 1-4.500-4.500L4.500 7"/></svg>
  <span aria-live="polite">リンクをコピー</span>
</button>
<button type="button" class="share print" title="図をすべて描いてから、A4で印刷します" aria-label="印刷">
  <svg viewBox="0 0 16 16"><path d="M4.500 6V2h7v4M4.500 11.500H2V6h12v5.500h-2.500M4.500 9.500h7V14h-7z"/></svg>
</button>
"""
# navigator.clipboard is there only under https; offices without it have the older way.
# What is not in sight is not drawn: before printing, by the button or Ctrl+P, all is.
JS = """
export default function ({ parentElement }) {
  const button = parentElement.querySelector('.share');
  const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));
  const isDrawn = (component) => {
    const drawing = (component.shadowRoot ?? component).querySelector('[data-state]');
    return !drawing?.checkVisibility() || ['ready', 'failed'].includes(drawing.dataset.state);
  };
  const print = async () => {
    const latest = performance.now() + 30_000;
    do {
      const drawn = [];
      window.dispatchEvent(new CustomEvent('prepareprint', { detail: drawn }));
      await Promise.race([Promise.allSettled(drawn), pause(latest - performance.now())]);
      await pause(100);
      // What the page has only just received may not have heard it.
    } while (performance.now() < latest && ![...document.querySelectorAll('[data-testid^=stBidiComponent]')].every(isDrawn));
    window.print();
  };
  const byKey = (event) => {
    if (event.key.toLowerCase() !== 'p' || !(event.ctrlKey || event.metaKey) || event.shiftKey || event.altKey) return;
    event.preventDefault();
    print();
  };
  parentElement.querySelector('.print').onclick = print;
  // Streamlit calls this again with every run, and what it returns only at the end.
  button.forget?.();
  button.forget = () => window.removeEventListener('keydown', byKey);
  window.addEventListener('keydown', byKey);
  const label = button.querySelector('span');
  const byHand = (text) => {
    const field = document.createElement('textarea');
    field.value = text;
    document.body.append(field);
    field.select();
    const done = document.execCommand('copy');
    field.remove();
    return done;
  };
  button.onclick = async () => {
    const address = location.href.replaceAll('%2C', ',');
    const done = window.isSecureContext && navigator.clipboard
      ? await navigator.clipboard.writeText(address).then(() => true, () => byHand(address))
      : byHand(address);
    label.textContent = done ? 'コピーしました' : 'コピーできません';
    setTimeout(() => { label.textContent = 'リンクをコピー'; }, 2000);
  };
  return button.forget;
}
"""
PLACED = """
<style>
.st-key-corner { position: absolute; top: .2rem; right: 0; width: auto !important; z-index: 5; }
.st-key-corner { gap: .5rem !important; justify-content: flex-end; }
.st-key-search { width: 19rem !important; }
.st-key-share_button { width: auto !important; flex: 0 0 auto !important; }
.stMainBlockContainer > .stVerticalBlock, .stMainBlockContainer > div > .stVerticalBlock { position: relative; }
@media (max-width: 1000px) {
  .st-key-corner { position: static; width: 100% !important; flex-wrap: nowrap !important; }
  .st-key-search { flex: 1 1 auto !important; width: auto !important; min-width: 0 !important; }
}
@media print { .st-key-corner { display: none; } }
</style>
"""
HIDDEN = "<style>.st-key-corner { display: none; }</style>"
BARE = """
<style>
[data-testid="stSidebar"], [data-testid="stHeader"] { display: none !important; }
.stMainBlockContainer { padding: .5rem .8rem !important; }
</style>
"""
CHARTS = """
<style>
.stSelectbox, .stMultiSelect, .stRadio, .stTextInput, .stNumberInput, .stSlider, .stCheckbox, .stToggle, .stButton, .stButtonGroup,
.stDownloadButton, .stPageLink, .stFileUploader, .stAlert, .st-key-screen_only, [class*="st-key-pick_"], .stExpander:not(:has(.plot, .stPlotlyChart)) {
  display: none !important; }
</style>
<script>
{
  const key = location.hash.slice(1);
  if (/^[a-z0-9_]{1,40}$/.test(key)) {
    const address = new URL(location.href);
    address.searchParams.set('only', key);
    address.hash = '';
    location.replace(address);
  }
}
</script>
"""
# Beside the chart: the title before it, the date and kind after it, and the sources, which are the captions with links; these stand last,
# wherever the page has them, so that the title and the chart come first.
SINGLE = """
<style>
.stMainBlockContainer .stElementContainer:not(.st-key-KEY, .st-key-KEY *, .st-key-whole *, :has(+ .st-key-KEY),
  :has(h2, h3):has(+ * + .st-key-KEY), :has(h2, h3):has(+ [data-testid="stLayoutWrapper"] .st-key-KEY),
  [data-testid="stLayoutWrapper"]:has(.st-key-KEY) + :has([data-testid="stCaptionContainer"]),
  .st-key-KEY + *, :has([data-testid="stCaptionContainer"] a)),
.stMainBlockContainer .stExpander:not(.st-key-KEY, .st-key-KEY *, :has(.st-key-KEY)),
.stMainBlockContainer .stColumn:not(.st-key-KEY *, :has(.st-key-KEY)) { display: none !important; }
.stMainBlockContainer .stColumn:has(.st-key-KEY) { flex: 1 1 100% !important; }
.stMainBlockContainer [data-testid="stLayoutWrapper"]:not(.st-key-KEY *, :has(.st-key-KEY, .st-key-whole)) { display: none !important; }
.stMainBlockContainer .stVerticalBlock { gap: .4rem !important; }
.stElementContainer:has([data-testid="stCaptionContainer"] a) { order: 2; }
.stElementContainer:has([data-testid="stCaptionContainer"] a) p { font-size: 12px; line-height: 1.4; }
:has(> .st-key-whole) { order: 3; }
.stElementContainer:has(.key-figures) { display: none !important; }
</style>
"""

_mount = st.components.v2.component("share", html=HTML, js=JS)


def corner() -> AbstractContextManager:
    """The corner of the page, for what is there on every page; inside another page nothing of it is to be seen."""
    st.html(HIDDEN if st.context.is_embedded or _only() else PLACED)
    return st.container(key="corner", horizontal=True)


def button() -> None:
    """A small button that copies the address with all that is chosen."""
    _mount(key="share_button")


def single_chart() -> None:
    """Inside another page (?embed=true) leave out what is there to choose; where the address asks for one chart, map or table
    (?only=<its key>, or #<its key>), leave out all but its title, date and sources, and say where the whole stands."""
    key = _only()
    if not (st.context.is_embedded or key):
        return
    st.html(BARE)
    if key is None:
        st.html(CHARTS, unsafe_allow_javascript=True)
        return
    st.html(SINGLE.replace("KEY", key))
    rest = {name: code for name, code in st.query_params.items() if name not in ("only", "embed")}
    page = st.context.url or ""
    address = page + (f"?{urlencode(rest, safe=',')}" if rest else "")
    with st.container(key="whole"):
        st.caption(f"[注記と表は元の画面にあります]({address})")


def is_shown(prefix: str) -> bool:
    """Whether a part of a page whose keys begin so is asked for: the whole page is, or one chart of it."""
    key = _only()
    return key is None or key.startswith(prefix)


def _only() -> str | None:
    """The key of the one chart, map or table the address asks for, if it can be a key."""
    asked = st.query_params.get("only", "")
    return asked if re.fullmatch(r"[a-z0-9_]{1,40}", asked) else None
