"""対応状況: what residents report and crews do, of several bodies, on one map; what could be done together?"""

import streamlit as st

from pages.requests import access, desk, export, intake, listing, places, results, together

st.title("対応状況")
st.markdown(
    "道路などの通報・巡回・作業を、複数の団体で並べて見ます。対応の進み具合、日数、くり返し、団体をまたいで一緒に回れる作業が分かります。"
)

own_desk = access.desk()
if own_desk is not None:
    access.signed(own_desk)
    view = desk.view(own_desk)
    if view != desk.BOARD:
        desk.show(own_desk, view)
        st.stop()
brought = intake.bring() if own_desk is None else desk.rows(own_desk)
if brought is None:
    st.stop()
if brought.tables["requests"].empty:
    st.info("取り込める行がありません。", icon=":material/inbox:")
    st.stop()
chosen = intake.choose(brought)
if chosen.rows.empty:
    st.info("条件に合う件がありません。条件か時点を変えてください。", icon=":material/filter_alt_off:")
    st.stop()
results.totals(chosen)

st.header("進み具合", divider="gray")
results.progress(chosen)

st.header("地図", divider="gray")
around = results.outlines(chosen)
rounded = results.on_map(chosen, around)

st.header("完了までの日数", divider="gray")
results.days(chosen)

st.header("未完了と期限超過", divider="gray")
results.still_open(chosen)
listing.rows(chosen)

st.header("班・会社ごと", divider="gray")
listing.crews(chosen)

st.header("同じ場所のくり返し", divider="gray")
places.repeats(chosen)

st.header("件数の多い所", divider="gray")
places.hot_spots(chosen)

st.header("月と種類", divider="gray")
places.calendar(chosen)

st.header("一緒に回れる作業", divider="gray")
found = together.trips(chosen, around)

st.header("契約の型を並べる", divider="gray")
contracts = together.contracts(chosen)

st.header("持ち帰る", divider="gray")
export.take_away(chosen, found, contracts, rounded)
