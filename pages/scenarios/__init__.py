"""シナリオ. What other features may use of it: the numbers of its groups, and what is said of them."""

from pages.scenarios.sections import NOTES, dates_ja, source_ids, table_of
from pages.scenarios.words import effect_ja, proposed, sentences, without_engineers

__all__ = [
    "NOTES",
    "dates_ja",
    "effect_ja",
    "proposed",
    "sentences",
    "source_ids",
    "table_of",
    "without_engineers",
]
