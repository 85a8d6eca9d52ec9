"""Groups put together by hand: who is in them, what they have together, side by side, and what bundling repairs brings."""

from dataclasses import dataclass
from urllib.parse import urlencode

import pandas as pd
import streamlit as st

from analysis import bundling, chances, group_parts, pooled_staff, ways
from analysis import dates as date_words
from analysis.group_names import group_name
from analysis.scenario import LONGEST_NAME, Group, Scenario
from dashboard import queries
from dashboard.maps import metric_map
from dashboard.maps.choropleth import HoverColumn, Legend, MapContent, MapView, choropleth
from dashboard.runtime import place
from dashboard.shared import controls, finder, national_map, notes, plot, scenarios, text, value_tables
from pages.groups import charts
from pages.groups import queries as own_queries

MOST = 12
SIDES = {"a": "グループA", "b": "グループB（比べる相手）"}
NAMES = {"a": "members", "b": "other"}  # under which the URL keeps the codes of each
TOOLS = {  # that begin with group A; the choice goes along
    "pages/effects/page.py": "グループAの導入効果を試算する",
    "pages/steps/page.py": "グループAの実施方針（案）を作る",
}
SIDE_COLORS = ["#E9EBEE", "#3460FB", "#E2851B", "#7A5AA6"]
TABLES = (
    "municipalities",
    "borders",
    "staffing",
    "technical_staff",
    "technical_staff_estimates",
    "bridge_inspections",
    "roads",
    "local_contractors",
    "public_works",
    "fiscal_indicators",
)
NOTES = [
    "まとめた値は、構成する市区町村の値の合計。値のない団体は合計に入れず、その数を示す。",
    "財政の指標は人口で重みづけた平均（合算した決算から求めた値ではない）。",
    "技術系職員数の推計は、団体ごとの分布を独立とみて足し合わせた。実際の区間はこれより広い。",
    "道のり（概算）は、役所から市区町村の境界を通って相手の役所までの最短の長さで、実際の道路より短い。つながりは陸の境界と、自動車の通れる橋・トンネルでみる。",
]
LIMITS = (1, 2, 3, 4, 5, 10)
Q_RANGE = (0.5, 1, 2)
ENOUGH_INSPECTIONS = 200


@dataclass(frozen=True)
class Fact:
    """A column of queries.group_facts as it is read: added up, or averaged over residents."""

    column: str
    own_label_ja: str | None
    unit: str
    digits: int
    as_of: str
    per_unit: float = 1
    is_averaged: bool = False

    @property
    def label_ja(self) -> str:
        """As the metric of the column declares it, where no shorter or clearer one is given here."""
        return self.own_label_ja or queries.metric(self.column)["label_ja"]

    @property
    def heading_ja(self) -> str:
        return text.with_unit(self.label_ja, self.unit)

    @property
    def hover(self) -> tuple[str, str, int]:
        """Label, unit and decimals, as HoverColumn takes them."""
        return self.label_ja, self.unit, self.digits


FACTS = (
    Fact("population", "人口", "人", 0, "population_as_of"),
    Fact("area_km2", None, "km²", 1, "area_as_of"),
    Fact("general_admin_staff", None, "人", 0, "general_admin_staff_as_of"),
    Fact("civil_engineers", None, "人", 0, "civil_engineers_as_of"),
    Fact("technical_staff", "技術系職員数（実数）", "人", 0, "technical_staff_as_of"),
    Fact("bridges_managed", "管理する橋", "橋", 0, "bridges_as_of"),
    Fact("bridges_action_needed", "修繕が必要な橋（判定区分Ⅲ・Ⅳ）", "橋", 0, "bridges_as_of"),
    Fact("road_km", None, "km", 1, "road_km_as_of"),
    Fact("construction_establishments", None, "事業所", 0, "contractors_as_of"),
    Fact("construction_employees", None, "人", 0, "contractors_as_of"),
    Fact("public_works_expenditure_yen", None, "億円", 1, "public_works_as_of", per_unit=1e8),
    Fact("fiscal_strength_index", None, "", 2, "fiscal_strength_index_as_of", is_averaged=True),
    Fact("current_balance_ratio", None, "%", 1, "fiscal_strength_index_as_of", is_averaged=True),
    Fact("real_debt_service_ratio", None, "%", 1, "fiscal_strength_index_as_of", is_averaged=True),
)
FACT = {fact.column: fact for fact in FACTS}
HEADLINES = ("population", "general_admin_staff", "bridges_managed", "bridges_action_needed")
ESTIMATE = "技術系職員数（推計）"
RARE = [ESTIMATE, "技術系職員数（実数）"]  # left out where no group has any
NO_DATA = "データなし"
ADDED = [fact.column for fact in FACTS if not fact.is_averaged]


def source_ids() -> list[str]:
    """Sources of what is pooled and of what connects municipalities."""
    return queries.sources_of(*TABLES, "municipality_pairs.is_sea_linked")


def pick_groups(facts: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Let the reader choose the members of two groups by name; their rows, in the order chosen."""
    names = finder.names()
    rows = facts.set_index("lg_code", drop=False).rename_axis(None)
    picked = []
    for column, (side, label) in zip(st.columns(2), SIDES.items(), strict=True):
        with column:
            codes = finder.pick_municipalities(label, NAMES[side], names, most=MOST)
            picked.append(rows.loc[codes])
    return picked[0], picked[1]


def draw_map(facts: pd.DataFrame, first: pd.DataFrame, second: pd.DataFrame) -> None:
    """The map on which a click adds a municipality to a group or takes it away."""
    left, right = st.columns(2)
    with left:
        prefecture = controls.pick_prefecture()
    with right:
        side = place.pick("地図に触れて選ぶグループ", "side", SIDES, default="a")
    if prefecture is None and len(first):
        # The first member's prefecture, so that the map stays where it is while others are added.
        code = first["prefecture_code"].iloc[0]
        prefecture = queries.prefectures().set_index("prefecture_code", drop=False).loc[code]

    def clicked(lg_code: str | None) -> None:
        if lg_code is None:
            return
        if lg_code in place.stated(NAMES[side]) or len(place.stated(NAMES[side])) < MOST:
            place.toggle(NAMES[side], lg_code)

    in_first, in_second = (facts["lg_code"].isin(group["lg_code"]) for group in (first, second))
    choropleth(
        national_map.outlines(),
        MapContent(
            classes=(in_first + 2 * in_second).to_list(),
            hover=[
                HoverColumn(*FACT[name].hover, facts[name])
                for name in ("population", "general_admin_staff", "bridges_managed")
            ],
            legend=Legend(
                "選んだグループ",
                SIDE_COLORS,
                [
                    "ほかの市区町村",
                    _side_ja("グループA", first),
                    _side_ja("グループB", second) if in_second.any() else "",
                    "両方に入る" if (in_first & in_second).any() else "",
                ],
                kind="categories",
            ),
            note=f"人口は{text.japanese_date(facts['population_as_of'].max())}現在・公表値",
            description="選んだグループの市区町村を塗り分けた地図。同じ内容は下の表にあります。",
        ),
        key="map",
        on_click=clicked,
        view=MapView(
            height=480,
            chosen=[*first["lg_code"], *second["lg_code"]],
            prefecture_code=None if prefecture is None else prefecture["prefecture_code"],
            bounds=None if prefecture is None else metric_map.view(prefecture),
            fades=False,  # a group may reach beyond the prefecture
        ),
    )
    st.caption(f"市区町村に触れると、グループに入り、もう一度触れると外れます（{MOST}団体まで）。")


def _side_ja(label: str, group: pd.DataFrame) -> str:
    return f"{label}：{group_name(group)}" if len(group) else label


def card(first: pd.DataFrame, second: pd.DataFrame) -> None:
    """What each group has together, with kind and date of every number."""
    groups = {"グループA": first} | ({"グループB": second} if len(second) else {})
    for name, group in groups.items():
        centre = centre_of(group)
        st.markdown(f"{name}：**{group_name(group)}**" + (f"（拠点の目安：{centre}）" if centre else ""))
    with st.container(horizontal=True):
        for fact in (FACT[name] for name in HEADLINES):
            st.metric(f"{fact.label_ja}（A）", pooled_text(first, fact), border=True)
    pooled = {name: together(group) for name, group in groups.items()}
    table = pd.DataFrame({"項目": list(pooled["グループA"])})
    for name, lines in pooled.items():
        table[name] = [lines[item][0] for item in table["項目"]]
    of_ledgers = _ledger_metrics().set_index("label_ja")["metric_id"]
    is_rare = table["項目"].isin([*RARE, *of_ledgers.index])
    table = table[~(is_rare & (table[list(groups)] == NO_DATA).all(axis=1))]
    shown = of_ledgers[of_ledgers.index.isin(table["項目"])]
    source_ids_shown = [*source_ids(), *queries.sources_of_metrics(*shown)]
    table["種類"] = [max((lines[item][1] for lines in pooled.values()), key=len) for item in table["項目"]]
    everyone = pd.concat(groups.values())
    table["時点"] = [_parts_dates(everyone, pooled["グループA"][item][2]) for item in table["項目"]]
    value_tables.show(table, key="card", alt="グループをまとめた値")
    value_tables.downloads(
        table,
        title="グループをまとめた値",
        source_ids=list(dict.fromkeys(source_ids_shown)),
        notes=[
            *(
                f"{name}：{group_name(group)}（{'、'.join(group['municipality_name'])}）"
                for name, group in groups.items()
            ),
            *NOTES,
        ],
        key="card",
    )
    st.caption("".join(NOTES))


def together(group: pd.DataFrame) -> dict[str, tuple[str, str, dict[str, str]]]:
    """Everything a group has together: item → what is shown, kind of value, columns with the dates by what they are of."""
    lines = {}
    for fact in FACTS:
        label = f"{fact.label_ja}（人口で加重平均）" if fact.is_averaged else fact.label_ja
        lines[label] = (pooled_text(group, fact), text.BASIS["derived"], {"": fact.as_of})
        if fact.column == "civil_engineers":
            lines[ESTIMATE] = (
                estimate_text(group),
                text.BASIS["estimated"],
                {"": "estimate_as_of"},
            )
    known = group.dropna(subset=["bridges_managed"])
    bridges, staff = known["bridges_managed"].sum(), known["general_admin_staff"].sum()
    share = known["bridges_action_needed"].sum() / bridges if bridges else None
    burden = bridges / staff * 100 if staff else None
    contractors = known["construction_establishments"].sum() / bridges * 100 if bridges else None
    derived = text.BASIS["derived"]
    distance = group_parts.pool(
        group[["lg_code", "office_latitude", "office_longitude"]],
        pd.DataFrame({"lg_code": group["lg_code"], "hub_lg_code": ""}),
    )["longest_distance_km"].iloc[0]
    lines |= {
        "修繕が必要な橋の割合": (text.number(share, "share", 1), derived, {"": "bridges_as_of"}),
        "職員100人当たりの橋": (
            text.number(burden, "橋", 1),
            derived,
            {"橋": "bridges_as_of", "職員": "general_admin_staff_as_of"},
        ),
        "橋100橋当たりの建設業の事業所": (
            text.number(contractors, "事業所", 1),
            derived,
            {"事業所": "contractors_as_of", "橋": "bridges_as_of"},
        ),
        "拠点の目安（道のりの合計が最も短い役所）": (centre_of(group) or NO_DATA, derived, {}),
        "役所どうしの最も長い道のり（概算）": (longest_way(group), derived, {}),
        "役所どうしの最長距離（直線）": (text.number(distance, "km", 1), derived, {}),
        "つながり": (connection(group), derived, {}),
    }
    return lines | _of_ledgers(group)


def _ledger_metrics() -> pd.DataFrame:
    """The metrics of the kinds of facilities of which some ledger is held."""
    metrics = queries.metrics("ageing")
    return metrics[metrics["is_of_ledgers"].astype(bool)]


def _of_ledgers(group: pd.DataFrame) -> dict[str, tuple[str, str, dict[str, str]]]:
    """What the members' ledgers hold of each kind of facility, each line with its date and how many members it is of."""
    lines: dict[str, tuple[str, str, dict[str, str]]] = {}
    for metric in _ledger_metrics().to_dict("records"):
        values = queries.metric_values(metric["metric_id"])
        known = values[values["lg_code"].isin(group["lg_code"]) & values["value"].notna()]
        if known.empty:
            lines[metric["label_ja"]] = (NO_DATA, "", {})
            continue
        total = known["numerator"].sum()
        value = total if metric["kind"] == "level" else total / known["denominator"].sum()
        of = f"（{len(group)}団体のうち{len(known)}団体、{text.japanese_date(known['as_of'].max())}現在）"
        shown = text.number(value, metric["unit"], int(metric["digits"])) + of
        lines[metric["label_ja"]] = (shown, text.BASIS[metric["basis"]], {})
    return lines


def pooled_text(group: pd.DataFrame, fact: Fact) -> str:
    """The sum or weighted mean of one fact, and of how many members it is when not of all."""
    known = group.dropna(subset=[fact.column])
    if known.empty:
        return NO_DATA
    if fact.is_averaged:
        value = (known[fact.column] * known["population"]).sum() / known["population"].sum()
    else:
        value = known[fact.column].sum() / fact.per_unit
    value_ja = text.number(value, fact.unit, fact.digits)
    return value_ja if len(known) == len(group) else f"{value_ja}（{len(known)}/{len(group)}団体の分）"


def estimate_text(group: pd.DataFrame) -> str:
    """The technical staff of those members without a count: median and 80 % interval of the sum."""
    estimated = group.dropna(subset=["estimate_median"]).rename(
        columns=lambda name: name.removeprefix("estimate_")
    )
    if estimated.empty:
        return NO_DATA
    staff = pooled_staff.total(estimated)
    nobody = estimated["zero_probability"].prod()  # as if independent, as the sum is
    value_ja = chances.staff(nobody, staff.median, staff.low, staff.high)
    return value_ja if len(estimated) == len(group) else f"{value_ja}（実数のない{len(estimated)}団体の分）"


def connection(group: pd.DataFrame) -> str:
    """Whether the members form one piece, and who does not belong to the largest."""
    parts = group_parts.connected_parts(group["lg_code"], queries.links(group["lg_code"].to_list()))
    if len(parts) == 1:
        return "ひと続き"
    names = group.set_index("lg_code")["municipality_name"]
    return f"{len(parts)}つに分かれる（" + "／".join("・".join(names[part]) for part in parts) + "）"


def centre_of(group: pd.DataFrame) -> str:
    """The member whose office has the shortest ways to all others, by name; nothing where a way is not known or needs a ferry."""
    centre = group_parts.centre(group["lg_code"], queries.links(group["lg_code"].to_list()))
    return "" if centre is None else str(group.loc[centre, "municipality_name"])


def longest_way(group: pd.DataFrame) -> str:
    """The longest way between two offices of the group, and who is reached by ferry only."""
    links = queries.links(group["lg_code"].to_list())
    names = group.set_index("lg_code")["municipality_name"]
    by_ferry = group_parts.apart_by_ferry(group["lg_code"], links)
    if by_ferry:
        return f"船が要る（{'・'.join(names[by_ferry])}）"
    longest = group_parts.longest_way(group["lg_code"], links)
    return f"{ways.HELD_KM}km超" if longest is None else text.number(longest, "km", 1)


def to_scenario(first: pd.DataFrame, second: pd.DataFrame) -> None:
    """The way to the groups as a scenario that has a name; of one in both, nothing, for groups of a scenario are apart."""
    groups = [group for group in (first, second) if len(group)]
    if set(first["lg_code"]) & set(second["lg_code"]):
        st.caption("両方のグループに入る団体があると、シナリオにできません。")
        return
    name = "と".join(group_name(group) for group in groups)
    scenarios.offer(
        Scenario(name[:LONGEST_NAME], "hand", tuple(Group(tuple(group["lg_code"])) for group in groups)),
        key="hand",
    )


def dates(rows: pd.DataFrame, column: str) -> str:
    """The dates of a column: one, or from first to last; the years of what belongs to fiscal years."""
    days = rows[column].dropna()
    if days.empty:
        return ""
    return "〜".join(
        dict.fromkeys(date_words.written(day, _is_of_year(column)) for day in (days.min(), days.max()))
    )


def _parts_dates(rows: pd.DataFrame, columns: dict[str, str]) -> str:
    """「橋は2025年3月31日、職員は2024年4月1日」; of one date that alone. columns: by what each is of."""
    return "、".join(
        f"{name}は{dates(rows, one)}" if name else dates(rows, one) for name, one in columns.items()
    )


def _is_of_year(column: str) -> bool:
    """Whether what has its dates in a column belongs to fiscal years, as its metric declares."""
    return any(fact.as_of == column and queries.metric(fact.column)["is_fiscal_year"] for fact in FACTS)


def side_by_side(first: pd.DataFrame, second: pd.DataFrame) -> None:
    """The members one by one."""
    groups = [("A", first), ("B", second)]
    members = pd.concat([group.assign(side=side) for side, group in groups if len(group)])
    table = members_table(members, {"グループ": members["side"]})
    value_tables.table_with_downloads(
        table,
        title="グループの構成団体",
        source_ids=source_ids(),
        notes=NOTES[3:],
        key="members_table",
        label="構成団体を並べた表",
        expanded=True,
    )


def members_table(members: pd.DataFrame, leading: dict[str, pd.Series]) -> pd.DataFrame:
    """One row per municipality with its own numbers, after the columns given; without columns nobody has a value in."""
    columns = leading | {
        "団体コード": members["lg_code"],
        "都道府県": members["prefecture_name"],
        "市区町村": members["municipality_name"],
    }
    for fact in FACTS:
        columns[fact.heading_ja] = (members[fact.column] / fact.per_unit).round(fact.digits + 1)
        if fact.column == "civil_engineers":
            columns["技術系職員が0人の確率（推計、%）"] = (members["estimate_zero_probability"] * 100).round(
                0
            )
            is_likely = members["estimate_median"] > 0  # else the probability says it, not a number of people
            for name, label in (("median", "中央値"), ("low", "80%区間の下限"), ("high", "80%区間の上限")):
                columns[f"技術系職員数の推計・{label}（人）"] = members[f"estimate_{name}"].where(is_likely)
    columns[text.labelled(queries.metric("future_burden_ratio"))] = members["future_burden_ratio"]
    stamps = {
        "人口の時点": "population_as_of",
        "職員数の時点": "general_admin_staff_as_of",
        "橋の時点": "bridges_as_of",
        "道路の時点": "road_km_as_of",
        "建設業の時点": "contractors_as_of",
        "土木費の時点": "public_works_as_of",
        "財政の時点": "fiscal_strength_index_as_of",
    }
    columns |= {
        heading: members[name].map(lambda day: date_words.written(day, is_fiscal_year=True))
        if _is_of_year(name)
        else members[name]
        for heading, name in stamps.items()
    }
    return pd.DataFrame(columns).dropna(axis="columns", how="all").reset_index(drop=True)


def address(codes: list[str]) -> str:
    """The address of this page with a group chosen, relative to the app."""
    return "groups?" + urlencode({"members": ",".join(codes)}, safe=",")


def bundling_section(group: pd.DataFrame) -> None:
    """Expected contracts a year for the repair of the group's bridges, each for itself and pooled, with what is assumed."""
    counts = group["bridges_managed"]
    if counts.notna().sum() < 2 or not counts.sum():
        st.info(
            "橋の数が分かる団体が2つ以上あると、まとめた場合の件数を計算できます。", icon=":material/info:"
        )
        return
    published, q, assumption_ja = _repair_probability(group)
    effects = bundling.effects(counts, LIMITS, [q * times for times in Q_RANGE])
    left, right = st.columns([3, 2], gap="medium")
    with left:
        plot.draw(charts.contracts(effects, q), key="contracts", alt="1年の契約件数の期待値")
        st.caption(
            f"橋の数は公表値（{dates(group, 'bridges_as_of')}現在、計{counts.sum():,.0f}橋）。契約件数は算出値。"
            "線は、確率が半分の場合と2倍の場合の範囲です。"
        )
    with right:
        _bundling_in_words(effects[effects["repair_probability"] == q], assumption_ja)
    missing = group.loc[counts.isna(), "municipality_name"]
    if len(missing):
        st.caption(f"{'、'.join(missing)}は橋の数が分からないため、どちらの側にも入れていません。")
    value_tables.table_with_downloads(
        pd.DataFrame(
            {
                "1件の上限（橋）": effects["max_per_contract"],
                "1年に補修が必要になる確率（%）": (effects["repair_probability"] * 100).round(3),
                "別々に発注（件/年）": effects["separate"].round(3),
                "まとめて発注（件/年）": effects["pooled"].round(3),
                "減る割合（%）": (effects["saved_share"] * 100).round(1),
                "1件当たりの橋（橋）": effects["bridges_per_contract"].round(2),
                "大きすぎる契約": effects["is_too_big"].map({True: "注意", False: ""}),
                "値の種類": text.BASIS["derived"],
            }
        ),
        title="橋梁の修繕をまとめた場合の契約件数",
        source_ids=queries.sources_of("bridge_inspections"),
        notes=[assumption_ja, *bundling.ASSUMPTIONS_JA, f"方法：{bundling.SOURCE_JA}"],
        key="contracts_table",
        label="契約件数の表",
    )
    notes.source_line(
        queries.sources_of("bridge_inspections", *([] if published else ["bridge_inspection_records"]))
    )


def _bundling_in_words(effects: pd.DataFrame, assumption_ja: str) -> None:
    """What the usual limit brings, from which limit on contracts grow too big, and what is assumed."""
    base = effects.set_index("max_per_contract")
    usual = base.loc[bundling.MOST_BRIDGES_FOR_BIDDERS]
    st.markdown(
        f"1件に{bundling.MOST_BRIDGES_FOR_BIDDERS}橋までまとめると、契約は年 **{usual['separate']:.1f}件** から"
        f" **{usual['pooled']:.1f}件** になる計算です（**{usual['saved_share']:.0%}減**）。"
    )
    too_big = base[base["is_too_big"]]
    if len(too_big):
        worst = too_big.iloc[0]
        st.warning(
            f"1件に{too_big.index[0]}橋までまとめると、1件は平均 {worst['bridges_per_contract']:.1f}橋になります。"
            f"応札者は、1件の契約に2〜{bundling.MOST_BRIDGES_FOR_BIDDERS}件の工事をまとめたときに最も多く、それより多いと減る"
            f"という分析があります（{bundling.MOST_BRIDGES_SOURCE_JA}）。",
            icon=":material/warning:",
        )
    st.markdown("**仮定**")
    st.markdown("\n".join(f"- {line}" for line in [assumption_ja, *bundling.ASSUMPTIONS_JA]))
    st.caption(f"方法：{bundling.SOURCE_JA}")


def _repair_probability(group: pd.DataFrame) -> tuple[bool, float, str]:
    """Whether the published matrix is used, the yearly repair probability of a bridge, and where it comes from.

    Inspection records that hold enough bridges twice come before the matrix of the paper.
    """
    twice = own_queries.repeated_inspections(sorted(group["prefecture_code"].unique()))
    if len(twice) >= ENOUGH_INSPECTIONS:
        try:
            q = bundling.repair_probability(bundling.transition_matrix(twice))
        except ValueError:
            q = 0.0
        if q > 0:
            where = "・".join(group["prefecture_name"].unique())
            return (
                False,
                q,
                f"1橋が1年に補修を要する確率は {q:.2%}（推計）。{where}の点検記録で2回点検された{len(twice):,}件から求めました。",
            )
    q = bundling.repair_probability(bundling.PUBLISHED_MATRIX)
    return (
        True,
        q,
        f"1橋が1年に補修を要する確率は {q:.2%}（論文の推移行列から求めた算出値）。宮城県のRC橋のもので、"
        "この地域の橋のものではありません。2回分の点検記録があれば、そこから求めます。",
    )


def sources() -> None:
    """Whose the numbers of this page are."""
    notes.source_line(source_ids())
