"""人の群マネ: who helps, who trains, who else is in it?"""

import streamlit as st

from dashboard.shared import controls, fact_search
from pages.people import sections

st.title("人の群マネ")
st.markdown("技術者どうしが「群」になって支え合うために、だれに相談し、どこで学び、だれとつながれるか。")

prefecture, _ = controls.pick_place()
fact_search.show(
    fact_search.ask("窓口・資格・研修・勉強会などの言葉（例：KOSEN、長崎、12月）"),
    here="人の群マネ",
    title="見つかったこと",
)

st.header("1. 相談する", divider="gray")
sections.desks(prefecture)

st.header("2. 学ぶ、認める、つながる", divider="gray")
sections.programmes(prefecture)

st.header("3. 検討されていること", divider="gray")
sections.open_questions()

st.header("4. インフラメンテナンス国民会議は大きくなった", divider="gray")
st.markdown(sections.growth())
sections.council()

st.header("5. 手引きの勉強会", divider="gray")
sections.seminars()
