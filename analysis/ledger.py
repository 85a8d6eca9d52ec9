"""A ledger of bridges as its owner keeps it, made into ours: which column is what, and what each cell says.

Cells are texts. What cannot be read for certain becomes null and is listed with its reason; a row is left out only when it
names no bridge or no municipality, or repeats a bridge or a heading.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

import pandas as pd

COLUMNS = {  # of table `bridges`, and how each is kept
    "bridge_id": "str",
    "bridge_name": "str",
    "route_name": "str",
    "structure_ja": "str",
    "manager_lg_code": "str",
    "manager_kind": "str",
    "location_lg_code": "str",
    "built_fiscal_year": "Int64",
    "length_m": "float64",
    "width_m": "float64",
    "soundness_category": "Int64",
    "inspection_fiscal_year": "Int64",
    "latitude": "float64",
    "longitude": "float64",
}
EARLIEST_FISCAL_YEAR = 1850
LONGEST_M, WIDEST_M = 20_000, 200
LATITUDES, LONGITUDES = (20.0, 46.0), (122.0, 154.0)  # Japan
FOREIGN_SCALE_SHARE = 0.05  # more numbers than this beyond 1–4: the column is some other scale (1–5, 0–100)


@dataclass(frozen=True)
class Field:
    """What a ledger may say of a bridge.

    needed_ja: when it cannot be left out; "" where it can. labels: patterns of column labels seen in practice, the most
    telling first. never: a pattern of labels that only look like it.
    """

    field: str
    label_ja: str
    needed_ja: str
    labels: tuple[str, ...]
    never: str = "$^"


NAME_OR_ID = "番号か名前のどちらかが必要です"
PLACE = "既定の市区町村を選ばないときは、コードか名前のどちらかが必要です"
FIELDS = (
    Field(
        "bridge_id",
        "橋の番号",
        NAME_OR_ID,
        (
            "(橋梁|施設)(管理)?(番号|コード|id|no)",
            "管理(番号|コード|id|no)",
            "橋(番号|no)",
            "shisetsu_?(id|bangou)|bridge_?(id|no)",
            "(台帳|整理)(番号|no)",
            "番号|コード|id|no",
        ),
        "路線|市区?町村|団体|図",
    ),
    Field(
        "bridge_name",
        "橋の名前",
        NAME_OR_ID,
        (
            "橋梁?(の)?名(称|前)?",
            "施設(の)?名(称|前)?",
            "構造物名(称)?",
            "bridge_?name|meisyou",
            "名称|名前",
        ),
        "カナ|かな|よみ|読み|ふり|フリ|ローマ|英|旧|路線|河川|管理者",
    ),
    Field(
        "route_name",
        "路線名",
        "",
        ("路線(の)?名(称)?", "(道路|市道|町道|村道|区道|県道)(路線)?名(称)?", "路線", "route(_?name)?"),
        "種|番号|カナ|かな|コード|橋梁?名",
    ),
    Field(
        "structure_ja",
        "構造",
        "",
        (
            "橋梁?(の)?(種類|種別|形式)|橋種",
            "(上部工?)?構造形式|上部工(構造)?形式",
            "上部工(使用)?(材料)?",
            "構造|形式|主構造|材質|使用材料",
        ),
        "下部|基礎|床版|番号|コード",
    ),
    Field(
        "manager_name",
        "管理者",
        "",
        ("(道路|施設|橋梁)?管理者(名称?)?", "管理(団体|主体|機関)(名称?)?", "(道路|施設)?管理者(区分|種別)"),
        "事務所|コード|番号|電話|年",
    ),
    Field(
        "prefecture_name",
        "都道府県",
        "",
        ("(所在)?都道府県名?", "(所在)?(県|府県|道府県)名?", "prefecture(_?name)?|todoufuken_mei"),
        "コード|道路",
    ),
    Field(
        "location_code",
        "所在地の団体コード",
        PLACE,
        (
            "(所在地?)?(市区?町村|行政区域?|自治体|全国地方公共団体)(の)?(コード|番号|cd|code)",
            "(所在地?)(コード|番号|cd|code)",
            "団体(コード|番号|cd|code)",
            "(location_)?lg_?code|shikuchouson_code|city_?code",
        ),
        "管理者",
    ),
    Field(
        "location_name",
        "所在地の市区町村",
        PLACE,
        (
            "(所在地?)?(の)?市区?町村?名?",
            "(所在)?自治体名?",
            "所在地?(名|住所)?|住所",
            "(橋梁|施設|架設|架橋)(の)?(所在地|位置|場所)",
            "団体名",
            "city(_?name)?|shikuchouson_mei|address|location",
        ),
        "コード|番号|カナ|かな|緯度|経度|管理者",
    ),
    Field(
        "built_fiscal_year",
        "架設年度",
        "",
        (
            "(橋梁)?架設年(度|月日?|次)?",
            "(建設|竣工|竣功|完成|建造|築造|設置|しゅん工)年(度|月日?|次)?",
            "(供用|供用開始|開通)(年(度|月日?|次)?|日)",
            "(架設|建設|竣工|竣功|完成)(日|時期)?",
            "built(_?(fiscal_?)?year)?|kasetsu_nendo",
        ),
        "補修|修繕|改修|補強|補完|更新|点検|診断|塗|経過|年数|下部|拡幅|歩道|台帳|以前|不明",
    ),
    Field(
        "length_m",
        "橋長（m）",
        "",
        (
            "橋長",
            "橋梁?(の)?(長さ|延長)",
            "(施設|構造物)?(延長|全長)",
            "(bridge_?)?length(_?m)?|kyouchou",
        ),
        "支間|径間|桁長|路線|区間|区分",
    ),
    Field(
        "width_m",
        "幅員（m）",
        "",
        (
            "幅員",
            "(全|総)幅員?",
            "橋梁?(の)?幅(員)?",
            "有効幅員",
            "車道幅員?",
            "(bridge_?)?width(_?m)?|fukuin",
        ),
        "歩道|路肩|構成|区分",
    ),
    Field(
        "soundness_category",
        "判定区分（健全性Ⅰ〜Ⅳ）",
        "",
        (
            "(最新|直近|今回)?(の)?判定区分",
            "(最新|直近|今回)(の)?(診断|判定|健全性)",
            "(橋梁?|橋梁全体|全体|道路橋(毎|ごと)?|施設(毎|ごと)?|総合)?(の)?健全性(の)?(診断|判定|評価)?(結果|区分)?",
            "(橋梁?|全体|総合|最新|最新の)?健全度(判定|評価|区分)?(結果|区分)?",
            "(診断|判定|点検|総合判定)(結果|区分)|(総合)?判定",
            "soundness(_?category)?|hantei_kubun",
        ),
        "前回|前々回|初回|部材|主桁|横桁|床版|下部|支承|上部|年|日$|[^a-z](i{1,3}|iv)$|[1-4]$",
    ),
    Field(
        "inspection_fiscal_year",
        "点検年度",
        "",
        (
            "(最新|直近|最終)(の)?(定期)?点検(実施)?(年(度|月日?)?|日)",
            "(定期|法定)?点検(実施)?(年(度|月日?)?|日)",
            "(診断|調査|判定)(実施)?(年(度|月日?)?|日)",
            "(inspection|tenken)_?(fiscal_?year|year|nendo|date)",
        ),
        "次回|予定|計画|前回|前々回|初回",
    ),
    Field(
        "latitude",
        "緯度",
        "",
        ("緯度|北緯", "(起点|中心|代表点?|位置)(側|の)?緯度", "latitude|lat|ido", "y座標|y"),
        "終点",
    ),
    Field(
        "longitude",
        "経度",
        "",
        ("経度|東経", "(起点|中心|代表点?|位置)(側|の)?経度", "longitude|lon|lng|long|keido", "x座標|x"),
        "終点",
    ),
)


@dataclass(frozen=True)
class Ledger:
    """A ledger made ours.

    bridges: columns as in COLUMNS. dropped: what was not taken over, columns row, column, cell, reason_ja (a whole
    sentence) and is_row_dropped (else the cell alone became null, or the number was made distinct). notes_ja: what was
    understood otherwise than written.
    """

    bridges: pd.DataFrame
    dropped: pd.DataFrame
    notes_ja: tuple[str, ...]


# --- which column is what -----------------------------------------------------------------------------------------


def suggest_mapping(labels: list[str]) -> dict[str, str | None]:
    """For each field the label that fits best, None where none does; no label is used twice."""
    fits = [
        (score, -at, field.field, label)
        for field in FIELDS
        for at, label in enumerate(labels)
        if (score := _fit(field, label))
    ]
    mapping: dict[str, str | None] = {field.field: None for field in FIELDS}
    for _, _, field, label in sorted(fits, key=lambda fit: fit[:2], reverse=True):
        if mapping[field] is None and label not in mapping.values():
            mapping[field] = label
    return mapping


def alternatives(labels: list[str], field: str) -> list[str]:
    """Every label that may be a field, the best first."""
    (described,) = [one for one in FIELDS if one.field == field]
    scores = {label: _fit(described, label) for label in labels}
    return sorted((label for label in labels if scores[label]), key=lambda label: -scores[label])


def still_needed(mapping: dict[str, str | None], default_lg_code: str | None = None) -> list[str]:
    """What must be chosen before `tidy` makes sense, in Japanese; empty when all is there."""
    needed = []
    if not (mapping.get("bridge_id") or mapping.get("bridge_name")):
        needed.append(f"{NAME_OR_ID}。")
    if not (default_lg_code or mapping.get("location_code") or mapping.get("location_name")):
        needed.append(f"{PLACE}。")
    return needed


def _fit(field: Field, label: str) -> float:
    """How well a label fits a field; 0 when not at all. A label that is one of the patterns fits better than one of whose
    parts (架設年度_西暦) is; western years are preferred to eras, which are easier to misread."""
    plain = unicodedata.normalize("NFKC", label).lower().replace("橋りょう", "橋梁")
    plain = re.sub(r"[\s※★*●○.。]|\(必須\)|\(任意\)", "", plain)
    plain = re.sub(r"^[(\d.)]+(?=\D)", "", plain)
    bare = re.sub(r"[(\[【<「].*?[)\]】>」]", "", plain)
    if not bare or re.search(field.never, bare):
        return 0
    parts = [part for part in re.split(r"[_/・:]", re.sub(r"(?<=[a-z])_(?=[a-z])", "", bare)) if part]
    for at, pattern in enumerate(field.labels):
        pattern = pattern.replace("_?", "").replace("_", "")
        how = 100 if re.fullmatch(pattern, "".join(parts)) else 90 if _any_is(pattern, parts) else 0
        if how:
            return how - 10 * at + ("西暦" in plain) - ("和暦" in plain)
    return 0


def _any_is(pattern: str, parts: Iterable[str]) -> bool:
    return any(re.fullmatch(pattern, part) for part in parts)


# --- what a cell says ---------------------------------------------------------------------------------------------

DASHES = str.maketrans(dict.fromkeys("－ー―‐–—−ｰ〜～~", "-"))
UNKNOWN = re.compile(
    r"-+|\?+|\*|…|\.\.\.|/|[(]?不明[)]?|不明年度?|年度?不明|[不未]詳|未(確認|調査|記入|入力|定)|空欄|な?し|無し?|該当なし|"
    "n/?a|nan|null|none|unknown"
)


def _plain(cell: str) -> str:
    """A cell without blanks and width variants, letters small; "" for every way to say that nothing is known."""
    text = re.sub(r"\s+", "", unicodedata.normalize("NFKC", cell)).lower()
    return "" if UNKNOWN.fullmatch(text.translate(DASHES)) else text


ERAS = {"明": ("m", 1868, 45), "大": ("t", 1912, 15), "昭": ("s", 1926, 64), "平": ("h", 1989, 31)}
ERAS |= {"令": ("r", 2019, 99)}
FIRST_AND_LAST = {
    sign: (first, last) for era, (letter, first, last) in ERAS.items() for sign in (era, letter)
}
YEAR = r"(?:西暦)?(?P<year>[0-9]{4})|(?:(?P<era>明治?|大正?|昭和?|平成?|令和?)|(?P<letter>[mtshr])\.?)(?P<of_era>元|[0-9]{1,2})"
MONTH, DAY, MIDNIGHT = r"(?P<month>[0-9]{1,2})", r"(?P<day>[0-9]{1,2})", r"(?:t?00:00(?::00(?:\.0+)?)?)?"
DATE_FORMS = [
    re.compile(form)
    for form in (
        rf"(?:{YEAR})(?:年度?)?",
        r"(?P<year>[0-9]{4})\.0+",  # a number of Excel
        rf"(?:{YEAR})(?:(?P<kanji>年)|[./]){MONTH}(?(kanji)月)",
        rf"(?:{YEAR})(?P<mark>[./-]){MONTH}(?P=mark){DAY}{MIDNIGHT}",
        rf"(?:{YEAR})年{MONTH}月{DAY}日{MIDNIGHT}",
        r"(?P<year>(?:18|19|20)[0-9]{2})(?P<month>[0-9]{2})(?P<day>[0-9]{2})?",
    )
]


def fiscal_year(cell: str) -> int | None:
    """The fiscal year (from April) of a year or a date, western or era; None for a blank or 不明.

    A year without a month is taken for the fiscal year of that number. Raises ValueError, with the reason in Japanese, for
    whatever cannot be read for certain: 昭和70年, 1973頃, 48, 1973-74, 1973.1 (January, or October that lost its zero).
    """
    text = _plain(cell)
    if not text:
        return None
    both = re.fullmatch(r"([^()]+)\(([^()]+)\)(年?度?)", text)
    if both:
        years = {_year(both[1]), _year(both[2])}
        if len(years) > 1:
            raise ValueError("2つの書き方で年が合いません")
        return years.pop()
    return _year(text)


def _year(text: str) -> int:
    found = next((match for form in DATE_FORMS if (match := form.fullmatch(text))), None)
    if found is None or re.fullmatch(r"[0-9]{4}\.1", text):
        raise ValueError("年として読めません")
    said = found.groupdict()
    sign = (said.get("era") or said.get("letter") or "")[:1]
    year = year_of_era(sign, said["of_era"]) if sign else int(said["year"])
    if not said.get("month"):
        return year
    try:
        day = date(year, int(said["month"]), int(said.get("day") or 1))
    except ValueError as error:
        raise ValueError("ない日付です") from error
    return _fiscal_year_of(day)


def year_of_era(sign: str, year: str) -> int:
    first, last = FIRST_AND_LAST[sign]
    of_era = 1 if year == "元" else int(year)
    if not 1 <= of_era <= last:
        raise ValueError("その元号にない年です")
    return first + of_era - 1


def _fiscal_year_of(day: date) -> int:
    return day.year - (day.month < 4)


ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}
STAGES = {"健全": 1, "予防保全": 2, "早期措置": 3, "緊急措置": 4}
RATING = re.compile(
    r"(?:判定区分|健全性|健全度|判定)?(?P<sign>iv|i{1,3}|[1-4](?:\.0)?)?(?:判定)?[:(]?"
    r"(?P<stage>健全|予防保全|早期措置|緊急措置)?(?:段階)?\)?"
)


def rating(cell: str) -> int | None:
    """判定区分 as 1–4; None for a blank or 未点検 (8 in xROAD). Raises ValueError for anything else."""
    text = _plain(cell)
    if text in {"", "未点検", "未診断", "未判定", "8", "8.0"}:
        return None
    found = RATING.fullmatch(text)
    said = set()
    if found and found["sign"]:
        said.add(ROMAN.get(found["sign"]) or int(found["sign"][0]))
    if found and found["stage"]:
        said.add(STAGES[found["stage"]])
    if len(said) != 1:
        raise ValueError("判定区分Ⅰ〜Ⅳとして読めません")
    return said.pop()


METRES = {"m": 1, "メートル": 1, "mm": 0.001, "cm": 0.01, "km": 1000}


def metres(cell: str, unit: str = "m", longest: float = LONGEST_M) -> float | None:
    """A length in metres; None for a blank. unit: of numbers that carry none. Raises ValueError when it is no length."""
    text = _plain(cell)
    if not text:
        return None
    found = re.fullmatch(
        r"(?P<number>(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?)(?P<unit>mm|cm|km|m|メートル)?", text
    )
    if not found:
        raise ValueError("長さ（数値）として読めません")
    length = round(float(found["number"].replace(",", "")) * METRES[found["unit"] or unit], 4)
    if not 0 < length <= longest:
        raise ValueError(f"0より大きく{longest:,}m以下の長さではありません")
    return length


MARKS = str.maketrans({"º": "°", "˚": "°", "゜": "°", "′": "'", "’": "'", "″": '"', "”": '"', "〃": '"'})
SECONDS = r"(?P<second>[0-9]{1,2}(?:\.[0-9]+)?)"
DEGREE_FORMS = [
    re.compile(form)
    for form in (
        r"(?P<degree>[0-9]{1,3}(?:\.[0-9]+)?)[°度]?",
        r"(?P<degree>[0-9]{1,3})[°度](?P<minute>[0-9]{1,2}(?:\.[0-9]+)?)['分]",
        rf"(?P<degree>[0-9]{{1,3}})[°度](?P<minute>[0-9]{{1,2}})['分]{SECONDS}[\"秒]?",
        rf"(?P<degree>[0-9]{{1,3}})(?P<mark>[.:-])(?P<minute>[0-9]{{1,2}})(?P=mark){SECONDS}",
        r"(?P<degree>[0-9]{2,3})(?P<minute>[0-9]{2})(?P<second>[0-9]{2}(?:\.[0-9]+)?)",
    )
]


def degrees(cell: str) -> float | None:
    """Degrees of a latitude or longitude, decimal or in degrees, minutes and seconds; None for a blank.

    Raises ValueError when it is neither.
    """
    text = _plain(cell.translate(MARKS)).replace("''", '"')
    if not text:
        return None
    text = re.sub(r"^(北緯|東経|[ne])|[ne]$", "", text)
    found = next((match for form in DEGREE_FORMS if (match := form.fullmatch(text))), None)
    if found is None:
        raise ValueError("緯度・経度として読めません")
    said = found.groupdict()
    minute, second = float(said.get("minute") or 0), float(said.get("second") or 0)
    if minute >= 60 or second >= 60:
        raise ValueError("分と秒は60未満です")
    return round(float(said["degree"]) + minute / 60 + second / 3600, 7)


# --- which municipality is meant ----------------------------------------------------------------------------------

VARIANTS = str.maketrans("ヶヵがガ髙﨑龍檜澤濱瀨ッ", "ケケケケ高崎竜桧沢浜瀬ツ")


def _folded(name: str) -> str:
    """A name without blanks and width variants, characters that ledgers use for each other as one."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", name)).translate(VARIANTS)


def _check_digit(lg_code_5: str) -> int:
    """The last digit of an lg_code（総務省「全国地方公共団体コード仕様」）."""
    total = sum(int(digit) * weight for digit, weight in zip(lg_code_5, (6, 5, 4, 3, 2), strict=True))
    return (11 - total % 11) % 10


@dataclass(frozen=True)
class Places:
    """The municipalities, looked up by code or by name; `home` is the prefecture code that decides between namesakes."""

    names: dict[str, str]  # lg_code → as printed, with its prefecture
    by_name: dict[str, list[str]]  # folded name → codes
    prefectures: dict[str, str]  # folded name → prefecture code
    home: str | None

    @classmethod
    def of(cls, municipalities: pd.DataFrame, home: str | None) -> "Places":
        """From lg_code, prefecture_name, municipality_name."""
        by_name: dict[str, list[str]] = {}
        for row in municipalities.itertuples():
            by_name.setdefault(_folded(row.municipality_name), []).append(row.lg_code)
        named = zip(
            municipalities["lg_code"],
            municipalities["prefecture_name"] + municipalities["municipality_name"],
            strict=True,
        )
        prefectures = {_folded(row.prefecture_name): row.lg_code[:2] for row in municipalities.itertuples()}
        return cls(dict(named), by_name, prefectures, home)

    def by_code(self, cell: str) -> str | None:
        """The municipality of a five- or six-digit code, a ward's code as its city's; None for a blank.

        A code that lost its leading zero is completed where that leaves one reading. Raises ValueError when no or several
        municipalities answer.
        """
        text = _plain(cell).removesuffix(".0")
        if not text:
            return None
        if not re.fullmatch(r"[0-9]{4,6}", text):
            raise ValueError("5桁か6桁の団体コードとして読めません")
        codes = [text, f"0{text}"]
        found = {code for code in self.names for read in codes if read in (code, code[:5])}
        found = found or {city for read in codes if (city := self._city_of_ward(read))}
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
        text = _folded(cell) if _plain(cell) else ""
        if not text:
            return None
        for name, code in self.prefectures.items():
            if text.startswith(name):
                text, prefecture = text.removeprefix(name), code
                break
        found, name = self._starting(text)
        without_county = re.sub("^.{1,5}?郡", "", text)
        if not found:
            found, name = self._starting(without_county)
        stands_alone = not self.home and re.fullmatch("(大?字.*)?", text.removeprefix(name)) is not None
        is_certain = name.endswith("市") or not text.startswith(name) or stands_alone
        near = [code for code in found if code[:2] == (prefecture or self.home)]
        meant = near or (found if is_certain and not prefecture else [])
        if len(meant) == 1:
            return meant[0]
        if meant:
            several = "・".join(self.names[code] for code in meant)
            raise ValueError(f"{several}のどれか分かりません")
        if found and not prefecture:
            raise ValueError(
                "町村の名前か町や字の名前か分かりません（都道府県名から書かれていれば分かります）"
            )
        raise ValueError("市区町村名として読めません")

    def prefecture(self, cell: str) -> str | None:
        """The code of the prefecture a text begins with, or None."""
        text = _folded(cell)
        return next((code for name, code in self.prefectures.items() if text.startswith(name)), None)

    def _starting(self, text: str) -> tuple[list[str], str]:
        """Codes of the longest municipality name a text starts with, and that name; ([], "") when there is none."""
        for end in range(min(len(text), 12), 0, -1):
            if text[:end] in self.by_name:
                return self.by_name[text[:end]], text[:end]
        return [], ""

    def _city_of_ward(self, text: str) -> str | None:
        """The designated city of a ward's code: city codes are 1□□, and its wards follow it (札幌市 01100, 中央区 01101)."""
        is_ward = re.fullmatch(r"(?!13)[0-9]{2}1[0-9]{2}[0-9]?", text) is not None
        if not is_ward or (len(text) == 6 and int(text[5]) != _check_digit(text[:5])):
            return None
        before = [code for code in self.names if f"{text[:2]}100" <= code[:5] < text[:5]]
        return max(before, default=None)


MANAGER_KINDS = {  # in this order: 高速道路公社 is a road corporation
    "road_corporation": "公社",
    "expressway_company": "高速道路|高速㈱|nexco|首都高|阪神高速|本四|本州四国",
    "national": "国土交通省|国交省|整備局|国道事務所|河川国道|開発局|開発建設部|沖縄総合事務局|直轄|^国$",
}
OWN_PREFECTURE = {"都道府県", "都", "道", "府", "県"}
OWN_MUNICIPALITY = {"市区町村", "市町村", "市町", "市", "区", "町", "村", "政令市", "政令指定都市"}


def _manager(cell: str, location: str, places: Places) -> tuple[str | None, str | None]:
    """(manager_lg_code, manager_kind) of a manager's name, for a bridge in `location`. Raises ValueError when unknown."""
    text = _plain(cell)
    if not text:
        return None, None
    for kind, words in MANAGER_KINDS.items():
        if re.search(words, text):
            return None, kind
    if text in OWN_PREFECTURE:
        return _prefecture_lg_code(location[:2]), "prefecture"
    if text in OWN_MUNICIPALITY:
        return location, _municipal_kind(location)
    prefecture = places.prefecture(text)
    try:
        found = places.by_text(text, prefecture or location[:2])
        return found, _municipal_kind(found)
    except ValueError as error:
        if prefecture is None:
            raise ValueError("管理者として読めません") from error
        return _prefecture_lg_code(prefecture), "prefecture"


def _prefecture_lg_code(prefecture_code: str) -> str:
    return f"{prefecture_code}000{_check_digit(f'{prefecture_code}000')}"


def _municipal_kind(lg_code: str) -> str:
    is_designated = lg_code[2] == "1" and lg_code[:2] != "13"  # 1□□ in 東京都 are its special wards
    return "designated_city" if is_designated else "municipality"


# --- the whole ledger ---------------------------------------------------------------------------------------------

TEXTS = ["bridge_id", "bridge_name", "route_name", "structure_ja"]
TOTALS = {"計", "合計", "小計", "総計", "総合計", "平均"}
DROPPED = ["row", "column", "cell", "reason_ja", "is_row_dropped"]


def tidy(
    rows: pd.DataFrame,
    mapping: dict[str, str | None],
    municipalities: pd.DataFrame,
    default_lg_code: str | None = None,
    *,
    as_of: date,
) -> Ledger:
    """The ledger in our columns, with a list of what was not taken over.

    rows: texts, indexed by the file's row numbers. mapping: field → label of `rows`; fields may be left out.
    municipalities: lg_code, prefecture_name, municipality_name. default_lg_code: the municipality of rows that name none; its
    prefecture decides between municipalities of one name (a prefecture's code, 350001, does only that). as_of: the day the
    ledger describes; later years are impossible.

    A cell that cannot be read becomes null and is listed. Of rows with the same number, name, route and municipality the
    latest inspection is kept; where only the number is the same, it is made distinct.
    """
    listed: list[tuple] = []
    default = default_lg_code if default_lg_code in set(municipalities["lg_code"]) else None
    places = Places.of(municipalities, default_lg_code[:2] if default_lg_code else None)
    cells = _cells(rows, mapping)
    kept = _named(cells, mapping, listed)
    location = _locations(kept, mapping, places, default, listed)
    kept = kept.loc[location.index]

    def read(field: str, parse: Callable[[str], object]) -> pd.Series:
        return _values(kept[field], mapping.get(field), parse, listed)

    years = _in_years(as_of)
    latitude, longitude, notes = _positions(kept, mapping, listed)
    said_rating, rating_notes = _rated(kept["soundness_category"], mapping, listed)
    manager = _managers(kept["manager_name"], mapping, location, places, listed)
    bridges = pd.DataFrame(
        {
            **{name: kept[name].where(kept[name].map(_plain) != "") for name in TEXTS},
            "manager_lg_code": manager.map(lambda one: one[0]),
            "manager_kind": manager.map(lambda one: one[1]),
            "location_lg_code": location,
            "built_fiscal_year": read("built_fiscal_year", years),
            "length_m": read("length_m", _in_unit(mapping.get("length_m"), LONGEST_M)),
            "width_m": read("width_m", _in_unit(mapping.get("width_m"), WIDEST_M)),
            "soundness_category": said_rating,
            "inspection_fiscal_year": read("inspection_fiscal_year", years),
            "latitude": latitude,
            "longitude": longitude,
        }
    ).astype(COLUMNS)
    bridges = _once(bridges, mapping, listed)
    bridges["bridge_id"] = bridges["bridge_id"].fillna(
        pd.Series([f"{row}行目" for row in bridges.index], index=bridges.index, dtype="str")
    )
    dropped = pd.DataFrame(listed, columns=DROPPED).sort_values("row", kind="stable", ignore_index=True)
    return Ledger(bridges.reset_index(drop=True), dropped, (*notes, *rating_notes))


def _cells(rows: pd.DataFrame, mapping: dict[str, str | None]) -> pd.DataFrame:
    """One column of stripped texts per field; empty texts where nothing is mapped."""
    columns = {
        field.field: rows[label].fillna("").astype(str).str.strip()
        if (label := mapping.get(field.field))
        else pd.Series("", index=rows.index, dtype="str")
        for field in FIELDS
    }
    return pd.DataFrame(columns, index=rows.index)


def _say(listed: list, row: int, label: str, cell: str, reason: str, is_row_dropped: bool = False) -> None:
    outcome = "この行は取り込みません" if is_row_dropped else "空欄として取り込みます"
    listed.append(
        (row, label, cell, f"{row}行目「{label}」：「{cell}」は{reason}。{outcome}。", is_row_dropped)
    )


def _named(cells: pd.DataFrame, mapping: dict[str, str | None], listed: list) -> pd.DataFrame:
    """The rows that stand for a bridge: no blanks, totals or repeated headings."""
    label = mapping.get("bridge_name") or mapping.get("bridge_id") or ""
    headings = {field: name for field, name in mapping.items() if name}
    keep = []
    for row, one in zip(cells.index, cells.to_dict("records"), strict=True):
        name, number = one["bridge_name"], one["bridge_id"]
        is_heading = len(headings) > 1 and all(one[field] in ("", text) for field, text in headings.items())
        if not _plain(name) and not _plain(number):
            _say(listed, row, label, name or number, "橋の名前にも番号にもなりません", is_row_dropped=True)
        elif TOTALS & {_plain(name), _plain(number)}:
            _say(listed, row, label, name or number, "集計の行です", is_row_dropped=True)
        elif is_heading:
            _say(listed, row, label, name or number, "見出しの繰り返しです", is_row_dropped=True)
        else:
            keep.append(row)
    return cells.loc[keep]


def _locations(
    cells: pd.DataFrame, mapping: dict[str, str | None], places: Places, default: str | None, listed: list
) -> pd.Series:
    """lg_code of the rows whose municipality is known; the others are listed as dropped."""
    found: dict[int, str] = {}
    asked = cells[["location_code", "location_name", "prefecture_name"]]
    known = {
        tuple(one): _location(dict(zip(asked.columns, one, strict=True)), places, default)
        for one in asked.drop_duplicates().to_numpy()
    }
    for row, *one in asked.itertuples():
        lg_code, field, reason = known[tuple(one)]
        if lg_code:
            found[row] = lg_code
        else:
            _say(
                listed,
                row,
                mapping.get(field) or "市区町村",
                asked.at[row, field],
                reason,
                is_row_dropped=True,
            )
    return pd.Series(found, dtype="str")


def _location(one: dict, places: Places, default: str | None) -> tuple[str | None, str, str]:
    """(lg_code, "", "") of a row, or (None, field, reason). A code or a prefecture that says otherwise rules the default out."""
    field, reason = "location_name", "市区町村が分かりません"
    prefecture = places.prefecture(one["location_name"]) or places.prefecture(one["prefecture_name"])
    may_be_default = prefecture is None or (default or "").startswith(prefecture)
    try:
        if code := places.by_code(one["location_code"]):
            return code, "", ""
    except ValueError as error:
        field, reason, may_be_default = "location_code", str(error), False
    try:
        if code := places.by_text(one["location_name"], prefecture):
            return code, "", ""
    except ValueError as error:
        field, reason = "location_name", str(error)
    return (default, "", "") if default and may_be_default else (None, field, reason)


def _values(cells: pd.Series, label: str | None, parse: Callable[[str], object], listed: list) -> pd.Series:
    """What each cell says; null and listed where `parse` raises ValueError."""
    said: dict[str, object] = {}
    reasons: dict[str, str] = {}
    for cell in cells.unique():
        try:
            said[cell] = parse(cell)
        except ValueError as error:
            reasons[cell] = str(error)
    for row, cell in cells[cells.isin(list(reasons))].items():
        _say(listed, row, label or "", cell, reasons[cell])
    return cells.map(lambda cell: said.get(cell)).astype(object)


def _in_years(as_of: date) -> Callable[[str], int | None]:
    """`fiscal_year`, of years that can be by the day the ledger describes."""

    def parse(cell: str) -> int | None:
        year = fiscal_year(cell)
        if year is not None and not EARLIEST_FISCAL_YEAR <= year <= _fiscal_year_of(as_of):
            raise ValueError(
                f"{EARLIEST_FISCAL_YEAR}年度から台帳の時点（{_fiscal_year_of(as_of)}年度）までの年ではありません"
            )
        return year

    return parse


def _in_unit(label: str | None, longest: float) -> Callable[[str], float | None]:
    """`metres`, in the unit the label names (橋長(mm))."""
    plain = unicodedata.normalize("NFKC", label or "").lower()
    found = re.search(r"[(_\[](mm|cm|km|m)[)\]]?$", re.sub(r"\s+", "", plain))
    return lambda cell: metres(cell, found[1] if found else "m", longest)


def _positions(
    cells: pd.DataFrame, mapping: dict[str, str | None], listed: list
) -> tuple[pd.Series, pd.Series, list[str]]:
    """Latitude, longitude, and a note where they stood in each other's column. Both are known or neither."""
    first = _values(cells["latitude"], mapping.get("latitude"), degrees, listed).astype("float64")
    second = _values(cells["longitude"], mapping.get("longitude"), degrees, listed).astype("float64")
    is_swapped = first.between(*LONGITUDES) & second.between(*LATITUDES)
    latitude, longitude = second.where(is_swapped, first), first.where(is_swapped, second)
    is_placed = latitude.between(*LATITUDES) & longitude.between(*LONGITUDES)
    told = {row for row, label, *_ in listed if label in (mapping.get("latitude"), mapping.get("longitude"))}
    for row in cells.index[~is_placed & (first.notna() | second.notna())]:
        if row not in told:
            both = f"{cells.at[row, 'latitude']}、{cells.at[row, 'longitude']}"
            label = f"{mapping.get('latitude') or '緯度'}・{mapping.get('longitude') or '経度'}"
            _say(listed, row, label, both, "日本の緯度・経度の組ではありません（平面直角座標は使えません）")
    notes = [f"緯度と経度が逆の{_rows(is_swapped)}は、入れ替えて取り込みます。"] if is_swapped.any() else []
    return latitude.where(is_placed), longitude.where(is_placed), notes


def _rated(cells: pd.Series, mapping: dict[str, str | None], listed: list) -> tuple[pd.Series, list[str]]:
    """Ratings 1–4; none from plain numbers, with a note, when their column is of another scale."""
    numbers = cells[cells.map(lambda cell: re.fullmatch(r"[0-9]+(\.[0-9]+)?", _plain(cell)) is not None)]
    is_foreign = numbers.map(lambda cell: float(_plain(cell)) not in (1, 2, 3, 4, 8))
    if not len(numbers) or is_foreign.mean() <= FOREIGN_SCALE_SHARE:
        return _values(cells, mapping.get("soundness_category"), rating, listed), []
    note = (
        f"「{mapping['soundness_category']}」には1〜4でない数（{numbers[is_foreign].iloc[0]} など）が多く、"
        "判定区分Ⅰ〜Ⅳとは別の尺度と見られるため、数字の欄は取り込みません。"
    )
    others = cells.where(~cells.index.isin(numbers.index), "")
    return _values(others, mapping.get("soundness_category"), rating, listed), [note]


def _managers(
    cells: pd.Series, mapping: dict[str, str | None], location: pd.Series, places: Places, listed: list
) -> pd.Series:
    """(manager_lg_code, manager_kind) of each row."""
    managers = {}
    known: dict[tuple, object] = {}
    for row, cell in cells.items():
        asked = (cell, location[row])
        if asked not in known:
            try:
                known[asked] = _manager(*asked, places)
            except ValueError as error:
                known[asked] = str(error)
        managers[row] = known[asked]
        if isinstance(known[asked], str):
            _say(listed, row, mapping["manager_name"], cell, known[asked])
            managers[row] = (None, None)
    return pd.Series(managers, dtype=object)


def _once(bridges: pd.DataFrame, mapping: dict[str, str | None], listed: list) -> pd.DataFrame:
    """Every bridge once: its latest inspection; other bridges of the same number get numbers of their own."""
    label = mapping.get("bridge_id") or ""
    numbered = bridges[bridges["bridge_id"].notna()]
    same = ["bridge_id", "bridge_name", "route_name", "location_lg_code"]
    latest_first = numbered.sort_values("inspection_fiscal_year", ascending=False, kind="stable")
    repeated = latest_first.duplicated(same)
    kept_row = dict(
        zip(
            map(tuple, latest_first[~repeated][same].astype(str).to_numpy()),
            latest_first.index[~repeated],
            strict=True,
        )
    )
    for row in latest_first.index[repeated]:
        kept = kept_row[tuple(numbered.loc[row, same].astype(str))]
        reason = f"{kept}行目と同じ橋です（点検年度の新しい行か、先の行を使います）"
        _say(listed, row, label, numbered.at[row, "bridge_id"], reason, is_row_dropped=True)
    bridges = bridges.drop(index=latest_first.index[repeated])
    taken = set(bridges["bridge_id"].dropna())
    for row in bridges.index[bridges["bridge_id"].notna() & bridges["bridge_id"].duplicated()]:
        number = bridges.at[row, "bridge_id"]
        own = next(one for n in range(2, len(bridges) + 2) if (one := f"{number}（{n}）") not in taken)
        taken.add(own)
        bridges.loc[row, "bridge_id"] = own
        reason = f"{row}行目「{label}」：「{number}」は別の橋にも付いています。「{own}」として取り込みます。"
        listed.append((row, label, number, reason, False))
    return bridges


def _rows(is_so: pd.Series) -> str:
    """「12行（5、6、7行目など）」"""
    rows = [str(row) for row in is_so.index[is_so]]
    return f"{len(rows):,}行（{'、'.join(rows[:3])}行目{'など' if len(rows) > 3 else ''}）"
