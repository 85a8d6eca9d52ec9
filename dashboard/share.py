"""Sharing a view: a button that copies its address, and one chart alone for another page (?embed=true&only=<key>)."""

import re
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
"""
# navigator.clipboard is there only under https; offices without it have the older way.
JS = """
export default function ({ parentElement }) {
  const button = parentElement.querySelector('.share');
  const said = button.querySelector('span');
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
    said.textContent = done ? 'コピーしました' : 'コピーできません';
    setTimeout(() => { said.textContent = 'リンクをコピー'; }, 2000);
  };
}
"""
PLACED = """
<style>
.st-key-share { position: absolute; top: .2rem; right: 0; width: auto !important; z-index: 5; }
.stMainBlockContainer > .stVerticalBlock, .stMainBlockContainer > div > .stVerticalBlock { position: relative; }
@media (max-width: 640px) { .st-key-share { position: static; align-items: flex-end; } }
@media print { .st-key-share { display: none; } }
</style>
"""
ALONE = """
<style>
[data-testid="stSidebar"], [data-testid="stHeader"] { display: none !important; }
.stMainBlockContainer .stElementContainer:not(.st-key-KEY, .st-key-KEY *, .st-key-whole *),
.stMainBlockContainer .stExpander:not(.st-key-KEY, .st-key-KEY *, :has(.st-key-KEY)),
.stMainBlockContainer .stColumn:not(.st-key-KEY *, :has(.st-key-KEY)) { display: none !important; }
.stMainBlockContainer .stColumn:has(.st-key-KEY) { flex: 1 1 100% !important; }
</style>
"""

_mount = st.components.v2.component("share", html=HTML, js=JS)


def button() -> None:
    """A small button in the corner of the page that copies the address with all that is chosen; none where only one chart is shown."""
    if _only() is None:
        st.html(PLACED)
        with st.container(key="share"):
            _mount(key="share_button")


def alone() -> None:
    """Where the address asks for one chart, map or table (?only=<its key>), hide the rest and say where its sources stand."""
    key = _only()
    if key is None:
        return
    st.html(ALONE.replace("KEY", key))
    rest = {name: code for name, code in st.query_params.items() if name not in ("only", "embed")}
    page = st.context.url or ""
    address = page + (f"?{urlencode(rest, safe=',')}" if rest else "")
    with st.container(key="whole"):
        st.caption(f"[出典・時点・注記は元の画面にあります]({address})")


def _only() -> str | None:
    """The key of what alone is asked for, if it can be one."""
    asked = st.query_params.get("only", "")
    return asked if re.fullmatch(r"[a-z0-9_]{1,40}", asked) else None
