"""What to do next: candidate partners, similar cases and desks of a profile."""

import pandas as pd

from analysis import cases as likeness
from dashboard import queries
from dashboard.runtime.cache import cached
from dashboard.shared.case_words import PROGRAMMES
from pages.profile.model import Profile

FIRST = 3


def by_title(profile: Profile) -> dict[str, list[tuple[str, str]]]:
    """Candidate partners (of a municipality), cases and desks by title, each a name and a note."""
    steps = {"連携候補": partners(profile.codes[0])} if profile.kind == "muni" else {}
    title = "似た事例" if profile.kind == "muni" else "同じ都道府県が関わる事例"
    return steps | {title: similar_cases(profile), "相談先": desks(profile)}


def source_ids() -> list[str]:
    """Sources of the cases and desks."""
    return queries.sources_of("cases", "desks")


def partners(lg_code: str) -> list[tuple[str, str]]:
    """The first candidate partners of a municipality: name, and reasons for and against in a sentence or two."""
    return [
        (
            f"{row.rank}　{row.partner_name}"
            + ("" if row.partner_lg_code[:2] == lg_code[:2] else f"（{row.partner_prefecture_name}）"),
            "。".join([*row.reasons_for[:3], *row.reasons_against[:1]]) + "。",
        )
        for row in queries.first_candidates(lg_code, FIRST).itertuples()
    ]


def similar_cases(profile: Profile) -> list[tuple[str, str]]:
    """As `similar`, without ids."""
    return [(name, about) for _, name, about in similar(profile)]


def similar(profile: Profile) -> list[tuple[str, str, str]]:
    """Cases like one's own municipality with the reasons, else cases in which bodies of the same prefectures take part: id, name, note.
    A group that stands under several programmes is told once."""
    return list(_similar(profile.kind, tuple(profile.codes)))


@cached
def _similar(kind: str, codes: tuple[str, ...]) -> tuple[tuple[str, str, str], ...]:
    cases, members = queries.cases(), queries.case_members()
    names = cases.set_index("case_id")["case_name"]
    if kind == "muni":
        ranked = likeness.near(cases, members, queries.municipality_stock(), codes[0])
        found = likeness.distinct(ranked, members).head(FIRST)
        return tuple(
            (row.case_id, names[row.case_id], "、".join([*row.reasons, *_also(names, row.same_as)]))
            for row in found.itertuples()
        )
    prefectures = {code[:2] for code in codes}
    own = cases[cases["case_id"].isin(members.loc[members["lg_code"].str[:2].isin(prefectures), "case_id"])]
    found = likeness.distinct(own, members).head(FIRST)
    return tuple(
        (row.case_id, row.case_name, "、".join([PROGRAMMES[row.programme], *_also(names, row.same_as)]))
        for row in found.itertuples()
    )


def _also(names: pd.Series, same_as: list[str]) -> list[str]:
    return [f"同じ団体の別の取組：{'、'.join(names[same_as])}"] if same_as else []


def desks(profile: Profile) -> list[tuple[str, str]]:
    """Whom to ask: the desks that serve the prefectures, and the national one."""
    names = queries.prefectures().set_index("prefecture_code")["prefecture_name"]
    own = {names[code[:2]] for code in profile.codes}
    every = queries.desks()
    serves = every["prefectures_served"].map(lambda served: len(served) == 0 or bool(own & set(served)))
    return [
        (f"{desk.office_ja} {desk.section_ja}", f"{desk.phone}　{desk.mail}")
        for desk in every[serves].itertuples()
    ]
