"""自治体カルテ: one place on one page."""

import streamlit as st

from dashboard.shared import notes
from pages.profile import facts, sections

st.title("自治体カルテ")
st.html(sections.PRINT)
told = sections.pick()
if told is None:
    sections.invite()
else:
    sections.head(told)
    sections.files(told)
    sections.body(told)
    sections.next_steps(told)
    notes.source_line([*told.source_ids, *facts.STEP_SOURCES])
