"""Where a scenario comes from: areas that exist, a list of groups in a file, a scenario that was saved."""

import pandas as pd
import streamlit as st

from analysis import scenario
from analysis.ledger.places import known_places
from analysis.scenario import Group, Scenario
from dashboard import queries
from dashboard.forms import controls as forms
from dashboard.forms.declaration import Column, Form
from dashboard.runtime import place
from dashboard.shared import controls, notes, scenarios, text
from japan.names import NotUnderstood

TOOL, TITLE = "groups_file", "群の一覧"
FORM = Form(
    TOOL,
    TITLE,
    "群",
    (
        Column(
            "group",
            "群",
            required=True,
            width=20,
            help_ja="同じ名前の行が1つの群になる。",
            also=("群名", "グループ", "圏域", "圏域名", "広域連合", "定住自立圏", "連携中枢都市圏", "建設事務所", "土木事務所", "事務所名", "管内", "地域"),
        ),
        Column("code", "団体コード", width=12, help_ja="6桁。なくても、名前から分かれば読む。", also=("市町村コード", "市区町村コード", "地方公共団体コード", "自治体コード")),
        Column("prefecture", "都道府県", width=12, also=("都道府県名", "県名")),
        Column("name", "市区町村", width=16, also=("市区町村名", "市町村", "市町村名", "団体名", "構成団体", "構成市町村", "自治体名")),
        Column("centre", "拠点", width=8, help_ja="拠点とする団体の行に ○。なくてもよい。", also=("中心市", "中心", "事務所所在地")),
    ),
    examples=(
        {"group": "甲圏域", "code": "992011", "prefecture": "東県", "name": "甲市", "centre": "○"},
        {"group": "甲圏域", "code": "993018", "prefecture": "東県", "name": "乙町"},
        {"group": "丙圏域", "code": "993026", "prefecture": "東県", "name": "丙村"},
    ),
    note_ja="1行に1団体。定住自立圏・広域連合・建設事務所の管内などの一覧がそのまま読めます。",
)  # fmt: skip


def show(is_open: bool) -> None:
    """The ways to begin a scenario, folded once there is one."""
    with st.expander("シナリオを作る・開く", expanded=is_open, icon=":material/add_circle:"):
        areas, listed, saved, divided = st.tabs(
            ["いまある区域から", "一覧のファイルから", "保存したシナリオ", "自動・手で組む"]
        )
        with areas:
            _of_areas()
        with listed:
            _of_list()
        with saved:
            _of_file()
        with divided:
            st.markdown("「群の編成」で分け方を求めるか手で組み、「シナリオにする」を押すと、ここに来ます。")
            st.page_link("pages/groups/page.py", label="群の編成を開く", icon=":material/hub:")


def _of_areas() -> None:
    prefecture = controls.pick_prefecture()
    kinds = queries.AREAS | {queries.COOPERATION: "いまある連携（モデル地域など）"}
    if prefecture is None or prefecture["prefecture_code"] != "01":
        kinds.pop("subprefecture")
    kind = place.pick("区域", "zones", kinds, default="secondary_medical_area")
    if prefecture is None or kind is None:
        st.caption("都道府県を選んでください。")
        return
    rows = queries.areas(kind, prefecture["prefecture_code"])
    if rows.empty:
        st.caption(f"{prefecture['prefecture_name']}には、収録済みの{kinds[kind]}がありません。")
        return
    once = rows.drop_duplicates("lg_code")
    if len(once) < len(rows):
        st.caption("2つ以上に入る団体は、団体の多いほうに入れます。")
    found = Scenario(
        f"{prefecture['prefecture_name']}の{kinds[kind]}"[: scenario.LONGEST_NAME],
        "existing",
        tuple(Group(tuple(own)) for _, own in once.groupby("group_id", sort=False)["lg_code"]),
        _others(set(once["lg_code"])),
        kinds[kind],
    )
    scenarios.offer(found, "areas")
    notes.source_line(queries.area_sources(kind))


def _of_list() -> None:
    st.markdown("群と市区町村の一覧（CSV・Excel）を置いてください。1行に1団体です。")
    brought = forms.bring(TOOL, TITLE, [FORM], is_mapped=True)
    if brought is None:
        return
    rows = brought.tables[TOOL]
    try:
        found, problems = listed(rows, brought.origin_ja)
    except ValueError as problem:
        st.warning(f"{problem}。", icon=":material/block:")
        return
    if problems:
        st.warning("  \n".join(map(text.plain, problems[:20])), icon=":material/report:")
    if brought.is_example:
        st.info("架空の例です。実在の市区町村の一覧を置くと、シナリオになります。", icon=":material/info:")
    if found is not None:
        scenarios.offer(found, "list")


def listed(rows: pd.DataFrame, origin_ja: str) -> tuple[Scenario | None, list[str]]:
    """The scenario of a list of groups, and a sentence for every row that is not in it; None where no row is.

    rows: as FORM, indexed by their row numbers. A municipality that stands in two groups, and a group with two centres, are refused:
    ValueError names them.
    """
    places = known_places(queries.municipality_names(), None)
    groups: dict[str, list[str]] = {}
    centres, problems = {}, []
    for number, row in rows.iterrows():
        cells = ["" if pd.isna(row[key]) else str(row[key]) for key in ("code", "name", "prefecture")]
        try:
            found = places.find(*cells)
        except NotUnderstood as problem:
            problems.append(f"{number}行目「{cells[1] or cells[0]}」：{problem}。")
            continue
        if found is None:
            problems.append(f"{number}行目：団体コードも市区町村もありません。")
            continue
        if found.note_ja:
            problems.append(f"{number}行目：{found.note_ja}。")
        group = str(row["group"]).strip()
        members = groups.setdefault(group, [])
        if found.lg_code not in members:
            members.append(found.lg_code)
        is_centre = pd.notna(row["centre"]) and str(row["centre"]).strip() not in ("", "-", "－", "×")
        if is_centre and centres.setdefault(group, found.lg_code) != found.lg_code:
            raise ValueError(f"{number}行目：「{group}」には、もう拠点があります。拠点は群に1つです")
    if not groups:
        return None, problems
    in_groups = pd.Series([one for members in groups.values() for one in members])
    if twice := sorted(set(in_groups[in_groups.duplicated()])):
        names = queries.municipalities().set_index("lg_code")["municipality_name"]
        raise ValueError(f"2つの群に入っている団体があります（{'、'.join(names[twice[:5]])}）")
    found_groups = tuple(Group(tuple(members), centres.get(name)) for name, members in groups.items())
    name = origin_ja.rsplit(".", 1)[0][: scenario.LONGEST_NAME] or TITLE
    return Scenario(name, "file", found_groups, _others(set(in_groups)), origin_ja[:200]), problems


def _others(codes: set[str]) -> tuple[str, ...]:
    """The municipalities of the prefectures concerned that are in no group."""
    every = queries.municipalities()["lg_code"]
    inside = every[every.str[:2].isin({one[:2] for one in codes})]
    return tuple(one for one in inside if one not in codes)


def _of_file() -> None:
    file = st.file_uploader("保存したシナリオ（JSON）", type=["json"], key="scenario_file")
    if file is None:
        return
    try:
        found = scenario.of_file(file.getvalue())
        scenario.settled(found, queries.group_facts())
    except ValueError as problem:
        st.warning(text.plain(f"{file.name}：{problem}。"), icon=":material/block:")
        return
    st.markdown(text.plain(f"「{found.name}」：{len(found.groups)}群、{len(found.members)}団体"))
    scenarios.offer(found, "file")
