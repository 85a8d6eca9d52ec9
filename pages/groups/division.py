"""Dividing a region into groups by program: settings, solver, outcome."""

import pandas as pd
import streamlit as st

from analysis.grouping import Grouping, Limits, form_groups
from dashboard import queries
from dashboard.runtime import place, workers
from dashboard.runtime.cache import cached
from dashboard.shared import progress
from pages.groups import hubs, outcome
from pages.groups.settings import CAPACITIES, Settings, conditions, pick_area, pick_settings

SOLVED, DIVIDED = "_division", "divided"
BESIDE_SOLVER_SECONDS = 60  # to write the program down and to read its solution


def show(facts: pd.DataFrame) -> None:
    """Ask for the settings, divide when asked to, and show the division asked for last."""
    area = pick_area(facts)
    if len(area) < 2:
        st.info("分ける都道府県か、2つ以上の市区町村を選んでください。", icon=":material/map:")
        return
    settings = pick_settings(area)
    if st.button("この条件で分ける", type="primary", icon=":material/hub:"):
        st.session_state[SOLVED] = settings, conditions()
        place.choose(DIVIDED, "1")
    if place.chosen(DIVIDED, {"1": ""}) and SOLVED not in st.session_state:
        st.session_state[SOLVED] = settings, conditions()  # after a reload, or by somebody's link
    solved, asked = st.session_state.get(SOLVED, (None, {}))
    if solved is None:
        st.caption(
            f"{len(area)}団体を、条件を満たすひと続きのグループに分け、構成団体から拠点までの道のり（概算）の合計が最も短い分け方を求めます。"
        )
        return
    if solved != settings:
        st.info(
            "条件が変わりました。「この条件で分ける」を押すと計算し直します。下は前の条件の結果です。",
            icon=":material/update:",
        )
    try:
        with st.spinner(f"分け方を探しています（最長 {solved.seconds}秒）", show_time=True):
            division = solve(solved)
    except workers.WorkFailed as failed:
        st.error(f"{failed}範囲を狭めるか、条件を変えてください。", icon=":material/block:")
        return
    outcome.show(facts.set_index("lg_code", drop=False).rename_axis(None), solved, division, asked)


@cached
def solve(settings: Settings) -> Grouping:
    """The division for these settings, worked out in a child process. Raises WorkFailed."""
    capacity = CAPACITIES[settings.capacity]
    facts = queries.group_facts()
    rows = facts[facts["lg_code"].isin(settings.codes)]
    members = pd.DataFrame({"lg_code": rows["lg_code"], "capacity": rows[capacity.column]})
    if capacity.load is not None:
        members["load"] = rows[capacity.load]
    if settings.hub != "none":
        members["hub_capacity"] = hubs.HUBS[settings.hub].of(rows)
    limits = Limits(
        min_capacity=settings.needed if capacity.load is None else 0,
        max_distance_km=settings.max_distance_km,
        max_members=settings.max_members,
        must_join=settings.must_join,
        must_separate=settings.must_separate,
        max_load=None if capacity.load is None else settings.needed / capacity.per,
        hub_capacity=None if settings.hub == "none" else settings.hub_needed,
        time_limit_s=settings.seconds,
    )
    links = queries.links(list(settings.codes))
    with progress.line("計算しています。") as show:
        seconds = settings.seconds + BESIDE_SOLVER_SECONDS
        return workers.run(form_groups, members, links, limits, watch=show, seconds=seconds)
