"""The questionnaire as a form, the answer sheet that follows from it, and invented answers to try it with."""

import re

import numpy as np
import pandas as pd

from analysis import survey_reading
from dashboard.forms.declaration import Column, Form

TOOL, TITLE = "survey", "アンケート"
KINDS = {
    "single": "1つ選ぶ",
    "multiple": "いくつでも選ぶ",
    "scale": "5段階",
    "number": "数",
    "text": "文章",
}
KIND_CODES = {label: code for code, label in KINDS.items()}
AUDIENCES = {"contractor": "事業者", "department": "ほかの部署・自治体", "resident": "住民"}
PURPOSES = {
    "current": "現状",
    "intention": "参加の意向",
    "capacity": "受けられる量・役割",
    "resources": "人と機械",
    "worries": "不安・気になること",
    "conditions": "条件",
    "joint_venture": "共同企業体・組合",
    "multi_year": "複数年契約",
    "performance": "性能規定",
    "benefit": "効果",
}
BETWEEN = "；"
DIVIDES = re.compile(r"[;；\n\r|｜]+")
FORM = Form(
    TOOL,
    "調査票",
    "調査票",
    (
        Column("place", "順番", "number", lowest=0, width=8, digits=1, help_ja="小さい順に並ぶ。1.5なら1と2の間。"),
        Column("text_ja", "質問", required=True, width=70),
        Column("kind", "答え方", "choice", required=True, choices=tuple(KIND_CODES), width=16),
        Column("choices", "選択肢", width=70, help_ja="「；」で区切る。1つ選ぶ・いくつでも選ぶの質問だけ。"),
        Column("question_id", "記号", width=14, help_ja="回答の列と結び付ける。空欄なら質問の文で結び付ける。"),
    ),
    note_ja="1行に1つの質問。",
)  # fmt: skip
EXAMPLE = (
    "c_intention", "c_bundle", "c_capacity", "c_staff", "c_share", "c_worries", "c_conditions", "c_jv", "c_years",
    "c_performance", "c_ideas",
)  # fmt: skip
PLACES = ("甲市", "乙町", "丙村")
IDEAS = (
    "近い現場を同じ日にまとめて回れば、移動の時間を減らせる。",
    "スマートフォンで写真と位置を送り、報告の書類を減らす。",
    "構成企業どうしで機械を融通し、閑散期に点検を進める。",
    "除草の回数を場所ごとに変え、見通しの悪い交差点を優先する。",
)


def rows_of_bank(bank: pd.DataFrame, question_ids: list[str], first: int = 1) -> pd.DataFrame:
    """Questions of the bank as rows of the questionnaire, in the order given."""
    chosen = bank.set_index("question_id", drop=False).loc[question_ids]
    return FORM.table(
        {
            "place": at,
            "text_ja": one.text_ja,
            "kind": KINDS[one.kind],
            "choices": BETWEEN.join(one.choices_ja) or None,
            "question_id": one.question_id,
        }
        for at, one in enumerate(chosen.itertuples(), start=first)
    )


def questions(rows: pd.DataFrame) -> tuple[pd.DataFrame, list[str]]:
    """The questionnaire as `analysis.survey` takes it, in order, and what is wrong with it in Japanese.

    A question without an id gets one from its position; one that offers nothing to choose, or stands twice, is left out and named.
    """
    ordered = rows.sort_values("place", kind="stable", na_position="last")
    listed, problems, taken, texts = [], [], set(), set()
    for at, row in enumerate(ordered.itertuples(), start=1):
        kind = KIND_CODES[row.kind]
        choices = [] if pd.isna(row.choices) else [part.strip() for part in DIVIDES.split(row.choices)]
        choices = list(dict.fromkeys(filter(None, choices))) if kind in ("single", "multiple") else []
        if kind in ("single", "multiple") and not choices:
            problems.append(f"「{row.text_ja}」：選択肢がありません。「；」で区切って入れてください。")
            continue
        if survey_reading.plain(row.text_ja) in texts:
            problems.append(f"「{row.text_ja}」：同じ質問が2回あります。先のものを使います。")
            continue
        question_id = f"q{at}" if pd.isna(row.question_id) or row.question_id in taken else row.question_id
        taken.add(question_id)
        texts.add(survey_reading.plain(row.text_ja))
        listed.append((question_id, row.text_ja, kind, choices))
    return pd.DataFrame(listed, columns=["question_id", "text_ja", "kind", "choices_ja"]), problems


def answer_form(asked: pd.DataFrame) -> Form:
    """The sheet on which answers are written: one row per respondent, one column per question."""
    columns = tuple(
        Column(
            one.question_id,
            f"問{at}. {one.text_ja}",
            "number" if one.kind == "number" else "text",
            choices=tuple(
                survey_reading.SCALE
                if one.kind == "scale"
                else one.choices_ja
                if one.kind == "single"
                else ()
            ),
            width=24,
            help_ja=_how(one),
        )
        for at, one in enumerate(asked.itertuples(), start=1)
    )
    invented = invented_answers(asked, 3, seed=1).rename(
        columns=dict(zip(asked["text_ja"], asked["question_id"], strict=True))
    )
    return Form(
        "answers",
        "回答",
        "回答",
        columns,
        examples=tuple(
            {key: (float(cell) if key in numbers else cell) if cell else None for key, cell in row.items()}
            for numbers in [set(asked.loc[asked["kind"] == "number", "question_id"])]
            for row in invented.to_dict("records")
        ),
        note_ja="1行に1つの回答。いくつでも選ぶ質問は「；」で区切ります。",
    )  # fmt: skip


def _how(one) -> str:
    if one.kind == "multiple":
        return f"いくつでも。「{BETWEEN}」で区切る：{BETWEEN.join(one.choices_ja)}"
    return {"single": "1つ選ぶ", "scale": "1〜5", "number": "数", "text": "文章"}[one.kind]


def service_table(asked: pd.DataFrame) -> pd.DataFrame:
    """The questionnaire with one column per choice, as services that make web forms take it in."""
    most = max((len(survey_reading.offered_by(one)) for _, one in asked.iterrows()), default=0)
    rows = []
    for at, (_, one) in enumerate(asked.iterrows(), start=1):
        offered = survey_reading.offered_by(one)
        choices = {
            f"選択肢{number + 1}": offered[number] if number < len(offered) else "" for number in range(most)
        }
        rows.append(
            {"番号": at, "質問": one["text_ja"], "種類": KINDS[one["kind"]], "必須": "いいえ", **choices}
        )
    return pd.DataFrame(rows)  # fmt: skip


def invented_answers(asked: pd.DataFrame, count: int, seed: int) -> pd.DataFrame:
    """Answers of invented respondents in 甲市, 乙町, 丙村, as a file of a form service has them; the same for the same seed."""
    random = np.random.default_rng(seed)
    table = {"団体": random.choice(PLACES, count, p=[0.5, 0.3, 0.2])}
    for one in asked.itertuples():
        table[one.text_ja] = [_invented(one, random) for _ in range(count)]
    return pd.DataFrame(table, dtype=str)


def _invented(one, random: np.random.Generator) -> str:
    if random.random() < 0.06:
        return ""
    if one.kind == "text":
        return str(random.choice(IDEAS)) if random.random() < 0.4 else ""
    if one.kind == "number":
        return str(random.integers(10, 40))
    offered = survey_reading.SCALE if one.kind == "scale" else one.choices_ja
    if one.kind == "multiple":
        count = random.integers(1, min(4, len(offered)) + 1)
        return BETWEEN.join(offered[at] for at in sorted(random.choice(len(offered), count, replace=False)))
    weights = np.linspace(2, 1, len(offered))
    return str(random.choice(offered, p=weights / weights.sum()))
