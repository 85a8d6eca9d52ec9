"""現状把握 as an officer uses it: example, assumptions, export and return."""

import io
from datetime import date

import pandas as pd
from order_sheet import metrics, upload
from page_texts import shown_tables, texts
from pptx import Presentation

from analysis import workforce
from dashboard.forms import declaration, workbook
from pages.workforce.export import deck
from pages.workforce.form import AGES, FORMS, HOURS, HOURS_OF, STAFF
from pages.workforce.outlook import Outlook, outlook_table

PAGE = "pages/workforce/page.py"


class TestWorkforce:
    def test_example_shows_all_sections_and_reconciles(self, open_page):
        app = open_page(PAGE)
        app.button(key="workforce_example").click().run()
        assert not app.error, texts(app)
        total = sum(map(sum, AGES.values()))
        assert metrics(app)["職員数（Σ）"] == f"{total}人"
        ideal, actual = (sum(pair[at] for pair in HOURS_OF.values()) for at in (0, 1))
        assert metrics(app)["差（Σ）"] == f"{actual - ideal:+,}時間／年"
        assert "推計" in texts(app)

    def test_more_hires_leave_more_people_and_change_nothing_for_those_of_today(self, open_page):
        app = open_page(PAGE)
        app.button(key="workforce_example").click().run()
        before = next(frame for frame in shown_tables(app) if "10年後（人）" in frame)
        app.slider(key="workforce_hires_1").set_value(5.0).run()
        after = next(frame for frame in shown_tables(app) if "10年後（人）" in frame)
        pd.testing.assert_frame_equal(before, after)

    def test_blank_grid_can_be_started(self, open_page):
        app = open_page(PAGE)
        app.button(key="workforce_blank").click().run()
        assert not app.error, texts(app)
        assert "職員か業務時間を入力すると" in texts(app)

    def test_exported_file_brings_back_numbers_and_assumptions(self, open_page):
        rows = {form.key: form.table(form.examples) for form in FORMS}
        content = workbook.export_bytes(
            "現状把握",
            FORMS,
            rows,
            assumptions=[
                declaration.Assumption("採用", 2.5, "人"),
                declaration.Assumption("定年（固定）", 67, "歳"),
            ],
            issued_on=date(2026, 4, 1),
        )
        app = upload(open_page(PAGE), ("現状把握.xlsx", content))
        assert not app.error, texts(app)
        assert metrics(app)["職員数（Σ）"] == f"{sum(map(sum, AGES.values()))}人"
        assert app.slider(key="workforce_hires_1").value == 2.5
        assert app.selectbox(key="workforce_retire_1").value == 67

    def test_years_are_no_amounts(self):
        rows = workforce.outlook(pd.Series(1.0, index=list(workforce.BANDS)), workforce.Assumptions(2026), 1)
        assert outlook_table(rows)["4月1日"].to_list() == ["2026年", "2027年"]

    def test_slides_have_native_charts(self):
        staff = STAFF.table(STAFF.examples)
        hours = HOURS.table(HOURS.examples)
        listed = [declaration.Assumption("対象の職種", "土木")]
        outlook = Outlook(workforce.Assumptions(2026), staff, listed)
        content = deck(staff, hours, "municipality", outlook, True)
        shapes = [shape for slide in Presentation(io.BytesIO(content)).slides for shape in slide.shapes]
        assert sum(shape.has_chart for shape in shapes) == 3
        assert sum(shape.has_table for shape in shapes) == 2
