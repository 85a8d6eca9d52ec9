"""Which slides a briefing has, in which order, and which are left out until the reader takes them in."""

from collections.abc import Callable, Iterable
from dataclasses import replace

from dashboard.exports.slide_model import Slide
from pages.briefing.scope import Scope
from pages.briefing.slides import proposal
from pages.briefing.slides.ahead import ahead
from pages.briefing.slides.background import history, next_steps
from pages.briefing.slides.burden import burden_distribution, burden_map
from pages.briefing.slides.condition import action_needed, fifty_years
from pages.briefing.slides.cover import cover
from pages.briefing.slides.neighbours import cases, partners
from pages.briefing.slides.outlook import money, population
from pages.briefing.slides.ranking import both_heavy, comparison, members
from pages.briefing.slides.staff import engineers, staff_decline, technical_classes

SLIDES: dict[str, Callable[[Scope], Slide | None]] = {
    "cover": cover,
    "decline": staff_decline,
    "classes": technical_classes,
    "engineers": engineers,
    "map": burden_map,
    "distribution": burden_distribution,
    "action": action_needed,
    "fifty": fifty_years,
    "money": money,
    "population": population,
    "ahead": ahead,
    "worst": both_heavy,
    "compare": comparison,
    "members": members,
    "partners": partners,
    "cases": cases,
    "history": history,
    "next": next_steps,
}
NAMES_JA = {
    "cover": "表紙と規模",
    "decline": "職員の減少（全国）",
    "classes": "技術系職員の階級（全国）",
    "engineers": "技術職員",
    "map": "職員当たりの橋の地図",
    "distribution": "全国の中の位置",
    "action": "判定区分Ⅲ・Ⅳの橋",
    "fifty": "建設後50年以上（全国）",
    "money": "土木費",
    "population": "人口の見通し",
    "ahead": "2030・2035・2045年の見通し",
    "worst": "どちらも重い市区町村",
    "compare": "県・全国との比較",
    "members": "構成団体",
    "partners": "連携候補",
    "cases": "事例",
    "history": "国の動き",
    "next": "次の一歩と窓口",
}
_MIDDLE = ["map", "distribution", "action", "fifty", "money", "population", "ahead"]
ORDER = {
    "nation": ["cover", "decline", "classes", *_MIDDLE, "worst", "cases", "history", "next"],
    "pref": [
        "cover", "decline", "classes", "engineers", *_MIDDLE, "worst", "partners", "cases", "history", "next",
    ],
    "muni": ["cover", "decline", "classes", "engineers", "compare", *_MIDDLE, "worst", "partners", "cases", "history", "next"],
    "group": ["cover", "members", "decline", "classes", "engineers", *_MIDDLE, "worst", "partners", "cases", "history", "next"],
}  # fmt: skip
# Twelve slides, as far as there is something to say.
LEFT_OUT = {
    "nation": {"distribution", "population"},
    "pref": {"decline", "distribution", "history", "population"},
    "muni": {"decline", "distribution", "worst", "fifty", "history", "population"},
    "group": {"decline", "classes", "distribution", "worst", "history", "population"},
}


def deck(scope: Scope) -> list[Slide]:
    """Every slide that can be made of the scope, in the usual order; what is not known of a place has no slide."""
    slides = [(slide_id, SLIDES[slide_id](scope)) for slide_id in ORDER[scope.kind]]
    return [replace(slide, slide_id=slide_id) for slide_id, slide in slides if slide is not None]


def usual(scope: Scope) -> list[str]:
    """The slides of a deck when the reader has chosen none."""
    return [slide_id for slide_id in ORDER[scope.kind] if slide_id not in LEFT_OUT[scope.kind]]


def with_proposal(usual: list[str], last: Iterable[str]) -> list[str]:
    """The usual slides with those of a scenario before the cases, and `last` at the end."""
    at = usual.index("cases") if "cases" in usual else len(usual)
    return [*usual[:at], *proposal.IDS, *usual[at:], *last]
