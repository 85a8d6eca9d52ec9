"""実施ステップ: what to do, in which order, who does it, and a draft of the policy."""

import streamlit as st

from dashboard import queries
from dashboard.shared import notes, place_facts, scenarios
from pages.steps import checklist, draft

st.title("実施ステップ")
st.markdown(
    "準備から評価まで、STEP 0〜6 の「すること」を一覧にしました。担当と期限を書き込み、ファイルに保存して続けられます。「群マネの実施方針（案）」も作れます。"
)

brought, by_step, steps = checklist.begin()

st.header("することの一覧", divider="gray")
checklist.one_step(by_step, steps)
st.header("進み具合", divider="gray")
counted = checklist.overview(brought, by_step, steps)

st.header("群マネの実施方針（案）", divider="gray")
held = scenarios.in_use("steps")
codes = place_facts.pick_members() if held is None else []
if codes:
    place_facts.show(codes, key="facts")
    held = scenarios.of_members(codes)
checklist.policy()
draft.files(brought, codes, held, counted)

st.header("保存", divider="gray")
checklist.save(brought, by_step, counted)
notes.source_line(queries.sources_of("handbook", "step_tasks"))
