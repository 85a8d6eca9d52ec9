"""全国の状況: the national story, one message per section."""

import streamlit as st

from dashboard import overview_page

st.title("全国の状況")
st.markdown(
    "橋や道路を守る職員は減り、施設は古くなっていきます。一つの自治体では難しくなる管理を、**群**として支え合うのが群マネです。"
)

st.header("1. 少ない職員で多くの橋を抱える地域がある", divider="gray")
overview_page.headline_map()

st.header("2. 担い手は減っている", divider="gray")
overview_page.fewer_staff()

st.header("3. 4分の1の市区町村に技術系職員がいない", divider="gray")
overview_page.municipalities_without_technical_staff()

st.header("4. 施設はこれから一斉に古くなる", divider="gray")
overview_page.structures_growing_old()

st.header("5. 国の動き", divider="gray")
overview_page.national_events()
