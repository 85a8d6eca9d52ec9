"""Read the legal forms of joint work, compared point by point."""

from pathlib import Path

import pandas as pd

from etl import declaration
from etl.source import Edition

AUTHORITIES = ("new_body", "agreement", "each_body", "provider", "requester")
PURPOSES = ("execution", "policy", "organ")
FIELDS: declaration.Fields = {
    "id": declaration.text,
    "name_ja": declaration.text,
    "law_ja": declaration.text,
    "has_legal_person": declaration.flag,
    "holds_property": declaration.flag,
    "has_own_executive": declaration.flag,
    "takes_powers_directly": declaration.flag,
    "authority": declaration.one_of(AUTHORITIES),
    "authority_ja": declaration.text,
    "responsibility_ja": declaration.text,
    "purpose": declaration.one_of(PURPOSES),
    "suits_ja": declaration.text,
    "examples_ja": declaration.many_or_none(declaration.text),
    **declaration.DOCUMENT,
}


def read(path: Path, edition: Edition) -> pd.DataFrame:
    """One row per legal form: scheme_id, scheme_name, what it has and does (true or false), who holds the power (AUTHORITIES),
    what is joined (PURPOSES), texts, examples_ja (a list, of 山口県) and the document."""
    forms = pd.DataFrame(declaration.read_list(path, "schemes", FIELDS, unique="id"))
    return forms.rename(columns={"id": "scheme_id", "name_ja": "scheme_name"})
