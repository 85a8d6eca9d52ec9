"""Which legal form of joint work fits, and how far comprehensive outsourcing has come: rules read off the comparison tables."""

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd


@dataclass(frozen=True)
class Rule:
    """A form fits an answer when its value in `column` is one of `accepted`; said either way."""

    column: str
    accepted: tuple[str | bool, ...]
    fits_ja: str
    misses_ja: str


@dataclass(frozen=True)
class Question:
    """One thing to decide: answer → its text and its rule (None: it does not matter)."""

    text_ja: str
    answers: Mapping[str, tuple[str, Rule | None]]


UNDECIDED: Mapping[str, tuple[str, Rule | None]] = {"undecided": ("まだ決めていない", None)}
QUESTIONS: Mapping[str, Question] = {
    "purpose": Question(
        "まず何を一緒にしますか",
        {
            "policy": (
                "連携の方針と役割分担の約束",
                Rule("purpose", ("policy",), "方針と役割分担を定める制度", "方針ではなく事務そのものの制度"),
            ),
            "execution": (
                "事務の執行",
                Rule("purpose", ("execution",), "事務を執行する制度", "事務の執行が主ではない制度"),
            ),
            "organ": (
                "審査会などの機関や、専門の部署",
                Rule("purpose", ("organ",), "機関を共同で置く制度", "機関を置くための制度ではない"),
            ),
            **UNDECIDED,
        },
    ),
    "authority": Question(
        "執行する権限をどこに置きますか",
        {
            "own": (
                "自分の団体に残す",
                Rule(
                    "authority",
                    ("each_body", "requester"),
                    "権限や名義が自分の団体に残る",
                    "権限が自分の団体に残らない",
                ),
            ),
            "provider": (
                "相手の団体に移す",
                Rule(
                    "authority",
                    ("provider",),
                    "権限が受ける側に移り、責任が一元化される",
                    "権限は相手に移らない",
                ),
            ),
            "new_body": (
                "新しい共同の団体に移す",
                Rule("authority", ("new_body",), "共同の団体が自分の執行機関で行う", "共同の団体はできない"),
            ),
            "agreement": (
                "話し合って約束で決める",
                Rule(
                    "authority",
                    ("agreement",),
                    "分担を協約で自由に決められる",
                    "権限の置き場が制度で決まっている",
                ),
            ),
            **UNDECIDED,
        },
    ),
    "doer": Question(
        "実務はだれが行いますか",
        {
            "together": (
                "参加する団体が一緒に",
                Rule(
                    "authority",
                    ("new_body", "each_body", "agreement"),
                    "参加する団体が一緒に行える",
                    "ほかの団体に頼む制度",
                ),
            ),
            "other": (
                "体制のある団体に頼む",
                Rule(
                    "authority", ("provider", "requester"), "体制のある団体に実務を頼める", "頼む制度ではない"
                ),
            ),
            **UNDECIDED,
        },
    ),
    "property": Question(
        "施設や機材を共同で持ちますか",
        {
            "yes": (
                "持つ",
                Rule("holds_property", (True,), "法人格があり、財産を持てる", "法人格がなく、財産を持てない"),
            ),
            "no": (
                "持たない",
                Rule("has_legal_person", (False,), "法人を設立せずに始められる", "法人の設立が要る"),
            ),
            **UNDECIDED,
        },
    ),
    "powers": Question(
        "国や県から権限を直接受けたいですか",
        {
            "yes": (
                "受けたい",
                Rule(
                    "takes_powers_directly",
                    (True,),
                    "国や県から権限を直接受けられる",
                    "国や県から権限を直接は受けられない",
                ),
            ),
            "no": ("受けなくてよい", None),
            **UNDECIDED,
        },
    ),
}


def fitting(schemes: pd.DataFrame, answers: Mapping[str, str], most: int = 3) -> pd.DataFrame:
    """The two or three (at most `most`) forms that fit the answers best, with what speaks for and against each.

    answers: question → answer; questions left out do not matter. Forms that meet no rule are never named, and a third only when it
    fits as well as the second. Columns: those of `schemes` and fits (rules met), reasons, objections (lists of Japanese texts).
    Empty when no answer decides anything. Raises KeyError for an unknown question or answer.
    """
    rules = [rule for name, answer in answers.items() if (rule := QUESTIONS[name].answers[answer][1])]
    if not rules:
        return schemes.iloc[0:0].assign(fits=[], reasons=[], objections=[])
    rows = [row for _, row in schemes.iterrows()]
    met = [[rule.fits_ja for rule in rules if row[rule.column] in rule.accepted] for row in rows]
    missed = [[rule.misses_ja for rule in rules if row[rule.column] not in rule.accepted] for row in rows]
    judged = schemes.assign(
        reasons=pd.Series(met, schemes.index, dtype=object),
        objections=pd.Series(missed, schemes.index, dtype=object),
    )
    judged["fits"] = judged["reasons"].map(len)
    ranked: pd.DataFrame = judged[judged["fits"] > 0].sort_values("fits", ascending=False, kind="stable")
    second = ranked["fits"].iloc[:2].min()
    is_near: pd.Series = ranked["fits"] >= second
    return ranked[is_near].head(most).reset_index(drop=True)


def gaps(ladder: pd.DataFrame, today: Mapping[str, int], aim: Mapping[str, int]) -> pd.DataFrame:
    """What lies between today and the aim, the longest way first, equal ways in the ladder's order.

    ladder: dimension_id, dimension_ja, display_order, level, level_ja. today, aim: dimension → level. Only dimensions whose aim
    is above today are listed: dimension_id, dimension_ja, today_ja, next_ja (the next level), aim_ja, levels (how many up).
    Raises KeyError when a dimension or level is not on the ladder.
    """
    named = ladder.set_index(["dimension_id", "level"])["level_ja"].to_dict()
    rows = []
    for one in ladder.drop_duplicates("dimension_id").sort_values("display_order").to_dict("records"):
        dimension = one["dimension_id"]
        now, then = today[dimension], aim[dimension]
        if then > now:
            rows.append(
                {
                    "dimension_id": dimension,
                    "dimension_ja": one["dimension_ja"],
                    "today_ja": named[dimension, now],
                    "next_ja": named[dimension, now + 1],
                    "aim_ja": named[dimension, then],
                    "levels": then - now,
                }
            )
    columns = ["dimension_id", "dimension_ja", "today_ja", "next_ja", "aim_ja", "levels"]
    return pd.DataFrame(rows, columns=columns).sort_values("levels", ascending=False, kind="stable")
