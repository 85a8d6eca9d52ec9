"""Read the legal forms of joint work, compared point by point."""

from pathlib import Path

import pandas as pd

from etl import strict
from etl.source import Edition

AUTHORITIES = ("new_body", "agreement", "each_body", "provider", "requester")
PURPOSES = ("execution", "policy", "organ")
FIELDS: strict.Fields = {
    "id": strict.text,
    "name_ja": strict.text,
    "law_ja": strict.text,
    "has_legal_person": strict.flag,
    "holds_property": strict.flag,
    "has_own_executive": strict.flag,
    "takes_powers_directly": strict.flag,
    "authority": strict.one_of(AUTHORITIES),
    "authority_ja": strict.text,
    "responsibility_ja": strict.text,
    "purpose": strict.one_of(PURPOSES),
    "suits_ja": strict.text,
    "examples_ja": strict.many_or_none(strict.text),
    **strict.DOCUMENT,
}


def read(path: Path, edition: Edition) -> pd.DataFrame:
    """One row per legal form: scheme_id, scheme_name, what it has and does (true or false), who holds the power (AUTHORITIES),
    what is joined (PURPOSES), texts, examples_ja (a list, of 山口県) and the document."""
    forms = pd.DataFrame(strict.read_list(path, "schemes", FIELDS, unique="id"))
    return forms.rename(columns={"id": "scheme_id", "name_ja": "scheme_name"})
