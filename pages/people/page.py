"""人の群マネ: who helps, who trains, who else is in it?"""

import pandas as pd
import streamlit as st

from dashboard.shared import controls, fact_search
from japan import calendar
from pages.people import advisers, consultation, sections

st.title("人の群マネ")
st.markdown("技術者どうしが「群」になって支え合うために、だれに相談し、どこで学び、だれとつながれるか。")

prefecture, muni = controls.pick_place()
fact_search.show(
    fact_search.ask("窓口・資格・研修・勉強会などの言葉（例：KOSEN、長崎、12月）"),
    here="人の群マネ",
    title="見つかったこと",
)

st.header("1. 相談する", divider="gray")
sections.desks(prefecture)

st.header("2. アドバイザーを探し、相談票をつくる", divider="gray")
question = advisers.ask(muni)
rows = advisers.register()
if muni is None:
    st.info("市区町村を選ぶと、要りそうな助言と相談票を示します。", icon=":material/contact_page:")
else:
    language = None if rows is None else advisers.pick_language(rows)
    need = advisers.need_of(muni, question, language)
    advisers.say_need(muni, need)
    found = pd.DataFrame() if rows is None else advisers.candidates(rows, need)
    if rows is not None:
        advisers.show_candidates(muni, found, advisers.is_example())
    st.subheader(f"{muni['municipality_name']}の相談票")
    consultation.take_away(consultation.made(muni, question, need, found))

st.header("3. 相談のその後", divider="gray")
consultation.record(calendar.today())

st.header("4. どこに、どの助言が要るか", divider="gray")
advisers.needs_map(prefecture, rows)

st.header("5. 学ぶ、認める、つながる", divider="gray")
sections.programmes(prefecture)

st.header("6. 検討されていること", divider="gray")
sections.open_questions()

st.header("7. インフラメンテナンス国民会議は大きくなった", divider="gray")
st.markdown(sections.growth())
sections.council()

st.header("8. 手引きの勉強会", divider="gray")
sections.seminars()
