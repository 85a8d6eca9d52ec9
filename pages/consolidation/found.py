"""The list as the page works it out: pairs of a prefecture, narrowed, with detours, options, signs and costs."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import pandas as pd

from analysis import consolidation, consolidation_clusters, consolidation_options
from analysis.consolidation_options import Assumed
from dashboard.runtime.cache import cached
from pages.consolidation import choices, queries
from pages.consolidation.choices import Choice


@dataclass(frozen=True)
class Found:
    """pairs: as consolidation_options.with_detours, with `code` and `signs` (how many hold), in the order shown; held, listed,
    signs: as consolidation_options gives them, a row per pair. clusters, groups: their bridges, and a row per cluster as
    consolidation_clusters.table. close: pairs before they were narrowed. doubled: left out as one bridge in two
    ledgers. year: the fiscal year in which ages are counted."""

    pairs: pd.DataFrame
    listed: pd.DataFrame
    signs: pd.DataFrame
    clusters: pd.DataFrame
    groups: pd.DataFrame
    close: int
    doubled: int
    year: int


def fiscal_year(bridges: pd.DataFrame) -> int:
    """The fiscal year of the newest ledger of the place itself."""
    own = bridges.loc[bridges["is_inside"], "as_of"].dropna()
    return int((own.max() - pd.DateOffset(months=3)).year)


@cached
def of_ledgers(
    prefecture_code: str,
    choice: Choice,
    numbers: Mapping[str, tuple[float, float, float]],
    lg_code: str | None,
) -> Found:
    """`find` where a reader has brought nothing: every reader who chooses the same sees the same, and thousands of bridges take long.
    numbers: of Assumed. Raises consolidation.TooMany."""
    return find(queries.ledgers(prefecture_code).bridges, choice, Assumed(numbers), lg_code)


def find(bridges: pd.DataFrame, choice: Choice, numbers: Assumed, lg_code: str | None) -> Found:
    """The list of a prefecture, or of one of its municipalities. bridges: as queries.ledgers, with notes a reader brought. Raises
    consolidation.TooMany."""
    pairs, doubled = consolidation.pairs(bridges, choice.metres)
    year = fiscal_year(bridges)
    known = consolidation_options.with_detours(pairs, numbers, year)
    signs = consolidation_options.signs(known, numbers)
    near = known["first_is_inside"] | known["second_is_inside"]
    kept = choices.keep(known, signs, choice, lg_code)
    known = known[kept].assign(signs=signs[kept].sum(axis=1))
    known = known.sort_values(["signs", "distance_m"], ascending=[False, True], kind="stable")
    codes = [
        choices.code(*ids) for ids in zip(known["first_bridge_id"], known["second_bridge_id"], strict=True)
    ]
    known = known.assign(code=codes).drop_duplicates("code")
    return judged(
        Found(
            known.reset_index(drop=True),
            pd.DataFrame(),
            signs.loc[known.index].reset_index(drop=True),
            consolidation.clusters(known),
            pd.DataFrame(),
            int(near.sum()),
            doubled,
            year,
        ),
        numbers,
    )


def judged(found: Found, numbers: Assumed, networks: pd.DataFrame | None = None) -> Found:
    """The list with the options that the rules list, with detours along a reader's roads where there are any."""
    pairs = consolidation_options.with_detours(found.pairs, numbers, found.year, networks)
    held = consolidation_options.held_rules(pairs, numbers)
    listed = consolidation_options.options(held)
    groups = found.clusters
    if len(groups):
        groups = consolidation_clusters.table(consolidation_clusters.members(pairs, groups), numbers)
    return replace(found, pairs=pairs, listed=listed, groups=groups)
