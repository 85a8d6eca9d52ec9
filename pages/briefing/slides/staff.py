"""Technical staff: the national decline, how many municipalities have none, and those of the place."""

from analysis import briefing
from dashboard import queries
from dashboard.exports.slide_model import Chart, Slide
from dashboard.shared import text
from pages.briefing.scope import Scope
from pages.briefing.slides.common import (
    AMBER,
    GREY,
    MIDDLE,
    RED,
    date_span,
    own_marks,
    printed_source,
    source_line,
    spoken,
    top_bars,
)

ESTIMATED = "technical_staff_zero_probability"


def staff_decline(scope: Scope) -> Slide:
    """The printed change since 1996."""
    figures = queries.printed_figures()
    department, total = figures.loc["civil_department_staff_change"], figures.loc["total_staff_change"]
    return Slide(
        briefing.staff_decline(department["value"], total["value"], department["scope_ja"]),
        Chart(
            "bar",
            ["土木部門の職員", "総職員"],
            {"1996年からの減少（%）": [-department["value"], -total["value"]]},
            "%",
            with_values=True,
            colors=[GREY],
            marked={0: RED},
        ),
        [f"全国の市区町村の{department['scope_ja']}。最も多かった1996年と比べた割合（約）です。"],
        printed_source(department),
        spoken("全国の状況です。土木部門は総職員より大きく減りました。", [department["text_ja"]]),
    )


def technical_classes(scope: Scope) -> Slide:
    """Municipalities by number of technical staff, as printed."""
    figures = queries.printed_figures()
    without = figures.loc["municipalities_without_technical_staff"]
    few = figures.loc["municipalities_with_five_or_fewer_technical_staff"]
    shares = {
        "0人": without["value"],
        "1〜5人": few["value"] - without["value"],
        "6人以上": 100 - few["value"],
    }
    return Slide(
        briefing.technical_classes(without["value"] / 100, few["value"] / 100, without["scope_ja"]),
        Chart(
            "stacked_bar",
            ["全国の市区町村"],
            {name: [share] for name, share in shares.items()},
            "%",
            '0"%"',
            with_values=True,
            colors=[RED, AMBER, MIDDLE],
        ),
        [
            f"技術系職員は{without['scope_ja']}の土木技師と建築技師の合計。「1〜5人」と「6人以上」は、印刷された値からの算出値です。"
        ],
        printed_source(without),
        spoken("全国の市区町村を、技術系職員の数で分けました。", [without["text_ja"], few["text_ja"]]),
    )


def engineers(scope: Scope) -> Slide | None:
    """Civil engineers where they are counted, else the estimated probability that there are none."""
    counted = scope.own["civil_engineers"].notna()
    if scope.kind == "nation" or not len(scope.own):
        return None
    return _engineers_counted(scope) if counted.mean() > 0.5 else _engineers_estimated(scope)


def _engineers_counted(scope: Scope) -> Slide:
    metric = queries.metric("civil_engineers")
    shown = scope.around if scope.kind == "muni" else scope.own
    rows = shown.dropna(subset=["civil_engineers"]).sort_values(
        "civil_engineers", ascending=False, kind="stable"
    )
    counts = scope.own.set_index("municipality_name")["civil_engineers"]
    top, notes = top_bars(rows, scope)
    return Slide(
        briefing.engineers(scope.where if scope.kind == "muni" else scope.who, counts, len(scope.own)),
        Chart(
            "bar",
            top["municipality_name"].to_list(),
            {text.labelled(metric): top["civil_engineers"].to_list()},
            "人",
            with_values=True,
            marked=own_marks(top, scope),
        ),
        notes,
        source_line(metric["sources"], date_span(rows["civil_engineers_as_of"]), "published"),
        spoken("土木技師の実数です。建築技師は含みません。", metric["caveats_ja"]),
    )


def _engineers_estimated(scope: Scope) -> Slide | None:
    metric = queries.metric(ESTIMATED)
    estimates = scope.own.set_index("municipality_name").filter(like="estimate_")
    heading = briefing.engineers_estimated(
        scope.where, estimates.rename(columns=lambda name: name.removeprefix("estimate_")), scope.kinds
    )
    if heading is None:
        return None
    shown = scope.around if scope.kind == "muni" else scope.own
    rows = shown.dropna(subset=["estimate_zero_probability"]).sort_values(
        "estimate_zero_probability", ascending=False, kind="stable"
    )
    top, notes = top_bars(rows, scope)
    return Slide(
        heading,
        Chart(
            "bar",
            top["municipality_name"].to_list(),
            {metric["label_ja"]: (top["estimate_zero_probability"] * 100).round(1).to_list()},
            "%",
            "0",
            with_values=True,
            marked=own_marks(top, scope),
        ),
        [*notes, "実数は未収録です。公開データから求めた推計で、実際の人数ではありません。"],
        source_line(metric["sources"], date_span(rows["estimate_as_of"]), "estimated"),
        spoken(metric["why_it_matters_ja"], metric["caveats_ja"]),
    )
