"""Of whom a briefing speaks: the nation, a prefecture, a municipality or a group of municipalities."""

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from analysis import briefing
from analysis.group_names import group_name
from dashboard import queries

HAMADORI = "07999"  # 浜通り地域: projected as one, its 13 municipalities have no projection of their own


@dataclass(frozen=True)
class Scope:
    """kind: nation, pref, muni or group. name: as the cover says it. who: the municipalities together, as a sentence says it
    (山口県の19市町). where: the place itself (山口県). kinds: what its municipalities are called (市町). facts: rows of
    queries.group_facts, those of all in outline order; own: which of them it is about; prefectures: rows of queries.prefectures."""

    kind: str
    name: str
    who: str
    where: str
    kinds: str
    facts: pd.DataFrame
    codes: tuple[str, ...]
    prefectures: pd.DataFrame

    @property
    def own(self) -> pd.DataFrame:
        """The facts of the municipalities it is about, in the order named, by lg_code."""
        return self.facts.set_index("lg_code", drop=False).loc[list(self.codes)]

    @property
    def around(self) -> pd.DataFrame:
        """The facts of all municipalities of its prefectures, by lg_code."""
        inside = self.facts["prefecture_code"].isin(self.prefectures["prefecture_code"])
        return self.facts[inside].set_index("lg_code", drop=False)

    @property
    def whose(self) -> str:
        """「山口県の市町」: the municipalities of a prefecture, else the place itself."""
        return f"{self.where}の{self.kinds}" if self.kind in ("nation", "pref") else self.where

    @property
    def region(self) -> str:
        """Its prefectures: 「山口県」, 「山口県・広島県」; 「全国」 for the nation."""
        return "・".join(self.prefectures["prefecture_name"]) if self.kind != "nation" else "全国"

    def projected_codes(self) -> list[str] | None:
        """The codes under which its population is projected; None where some of it has no projection."""
        together = _projected_together(self.facts)
        missing = set(self.codes) & together
        if not missing:
            return list(self.codes)
        return [*(set(self.codes) - together), HAMADORI] if missing == together else None


def of_nation() -> Scope:
    """All municipalities."""
    facts = queries.group_facts()
    return Scope(
        "nation",
        "全国",
        f"全国の{len(facts):,}市区町村",
        "全国",
        "市区町村",
        facts,
        tuple(facts["lg_code"]),
        queries.prefectures(),
    )


def of_prefecture(prefecture_code: str) -> Scope:
    """The municipalities of a prefecture. Raises KeyError for an unknown code."""
    row = queries.prefectures().set_index("prefecture_code", drop=False).loc[[prefecture_code]]
    facts = queries.group_facts()
    own = facts[facts["prefecture_code"] == prefecture_code]
    name, kinds = row["prefecture_name"].iloc[0], briefing.kinds_ja(own["municipality_type"])
    return Scope("pref", name, f"{name}の{len(own)}{kinds}", name, kinds, facts, tuple(own["lg_code"]), row)


def of_municipality(lg_code: str) -> Scope:
    """One municipality. Raises KeyError for an unknown code."""
    facts = queries.group_facts()
    own = facts.set_index("lg_code").loc[lg_code]
    name = own["municipality_name"]
    return Scope(
        "muni",
        f"{own['prefecture_name']} {name}",
        name,
        name,
        briefing.kinds_ja([own["municipality_type"]]),
        facts,
        (lg_code,),
        _prefectures([lg_code]),
    )


def of_group(codes: Sequence[str]) -> Scope:
    """Several municipalities as one. Raises KeyError for an unknown code."""
    facts = queries.group_facts()
    own = facts.set_index("lg_code").loc[list(codes)]
    name = group_name(own.reset_index())
    kinds = briefing.kinds_ja(own["municipality_type"])
    return Scope(
        "group",
        name,
        f"{name}（計{len(own)}{kinds}）",
        name,
        kinds,
        facts,
        tuple(codes),
        _prefectures(codes),
    )


def _prefectures(codes: Sequence[str]) -> pd.DataFrame:
    every = queries.prefectures()
    return every[every["prefecture_code"].isin({code[:2] for code in codes})]


def _projected_together(facts: pd.DataFrame) -> set[str]:
    """The municipalities projected only together."""
    projected = queries.metric_values("population_2050_index")
    missing = projected.loc[projected["value"].isna(), "lg_code"]
    return set(missing) & set(facts.loc[facts["prefecture_code"] == HAMADORI[:2], "lg_code"])
