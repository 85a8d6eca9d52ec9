"""Full-text search of short Japanese texts: every word of the query must stand somewhere, in part or whole."""

from collections.abc import Iterable
from typing import cast

import pandas as pd

from japan import calendar, cells, characters, names

SAME = names.KANA | characters.FORMS | cells.TYPED_DASHES
# Signs that are written or not, without another meaning.
SILENT = dict.fromkeys(map(ord, "・「」『』（）()、。,."))


def fold(text: object) -> str:
    """A text as it is compared: width, case, kana, forms of one character, dates, dashes and silent signs made one; blanks kept as
    single spaces."""
    folded = cells.normal(text).casefold()
    folded = calendar.eras_spelled_out(folded)
    return " ".join(folded.translate(SAME).translate(SILENT).split())


def words(query: str) -> list[str]:
    """The words of a query, in order, each once."""
    return list(dict.fromkeys(fold(query).split()))


def find(query: str, texts: pd.DataFrame, weights: dict[str, float]) -> pd.DataFrame:
    """The rows of `texts` in which every word of the query stands, best first.

    texts: index = id, one column of text (or list of texts) per field of `weights`; what is heavier ranks higher, and so does a field
    that begins with the word. Columns of the result: score, fields (where words stand, heaviest first). An empty query finds
    every row, in the order given, with score 0.
    """
    wanted = words(query)
    if not wanted:  # nothing to look for: no text needs to be folded
        return pd.DataFrame(
            {"score": 0.0, "fields": [[] for _ in texts.index]}, index=texts.index.set_names("id")
        )
    rows = []
    for key, row in texts.iterrows():
        folded = {field: _folded(row[field]) for field in weights}
        score, fields = 0.0, set()
        for word in wanted:
            hits = {field: weight for field, weight in weights.items() if word in folded[field]}
            if not hits:
                break
            best = max(hits, key=lambda field: (hits[field], folded[field].startswith(word)))
            score += hits[best] * (1.5 if folded[best].startswith(word) else 1)
            fields |= set(hits)
        else:
            ordered = sorted(fields, key=lambda field: -weights[field])
            rows.append({"id": key, "score": score, "fields": ordered})
    found = pd.DataFrame(rows, columns=["id", "score", "fields"]).set_index("id")
    return found.sort_values("score", ascending=False, kind="stable")


def _folded(cell: object) -> str:
    """A field as one text without blanks inside its parts (北海道 幕別町 is found as 北海道幕別町)."""
    is_list = isinstance(cell, list | tuple) or hasattr(cell, "tolist")
    parts = cast(Iterable[object], cell) if is_list else [cell]
    return "\n".join(fold(part).replace(" ", "") for part in parts if part is not None and part == part)
