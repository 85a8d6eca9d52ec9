"""A reader's own road network: read where it can harm nobody, and what it says of the bridges at the top of the list."""

import pandas as pd
import streamlit as st

from analysis import road_network
from analysis.road_network import Network
from dashboard.forms import isolated, uploads
from dashboard.runtime import workers
from dashboard.runtime.session_results import session_results
from pages.consolidation import lines
from pages.consolidation.found import Found

EXPECTED = "道路の中心線だけの GeoJSON が必要です。"


def ask(found: Found) -> pd.DataFrame | None:
    """Let the reader bring roads; by row of the bridges, what happens without each (road_network.without_each). None without roads."""
    with st.expander("道路網を読み込んで、回り道を測る（GeoJSON）", icon=":material/route:"):
        st.markdown(
            "道路の中心線（OpenStreetMap の切り出しなど、経度・緯度の線）を置くと、直線距離の代わりに道に沿った回り道を測り、"
            f"渡る道がなくなる橋を示します。一覧の上から{road_network.MOST_BRIDGES}橋までを測ります。"
        )
        file = st.file_uploader("道路の線（GeoJSON）", type=["geojson", "json"], key="consolidation_roads")
        st.caption(lines.PRIVATE)
        if file is None:
            return None
        try:
            with session_results("consolidation_roads") as results:
                content = file.getvalue()
                network = results.of(lambda content: isolated.read(read, file.name, content, expected=EXPECTED), content)  # fmt: skip
                bridges = looked_at(found)
                key = tuple(bridges["code"])
                table = results.of(lambda _, *__: workers.run(road_network.without_each, network, bridges), content, key)  # fmt: skip
        except (uploads.Refused, workers.WorkFailed) as refusal:
            st.error(str(refusal), icon=":material/block:")
            return None
        _told(network, table)
        return table


def read(name: str, content: bytes) -> Network:
    """The network of a file. Raises Refused; the message is one Japanese sentence."""
    return lines.read(road_network.of_geojson, name, content)


def looked_at(found: Found) -> pd.DataFrame:
    """The first bridges of the pairs at the top of the list, each once, by row: longitude, latitude, code."""
    once = found.pairs.drop_duplicates("first_row").head(road_network.MOST_BRIDGES)
    return once.set_index("first_row")[["first_longitude", "first_latitude", "code"]].set_axis(
        ["longitude", "latitude", "code"], axis=1
    )


def _told(network: Network, table: pd.DataFrame) -> None:
    on_road = table["is_on_network"]
    alone = table["is_cut_off"]
    sentences = [
        f"道路の線 {network.km:,.0f}kmを読みました。測った{len(table):,}橋のうち{int(on_road.sum()):,}橋が"
        f"道から{road_network.SNAP_M}m以内にあります。",
        f"ほかに渡る道がない橋は{int(alone.sum()):,}橋です。",
    ]
    if alone.any():
        sentences.append(
            f"なくすと切り離される道は、1橋につき最大{table['cut_off_km'].max():,.1f}kmです（読み込んだ範囲で）。"
        )
    st.success("".join(sentences), icon=":material/route:")
    st.caption(
        "道から離れた橋は、直線距離からの値のままです。回り道は道路の線の上の最短で、隣の橋を通るとは限りません。"
        "区域の端では、線が切れているために道がないように見えることがあります。沿線の人数は道路の線からは分かりません。"
    )
