"""Names of municipalities as files and people write them: variant characters, kana, and which municipality is meant."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from japan import cells, lg_code

# Katakana as hiragana, so that マネ and まね are one, and ヶ as ケ.
KANA = {code: code - 0x60 for code in range(0x30A1, 0x30F5)} | str.maketrans("ヵヶゕゖ", "かけかけ")
# Forms of one character in the names of places. Not 嶋 and 島: 鹿嶋市 and 鹿島市 are two cities.
CHARACTERS = str.maketrans(
    "髙﨑檮龍鰺條濵濱澤瀧舘曾檜槇壹萬與冨齋廣會國德惠眞礪壺穗嶽藪邊邉葢瀨塚",
    "高崎梼竜鯵条浜浜沢滝館曽桧槙壱万与富斎広会国徳恵真砺壷穂岳薮辺辺蓋瀬塚",
)
# Forms that publications use for each other within names.
PRINTED_VARIANTS = CHARACTERS | str.maketrans("ケがガヵノ", "ヶヶヶヶの")
# Forms that ledgers and addresses use for each other.
TYPED_VARIANTS = str.maketrans("ヶヵがガ髙﨑龍檜澤濱瀨ッ", "ケケケケ高崎竜桧沢浜瀬ツ")
# Signs that choose a glyph and mean nothing.
_SELECTORS = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]+")
# What a body was called before it was renamed or became a city, where no other code list of ours says so.
FORMER_NAMES = {
    ("岩手県", "滝沢村"): "032166",
    ("宮城県", "富谷町"): "042161",
    ("埼玉県", "白岡町"): "112461",
    ("千葉県", "大網白里町"): "122394",
    ("兵庫県", "篠山市"): "282219",
    ("福岡県", "那珂川町"): "402311",
}


def inside(prefecture_name: str) -> str:
    """「県内」, of 東京都 「都内」, of 北海道 「道内」, of 京都府 and 大阪府 「府内」."""
    return f"{prefecture_name[-1]}内"


def fold(name: object) -> str:
    """A printed name without blanks and width variants, variant characters as one (ケ, が → ヶ; 髙 → 高)."""
    return _SELECTORS.sub("", cells.squeeze(name)).translate(PRINTED_VARIANTS)


def fold_typed(name: str) -> str:
    """A typed name or address without blanks and width variants, characters that ledgers use for each other as one."""
    return cells.squeeze(name).translate(TYPED_VARIANTS)


def without_county(name: str) -> str:
    """A town or village without the county printed before it: 空知郡南幌町 is 南幌町."""
    return re.sub(r"^.+?郡(?=.+[町村]$)", "", name)


def short_prefecture(name: str) -> str:
    """青森県 as 青森; 北海道 has no shorter name."""
    return name if name == "北海道" else name[:-1]


@dataclass(frozen=True)
class Places:
    """The municipalities, looked up by code or by what was typed; `home` is the prefecture code that decides between namesakes."""

    names: dict[str, str]  # lg_code → as printed, with its prefecture
    by_name: dict[str, list[str]]  # folded name → codes
    prefectures: dict[str, str]  # folded name → prefecture code
    home: str | None

    @classmethod
    def of(cls, municipalities: Iterable[tuple[str, str, str]], home: str | None = None) -> "Places":
        """From (lg_code, prefecture_name, municipality_name) of each municipality."""
        names: dict[str, str] = {}
        by_name: dict[str, list[str]] = {}
        prefectures: dict[str, str] = {}
        for code, prefecture, municipality in municipalities:
            names[code] = f"{prefecture}{municipality}"
            by_name.setdefault(fold_typed(municipality), []).append(code)
            prefectures[fold_typed(prefecture)] = code[:2]
        return cls(names, by_name, prefectures, home)

    def by_code(self, cell: str) -> str | None:
        """The municipality of a five- or six-digit code, a ward's code as its city's; None for a blank.

        A code that lost its leading zero is completed where that leaves one reading. Raises ValueError when no or several
        municipalities answer.
        """
        text = cells.known_text(cell).removesuffix(".0")
        if not text:
            return None
        if not re.fullmatch(r"[0-9]{4,6}", text):
            raise ValueError("5桁か6桁の団体コードとして読めません")
        readings = [text, f"0{text}"]
        found = {code for code in self.names for read in readings if read in (code, code[:5])}
        found = found or {city for read in readings if (city := self._city_of_ward(read))}
        if len(found) == 1:
            return found.pop()
        if found:
            several = "と".join(self.names[code] for code in sorted(found))
            raise ValueError(f"先頭の0が落ちた可能性があり、{several}のどちらか分かりません")
        raise ValueError("この団体コードの市区町村はありません")

    def by_text(self, cell: str, prefecture: str | None = None) -> str | None:
        """The municipality a name or an address begins with (周南市, 山口県周南市大字…, 大島郡周防大島町…); None for a blank.

        prefecture: the code of the prefecture stated elsewhere. A town block may bear the name of a town (朝日町2丁目): such a
        name counts only in the stated prefecture, at `home`, after its county, or when it stands alone or before 大字.
        Raises ValueError when no or several municipalities answer.
        """
        text = fold_typed(cell) if cells.known_text(cell) else ""
        if not text:
            return None
        for name, code in self.prefectures.items():
            if text.startswith(name):
                text, prefecture = text.removeprefix(name), code
                break
        found, is_certain = self._named(text)
        near = [code for code in found if code[:2] == (prefecture or self.home)]
        meant = near or (found if is_certain and not prefecture else [])
        if len(meant) == 1:
            return meant[0]
        if meant:
            raise ValueError(f"{'・'.join(self.names[code] for code in meant)}のどれか分かりません")
        if found and not prefecture:
            raise ValueError(
                "町村の名前か町や字の名前か分かりません（都道府県名から書かれていれば分かります）"
            )
        raise ValueError("市区町村名として読めません")

    def prefecture(self, cell: str) -> str | None:
        """The code of the prefecture a text begins with, or None."""
        text = fold_typed(cell)
        return next((code for name, code in self.prefectures.items() if text.startswith(name)), None)

    def _named(self, text: str) -> tuple[list[str], bool]:
        """The municipalities whose name a text begins with, after its county or not; whether it can be no town block's."""
        found, name = self._starting(text)
        if not found:
            found, name = self._starting(re.sub("^.{1,5}?郡", "", text))
        is_whole_text = not self.home and re.fullmatch("(大?字.*)?", text.removeprefix(name)) is not None
        return found, name.endswith("市") or not text.startswith(name) or is_whole_text

    def _starting(self, text: str) -> tuple[list[str], str]:
        """Codes of the longest municipality name a text starts with, and that name; ([], "") when there is none."""
        for end in range(min(len(text), 12), 0, -1):
            if text[:end] in self.by_name:
                return self.by_name[text[:end]], text[:end]
        return [], ""

    def _city_of_ward(self, code: str) -> str | None:
        """The designated city of a ward's code of five or six digits; None when it is no ward's or its check digit is wrong."""
        if len(code) not in (5, 6) or (len(code) == 6 and not lg_code.is_valid(code)):
            return None
        cities = {city[:5]: city for city in self.names}
        return cities.get(lg_code.city_of_ward(code[:5], cities) or "")
