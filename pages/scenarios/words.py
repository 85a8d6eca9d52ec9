"""A scenario in sentences, for documents: what is proposed, why, what is still open."""

import pandas as pd

from analysis import support
from dashboard.runtime.cache import cached
from dashboard.shared.scenarios import Held
from pages import effects
from pages.scenarios import sections

OPEN_POINTS = (
    "目指す姿",
    "束ねる業務と施設",
    "連携の形と代表の団体",
    "契約年数と発注の方式",
    "地元の事業者への配慮",
    "役割と費用の分担",
    "評価の方法",
    "スケジュール",
)


def sentences(held: Held) -> list[str]:
    """What is proposed, what is wanting now, how it changes, what it would bring."""
    return list(_sentences(held.code, _held=held))


@cached
def _sentences(code: str, *, _held: Held) -> tuple[str, ...]:
    held = _held
    one, facts = held.scenario, held.grouped
    groups = held.figures
    found = [proposed(held)]
    if wanting := without_engineers(facts):
        found.append(wanting)
    least = facts["general_admin_staff"].min()
    if pd.notna(least) and one.groups:
        found.append(
            f"一般行政部門の職員は、最も少ない団体で{least:,.0f}人ですが、最も少ない群では{groups['general_admin_staff'].min():,.0f}人になります（算出値）。"
        )
    bridges, action = facts["bridges_managed"].sum(), facts["bridges_action_needed"].sum()
    if bridges:
        found.append(
            f"管理する橋は合わせて{bridges:,.0f}橋、うち修繕が必要な橋（判定区分Ⅲ・Ⅳ）は{action:,.0f}橋です{_of(facts, 'bridges_managed')}。"
        )
    found += [sections.short_of_engineers(held), effect_ja(held)]
    return tuple(sentence for sentence in found if sentence)


def proposed(held: Held) -> str:
    """「長野県の77団体を18の群にまとめる案です（…）。」, and who is in none of them."""
    one = held.scenario
    left = f"{held.left_out_ja}。" if one.left_out else ""
    named = "、".join(held.names[:3]) + ("など" if len(held.names) > 3 else "")
    return f"{held.prefectures_ja}の{len(one.members)}団体を{len(one.groups)}の群（{named}）にまとめる案です。{left}"


def without_engineers(facts: pd.DataFrame) -> str:
    """How many are expected to have no technical staff, never as a count where it is none."""
    counted = facts["technical_staff"].astype(float).fillna(facts["civil_engineers"].astype(float))
    places = facts.assign(engineers=counted, zero_probability=facts["estimate_zero_probability"])
    chance = support.none_probability(places).dropna()
    if chance.empty:
        return ""
    is_counted = bool(counted.notna().all())
    expected = float(chance.sum())
    if expected < 0.5:
        return "技術系職員のいない団体は、ほとんどないと見込まれます。" if not is_counted else ""
    how = (
        f"{expected:,.0f}団体（実数）です"
        if is_counted
        else f"約{expected:,.0f}団体と見込まれます（推計、確率の合計）"
    )
    return f"{len(facts)}団体のうち、技術系職員のいない団体は{how}。"


def effect_ja(held: Held) -> str:
    """What it would bring in one sentence with its ranges; nothing where the groups have nobody."""
    return _effect_ja(held.code, _held=held)


@cached
def _effect_ja(code: str, *, _held: Held) -> str:
    found = effects.of_groups(_held.groups, _held.scenario.assumptions)
    if found is None:
        return ""
    of = found.of(str(found.coverage["group"].iloc[-1]))
    return (
        f"{effects.freed_ja(of)}、契約は{effects.span('contracts_now', of.loc['contracts_now'])}から"
        f"{effects.span('contracts_after', of.loc['contracts_after'])}になる見込みです（推計の幅、予測ではありません）。"
    )


def _of(facts: pd.DataFrame, column: str) -> str:
    known = int(facts[column].notna().sum())
    return "" if known == len(facts) else f"（{len(facts)}団体のうち{known}団体の分）"
