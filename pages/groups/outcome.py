"""What came of a division: in words, on the map, as charts and tables."""

from collections.abc import Iterable, Mapping

import pandas as pd
import streamlit as st

from analysis import group_parts, grouping
from analysis.group_names import group_names
from analysis.grouping import Grouping
from analysis.scenario import LONGEST_NAME, Group, Scenario
from dashboard import queries
from dashboard.maps.choropleth import HoverColumn
from dashboard.runtime import place
from dashboard.shared import controls, group_map, notes, plot, scenarios, text, value_tables
from pages.groups import by_hand, charts
from pages.groups import queries as own_queries
from pages.groups import settings as division_settings
from pages.groups.settings import CAPACITIES, Settings


def show(facts: pd.DataFrame, settings: Settings, division: Grouping, conditions: Mapping[str, str]) -> None:
    """The outcome in words, on the map, as charts and tables. conditions: the settings as the address had them when it was asked for."""
    area = facts.loc[list(settings.codes)]
    assignment = division.assignment
    st.header("分けた結果", divider="gray")
    _summary(settings, division, area)
    if assignment.empty:
        _unserved(area, division, settings)
        return
    names = group_names(area, assignment.set_index("lg_code")["hub_lg_code"])
    _map(facts, settings, division, names)
    _to_scenario(settings, division, conditions)
    _unserved(area, division, settings)
    capacity = CAPACITIES[settings.capacity]
    held = capacity.of(area)
    by_group = capacity.of(area, assignment.set_index("lg_code")["hub_lg_code"].reindex(area.index))
    st.subheader("分ける前と後の体制")
    plot.draw(
        charts.before_after(
            held.set_axis(area["municipality_name"]),
            by_group.set_axis(names[by_group.index]),
            settings.needed,
            capacity.unit,
            most_is_needed=capacity.load is not None,
        ),
        key="before_after",
        alt="分ける前の市区町村と、分けた後のグループの体制",
    )
    short = int(capacity.is_short(held, settings.needed).sum())
    st.caption(
        f"点は、上が市区町村、下がグループの{capacity.label_ja}（{text.BASIS[capacity.basis]}、グループは合計から求めた算出値）。"
        f"赤い点は条件に合わない団体で、市区町村では {short} / {len(area)}団体です。"
    )
    _groups(area, settings, division, names, by_group)
    _existing(assignment, settings)
    st.header("出典", divider="gray")
    notes.source_line([*by_hand.source_ids(), *queries.sources_of("cases", "cooperation_groups")])


def _summary(settings: Settings, division: Grouping, area: pd.DataFrame) -> None:
    """How many groups, the distance, how certain, how long it took; and what binds."""
    groups, served = division.assignment["hub_lg_code"].nunique(), len(division.assignment)
    capacity = CAPACITIES[settings.capacity]
    if division.status == grouping.INFEASIBLE:
        st.warning(
            f"この条件では、どの団体もグループに入れません（{capacity.wanted_ja(settings.needed)}）。"
            + "".join(division.explanation_ja),
            icon=":material/block:",
        )
        return
    with st.container(horizontal=True):
        st.metric("グループ", f"{groups:,}", border=True)
        st.metric("入った団体", f"{served:,} / {len(area):,}", border=True)
        st.metric("拠点までの道のりの合計（概算）", f"{division.total_distance_km:,.1f}km", border=True)
        st.metric(
            "1団体当たり", f"{division.total_distance_km / served:,.1f}km" if served else "－", border=True
        )
    if division.status == grouping.OPTIMAL:
        proof = (
            "これより短い分け方はありません"
            if division.gap < 5e-4
            else f"これより短くできても {division.gap:.1%} までと確かめた分け方です"
        )
    elif served and pd.notna(division.gap):
        proof = (
            f"制限時間の中で見つかった分け方です。最も短い分け方より {division.gap:.1%} 長い可能性があります"
        )
    else:
        proof = "制限時間の中では、よい分け方かどうかを確かめられませんでした"
    if len(division.unserved) and division.status == grouping.OPTIMAL:
        proof = f"入る団体を最も多くしたうえで、{proof}"
    st.caption(f"{proof}｜計算 {division.seconds:.1f}秒｜算出値（役所間の道のりの概算）")
    if division.explanation_ja:
        st.warning("".join(division.explanation_ja), icon=":material/info:")
    if division.status == grouping.TIME_LIMIT:
        st.info(
            "制限時間を延ばすか、道のりや団体数の上限を小さくする、範囲を狭めると、解けることがあります。",
            icon=":material/timer:",
        )


def _map(facts: pd.DataFrame, settings: Settings, division: Grouping, names: pd.Series) -> None:
    """One colour per group, hubs in bold, those left out dark."""
    capacity = CAPACITIES[settings.capacity]
    group_map.draw(
        facts,
        division.assignment,
        names,
        [
            HoverColumn(
                capacity.label_ja, capacity.unit, 0 if capacity.load is None else 1, capacity.of(facts)
            ),
            HoverColumn(*by_hand.FACT["bridges_managed"].hover, facts["bridges_managed"]),
        ],
        key="division_map",
        note=f"{by_hand.dates(facts, capacity.as_of)}現在・{text.BASIS[capacity.basis]}",
        left_out=list(division.unserved["lg_code"]),
        left_out_ja="入れなかった団体",
        centres=sorted(set(division.assignment["hub_lg_code"])),
        group_ja="グループ",
    )
    st.caption(
        "太い枠は拠点（グループの中で、ほかの団体からの道のりの合計を数える役所のある団体）です。隣り合うグループは違う色にしています。"
        "離れたグループが同じ色のこともあります。"
    )


def _to_scenario(settings: Settings, division: Grouping, conditions: Mapping[str, str]) -> None:
    """The way to the division as a scenario that has a name."""
    members = division.assignment.groupby("hub_lg_code", sort=False)["lg_code"].agg(list)
    prefectures = queries.prefectures().set_index("prefecture_code")["prefecture_name"]
    where = "・".join(prefectures[sorted({code[:2] for code in settings.codes})])
    scenarios.offer(
        Scenario(
            f"{where}の{len(members)}群"[:LONGEST_NAME],
            "divided",
            tuple(Group(tuple(codes), hub) for hub, codes in members.items()),
            tuple(division.unserved["lg_code"]),
            division_settings.in_short(settings),
            conditions,
        ),
        key="division",
    )


def _unserved(area: pd.DataFrame, division: Grouping, settings: Settings) -> None:
    """Who could not be served, each with the reason."""
    if division.unserved.empty:
        return
    rows = area.loc[division.unserved["lg_code"]]
    capacity = CAPACITIES[settings.capacity]
    value_tables.table_with_downloads(
        pd.DataFrame(
            {
                "団体コード": rows["lg_code"].to_numpy(),
                "都道府県": rows["prefecture_name"].to_numpy(),
                "市区町村": rows["municipality_name"].to_numpy(),
                text.with_unit(capacity.label_ja, capacity.unit): capacity.of(rows).to_numpy(),
                "理由": division.unserved["reason_ja"].to_numpy(),
            }
        ),
        title="グループに入れなかった団体",
        source_ids=by_hand.source_ids(),
        notes=division_settings.in_sentences(settings),
        key="unserved",
        label=f"入れなかった団体と理由（{len(rows)}団体）",
        expanded=True,
    )


def _groups(
    area: pd.DataFrame, settings: Settings, division: Grouping, names: pd.Series, by_group: pd.Series
) -> None:
    """A table of groups, a table of members, and the way to each group on the other tab."""
    st.subheader("グループの一覧")
    assignment = division.assignment
    members = assignment.groupby("hub_lg_code")["lg_code"].agg(list)
    links = queries.links(list(settings.codes))
    to_hub = distances_to_hub(assignment, links, "way_km")
    capacity = CAPACITIES[settings.capacity]
    held = pd.Series(by_group, name=text.with_unit(capacity.label_ja, capacity.unit))
    value_tables.table_with_downloads(
        _groups_table(area, assignment, names, held, to_hub, links),
        title="分けたグループ",
        source_ids=by_hand.source_ids(),
        notes=division_settings.in_sentences(settings),
        key="division_groups",
        label="グループの表",
        expanded=True,
    )
    joint = members[names.index][members.map(len) > 1].head(controls.MOST_COMPARED)
    if len(joint):
        controls.compare_link(
            *map(place.group_code, joint), label=f"「比較」の画面で並べる（2団体以上の{len(joint)}群）"
        )
    rows = area.loc[assignment["lg_code"]]
    leading = {
        "グループ": assignment["hub_lg_code"].map(names).set_axis(rows.index),
        "拠点": pd.Series(
            ["○" if code == hub else "" for code, hub in assignment.to_numpy()], index=rows.index
        ),
        "拠点までの道のり（概算、km）": to_hub.round(1).set_axis(rows.index),
        "拠点までの直線距離（km）": distances_to_hub(assignment, links, "distance_km")
        .round(1)
        .set_axis(rows.index),
    }
    value_tables.table_with_downloads(
        by_hand.members_table(rows, leading),
        title="分けたグループの構成団体",
        source_ids=by_hand.source_ids(),
        notes=division_settings.in_sentences(settings),
        key="division_members",
        label="構成団体の表",
    )
    _links_by_hand(members, names)


def distances_to_hub(assignment: pd.DataFrame, links: pd.DataFrame, column: str) -> pd.Series:
    """Kilometres from each municipality's office to its hub's, in the order of the assignment. column: way_km or distance_km."""
    near = pd.concat(
        [links, links.rename(columns={"lg_code": "partner_lg_code", "partner_lg_code": "lg_code"})]
    )
    distance = near.drop_duplicates(["lg_code", "partner_lg_code"]).set_index(["lg_code", "partner_lg_code"])
    return pd.Series(
        [
            0.0 if code == hub else distance[column][code, hub]
            for code, hub in assignment[["lg_code", "hub_lg_code"]].itertuples(index=False)
        ],
        index=assignment.index,
    )


def _groups_table(
    area: pd.DataFrame,
    assignment: pd.DataFrame,
    names: pd.Series,
    held: pd.Series,
    to_hub: pd.Series,
    links: pd.DataFrame,
) -> pd.DataFrame:
    """One row per group, in the order of names (index its hub): what its members have together.

    held: what the division asks for, named with its heading. to_hub: kilometres by way, in the order of the assignment.
    links: as queries.links.
    """
    members = assignment.groupby("hub_lg_code")["lg_code"].agg(list)
    pooled = group_parts.pool(
        area[["lg_code", "office_latitude", "office_longitude", *by_hand.ADDED]],
        assignment,
    ).set_index("hub_lg_code")
    headings = {name: fact.heading_ja for name, fact in by_hand.FACT.items()}
    return pd.DataFrame(
        {
            "グループ": names,
            "拠点": area.loc[names.index, "municipality_name"],
            "団体数": pooled["members"],
            held.name: held,  # a column below may be the same
            "拠点までの道のりの合計（概算、km）": to_hub.groupby(assignment["hub_lg_code"]).sum().round(1),
            "役所どうしの最も長い道のり（概算、km）": members.map(
                lambda codes: group_parts.longest_way(codes, links)
            ).round(1),
            "役所どうしの最長の直線距離（km）": pooled["longest_distance_km"].round(1),
            headings["population"]: pooled["population"],
            headings["general_admin_staff"]: pooled["general_admin_staff"],
            headings["bridges_managed"]: pooled["bridges_managed"],
            headings["bridges_action_needed"]: pooled["bridges_action_needed"],
            "橋の数が不明の団体": pooled["bridges_managed_unknown"],
            headings["road_km"]: pooled["road_km"].round(1),
            headings["public_works_expenditure_yen"]: (pooled["public_works_expenditure_yen"] / 1e8).round(1),
            "構成団体": members.map(lambda codes: "・".join(area.loc[codes, "municipality_name"])),
            "アドレス": members.map(by_hand.address),
            "値の種類": text.BASIS["derived"],
        }
    ).loc[names.index]


def _links_by_hand(members: pd.Series, names: pd.Series) -> None:
    """A button per group that opens it on the other tab."""
    st.markdown("**グループを手で組むタブで開く**")
    with st.container(horizontal=True):
        for hub, codes in members.items():
            st.button(
                names[hub],
                key=f"open_{hub}",
                disabled=not 2 <= len(codes) <= by_hand.MOST,
                help=None if len(codes) <= by_hand.MOST else f"{by_hand.MOST}団体まで開けます。",
                icon=":material/open_in_new:",
                on_click=_open,
                args=(codes,),
            )


def _open(codes: Iterable[str]) -> None:
    place.choose_many("members", codes)
    place.choose("how", "hand")


def _existing(assignment: pd.DataFrame, settings: Settings) -> None:
    """In words, which groups that exist stay together in this division."""
    st.subheader("実際にある連携と比べる")
    real = own_queries.existing_groups()
    compared = group_parts.compare(assignment, real)
    if compared.empty:
        st.caption(
            "この範囲には、2団体以上が入る収録済みの連携（モデル地域・共同実施モデル・事例）がありません。"
        )
        return
    names = real.drop_duplicates("group_id").set_index("group_id")["group_name"]
    sizes = real.groupby("group_id").size()
    lines = []
    for row in compared.sort_values("together_share", ascending=False).itertuples():
        within = (
            ""
            if row.members == sizes[row.group_id]
            else f"（{sizes[row.group_id]}団体のうち分けた{row.members}団体）"
        )
        outcome = (
            f"{row.members}団体とも同じグループです"
            if row.parts == 1
            else f"{row.members}団体が{row.parts}つのグループに分かれます（最も多いグループに{row.largest_part}団体）"
        )
        lines.append(f"- **{names[row.group_id]}**{within}：{outcome}。")
    st.markdown("\n".join(lines))
    st.caption(
        "実際の連携は、体制や距離のほかに、これまでの付き合いや仕事の内容で決まります。分かれることは、連携が不適切という意味ではありません。"
    )
