"""発注状況 as an officer uses it: example, upload, what cannot be read, what is taken away."""

import io

import openpyxl
import pandas as pd
from order_sheet import PAGE, ROWS, SECRET, filled, metrics, upload
from page_texts import shown_tables, texts

from pages.orders.form import FORM

BIDS = (("乙建設", 900_000, "落札"), ("丙建設", 950_000, ""))


class TestOrders:
    def test_example_is_one_click_away_and_its_totals_agree(self, open_page):
        app = open_page(PAGE)
        app.button(key="orders_example").click().run()
        assert not app.error, texts(app)
        rows = FORM.table(FORM.examples)
        assert metrics(app)["契約（Σ）"] == f"{len(rows)}件"
        assert metrics(app)["契約金額（Σ）"] == f"{rows['amount'].sum() / 10_000:,.0f}万円"
        assert f"Σ {rows['amount'].sum() / 10_000:,.0f}万円（上の契約金額Σと同じ）" in texts(app)
        assert "架空の例を表示しています" in texts(app)

    def test_filled_template_is_counted(self, open_page):
        app = upload(open_page(PAGE), ("甲市.xlsx", filled(ROWS)))
        assert not app.error, texts(app)
        assert metrics(app)["契約金額（Σ）"] == "1,500万円"
        assert metrics(app)["受注者"] == "1社"
        assert "同じ受注者" in texts(app)

    def test_two_files_stand_side_by_side(self, open_page):
        other = [{**ROWS[0], "municipality": "乙町"}]
        app = upload(open_page(PAGE), ("甲市.xlsx", filled(ROWS)), ("乙町.xlsx", filled(other)))
        assert metrics(app)["契約（Σ）"] == "3件"
        assert "甲市.xlsx、乙町.xlsx" in texts(app)

    def test_bad_rows_are_listed_with_their_cells_and_good_ones_counted(self, open_page):
        app = upload(
            open_page(PAGE), ("甲市.xlsx", filled([*ROWS, {"title": "x"}, {"municipality": "甲市", "amount": "約5"}]))
        )  # fmt: skip
        assert metrics(app)["契約（Σ）"] == "3件"
        listed = next(frame for frame in shown_tables(app) if "セル" in frame)
        assert listed["セル"].to_list() == ["B6", "N7"]

    def test_a_file_that_is_no_table_is_refused_with_its_name(self, open_page):
        app = upload(open_page(PAGE), ("壊れた.xlsx", b"PK\x03\x04broken"))
        assert "壊れた.xlsx" in app.error[0].value
        assert not app.metric

    def test_other_headings_are_asked_for(self, open_page):
        output = io.BytesIO()
        pd.DataFrame({"どこ": ["甲市"], "いくら": [5_000_000]}).to_excel(output, index=False, engine="xlsxwriter")  # fmt: skip
        app = upload(open_page(PAGE), ("一覧.xlsx", output.getvalue()))
        assert "見出し「市区町村」が見つかりません" in app.error[0].value
        asked = {box.label: box for box in app.selectbox}
        asked["市区町村（必須）"].select("どこ")
        asked["金額（円）"].select("いくら").run()
        assert metrics(app)["契約金額（Σ）"] == "500万円"

    def test_where_no_amount_is_known_there_is_none_and_it_is_no_zero(self, open_page):
        rows = ["件名,市町村,業者名,入札金額（円）,結果"]
        rows += [f"市道{at}号線修繕,甲市,{name},{bid},{won}" for at in (1, 2) for name, bid, won in BIDS]
        app = upload(open_page(PAGE), ("入札.csv", "\n".join(rows).encode()))
        assert (metrics(app)["契約（Σ）"], metrics(app)["契約金額（Σ）"]) == ("2件", "金額なし")
        assert "金額の書かれた契約がありません。" in texts(app)
        assert "金額が空欄の2件を除いた合計" in texts(app)

    def test_departments_on_sheets_with_the_unit_in_the_corner_are_one_list(self, open_page):
        book = openpyxl.Workbook()
        for number, department in enumerate(("道路課", "下水道課"), start=1):
            sheet = book.create_sheet(department)
            sheet.append([f"令和6年度 {department} 発注一覧", "", "", "", "（単位：千円）"])
            sheet.append(["件名", "市町村", "受注者", "工期（自）", "工期（至）", "契約金額"])
            sheet.append(["修繕", "甲市", f"乙{number}建設", "R6.6.1", "令和7年3月20日", 1500 * number])
            sheet.append(["計", "", "", "", "", 1500 * number])
        del book[book.sheetnames[0]]
        output = io.BytesIO()
        book.save(output)
        app = upload(open_page(PAGE), ("一覧.xlsx", output.getvalue()))
        assert (metrics(app)["契約（Σ）"], metrics(app)["契約金額（Σ）"]) == ("2件", "450万円")
        assert metrics(app)["発注した部署"] == "2"
        assert "2件（期間の分かる2件のうち" in texts(app)
        assert "同じ見出しのシートをまとめて読みました：「道路課」、「下水道課」" in texts(app)

    def test_clearing_leaves_nothing_of_what_was_brought(self, open_page):
        app = upload(open_page(PAGE), ("甲市.xlsx", filled(ROWS)))
        app.button(key="orders_clear").click().run()
        assert not app.metric
        assert SECRET not in repr(app.session_state)
        assert not any(
            f"orders_{name}" in app.session_state for name in ("brought", "found", "looked", "signature")
        )

    def test_what_was_brought_stays_when_the_page_changes_and_comes_back(self, open_page):
        app = upload(open_page(PAGE), ("甲市.xlsx", filled(ROWS)))
        app.switch_page("pages/workforce/page.py").run()
        app.switch_page(PAGE).run()
        assert metrics(app)["契約金額（Σ）"] == "1,500万円"
