"""Advisers for a municipality, with reasons, and where needs and advisers are, for whoever runs the register."""

import pandas as pd
import streamlit as st

from analysis import advisers
from analysis.advisers import BRIDGES, ROADS, TOPICS, Need
from dashboard import queries
from dashboard.forms import controls
from dashboard.maps.choropleth import HoverColumn, Legend, MapContent, MapView, choropleth
from dashboard.maps.classes import cut
from dashboard.runtime import place
from dashboard.runtime.cache import cached
from dashboard.shared import national_map, notes, strengths, text, theme, value_tables
from dashboard.shared.controls import choose_prefecture
from pages.people import queries as own_queries
from pages.people.adviser_form import ADVISERS, REGISTER, REGISTER_TITLE

MOST = 5  # cards of candidates
LETTERS = 400  # of a question
ASSUMED = "相談の種類と点数は本ダッシュボードの仮定です（本人や資格の評価ではありません）。"
FACILITIES = {"bridges_managed": BRIDGES, "road_km": ROADS}


def ask(muni: pd.Series | None) -> str:
    """The reader's question; it stays in this session."""
    return (
        st.text_area(
            "相談したいこと",
            key="consultation_question",
            max_chars=LETTERS,
            height=100,
            placeholder="例：橋の点検を隣の町と一緒に発注したい。包括的な委託の仕様書を見てほしい。",
            disabled=muni is None,
        )
        or ""
    ).strip()


def need_of(muni: pd.Series, question: str, language: str | None = None) -> Need:
    """What a municipality needs by its typing, its facilities and its question."""
    types = queries.types_of(muni["lg_code"]).merge(queries.type_rules()[["type_id", "side", "name_ja"]])
    weak = types[(types["side"] == "weak") & (types["state"] == "yes")]
    facts = queries.place_facts([muni["lg_code"]]).set_index("item")
    facilities = {
        field: f"{facts.loc[item, 'label_ja']} {text.number(facts.loc[item, 'value'], facts.loc[item, 'unit'], 0)}"
        for item, field in FACILITIES.items()
        if item in facts.index and facts.loc[item, "value"] > 0
    }
    name = muni["prefecture_name"]
    desks = queries.desks()
    block = next((list(one) for one in desks["prefectures_served"] if name in one), [name])
    return advisers.need(
        dict(zip(weak["type_id"], weak["name_ja"], strict=True)), question, name, block, facilities, language
    )


def say_need(muni: pd.Series, need: Need) -> None:
    """What help is needed, and why."""
    if not need.topics:
        st.markdown("当てはまる弱みがありません。相談したいことを書くと、必要な助言を挙げます。")
        return
    st.markdown(f"**{muni['municipality_name']}に要りそうな助言**")
    st.markdown("\n".join(f"- {topic}　:gray[{why}]" for topic, why in need.topics.items()))
    st.caption(f"{ASSUMED}弱みの規則も仮定です。")


def register() -> pd.DataFrame | None:
    """Let the reader bring the register; None while there is none."""
    brought = controls.bring(REGISTER, REGISTER_TITLE, [ADVISERS], is_mapped=True)
    if brought is None:
        st.info(
            "名簿のファイルを読み込むと、合う人を理由と一緒に示します。名簿は同梱していません（ひな形に記入するか、架空の例で試せます）。",
            icon=":material/contacts:",
        )
        return None
    with st.expander(f"名簿を見る・直す（{len(brought.tables[REGISTER]):,}人）", icon=":material/table:"):
        rows = controls.edit(REGISTER, ADVISERS)
        controls.take_away(
            REGISTER_TITLE, [ADVISERS], {REGISTER: rows}, results=list, assumptions=[], key=REGISTER
        )
    _say_unknown(rows)
    return rows


def _say_unknown(rows: pd.DataFrame) -> None:
    """Words of the register that nothing is matched with."""
    known = {"topics": set(TOPICS), "regions": {advisers.NATION, *queries.prefectures()["prefecture_name"]}}
    for column, words in known.items():
        others = {one for cell in rows[column] for one in advisers.parts(cell)} - words
        if others:
            label = next(one.label for one in ADVISERS.columns if one.key == column)
            st.caption(
                text.plain(f"※ 「{label}」の次の言葉は探すのに使えません：{'、'.join(sorted(others)[:8])}")
            )


def is_example() -> bool:
    """Whether the register is the worked example."""
    brought = controls.held(REGISTER)
    return brought is not None and brought.is_example


def pick_language(rows: pd.DataFrame) -> str | None:
    """Let the reader ask for help in one of the register's languages."""
    spoken = {one for cell in rows["languages"] for one in advisers.parts(cell)} | {advisers.JAPANESE}
    number = controls.held(REGISTER).number  # another register, other languages
    return st.selectbox(
        "助言の言葉",
        sorted(spoken),
        index=None,
        placeholder="どの言葉でも",
        key=f"{REGISTER}_language_{number}",
    )


def candidates(rows: pd.DataFrame, need: Need) -> pd.DataFrame:
    """The advisers that fit, as shown and exported."""
    found = advisers.matched(rows, need)
    own = rows.iloc[found["number"]].reset_index(drop=True)
    return pd.DataFrame(
        {
            "呼び名": own["name"],
            "所属": own["organisation"],
            "点": found["points"],
            "合う理由": found["reasons"].map("。".join),
            "気をつけること": found["hindrances"].map("、".join),
            "資格": own["qualifications"],
            "方法": own["ways"],
            "確かめた日": own["confirmed_on"],
        }
    )


def show_candidates(muni: pd.Series, table: pd.DataFrame, is_example: bool) -> None:
    """The first of the advisers that fit as cards, all in a table."""
    if table.empty:
        st.warning("名簿に合う人がいません。相談窓口に聞いてください。", icon=":material/person_off:")
        return
    st.markdown(
        f"**{muni['municipality_name']}に合う人は{len(table):,}人です。**"
        + ("（架空の例の名簿）" if is_example else "")
    )
    for row in table.head(MOST).itertuples(index=False):
        with st.container(border=True):
            organisation = "" if pd.isna(row.所属) else f"　{row.所属}"
            st.markdown(f"**{text.plain(row.呼び名)}**{text.plain(organisation)}　:gray[{row.点}点]")
            st.markdown("\n".join(f"- {text.plain(reason)}" for reason in row.合う理由.split("。")))
            if row.気をつけること:
                st.caption(f":material/info: {row.気をつけること}")
    value_tables.table_with_downloads(
        table, title=f"アドバイザーの候補_{muni['municipality_name']}", source_ids=[], notes=[ASSUMED, _points_ja()], key="candidates", label="候補の表"
    )  # fmt: skip
    st.caption(f"{_points_ja()}{ASSUMED}")


def _points_ja() -> str:
    points = advisers.POINTS
    return (
        f"点は、合う相談1つ{points['topic']}、分野{points['field']}、資格{points['qualification']}、"
        f"地域（同じ都道府県{points['prefecture']}・同じ窓口の区域{points['block']}・全国{points['nation']}）、すぐ受けられる{points['now']}の合計です。"
    )


# --- for whoever runs the register ------------------------------------------------------------------------------------


def needs_map(prefecture: pd.Series | None, rows: pd.DataFrame | None) -> None:
    """How many municipalities of each prefecture need which help, and where nobody of the register serves them."""
    topic = place.pick("助言の種類", "topic", dict(zip(TOPICS, TOPICS, strict=True)), default=TOPICS[0])
    needs = _needs()
    own = needs[needs["topic"] == topic].reset_index(drop=True)
    most = own.assign(share=own["needing"] / own["municipalities"]).nlargest(3, "share")
    names = "、".join(f"{one.prefecture_name}（{one.needing:,}/{one.municipalities:,}団体）" for one in most.itertuples())  # fmt: skip
    st.markdown(
        f"**「{topic}」の助言が要りそうな市区町村は全国に{own['needing'].sum():,}団体、割合が高いのは{names}です。**"
    )
    _draw(own, topic, prefecture)
    raising = [type_id for type_id, (topics, _) in advisers.OF_WEAK.items() if topic in topics]
    rules = queries.type_rules().set_index("type_id").loc[raising]
    st.caption(
        f"次の弱みのどれかに当てはまる市区町村を数えました：{'・'.join(rules['name_ja'])}。値がなく分からない団体は数えていません。"
        f"算出値（技術者は推計を含む）｜{strengths.ASSUMED}"
    )
    source_ids = sorted({source for sources in rules["sources"] for source in sources})
    notes.source_line(source_ids)
    _coverage(needs, rows, source_ids)


@cached
def _needs() -> pd.DataFrame:
    """The needs of all prefectures: see analysis.advisers.needs_by_prefecture."""
    return advisers.needs_by_prefecture(own_queries.types())


def _draw(own: pd.DataFrame, topic: str, prefecture: pd.Series | None) -> None:
    towns = queries.municipalities()
    at = towns["prefecture_name"].map({name: row for row, name in enumerate(own["prefecture_name"])})
    share = (own["needing"] / own["municipalities"] * 100).round(1)
    classes = cut(share.to_list(), unit="%", digits=0)
    choropleth(
        national_map.outlines(),
        MapContent(
            classes=[classes.indexes[row] for row in at],
            hover=[
                HoverColumn("要りそうな団体の割合", "%", 0, share.reindex(at).to_list()),
                HoverColumn("要りそうな団体", "団体", 0, own["needing"].reindex(at).to_list()),
                HoverColumn("分からない団体", "団体", 0, own["unknown"].reindex(at).to_list()),
            ],
            legend=Legend(
                f"「{topic}」の助言が要りそうな団体（%）",
                theme.sequential(len(classes.labels)),
                classes.labels,
            ),
            note="管内の市区町村に占める割合（算出値。規則は本ダッシュボードの仮定）",
            description=f"「{topic}」の助言が要りそうな市区町村の割合を都道府県ごとに塗り分けた地図。同じ値は下の表にあります。",
        ),
        key="needs_map",
        on_click=choose_prefecture,
        view=MapView(
            height=520,
            prefecture_code=None if prefecture is None else prefecture["prefecture_code"],
            fades=False,
            by_prefecture=True,
        ),
    )


def _coverage(needs: pd.DataFrame, rows: pd.DataFrame | None, source_ids: list[str]) -> None:
    """The needs as a table, with the register's gaps where there is one."""
    table = pd.DataFrame(
        {
            "都道府県": needs["prefecture_name"],
            "助言の種類": needs["topic"],
            "要りそうな団体（団体）": needs["needing"],
            "市区町村（団体）": needs["municipalities"],
            "分からない（団体）": needs["unknown"],
        }
    )
    if rows is not None and len(rows):
        covered = advisers.coverage(needs, rows)
        gaps = covered[covered["is_gap"]]
        st.markdown(
            f"**名簿で助言できる人がいないのは、都道府県と助言の種類の{len(covered):,}組のうち{len(gaps):,}組**"
            f"（{gaps['prefecture_name'].nunique():,}都道府県）です。"
            if len(gaps)
            else "**名簿で、助言できる人のいない組はありません。**"
        )
        if len(gaps):
            worst = gaps.nlargest(5, "needing")
            st.markdown(
                "足りない組で団体が多いのは、"
                + "、".join(f"{one.prefecture_name}の{one.topic}（{one.needing:,}団体）" for one in worst.itertuples())
                + "。"
            )  # fmt: skip
        table["県を挙げる人（人）"], table["全国の人（人）"] = covered["own"], covered["anywhere"]
        table["足りない"] = covered["is_gap"].map({True: "○", False: ""})
    value_tables.table_with_downloads(
        table,
        title="助言が要りそうな団体と名簿の過不足",
        source_ids=source_ids,
        notes=[ASSUMED, strengths.ASSUMED],
        key="needs_table",
        label="都道府県と助言の種類の表",
    )
