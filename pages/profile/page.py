"""自治体カルテ: one place on one page."""

import streamlit as st

from dashboard.shared import notes
from pages.profile import next_steps, sections

st.title("自治体カルテ")
st.html(sections.PRINT)
profile = sections.pick()
if profile is None:
    sections.invite()
else:
    sections.head(profile)
    sections.files(profile)
    sections.body(profile)
    sections.points(profile)
    sections.ahead(profile)
    sections.next_steps(profile)
    notes.source_line([*profile.source_ids, *next_steps.source_ids()])
