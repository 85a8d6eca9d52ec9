"""導入効果試算, and what other features may show of it."""

from pages.effects.first_estimate import (
    ITEMS,
    RANGE_JA,
    covered,
    freed_ja,
    grouped,
    items_table,
    of_groups,
    ranged,
    source_ids,
    span,
    written,
)
from pages.effects.first_estimate import section as first_estimate_section
from pages.effects.queries import benchmarks
from pages.effects.summary import (
    cases_in_words,
    cost_chart,
    held_note,
    held_plan,
    is_example_held,
    is_made_for,
)
from pages.effects.words import NOTE

__all__ = [
    "ITEMS",
    "NOTE",
    "RANGE_JA",
    "benchmarks",
    "cases_in_words",
    "cost_chart",
    "covered",
    "first_estimate_section",
    "freed_ja",
    "grouped",
    "held_note",
    "held_plan",
    "is_example_held",
    "is_made_for",
    "items_table",
    "of_groups",
    "ranged",
    "source_ids",
    "span",
    "written",
]
