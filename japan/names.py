"""Names of municipalities as files and people write them: variant characters, former names, and which municipality is meant."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from japan import cells, lg_code, wards
from japan.characters import fold

# Katakana as hiragana, so that マネ and まね are one, and ヶ as ケ.
KANA = {code: code - 0x60 for code in range(0x30A1, 0x30F5)} | str.maketrans("ヵヶゕゖ", "かけかけ")
# What stands in a place that is a part of a municipality: 大字川上, 朝日町2丁目, 川上12-3.
_BLOCK = re.compile(r"^(大字|小字|字)|丁目|番地|地内|地先|[0-9]+番|[0-9]+-[0-9]+|[0-9]+$")
_LIKE_A_MUNICIPALITY = re.compile(r"^[^0-9]{1,8}?([市郡区]|[町村](?![0-9]|丁目))")

# A municipality as a title or the name of a file bears it: 令和6年度 山口県周南市 発注一覧, 乙町役場_契約.
_NAMED = re.compile(
    r"(?:^|(?<=[\s_・:(【「/\-])|(?<=年度)|(?<=[0-9]))(?:東京都|北海道|京都府|大阪府|[^\s_]{2,3}県)?(?:[^\s_]{1,4}郡)?"
    r"(?P<name>[^\s_・:()【】「」/\-0-9]{1,6}?[市区町村])"
    r"(?=$|[\s_・:)】」/\-0-9]|令和|平成|R[0-9]|役所|役場|[内の]|発注|契約|工事|業務|委託|入札|職員|建設|道路|橋|下水|水道|公園|維持|土木|公共|年度)"
)
_NO_NAMES = re.compile(r"[本当各全他同]([市区町村]+)|.*(市|区|市区|市町)町村|.*[地工学校街]区")

Municipality = tuple[str, str, str]  # lg_code, prefecture_name, municipality_name
Former = tuple[
    str, str, str
]  # code of five or six digits, name, lg_code of today; several rows where it was divided
NO_CODE = "この団体コードの市区町村はありません"
NO_NAME = "市区町村名として読めません"


def inside(prefecture_name: str) -> str:
    """「県内」, of 東京都 「都内」, of 北海道 「道内」, of 京都府 and 大阪府 「府内」."""
    return f"{prefecture_name[-1]}内"


class NotUnderstood(ValueError):
    """A place that is written and stands for no municipality, or for several; `is_code`: its code does, not its name."""

    def __init__(self, message: str, is_code: bool = False) -> None:
        super().__init__(message)
        self.is_code = is_code


@dataclass(frozen=True)
class Found:
    """The municipality a row means, and what was understood otherwise than written (富谷町は、いまの宮城県富谷市), if anything."""

    lg_code: str
    note_ja: str = ""


@dataclass(frozen=True)
class _Candidates:
    """Municipalities that a text may begin with the name of. is_certain: the text can be no town block's that bears such a name."""

    name: str = ""
    current: tuple[str, ...] = ()
    former: tuple[tuple[str, str], ...] = ()  # prefecture it stood in, lg_code of today
    is_certain: bool = False


def without_county(name: str) -> str:
    """A town or village without the county printed before it: 空知郡南幌町 is 南幌町."""
    return re.sub(r"^.+?郡(?=.+[町村]$)", "", name)


def short_prefecture(name: str) -> str:
    """青森県 as 青森; 北海道 has no shorter name."""
    return name if name == "北海道" else name[:-1]


def named_in(texts: Iterable[str]) -> list[str]:
    """What may be names of municipalities in titles and names of files, each once, without their prefecture."""
    plain = (cells.normal(text) for text in texts)
    found = (match["name"] for text in plain for match in _NAMED.finditer(text))
    return list(dict.fromkeys(name for name in found if not _NO_NAMES.fullmatch(name)))


def is_within_a_municipality(text: str) -> bool:
    """Whether an address names a part of a municipality and no municipality: 大字川上, 朝日町2丁目; not 丙市川上1, nor 川上."""
    plain = fold(text)
    if re.match("大字|小字|字", plain):
        return True
    return _BLOCK.search(plain) is not None and not _LIKE_A_MUNICIPALITY.match(plain)


@dataclass(frozen=True)
class Places:
    """The municipalities, looked up by code or by what was typed; `home` is the prefecture code that decides between namesakes."""

    names: dict[str, str]  # lg_code → as printed, with its prefecture
    by_name: dict[str, list[str]]  # folded name → codes
    prefectures: dict[str, str]  # folded name → prefecture code
    home: str | None
    former_names: dict[str, list[tuple[str, str]]] = field(
        default_factory=dict
    )  # folded → prefecture, lg_code
    former_codes: dict[str, set[str]] = field(default_factory=dict)  # five digits → lg_codes of today

    @classmethod
    def of(
        cls, municipalities: Iterable[Municipality], home: str | None = None, former: Iterable[Former] = ()
    ) -> "Places":
        """From the municipalities of today, and what was merged, renamed or got another status."""
        names: dict[str, str] = {}
        by_name: dict[str, list[str]] = {}
        prefectures: dict[str, str] = {}
        for code, prefecture, municipality in municipalities:
            names[code] = f"{prefecture}{municipality}"
            by_name.setdefault(fold(municipality), []).append(code)
            prefectures[fold(prefecture)] = code[:2]
        places = cls(names, by_name, prefectures, home)
        for code, name, today in (*lg_code.RENAMED, *former):
            if today in names:
                places._remember(code, name, today)
        return places

    def find(
        self, code: str = "", name: str = "", prefecture_name: str = "", default: str | None = None
    ) -> Found | None:
        """The municipality of a row; None where nothing is written and there is no default.

        A municipality's code leads. A code that is none still tells the prefecture, in which the name is then looked for.
        default: the municipality of rows that name none, or only a part of one (大字川上); it never stands in for a place that is
        written and not understood. Raises NotUnderstood.
        """
        try:
            if found := self.by_code(code):
                return Found(found, self._note_of_code(code, name, prefecture_name, found))
            refusal = ""
        except ValueError as error:
            refusal = str(error)
        prefecture = self._prefecture_of(code, name, prefecture_name)
        if named := self._find_name(name, prefecture, default):
            is_doubted = refusal and not self._is_of_prefecture(code)
            note = f"団体コード「{code}」は読めないため、名前から{self.names[named.lg_code]}としました"
            return Found(named.lg_code, note) if is_doubted else named
        if refusal and not self._is_of_prefecture(code):
            raise NotUnderstood(refusal, is_code=True)
        if default and prefecture in (None, default[:2]):
            return Found(default)
        if prefecture is None:
            return None
        raise NotUnderstood("都道府県だけで、市区町村が分かりません", is_code=bool(refusal))

    def by_code(self, cell: str) -> str | None:
        """The municipality of a five- or six-digit code, a ward's or a former code as its municipality's of today; None for a blank.

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
        found = found or {today for read in readings for today in self._today(read)}
        if len(found) == 1:
            return found.pop()
        if found:
            raise ValueError(
                f"先頭の0が落ちたか、分割された団体の可能性があり、{self._listed(sorted(found), 'と')}のどちらか分かりません"
            )
        raise ValueError(NO_CODE)

    def by_text(self, cell: str, prefecture: str | None = None) -> str | None:
        """The municipality a name or an address begins with (周南市, 山口県周南市大字…, 大島郡周防大島町…); None for a blank.

        prefecture: the code of the prefecture stated elsewhere. A town block may bear the name of a town (朝日町2丁目): such a
        name counts only in the stated prefecture, at `home`, after its county, or when it stands alone or before 大字. Former
        names lead to the municipality of today. Raises NotUnderstood when no or several municipalities answer.
        """
        found = self._find_name(cell, self.prefecture(cell) or prefecture, None)
        if found is None and cells.known_text(cell):
            raise NotUnderstood(NO_NAME)  # a prefecture alone
        return found.lg_code if found else None

    def prefecture(self, cell: str) -> str | None:
        """The code of the prefecture a text begins with, or is the short name of; else None."""
        text = fold(cell)
        begun = next((code for name, code in self.prefectures.items() if text.startswith(name)), None)
        return begun or next(
            (code for name, code in self.prefectures.items() if text == short_prefecture(name)), None
        )

    def _remember(self, code: str, name: str, today: str) -> None:
        """One former code and name of a municipality of today. A code that is in use is nobody's former code."""
        if lg_code.from_five(code[:5]) not in self.names:
            self.former_codes.setdefault(code[:5], set()).add(today)
        known = self.former_names.setdefault(fold(name), [])
        if (code[:2], today) not in known and today not in self.by_name.get(fold(name), []):
            known.append((code[:2], today))

    def _today(self, code: str) -> set[str]:
        """What became of a former code of five or six digits; nothing for one with a wrong check digit."""
        if len(code) not in (5, 6) or (len(code) == 6 and not lg_code.is_valid(code)):
            return set()
        return self.former_codes.get(code[:5], set())

    def _prefecture_of(self, code: str, name: str, prefecture_name: str) -> str | None:
        """The prefecture a row states; what its code says comes first. Raises NotUnderstood when the two contradict each other."""
        written = self.prefecture(name) or self.prefecture(prefecture_name)
        coded = self._prefecture_of_code(code)
        if coded and written and coded != written:
            raise NotUnderstood("団体コードと都道府県の名前が合いません", is_code=True)
        return coded or written

    def _prefecture_of_code(self, code: str) -> str | None:
        """The prefecture of a code of two, five or six digits, whatever follows; None where a lost zero leaves several."""
        text = cells.known_text(code).removesuffix(".0")
        known = set(self.prefectures.values())
        if re.fullmatch("[0-9]{1,2}", text):
            return text.zfill(2) if text.zfill(2) in known else None
        readings = [one for one in (text, f"0{text}") if self._is_written_like_a_code(one)]
        found = {one[:2] for one in readings} & known
        return found.pop() if len(found) == 1 else None

    @staticmethod
    def _is_written_like_a_code(text: str) -> bool:
        return re.fullmatch("[0-9]{5}", text) is not None or lg_code.is_valid(text)

    def _is_of_prefecture(self, code: str) -> bool:
        """Whether a code is a prefecture's: 35, 35000, 350001, also without its leading zero."""
        text = cells.known_text(code).removesuffix(".0")
        is_whole = any(len(one) in (5, 6) and lg_code.is_prefecture(one) for one in (text, f"0{text}"))
        return self._prefecture_of_code(code) is not None and (len(text) <= 2 or is_whole)

    def _note_of_code(self, code: str, name: str, prefecture_name: str, found: str) -> str:
        """What a code was understood as otherwise than written, or where the name beside it says something else."""
        text = cells.known_text(code).removesuffix(".0")
        if found in (self._today(text) | self._today(f"0{text}")):
            return f"旧団体コード「{text}」は、いまの{self.names[found]}としました"
        prefecture = self.prefecture(name) or self.prefecture(prefecture_name)
        try:
            named = self._find_name(name, prefecture, None)
        except NotUnderstood:
            return ""
        says = named.lg_code if named else f"{prefecture or found[:2]}"
        if found.startswith(says):
            return ""
        return f"「{name or prefecture_name}」ではなく、団体コードの{self.names[found]}としました"

    def _find_name(self, cell: str, prefecture: str | None, default: str | None) -> Found | None:
        """The municipality a text begins with; None for a blank. Raises NotUnderstood."""
        text = fold(cell) if cells.known_text(cell) else ""
        stem = next((text.removeprefix(one) for one in self.prefectures if text.startswith(one)), text)
        if not stem:
            return None
        candidates = self._candidates(stem, is_whole_meant=not self.home or stem != text)
        if default and prefecture in (None, default[:2]):
            if default in candidates.current or default in wards_of(stem):
                return Found(default)
            is_former = default in (today for _, today in candidates.former)
            if is_former and not any(code[:2] == default[:2] for code in candidates.current):
                return Found(default, self._note_of_former(candidates.name, default))
        if found := self._chosen(candidates, prefecture):
            is_former = found not in candidates.current
            return Found(found, self._note_of_former(candidates.name, found) if is_former else "")
        if default and prefecture in (None, default[:2]) and is_within_a_municipality(stem):
            return Found(default)
        raise NotUnderstood(self._why_not(stem, candidates, prefecture))

    def _note_of_former(self, name: str, today: str) -> str:
        return f"「{name}」は、いまの{self.names[today]}としました"

    def _chosen(self, candidates: _Candidates, prefecture: str | None) -> str | None:
        """The one candidate that is meant, None where that is none. Raises NotUnderstood when several are."""
        is_shared = bool(wards_of(candidates.name))
        where = prefecture or self.home
        near = [code for code in candidates.current if code[:2] == where]
        if not near and (prefecture or candidates.is_certain):
            near = [today for old, today in candidates.former if where in (old, today[:2])]
        if not near and candidates.is_certain and not prefecture and not is_shared:
            near = [*candidates.current, *(today for _, today in candidates.former)]
        near = list(dict.fromkeys(near))
        if len(near) > 1:
            raise NotUnderstood(f"{self._listed(near, '・')}のどれか分かりません")
        return near[0] if near else None

    def _why_not(self, text: str, candidates: _Candidates, prefecture: str | None) -> str:
        if cities := wards_of(candidates.name or text):
            several = [self.names[city] for city in cities if city in self.names]
            own = [self.names[code] for code in candidates.current]
            if several:
                return f"どの市の区か分かりません（{'・'.join([*own, *several])}にあります）"
        if candidates.name and not prefecture:
            return "町村の名前か町や字の名前か分かりません（都道府県名から書かれていれば分かります）"
        return NO_NAME

    def _listed(self, codes: Iterable[str], between: str) -> str:
        return between.join(self.names[code] for code in codes)

    def _candidates(self, text: str, is_whole_meant: bool) -> _Candidates:
        """The municipalities whose name a text begins with, after its county or not."""
        name = self._starting(text)
        if not name:
            name = self._starting(re.sub("^.{1,5}?郡", "", text))
        if not name:
            return _Candidates()
        is_whole = is_whole_meant and re.fullmatch("(大?字.*)?", text.removeprefix(name)) is not None
        is_certain = name.endswith("市") or not text.startswith(name) or is_whole
        current, former = self.by_name.get(name, []), self.former_names.get(name, [])
        return _Candidates(name, tuple(current), tuple(former), is_certain)

    def _starting(self, text: str) -> str:
        """The longest name, of today or former, that a text starts with; "" when there is none."""
        for end in range(min(len(text), 12), 0, -1):
            if self.by_name.get(text[:end]) or self.former_names.get(text[:end]):
                return text[:end]
        return ""

    def _city_of_ward(self, code: str) -> str | None:
        """The designated city of a ward's code of five or six digits; None when it is no ward's or its check digit is wrong."""
        if len(code) not in (5, 6) or (len(code) == 6 and not lg_code.is_valid(code)):
            return None
        cities = {city[:5]: city for city in self.names}
        return cities.get(lg_code.city_of_ward(code[:5], cities) or "")


def wards_of(text: str) -> list[str]:
    """Codes of the designated cities with a ward whose name a text begins with (北区紫野…), none where it begins with none."""
    begun = re.match("[^区]{1,4}区", text)
    return wards.cities_with(begun[0]) if begun else []
