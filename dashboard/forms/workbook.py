"""A form as an Excel workbook: the template to fill in, and the rows written out again with results.

    template_bytes("現状把握", [STAFF])          a printable template: the sheet to fill, 記入例, 説明, 選択肢
    export_bytes("現状把握", [STAFF], {"staff": rows}, results=[…], assumptions=[…], issued_on=today)

What is exported is laid out as the template, so that it can be brought back.
"""

import io
from collections.abc import Mapping, Sequence
from datetime import date

import pandas as pd
import xlsxwriter

from analysis.printed_numbers import in_excel, plain
from analysis.spreadsheet import print_on_a4, spread
from dashboard.forms.declaration import (
    ASSUMPTIONS,
    CHOICES,
    EXAMPLE,
    EXPECTED,
    MEANING,
    Assumption,
    Column,
    Form,
    Result,
)
from dashboard.shared import text
from japan import tables

HEADER_ROW, BORDERED_ROWS, VALIDATED_ROWS = 3, 30, 5_000
LINE_HEIGHT = 16  # points


def template_bytes(title: str, forms: Sequence[Form]) -> bytes:
    """An empty workbook to fill in: one sheet per form, worked examples, what the columns mean."""
    with _Book() as book:
        for form in forms:
            book.form(
                form,
                form.table(form.blank),
                "＊の列は必須です。灰色の見出しの下に入力してください。" + form.note_ja,
            )
        for form in forms:
            name = EXAMPLE if len(forms) == 1 else f"{EXAMPLE}（{form.sheet}）"
            book.form(form, form.table(form.examples), "架空の市町村による記入例です。", name)
        book.meanings(title, forms)
    return book.content


def export_bytes(
    title: str,
    forms: Sequence[Form],
    tables: Mapping[str, pd.DataFrame],
    *,
    results: Sequence[Result] = (),
    assumptions: Sequence[Assumption] = (),
    issued_on: date,
) -> bytes:
    """The rows as in the template, results as values on sheets of their own, what they rest on, and the date.

    tables: form key → rows. The workbook can be brought back: the forms and 前提 are read, the results made anew.
    """
    created = f"作成日 {text.japanese_date(issued_on)}"
    with _Book() as book:
        for form in forms:
            book.form(form, tables[form.key], f"{created}。{form.note_ja}")
        for result in results:
            book.result(result, title, created)
        rows = [vars(one) for one in assumptions]
        book.form(ASSUMPTIONS, pd.DataFrame(rows, columns=["label", "value", "unit", "note_ja"]), created)
        book.meanings(title, forms)
    return book.content


class _Book:
    """A workbook in memory in the look of our forms."""

    def __enter__(self) -> "_Book":
        self.output = io.BytesIO()
        self.workbook = xlsxwriter.Workbook(
            self.output,
            {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False},
        )
        self.title = self.workbook.add_format({"bold": True, "font_size": 14})
        self.note = self.workbook.add_format({"font_color": "#4A4F59"})
        head = {"bold": True, "border": 1, "text_wrap": True, "valign": "vcenter", "align": "center"}
        self.heading = self.workbook.add_format({**head, "bg_color": "#E6E8EC"})
        self.required = self.workbook.add_format({**head, "bg_color": "#C5D7FB"})
        self.wrapped = self.workbook.add_format({"text_wrap": True, "valign": "top", "border": 1})
        self.formats: dict[str, object] = {}
        self.choices: dict[tuple[str, ...], str] = {}
        return self

    def __exit__(self, *failure: object) -> None:
        self.workbook.close()
        self.content = self.output.getvalue()

    def form(self, form: Form, rows: pd.DataFrame, note: str, name: str | None = None) -> None:
        """A sheet with the form's headings and rows, ready to be filled in and printed."""
        sheet = self._sheet(name or form.sheet, form.title, note)
        spread(sheet, sum(column.width for column in form.columns))
        for at, column in enumerate(form.columns):
            label = column.heading + ("＊" if column.required else "")
            sheet.write_string(HEADER_ROW - 1, at, label, self.required if column.required else self.heading)
            cells = self._format(column)
            sheet.set_column(at, at, column.width)
            values = list(rows[column.key]) if column.key in rows else []
            for row in range(max(len(rows), BORDERED_ROWS if name is None else 0)):
                _write(sheet, HEADER_ROW + row, at, values[row] if row < len(values) else None, cells)
            self._validate(sheet, at, column, max(VALIDATED_ROWS, len(rows)))
        lines = max(-(-2 * (len(column.heading) + 1) // int(column.width)) for column in form.columns)
        sheet.set_row(HEADER_ROW - 1, LINE_HEIGHT * lines)

    def result(self, result: Result, title: str, created: str) -> None:
        sheet = self._sheet(result.sheet, f"{title}　{result.sheet}", f"{created}。{result.note_ja}")
        letters = 0
        for at, name in enumerate(result.table.columns):
            values = result.table[name]
            is_date = str(values.dtype).startswith("datetime")
            whole = not is_date and pd.api.types.is_numeric_dtype(values) and (values.dropna() % 1 == 0).all()
            column = Column("", str(name), "date" if is_date else "number", digits=0 if whole else 2)
            longest = max((len(str(value)) for value in values.head(200)), default=0)
            width = min(max(longest, len(str(name)), 5) * 2, 42)
            letters += width
            sheet.set_column(at, at, width)
            sheet.write_string(HEADER_ROW - 1, at, str(name), self.heading)
            for row, value in enumerate(values):
                _write(sheet, HEADER_ROW + row, at, plain(value, column.digits), self._format(column))
        spread(sheet, letters)

    def meanings(self, title: str, forms: Sequence[Form]) -> None:
        """説明: what each column wants; 選択肢: what the drop-downs offer."""
        sheet = self._sheet(
            MEANING, f"{title}　列の説明", "見出しの順序は変えてもかまいません。列を足しても読み飛ばします。"
        )
        for at, (name, width) in enumerate({"シート": 14, "列": 24, "形": 30, "必須": 8, "説明": 60}.items()):
            sheet.write_string(HEADER_ROW - 1, at, name, self.heading)
            sheet.set_column(at, at, width)
        row = HEADER_ROW
        for form in forms:
            for column in form.columns:
                kind = EXPECTED.get(column.kind) or ("選択肢から選ぶ" if column.choices else "文字")
                kind += "（ほかの語も可）" if column.choices and column.kind == "text" else ""
                needed = "必須" if column.required else ""
                for at, cell in enumerate((form.sheet, column.heading, kind, needed, column.help_ja)):
                    sheet.write_string(row, at, cell, self.wrapped)
                row += 1
        if self.choices:
            listed = self._sheet(CHOICES, "選択肢", "")
            for at, choices in enumerate(self.choices):
                listed.set_column(at, at, 20)
                listed.write_column(HEADER_ROW, at, choices)

    def _sheet(self, name: str, title: str, note: str):
        """A sheet named, titled, and set up to print on A4."""
        sheet = self.workbook.add_worksheet(name)
        sheet.write_string(0, 0, title, self.title)
        sheet.write_string(1, 0, note, self.note)
        print_on_a4(sheet, heading_row=HEADER_ROW - 1)
        return sheet

    def _format(self, column: Column):
        """Cells of a column: a border, and how its numbers and dates are written."""
        kinds = {"date": "yyyy/m/d", "number": in_excel(column.heading, column.digits)}
        shown = kinds.get(column.kind, "General")
        return self.formats.setdefault(
            shown, self.workbook.add_format({"border": 1, "num_format": shown, "border_color": "#B8BCC4"})
        )

    def _validate(self, sheet, at: int, column: Column, rows: int) -> None:
        """Drop-downs stop what is not offered; numbers and dates only ask, since we read more than Excel does."""
        title = column.label[:32]
        rule: dict | None = None
        if column.choices:
            letter = self.choices.setdefault(column.choices, tables.column_letter(len(self.choices)))
            last = HEADER_ROW + len(column.choices)
            rule = {
                "validate": "list",
                "source": f"={CHOICES}!${letter}${HEADER_ROW + 1}:${letter}${last}",
                "error_type": "stop" if column.kind == "choice" else "information",
                "error_message": "一覧から選んでください。"
                if column.kind == "choice"
                else "一覧にない語です。",
            }
        elif column.kind == "number" and column.lowest is not None:
            rule = {
                "validate": "decimal",
                "criteria": ">=",
                "value": column.lowest,
                "error_type": "warning",
                "error_message": f"{column.lowest:,g}以上の数を入れてください。",
            }
        elif column.kind == "date":
            rule = {
                "validate": "date",
                "criteria": ">=",
                "value": date(1950, 1, 1),
                "error_type": "warning",
                "error_message": "日付を入れてください（例：2026/4/1）。",
            }
        if rule:
            sheet.data_validation(HEADER_ROW, at, HEADER_ROW + rows - 1, at, {"error_title": title, **rule})


def _write(sheet, row: int, at: int, value: object, cells) -> None:
    """A value as itself, a missing one as a blank cell; texts are never formulas."""
    if value is None or (not isinstance(value, str) and pd.isna(value)):
        sheet.write_blank(row, at, None, cells)
    elif isinstance(value, str):
        sheet.write_string(row, at, value, cells)
    elif isinstance(value, date):
        sheet.write_datetime(row, at, pd.Timestamp(value).to_pydatetime(), cells)
    else:
        sheet.write_number(row, at, value, cells)
