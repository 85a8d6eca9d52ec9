"""A ledger of facilities as its owner keeps it, brought into our columns: which column is what, what each cell says, which municipality
is meant.

    found = recognise(sheets, name)                          which tables, which kind, which column is what; the reader corrects it
    rows = frame(found)                                      the rows as texts
    mapping = suggest_mapping(labels)                        field → label
    still_needed(mapping, default_lg_code)                   what must be chosen first, in Japanese
    tidy(rows, mapping, municipalities, as_of=day)           Ledger: the facilities, and what was not taken over
    content(ledger, title, day), stored_as(title)            the file that the build reads, and where it looks for it
"""

from analysis.ledger.columns import still_needed, suggest_mapping
from analysis.ledger.recognise import Recognised, frame, place_of, recognise
from analysis.ledger.stored import content, stored_as, title_of
from analysis.ledger.tidy import Ledger, read, tidy

__all__ = [
    "Ledger",
    "Recognised",
    "content",
    "frame",
    "place_of",
    "read",
    "recognise",
    "still_needed",
    "stored_as",
    "suggest_mapping",
    "tidy",
    "title_of",
]
