"""シナリオ. What other features may use of it: the numbers of its groups, and what they are called in."""

from pages.scenarios.sections import NOTES, dates_ja, figures, source_ids, table_of

__all__ = ["NOTES", "dates_ja", "figures", "source_ids", "table_of"]
