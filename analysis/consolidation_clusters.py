"""Three bridges and more that pairs hold together: who is in each cluster, and what is known of it as a whole.

A cluster is a chain of close pairs: its ends may stand farther apart than the distance asked for, and over different rivers.
"""

import pandas as pd

from analysis.consolidation_options import Assumed, yen_of_areas

MEMBER = (
    "bridge_id", "bridge_name", "route_name", "manager_ja", "municipality_name", "built_fiscal_year", "length_m", "width_m",
    "soundness_category", "area_m2", "longitude", "latitude",
)  # fmt: skip


def members(pairs: pd.DataFrame, clusters: pd.DataFrame) -> pd.DataFrame:
    """Every bridge of every cluster: cluster, row, and MEMBER's columns, by cluster and the place in the ledgers.

    pairs: as consolidation_options.with_detours; clusters: as consolidation.clusters of the same pairs.
    """
    sides = [
        pairs[[f"{side}_{name}" for name in ("row", *MEMBER)]].set_axis(["row", *MEMBER], axis=1)
        for side in ("first", "second")
    ]
    known = pd.concat(sides, ignore_index=True).drop_duplicates("row")
    return clusters.merge(known, on="row", how="inner", validate="one_to_one")


def table(own: pd.DataFrame, numbers: Assumed) -> pd.DataFrame:
    """One row per cluster, in its order: bridges, managers, same_manager, municipalities, length_m (sum of what is known), oldest and
    unknown_built, worst and unrated, unsound (Ⅲ and Ⅳ), without_area, and costs in yen as low, base and high: repair_* (the unsound ones)
    and renewal_* (all removed and built anew as they are), without those whose area is unknown; blank where none is known.

    own: as `members`.
    """
    is_unsound = own["soundness_category"].ge(3).fillna(False).astype(bool)
    known = own.assign(
        is_unsound=is_unsound,
        unsound_m2=own["area_m2"].where(is_unsound, 0.0),
        name=own["bridge_name"].map(_name),
        no_year=own["built_fiscal_year"].isna(),
        no_rating=own["soundness_category"].isna(),
        no_area=own["area_m2"].isna(),
    )
    groups = known.groupby("cluster")
    found = groups.agg(
        bridges=("row", "size"),
        manager_count=("manager_ja", "nunique"),
        members=("name", "、".join),
        oldest=("built_fiscal_year", "min"),
        unknown_built=("no_year", "sum"),
        worst=("soundness_category", "max"),
        unrated=("no_rating", "sum"),
        unsound=("is_unsound", "sum"),
        without_area=("no_area", "sum"),
    ).assign(
        managers=_once(known, "manager_ja"),
        municipalities=_once(known, "municipality_name"),
        length_m=groups["length_m"].sum(min_count=1),
    )
    area = groups["area_m2"].sum(min_count=1)
    unsound = groups["unsound_m2"].sum(min_count=1)
    is_blank = known["is_unsound"] & known["area_m2"].isna()
    unsound = unsound.mask(
        (unsound == 0) & is_blank.groupby(known["cluster"]).any()
    )  # there are some, and of none the size
    for name, areas in (("repair", {"repair": unsound}), ("renewal", {"removal": area, "renewal": area})):
        found = found.join(yen_of_areas(areas, numbers).add_prefix(f"{name}_"))
    return found.reset_index()


def _once(known: pd.DataFrame, column: str) -> pd.Series:
    """The texts of a column that each cluster has, each once, in their order."""
    own = known[["cluster", column]].dropna().drop_duplicates()
    return own.groupby("cluster")[column].agg("・".join)


def _name(name: object) -> str:
    """Bridges of one name, and those without one, stand as often as they are."""
    return name if isinstance(name, str) and name.strip() else "名前の記載なし"
