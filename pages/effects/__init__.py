"""導入効果試算, and what other features may show of it."""

from pages.effects.first_estimate import section as first_estimate_section
from pages.effects.summary import cases_in_words, cost_chart, held_note, held_plan, is_example_held
from pages.effects.words import NOTE

__all__ = [
    "NOTE",
    "cases_in_words",
    "cost_chart",
    "first_estimate_section",
    "held_note",
    "held_plan",
    "is_example_held",
]
