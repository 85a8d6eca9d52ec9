"""Legal forms of joint work and degrees of comprehensive outsourcing: choose, compare, find the gaps."""

import pandas as pd
import streamlit as st

from analysis import schemes as choice
from dashboard import queries
from dashboard.runtime import place
from dashboard.runtime.cache import cached
from dashboard.shared import notes, plot, value_tables
from pages.schemes import charts

YES, NO = "あり", "なし"
COMPARED = ["法人格", "固有の執行機関", "権限と執行", "責任", "向く場合", "山口県内の例"]
SCROLLING = """
<style>
.st-key-comparison { overflow-x: auto; }
.st-key-comparison table { min-width: 56rem; }
.st-key-comparison :is(th, td:nth-child(-n+3)), .st-key-comparison :is(th, td:nth-child(-n+3)) * { white-space: nowrap !important; }
</style>
"""


def guide() -> None:
    """Five questions that end in the forms that fit, with what speaks for and against each."""
    answers = {}
    names = list(choice.QUESTIONS)
    for start in range(0, len(names), 2):
        for at, column in enumerate(st.columns(2), start=start):
            if at < len(names):
                with column:
                    answers[names[at]] = _answer(at, names[at])
    fitting = choice.fitting(queries.schemes(), answers)
    if fitting.empty:
        st.info("決まっていることを1つ以上選ぶと、合う制度の候補を示します。", icon=":material/checklist:")
        return
    st.subheader(f"合う候補　{len(fitting)}つ", anchor=False)
    for column, form in zip(st.columns(len(fitting)), fitting.itertuples(), strict=True):
        with column, st.container(border=True):
            st.markdown(f"**{form.scheme_name}**")
            st.caption(f"{form.law_ja}｜{form.suits_ja}")
            st.markdown(
                "\n".join(f"- :green[合う]　{reason}" for reason in form.reasons)
                or "- 合う点はまだありません"
            )
            if form.objections:
                st.markdown("\n".join(f"- :orange[合わない]　{reason}" for reason in form.objections))
            if len(form.examples_ja):
                st.caption(f"山口県内の例：{'、'.join(form.examples_ja)}")
    st.caption(
        "下の比較表だけから機械的に選んだ候補です。実際の選択では、法令と議会の議決などの手続きを確かめてください。"
    )


def _answer(at: int, name: str) -> str:
    question = choice.QUESTIONS[name]
    options = {code: answer for code, (answer, _) in question.answers.items()}
    return place.pick(f"{at + 1}. {question.text_ja}", name, options, default="undecided")


def comparison() -> None:
    """The seven forms side by side."""
    forms = queries.schemes()
    table = pd.DataFrame(
        {
            "制度": forms["scheme_name"],
            "法人格": forms["has_legal_person"].map({True: YES, False: NO}),
            "財産の保有": forms["holds_property"].map({True: YES, False: NO}),
            "固有の執行機関": forms["has_own_executive"].map({True: YES, False: NO}),
            "国・県からの直接の権限移譲": forms["takes_powers_directly"].map({True: YES, False: NO}),
            "権限と執行": forms["authority_ja"],
            "責任": forms["responsibility_ja"],
            "向く場合": forms["suits_ja"],
            "山口県内の例": forms["examples_ja"].map(lambda examples: "、".join(examples) or "—"),
            "根拠": forms["law_ja"],
        }
    )
    with st.container(key="comparison"):
        st.table(table.set_index("制度")[COMPARED], border="horizontal", alt="7つの制度の比較")
    st.html(SCROLLING)
    value_tables.table_with_downloads(
        table,
        title="共同処理の制度の比較",
        source_ids=queries.sources_of("schemes"),
        notes=["「向く場合」は比較の内容からの読み取り。"],
        key="schemes_table",
        label="すべての項目の表",
    )
    notes.source_line(queries.sources_of("schemes"))


def ladder() -> None:
    """The degrees of comprehensive outsourcing: today, the aim, and what lies between."""
    levels = queries.outsourcing_ladder()
    today, aim = {}, {}
    names_of: dict[str, dict[str, str]] = {}
    for row in levels.itertuples():
        names_of.setdefault(row.dimension_id, {})[str(row.level)] = row.level_ja
    for one in levels.drop_duplicates("dimension_id").itertuples():
        options = names_of[one.dimension_id]
        left, right = st.columns(2)
        with left:
            picked = place.pick(f"{one.dimension_ja}　いま", f"t_{one.dimension_id}", options, default="1")
        with right:
            top = str(len(options))
            aimed = place.pick(f"{one.dimension_ja}　目指す姿", f"a_{one.dimension_id}", options, default=top)
        today[one.dimension_id], aim[one.dimension_id] = int(picked), int(aimed)
    drawn = _drawn(today, aim)
    left, right = st.columns(2, gap="large")
    with left:
        st.subheader("いまと目標の間", anchor=False)
        plot.draw(_figure(today, aim), key="ladder", alt="包括の程度の、いまと目標")
    with right:
        _gaps(choice.gaps(levels, today, aim), drawn)
    notes.source_line(queries.sources_of("outsourcing_ladder"))


@cached
def _drawn(today: dict[str, int], aim: dict[str, int]) -> pd.DataFrame:
    """One row per dimension with its levels of today and of the aim, and their names: as charts.ladder."""
    levels = queries.outsourcing_ladder()
    dimensions = levels.drop_duplicates("dimension_id")
    named = levels.set_index(["dimension_id", "level"])["level_ja"].to_dict()
    return dimensions.assign(
        today=dimensions["dimension_id"].map(today),
        aim=dimensions["dimension_id"].map(aim),
        levels=dimensions["dimension_id"].map(levels.groupby("dimension_id")["level"].max()),
        today_ja=[named[name, today[name]] for name in dimensions["dimension_id"]],
        aim_ja=[named[name, aim[name]] for name in dimensions["dimension_id"]],
    )


@cached
def _figure(today: dict[str, int], aim: dict[str, int]) -> plot.Picture:
    return plot.written(charts.ladder(_drawn(today, aim)))


def _gaps(gaps: pd.DataFrame, drawn: pd.DataFrame) -> None:
    if gaps.empty:
        st.subheader("差はありません", anchor=False)
        st.markdown("いまの程度が、目標に届いています。")
    else:
        st.subheader(f"埋める差　{len(gaps)}つ", anchor=False)
        for gap in gaps.itertuples():
            way = "" if gap.levels == 1 else f"（まず「{gap.next_ja}」）"
            st.markdown(f"- **{gap.dimension_ja}**：{gap.today_ja} → {gap.aim_ja}{way}")
    st.caption(
        "はじめは、いまを最も小さい段、目指す姿を最も大きい段にしています。"
        "一度にすべてでなく、部分的・段階的な組み合わせでもよく、委託先は1社でも複数でもかまいません。"
    )
    value_tables.table_with_downloads(
        pd.DataFrame({"軸": drawn["dimension_ja"], "いま": drawn["today_ja"], "目指す姿": drawn["aim_ja"]}),
        title="包括の程度",
        source_ids=queries.sources_of("outsourcing_ladder"),
        notes=["いまと目指す姿は、画面で選んだもの。"],
        key="ladder_table",
    )


def bundles() -> None:
    """The three bundles and the four strategies of management."""
    left, right = st.columns(2, gap="large")
    for column, kind, title in ((left, "bundle", "3つの束"), (right, "strategy", "マネジメント戦略")):
        with column:
            st.subheader(title, anchor=False)
            for item in queries.handbook(kind).itertuples():
                st.markdown(f"- **{item.name_ja}**：{item.text_ja}")
    notes.source_line(queries.sources_of("handbook"))


def handbook() -> None:
    """Steps, chapters, questions, tools and sample documents of the handbook, and what is discussed next."""
    parts = {
        "step": "実施プロセス",
        "chapter": "手引き Ver.1 の章",
        "question": "Q&A",
        "tool": "検討支援ツール（付録）",
        "sample": "サンプル集（付録）",
        "next": "Ver.2 に向けた検討",
        "mindset": "はじめる前の心構え",
    }
    st.page_link(
        "pages/handbook/page.py",
        label="章と問いから、答えに近い画面を開く（手引きから探す）",
        icon=":material/arrow_forward:",
    )
    for tab, kind in zip(st.tabs(list(parts.values())), parts, strict=True):
        with tab:
            if kind == "question":
                st.caption(
                    "手引きの本編には、各ステップの41の問いと答えがあります。概要に挙がるのは次の11問です。"
                )
            mark = "STEP {}" if kind == "step" else "{}."
            for item in queries.handbook(kind).itertuples():
                st.markdown(f"{mark.format(item.number)}　**{item.name_ja}**　{item.text_ja}")
    notes.source_line(queries.sources_of("handbook"))
