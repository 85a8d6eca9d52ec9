"""担い手×老朽化: where do few staff and unsound or old facilities meet?"""

import streamlit as st

from analysis import ageing
from dashboard.shared import controls, municipality_card, plot
from pages.gap import charts, sections

st.title("担い手×老朽化")
st.markdown(
    "職員に対して施設が多く、しかも施設の傷みや古さが進んでいる市区町村はどこか。**どちらも重い**場所ほど、一つの自治体での管理が難しくなります。"
)

prefecture, muni = controls.pick_place()
left, middle, right = st.columns([1, 1, 1.4])
with left:
    burden = sections.pick_burden()
with middle:
    need = sections.pick_need()
places = sections.both(burden, need)
places["both_rank"] = ageing.both_rank(places["x"], places["y"])
with right:
    of_kind = controls.pick_kind(places)
scope = places[of_kind & controls.in_prefecture(places, prefecture)]
where = "全国" if prefecture is None else prefecture["prefecture_name"]

st.subheader(f"2つの指標を重ねた地図　{where}")
sections.draw_map(places, of_kind, burden, need, prefecture, muni)
sections.show_notes(places, burden, need)

st.subheader(f"散布図　{where}")
if scope["both_rank"].notna().any():
    plot.draw(charts.quadrants(scope, burden, need, muni), key="quadrants", alt="2つの指標の散布図")
    st.caption(
        "点線は表示中の市区町村の中央値。赤い点は両方が中央値を超える中で特に重い団体（最大8）です。極端に大きい値は枠の外にあります。"
    )
else:
    st.info(
        "この条件に合う市区町村には値がありません。条件を変えてください。",
        icon=":material/filter_alt_off:",
    )

st.subheader(f"どちらも重い市区町村　{where}")
sections.table(scope, burden, need, where)
if muni is not None:
    municipality_card.show(muni, ["staffing", "ageing"])
