"""Figures of cases, history and people."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.shared import timeline
from pages.people import charts
from pages.people import queries as people_queries


@given(st.text(alphabet="あ市1、。「」（）", max_size=60), st.integers(2, 20))
def test_a_wrapped_text_says_the_same(words, wrap):
    assert timeline.wrapped(words, wrap).replace("<br>", "") == words


@pytest.mark.parametrize(
    ("words", "lines"),
    [
        ("会が「警告」をした。", ["会が", "「警告」", "をした。"]),
        ("平成28年11月に始まる。", ["平成28", "年11", "月に始", "まる。"]),
    ],
)
def test_no_line_breaks_a_number_or_leaves_a_bracket_behind(words, lines):
    assert timeline.wrapped(words, 3).split("<br>") == lines


def test_the_timeline_names_only_kinds_that_happened_and_each_year_once():
    events = pd.DataFrame(
        [
            (2018, "law", "甲の決まりができた。", "資料"),
            (2018, "support", "乙の窓口ができた。", "資料"),
            (2019, "law", "丙の決まりができた。", "資料"),
        ],
        columns=["fiscal_year", "kind", "event_ja", "document_ja"],
    )
    chart = timeline.history_timeline(events)
    assert [trace.name for trace in chart.data if trace.name] == ["法令", "支援"]
    years = [note.text for note in chart.layout.annotations if note.text.startswith("<b>")]
    assert years == ["<b>H30</b><br>2018", "<b>R1</b><br>2019"]


def test_the_council_grew_by_what_is_printed(dashboard_database):
    chart = charts.council_growth(people_queries.council_members())
    counts = {bar.name: tuple(bar.x) for bar in chart.data}
    assert counts == {
        "行政会員": (73, 1481),
        "企業会員": (95, 1102),
        "団体会員": (27, 187),
        "個人会員": (4, 392),
    }
