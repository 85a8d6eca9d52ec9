"""自治体カルテ: one place on one page."""

import streamlit as st

from dashboard import profile_page, profiles, ui

st.title("自治体カルテ")
st.html(profile_page.PRINT)
told = profile_page.pick()
if told is None:
    profile_page.invite()
else:
    profile_page.head(told)
    profile_page.files(told)
    profile_page.body(told)
    profile_page.next_steps(told)
    ui.source_line([*told.source_ids, *profiles.STEP_SOURCES])
