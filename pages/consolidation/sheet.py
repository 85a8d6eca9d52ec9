"""The sheet of one pair: the two bridges side by side, what could be looked into and why, what it would cost."""

import pandas as pd
import streamlit as st

from analysis import consolidation_options
from analysis.consolidation import RELATIONS
from analysis.consolidation_options import OPTIONS, Assumed, Reasons
from dashboard.runtime import place
from dashboard.shared import text, value_tables
from pages.consolidation import words
from pages.consolidation.found import Found

GSI_MAP = "https://maps.gsi.go.jp/#17/{latitude:.6f}/{longitude:.6f}/"


def pick(found: Found) -> pd.DataFrame | None:
    """Let the reader choose a pair of the list; a table of one row."""
    names = {row.code: title(row) for row in found.pairs.itertuples()}
    code = place.pick("組を選ぶ", "pair", names, empty="一覧の行を選ぶか、ここで選んでください")
    return None if code is None else found.pairs[found.pairs["code"] == code]


def title(pair) -> str:
    """「甲橋 と 乙橋（35m）」 of a row or a tuple of it."""
    first, second = words.name(pair.first_bridge_name), words.name(pair.second_bridge_name)
    return f"{first} と {second}（{pair.distance_m:,.0f}m）"


def show(one: pd.DataFrame, numbers: Assumed, year: int) -> None:
    """The sheet on screen. one: a table of one pair."""
    pair = one.iloc[0]
    st.subheader(text.plain(title(pair)))
    st.markdown(
        text.plain(
            f"関係：{RELATIONS[pair['relation']]}。管理者：{words.managers(pair)}。回り道：約{pair['detour_m']:,.0f}m（{words.BASES[pair['detour_basis']]}）。"
            if not pair["is_cut_off"]
            else f"関係：{RELATIONS[pair['relation']]}。管理者：{words.managers(pair)}。回り道：読み込んだ道路網にはありません。"
        )
    )
    value_tables.show(side_by_side(pair, year), "2つの橋")
    middle = {
        name: (pair[f"first_{name}"] + pair[f"second_{name}"]) / 2 for name in ("latitude", "longitude")
    }
    st.link_button(
        "地理院地図で川と道を確かめる（外部）", GSI_MAP.format(**middle), icon=":material/open_in_new:"
    )
    for at, (reasons, column) in enumerate(
        zip(consolidation_options.reasons(one, numbers, words.of_pair(pair)), 2 * st.columns(2), strict=True)
    ):
        with column, st.container(border=True, key=f"option_{at}"):
            _option(reasons, one, numbers)
    st.caption(words.COST_NOTE)


def _option(reasons: Reasons, one: pd.DataFrame, numbers: Assumed) -> None:
    state = "" if reasons.is_listed else "　:gray[いまの前提では挙がりません]"
    st.markdown(f"**{OPTIONS[reasons.option]}**{state}")
    lines = [f"○ {sentence}" for sentence in reasons.for_ja] + [f"△ {line}" for line in reasons.against_ja]
    st.markdown("  \n".join(map(text.plain, lines)) or "台帳からは、理由になることがありません。")
    for label, cost in cost_lines(reasons.option, one, numbers):
        st.caption(f"{label}：{cost}")


def cost_lines(option: str, one: pd.DataFrame, numbers: Assumed) -> list[tuple[str, str]]:
    """What an option would cost, in words: label, range."""
    costs = consolidation_options.costs(one, numbers)
    names = ("keep", "keep_renewal") if option == "keep" else (option,)
    return [(words.COST_LABELS[name], words.span(costs[name].iloc[0])) for name in names]


def side_by_side(pair: pd.Series, year: int) -> pd.DataFrame:
    """項目, 先に見る橋, 隣の橋: everything a ledger or the reader says of the two."""

    def column(side: str) -> list[str]:
        def cell(name: str) -> object:
            return pair[f"{side}_{name}"]

        built = cell("built_fiscal_year")
        inspected = cell("inspection_fiscal_year")
        seen = "" if pd.isna(inspected) else f"（{int(inspected)}年度点検）"
        return [
            words.name(cell("bridge_name")),
            str(cell("bridge_id")),
            cell("manager_ja"),
            _or_unknown(cell("municipality_name")),
            _or_unknown(cell("route_name")),
            "不明" if pd.isna(built) else f"{int(built)}年度（{year - int(built)}年）",
            f"{words.rating(cell('soundness_category'))}{seen}",
            words.told(cell("length_m"), "m"),
            words.told(cell("width_m"), "m"),
            _or_unknown(cell("structure_ja")),
            _or_unknown(cell("river")),
            words.told(cell("traffic"), "台/日", 0),
            _or_unknown(cell("closure_ja"), "記載なし"),
            {True: "はい", False: "いいえ"}.get(cell("is_emergency_route"), "記載なし"),
        ]

    items = ["橋の名前", "橋の番号", "管理者", "所在地", "路線", "架設", "判定区分", "橋長", "幅員", "構造", "渡る川（名前から、または足した資料）", "交通量", "通行の制限", "緊急輸送道路"]  # fmt: skip
    return pd.DataFrame({"項目": items, "先に見る橋": column("first"), "隣の橋": column("second")})


def _or_unknown(value: object, otherwise: str = "不明") -> str:
    return value if isinstance(value, str) and value.strip() else otherwise
