"""The tasks of each step with the pages that help, and the reader's own file in which who, when and notes are written."""

import pandas as pd
import streamlit as st

from dashboard import queries
from dashboard.forms import controls
from dashboard.forms.controls import Brought
from dashboard.forms.declaration import Assumption, Form, Result
from dashboard.runtime import place
from dashboard.shared import plot
from pages.steps import form as steps_form
from pages.steps import queries as own_queries
from pages.steps.charts import progress_bars
from pages.steps.draft_parts import progress_table
from pages.steps.form import POLICY, TITLE, TOOL


def begin() -> tuple[Brought, dict[int, Form], pd.DataFrame]:
    """The controls; a checklist stands ready from the start."""
    steps = queries.handbook("step")
    by_step = steps_form.step_forms(steps, own_queries.step_tasks())
    wanted = [*by_step.values(), POLICY]
    if controls.held(TOOL) is None:
        controls.keep(TOOL, {form.key: form.table(form.blank) for form in wanted}, "白紙の一覧")
    brought = controls.bring(TOOL, TITLE, wanted)
    brought.tables[POLICY.key] = steps_form.completed(brought.tables[POLICY.key])
    return brought, by_step, steps


def one_step(by_step: dict[int, Form], steps: pd.DataFrame) -> None:
    """The tasks of one step: the pages that help, and the grid for who, when and notes."""
    names = {str(row.number): f"STEP {row.number}　{row.name_ja}" for row in steps.itertuples()}
    number = int(place.pick("ステップ", "step", names, default="0"))
    st.markdown(f"**ねらい**　{steps.set_index('number').loc[number, 'text_ja']}")
    tasks = own_queries.step_tasks()
    with st.expander("役立つページ", icon=":material/link:", expanded=True):
        for row in tasks[tasks["step_number"] == number].itertuples():
            with st.container(horizontal=True, vertical_alignment="center"):
                st.markdown(row.text_ja, width="content")
                for page in row.pages:
                    title, script = steps_form.PAGES[page]
                    st.page_link(script, label=title, icon=":material/arrow_forward:")
    controls.edit(TOOL, by_step[number])
    st.caption("「状態」「だれが」「いつまで」「メモ」を書き込めます。行を足し、消すこともできます。")


def overview(brought: Brought, by_step: dict[int, Form], steps: pd.DataFrame) -> pd.DataFrame:
    """How far each step is; the counts."""
    rows = {number: brought.tables[form.key] for number, form in by_step.items()}
    counted = steps_form.progress(rows, steps)
    done, tasks = counted["done"].sum(), counted["tasks"].sum()
    st.markdown(f"全{tasks}件のうち **{done}件が完了**、{counted['under_way'].sum()}件が進行中です。")
    plot.draw(progress_bars(counted), key="progress", alt="ステップごとの進み具合")
    return counted


def policy() -> None:
    """The items of the policy to write on."""
    controls.edit(TOOL, POLICY, fixed=("item", "hint"))
    st.caption("空欄の項目は、データから書けるものは書き、ほかは「これから決めること」に並べます。")


def save(brought: Brought, by_step: dict[int, Form], counted: pd.DataFrame) -> None:
    """The file that holds everything."""
    controls.take_away(
        TITLE,
        [*by_step.values(), POLICY],
        brought.tables,
        results=lambda: [Result("進み具合", progress_table(counted))],
        assumptions=[Assumption("進み具合", "対象外を除く", "", "「状態」が空欄のものは未着手に数える")],
        key=TOOL,
    )
    st.caption("このファイルを上の「記入したファイル」から読み込むと、続きから始められます。")
