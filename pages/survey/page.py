"""アンケート: compose a questionnaire, hand it out, read the answers back."""

import streamlit as st

from pages.survey import answers, export, questionnaire, results
from pages.survey import queries as own_queries

st.title("アンケート")
st.markdown(
    "事業者・ほかの部署・住民に、参加の意向や不安、条件を聞きます。設問を選んで調査票を作り、集まった回答をその場で集計します。"
)

st.header("1　調査票を作る", divider="gray")
asked = questionnaire.compose()

st.header("2　配る", divider="gray")
if asked.empty:
    st.info("設問を選ぶと、調査票と回答の表を作れます。", icon=":material/edit_note:")
else:
    questionnaire.hand_out(asked)

st.header("3　集計する", divider="gray")
known = own_queries.survey_questions() if asked.empty else asked
rounds = answers.bring_answers(known)
if not rounds:
    st.info(
        "回答のファイルを読み込むか、「架空の回答で試す」を選んでください。", icon=":material/upload_file:"
    )
    st.stop()
questions, by_round = answers.matched(rounds, known)
if questions.empty:
    st.warning(
        "質問と合う列がありません。調査票を読み込むか、列の見出しを質問の文にしてください。",
        icon=":material/warning:",
    )
    st.stop()
shown = results.tallies(questions, by_round)

st.header("4　クロス集計", divider="gray")
results.crossed(questions, by_round[shown])

st.header("5　回を比べる", divider="gray")
results.compared(questions, by_round)
export.take_away(questions, by_round, shown)
