"""用語集: the terms of the field, from the one glossary file."""

import streamlit as st

from dashboard.runtime import place
from pages.glossary import queries as own_queries

st.title("用語集")

terms = own_queries.glossary()
wanted = place.write("探す", "q", placeholder="言葉の一部を入力")
if wanted:
    hit = terms[["term", "reading", "meaning_ja", "english"]].apply(
        lambda column: column.str.contains(wanted, case=False, regex=False)
    )
    terms = terms[hit.any(axis=1)]
if terms.empty:
    st.info("見つかりません。別の言葉で探してください。", icon=":material/search_off:")
for group, members in terms.groupby("group", sort=False):
    st.header(group, divider="gray")
    for term in members.sort_values("reading").itertuples():
        st.markdown(f"**{term.term}**（{term.reading}）  \n{term.meaning_ja}")
