"""What a slide holds: one sentence, one chart, map, table, timeline, picture, a few figures or words, notes and source. Screen and PowerPoint draw the same."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

import pandas as pd

from dashboard.maps.shapes import Map

COLORS = ("3460FB", "C4570B", "0B8A8A", "00118F", "7A5AA6", "E98A2B", "8A8F98", "6B8E23")
MAX_ROWS = 14  # of a table that is still read from the back of a room


@dataclass(frozen=True)
class Chart:
    """A native chart. kind: column, stacked, histogram (stacked, bars touching), bar or stacked_bar (first category on top) or line;
    series: name → one value per category, None where there is none; unit: of the values, shown beside the axis; number_format: as
    Excel writes it; colors: of the series in order (RRGGBB), COLORS when left out; marked: category number → its own colour, for a
    chart of one series; category_title: what the categories are."""

    kind: str
    categories: Sequence[str]
    series: Mapping[str, Sequence[float | None]]
    unit: str
    number_format: str = "#,##0"
    with_values: bool = False
    colors: Sequence[str] = COLORS
    marked: Mapping[int, str] = field(default_factory=dict)
    category_title: str = ""

    @property
    def is_horizontal(self) -> bool:
        """Whether the bars lie."""
        return self.kind in ("bar", "stacked_bar")


@dataclass(frozen=True)
class Figures:
    """A few numbers, large: (number with its unit, what it is, its date and kind)."""

    numbers: Sequence[tuple[str, str, str]]


@dataclass(frozen=True)
class Timeline:
    """Events in order, from top to bottom in two columns: (when, in two lines; what happened; colour RRGGBB). legend: label → colour."""

    events: Sequence[tuple[str, str, str]]
    legend: Mapping[str, str]


@dataclass(frozen=True)
class Words:
    """Lines that a presenter wrote; one that begins with ・ is a point of a list."""

    lines: Sequence[str]


@dataclass(frozen=True)
class Picture:
    """A presenter's own picture. kind: png or jpeg; width, height: pixels."""

    content: bytes
    kind: str
    width: int
    height: int


Body = Chart | Map | Figures | Timeline | Words | Picture | pd.DataFrame | None


@dataclass(frozen=True)
class Slide:
    """heading: one sentence that says what is seen; body: a chart, a map, large figures, a timeline, words, a picture, a table whose columns are the headings shown
    (the first MAX_ROWS rows, and a line that says how many there are), or None; notes: short lines under it; source: one line at the
    foot; spoken: what the speaker says, under the slide; url: where the same view is on the dashboard, also as a QR code;
    slide_id: what the address of a briefing calls it."""

    heading: str
    body: Body = None
    notes: Sequence[str] = field(default_factory=tuple)
    source: str = ""
    spoken: str = ""
    url: str = ""
    slide_id: str = ""


def as_text(value: object) -> str:
    """A cell of a table as it is shown."""
    if isinstance(value, str):
        return value
    if value is None or pd.isna(value):
        return ""
    if isinstance(value, date):
        return f"{value.year}/{value.month}/{value.day}"
    if isinstance(value, int) or float(value).is_integer():
        return f"{int(value):,}"
    return f"{value:,.1f}"


def is_number(cells: pd.Series) -> bool:
    """Whether a column stands on the right: numbers, or texts that are numbers with a fixed count of decimals."""
    return pd.api.types.is_numeric_dtype(cells) or bool(cells.astype(str).str.fullmatch(r"[\d,.]+").all())
