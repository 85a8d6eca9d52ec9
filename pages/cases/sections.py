"""Cases of joint management: find them, see them on the map and over time, and those like one's own place."""

from html import escape
from typing import NamedTuple

import pandas as pd
import streamlit as st

from analysis import cases as likeness
from dashboard import queries
from dashboard.maps.choropleth import Areas, HoverColumn, Legend, MapContent, choropleth
from dashboard.runtime import place
from dashboard.runtime.cache import cached
from dashboard.shared import case_words, controls, national_map, notes, plot, prose, text, value_tables
from dashboard.shared.case_words import words
from pages.cases import charts, search
from pages.cases import queries as own_queries

NOBODY = "#E9EBEE"
TYPES = {
    case_words.KINDS["vertical"]: "#3460FB",
    case_words.KINDS["horizontal"]: "#0B8A8A",
    case_words.KINDS["multi_sector"]: "#E2851B",
    "そのほかの束ね方": "#7A5AA6",
}
ORIGINS = {
    "model_area": "国が令和5年12月に選び、計画と実施を支えています。",
    "earlier_practice": "群マネより前から続く取組です。",
    "joint_administration": "市町村の事務の共同実施を総務省が支えます（令和7年2月採択）。",
    "sample": "協定書や発注図書の見本が、手引き Ver.1 の付録にあります。",
}
LIKEST = 5


def draw_map(cases: pd.DataFrame, prefecture: pd.Series | None, muni: pd.Series | None) -> None:
    """The members of each group, outlined and named, in the colour of its type; a town in two groups is drawn with the first."""
    content, unseen = _drawn(tuple(cases["case_id"]))
    choropleth(
        national_map.outlines(),
        content,
        key="map",
        on_click=controls.choose_municipality,
        view=national_map.place_view(prefecture, muni, height=620),
    )
    st.caption(
        "線で囲んだ範囲が1つの組です。2つの組に入る市区町村は先の組で、2つ以上の型を持つ組は凡例の上の型で示します（型はすべて下の一覧にあります）。"
        + (f"市区町村の名前が分からず、塗っていない事例：{'、'.join(unseen)}。" if unseen else "")
    )


@cached
def _drawn(case_ids: tuple[str, ...]) -> tuple[MapContent, list[str]]:
    """What the map shows of these cases, and the names of those of which no municipality is known."""
    towns = queries.municipalities()
    cases = _cases(case_ids)
    members = _towns_of(cases)
    numbers = group_numbers(cases, members)
    first = members.assign(number=members["case_id"].map(numbers)).groupby("lg_code")["number"].min()
    number_of = towns["lg_code"].map(first)
    leading = cases[cases["case_id"].isin(numbers)].groupby(cases["case_id"].map(numbers)).first()
    named = cases.set_index("case_id")["case_name"]
    groups_of = members.assign(name=members["case_id"].map(named)).groupby("outline_index")["name"]
    return (
        MapContent(
            classes=number_of.map(leading["kinds"].map(type_index)).fillna(len(TYPES)).to_list(),
            hover=[HoverColumn("人口", "人", 0, towns["population"])],
            legend=Legend(
                "連携の型", [*TYPES.values(), NOBODY], [*TYPES, "ほかの市区町村"], kind="categories"
            ),
            note=f"人口は{text.japanese_date(towns['population_as_of'].max())}現在・公表値",
            marks={int(at): "事例：" + "、".join(dict.fromkeys(names)) for at, names in groups_of},
            areas=Areas(number_of.to_list(), ["", *leading["case_name"].map(_short)]),
            description="事例に参加する市区町村を、連携の型ごとに塗り分けた全国の地図。同じ内容は下の一覧にあります。",
        ),
        [one.case_name for one in cases.itertuples() if one.case_id not in numbers],
    )


def _cases(case_ids: tuple[str, ...]) -> pd.DataFrame:
    """These cases, in this order."""
    return queries.cases().set_index("case_id", drop=False).loc[list(case_ids)].reset_index(drop=True)


def type_index(kinds: list[str]) -> int:
    """The first type, in the order of the legend, that a case has; the last for bundles of processes or data alone."""
    named = [case_words.KINDS[kind] for kind in kinds]
    return next((at for at, one in enumerate(TYPES) if one in named), len(TYPES) - 1)


def _short(name: str) -> str:
    """「益田市と2町」 of 「益田市と2町（共同実施モデル）」: what the map has room for."""
    return name.partition("（")[0]


def group_numbers(cases: pd.DataFrame, members: pd.DataFrame) -> dict[str, int]:
    """case_id → number of its group from 1, in the order of the cases; cases of the very same municipalities are one group.

    members: case_id and lg_code of the municipalities; a case without any has no number.
    """
    bodies = members.groupby("case_id")["lg_code"].agg(frozenset)
    numbers: dict[frozenset, int] = {}
    return {
        case_id: numbers.setdefault(bodies[case_id], len(numbers) + 1)
        for case_id in cases["case_id"]
        if case_id in bodies.index
    }


def likest(cases: pd.DataFrame, muni: pd.Series | None) -> None:
    """The cases most like the chosen municipality, with the reasons; all of them in a table."""
    if muni is None:
        st.info(
            "上か地図で市区町村を選ぶと、似た事例を理由とともに示します。",
            icon=":material/near_me:",
        )
        _numbers_of(cases)
        return
    ranked = _near(muni["lg_code"])
    ranked = ranked[ranked["case_id"].isin(cases["case_id"])].reset_index(drop=True)
    named = queries.cases().set_index("case_id")
    names = named["case_name"].to_dict()
    for row in likeness.distinct(ranked, queries.case_members()).head(LIKEST).itertuples():
        also = (
            f"（同じ団体の別の取組：{'、'.join(names[one] for one in row.same_as)}）" if row.same_as else ""
        )
        card_link(row.case_id, f"{names[row.case_id]}　近さ {row.score:.0f}")
        st.markdown(f"{'、'.join(row.reasons) or '近い点は少ないものの、ほかよりは似ています'}。{also}")
    st.caption(
        "近さは、人口規模35%・役所間の直線距離30%・対象の施設20%・団体の種類15%で重みづけた算出値（0〜100）です。"
        "提案や評価ではありません。"
    )
    table = pd.DataFrame(
        {
            "順位": range(1, len(ranked) + 1),
            "事例": ranked["case_id"].map(named["case_name"]),
            "出どころ": ranked["case_id"].map(named["programme"]).map(case_words.PROGRAMMES),
            "近さ（0〜100）": ranked["score"],
            "人口規模（0〜1）": ranked["size"].round(2),
            "距離（0〜1）": ranked["nearness"].round(2),
            "対象の施設（0〜1）": ranked["sectors"].round(2),
            "団体の種類（0〜1）": ranked["kind"].round(2),
            "最も近い団体まで（km）": ranked["distance_km"],
            "理由": ranked["reasons"].map("、".join),
            "値の種類": "算出値",
        }
    )
    value_tables.table_with_downloads(
        table,
        title=f"近い事例_{muni['municipality_name']}",
        source_ids=[*_member_sources(), *queries.sources_of("municipalities.office_latitude")],
        notes=["人口規模35%、距離30%、対象の施設20%、団体の種類15%で重みづけた。"],
        key="near",
        label="すべての事例の近さ",
    )


def card_link(case_id: str, label: str) -> None:
    """The way to the card of a case."""
    st.page_link(
        "pages/cases/page.py", label=label, icon=":material/lightbulb:", query_params={"case": case_id}
    )


def pick_card(cases: pd.DataFrame) -> None:
    """The card that the address asks for, open, above all others."""
    case_id = place.explicit("case")
    if not case_id:
        return
    found = cases[cases["case_id"] == case_id]
    if found.empty:
        place.refuse("case", [case_id])
        return
    case = next(found.assign(hit=None).itertuples())
    with st.container(border=True):
        st.html(_summary(case, "h2"))
        _details(case)
        st.button("閉じる", icon=":material/close:", on_click=_close, key="close_case")


def _close() -> None:
    st.query_params.pop("case", None)


def outcomes(cases: pd.DataFrame) -> None:
    """What the cases shown brought, those with numbers first, each with its document and place; to take away."""
    words_ja, table = _outcomes(tuple(cases["case_id"]))
    st.markdown(words_ja)
    value_tables.table_with_downloads(
        table,
        title="群マネの事例の成果",
        source_ids=queries.sources_of("case_effects"),
        notes=["数値は、資料に載っているものだけを写した。計算や推計はしていない。"],
        key="outcomes",
        label="成果の表",
    )


@cached
def _outcomes(case_ids: tuple[str, ...]) -> tuple[str, pd.DataFrame]:
    """What these cases brought: how many have numbers, and each of those; and all of it as shown and exported."""
    names = queries.cases().set_index("case_id")["case_name"]
    effects = own_queries.case_effects()
    own = effects[effects["case_id"].isin(case_ids)]
    own = own.assign(numbers=search.has_numbers(own)).sort_values("numbers", ascending=False, kind="stable")
    counted = int(own["numbers"].sum())
    return (
        f"{own['case_id'].nunique()}件の事例の資料に成果が書かれています。導入前後の数値があるのは**{counted}つ**で、ほかは言葉だけです。\n\n"
        + "\n".join(
            f"- **{names[one.case_id]}**　{case_words.effect_ja(one)}  \n  :gray[[{one.document_ja}]({one.document_url})（{one.document_date_ja}）{one.page_ja}]"
            for one in own[own["numbers"]].itertuples()
        ),
        pd.DataFrame(
            {
                "事例": own["case_id"].map(names),
                "成果の種類": own["outcome"].map(case_words.OUTCOMES),
                "だれの声か": own["said_by"].map(case_words.SPEAKERS),
                "内容": own["text_ja"],
                "導入前": own["before_value"],
                "導入後": own["after_value"],
                "単位": own["unit"],
                "増減（%）": own["change_percent"],
                "約": own["is_approximate"].map({True: "約", False: ""}),
                "何と何を比べたか": own["compared_ja"],
                "値の種類": own["numbers"].map({True: "公表値", False: "言葉だけ"}),
                "資料": own["document_ja"],
                "資料の日付": own["document_date_ja"],
                "資料の中の場所": own["page_ja"],
            }
        ),
    )


@cached
def _near(lg_code: str) -> pd.DataFrame:
    """All cases, the likest first."""
    return likeness.near(queries.cases(), queries.case_members(), queries.municipality_stock(), lg_code)


def _numbers_of(cases: pd.DataFrame) -> None:
    """How many cases of each origin are shown, and how many bodies take part in them."""
    members = queries.case_members()
    active = members[members["role"] != "planned"]
    for code, own in cases.groupby("programme", sort=False):
        bodies = active[active["case_id"].isin(own["case_id"])]["lg_code"].nunique()
        st.markdown(f"**{case_words.PROGRAMMES[code]}**　{len(own)}件・{bodies}団体  \n{ORIGINS[code]}")


def timeline(cases: pd.DataFrame) -> None:
    """Status by fiscal year of the cases shown, from the selection of the model areas on."""
    steps = _steps(tuple(cases["case_id"]))
    if steps.empty:
        st.info("この条件の事例には、年度ごとの動きが書かれていません。", icon=":material/event_busy:")
        return
    plot.draw(_timeline(tuple(cases["case_id"])), key="steps", alt="事例ごとの年度別の動き")
    st.caption(
        "モデル地域は令和7年12月18日時点。点に触れると内容が出ます。年度の書かれていない事例と、2022年度以前の動きは載せていません。"
    )
    value_tables.table_with_downloads(
        pd.DataFrame(
            {
                "事例": steps["case_name"],
                "年度": steps["fiscal_year"],
                "段階": steps["stage"].map(case_words.STAGES),
                "内容": steps["text_ja"],
            }
        ),
        title="事例の年度別の動き",
        source_ids=queries.sources_of("cases"),
        notes=[],
        key="steps_table",
    )


@cached
def _steps(case_ids: tuple[str, ...]) -> pd.DataFrame:
    """The steps of these cases in their order, year by year."""
    steps = own_queries.case_steps()
    steps = steps[steps["case_id"].isin(case_ids) & (steps["fiscal_year"] >= 2023)]
    order = {case_id: at for at, case_id in enumerate(case_ids)}
    return steps.sort_values(["case_id", "fiscal_year"], key=lambda part: part.map(order).fillna(part))


@cached
def _timeline(case_ids: tuple[str, ...]) -> plot.Picture:
    return plot.written(charts.status_timeline(_steps(case_ids)))


def cards(cases: pd.DataFrame) -> None:
    """One card per case, two side by side."""
    rows = list(cases.itertuples())
    for at in range(0, len(rows), 2):
        for column, case in zip(st.columns(2), rows[at : at + 2], strict=False):
            with column:
                _card(case)


def _summary(case, heading: str) -> str:
    """The card of a case as HTML, in one piece: three dozen of them stand on the page. heading: h2 or h3."""
    kinds = "".join(f'<span class="badge">{escape(case_words.KINDS[kind])}</span>' for kind in case.kinds)
    sectors = words(case.sectors_bundled, case_words.SECTORS) or "資料に記載なし"
    facilities = f"（{words(case.facilities, case_words.FACILITIES)}）" if len(case.facilities) else ""
    small = [f"分野：{sectors}{facilities}｜{_counts()[case.case_id]}"]
    if case.hit:
        small.append("見つかった所：" + "・".join(search.FIELDS[field][0] for field in case.hit))
    return (
        f'<div class="case"><{heading}>{escape(case.case_name)}</{heading}>'
        f'<p><span class="badge first">{escape(case_words.PROGRAMMES[case.programme])}</span>{kinds}</p>'
        f"{prose.html(case.summary_ja)}"
        + "".join(f'<p class="small">{escape(one)}</p>' for one in small)
        + "</div>"
    )


def _card(case) -> None:
    with st.container(border=True):
        st.html(_summary(case, "h3"))
        fold = st.expander(
            "団体の数値・契約・進み具合・出典",
            key=f"case_{case.case_id}",
            on_change="rerun",
            icon=":material/article:",
        )
        if fold.open:
            with fold:
                _details(case)


def _details(case) -> None:
    if pd.notna(case.background_ja):
        st.markdown(f"**きっかけ**　{case.background_ja}")
    if len(case.works_ja):
        st.markdown("**業務**\n" + "\n".join(f"- {work}" for work in case.works_ja))
    _sectors(case.case_id)
    _contract(case)
    _list("進み具合", [search.step_ja(step) for step in _of(own_queries.case_steps(), case)])
    _list("資料の数値", [search.number_ja(number) for number in _of(own_queries.case_numbers(), case)])
    _list(
        "成果",
        [
            f"{case_words.effect_ja(one)}  \n  :gray[{one.document_ja}（{one.document_date_ja}）{one.page_ja}]"
            for one in _of(own_queries.case_effects(), case)
        ],
    )
    _list("課題", list(case.obstacles_ja))
    _list("公開されている書類の見本（手引き Ver.1 付録）", list(case.shared_papers_ja))
    _bodies(case)
    for document in _of(queries.case_documents(), case):
        st.caption(f"出典：[{document.document_ja}]({document.document_url})（{document.document_date_ja}）")


def _of(rows: pd.DataFrame, case) -> list:
    return list(rows[rows["case_id"] == case.case_id].itertuples())


def _list(title: str, lines: list[str]) -> None:
    if lines:
        st.markdown(f"**{title}**\n" + "\n".join(f"- {line}" for line in lines))


def _sectors(case_id: str) -> None:
    sectors = own_queries.case_sectors()
    lines = []
    for one in sectors[sectors["case_id"] == case_id].itertuples():
        way = "" if pd.isna(one.is_joint) else ("（複数の団体で）" if one.is_joint else "（1つの団体で）")
        lines.append(
            f"{case_words.SECTORS[one.sector]}{way}" + ("" if pd.isna(one.note_ja) else f"　{one.note_ja}")
        )
    _list("分野", lines)


def _contract(case) -> None:
    lines = [
        f"{name}：{value}"
        for name, value in (
            ("年数", search.years_ja(case.contract_years)),
            ("形", case.contract_ja),
            ("支払い", case.payment_ja),
            ("補足", case.contract_note_ja),
        )
        if not pd.isna(value)
    ]
    _list("契約", lines)


def _bodies(case) -> None:
    """Who takes part, with the newest numbers of each municipality."""
    members = queries.case_members()
    members = members[members["case_id"] == case.case_id]
    st.markdown("**団体**")
    table = _members_table(members)
    value_tables.show(
        table.drop(columns=["事例"]),
        alt=f"{case.case_name}の団体の数値",
    )
    if pd.notna(case.members_note_ja):
        st.caption(f"※ {case.members_note_ja}")
    for note, named in members.groupby("note_ja", sort=False)["member_ja"]:
        more = "ほか" if len(named) > 3 else ""
        st.caption(f"※ {'・'.join(named.head(3))}{more}：{note}")
    st.caption("数値は公表値で、都道府県と、値のない団体は空欄です。出典と時点は、この画面の下にあります。")


def _members_table(members: pd.DataFrame, names: pd.Series | None = None) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "事例": "" if names is None else members["case_id"].map(names),
            "団体コード": members["lg_code"],
            "都道府県": members["prefecture_name"],
            "団体": members["member_ja"],
            "立場": members["role"].map(case_words.ROLES),
            "人口（人）": members["population"].astype("Int64"),
            "一般行政部門職員（人）": members["general_admin_staff"].astype("Int64"),
            "土木技師（人）": members["civil_engineers"].astype("Int64"),
            "橋（橋）": members["bridges_managed"].astype("Int64"),
            "うち判定Ⅲ・Ⅳ（橋）": members["bridges_action_needed"].astype("Int64"),
        }
    )


def _member_sources() -> list[str]:
    """Of the cases, and of the numbers of the municipalities that take part."""
    numbers = ("staffing", "technical_staff", "bridge_inspections", "municipalities.population")
    return queries.sources_of("cases", *numbers)


@cached
def _counts() -> dict[str, str]:
    """Of each case how many bodies take part and how many people live there."""
    members = queries.case_members()
    return {case_id: _count(members[members["case_id"] == case_id]) for case_id in queries.cases()["case_id"]}


def _count(members: pd.DataFrame) -> str:
    active = members[members["role"] != "planned"]
    people = active["population"].sum()
    size = f"{len(active)}団体" + (f"、市区町村の人口 計{people:,.0f}人" if people else "")
    planned = (members["role"] == "planned").sum() + active[~active["is_prefecture"]].shape[0]
    return size + (f"（目標は{planned}市町村）" if (members["role"] == "planned").any() else "")


def _towns_of(cases: pd.DataFrame) -> pd.DataFrame:
    members = queries.case_members()
    return members[
        members["case_id"].isin(cases["case_id"]) & ~members["is_prefecture"] & (members["role"] != "planned")
    ]


def voices() -> None:
    """What orderers, contractors and residents say, hope for and fear."""
    said: dict[tuple[str, str], list] = {}
    for one in queries.effects().itertuples():
        said.setdefault((one.kind, one.said_by), []).append(one)
    titles = {"heard": "先行事例の声", "expected": "想定される効果", "concern": "不安"}
    for tab, kind in zip(st.tabs(list(titles.values())), titles, strict=True):
        with tab:
            speakers = [who for who in case_words.SPEAKERS if (kind, who) in said]
            for column, who in zip(st.columns(len(speakers)), speakers, strict=True):
                with column:
                    _list(case_words.SPEAKERS[who], [_voice(one) for one in said[kind, who]])
    notes.source_line(queries.sources_of("effects"))


def _voice(one: NamedTuple) -> str:
    outcome = case_words.OUTCOMES.get(one.outcome)
    return f"**{one.name_ja}**{f'（{outcome}）' if outcome else ''}：{one.text_ja}"


def tables(cases: pd.DataFrame) -> None:
    """All that is shown, to take away."""
    of_cases, of_bodies = _tables(tuple(cases["case_id"]))
    value_tables.table_with_downloads(
        of_cases,
        title="群マネの事例",
        source_ids=queries.sources_of("cases"),
        notes=[],
        key="cases_table",
        label="事例の表",
    )
    value_tables.table_with_downloads(
        of_bodies,
        title="群マネの事例の団体",
        source_ids=_member_sources(),
        notes=["数値は公表値。土木技師は山口県内などに限られる。"],
        key="members_table",
        label="団体の表",
    )
    notes.source_line(_member_sources())


@cached
def _tables(case_ids: tuple[str, ...]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """These cases, and the bodies of each of them, as shown and exported."""
    cases, members = _cases(case_ids), queries.case_members()
    names = cases.set_index("case_id")["case_name"]
    own = members[members["case_id"].isin(case_ids)]
    bodies = own.assign(name=own["prefecture_name"].where(~own["is_prefecture"], "") + own["member_ja"])
    bodies = bodies.groupby("case_id")["name"].agg("、".join)
    return (
        pd.DataFrame(
            {
                "事例": cases["case_name"],
                "出どころ": cases["programme"].map(case_words.PROGRAMMES),
                "類型": cases["kinds"].map(lambda kinds: words(kinds, case_words.KINDS)),
                "分野": cases["sectors_bundled"].map(lambda sectors: words(sectors, case_words.SECTORS)),
                "団体": cases["case_id"].map(bodies),
                "内容": cases["summary_ja"],
                "業務": cases["works_ja"].map("、".join),
                "契約年数": cases["contract_years"].astype("Int64"),
                "契約の形": cases["contract_ja"],
                "支払い": cases["payment_ja"],
                "きっかけ": cases["background_ja"],
                "時点": pd.to_datetime(cases["as_of"]),
            }
        ),
        _members_table(own, names),
    )
