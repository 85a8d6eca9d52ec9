"""Full-text search of short Japanese texts: every word of the query must stand somewhere, in part or whole."""

import re
import unicodedata
from collections.abc import Iterable

import pandas as pd

# Katakana as hiragana, so that マネ and まね are one, and ヶ as ケ; hyphens and the long-vowel mark as one.
KANA = {code: code - 0x60 for code in range(0x30A1, 0x30F5)} | str.maketrans("ヵヶゕゖ", "かけかけ")
# Forms of one character in the names of places. Not 嶋 and 島: 鹿嶋市 and 鹿島市 are two cities.
VARIANTS = str.maketrans(
    "髙﨑檮龍鰺條濵濱澤瀧舘曾檜槇壹萬與冨齋廣會國德惠眞礪壺穗嶽藪邊邉葢瀨塚",
    "高崎梼竜鯵条浜浜沢滝館曽桧槙壱万与富斎広会国徳恵真砺壷穂岳薮辺辺蓋瀬塚",
)
DASHES = dict.fromkeys(map(ord, "ー－−‐–—―ｰ~〜～"), "-")
SAME = KANA | VARIANTS | DASHES
# Signs that are written or not, without another meaning.
SILENT = dict.fromkeys(map(ord, "・「」『』（）()、。,."))
# R7.12.18 and H24 as documents and officers write them; the last sign may still be missing while one types.
ERA = re.compile(r"(?<![a-z0-9])([hr])(\d{1,2})(?:\.(\d{1,2}))?(?:\.(\d{1,2}))?(?![a-z0-9.])")


def fold(text: object) -> str:
    """A text as it is compared: width, case, kana, forms of one character, dates, dashes and silent signs made one; blanks kept as
    single spaces."""
    folded = unicodedata.normalize("NFKC", "" if text is None else str(text)).casefold()
    folded = ERA.sub(_era, folded)
    return " ".join(folded.translate(SAME).translate(SILENT).split())


def _era(written: re.Match) -> str:
    """r7.12.18 as 令和7年12月18, with 日 when something follows; r7 as 令和7."""
    era, year, month, day = written.groups()
    said = ("令和" if era == "r" else "平成") + year
    said += (f"年{month}" if month else "") + (f"月{day}" if day else "")
    follows = written.string[written.end() :][:1].strip()
    return said + ("日" if day else "月" if month else "") * bool(follows)


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
    parts: Iterable = cell if isinstance(cell, list | tuple) or hasattr(cell, "tolist") else [cell]
    return "\n".join(fold(part).replace(" ", "") for part in parts if part is not None and part == part)
