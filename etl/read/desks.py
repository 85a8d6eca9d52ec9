"""Read the desks that advise local governments on maintenance (自治体メンテ相談窓口)."""

import re
from pathlib import Path

import pandas as pd

from etl import declaration
from etl.declaration import maybe
from etl.place_fields import prefecture
from etl.source import Edition


def _phone(cell: object) -> str:
    if not isinstance(cell, str) or not re.fullmatch(r"0\d{1,4}-\d{1,4}-\d{4}", cell):
        raise ValueError("「03-1234-5678」の形の電話番号が必要です。")
    return cell


def _mail(cell: object) -> str:
    if not isinstance(cell, str) or not re.fullmatch(r"[\w.-]+@[\w.-]+\.jp", cell):
        raise ValueError("メールアドレスが必要です。")
    return cell


FIELDS: declaration.Fields = {
    "office_ja": declaration.text,
    "section_ja": declaration.text,
    "phone": _phone,
    "mail": _mail,
    "prefectures": declaration.many_or_none(prefecture),
    "note_ja": maybe(declaration.text),
    **declaration.DOCUMENT,
}


def read(path: Path, edition: Edition) -> pd.DataFrame:
    """One row per desk: office_ja, section_ja, phone, mail, prefectures_served (list; empty: the whole country), note_ja and the
    document."""
    desks = pd.DataFrame(declaration.read_list(path, "desks", FIELDS, unique="office_ja"))
    return desks.rename(columns={"prefectures": "prefectures_served"})
