"""What people write into questionnaires, read: headings, choices, numbers, and the many ways to give no answer.

Nothing is guessed. What fits no choice stays as written, with the choice nearest to it; a number that may be a code for no answer
is no quantity until somebody says so.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from difflib import SequenceMatcher

import numpy as np
import pandas as pd

from japan import characters
from japan.cells import PRINTED_DASHES, YEN, normal, squeeze

SCALE = ("1", "2", "3", "4", "5")
BLANK = "無回答"
COUNTS = "数として数える"  # of a number that may be a code
TILDES = re.compile("[〜～∼˜〰⁓∿]")
STRONG = r"(?:;#|[;；\n\r\t|｜])+"  # between answers, never inside one
WEAK = r"[、,，/／]"  # between answers, or inside one
LOOSE = r"[\s・･·•+＋&＆]"  # inside one more often than between two
_BETWEEN = re.compile(rf"[(（][^()（）]*[)）]|(?P<sign>{STRONG}|{WEAK}|{LOOSE})")  # none within brackets
_NAMED, _DIGITS = r"(?:q|問|設問|質問|no\.?)\s*", r"\d{1,3}(?:[-.]\d{1,3})*"
NUMBERED = re.compile(  # 1.5年 has no number before it
    rf"^(?:{_NAMED}{_DIGITS}\s*[.．、:：)）\s]\s*|[(\[【〔]\s*(?:{_NAMED})?{_DIGITS}\s*[)\]】〕]\s*"
    rf"|{_DIGITS}\s*[:：)）、]\s*|{_DIGITS}\s*[.．]\s*(?!\d)|\d{{1,3}}\s+)"
)
CIRCLED = re.compile(r"^[①-⑳㉑-㉟⑴-⒇❶-❿]\s*")
BRACKETED_REMARK = re.compile(
    r"[(\[【<〔]\s*※?(?:必須|任意|必須回答|回答必須|複数回答可?|複数選択可?|単一回答|単一選択|いくつでも可?|1つ|ひとつ|1つだけ|1つ選択|必須項目)\s*[)\]】>〕]"
)
REMARK = re.compile(
    rf"(?:{BRACKETED_REMARK.pattern}|[*※＊]?\s*必須|[*＊])\s*$|^\s*(?:{BRACKETED_REMARK.pattern}|[*＊※])"
)
SAYS_NOTHING = re.compile(r"無回答|未回答|回答なし|回答無し|未記入|無記入|記入なし|#?n/?a")
CODES = re.compile(r"-\d+(?:\.0+)?|9+(?:\.0)?")
UNITS = (
    "人",
    "名",
    "件",
    "時間",
    "万円",
    "千円",
    "百万円",
    "億円",
    "円",
    "年",
    "%",
    "社",
    "台",
    "か月",
    "日",
)
MARKED = re.compile("[○◯〇●◎✓✔☑レv1]|true|yes|はい|選択|該当|あり|有")
NOT_MARKED = re.compile("[×✕x☐□0]|-+|false|no|いいえ|非選択|非該当|未選択|なし|無")
SURELY_NEAR = 0.5
LONGEST_NUMBER = 12  # letters of a number before a choice
NEAREST_OF = 1_000  # the most frequent answers that fit nothing: for them the nearest choice is looked for
_DASHES = re.compile(f"[{''.join(chr(sign) for sign in PRINTED_DASHES if chr(sign) != 'ー')}]")
_BETWEEN_FIGURES = re.compile(r"(?<=[\d月年代円万億千人%])[-ー](?=\d)")
_SIGNS = re.compile(rf"{WEAK}|{LOOSE}")


# --- headings -------------------------------------------------------------------------------------------------------


def plain(text: object) -> str:
    """A text as it is compared: width, case, dashes and tildes made one, without blanks."""
    written = characters.plain("" if text != text else TILDES.sub("~", str(text))).casefold()
    # Between figures a dash is a range as a tilde is: 4-6月, 3千万－1億円.
    return _BETWEEN_FIGURES.sub("~", _DASHES.sub("-", written))


class Questions:
    """Which question a heading is: its text or its id; a number before it (Q1. …) and 「（必須）」 or 「（複数回答可）」 beside it do not count.

    Of a heading over several rows (joined by _) the lowest part that is a question counts.
    """

    def __init__(self, questions: pd.DataFrame) -> None:
        ids = [str(name) for name in questions["question_id"]]
        self._bare: dict[str, str | None] = {}
        for text, name in zip(questions["text_ja"], ids, strict=True):
            bare = _bare_heading(text)
            self._bare[bare] = None if bare in self._bare else name  # two that differ in such remarks alone
        self._named = {plain(text): name for text, name in zip(questions["text_ja"], ids, strict=True)}
        self._named |= {plain(name): name for name in ids}
        several = questions[questions["kind"] == "multiple"] if "kind" in questions else questions.head(0)
        self._choices = {str(one["question_id"]): Choices(one["choices_ja"]) for _, one in several.iterrows()}

    def of(self, label: str) -> str | None:
        """The id of the question that a heading is, None where it is none."""
        for part in (label, *reversed(label.split("_"))):
            bare = _bare_heading(part)
            found = self._named.get(plain(part)) or self._named.get(bare) or self._bare.get(bare)
            if found or (found := self._bare.get(re.sub(r"^\d{1,3}(?=\D)", "", bare))):
                return found
        return None

    def choice_of(self, label: str) -> tuple[str, str] | None:
        """The question that may have several answers, and the one of them that a column is about: 受けたい業務は。［巡回］."""
        for asked, choice in _splits(label):
            name = self.of(asked)
            if name in self._choices and (one := self._choices[name].one(choice)):
                return name, one
        return None


def _splits(label: str) -> Iterator[tuple[str, str]]:
    """A heading divided in two, at each sign that may stand between a question and a choice."""
    for sign in re.finditer(r"[_\[［【(（:：／/\-\s]+", label):
        asked, choice = label[: sign.start()], label[sign.end() :]
        if asked and choice:
            yield asked, choice
            yield asked, choice.rstrip("]］】)） ")


def match_columns(labels: Sequence[str], questions: pd.DataFrame) -> dict[str, str | None]:
    """Column label → question_id, None for a column that answers no question; no question is answered twice."""
    known = Questions(questions)
    matched: dict[str, str | None] = {}
    for label in labels:
        found = known.of(label)
        matched[label] = None if found in matched.values() else found
    return matched


def _bare_heading(label: object) -> str:
    """A heading without numbers before it and remarks on how to answer."""
    bare = normal(CIRCLED.sub("", "" if label != label else str(label).strip())).casefold().strip()
    while (shorter := REMARK.sub("", _without_number(bare)).strip()) != bare:
        bare = shorter
    return plain(bare)


def _without_number(text: str) -> str:
    return NUMBERED.sub("", text)


# --- choices --------------------------------------------------------------------------------------------------------


class Choices:
    """The choices of a question as people write them, with numbers before them, other dashes and other signs between parts."""

    def __init__(self, choices: Iterable[str]) -> None:
        self.choices = list(choices)
        self._exact = {plain(choice): choice for choice in self.choices}
        self._joined: dict[str, str | None] = {}
        for choice in self.choices:
            for key in {_joined(choice), _joined(_without_number(normal(choice).casefold()))}:
                self._joined[key] = None if self._joined.get(key, choice) != choice else choice
        self._longest_run = max((2 * len(normal(one)) for one in self.choices), default=0) + LONGEST_NUMBER
        # What was looked at: answers repeat their parts.
        self._known: dict[str, str | None] = {}
        self._named: dict[str, list[str]] = {}
        self._plain = {choice: plain(choice) for choice in self.choices}
        self._matchers = {choice: SequenceMatcher(None, "", one) for choice, one in self._plain.items()}

    def one(self, written: str) -> str | None:
        """The choice a text is; None where it is none."""
        if written not in self._known:
            self._known[written] = self._looked_up(written)
        return self._known[written]

    def _looked_up(self, written: str) -> str | None:
        folded = normal(written).casefold().strip()
        for text in dict.fromkeys((written, CIRCLED.sub("", written.strip()), _without_number(folded))):
            key = plain(text)
            if found := self._exact.get(key) or self._joined.get(_SIGNS.sub("", key)):
                return found
        return None

    def several(self, written: str) -> list[str]:
        """The choices a text names, in its order, each once; what is no choice stays as written."""
        named: list[str] = []
        for part in map(str.strip, _parts(written.strip())):
            if part not in self._named:
                self._named[part] = self._of_part(part)
            named += self._named[part]
        return list(dict.fromkeys(name for name in named if name))

    def nearest(self, written: str) -> str | None:
        """The choice that a text which is none is likest: by its number, by its words; 無回答 for codes of no answer."""
        text = plain(written)
        if text.isdecimal() and 1 <= int(text) <= len(self.choices):
            return self.choices[int(text) - 1]
        if not text or CODES.fullmatch(text) or re.fullmatch("-+|ー+|なし|無し?|不明|\\?+", text):
            return BLANK
        within = [choice for choice, one in self._plain.items() if one in text]
        if len(within) == 1:
            return within[0]
        for one in self._matchers.values():
            one.set_seq1(text)
        best = max(self.choices, key=lambda choice: self._matchers[choice].ratio(), default=None)
        return best if best is not None and self._matchers[best].ratio() >= SURELY_NEAR else None

    def _of_part(self, part: str) -> list[str]:
        """The choices between two signs that always divide."""
        pieces, signs = _divided(part)
        is_short = self._end_of_longest(pieces, 0) == len(pieces)
        if is_short and (whole := self.one(part)) is not None and not self._are_all_choices(part, pieces):
            return [whole]
        named: list[str] = []
        is_open, at = False, 0  # whether the last one is no choice, and may go on
        while at < len(pieces):
            found, end = self._longest(pieces, signs, at)
            if found is None and is_open and re.fullmatch(LOOSE, signs[at - 1]):
                named[-1] += signs[at - 1] + pieces[at]
            else:
                named.append(found or pieces[at].strip())
            is_open = found is None and bool(pieces[at].strip())
            at = end
        return named

    def _are_all_choices(self, part: str, pieces: list[str]) -> bool:
        """Whether a text is one choice only if its signs are not what divides: then only the choice as it is written is one."""
        is_written_so = {
            plain(part),
            plain(_without_number(normal(part).casefold().strip())),
        } & self._exact.keys()
        return not is_written_so and len(pieces) > 1 and all(self.one(piece) for piece in pieces)

    def _longest(self, pieces: list[str], signs: list[str], at: int) -> tuple[str | None, int]:
        """The choice that the most pieces from one on make up, and the piece behind it."""
        for end in range(self._end_of_longest(pieces, at), at, -1):
            run = "".join(
                piece + sign for piece, sign in zip(pieces[at:end], [*signs[at : end - 1], ""], strict=True)
            )
            found = self.one(run)
            if found and not self._are_all_choices(run, pieces[at:end]):
                return found, end
        return None, at + 1

    def _end_of_longest(self, pieces: list[str], at: int) -> int:
        """The piece behind which nothing that begins with one can be a choice any more: it is longer than all of them."""
        letters = 0
        for end in range(at, len(pieces)):
            letters += len(pieces[end])  # half-width kana are two signs at most
            if letters > self._longest_run:
                return end
        return len(pieces)


def _divided(part: str) -> tuple[list[str], list[str]]:
    """What stands between signs, and the signs; brackets are not divided: その他（草刈り、運搬）."""
    found = [one for one in _BETWEEN.finditer(part) if one["sign"]]
    begins, ends = [0, *(one.end() for one in found)], [*(one.start() for one in found), len(part)]
    return [part[begin:end] for begin, end in zip(begins, ends, strict=True)], [one["sign"] for one in found]


def _parts(written: str) -> list[str]:
    """What stands between signs that always divide; the items of a list as services write it (["巡回","清掃"])."""
    if written.startswith('["') and written.endswith('"]'):
        return re.split(r'"\s*,\s*"', written[2:-2])
    return re.split(STRONG, written)


def _joined(text: str) -> str:
    """A choice without the signs between its parts."""
    return _SIGNS.sub("", plain(text))


def of_columns(columns: Mapping[str, pd.Series]) -> pd.Series:
    """Answers in several columns, one for each choice, in one cell each, divided by ;. columns: choice → what stands in its column.

    ○, 1, TRUE, the choice itself name it; blanks, 0, ×, FALSE do not; what is neither stays as written.
    """
    marks = {
        choice: answers.map({cell: _marked(cell, choice) for cell in answers.unique()})
        for choice, answers in columns.items()
    }
    named = zip(*marks.values(), strict=True)
    index = next(iter(columns.values())).index
    return pd.Series([";".join(filter(None, one)) for one in named], index=index, dtype="str")


def _marked(cell: str, choice: str) -> str:
    written = plain(cell)
    if says_nothing(cell) or NOT_MARKED.fullmatch(written):
        return ""
    return choice if MARKED.fullmatch(written) or Choices([choice]).one(cell) else cell


def says_nothing(cell: str) -> bool:
    """Whether an answer says that there is none."""
    return not cell or bool(SAYS_NOTHING.fullmatch(plain(cell).strip("()[]")))


def scale_point(cell: str) -> str | None:
    """The point of a scale an answer names (「5 そう思う」, 「4点」); None where it is none or names two."""
    found = re.fullmatch(r"([1-5])(?:点|\.0|[\s.:：、)(].*)?", normal(cell).strip())
    rest = normal(cell).strip()[1:].removesuffix(".0")
    return found[1] if found and not re.search(r"\d", rest) else None


# --- numbers --------------------------------------------------------------------------------------------------------


def unit_of(question: pd.Series) -> str | None:
    """The unit a question about a number asks for, the last in brackets: 「何人ですか（人）」."""
    named = re.findall(r"[(（]([^()（）]*)[)）]", str(question.get("text_ja", "")))
    return next((unit for unit in reversed(named) if unit in UNITS), None)


def numbers(answers: pd.Series, unit: str | None = None) -> pd.Series:
    """Answers as numbers of the unit (１，２００円 is 1200), null where blank, unreadable, of another unit or perhaps a code.

    Without a unit, answers in several units are not numbers of one kind: those that name one are null.
    """
    cells = answers.unique()
    named = {found[2] for cell in cells if (found := _written(cell)) and found[2]}
    if unit is None and len(named) == 1:
        (unit,) = named
    return answers.map({cell: _number(cell, unit) for cell in cells}).astype(float)


def approximate(answers: pd.Series, unit: str | None = None) -> int:
    """How many of the answers that are numbers are so by about: 約5."""
    return int(
        (numbers(answers, unit).notna() & answers.map(lambda cell: squeeze(cell).startswith("約"))).sum()
    )


def codes(answers: pd.Series) -> pd.Series:
    """Whether each answer may be a code for no answer: a negative number, or nothing but nines, without a unit."""
    return answers.map({cell: is_code(cell) for cell in answers.unique()}).astype(bool)


def is_code(cell: str) -> bool:
    """Whether an answer is a number that questionnaires use for 無回答 (-1, 9, 99 …)."""
    return bool(CODES.fullmatch(re.sub("^[△▲-]", "-", plain(cell).translate(PRINTED_DASHES))))


def _written(cell: str) -> re.Match[str] | None:
    return re.fullmatch(
        rf"(?:約)?(\+?(?:\d{{1,3}}(?:,\d{{3}})+|\d+)?\.?\d*)({'|'.join(UNITS)})?", squeeze(cell).casefold()
    )


def _number(cell: str, unit: str | None) -> float:
    written = _written(cell)
    if written is None or not re.search(r"\d", written[1]) or is_code(cell):
        return np.nan
    value, own = float(written[1].replace(",", "")), written[2]
    if own is None or own == unit or {own, unit} == {"人", "名"}:
        return value
    if own in YEN and unit in YEN:
        return value * YEN[own] / YEN[unit]
    return np.nan


# --- answers that fit nothing ---------------------------------------------------------------------------------------


def unfit(answers: pd.Series, question: pd.Series) -> pd.DataFrame:
    """Answers that fit nothing, each once, most frequent first: answer, count, nearest.

    nearest: what the answer may mean; null where nothing is near, and beyond the first NEAREST_OF.
    """
    if question["kind"] == "number":
        is_unread = numbers(answers, unit_of(question)).isna() & ~answers.map(says_nothing)
        counts = answers[is_unread].value_counts()
        nearest = [BLANK if is_code(answer) else None for answer in counts.index]
    else:
        offered = offered_by(question)
        picks = chosen(answers, question).explode().dropna()
        counts = picks[~picks.isin(offered)].value_counts()
        choices = Choices(offered)
        nearest = [choices.nearest(answer) for answer in counts.index[:NEAREST_OF]]
        nearest += [None] * (len(counts) - len(nearest))
    return pd.DataFrame({"answer": counts.index, "count": counts.to_numpy(), "nearest": nearest})


def mended(answers: pd.Series, question: pd.Series, meant: Mapping[str, str]) -> pd.Series:
    """The answers with every one that is written alike replaced: answer as `unfit` lists it → a choice, 無回答 or 数として数える."""
    if question["kind"] == "number":
        # With a sign a number is a quantity, not a code; below zero it is none in any case.
        return answers.map(
            lambda cell: {BLANK: "", COUNTS: f"+{squeeze(cell)}"}.get(meant.get(cell, ""), cell)
        )
    picks = chosen(answers, question)
    replaced = [[meant.get(pick, pick) for pick in named] for named in picks]
    return pd.Series(
        [";".join(dict.fromkeys(pick for pick in named if pick != BLANK)) for named in replaced],
        index=answers.index,
        dtype="str",
    )


def offered_by(question: pd.Series) -> list[str]:
    """What one chooses from: the choices, or 1 to 5; nothing for numbers and texts."""
    return list(SCALE) if question["kind"] == "scale" else list(question["choices_ja"])


def chosen(answers: pd.Series, question: pd.Series) -> pd.Series:
    """The list of choices each respondent named; an empty list where nothing was answered."""
    choices = Choices(offered_by(question))
    return answers.map({cell: _chosen(cell, question["kind"], choices) for cell in answers.unique()})


def _chosen(cell: str, kind: str, choices: Choices) -> list[str]:
    whole = choices.one(cell)
    if whole is None and says_nothing(cell):
        return []
    if kind == "multiple":
        return choices.several(cell)
    point = scale_point(cell) if kind == "scale" else None
    return [whole or point or cell.strip(" ;；")]
