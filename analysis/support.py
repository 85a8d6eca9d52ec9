"""Where a municipality has no technical staff and no neighbour that could help, the prefecture would have to: who, and how much.

Counts come before estimates: where engineers are counted, the count decides; else the estimated probabilities do.
"""

import pandas as pd

NONE_LIKELY = 0.5  # estimated probability from which a municipality is taken to have no technical staff
CAPABLE_STAFF = 6  # technical staff from which a partner can lend a hand: more than 国土交通省's 「5人以下」
CAPABLE_LIKELY = 0.5  # estimated probability of fewer up to which a partner is taken to have them
NEAR_KM = 40  # by way between offices (analysis/ways.py); within a day's work there and back
LOAD = ["bridges_managed", "bridges_action_needed", "road_km"]


def has_no_engineers(places: pd.DataFrame) -> pd.Series:
    """Whether a municipality has, or is likely to have, no technical staff; null where neither count nor estimate is known.

    places: engineers (a count), zero_probability (0–1, estimated); null where unknown.
    """
    count, estimate = _known(places, "engineers"), _known(places, "zero_probability")
    return (count == 0).where(count.notna(), estimate >= NONE_LIKELY)


def is_capable(places: pd.DataFrame) -> pd.Series:
    """Whether a municipality has, or is likely to have, CAPABLE_STAFF technical staff or more; null where unknown.

    places: engineers (a count), five_or_fewer_probability (0–1, estimated); null where unknown.
    """
    count, estimate = _known(places, "engineers"), _known(places, "five_or_fewer_probability")
    return (count >= CAPABLE_STAFF).where(count.notna(), estimate <= CAPABLE_LIKELY)


def capable(places: pd.DataFrame) -> set[str]:
    """The codes of those that are capable. places: lg_code and the columns of `is_capable`."""
    return set(places.loc[is_capable(places).fillna(False).astype(bool), "lg_code"])


def capable_partners(candidates: pd.DataFrame, capable: set[str]) -> pd.DataFrame:
    """The candidates within NEAR_KM that are capable, as they stand.

    candidates: lg_code, partner_lg_code, way_km (null where longer than is worked out). capable: as `capable` gives them.
    """
    return candidates[(candidates["way_km"] <= NEAR_KM) & candidates["partner_lg_code"].isin(capable)]


def none_probability(places: pd.DataFrame) -> pd.Series:
    """The probability (0–1) of no technical staff; 0 or 1 where they are counted, null where unknown. places: as `has_no_engineers`."""
    count, estimate = _known(places, "engineers"), _known(places, "zero_probability")
    return (count == 0).astype("Float64").where(count.notna(), estimate)


def assess(candidates: pd.DataFrame, places: pd.DataFrame) -> pd.DataFrame:
    """The places with what is likely of each, and the probabilities that sums are made of.

    has_no_engineers, capable_partners (how many) and needs_support (no engineers, and no capable partner), each as likely as not;
    none_probability, and support_probability that there are neither engineers nor a partner within NEAR_KM with CAPABLE_STAFF (as if
    independent). candidates: of all municipalities, as `capable_partners` takes them. places: lg_code and the columns of
    `has_no_engineers` and `is_capable`.
    """
    number = capable_partners(candidates, capable(places)).groupby("lg_code").size()
    none = none_probability(places)
    table = places.assign(
        has_no_engineers=has_no_engineers(places),
        capable_partners=places["lg_code"].map(number).fillna(0).astype(int),
        none_probability=none,
        support_probability=none * _no_capable_partner(candidates, places),
    )
    without_engineers = table["has_no_engineers"].fillna(False).astype(bool)
    return table.assign(needs_support=without_engineers & (table["capable_partners"] == 0))


def _no_capable_partner(candidates: pd.DataFrame, places: pd.DataFrame) -> pd.Series:
    """The probability (0–1) that none of the candidates within NEAR_KM has CAPABLE_STAFF; one of whom nothing is known has not."""
    count, few = _known(places, "engineers"), _known(places, "five_or_fewer_probability")
    incapable = (count < CAPABLE_STAFF).astype("Float64").where(count.notna(), few).fillna(1)
    near = candidates[candidates["way_km"] <= NEAR_KM]
    of_partner = (
        near["partner_lg_code"]
        .map(pd.Series(incapable.to_numpy(float), places["lg_code"]))
        .astype(float)
        .fillna(1)
    )
    return places["lg_code"].map(of_partner.groupby(near["lg_code"]).prod()).fillna(1)


def load(places: pd.DataFrame) -> pd.Series:
    """What looking after these places is expected to mean: municipalities and the sums of LOAD, each place as likely as its
    support_probability; bridges_unknown (places without inspection results, which the sums of bridges lack)."""
    likely = places["support_probability"].fillna(0).astype(float)
    sums = places[LOAD].mul(likely, axis=0).sum()
    sums["municipalities"] = likely.sum()
    sums["bridges_unknown"] = (places["bridges_managed"].isna() & (likely > 0)).sum()
    return sums


def by_prefecture(assessed: pd.DataFrame, together: pd.DataFrame) -> pd.DataFrame:
    """One row per prefecture: `load`, without_engineers (how many are expected without), and own_bridges.

    assessed: from `assess`, with prefecture_code and LOAD. together: prefecture_code and bridges_managed of the prefecture and its
    municipalities together. own_bridges is their difference: what the prefecture itself manages; too high by the bridges of
    municipalities without inspection results (`unknown_in_prefecture`). bridges_beside_own: bridges to support ÷ own_bridges.
    """
    rows = []
    whole = together.set_index("prefecture_code")["bridges_managed"]
    for code, places in assessed.groupby("prefecture_code"):
        own = whole.get(code, float("nan")) - places["bridges_managed"].sum()
        supported = load(places)
        rows.append(
            {
                "prefecture_code": code,
                "of_municipalities": len(places),
                "without_engineers": float(places["none_probability"].fillna(0).sum()),
                **supported,
                "own_bridges": own,
                "unknown_in_prefecture": int(places["bridges_managed"].isna().sum()),
                "bridges_beside_own": supported["bridges_managed"] / own if own > 0 else float("nan"),
            }
        )
    return pd.DataFrame(rows)


def _known(places: pd.DataFrame, name: str) -> pd.Series:
    return places[name].astype("Float64")
