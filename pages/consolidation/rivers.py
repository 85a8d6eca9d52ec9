"""A reader's own lines of rivers: which river a bridge lies at, so that two over one river are told as such."""

import pandas as pd
import streamlit as st

from analysis import river_lines
from analysis.river_lines import Rivers
from dashboard.forms import isolated, uploads
from dashboard.runtime import place, workers
from dashboard.runtime.session_results import session_results
from pages.consolidation import lines

EXPECTED = "名前のある川の線だけの GeoJSON が必要です。"
DISTANCES = {str(metres): f"{metres}m以内" for metres in (10, 20, 30, 50, 100)}
NOTE = (
    "近さだけの目印です。川に沿う道の橋、暗渠、川を越えずに道を越える橋にも付きます。補足の表で川を書いた橋は、その川のままです。"
    "線のない川は分かりません。"
)


def ask(bridges: pd.DataFrame) -> pd.DataFrame:
    """Let the reader bring rivers; the bridges with river_ja where one lies near enough and nobody has said another."""
    with st.expander("川の線を読み込んで、同じ川の橋を見分ける（GeoJSON）", icon=":material/water:"):
        st.markdown(
            "名前のある川の線（国土数値情報の河川、OpenStreetMap の切り出しなど、経度・緯度の線）を置くと、近くの橋にその川の名前を付け、"
            "2つの橋が同じ川にあるかを一覧に加えます。"
        )
        metres = int(place.pick("川の線からの距離", "river", DISTANCES, default="30") or 30)
        file = st.file_uploader("川の線（GeoJSON）", type=["geojson", "json"], key="consolidation_rivers")
        st.caption(lines.PRIVATE)
        if file is None:
            return bridges
        try:
            with session_results("consolidation_rivers") as results:
                content = file.getvalue()
                rivers = results.of(lambda content: isolated.read(read, file.name, content, expected=EXPECTED), content)  # fmt: skip
                ids = tuple(bridges["bridge_id"])
                named = results.of(lambda _, *__: workers.run(river_lines.nearest, bridges[["longitude", "latitude"]], rivers, metres), content, (ids, metres))  # fmt: skip
        except (uploads.Refused, workers.WorkFailed) as refusal:
            st.error(str(refusal), icon=":material/block:")
            return bridges
        return _told(bridges, rivers, named, metres)


def read(name: str, content: bytes) -> Rivers:
    """The rivers of a file. Raises Refused; the message is one Japanese sentence."""
    return lines.read(river_lines.of_geojson, name, content)


def named_by(bridges: pd.DataFrame, named: pd.Series) -> pd.DataFrame:
    """The bridges with the rivers that lines give; what a reader has written of a bridge stands before it."""
    said = bridges["river_ja"].astype("object") if "river_ja" in bridges else None
    names = named.set_axis(bridges.index)
    return bridges.assign(river_ja=names if said is None else said.where(said.notna(), names))


def _told(bridges: pd.DataFrame, rivers: Rivers, named: pd.Series, metres: int) -> pd.DataFrame:
    known = named_by(bridges, named)
    more = f"名前のない線{rivers.nameless:,}本は使いません。" if rivers.nameless else ""
    st.success(
        f"川の線を{rivers.count:,}の名前で読みました。{len(bridges):,}橋のうち{int(named.notna().sum()):,}橋が、線から{metres}m以内にあります。{more}",
        icon=":material/water:",
    )
    st.caption(NOTE)
    return known
