"""What the nation does, and what comes next: the national timeline, the steps of the handbook, whom to ask."""

import pandas as pd

from analysis import briefing
from dashboard import queries
from dashboard.exports.slide_model import Slide, Timeline
from dashboard.shared.case_words import EVENT_KINDS
from dashboard.shared.timeline import EVENT_COLORS
from japan import calendar
from pages.briefing.scope import Scope
from pages.briefing.slides.common import source_line, spoken


def history(scope: Scope) -> Slide:
    """The national timeline; remarks in brackets at the end are left to the dashboard."""
    events = queries.history()
    shortened = events["event_ja"].str.replace("（[^（）]*）(?=。$)", "", regex=True).str.rstrip("。")
    colors = {kind: color.lstrip("#") for kind, color in EVENT_COLORS.items()}
    return Slide(
        briefing.history(events["fiscal_year"]),
        Timeline(
            [
                (f"{calendar.short_era_year(year)}\n{year}", event, colors[kind])
                for year, event, kind in zip(events["fiscal_year"], shortened, events["kind"], strict=True)
            ],
            {name: colors[kind] for kind, name in EVENT_KINDS.items()},
        ),
        [],
        source_line(queries.sources_of("history"), "各年度", "published"),
        spoken("国の動きを年度順に並べました。", []),
    )


def next_steps(scope: Scope) -> Slide:
    """The steps of the handbook, and the desks that answer."""
    steps = queries.handbook("step")
    desks = queries.desks()
    names = set(scope.prefectures["prefecture_name"])
    serving = desks[[bool(names & set(served)) for served in desks["prefectures_served"]]]
    national = desks[[len(served) == 0 for served in desks["prefectures_served"]]]
    shown = national if scope.kind == "nation" else serving
    contacts = [
        f"相談窓口：{desk.office_ja} {desk.section_ja}　電話 {desk.phone}"
        for desk in shown.head(2).itertuples()
    ]
    first = steps.iloc[0]
    return Slide(
        briefing.next_steps(
            f"STEP {first['number']} {first['name_ja']}：{first['text_ja'].rstrip('。')}",
            None if scope.kind == "nation" or len(shown) != 1 else shown["office_ja"].iloc[0],
        ),
        pd.DataFrame(
            {
                "段階": [f"STEP {number}" for number in steps["number"]],
                "名前": steps["name_ja"].to_list(),
                "すること": steps["text_ja"].str.rstrip("。").to_list(),
            }
        ),
        contacts,
        source_line(queries.sources_of("handbook", "desks"), first["document_date_ja"], "published"),
        spoken("群マネの手引きの標準的なステップです。", ["窓口の区域は一般的な管轄です。"]),
    )
