"""A filled template of 発注状況, and how it is brought."""

import io
from datetime import date

import openpyxl
from streamlit.testing.v1 import AppTest

from dashboard.exports import mime
from dashboard.forms import workbook
from pages.orders.form import FORM

PAGE = "pages/orders/page.py"
SECRET = "ヒミツ建設"
ROWS = [
    {"title": "巡回", "municipality": "甲市", "department": "道路課", "sector": "道路", "work_type": "巡回", "contractor": f"㈱{SECRET}",
     "start": date(2026, 4, 1), "end": date(2027, 3, 31), "amount": 12_000_000},
    {"title": "清掃", "municipality": "甲市", "department": "公園課", "sector": "公園", "work_type": "清掃", "contractor": f"（株）{SECRET}",
     "start": "R8.4.1", "end": "令和9年3月31日", "amount": "３，０００，０００"},
]  # fmt: skip


def upload(app: AppTest, *files: tuple[str, bytes]) -> AppTest:
    app.file_uploader[0].set_value([(name, content, mime.XLSX) for name, content in files])
    return app.run()


def metrics(app: AppTest) -> dict[str, str]:
    return {one.label: one.value for one in app.metric}


def filled(rows: list[dict]) -> bytes:
    """The template of 発注状況 with rows written into it as a spreadsheet program would."""
    book = openpyxl.load_workbook(io.BytesIO(workbook.template_bytes("発注状況", [FORM])))
    sheet = book["発注"]
    at = {column.key: number for number, column in enumerate(FORM.columns, start=1)}
    for number, row in enumerate(rows, start=4):
        for key, value in row.items():
            sheet.cell(number, at[key], value)
    output = io.BytesIO()
    book.save(output)
    return output.getvalue()
