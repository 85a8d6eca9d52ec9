"""A profile as an Excel workbook: its values, the years behind the charts, native charts, and the sources."""

import io

import pandas as pd
import xlsxwriter

from analysis.printed_numbers import rounded
from analysis.spreadsheet import print_on_a4
from dashboard import queries
from dashboard.exports import tables
from pages.profile import next_steps
from pages.profile.model import Profile, Series, table

TREND_COLOR, OWN_COLOR = "#3460FB", "#C4570B"
CHART_PLACES = ("A", "I", "Q")


def xlsx_bytes(profile: Profile) -> bytes:
    """Sheets 値, 年ごと, グラフ, 出典; texts that look like formulas stay texts."""
    output = io.BytesIO()
    with xlsxwriter.Workbook(output, tables.OPTIONS) as workbook:
        looks = tables.Looks(workbook)
        values, years = rounded(table(profile)), rounded(_years(profile))
        tables.write_table(workbook.add_worksheet("値"), values, looks)
        tables.write_table(workbook.add_worksheet("年ごと"), years, looks)
        sheet = workbook.add_worksheet("グラフ")
        print_on_a4(sheet)
        sheet.write_string(0, 0, f"自治体カルテ　{profile.name}", looks.title)
        for at, sentence in enumerate(profile.sentences):
            sheet.write_string(1 + at, 0, sentence)
        for place, series in zip(CHART_PLACES, profile.series, strict=False):
            sheet.insert_chart(f"{place}6", _trend(workbook, years, series))
        sheet.insert_chart("A22", _comparison(workbook, values, profile))
        notes = [profile.compared_ja, *([profile.unknown] if profile.unknown else [])]
        sources = queries.sources([*profile.source_ids, *next_steps.source_ids()])
        tables.write_about(workbook, f"自治体カルテ　{profile.name}", sources, notes, looks)
    return output.getvalue()


def _years(profile: Profile) -> pd.DataFrame:
    return pd.concat(
        [
            series.points.rename(columns={"year": "年（土木費は年度）", "value": "値"}).assign(
                項目=series.title, 単位=series.unit, 備考=series.note_ja
            )
            for series in profile.series
        ],
        ignore_index=True,
    )[["項目", "年（土木費は年度）", "値", "単位", "備考"]]


def _trend(workbook, years: pd.DataFrame, series: Series):
    rows = years.index[years["項目"] == series.title]
    chart = workbook.add_chart({"type": "column"})
    chart.add_series(
        {
            "name": series.title,
            "categories": ["年ごと", rows[0] + 1, 1, rows[-1] + 1, 1],
            "values": ["年ごと", rows[0] + 1, 2, rows[-1] + 1, 2],
            "fill": {"color": TREND_COLOR},
            "gap": 40,
        }
    )
    chart.set_title({"name": f"{series.title}（{series.unit}）", "name_font": {"size": 12}})
    chart.set_legend({"none": True})
    chart.set_y_axis({"min": 0, "num_format": "#,##0", "major_gridlines": {"visible": False}})
    chart.set_size({"width": 500, "height": 300})
    return chart


def _comparison(workbook, values: pd.DataFrame, profile: Profile):
    """Where each value stands among others, 0–100, as bars."""
    placed = [at for at, row in enumerate(profile.rows) if pd.notna(row.percentile)]
    column = values.columns.get_loc("低い方からの位置（0〜100）")
    first, last = placed[0] + 1, placed[-1] + 1
    chart = workbook.add_chart({"type": "bar"})
    chart.add_series(
        {
            "name": profile.name,
            "categories": ["値", first, 1, last, 1],
            "values": ["値", first, column, last, column],
            "fill": {"color": OWN_COLOR},
            "gap": 40,
        }
    )
    chart.set_title({"name": "低い方からの位置（0〜100、中央値は50）", "name_font": {"size": 12}})
    chart.set_legend({"none": True})
    chart.set_x_axis({"min": 0, "max": 100, "major_unit": 25})
    chart.set_y_axis({"reverse": True})
    chart.set_size({"width": 1000, "height": 640})
    return chart
