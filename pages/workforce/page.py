"""現状把握: who works here, how many remain, and what do their hours go to?"""

import streamlit as st

from pages.workforce import export, outlook, results

st.title("現状把握")
st.markdown(
    "職員の年齢構成と20年の見通し、業務時間の理想と実際を、部署や市区町村で並べて見ます。手引きの「①現状把握ツール」に当たります。"
)

brought = results.bring()
if brought is None:
    st.stop()
staff, hours = results.enter()
staff, hours, by = results.pick(staff, hours)
ahead = None

if len(staff):
    st.header("年齢構成", divider="gray")
    results.ages(staff, by)

    st.header("20年の見通し（推計）", divider="gray")
    left, right = st.columns([1, 2], gap="large")
    with left:
        ahead = outlook.assume(brought, staff)
    with right:
        if len(ahead.engineers):
            outlook.draw(ahead)
            st.subheader("今いる職員のうち、残る人数")
            outlook.remaining(ahead, by)
        else:
            st.info("対象の職種を選んでください。", icon=":material/touch_app:")

if len(hours):
    st.header("業務時間の理想と実際", divider="gray")
    results.hours(hours, by)

if len(staff) or len(hours):
    st.header("持ち帰る", divider="gray")
    export.take_away(brought, staff, hours, by, ahead)
else:
    st.info("職員か業務時間を入力すると、ここに結果が出ます。", icon=":material/edit:")
