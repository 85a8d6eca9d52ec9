"""People who help: desks, training and qualification, the national council, talks about the handbook."""

import pandas as pd
import streamlit as st

from dashboard import queries
from dashboard.runtime.cache import cached
from dashboard.shared import case_words, notes, plot, text, value_tables
from pages.people import charts
from pages.people import queries as own_queries


def desks(prefecture: pd.Series | None) -> None:
    """The desk of the chosen prefecture, and all of them in a table."""
    every = queries.desks()
    national = every["prefectures_served"].map(len) == 0
    own = every[national]
    if prefecture is None:
        st.info("都道府県を選ぶと、受け持ちの窓口を示します。", icon=":material/contact_support:")
    else:
        serves = every["prefectures_served"].map(lambda served: prefecture["prefecture_name"] in served)
        own = pd.concat([every[serves], own])
    for column, desk in zip(st.columns(2), own.itertuples(), strict=False):
        with column, st.container(border=True):
            st.subheader(desk.office_ja, anchor=False)
            st.markdown(
                f"{desk.section_ja}  \n:material/call: {desk.phone}  \n:material/mail: [{desk.mail}](mailto:{desk.mail})"
            )
            served = "・".join(desk.prefectures_served) or "全国"
            st.caption(f"区域：{served}" + ("" if pd.isna(desk.note_ja) else f"　{desk.note_ja}"))
    st.caption(
        "区域は一般的な管轄で、河川や道路によっては別の局が受け持ちます。道路だけの相談は、道路メンテナンスの総合相談窓口でも受け付けています。"
    )
    value_tables.table_with_downloads(
        pd.DataFrame(
            {
                "機関": every["office_ja"],
                "部署": every["section_ja"],
                "電話": every["phone"],
                "メール": every["mail"],
                "区域（一般的な管轄）": every["prefectures_served"].map(
                    lambda served: "、".join(served) or "全国"
                ),
                "補足": every["note_ja"],
            }
        ),
        title="自治体メンテ相談窓口",
        source_ids=queries.sources_of("desks"),
        notes=["区域は一般的な管轄で、資料には書かれていない。"],
        key="desks_table",
        label="すべての窓口の表",
    )
    notes.source_line(queries.sources_of("desks"))


def programmes(prefecture: pd.Series | None) -> None:
    """Programmes that name the chosen prefecture, then those that name no place."""
    every = queries.programmes()
    named = every["prefectures_served"].map(len) > 0
    local = every[named]
    if prefecture is not None:
        name = prefecture["prefecture_name"]
        local = local[local["prefectures_served"].map(lambda served: name in served)]
        st.subheader(f"{name}の取組", anchor=False)
        if local.empty:
            st.markdown("資料に名前の挙がった取組はありません。全国の取組を使えます。")
    else:
        st.subheader("地域の取組", anchor=False)
    _lines(local)
    st.subheader("全国の取組", anchor=False)
    own = every[~named]
    kinds = [kind for kind in case_words.PROGRAMME_KINDS if kind in set(own["kind"])]
    left, right = st.columns(2, gap="large")
    for kind in kinds:
        with right if kind == "training" else left:
            st.markdown(f"**{case_words.PROGRAMME_KINDS[kind]}**")
            _lines(own[own["kind"] == kind])
    value_tables.table_with_downloads(
        pd.DataFrame(
            {
                "種類": every["kind"].map(case_words.PROGRAMME_KINDS),
                "名称": every["name_ja"],
                "実施": every["provider_ja"],
                "都道府県": every["prefectures_served"].map("、".join),
                "内容": every["text_ja"],
                "補足": every["note_ja"],
                "資料": every["document_ja"],
            }
        ),
        title="インフラメンテナンスの資格・研修",
        source_ids=queries.sources_of("programmes"),
        notes=["都道府県は資料に書かれているものだけ。"],
        key="programmes_table",
    )
    notes.source_line(queries.sources_of("programmes"))


def _lines(programmes: pd.DataFrame) -> None:
    for one in programmes.itertuples():
        where = f"【{'・'.join(one.prefectures_served)}】" if len(one.prefectures_served) else ""
        note = "" if pd.isna(one.note_ja) else f"（{one.note_ja}）"
        st.markdown(f"- **{one.name_ja}**{where}　{one.provider_ja}。{one.text_ja}{note}")


def open_questions() -> None:
    """What is still asked about people who work as a group, and with whom the joint panel talks."""
    questions = queries.handbook("open_question")
    st.markdown("\n".join(f"- **{item.name_ja}**　{item.text_ja}" for item in questions.itertuples()))
    panel = queries.handbook("next").iloc[0]
    st.caption(f"{panel['name_ja']}：{panel['text_ja']}（{panel['document_date_ja']}）")
    notes.source_line(queries.sources_of("handbook"))


@cached
def _growth() -> plot.Picture:
    return plot.written(charts.council_growth(own_queries.council_members()))


@cached
def _timeline() -> plot.Picture:
    return plot.written(charts.seminar_timeline(queries.seminars()))


def council() -> None:
    """How the national council grew, by kind of member."""
    members = own_queries.council_members()
    table = members[members["figure_id"].isin(case_words.COUNCIL_KINDS)].pivot(
        index="figure_id", columns="as_of", values="value"
    )
    table = table.reindex(case_words.COUNCIL_KINDS).astype(int)
    first, last = table.columns.min(), table.columns.max()
    for column, (kind, name) in zip(st.columns(len(table)), case_words.COUNCIL_KINDS.items(), strict=True):
        begun, now = table.loc[kind, first], table.loc[kind, last]
        column.metric(name, f"{now:,}者", f"設立時 {begun:,}者から {now - begun:,}増", border=True)
    plot.draw(_growth(), key="council", alt="インフラメンテナンス国民会議の会員数")
    st.caption("自治体の8割以上が加入しています（令和7年4月1日現在）。｜公表値")
    value_tables.table_with_downloads(
        pd.DataFrame(
            {
                "会員の種類": [case_words.COUNCIL_KINDS[kind] for kind in table.index],
                **{f"{text.japanese_date(day)}（者）": table[day].to_list() for day in table},
                "増（者・算出値）": (table[last] - table[first]).to_list(),
            }
        ),
        title="インフラメンテナンス国民会議の会員数",
        source_ids=queries.sources_of("printed_figures"),
        notes=["公表値。増は算出値。"],
        key="council_table",
    )
    notes.source_line(queries.sources_of("printed_figures"))


def seminars() -> None:
    """When and where the handbook was explained."""
    held = queries.seminars()
    plot.draw(_timeline(), key="seminars", alt="手引きの勉強会の日程と地域")
    st.caption("令和7年12月18日時点の一覧で、その後の予定を含みます。点に触れると内容が出ます。")
    value_tables.table_with_downloads(
        pd.DataFrame(
            {
                "番号": held["number"],
                "開催日": held["held_on"],
                "対象地域": held["area_ja"],
                "主催者": held["organiser_ja"],
                "名称": held["name_ja"],
                "テーマ": held["theme_ja"],
                "自治体": held["for_municipalities"].map({True: "○", False: ""}),
                "事業者": held["for_contractors"].map({True: "○", False: ""}),
                "そのほかの対象": held["other_audience_ja"],
                "補足": held["note_ja"],
            }
        ),
        title="群マネの手引きの勉強会",
        source_ids=queries.sources_of("seminars"),
        notes=[],
        key="seminars_table",
        label="勉強会の表",
    )
    notes.source_line(queries.sources_of("seminars"))


def growth() -> str:
    """The growth of the council in one sentence."""
    total = own_queries.council_members().query("figure_id == 'council_members'").sort_values("as_of")
    first, last = total.iloc[0], total.iloc[-1]
    return (
        f"会員は、設立時（{text.japanese_date(first['as_of'])}）の{first['value']:,.0f}者から、"
        f"{text.japanese_date(last['as_of'])}の{last['value']:,.0f}者に増えました。"
    )
