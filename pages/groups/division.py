"""Dividing a region into groups by program: the reader's settings, the solver, and what came of it."""

import re
import threading
from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd
import streamlit as st

from analysis import grouping
from analysis.grouping import Grouping
from dashboard import queries
from dashboard.maps import metric_map
from dashboard.maps.choropleth import HoverColumn, Legend, choropleth
from dashboard.runtime import place, run_lock
from dashboard.shared import controls, national_map, notes, plot, text, theme, value_tables
from pages.groups import by_hand, charts

MOST_PREFECTURES, MOST_OTHERS, MOST_RULES = 4, 60, 20
LARGEST_DISTANCE_KM = 80  # farther pairs are not held
NOBODY, LEFT_OUT = "#E9EBEE", "#4B4F57"
SOLVED = "_division"
RULES = {"j": "同じグループ", "s": "別のグループ"}
RULE = re.compile(r"([js])(\d{6})-(\d{6})")


@dataclass(frozen=True)
class Capacity:
    """What a group must reach together: column of queries.group_facts, usual threshold, kind of value."""

    label_ja: str
    column: str
    unit: str
    usual: int
    as_of: str
    basis: str
    must_be_known: bool = False
    load: str | None = (
        None  # where not the capacity counts, but how much of this comes to `per` of it at most
    )
    per: int = 1

    def is_known(self, rows: pd.DataFrame) -> bool:
        """Whether every value that must be known is."""
        columns = [self.column] * self.must_be_known + ([] if self.load is None else [self.load])
        return bool(rows[columns].notna().all(axis=None))

    def of(self, rows: pd.DataFrame, groups: pd.Series | None = None) -> pd.Series:
        """What counts of each row, or of each group (index as rows): an amount, or the load per capacity."""
        names = [self.column] if self.load is None else [self.column, self.load]
        amounts = rows[names].astype(float)
        if groups is not None:
            amounts = amounts.fillna(0).groupby(groups).sum()
        if self.load is None:
            return amounts[self.column]
        return (amounts[self.load] / amounts[self.column].where(amounts[self.column] > 0) * self.per).round(1)

    def is_short(self, values: pd.Series, needed: float) -> pd.Series:
        """Which values miss what is needed: too little, or too much to bear; unknown ones do."""
        return ~(values >= needed if self.load is None else values <= needed)

    def wanted_ja(self, needed: float) -> str:
        return f"{self.label_ja} {needed:,.0f}{self.unit}{'以上' if self.load is None else '以下'}"


CAPACITIES = {
    "staff": Capacity(
        "一般行政部門職員数", "general_admin_staff", "人", 500, "general_admin_staff_as_of", "published"
    ),
    "civil": Capacity(
        "土木技師数（実数）", "civil_engineers", "人", 10, "civil_engineers_as_of", "published", True
    ),
    "estimate": Capacity(
        "技術系職員数（推計の中央値）", "every_estimate", "人", 20, "estimate_as_of", "estimated", True
    ),
    "bridges": Capacity("管理する橋の数", "bridges_managed", "橋", 500, "bridges_as_of", "published"),
    "bridges_per_staff": Capacity(
        "職員100人当たりの橋",
        "general_admin_staff",
        "橋",
        100,
        "bridges_as_of",
        "derived",
        load="bridges_managed",
        per=100,
    ),
    "bridges_per_engineer": Capacity(
        "土木技師1人当たりの橋",
        "civil_engineers",
        "橋",
        50,
        "bridges_as_of",
        "derived",
        must_be_known=True,
        load="bridges_managed",
    ),
    "population": Capacity("人口", "population", "人", 50_000, "population_as_of", "published"),
}


@dataclass(frozen=True)
class Settings:
    """Everything the program is given; two equal ones have one answer."""

    codes: tuple[str, ...]
    capacity: str
    needed: float
    max_distance_km: float
    max_members: int | None
    must_join: tuple[tuple[str, str], ...]
    must_separate: tuple[tuple[str, str], ...]
    seconds: int


def show(facts: pd.DataFrame) -> None:
    """Ask for the settings, divide when asked to, and show the division asked for last."""
    area = pick_area(facts)
    if len(area) < 2:
        st.info("分ける都道府県か、2つ以上の市区町村を選んでください。", icon=":material/map:")
        return
    settings = pick_settings(area)
    if st.button("この条件で分ける", type="primary", icon=":material/hub:"):
        st.session_state[SOLVED] = settings
    solved: Settings | None = st.session_state.get(SOLVED)
    if solved is None:
        st.caption(
            f"{len(area)}団体を、条件を満たすひと続きのグループに分け、構成団体から拠点までの距離の合計が最も短い分け方を求めます。"
        )
        return
    if solved != settings:
        st.info(
            "条件が変わりました。「この条件で分ける」を押すと計算し直します。下は前の条件の結果です。",
            icon=":material/update:",
        )
    with st.spinner(f"分け方を探しています（最長 {solved.seconds}秒）", show_time=True):
        run_lock.release()
        division = solve(solved, queries.built_at())
    _show_division(facts.set_index("lg_code", drop=False).rename_axis(None), solved, division)


def pick_area(facts: pd.DataFrame) -> pd.DataFrame:
    """Let the reader choose prefectures and single municipalities, across borders; their rows."""
    prefectures = queries.prefectures().set_index("prefecture_code")["prefecture_name"].to_dict()
    names = (facts["prefecture_name"] + " " + facts["municipality_name"]).set_axis(facts["lg_code"]).to_dict()
    left, right = st.columns(2)
    with left:
        chosen = place.pick_many(
            "分ける都道府県",
            "prefs",
            prefectures,
            most=MOST_PREFECTURES,
            empty=f"{MOST_PREFECTURES}つまで",
        )
    with right:
        others = place.pick_many(
            "加える市区町村",
            "also",
            names,
            most=MOST_OTHERS,
            empty="県境をまたぐときなど",
            help_ja="都道府県を選ばずに、市区町村だけを選ぶこともできます。",
        )
    return facts[facts["prefecture_code"].isin(chosen) | facts["lg_code"].isin(others)]


def pick_settings(area: pd.DataFrame) -> Settings:
    """Let the reader say what a group must be."""
    offered = {code: one.label_ja for code, one in CAPACITIES.items() if one.is_known(area)}
    if area["civil_engineers"].notna().all():
        offered.pop("estimate", None)  # an estimate steps back where a count is known
    first, second, third, fourth, fifth = st.columns([3, 2, 2, 2, 2])
    with first:
        kind = place.pick("そろえる体制", "cap", offered, default="staff")
    capacity = CAPACITIES[kind]
    with second:
        needed = st.number_input(
            f"1グループに必要な数（{capacity.unit}）"
            if capacity.load is None
            else f"上限（{capacity.unit}）",
            min_value=1,
            max_value=10_000_000,
            value=capacity.usual,
            key=f"need_{kind}",
            bind="query-params",
        )
    with third:
        distance = st.number_input(
            "拠点までの上限（km）",
            min_value=1,
            max_value=LARGEST_DISTANCE_KM,
            value=40,
            key="km",
            bind="query-params",
            help="役所間の直線距離です。",
        )
    with fourth:
        most = st.number_input(
            "団体数の上限",
            min_value=1,
            max_value=60,
            value=None,
            placeholder="なし",
            key="most",
            bind="query-params",
        )
    with fifth:
        seconds = st.number_input(
            "制限時間（秒）", min_value=5, max_value=120, value=30, key="seconds", bind="query-params"
        )
    _notes_on(capacity, area)
    rules = _pick_rules(area)
    join, apart = ([pair[1:] for pair in rules if pair[0] == kind_of] for kind_of in RULES)
    return Settings(
        codes=tuple(area["lg_code"]),
        capacity=kind,
        needed=float(needed),
        max_distance_km=float(distance),
        max_members=None if most is None else int(most),
        must_join=tuple(join),
        must_separate=tuple(apart),
        seconds=int(seconds),
    )


def _notes_on(capacity: Capacity, area: pd.DataFrame) -> None:
    """How much of the capacity there is, as of when, and what is not offered."""
    unknown = int(area[capacity.column].isna().sum())
    caption = (
        f"{len(area)}団体の{'合計' if capacity.load is None else capacity.label_ja + 'は全体で'} "
        f"{capacity.of(area, pd.Series('', index=area.index)).iloc[0]:,.0f}{capacity.unit}"
        f"（{by_hand.dates(area, capacity.as_of)}現在、{text.BASIS[capacity.basis]}）"
    )
    if unknown:
        caption += f"。値のない{unknown}団体は0として扱います"
    if capacity.basis == "estimated":
        caption += (
            "。中央値の合計は、合計の中央値ではありません。実数のある団体も、そろえるために推計で数えます"
        )
    counted = int(area["civil_engineers"].notna().sum())
    if counted < len(area):
        caption += f"。土木技師数は、全団体に実数があるときに選べます（いま {counted}/{len(area)}団体）"
    st.caption(caption + "。")


def _pick_rules(area: pd.DataFrame) -> list[tuple[str, str, str]]:
    """Let the reader name pairs that must or must not share a group: kind (j, s) and two codes."""
    several = area["prefecture_code"].nunique() > 1
    names = (
        area["prefecture_name"] + " " + area["municipality_name"] if several else area["municipality_name"]
    )
    names = names.set_axis(area["lg_code"]).to_dict()
    labels = {}
    for code in place.stated("rules"):
        found = RULE.fullmatch(code)
        if found and {found[2], found[3]} <= set(names) and found[2] != found[3]:
            labels[code] = f"{names[found[2]]}と{names[found[3]]}：{RULES[found[1]]}"
    with st.expander(
        f"同じグループ・別のグループにする組の指定（{len(labels)}組）",
        expanded=bool(labels),
        icon=":material/link:",
    ):
        one, other, kind, button = st.columns([3, 3, 3, 2], vertical_alignment="bottom")
        with one:
            first = st.selectbox(
                "団体", list(names), format_func=names.get, index=None, placeholder="選ぶ", key="rule_1"
            )
        with other:
            second = st.selectbox(
                "相手", list(names), format_func=names.get, index=None, placeholder="選ぶ", key="rule_2"
            )
        with kind:
            wanted = st.segmented_control(
                "条件", list(RULES), format_func=RULES.get, default="j", required=True, key="rule_kind"
            )
        with button:
            st.button(
                "加える",
                disabled=first is None or second is None or first == second,
                on_click=_add_rule,
                args=(wanted, first, second),
            )
        rules = place.pick_many("指定した組", "rules", labels, most=MOST_RULES, empty="なし")
    return [RULE.fullmatch(code).groups() for code in rules]


def _add_rule(kind: str, first: str, second: str) -> None:
    place.choose_many("rules", dict.fromkeys([*place.stated("rules"), f"{kind}{first}-{second}"]))


@st.cache_resource(show_spinner=False)
def _turn() -> threading.Lock:
    """One division at a time: each may use a whole core."""
    return threading.Lock()


@st.cache_data(ttl="6h", max_entries=50, show_spinner=False)
def solve(settings: Settings, built_at: pd.Timestamp) -> Grouping:
    """The division for these settings; cached, so that a rerun does not solve again. built_at: of the database, part of the key."""
    capacity = CAPACITIES[settings.capacity]
    facts = queries.group_facts()
    rows = facts[facts["lg_code"].isin(settings.codes)]
    members = pd.DataFrame({"lg_code": rows["lg_code"], "capacity": rows[capacity.column]})
    if capacity.load is not None:
        members["load"] = rows[capacity.load]
    with _turn():
        return grouping.form_groups(
            members,
            queries.links(list(settings.codes)),
            min_capacity=settings.needed if capacity.load is None else 0,
            max_load=None if capacity.load is None else settings.needed / capacity.per,
            max_distance_km=settings.max_distance_km,
            max_members=settings.max_members,
            must_join=settings.must_join,
            must_separate=settings.must_separate,
            time_limit_s=settings.seconds,
        )


def _show_division(facts: pd.DataFrame, settings: Settings, division: Grouping) -> None:
    """The outcome in words, on the map, as charts and tables."""
    area = facts.loc[list(settings.codes)]
    assignment = division.assignment
    st.header("分けた結果", divider="gray")
    _say(settings, division, area)
    if assignment.empty:
        _unserved(area, division, settings)
        return
    names = group_names(assignment, area["municipality_name"])
    links = queries.links(list(settings.codes))
    _map(facts, settings, division, names, links)
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
    _groups(area, settings, division, names, by_group, capacity)
    _existing(assignment, settings)
    st.header("出典", divider="gray")
    notes.source_line([*by_hand.SOURCES, "cases", "cooperation_groups"])


def group_names(assignment: pd.DataFrame, municipality_names: pd.Series) -> pd.Series:
    """What each group is called, by hub: its hub and how many more."""
    more = assignment.groupby("hub_lg_code").size() - 1
    return pd.Series(
        {
            hub: municipality_names[hub] + (f"ほか{count}" if count else "（単独）")
            for hub, count in more.items()
        }
    )


def _say(settings: Settings, division: Grouping, area: pd.DataFrame) -> None:
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
        st.metric("拠点までの距離の合計", f"{division.total_distance_km:,.1f}km", border=True)
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
    st.caption(f"{proof}｜計算 {division.seconds:.1f}秒｜算出値（役所間の直線距離）")
    if division.explanation_ja:
        st.warning("".join(division.explanation_ja), icon=":material/info:")
    if division.status == grouping.TIME_LIMIT:
        st.info(
            "制限時間を延ばすか、距離や団体数の上限を小さくする、範囲を狭めると、解けることがあります。",
            icon=":material/timer:",
        )


def _map(
    facts: pd.DataFrame, settings: Settings, division: Grouping, names: pd.Series, links: pd.DataFrame
) -> None:
    """One colour per group, hubs in bold, those left out dark."""
    assignment = division.assignment.set_index("lg_code")["hub_lg_code"]
    colour = grouping.colours(division.assignment, links, len(theme.GROUP_COLORS))
    classes = facts["lg_code"].map(assignment).map(colour) + 1
    left_out = facts["lg_code"].isin(division.unserved["lg_code"])
    classes = classes.mask(left_out, len(theme.GROUP_COLORS) + 1).fillna(0)
    marks = {}
    for code, hub in assignment.items():
        mark = f"グループ：{names[hub]}" + ("（拠点）" if code == hub else "")
        marks[int(facts.loc[code, "outline_index"])] = mark
    for row in division.unserved.itertuples():
        marks[int(facts.loc[row.lg_code, "outline_index"])] = "入れなかった団体"
    capacity = CAPACITIES[settings.capacity]
    choropleth(
        national_map.outlines(),
        classes.to_list(),
        [
            HoverColumn(
                capacity.label_ja, capacity.unit, 0 if capacity.load is None else 1, capacity.of(facts)
            ),
            HoverColumn("管理する橋", "橋", 0, facts["bridges_managed"]),
        ],
        Legend(
            "色はグループごと",
            [NOBODY, *theme.GROUP_COLORS, LEFT_OUT],
            ["", *[""] * len(theme.GROUP_COLORS), "入れなかった団体" if left_out.any() else ""],
        ),
        key="division_map",
        height=560,
        chosen=sorted(set(assignment)),
        bounds=_bounds(facts.loc[list(settings.codes)]),
        within=facts["lg_code"].isin(settings.codes).to_list(),
        note=f"{by_hand.dates(facts, capacity.as_of)}現在・{text.BASIS[capacity.basis]}",
        marks=marks,
        description="分けたグループを塗り分けた地図。同じ内容は下の表にあります。",
    )
    st.caption(
        "太い枠は拠点（グループの中で、ほかの団体からの距離の合計を数える役所のある団体）です。隣り合うグループは違う色にしています。"
        "離れたグループが同じ色のこともあります。"
    )


def _bounds(area: pd.DataFrame) -> tuple[float, float, float, float]:
    """West, south, east, north: of the prefectures' main land where whole prefectures are shown, else of the municipalities."""
    prefectures = queries.prefectures().set_index("prefecture_code")
    edges = []
    for code, own in area.groupby("prefecture_code"):
        is_whole = len(own) == prefectures.loc[code, "municipalities"]
        edges.append(
            metric_map.view(prefectures.loc[code])
            if is_whole
            else (own["west"].min(), own["south"].min(), own["east"].max(), own["north"].max())
        )
    west, south, east, north = zip(*edges, strict=True)
    return float(min(west)), float(min(south)), float(max(east)), float(max(north))


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
                f"{capacity.label_ja}（{capacity.unit}）": capacity.of(rows).to_numpy(),
                "理由": division.unserved["reason_ja"].to_numpy(),
            }
        ),
        title="グループに入れなかった団体",
        source_ids=by_hand.SOURCES,
        notes=_settings_notes(settings),
        key="unserved",
        label=f"入れなかった団体と理由（{len(rows)}団体）",
        expanded=True,
    )


def _groups(
    area: pd.DataFrame,
    settings: Settings,
    division: Grouping,
    names: pd.Series,
    by_group: pd.Series,
    capacity: Capacity,
) -> None:
    """A table of groups, a table of members, and the way to each group on the other tab."""
    st.subheader("グループの一覧")
    assignment = division.assignment
    pooled = grouping.pool(
        area[["lg_code", "office_latitude", "office_longitude", *by_hand.ADDED]],
        assignment,
    ).set_index("hub_lg_code")
    links = queries.links(list(settings.codes))
    near = pd.concat(
        [links, links.rename(columns={"lg_code": "partner_lg_code", "partner_lg_code": "lg_code"})]
    )
    distance = near.drop_duplicates(["lg_code", "partner_lg_code"]).set_index(["lg_code", "partner_lg_code"])
    to_hub = pd.Series(
        [
            0.0 if code == hub else distance["distance_km"][code, hub]
            for code, hub in assignment[["lg_code", "hub_lg_code"]].itertuples(index=False)
        ],
        index=assignment.index,
    )
    members = assignment.groupby("hub_lg_code")["lg_code"].agg(list)
    held = f"{capacity.label_ja}（{capacity.unit}）"
    table = pd.DataFrame(
        {
            "グループ": names,
            "団体数": pooled["members"],
            held: by_group,
            "拠点までの距離の合計（km）": to_hub.groupby(assignment["hub_lg_code"]).sum().round(1),
            "役所どうしの最長距離（km）": pooled["longest_distance_km"].round(1),
            "人口（人）": pooled["population"],
            "一般行政部門職員数（人）": pooled["general_admin_staff"],
            "管理する橋（橋）": pooled["bridges_managed"],
            "修繕が必要な橋（橋）": pooled["bridges_action_needed"],
            "橋の数が不明の団体": pooled["bridges_managed_unknown"],
            "市町村道の実延長（km）": pooled["road_km"].round(1),
            "土木費（億円）": (pooled["public_works_expenditure_yen"] / 1e8).round(1),
            "構成団体": members.map(lambda codes: "・".join(area.loc[codes, "municipality_name"])),
            "アドレス": members.map(by_hand.address),
            "値の種類": text.BASIS["derived"],
        }
    ).loc[names.index]
    value_tables.table_with_downloads(
        table,
        title="分けたグループ",
        source_ids=by_hand.SOURCES,
        notes=_settings_notes(settings),
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
        "拠点までの距離（km）": to_hub.round(1).set_axis(rows.index),
    }
    value_tables.table_with_downloads(
        by_hand.members_table(rows, leading),
        title="分けたグループの構成団体",
        source_ids=by_hand.SOURCES,
        notes=_settings_notes(settings),
        key="division_members",
        label="構成団体の表",
    )
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
    real = queries.existing_groups()
    compared = grouping.compare(assignment, real)
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


def _settings_notes(settings: Settings) -> list[str]:
    """The settings as sentences, for files taken away."""
    capacity = CAPACITIES[settings.capacity]
    most = "なし" if settings.max_members is None else f"{settings.max_members}団体"
    return [
        f"必要な体制：{capacity.wanted_ja(settings.needed)}（{text.BASIS[capacity.basis]}）。",
        f"拠点までの距離の上限：{settings.max_distance_km:,.0f} km（役所間の直線）。団体数の上限：{most}。",
        f"同じグループの指定 {len(settings.must_join)}組、別のグループの指定 {len(settings.must_separate)}組。",
        "グループは、陸の境界か自動車の通れる橋・トンネルでひと続き。拠点までの距離の合計が最も短い分け方（算出値）。",
    ]
