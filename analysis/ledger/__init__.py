"""A ledger of bridges as its owner keeps it, brought into our columns: which column is what, what each cell says, which municipality
is meant.

    mapping = suggest_mapping(labels)                        field → label; the reader corrects it
    still_needed(mapping, default_lg_code)                   what must be chosen first, in Japanese
    tidy(rows, mapping, municipalities, as_of=day)           Ledger: the bridges, and what was not taken over
    content(ledger, title, day), stored_as(title)            the file that the build reads, and where it looks for it
"""

from analysis.ledger.columns import still_needed, suggest_mapping
from analysis.ledger.stored import content, stored_as
from analysis.ledger.tidy import Ledger, tidy

__all__ = ["Ledger", "content", "still_needed", "stored_as", "suggest_mapping", "tidy"]
