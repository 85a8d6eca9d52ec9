"""What the draft of the policy is put together from: its content, and the tables and charts of Word and PowerPoint."""

from dataclasses import dataclass

import pandas as pd

from analysis import dates
from analysis.effects import Plan
from dashboard import queries
from dashboard.exports.slide_model import Chart
from dashboard.shared import place_facts, text
from pages.steps.charts import PROGRESS

DRAFT = "案"


@dataclass(frozen=True)
class Sourced:
    """A table with what is said under it (dates among it) and whose numbers they are."""

    table: pd.DataFrame
    note_ja: str
    source_ids: list[str]


@dataclass(frozen=True)
class Draft:
    """What the draft is filled with. facts: as `queries.place_facts`; plan: of the effects tool, None where it holds none for these
    groups; estimate: the first estimate of them, where there is no plan. suggested: items whose answers the data gave; undecided: 項目,
    書くこと; groups: one row per group of a scenario, None without one."""

    title: str
    places: str
    count: int
    facts: pd.DataFrame
    answers: dict[str, str]
    progress: pd.DataFrame
    plan: Plan | None
    is_example: bool
    suggested: tuple[str, ...]
    undecided: pd.DataFrame
    groups: Sourced | None
    estimate: Sourced | None = None

    @property
    def has_few_places(self) -> bool:
        """Whether each place can stand beside the others."""
        return self.count <= place_facts.MOST

    @property
    def source_ids(self) -> list[str]:
        """Whose numbers stand in it."""
        own = [place_facts.sources(self.facts) if len(self.facts) else []]
        own += [one.source_ids for one in (self.groups, self.estimate) if one is not None]
        return list(dict.fromkeys(source_id for ids in own for source_id in ids))


def progress_chart(counted: pd.DataFrame) -> Chart:
    """Tasks of each step by state. counted: as `form.progress`."""
    return Chart(
        "stacked_bar",
        [f"STEP {row.number} {row.name_ja}" for row in counted.itertuples()],
        {name: list(counted[column]) for column, (name, _) in PROGRESS.items()},
        "件",
        colors=[color.lstrip("#") for _, color in PROGRESS.values()],
    )


def progress_table(counted: pd.DataFrame) -> pd.DataFrame:
    """One row per step with its counts. counted: as `form.progress`."""
    return pd.DataFrame(
        {
            "ステップ": [f"STEP {row.number}　{row.name_ja}" for row in counted.itertuples()],
            "すること（件）": counted["tasks"],
            "完了（件）": counted["done"],
            "進行中（件）": counted["under_way"],
            "未着手（件）": counted["not_begun"],
        }
    )


def member_charts(facts: pd.DataFrame) -> list[tuple[str, str, Chart]]:
    """Bridges and staff of each municipality: heading, of which day, chart."""
    names = facts.drop_duplicates("lg_code").set_index("lg_code")["municipality_name"]
    wide = facts.pivot(index="lg_code", columns="item", values="value").reindex(names.index)
    drawn = []
    for heading, unit, series in (
        (
            "管理する橋と、修繕が必要な橋",
            "橋",
            {"管理する橋": "bridges_managed", "うち判定Ⅲ・Ⅳ": "bridges_action_needed"},
        ),
        ("一般行政部門の職員数", "人", {"職員": "general_admin_staff"}),
    ):
        shown = {name: list(wide[item]) for name, item in series.items() if item in wide}
        if shown:
            own = facts[facts["item"].isin(series.values())]
            days = "〜".join(
                dict.fromkeys(text.japanese_date(day) for day in (own["as_of"].min(), own["as_of"].max()))
            )
            chart = Chart("column", list(names), shown, unit, with_values=True)
            drawn.append((heading, f"{days}現在", chart))
    return drawn


def members_table(facts: pd.DataFrame) -> pd.DataFrame:
    """One row per fact, one column per municipality, with units and dates."""
    names = facts.drop_duplicates("lg_code").set_index("lg_code")["municipality_name"]
    rows = []
    for _, own in facts.groupby("item", sort=False):
        first = own.iloc[0]
        values = own.set_index("lg_code")["value"].reindex(names.index)
        rows.append([first["label_ja"], *(text.number(value, first["unit"], 0) for value in values), dates.written(own["as_of"].max(), bool(first["is_fiscal_year"]))])  # fmt: skip
    return pd.DataFrame(rows, columns=["項目", *names, "時点"])


def handbook_source() -> str:
    """How the handbook wants to be named."""
    return queries.sources(queries.sources_of("handbook"))["attribution"].iloc[0]
