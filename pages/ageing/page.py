"""施設の老朽化: which structures are unsound or old, and how will their age develop?"""

import streamlit as st

from dashboard.shared import controls, metric_view, municipality_card
from pages.ageing import ledger, national

st.title("施設の老朽化")
st.markdown(
    "資産全体の償却の進み具合、橋の点検結果、建設からの年数、水道管の経年化を市区町村ごとに見ます。**古いこと**と**傷んでいること**は別の指標です。"
)

with controls.filters("場所を選ぶ"):
    prefecture, muni = controls.pick_place()
metric_view.show("ageing", "tangible_asset_depreciation_rate", prefecture, muni)

if muni is not None:
    municipality_card.show(muni, ["ageing"])

st.header("建設年度と50年以上の割合", divider="gray")
ledger.show(prefecture, muni)

st.header("全国：建設後50年以上の施設の割合", divider="gray")
national.fifty_year_shares()
national.newer_fifty_year_shares()
