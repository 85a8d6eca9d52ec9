"""全国の状況: the national story, one message per section."""

import streamlit as st

from pages.overview import sections

st.title("全国の状況")
st.markdown(
    "橋や道路を守る職員は減り、施設は古くなっていきます。一つの自治体では難しくなる管理を、**群**として支え合うのが群マネです。"
)

st.header("1. 少ない職員で多くの橋を抱える地域がある", divider="gray")
sections.headline_map()

st.header("2. 担い手は減っている", divider="gray")
sections.fewer_staff()
sections.all_local_government_staff()

st.header("3. 4分の1の市区町村に技術系職員がいない", divider="gray")
sections.municipalities_without_technical_staff()

st.header("4. 施設はこれから一斉に古くなる", divider="gray")
sections.structures_growing_old()

st.header("5. 国の動き", divider="gray")
sections.national_events()
