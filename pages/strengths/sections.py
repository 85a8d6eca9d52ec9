"""Strong and weak points on the map, in lists, and what helps."""

import pandas as pd
import streamlit as st

from analysis.typing_rules import NO, UNKNOWN, YES
from dashboard import queries
from dashboard.maps.choropleth import HoverColumn, Legend, MapContent, choropleth
from dashboard.runtime import place
from dashboard.shared import controls, national_map, notes, prose, strengths, text, theme, value_tables

NUMBER = "number"  # of weak points
STEPS = ((0, "0"), (1, "1〜2"), (3, "3〜4"), (5, "5〜6"), (7, "7以上"))
STATE_COLORS = {YES: theme.DEEP, NO: "#C5D7FB"}
STRONG_COLORS = {YES: "#0B8A8A", NO: "#D0E4E5"}


def pick_point() -> str:
    """Let the reader choose one point, or how many weak points there are."""
    rules = queries.type_rules()
    names = (
        (rules["side"].map(strengths.SIDES) + "：" + rules["name_ja"]).set_axis(rules["type_id"]).to_dict()
    )
    return place.pick("型", "point", {NUMBER: "弱みの数"} | names, default=NUMBER) or NUMBER


def title(point: str) -> str:
    """「弱みの数」, 「技術者が少ない」"""
    if point == NUMBER:
        return "弱みの数"
    return f"「{_rule(point)['name_ja']}」"


def _rule(point: str) -> pd.Series:
    return queries.type_rules().set_index("type_id", drop=False).loc[point]


def places() -> pd.DataFrame:
    """One row per municipality in outline order, with its points."""
    return queries.types_by_municipality()


def draw_map(every: pd.DataFrame, point: str, prefecture: pd.Series | None, muni: pd.Series | None) -> None:
    """The nation typed: by one point, or by how many weak ones hold."""
    is_number = point == NUMBER
    content = _numbers(every) if is_number else _states(point)
    choropleth(
        national_map.outlines(),
        content,
        key="map",
        on_click=controls.choose_municipality,
        view=national_map.place_view(prefecture, muni, 560),
    )
    if is_number:
        st.caption(
            f"{strengths.ASSUMED}値がなく分からない型は数えていません。技術者の型は、人数が分からない団体では推計です。"
        )
        return
    rule = _rule(point)
    st.caption(f"境：{rule['label_ja']}が{strengths.bound_ja(rule)}｜{rule['reason_ja']}{strengths.ASSUMED}")
    notes.source_line(list(rule["sources"]))


def _numbers(every: pd.DataFrame) -> MapContent:
    edges = [edge for edge, _ in STEPS]
    classes = (pd.cut(every["weak_count"], [*edges, 100], right=False, labels=False)).astype(int)
    names = {at: "、".join(weak) for at, weak in enumerate(every["weak"]) if len(weak)}
    return MapContent(
        classes=classes.to_list(),
        hover=[
            HoverColumn("弱み", "", 0, every["weak_count"]),
            HoverColumn("強み", "", 0, every["strong_count"]),
            HoverColumn("分からない型", "", 0, every["unknown_count"]),
        ],
        legend=Legend("当てはまる弱みの数", theme.sequential(len(STEPS)), [label for _, label in STEPS]),
        marks=names,
        note="本ダッシュボードの仮定による分類（算出値。技術者は推計を含む）",
        description="当てはまる弱みの数で市区町村を塗り分けた全国の地図。同じ内容は下の一覧にあります。",
    )


def _states(point: str) -> MapContent:
    rule, states = _rule(point), queries.type_states(point)
    colors = STATE_COLORS if rule["side"] == "weak" else STRONG_COLORS
    order = [NO, YES]
    direct = states["metric_id"] == rule["metric_id"]
    shown = text.shown(states["value"].where(direct), rule["unit"])
    hover = [HoverColumn(rule["label_ja"], text.shown_unit(rule["unit"]), int(rule["digits"]), shown)]
    if not direct.all():
        chance = queries.metric(states.loc[~direct, "metric_id"].iloc[0])
        hover.append(
            HoverColumn(
                chance["label_ja"], "%", int(chance["digits"]), (states["value"] * 100).where(~direct)
            )
        )
    return MapContent(
        classes=[None if state == UNKNOWN else order.index(state) for state in states["state"]],
        hover=hover,
        legend=Legend(
            rule["name_ja"],
            [colors[state] for state in order],
            [strengths.STATES[state] for state in order],
            missing_label=strengths.STATES[UNKNOWN],
            kind="categories",
        ),
        marks={
            at: strengths.WHY[why] for at, why in enumerate(states["why_unknown"]) if isinstance(why, str)
        },
        note=f"境：{strengths.bound_ja(rule)}",
        description=f"「{rule['name_ja']}」に当てはまる市区町村の全国の地図。同じ内容は下の一覧にあります。",
    )


def table(scope: pd.DataFrame, point: str, where: str) -> None:
    """The municipalities of the scope, most weak points first; of one point those it holds for."""
    listed = scope.sort_values(["weak_count", "lg_code"], ascending=[False, True])
    if point != NUMBER:
        states = queries.type_states(point).set_index("lg_code")["state"]
        holding = listed["lg_code"].map(states) == YES
        unknown = int((listed["lg_code"].map(states) == UNKNOWN).sum())
        st.markdown(
            f"{len(listed):,}団体のうち **{holding.sum():,}団体** が「{_rule(point)['name_ja']}」に当てはまります（分からない {unknown:,}団体）。"
        )
        listed = listed[holding]
    else:
        several = int((listed["weak_count"] >= STEPS[-1][0]).sum())
        st.markdown(f"{len(listed):,}団体のうち **{several:,}団体** が、7つ以上の弱みに当てはまります。")
    rules = queries.type_rules()
    value_tables.table_of_places(
        lambda: pd.DataFrame(
            {
                "団体コード": listed["lg_code"],
                "都道府県": listed["prefecture_name"],
                "市区町村": listed["municipality_name"],
                "弱みの数": listed["weak_count"],
                "弱み": listed["weak"].map("・".join),
                "強みの数": listed["strong_count"],
                "強み": listed["strong"].map("・".join),
                "分からない型の数": listed["unknown_count"],
                "人口（人）": listed["population"],
                "値の種類": "算出値（技術者は推計を含む）",
            }
        ),
        rows=len(listed),
        title=f"強み・弱み_{where}" if point == NUMBER else f"{_rule(point)['name_ja']}_{where}",
        source_ids=sorted({source for sources in rules["sources"] for source in sources}),
        notes=[strengths.ASSUMED, *(f"{one.name_ja}：{one.reason_ja}" for one in rules.itertuples())],
        key="types",
        expanded=True,
    )


def remedies() -> None:
    """Every remedy, which weak points it answers, and the ways to cases, schemes and desks."""
    rules = queries.type_rules()
    weak = rules[rules["side"] == "weak"]
    answered: dict[str, list[str]] = {}
    for named, name_ja in zip(weak["remedies"], weak["name_ja"], strict=True):
        for remedy in named:
            answered.setdefault(remedy, []).append(name_ja)
    every = strengths.ways_of_remedies()
    ids = list(every)
    for at in range(0, len(ids), 2):
        for column, remedy in zip(st.columns(2), ids[at : at + 2], strict=False):
            with column, st.container(border=True):
                strengths.remedy_card(every[remedy], answered.get(remedy, []))
    prose.fold(
        "すべての規則と、その境にした理由",
        "\n".join(
            f"- **{row['name_ja']}**（{strengths.SIDES[row['side']]}）：{row['label_ja']}が{strengths.bound_ja(row)}。{row['reason_ja']}"
            for row in rules.to_dict("records")
        ),
    )
