"""A short table as text: what is in its cells is what is read, whatever it is."""

import re

import pandas as pd
import pytest
from page_texts import written_tables
from streamlit.testing.v1 import AppTest

from dashboard.shared import value_tables


def test_cells_are_words_and_never_marks():
    def script():
        import pandas as pd

        from dashboard.shared import value_tables

        table = pd.DataFrame({"指標<b>": ["<i>甲</i> & *乙*", None], "値": ["1,234人", ""]})
        value_tables.written(table, 'alt" onload="x')

    app = AppTest.from_function(script).run()
    (table,) = written_tables(app)
    expected = pd.DataFrame({"指標<b>": ["<i>甲</i> & *乙*", ""], "値": ["1,234人", ""]})
    pd.testing.assert_frame_equal(table, expected, check_dtype=False)
    (body,) = [part.proto.body for part in app.get("html")]
    assert "<i>" not in body and 'aria-label="alt&quot; onload=&quot;x"' in body


def test_each_kind_of_cell_reads_as_in_a_grid():
    def script():
        import datetime

        import pandas as pd

        from dashboard.shared import value_tables

        table = pd.DataFrame(
            {
                "人口（人）": pd.array([1234567, None], "Int64"),
                "割合（%）": [9.850000000000001, -0.5],
                "点": [12.25, None],
                "年度": [2024.0, 1999.0],
                "混ざる": [1234.5, "なし"],
                "日": pd.to_datetime(["2024-04-01", None]),
                "別の日": [datetime.date(2025, 12, 1), None],
                "ある": [True, False],
                "業務": [["点検", "設計"], []],
            }
        )
        value_tables.show(table, "表", digits={"割合（%）": 1}, labels={"点": "点数"})

    app = AppTest.from_function(script).run()
    assert not app.exception and not app.dataframe
    (body,) = [part.proto.body for part in app.get("html")]
    cells = re.findall(r"<td[^>]*>(.*?)</td>", body)
    assert cells[:9] == ["1,234,567", "9.9", "12.25", "2024", "1,234.5", "2024年4月1日", "2025年12月1日", "はい", "点検、設計"]  # fmt: skip
    assert cells[9:] == ["", "-0.5", "", "1999", "なし", "", "", "いいえ", ""]
    heads = re.findall(r"<th[^>]*>(.*?)</th>", body)
    assert heads[2] == "点数"


@pytest.mark.parametrize(
    ("rows", "columns", "letters", "is_small"),
    [(30, 3, 10, True), (31, 3, 10, False), (5, 3, 400, True), (5, 12, 30, False), (0, 2, 4, True)],
)
def test_what_is_long_or_wide_stays_a_grid(rows, columns, letters, is_small):
    table = pd.DataFrame({f"列{at}": ["字" * (letters // 2)] * rows for at in range(columns)})
    assert value_tables.is_small(table) == is_small
