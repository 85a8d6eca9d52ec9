"""担い手×老朽化: where do few staff and unsound or old facilities meet?"""

import streamlit as st

from analysis import two_burdens
from dashboard.shared import controls, municipality_card, plot
from pages.gap import sections

st.title("担い手×老朽化")
st.markdown(
    "職員に対して施設が多く、しかも施設の傷みや古さが進んでいる市区町村はどこか。**どちらも重い**場所ほど、一つの自治体での管理が難しくなります。"
)

with controls.filters("場所を選ぶ"):
    prefecture, muni = controls.pick_place()
with controls.filters("指標と条件を選ぶ"):
    left, middle, right = st.columns([1, 1, 1.4])
with left:
    burden = sections.pick_burden()
with middle:
    need = sections.pick_need()
places = sections.both(burden, need)
with right:
    of_kind = controls.pick_kind(places)
scope = places[of_kind & controls.in_prefecture(places, prefecture)]
digits = (int(burden["digits"]), int(need["digits"]))
scope = scope.join(two_burdens.compared(scope["x"], scope["y"], digits))
where = "全国" if prefecture is None else prefecture["prefecture_name"]

st.header(f"2つの指標を重ねた地図　{where}")
municipality_card.key_figures(muni, ["staffing", "ageing"], burden["metric_id"])
sections.draw_map(places, scope, burden, need, prefecture, muni)
sections.show_notes(scope, burden, need)

st.header(f"散布図　{where}")
if scope["rank"].notna().any():
    scatter, axes_ja = sections.scatter(scope, burden, need, muni)
    plot.draw(scatter, key="quadrants", alt="2つの指標の散布図")
    st.caption(
        f"点線は表示中の市区町村の中央値。濃い点は、両方が中央値を超える「どちらも重い」{scope['is_heavy'].sum():,}団体、"
        f"赤い点はそのうち「特に重い」{scope['is_heaviest'].sum():,}団体（上位1割、名前は最大8）です。{axes_ja}"
    )
else:
    st.info(
        "この条件に合う市区町村には値がありません。条件を変えてください。",
        icon=":material/filter_alt_off:",
    )

st.header(f"どちらも重い市区町村　{where}")
sections.table(scope, burden, need, where)

st.header(f"2030年・2035年・2045年の見通し　{where}")
sections.ahead(prefecture, where)
if muni is not None:
    municipality_card.show(muni, ["staffing", "ageing"])
