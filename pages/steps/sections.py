"""実施ステップ: the checklist with links, kept in the reader's own file, and a draft of the policy."""

from dataclasses import dataclass
from datetime import date

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from analysis import effects
from analysis.effects import NotComputable, Plan
from dashboard import queries
from dashboard.exports import documents, mime, powerpoint
from dashboard.exports.documents import Figure, Grid, Heading, Text
from dashboard.exports.slide_model import Chart, Slide
from dashboard.forms import controls
from dashboard.forms.controls import Brought
from dashboard.forms.declaration import Assumption, Form, Result
from dashboard.runtime import place
from dashboard.shared import figures, place_facts, plot, text
from pages.effects import form as effects_form
from pages.effects import sections
from pages.steps import form as steps_form
from pages.steps.form import POLICY, TITLE, TOOL

UNDECIDED = "（検討中）"
DRAFT = "案"
PROGRESS = {
    "done": ("完了", "#00118F"),
    "under_way": ("進行中", "#7096F8"),
    "not_begun": ("未着手", "#D5D9E2"),
}


@dataclass(frozen=True)
class Draft:
    """What the draft is filled with. facts: as `queries.place_facts`; plan: of the effects tool, None where not computed."""

    title: str
    places: str
    count: int
    facts: pd.DataFrame
    answers: dict[str, str]
    progress: pd.DataFrame
    plan: Plan | None
    is_example: bool


def begin() -> tuple[Brought, dict[int, Form], pd.DataFrame]:
    """The controls; a checklist stands ready from the start."""
    steps = queries.handbook("step")
    by_step = steps_form.step_forms(steps, queries.step_tasks())
    wanted = [*by_step.values(), POLICY]
    if controls.held(TOOL) is None:
        controls.keep(TOOL, {form.key: form.table(form.blank) for form in wanted}, "白紙の一覧")
    brought = controls.bring(TOOL, TITLE, wanted)
    brought.tables[POLICY.key] = steps_form.completed(brought.tables[POLICY.key])
    return brought, by_step, steps


def overview(brought: Brought, by_step: dict[int, Form], steps: pd.DataFrame) -> pd.DataFrame:
    """How far each step is; the counts."""
    rows = {number: brought.tables[form.key] for number, form in by_step.items()}
    counted = steps_form.progress(rows, steps)
    done, tasks = counted["done"].sum(), counted["tasks"].sum()
    st.markdown(f"全{tasks}件のうち **{done}件が完了**、{counted['under_way'].sum()}件が進行中です。")
    plot.draw(progress_bars(counted), key="progress", alt="ステップごとの進み具合")
    return counted


def progress_bars(counted: pd.DataFrame) -> go.Figure:
    """Tasks of each step by state. counted: as `steps_form.progress`."""
    names = [f"STEP {row.number}<br>{row.name_ja}" for row in counted.itertuples()][::-1]
    made = figures.figure(height=400, x_title="件")
    for column, (name, color) in PROGRESS.items():
        made.add_trace(
            go.Bar(
                y=names,
                x=counted[column][::-1],
                name=name,
                orientation="h",
                marker_color=color,
                hovertemplate=f"%{{y}}<br>{name} %{{x}}件<extra></extra>",
            )
        )
    made.update_layout(barmode="stack", legend={"orientation": "h", "y": 1.02, "traceorder": "normal"})
    made.update_xaxes(tickformat="d", nticks=8)
    return made


def one_step(by_step: dict[int, Form], steps: pd.DataFrame) -> None:
    """The tasks of one step: the pages that help, and the grid in which who, when and notes are kept."""
    names = {str(row.number): f"STEP {row.number}　{row.name_ja}" for row in steps.itertuples()}
    number = int(place.pick("ステップ", "step", names, default="0"))
    st.markdown(f"**ねらい**　{steps.set_index('number').loc[number, 'text_ja']}")
    tasks = queries.step_tasks()
    with st.expander("役立つページ", icon=":material/link:", expanded=True):
        for row in tasks[tasks["step_number"] == number].itertuples():
            with st.container(horizontal=True, vertical_alignment="center"):
                st.markdown(row.text_ja, width="content")
                for page in row.pages:
                    title, script = steps_form.PAGES[page]
                    st.page_link(script, label=title, icon=":material/arrow_forward:")
    controls.edit(TOOL, by_step[number])
    st.caption("「状態」「だれが」「いつまで」「メモ」を書き込めます。行を足し、消すこともできます。")


def policy() -> None:
    """The items of the policy to write on."""
    controls.edit(TOOL, POLICY, fixed=("item", "hint"))
    st.caption(f"空欄の項目は、案の中で{UNDECIDED}と書きます。")


def save(brought: Brought, by_step: dict[int, Form], counted: pd.DataFrame) -> None:
    """The file in which everything is kept."""
    controls.take_away(
        TITLE,
        [*by_step.values(), POLICY],
        brought.tables,
        results=lambda: [Result("進み具合", progress_table(counted))],
        assumptions=[Assumption("進み具合", "対象外を除く", "", "「状態」が空欄のものは未着手に数える")],
        key=TOOL,
    )
    st.caption("このファイルを上の「記入したファイル」から読み込むと、続きから始められます。")


def drafts(brought: Brought, codes: list[str], counted: pd.DataFrame) -> None:
    """The draft as PowerPoint and Word."""
    made = draft(brought, codes, counted)
    if not codes:
        st.caption("上で市区町村を選ぶと、公表値の表と図が入ります。")
    if made.plan is not None:
        note = "（架空の例）" if controls.held(effects_form.TOOL).is_example else ""
        st.caption(f"導入効果試算の結果{note}も入ります。")
    with st.container(horizontal=True):
        for label, content, suffix, mime_type, icon in (
            ("実施方針（案）PowerPoint", deck, "pptx", mime.PPTX, ":material/slideshow:"),
            ("実施方針（案）Word", document, "docx", mime.DOCX, ":material/description:"),
        ):
            st.download_button(
                label,
                data=lambda content=content: content(made),
                file_name=f"群マネの実施方針（{DRAFT}）.{suffix}",
                mime=mime_type,
                icon=icon,
                on_click="ignore",
                key=f"draft_{suffix}",
            )


def draft(brought: Brought, codes: list[str], counted: pd.DataFrame) -> Draft:
    """What the draft says, from the places chosen, the reader's answers, and the effects tool of this session."""
    answers = steps_form.answers(brought.tables[POLICY.key])
    places = place_facts.names(codes) if codes else ""
    title = answers["名称"] or (f"{places}の群マネ" if places else "群マネ")
    facts = queries.place_facts(codes)
    effects_held = controls.held(effects_form.TOOL)
    is_example = brought.is_example or (effects_held is not None and effects_held.is_example)
    return Draft(title, places, len(codes), facts, answers, counted, _plan(), is_example)


def _plan() -> Plan | None:
    brought = controls.held(effects_form.TOOL)
    if brought is None:
        return None
    try:
        return effects.plan(
            effects_form.assumptions(effects_form.completed(brought.tables[effects_form.TOOL]))
        )
    except NotComputable:
        return None


def document(made: Draft) -> bytes:
    """The draft as Word: items and answers, published facts as tables, effects, progress, sources."""
    today = text.japanese_date(date.today())
    blocks: list[documents.Block] = [Text(f"【{DRAFT}】{today} 作成。決定したものではありません。")]
    if made.is_example:
        blocks.append(Text("架空の例を含みます。", is_small=True))
    if made.places:
        blocks.append(Text(f"対象の市区町村：{made.places}"))
    for number, (item, said) in enumerate(made.answers.items(), start=1):
        blocks += [Heading(f"{number}　{item}", 2), Text(said or UNDECIDED)]
        if item == "現状と課題" and len(made.facts):
            pooled = place_facts.pooled(made.facts)
            blocks += [
                Grid(place_facts.pooled_table(pooled, made.count)),
                Grid(members_table(made.facts)),
                *(
                    Figure(f"{heading}（{days}）", chart)
                    for heading, days, chart in member_charts(made.facts)
                ),
                Text(place_facts.told_sources(pooled), is_small=True),
            ]
        if item == "期待する効果" and made.plan is not None:
            blocks += [
                Grid(effects_text(made.plan)),
                Figure("1年の費用：現状と導入後", sections.cost_chart(made.plan)),
                Text(f"算出値。{sections.NOTE}", is_small=True),
            ]
    heading = "実施ステップの進み具合"
    blocks += [
        Heading(heading, 2),
        Figure(heading, progress_chart(made.progress)),
        Grid(progress_table(made.progress)),
    ]
    blocks.append(Text(f"段階の名前の出典：{_handbook()}", is_small=True))
    return documents.document_bytes(f"{made.title}　実施方針（{DRAFT}）", blocks)


def deck(made: Draft) -> bytes:
    """The draft as PowerPoint: answers as tables, published facts and effects as native charts."""
    today = text.japanese_date(date.today())
    foot = f"【{DRAFT}】{today} 作成" + ("（架空の例を含む）" if made.is_example else "")
    pages = []
    if len(made.facts):
        pooled = place_facts.pooled(made.facts)
        source = f"{foot}　出典は最後のページ"
        table = place_facts.pooled_table(pooled, made.count)
        pages.append(Slide("対象の市区町村の公表値", table, [made.places], source))
        pages += [
            Slide(heading, chart, [f"公表値（{days}）"], source)
            for heading, days, chart in member_charts(made.facts)
        ]
    items = list(made.answers.items())
    for at in range(0, len(items), 6):
        rows = pd.DataFrame(
            [(item, said or UNDECIDED) for item, said in items[at : at + 6]], columns=["項目", "内容"]
        )
        pages.append(Slide("実施方針" + ("（続き）" if at else ""), rows, (), foot))
    if made.plan is not None:
        pages.append(
            Slide(
                "期待する効果：1年の費用",
                sections.cost_chart(made.plan),
                [sections.NOTE],
                f"{foot}　算出値（導入効果試算）",
            )
        )
    pages.append(
        Slide(
            "実施ステップの進み具合",
            progress_chart(made.progress),
            (),
            f"{foot}　段階の名前の出典：{_handbook()}",
        )
    )
    if len(made.facts):
        named = queries.sources(place_facts.sources(made.facts))
        listed = pd.DataFrame({"出典": named["attribution"], "時点": named["as_of"].map(text.japanese_date)})
        pages.append(Slide("公表値の出典", listed, (), foot))
    return powerpoint.deck_bytes(
        f"{made.title}　実施方針（{DRAFT}）", pages, made_on=date.today(), subtitle=made.places
    )


def progress_chart(counted: pd.DataFrame) -> Chart:
    """Tasks of each step by state. counted: as `steps_form.progress`."""
    return Chart(
        "stacked_bar",
        [f"STEP {row.number} {row.name_ja}" for row in counted.itertuples()],
        {name: list(counted[column]) for column, (name, _) in PROGRESS.items()},
        "件",
        colors=[color.lstrip("#") for _, color in PROGRESS.values()],
    )


def member_charts(facts: pd.DataFrame) -> list[tuple[str, str, Chart]]:
    """Bridges and staff of each municipality: heading, of which day, chart."""
    names = facts.drop_duplicates("lg_code").set_index("lg_code")["municipality_name"]
    wide = facts.pivot(index="lg_code", columns="item", values="value").reindex(names.index)
    made = []
    for heading, unit, series in (
        (
            "管理する橋と、修繕が必要な橋",
            "橋",
            {"管理する橋": "bridges_managed", "うち判定Ⅲ・Ⅳ": "bridges_action_needed"},
        ),
        ("一般行政部門の職員数", "人", {"職員": "general_admin_staff"}),
    ):
        shown = {name: list(wide[item]) for name, item in series.items() if item in wide}
        if shown:
            own = facts[facts["item"].isin(series.values())]
            days = "〜".join(
                dict.fromkeys(text.japanese_date(day) for day in (own["as_of"].min(), own["as_of"].max()))
            )
            chart = Chart("column", list(names), shown, unit, with_values=True)
            made.append((heading, f"{days}現在", chart))
    return made


def members_table(facts: pd.DataFrame) -> pd.DataFrame:
    """One row per fact, one column per municipality, with units and dates."""
    names = facts.drop_duplicates("lg_code").set_index("lg_code")["municipality_name"]
    rows = []
    for _, own in facts.groupby("item", sort=False):
        first = own.iloc[0]
        values = own.set_index("lg_code")["value"].reindex(names.index)
        rows.append([first["label_ja"], *(text.number(value, first["unit"], 0) for value in values), text.japanese_date(own["as_of"].max())])  # fmt: skip
    return pd.DataFrame(rows, columns=["項目", *names, "時点"])


def effects_text(plan: Plan) -> pd.DataFrame:
    """The three cases of the effects tool, in words short enough for a page."""
    cases = effects.scenarios(plan)
    return pd.DataFrame(
        {
            "場合": [sections.CASES[case] for case in cases.index],
            "費用の差（現状−導入後、全期間）": [sections.signed_yen(value) for value in cases["saving"]],
            "減る時間": [f"{hours:,.0f}時間/年" for hours in cases["hours_freed"]],
            "黒字になる年": [
                "期間内にない" if pd.isna(year) else f"{year:.0f}年目" for year in cases["break_even_year"]
            ],
        }
    )


def progress_table(counted: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "ステップ": [f"STEP {row.number}　{row.name_ja}" for row in counted.itertuples()],
            "すること（件）": counted["tasks"],
            "完了（件）": counted["done"],
            "進行中（件）": counted["under_way"],
            "未着手（件）": counted["not_begun"],
        }
    )


def _handbook() -> str:
    return queries.sources(["handbook"])["attribution"].iloc[0]
