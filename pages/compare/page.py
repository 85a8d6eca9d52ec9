"""比較: municipalities and groups side by side."""

import streamlit as st

from pages.compare import sections

st.title("比較")
compared = sections.pick()
if len(compared) < 2:
    st.info(
        "2〜8の市区町村を選ぶと、指標ごとに並べて比べます。「群の編成」で選んだ群も、1つの団体として加えられます。",
        icon=":material/touch_app:",
    )
else:
    sections.show(compared)
