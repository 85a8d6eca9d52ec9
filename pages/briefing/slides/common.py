"""What several slides of a briefing are put together from: colours, bars that can be read, lines of source and date."""

from collections.abc import Iterable

import pandas as pd

from analysis import dates
from dashboard import queries
from dashboard.shared import text
from pages.briefing.scope import Scope

BLUE, DEEP, PALE, MIDDLE, ORANGE, RED, GREY, AMBER = (
    "3460FB", "00118F", "C5D7FB", "7096F8", "C4570B", "B3201B", "8A8F98", "E98A2B",
)  # fmt: skip
BURDEN, NEED = "bridges_per_100_general_staff", "bridge_action_needed_share"
BARS, ROWS = 20, 8  # what is read from the back of a room: bars, rows of tables
MOST_SOURCES = 8  # that fit at the foot of a slide


def top_bars(rows: pd.DataFrame, scope: Scope) -> tuple[pd.DataFrame, list[str]]:
    """The first bars that can be read, the municipality itself among them, and a line that says what is left out."""
    if len(rows) <= BARS:
        return rows, []
    top, shown = rows.head(BARS), f"{BARS}団体"
    if scope.kind == "muni" and scope.codes[0] not in set(top["lg_code"]):
        top = pd.concat([rows.head(BARS - 1), rows[rows["lg_code"] == scope.codes[0]]])
        shown = f"{BARS - 1}団体と{scope.where}"
    place = scope.region if scope.kind == "muni" else scope.where
    return top, [f"{place}の{len(rows):,}団体のうち、値の大きい方から{shown}を示しました。"]


def own_marks(rows: pd.DataFrame, scope: Scope) -> dict[int, str]:
    """The municipality itself in its own colour among those of its prefecture."""
    if scope.kind != "muni":
        return {}
    return {at: ORANGE for at, code in enumerate(rows["lg_code"]) if code == scope.codes[0]}


def total_note(scope: Scope) -> list[str]:
    """A line that says that values of municipalities were added up."""
    return [] if scope.kind == "muni" else ["市区町村の値の合計です。"]


def date_and_kind(rows: pd.DataFrame, column: str, scope: Scope, is_fiscal_year: bool = False) -> str:
    """Date and kind of a sum over municipalities; of one municipality the value is as published."""
    if rows.empty:
        return ""
    kind = text.BASIS["published" if scope.kind == "muni" else "derived"]
    return f"{date_span(rows[column], is_fiscal_year)}・{kind}{'' if scope.kind == 'muni' else '（合計）'}"


def date_span(days: pd.Series, is_fiscal_year: bool = False) -> str:
    """「2024年4月1日現在」, 「2024年度」 of what belongs to the years that end on the days; first and last where they differ; nothing
    where no day is known."""
    known = pd.to_datetime(days).dropna()
    if known.empty:
        return ""
    ends = dict.fromkeys(dates.written(day, is_fiscal_year) for day in (known.min(), known.max()))
    return "〜".join(ends) + ("" if is_fiscal_year else "現在")


def source_line(source_ids: Iterable[str], as_of: str, *basis: str) -> str:
    """「出典：…｜2024年4月1日現在｜算出値」; what does not fit is counted. basis: keys of text.BASIS."""
    names = source_names(source_ids)
    rest = f"；ほか{len(names) - MOST_SOURCES}資料" if len(names) > MOST_SOURCES else ""
    named = "；".join(names[:MOST_SOURCES]) + rest
    kinds = "・".join(text.BASIS[one] for one in basis)
    return "｜".join(part for part in (f"出典：{named}", as_of, kinds) if part)


def source_names(source_ids: Iterable[str]) -> list[str]:
    """How the sources want to be named, each name once; unofficial ones are marked."""
    rows = queries.sources(list(source_ids))
    marks = rows["is_official"].map({True: "", False: "【非公式】"})
    return list(dict.fromkeys(marks + rows["attribution"]))


def printed_source(figure: pd.Series) -> str:
    """The source line of a printed figure."""
    scope = f"（{figure['scope_ja']}の職員）" if pd.notna(figure["scope_ja"]) else ""
    return f"出典：{figure['document_ja']}｜{figure['as_of_ja']}現在{scope}｜公表値"


def spoken(lead: str, caveats: Iterable[str]) -> str:
    """What the speaker says: a sentence, and what to bear in mind."""
    return "\n".join([lead, *(f"・{one}" for one in caveats)])
