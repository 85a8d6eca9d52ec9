"""実施ステップ: what to do, in which order, who does it, and a draft of the policy."""

import streamlit as st

from dashboard.shared import notes, place_facts
from pages.steps import sections

st.title("実施ステップ")
st.markdown(
    "準備から評価まで、STEP 0〜6 の「すること」を一覧にしました。担当と期限を書き込み、ファイルに保存して続けられます。「群マネの実施方針（案）」も作れます。"
)

brought, by_step, steps = sections.begin()

st.header("することの一覧", divider="gray")
sections.one_step(by_step, steps)
st.header("進み具合", divider="gray")
counted = sections.overview(brought, by_step, steps)

st.header("群マネの実施方針（案）", divider="gray")
codes = place_facts.pick_members()
if codes:
    place_facts.show(codes, key="facts")
sections.policy()
sections.drafts(brought, codes, counted)

st.header("保存", divider="gray")
sections.save(brought, by_step, counted)
notes.source_line(["handbook", "step_tasks"])
