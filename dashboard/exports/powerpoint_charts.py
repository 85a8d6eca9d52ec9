"""Native charts, with their workbook, on a slide or as a part of another document."""

import pandas as pd
from pptx import Presentation
from pptx.chart.data import CategoryChartData
from pptx.dml.color import RGBColor
from pptx.enum.chart import XL_CHART_TYPE, XL_LABEL_POSITION, XL_LEGEND_POSITION
from pptx.oxml.ns import qn
from pptx.parts.chart import ChartPart
from pptx.util import Pt

from analysis.spreadsheet import harmless
from dashboard.exports.powerpoint_style import (
    GREY,
    HEIGHT,
    INK,
    MARGIN,
    TITLE_LAYOUT,
    WHITE,
    WIDTH,
    paint,
    set_font,
)
from dashboard.exports.slide_model import Chart

KINDS = {
    "column": XL_CHART_TYPE.COLUMN_CLUSTERED,
    "stacked": XL_CHART_TYPE.COLUMN_STACKED,
    "histogram": XL_CHART_TYPE.COLUMN_STACKED,
    "bar": XL_CHART_TYPE.BAR_CLUSTERED,
    "stacked_bar": XL_CHART_TYPE.BAR_STACKED,
    "line": XL_CHART_TYPE.LINE_MARKERS,
}
GRID = RGBColor(0xEC, 0xEE, 0xF1)


def add_chart(slide, spec: Chart, top, height, alt: str) -> None:
    """Draw a chart across the slide. alt: what it shows, for screen readers."""
    data = CategoryChartData(number_format=spec.number_format)
    data.categories = [harmless(one) for one in spec.categories]  # they and the names become cells
    for name, values in spec.series.items():
        data.add_series(harmless(name), [None if pd.isna(value) else float(value) for value in values])
    frame = slide.shapes.add_chart(KINDS[spec.kind], MARGIN, top, WIDTH - 2 * MARGIN, height, data)
    frame._element.nvGraphicFramePr.cNvPr.set("descr", alt)
    chart = frame.chart
    set_font(chart.font, 10 if spec.is_horizontal and len(spec.categories) > 14 else 13)
    chart.has_title = False
    chart.has_legend = len(spec.series) > 1
    if chart.has_legend:
        chart.legend.position, chart.legend.include_in_layout = XL_LEGEND_POSITION.TOP, False
    _set_axes(chart, spec)
    plot = chart.plots[0]
    if spec.kind != "line":
        plot.gap_width = 4 if spec.kind == "histogram" else 45
    if spec.with_values:
        _label_values(plot, spec)
    _color_series(plot, spec)


def chart_part(spec: Chart, alt: str, size: float) -> ChartPart:
    """A chart with its workbook, letters of `size` points, for a document that is no deck."""
    deck = Presentation()
    slide = deck.slides.add_slide(deck.slide_layouts[TITLE_LAYOUT])
    add_chart(slide, spec, 0, HEIGHT, alt)
    chart = slide.shapes[-1].chart
    set_font(chart.font, size)
    for axis in (chart.category_axis, chart.value_axis):
        if axis.has_title:
            set_font(axis.axis_title.text_frame.paragraphs[0].runs[0].font, size, color=GREY)
    if spec.with_values:
        set_font(chart.plots[0].data_labels.font, size)
    return chart.part


def _set_axes(chart, spec: Chart) -> None:
    values = chart.value_axis
    values.tick_labels.number_format, values.tick_labels.number_format_is_linked = spec.number_format, False
    if _has_unit_in_labels(spec):
        values.visible = values.has_major_gridlines = False
    else:
        values.major_gridlines.format.line.color.rgb = GRID
        _title_axis(values, f"（{spec.unit}）")
    if spec.category_title:
        _title_axis(chart.category_axis, spec.category_title)
    if spec.is_horizontal:
        chart.category_axis.reverse_order = True
        _name_every_category(chart.category_axis)
    if spec.kind == "stacked_bar" and spec.unit == "%":
        values.maximum_scale = 100
    if spec.kind != "line" and not any((one or 0) < 0 for each in spec.series.values() for one in each):
        values.minimum_scale = 0


def _has_unit_in_labels(spec: Chart) -> bool:
    """Lying bars with values need no axis: the values name the unit."""
    return spec.is_horizontal and spec.with_values


def _title_axis(axis, title: str) -> None:
    axis.has_title = True
    axis.axis_title.text_frame.text = title
    set_font(axis.axis_title.text_frame.paragraphs[0].runs[0].font, 12, color=GREY)


def _name_every_category(axis) -> None:
    """PowerPoint leaves out every other name where it finds them close."""
    skip = axis._element.makeelement(qn("c:tickLblSkip"), {"val": "1"})
    axis._element.find(qn("c:noMultiLvlLbl")).addprevious(skip)


def _label_values(plot, spec: Chart) -> None:
    plot.has_data_labels = True
    labels = plot.data_labels
    unit = f'"{spec.unit}"' if _has_unit_in_labels(spec) and "%" not in spec.number_format else ""
    labels.number_format, labels.number_format_is_linked = spec.number_format + unit, False
    if spec.kind in ("column", "bar"):
        labels.position = XL_LABEL_POSITION.OUTSIDE_END
    set_font(labels.font, 12)
    if spec.kind == "line":
        _label_lines(plot.series, spec.number_format)


def _label_lines(series, number_format: str) -> None:
    """The values of the first line below it, those of the others above."""
    for at, line in enumerate(series):
        labels = line.data_labels
        labels.show_value = True
        labels.number_format, labels.number_format_is_linked = number_format, False
        is_below = at == 0 and len(series) > 1
        labels.position = XL_LABEL_POSITION.BELOW if is_below else XL_LABEL_POSITION.ABOVE
        set_font(labels.font, 12)


def _color_series(plot, spec: Chart) -> None:
    for color, series in zip(spec.colors, plot.series, strict=False):
        if spec.kind == "line":
            _color_line(series, RGBColor.from_string(color))
        else:
            paint(series.format.fill, color)
        if spec.kind == "stacked_bar" and spec.with_values:
            _label_inside(series, spec.number_format, color)
    for at, color in spec.marked.items():
        paint(plot.series[0].points[at].format.fill, color)


def _color_line(series, color: RGBColor) -> None:
    series.smooth = False
    series.format.line.color.rgb, series.format.line.width = color, Pt(2.5)
    series.marker.format.fill.solid()
    series.marker.format.fill.fore_color.rgb = color
    series.marker.format.line.color.rgb = color


def _label_inside(series, number_format: str, color: str) -> None:
    """Values on the colour of their bar, white where it is dark."""
    labels = series.data_labels
    labels.show_value, labels.number_format, labels.number_format_is_linked = True, number_format, False
    red, green, blue = RGBColor.from_string(color)
    is_dark = 0.299 * red + 0.587 * green + 0.114 * blue < 128
    set_font(labels.font, 24, color=WHITE if is_dark else INK)
