"""What a group of municipalities is called: after its most populous member, on every page and in every file."""

from collections.abc import Mapping

import pandas as pd


def group_name(members: pd.DataFrame) -> str:
    """「甲市ほか3団体」; a municipality alone by its own name, nobody by none.

    members: lg_code, municipality_name, population (null where unknown: counts least). Of equally many the lower code. The centre of
    a group (拠点) is another thing and is said separately.
    """
    if members.empty:
        return ""
    codes = members["lg_code"].to_list()
    people = members["population"].to_numpy(float, na_value=-1.0)
    at = min(range(len(codes)), key=lambda one: (-people[one], codes[one]))
    first = str(members["municipality_name"].iloc[at])
    others = len(set(codes)) - 1
    return f"{first}ほか{others}団体" if others else first


def group_names(members: pd.DataFrame, group_of: Mapping[str, str] | pd.Series) -> pd.Series:
    """The name of each group, by what `group_of` (lg_code → group) calls it; two that would bear one name with their prefectures.

    members: as `group_name` takes them, with prefecture_name.
    """
    by_group = members.assign(group=members["lg_code"].map(group_of)).dropna(subset="group").groupby("group")
    names = pd.Series({group: group_name(own) for group, own in by_group}, dtype=object)
    where = pd.Series(
        {group: "・".join(own["prefecture_name"].unique()) for group, own in by_group}, dtype=object
    )
    return names.mask(names.duplicated(keep=False), names + "（" + where + "）")
