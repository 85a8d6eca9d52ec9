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
    known = own.assign(is_unsound=is_unsound, unsound_m2=own["area_m2"].where(is_unsound, 0.0))
    groups = known.groupby("cluster")
    found = groups.agg(
        bridges=("row", "size"),
        managers=("manager_ja", _names),
        manager_count=("manager_ja", "nunique"),
        municipalities=("municipality_name", _names),
        members=("bridge_name", _every_name),
        length_m=("length_m", lambda one: one.sum(min_count=1)),
        oldest=("built_fiscal_year", "min"),
        unknown_built=("built_fiscal_year", lambda one: int(one.isna().sum())),
        worst=("soundness_category", "max"),
        unrated=("soundness_category", lambda one: int(one.isna().sum())),
        unsound=("is_unsound", "sum"),
        without_area=("area_m2", lambda one: int(one.isna().sum())),
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


def _names(names: pd.Series) -> str:
    return "・".join(dict.fromkeys(names.dropna()))


def _every_name(names: pd.Series) -> str:
    """The names of all members; bridges of one name, and those without one, stand as often as they are."""
    return "、".join(name if isinstance(name, str) and name.strip() else "名前の記載なし" for name in names)
