"""Read the question bank of the survey tool."""

from pathlib import Path

import pandas as pd

from etl import declaration
from etl.declaration import maybe
from etl.problems import BadInput
from etl.source import Edition

AUDIENCES = ("contractor", "department", "resident")
PURPOSES = (
    "current", "intention", "capacity", "resources", "worries", "conditions", "joint_venture", "multi_year",
    "performance", "benefit",
)  # fmt: skip
KINDS = ("single", "multiple", "scale", "number", "text")
CHOSEN_FROM = ("single", "multiple")
FIELDS: declaration.Fields = {
    "id": declaration.text,
    "audience": declaration.one_of(AUDIENCES),
    "purpose": declaration.one_of(PURPOSES),
    "kind": declaration.one_of(KINDS),
    "text_ja": declaration.text,
    "choices_ja": maybe(declaration.Many(declaration.text), []),
    **declaration.DOCUMENT,
}


def read(path: Path, edition: Edition) -> pd.DataFrame:
    """One row per question: question_id, audience, purpose, kind, text_ja, choices_ja (list; empty unless one chooses) and the
    document its purpose comes from. Raises BadInput when choices are missing, repeated, or stand where none are offered."""
    questions = declaration.read_list(path, "questions", FIELDS, unique="id")
    for one in questions:
        place = f"{path.name} {one.line}行目「choices_ja」："
        if (one["kind"] in CHOSEN_FROM) != bool(one["choices_ja"]):
            raise BadInput(f"{place}選択肢は、kind が single か multiple の設問だけに必要です。")
        if len(set(one["choices_ja"])) < len(one["choices_ja"]):
            raise BadInput(f"{place}同じ選択肢が2回あります。1つにしてください。")
    table = pd.DataFrame(questions).rename(columns={"id": "question_id"})
    return table.assign(display_order=range(1, len(table) + 1))
