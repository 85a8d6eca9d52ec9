"""支え合える相手: what a municipality and its partners would have together, as pairs, trios and sets for a purpose."""

import numpy as np
import pandas as pd
import streamlit as st

from analysis import chances, group_names, mutual_help, pairs, ways
from analysis.mutual_help import Set
from dashboard import queries
from dashboard.runtime.cache import cached
from dashboard.shared import notes, text, value_tables

CARDS, LISTED = 3, 30
TABLES = (
    "technical_staff",
    "technical_staff_estimates",
    "bridge_inspections",
    "local_contractors",
    "office_ways",
)
RULE = (
    "点（0〜100）は、①技術系職員が誰かいる確率がどれだけ上がるか、②技術系職員1人当たりの橋がどれだけ減るか、の平均に、近さ"
    f"（道のり{mutual_help.NEAR_KM:.0f}kmで約3分の1になる）を掛けたもの。技術系職員は実数を先に使い（土木技師の数だけが分かる団体では土木技師）、ない団体は推計の期待値。団体どうしは独立とみる。"
    f"道のりは役所間で、陸と固定の橋・トンネルをたどる概算（道路の延長より短い）。船が要る相手の近さは、直線の{ways.FERRY_TIMES}倍に{ways.FERRY_KM}kmを足して数え、道のりは示さない。"
    f"{mutual_help.MOST_KM:.0f}kmまでの団体を見る。"
)


@cached
def _places() -> pd.DataFrame:
    return mutual_help.places(queries.group_facts())


@cached
def offers(lg_code: str, partners: int) -> pd.DataFrame:
    """What the municipality would have with one or with two partners, the most helpful first: see mutual_help.pairs."""
    find = mutual_help.pairs if partners == 1 else mutual_help.trios
    return find(lg_code, _places(), queries.ways_around(lg_code))


@cached
def sets(lg_code: str) -> list[Set]:
    """The best set for each purpose: see mutual_help.best_sets."""
    return mutual_help.best_sets(lg_code, _places(), queries.ways_around(lg_code))


def own_words(muni: pd.Series) -> str:
    """What the municipality has itself, in a sentence; nothing where that is not known."""
    own = _places().loc[muni["lg_code"]]
    if pd.isna(own["nobody"]):
        return ""
    staff = (
        f"技術者は{own['expected']:,.0f}人（実数。土木技師だけが分かる団体は土木技師）"
        if own["is_counted"]
        else f"技術系職員は{chances.of_nobody(own['nobody'])}"
    )
    load = "" if pd.isna(own["load"]) else f"、1人当たりの橋は{_load(own['load'], own['is_counted'])}"
    return f"{muni['municipality_name']}の{staff}{load}です。"


def cards(muni: pd.Series) -> None:
    """The first few partners in words."""
    found = offers(muni["lg_code"], 1)
    if found.empty:
        st.info(
            f"{muni['municipality_name']}から{mutual_help.MOST_KM:.0f}km以内の道のりで行ける市区町村がありません。",
            icon=":material/directions_boat:",
        )
        return
    for number, row in enumerate(found.head(CARDS).itertuples(), start=1):
        with st.container(border=True):
            st.markdown(f"**{number}　{_names(row.partners)}**")
            st.caption(_apart(muni, row.partners[0], row.way_km, row.needs_ferry))
            st.markdown(
                "  \n".join(
                    [*(f"○ {one}" for one in _gains(muni, row)), *(f"△ {one}" for one in row.warnings_ja)]
                )
            )


def without_engineers(lg_code: str, partner: str) -> list[str]:
    """As mutual_help.without_engineers, of two however far apart they are."""
    return mutual_help.without_engineers([lg_code, partner], _places())


def overloaded(partner: str) -> list[str]:
    """As mutual_help.overloaded, of one however far away it is."""
    return mutual_help.overloaded([partner], _places())


def _apart(muni: pd.Series, partner: str, way_km: float, needs_ferry: bool) -> str:
    here = muni["office_latitude"], muni["office_longitude"]
    offices = [np.array([one], float) for one in (*here, *queries.offices()[partner])]
    return ways.in_words(float(pairs.great_circle(*offices)[0]), way_km, needs_ferry)


def _gains(muni: pd.Series, row) -> list[str]:
    """What two would have together, in sentences without 「。」."""
    own = _places().loc[muni["lg_code"]]
    found = []
    if pd.notna(row.somebody) and own["nobody"] > 0:
        found.append(
            f"技術系職員が誰かいる確率 {chances.percent(1 - own['nobody'])} → {chances.percent(row.somebody)}"
        )
    if row.is_counted:
        found.append(f"技術者は合わせて{row.expected:,.0f}人（実数）")
    elif pd.notna(row.expected) and row.expected >= 1:
        found.append(f"技術系職員は合わせて約{row.expected:,.0f}人の見込み")
    if pd.notna(row.load) and pd.notna(own["load"]):
        found.append(f"技術系職員1人当たりの橋 {_load(own['load'])} → {_load(row.load)}")
    elif pd.notna(row.load):
        found.append(f"組んだ後の技術系職員1人当たりの橋 {_load(row.load)}")
    if pd.notna(row.contractors):
        found.append(f"建設業の事業所は合わせて{row.contractors:,.0f}")
    return found


def _load(load: float, is_counted: bool = False) -> str:
    """Bridges per engineer, with a decimal where they are few: 「約120橋」, 「約2.4橋」; never a number that sounds like none."""
    if 0 < load < 1:
        return "1橋未満"
    number = f"{load:,.0f}橋" if load >= 10 else f"{load:.1f}".removesuffix(".0") + "橋"
    return number if is_counted else f"約{number}"


def _names(codes: tuple[str, ...]) -> str:
    names = queries.names()
    return "・".join(names[code] for code in codes)


@cached
def _as_listed(lg_code: str, partners: int) -> pd.DataFrame:
    """The first of `offers` as shown and taken away."""
    found = offers(lg_code, partners).head(LISTED)
    return pd.DataFrame(
        {
            "順": range(1, len(found) + 1),
            "相手": found["partners"].map(_names),
            "団体コード": found["partners"].map("・".join),
            "道のり（km、概算）": found["way_km"].mask(found["needs_ferry"].astype(bool)).round(1),
            "船": found["needs_ferry"].map({True: "要る", False: ""}),
            "技術系職員の見込み（人、期待値）": found["expected"].round(1),
            "誰かいる確率（%）": (found["somebody"] * 100).round(0),
            "1人当たりの橋（橋、期待値）": found["load"].round(1),
            "管理する橋（橋）": found["bridges_managed"],
            "修繕が必要な橋（橋）": found["bridges_action_needed"],
            "建設業の事業所（事業所）": found["contractors"],
            "点": found["points"].round(1),
            "気をつけること": found["warnings_ja"].map("／".join),
            "値の種類": "推計・算出値",
        }
    )


def table(muni: pd.Series) -> None:
    """Pairs and trios, to take away."""
    for partners, label, key in ((1, "2団体で組む場合", "pairs"), (2, "3団体で組む場合", "trios")):
        listed = _as_listed(muni["lg_code"], partners)
        if listed.empty:
            continue
        value_tables.table_with_downloads(
            listed,
            title=f"支え合える相手_{muni['prefecture_name']}{muni['municipality_name']}_{label}",
            source_ids=queries.sources_of(*TABLES),
            notes=[RULE],
            key=key,
            label=f"{label}の表",
        )
    st.caption(f"推計・算出値｜{RULE}{_dates()}")
    notes.source_fold("この表の資料", queries.sources_of(*TABLES))


def _dates() -> str:
    facts = queries.group_facts()
    return "".join(
        f"{name}は{text.japanese_date(facts[column].max())}現在。"
        for name, column in (
            ("推計", "estimate_as_of"),
            ("橋", "bridges_as_of"),
            ("事業所", "contractors_as_of"),
        )
        if facts[column].notna().any()
    )


def sets_section(muni: pd.Series) -> None:
    """Sets of three to six for a purpose, each with its reasons and the way to the groups."""
    found = _sets_in_words(muni["lg_code"])
    if not found:
        st.info(
            "3団体以上で組める近さに、陸続きの市区町村が足りません。県による補完や多分野の束ねを先に検討できます。",
            icon=":material/directions_boat:",
        )
        return
    for column, (codes, words) in zip(st.columns(len(found)), found, strict=True):
        with column, st.container(border=True):
            st.markdown(words)
            st.page_link(
                "pages/groups/page.py",
                label="群の編成で開く",
                icon=":material/hub:",
                query_params={"members": ",".join(codes), "how": "hand"},
            )
    st.caption(
        f"{muni['municipality_name']}を含む{mutual_help.SMALLEST}〜{mutual_help.LARGEST}団体の組を、近い{mutual_help.REACH}団体の中からすべて調べ、"
        "目的を満たすもののうち、拠点までの道のりの合計が最も短い組を出しました（推計・算出値）。"
    )


@cached
def _sets_in_words(lg_code: str) -> list[tuple[tuple[str, ...], str]]:
    """The codes of each of `sets`, and what is said of it."""
    found = sets(lg_code)
    facts = queries.group_facts()
    facts = facts[facts["lg_code"].isin({code for one in found for code in one.codes})]
    facts = facts.set_index("lg_code", drop=False).rename_axis(None)
    return [
        (
            one.codes,
            f"**{one.purpose.label_ja}**\n\n{group_names.group_name(facts.loc[list(one.codes)])}：{_names(one.codes)}\n\n"
            + "  \n".join(_reasons(one, facts)),
        )
        for one in found
    ]


def _reasons(one: Set, facts: pd.DataFrame) -> list[str]:
    joint = mutual_help.together(one.codes, _places())
    amount = {
        "expected": f"技術系職員 約{one.reached:,.0f}人の見込み（期待値）",
        "bridges_action_needed": f"修繕が必要な橋 {one.reached:,.0f}橋",
        "members": f"{one.reached:,.0f}団体",
    }[one.purpose.column]
    mark = "○" if one.is_reached else "△"
    short = "" if one.is_reached else f"（{one.purpose.least:,.0f}{one.purpose.unit}には届きません）"
    lines = [f"{mark} {amount}{short}"]
    lines.append(
        f"○ 拠点は{facts.loc[one.centre, 'municipality_name']}、道のりは平均 約{one.total_way_km / (len(one.codes) - 1):,.0f}km"
    )
    if pd.notna(joint["somebody"]) and one.purpose.column != "expected":
        sign = "○" if joint["somebody"] > 1 - mutual_help.NOBODY_LIKELY else "△"
        lines.append(f"{sign} 技術系職員が誰かいる確率 {chances.percent(joint['somebody'])}")
    return lines
