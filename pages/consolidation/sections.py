"""The list of pairs: where there are ledgers, in figures, on a map, as a table."""

from functools import partial

import pandas as pd
import streamlit as st

from analysis.consolidation import RELATIONS
from analysis.consolidation_options import OPTIONS, SIGNS
from dashboard import queries
from dashboard.maps import points
from dashboard.runtime import etl_commands, place
from dashboard.shared import national_map, notes, text, value_tables
from japan.facilities import BRIDGE
from pages.consolidation import queries as own_queries
from pages.consolidation import words
from pages.consolidation.choices import Choice
from pages.consolidation.found import Found

OUTLINES = 80  # drawn below the points
DRAWN = ("bridge_name", "longitude", "latitude", "soundness_category", "built_fiscal_year", "length_m")
MOST_DRAWN = 3_000  # pairs on the map


def choose_prefecture() -> None:
    """Before a choice: where there are ledgers."""
    held = own_queries.held()
    names = "、".join(f"{row.prefecture_name} {row.bridges:,}橋" for row in held.itertuples())
    st.info(
        f"都道府県を選んでください。橋の台帳を収録しているのは、{names}です。"
        if names
        else "橋の台帳を収録していません。",
        icon=":material/touch_app:",
    )
    for row in held.head(3).itertuples():
        st.button(
            f"{row.prefecture_name}で見る",
            key=f"see_{row.prefecture_code}",
            on_click=place.choose,
            args=("pref", row.prefecture_code),
        )
    _how_to_load()


def nothing_held(prefecture: pd.Series) -> None:
    """A prefecture without a ledger: what to load, and where."""
    st.info(
        f"{prefecture['prefecture_name']}の橋の台帳は収録していません。橋の名前・路線名・管理者・所在地・緯度・経度・架設年度・橋長・幅員・判定区分のある"
        "橋梁台帳（県のものと市区町村のもの）を取り込むと、近い橋の組が出ます。",
        icon=":material/inbox:",
    )
    _how_to_load()


def no_positions(prefecture: pd.Series, count: int) -> None:
    st.info(
        f"{prefecture['prefecture_name']}の橋の台帳は{count:,}橋ありますが、緯度・経度が書かれていないため、近さを測れません。",
        icon=":material/location_off:",
    )
    _how_to_load()


def _how_to_load() -> None:
    st.page_link(
        "pages/importing/page.py", label="台帳を取り込む（データ取込）", icon=":material/upload_file:"
    )
    if not etl_commands.is_import_allowed():
        st.caption("この画面では取込が止められています。開いた先に、動かし方があります。")


def figures(found: Found, bridges: pd.DataFrame, choice: Choice, where: str) -> None:
    """How many bridges, pairs, clusters; as of when, and what is left out."""
    own = bridges[bridges["is_inside"]]
    with st.container(horizontal=True):
        st.metric(f"{where}の台帳の橋", f"{len(own):,}橋", width="content")
        st.metric(f"{choice.metres:,}m以内の組", f"{found.close:,}組", width="content")
        st.metric("条件に合う組", f"{len(found.pairs):,}組", width="content")
        managers = int(found.signs["different_managers"].sum())
        st.metric("うち管理者が違う組", f"{managers:,}組", width="content")
        st.metric(
            "3橋以上のかたまり",
            f"{found.clusters['cluster'].nunique():,}か所",
            width="content",
            help="条件に合う組でつながる橋。端どうしは選んだ距離より離れることがあります。",
        )
    unplaced = int(own[["latitude", "longitude"]].isna().any(axis=1).sum())
    said = [f"{text.japanese_date(own['as_of'].max())}現在の台帳。年数は{found.year}年度で数えます。"]
    if unplaced:
        said.append(f"位置の書かれていない{unplaced:,}橋は入りません。")
    if found.doubled:
        said.append(f"2つの台帳にある同じ橋とみられる{found.doubled:,}組は除きました。")
    kinds = own["manager_ja"].value_counts()
    said.append(f"管理者：{'、'.join(f'{name} {count:,}橋' for name, count in kinds.head(4).items())}。")
    st.caption("".join(said) + "｜組の数は算出値")
    if len(kinds) == 1:
        st.info(
            f"いまある台帳は{kinds.index[0]}が管理する橋だけです。市区町村の台帳も取り込むと、県道と市区町村道の橋の組が出ます。",
            icon=":material/add_link:",
        )


def pairs_map(found: Found, source_ids: list[str], key: str = "pairs_map") -> None:
    """The bridges of the pairs, coloured by rating, each pair joined by a line."""
    drawn = found.pairs.head(MOST_DRAWN)
    sides = [
        drawn[[f"{side}_{name}" for name in DRAWN]].set_axis(list(DRAWN), axis=1)
        for side in ("first", "second")
    ]
    rows = [drawn[f"{side}_row"] for side in ("first", "second")]
    placed = pd.concat(sides)[~pd.concat(rows).duplicated()].rename(columns={"bridge_name": "facility_name"})
    joined = pd.DataFrame(
        {
            "from": sides[0][["longitude", "latitude"]].to_numpy(float).tolist(),
            "to": sides[1][["longitude", "latitude"]].to_numpy(float).tolist(),
        }
    )
    middle = placed[["longitude", "latitude"]].median()
    outlines = partial(national_map.outlines_around, *middle, OUTLINES)
    points.facilities(placed.assign(area_m2=None), BRIDGE, outlines, key=key, joined=joined)
    more = f"多いため、一覧の上から{MOST_DRAWN:,}組を描いています。" if len(found.pairs) > MOST_DRAWN else ""
    st.caption(f"線で結んだ2点が1組で、点の色は判定区分です。{more}")
    notes.source_line(source_ids)


def list_table(found: Found) -> pd.DataFrame:
    """One row per pair as shown and taken away."""
    pairs = found.pairs
    by = {
        "先に見る橋": pairs["first_bridge_name"].map(words.name),
        "隣の橋": pairs["second_bridge_name"].map(words.name),
        "距離（m）": pairs["distance_m"].round(),
        "目につく点": _joined(found.signs, SIGNS),
        "検討できること": _joined(found.listed.drop(columns="keep"), OPTIONS),
        "関係": pairs["relation"].map(RELATIONS),
        "先に見る橋の管理者": pairs["first_manager_ja"],
        "隣の橋の管理者": pairs["second_manager_ja"],
        "所在地": pairs["first_municipality_name"],
    }
    for side, label in (("first", "先"), ("second", "隣")):
        by |= {
            f"{label}：路線": pairs[f"{side}_route_name"],
            f"{label}：架設（年度）": pairs[f"{side}_built_fiscal_year"],
            f"{label}：判定区分": pairs[f"{side}_soundness_category"].map(words.rating),
            f"{label}：橋長（m）": pairs[f"{side}_length_m"],
            f"{label}：幅員（m）": pairs[f"{side}_width_m"],
        }
    by |= {
        "回り道（m）": pairs["detour_m"].round(),
        "回り道の求め方": pairs["detour_basis"].map(words.BASES),
        "同じ川": pairs["river_ja"],
    }
    return pd.DataFrame(by)


def _joined(marks: pd.DataFrame, labels: dict[str, str]) -> pd.Series:
    """The labels of the columns that hold, row by row."""
    named = [labels[name] for name in marks.columns]
    return pd.Series(
        [
            "、".join(label for label, holds in zip(named, row, strict=True) if holds)
            for row in marks.to_numpy(bool)
        ],
        index=marks.index,
        dtype="object",
    )


def pairs_table(found: Found, where: str, source_ids: list[str], remarks: list[str]) -> None:
    """The list; a click on a row opens its sheet below."""

    def choose_row() -> None:
        rows = st.session_state["pairs_grid"]["selection"]["rows"]
        place.choose("pair", found.pairs["code"].iloc[rows[0]] if rows else None)

    table = list_table(found)
    value_tables.grid(
        table,
        "近い橋の組",
        height=min(38 + 35 * len(table), 460),
        key="pairs_grid",
        digits={"距離（m）": 0, "回り道（m）": 0, "先：橋長（m）": 1, "隣：橋長（m）": 1, "先：幅員（m）": 1, "隣：幅員（m）": 1},
        on_select=choose_row,
        selection_mode="single-row",
    )  # fmt: skip
    st.caption(
        "「目につく点」の多い順、次に近い順です。行を選ぶと、下に橋ごとの票が出ます。"
        "「先に見る橋」は、判定区分の悪い方、古い方、狭い方、短い方の順に決めた並びで、なくす橋という意味ではありません。"
    )
    value_tables.downloads(
        table, title=f"近い橋の組_{where}", source_ids=source_ids, notes=remarks, key="pairs"
    )


def cluster_table(found: Found) -> pd.DataFrame:
    """One row per cluster as shown and taken away."""
    known = found.groups
    ages = (found.year - known["oldest"]).astype("Float64")
    return pd.DataFrame(
        {
            "かたまり": known["cluster"],
            "橋の数": known["bridges"],
            "管理者": known["managers"],
            "所在地": known["municipalities"],
            "橋長の合計（m）": known["length_m"],
            "最も古い橋（年度）": known["oldest"],
            "その年数（年）": ages,
            "最も悪い判定区分": known["worst"].map(words.rating),
            "判定Ⅲ・Ⅳの橋": known["unsound"],
            "判定Ⅲ・Ⅳの修繕": _spans(known, "repair"),
            "すべて同じ大きさで架替え": _spans(known, "renewal"),
            "面積の分からない橋": known["without_area"],
            "架設年度・判定の分からない橋": known["unknown_built"].astype(str)
            + "・"
            + known["unrated"].astype(str),
            "橋": known["members"],
        }
    )


def _spans(known: pd.DataFrame, name: str) -> list[str]:
    """The range of a cost in words, row by row."""
    costs = known[[f"{name}_{end}" for end in ("low", "base", "high")]].set_axis(
        ["low", "base", "high"], axis=1
    )
    return [words.span(row) for _, row in costs.iterrows()]


def clusters(found: Found, where: str, source_ids: list[str]) -> None:
    """Three bridges and more that hang together, beside the list of pairs."""
    if found.clusters.empty:
        st.info("条件に合う組でつながる3橋以上のかたまりはありません。", icon=":material/search_off:")
        return
    table = cluster_table(found)
    managers = int(table["管理者"].fillna("").str.contains("・").sum())
    st.markdown(
        f"条件に合う組を伝ってつながる3橋以上の集まりが**{len(table):,}か所**あり、うち{managers:,}か所は管理者が2つ以上です。"
    )
    digits = {"橋長の合計（m）": 1, "その年数（年）": 0}
    value_tables.show(table, "3橋以上のかたまり", key="clusters_grid", digits=digits)
    st.caption(
        "橋の多い順です。端どうしは選んだ距離より離れることがあり、渡る川が同じとは限りません。"
        f"費用は面積の分かる橋だけの合計です。{words.COST_NOTE}｜件数・合計は算出値、費用は推計"
    )
    value_tables.downloads(
        table,
        title=f"3橋以上のかたまり_{where}",
        source_ids=source_ids,
        notes=[words.NOTE, words.COST_NOTE],
        key="clusters",
    )


def sources(source_ids: list[str]) -> None:
    notes.source_line(list(queries.sources(source_ids)["source_id"]))
