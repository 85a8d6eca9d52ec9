"""What the draft of the policy can say by itself of the places or the scenario chosen, item by item, and what is left to decide."""

import pandas as pd

from analysis import schemes as choice
from dashboard import queries
from dashboard.runtime import place
from dashboard.shared.scenarios import Held
from pages import scenarios
from pages.steps.form import ITEMS

MOST_GROUPS = 20  # named one by one
MARK = "（公表値・推計から作った案）"


def answers(held: Held) -> dict[str, str]:
    """Item → what the data say of it; only items of which they say something."""
    effect = scenarios.effect_ja(held)
    found = {
        "名称": f"{held.scenario.name}（仮称）",
        "現状と課題": "".join(one for one in scenarios.sentences(held)[1:] if one != effect),
        "対象の区域": _area(held),
        "対象の分野と施設": _assets(held.grouped),
        "連携の形": _form(held),
        "期待する効果": effect,
    }
    return {item: text for item, text in found.items() if text}


def merged(written: dict[str, str], suggested: dict[str, str]) -> tuple[dict[str, str], set[str]]:
    """What was written, else what is suggested, of every item; and which are suggested."""
    taken = {item for item in ITEMS if not written.get(item) and suggested.get(item)}
    return {item: written.get(item) or suggested.get(item, "") for item in ITEMS}, taken


def undecided(answers: dict[str, str]) -> pd.DataFrame:
    """The items nothing is said of, with what is to be written: 項目, 書くこと."""
    rows = [(item, hint) for item, hint in ITEMS.items() if not answers.get(item)]
    return pd.DataFrame(rows, columns=["項目", "書くこと"])


def _area(held: Held) -> str:
    one, towns = held.scenario, held.facts["municipality_name"].to_dict()
    lines = [
        f"{name}：{'・'.join(towns[code] for code in group.members)}"
        for name, group in zip(held.names, one.groups, strict=True)
    ]
    more = len(lines) - MOST_GROUPS
    parts = [*lines[:MOST_GROUPS], f"ほか{more}群" if more > 0 else "", held.left_out_ja]
    return "".join(f"{part}。" for part in parts if part)


def _assets(facts: pd.DataFrame) -> str:
    """What they manage together, as far as it is published."""
    parts = []
    if facts["bridges_managed"].notna().any():
        parts.append(
            f"橋 {facts['bridges_managed'].sum():,.0f}橋（うち判定区分Ⅲ・Ⅳ {facts['bridges_action_needed'].sum():,.0f}橋）"
        )
    if facts["road_km"].notna().any():
        parts.append(f"市町村道 {facts['road_km'].sum():,.0f}km")
    return f"道路と橋（{'、'.join(parts)}）。ほかの分野は、庁内の台帳で確かめます。" if parts else ""


def _form(held: Held) -> str:
    one = held.scenario
    several = sum(len(group.members) > 1 for group in one.groups)
    alone = len(one.groups) - several
    centres = held.facts.loc[held.figures["centre"], "municipality_name"]
    form = f"市区町村どうしの水平連携（{several}群）" if several else "単独"
    more = f"、1団体だけの群 {alone}" if several and alone else ""
    hubs = f"{form}{more}。拠点の案は{'・'.join(centres[:MOST_GROUPS])}。"
    if schemes := _schemes():
        return f"{hubs}使う制度の候補は{'・'.join(schemes)}（「制度と契約」で選んだ条件から）。代表の団体は、これから決めます。"
    return f"{hubs}使う制度（「制度と契約」で候補を選べます）と代表の団体は、これから決めます。"


def _schemes() -> list[str]:
    """The legal forms that fit what the reader has answered on 制度と契約; nothing where nothing was."""
    answers = {name: place.stated(name)[0] for name in choice.QUESTIONS if place.stated(name)}
    known = {name: code for name, code in answers.items() if code in choice.QUESTIONS[name].answers}
    return list(choice.fitting(queries.schemes(), known)["scheme_name"]) if known else []
