"""A short table of words: what is in its cells is what is read, whatever it is."""

import pandas as pd
from page_texts import written_tables
from streamlit.testing.v1 import AppTest


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
