"""Read the cases of joint management of infrastructure, kept by hand: one YAML file per case, named after its id."""

import re
from pathlib import Path

import pandas as pd

from etl import declaration, municipality_names
from etl.declaration import Many, maybe
from etl.place_fields import prefecture
from etl.problems import BadInput
from etl.source import Edition
from japan.characters import fold

PROGRAMMES = ("model_area", "earlier_practice", "joint_administration", "sample")
KINDS = ("vertical", "horizontal", "multi_sector", "process", "data")
SECTORS = (
    "road",
    "river",
    "park",
    "sewer",
    "farm_forest_road",
    "port_road",
    "consumer_affairs",
)
FACILITIES = ("bridge", "tunnel")
STAGES = ("done", "doing", "planned", "considered")
TEMPLATE = "TEMPLATE"  # the example beside the cases, checked like them
ROLES = ("lead", "member", "planned")
SPEAKERS = ("orderer", "contractor", "resident")
OUTCOMES = (
    "cost",
    "hours",
    "contracts",
    "bidders",
    "complaints",
    "skills",
    "work",
    "investment",
    "satisfaction",
)


def _lg_code(cell: object) -> str:
    """A code of a municipality or prefecture. Raises ValueError when there is none."""
    is_code = isinstance(cell, str) and len(cell) in (5, 6) and cell.isascii() and cell.isdigit()
    place = municipality_names.by_code(str(cell)) if is_code else None
    if place is None:
        raise ValueError(
            "実在する市区町村か都道府県の6桁の団体コードを、引用符で囲んで書いてください（合併した団体は、いまの団体のコード）。"
        )
    return place.lg_code


FIELDS: declaration.Fields = {
    "name_ja": declaration.text,
    "programme": declaration.one_of(PROGRAMMES),
    "kinds": Many(declaration.one_of(KINDS)),  # the kind the document states first
    "members": Many(
        {
            "role": declaration.one_of(ROLES),
            "lg_code": maybe(_lg_code),
            "name_ja": maybe(declaration.text),
            "every_municipality_of": maybe(prefecture),
            "note_ja": maybe(declaration.text),
        }
    ),
    "members_note_ja": maybe(declaration.text),
    "sectors": maybe(
        Many(
            {
                "sector": declaration.one_of(SECTORS),
                "is_joint": maybe(declaration.flag),  # several bodies together (true), one by itself (false)
                "note_ja": maybe(declaration.text),
            }
        ),
        [],
    ),
    "facilities": maybe(Many(declaration.one_of(FACILITIES)), []),
    "background_ja": maybe(declaration.text),
    "summary_ja": declaration.text,
    "works_ja": maybe(Many(declaration.text), []),
    "contract": maybe(
        {
            "years": maybe(declaration.whole(1, 30)),
            "form_ja": maybe(declaration.text),
            "payment_ja": maybe(declaration.text),
            "note_ja": maybe(declaration.text),
        },
        {},
    ),
    "steps": maybe(
        Many(
            {
                "fiscal_year": declaration.whole(1950, 2100),
                "stage": declaration.one_of(STAGES),
                "text_ja": declaration.text,
            }
        ),
        [],
    ),
    "numbers": maybe(
        Many(
            {
                "label_ja": declaration.text,
                "value": declaration.number,
                "unit": declaration.text,
                "is_approximate": maybe(declaration.flag, False),
                "as_of_ja": maybe(declaration.text, "時点の記載なし"),
            }
        ),
        [],
    ),
    "effects": maybe(
        Many(
            {
                "said_by": declaration.one_of(SPEAKERS),
                "outcome": declaration.one_of(OUTCOMES),
                "text_ja": declaration.text,
                "before": maybe(declaration.number),
                "after": maybe(declaration.number),
                "unit": maybe(declaration.text),
                "change_percent": maybe(declaration.number),  # −7.4: 7.4 % less than before
                "is_approximate": maybe(declaration.flag, False),
                "compared_ja": maybe(declaration.text),  # what with what
                "document": maybe(declaration.whole(1, 9), 1),  # which of the documents below, from 1
                "page_ja": declaration.text,  # where in it
            }
        ),
        [],
    ),
    "obstacles_ja": maybe(Many(declaration.text), []),
    "shared_papers_ja": maybe(Many(declaration.text), []),
    "as_of": maybe(declaration.day),
    "documents": Many(declaration.DOCUMENT),
}


def read(path: Path, edition: Edition) -> pd.DataFrame:
    """One row per case, of every file in the folder of `path`: case_id is the file's name.

    members, sectors, steps, numbers, effects and documents are lists of records. Members carry lg_code, member_ja and role
    (ROLES); steps fiscal_year, stage (STAGES) and text_ja.
    """
    cases = pd.DataFrame([_case(one) for one in sorted(path.parent.glob(f"*{path.suffix}"))])
    return cases[cases["case_id"] != TEMPLATE].reset_index(drop=True)


def _case(path: Path) -> dict[str, object]:
    if path.stem != TEMPLATE and not re.fullmatch("[a-z0-9_]+", path.stem):
        raise BadInput(
            f"{path.name}：ファイル名は英小文字・数字・下線にしてください（例：model_kaizuka.yaml）。"
        )
    case = declaration.read(path, FIELDS)
    _must_fit(case["effects"], len(case["documents"]))
    contract = case.pop("contract")
    return {
        "case_id": path.stem,
        "case_name": case.pop("name_ja"),
        "members": _members(path.name, case.pop("members")),
        "contract_years": contract.get("years"),
        "contract_ja": contract.get("form_ja"),
        "payment_ja": contract.get("payment_ja"),
        "contract_note_ja": contract.get("note_ja"),
        **{name: _plain(value) for name, value in case.items()},
    }


def _must_fit(effects: list[declaration.Record], documents: int) -> None:
    """Raise BadInput for an effect of a document there is not, or with numbers that cannot be read by themselves."""
    for one in effects:
        if one["document"] > documents:
            raise one.refusal("document", f"資料は{documents}つです。")
        if (one["before"] is None) != (one["after"] is None):
            raise one.refusal("before", "before と after は、両方書くか、どちらも書かないでください。")
        if one["before"] is not None and one["unit"] is None:
            raise one.refusal("before", "unit（単位）が必要です。")
        has_numbers = one["before"] is not None or one["change_percent"] is not None
        if has_numbers and one["compared_ja"] is None:
            raise one.refusal("outcome", "数値には、何と何を比べたか（compared_ja）が必要です。")


def _members(file: str, members: list[declaration.Record]) -> list[dict[str, object]]:
    """Each body once, with its present name; `every_municipality_of` adds those that are not listed by themselves."""
    listed: dict[str, dict[str, object]] = {}
    for member in members:
        for place in _places(file, member):
            if place.lg_code in listed and member["every_municipality_of"]:
                continue
            if place.lg_code in listed:
                raise BadInput(
                    f"{file} {member.line}行目「members」：{_full(place)}が重複しています。1つにしてください。"
                )
            listed[place.lg_code] = {
                "lg_code": place.lg_code,
                "member_ja": place.municipality_name or place.prefecture_name,
                "role": member["role"],
                "note_ja": member["note_ja"],
            }
    return list(listed.values())


def _places(file: str, member: declaration.Record) -> list[municipality_names.Place]:
    at = f"{file} {member.line}行目「members」"
    prefecture, code, name = member["every_municipality_of"], member["lg_code"], member["name_ja"]
    known = municipality_names.places()
    if prefecture and not (code or name):
        return [one for one in known.values() if one.prefecture_name == prefecture and not one.is_prefecture]
    if prefecture or not (code and name):
        raise BadInput(f"{at}：lg_code と name_ja の両方、または every_municipality_of だけが必要です。")
    place = known[code]
    own = {place.municipality_name or place.prefecture_name, _full(place)}
    if fold(name) not in {fold(one) for one in own}:
        raise BadInput(
            f"{at}：{code} は{_full(place)}です（「{name}」と書かれています）。コードか名前を直してください。"
        )
    return [place]


def _full(place: municipality_names.Place) -> str:
    return place.prefecture_name + place.municipality_name


def _plain(value: object) -> object:
    """Records as plain dicts."""
    if isinstance(value, list):
        return [_plain(entry) for entry in value]
    return dict(value) if isinstance(value, declaration.Record) else value
