"""Two metrics of the twelve invented places, one of them over three years, and what the page is told."""

import streamlit as st

from dashboard.maps.choropleth import MapView, Metrics, choropleth
from dashboard.shared.theme import neutral, sequential


def frame(day: str, short: str, basis: str = "公表値") -> dict[str, object]:
    return {
        "frame": day,
        "short": short,
        "title": "職員数",
        "part": "",
        "when": f"{short}4月1日現在",
        "basis": basis,
        "is_estimate": basis == "推計",
        "covered": 12,
        "source": "出典：甲県の資料",
    }


def metric(name: str, label: str, frames: list[dict[str, object]], breaks: list[float]) -> dict[str, object]:
    labels = [str(one) for one in range(len(breaks) + 1)]
    return {
        "id": name,
        "label": label,
        "topic": "staffing",
        "unit": "人",
        "digits": 0,
        "file": f"app/static/values-{name}.json",
        "breaks": breaks,
        "legend": {"colors": sequential(len(labels)), "labels": labels, "missing": "データなし"},
        "below": {"3.0": "3人未満"},
        "parts": [],
        "frames": [one | {"title": label} for one in frames],
        "counts": {},
    }


def follow(wanted: dict[str, str]) -> None:
    st.session_state.told = [*st.session_state.get("told", []), wanted]


told = st.session_state.get("told", [])
last = told[-1] if told else {"metric": "staff", "frame": None, "beside": ""}
years = [frame("2022-04-01", "2022年"), frame("2023-04-01", "2023年"), frame("2024-04-01", "2024年", "推計")]
choropleth(
    "app/static/outlines.json",
    Metrics(
        offered=[
            metric("staff", "職員数", years, [2, 5, 9]),
            metric("bridges", "橋の数", [frame("2025-03-31", "2025年")], [100, 200]),
        ],
        metric_id=last["metric"],
        frame=last["frame"],
        beside=last["beside"],
        main=1,
        words={"missing": {"not_calculated": "算定なし（－）"}, "marks": {"jump": "前の時点から大きく変化"}},
        areas_file="app/static/areas.json",
        areas_offered=[("half", "半分ずつの圏域")],
        own={"colors": neutral(5), "missing": "データなし"},
    ),
    key="metrics",
    view=MapView(
        height=620,
        prefecture_code=st.query_params.get("pref"),
        bounds={"98": (135, 39, 139, 45)}.get(st.query_params.get("pref", "")),
    ),
    on_follow=follow,
)
st.text(f"伝えられた回数 {len(told)} 最後 {last['metric']} {last['frame']} {last['beside']}")
