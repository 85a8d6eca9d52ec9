"""Read the desks that advise local governments on maintenance (自治体メンテ相談窓口)."""

import re
from pathlib import Path

import pandas as pd

from etl import strict
from etl.source import Edition
from etl.strict import maybe


def _phone(cell: object) -> str:
    if not isinstance(cell, str) or not re.fullmatch(r"0\d{1,4}-\d{1,4}-\d{4}", cell):
        raise ValueError("「03-1234-5678」の形の電話番号が必要です。")
    return cell


def _mail(cell: object) -> str:
    if not isinstance(cell, str) or not re.fullmatch(r"[\w.-]+@[\w.-]+\.jp", cell):
        raise ValueError("メールアドレスが必要です。")
    return cell


FIELDS: strict.Fields = {
    "office_ja": strict.text,
    "section_ja": strict.text,
    "phone": _phone,
    "mail": _mail,
    "prefectures": strict.many_or_none(strict.prefecture),
    "note_ja": maybe(strict.text),
    **strict.DOCUMENT,
}


def read(path: Path, edition: Edition) -> pd.DataFrame:
    """One row per desk: office_ja, section_ja, phone, mail, prefectures_served (list; empty: the whole country), note_ja and the
    document."""
    desks = pd.DataFrame(strict.read_list(path, "desks", FIELDS, unique="office_ja"))
    return desks.rename(columns={"prefectures": "prefectures_served"})
