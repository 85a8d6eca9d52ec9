"""Where a municipality has no technical staff and no neighbour that could help, the prefecture would have to: who, and how much.

Counts come before estimates: where engineers are counted, the count decides; else the estimated probabilities do.
"""

import pandas as pd

NONE_LIKELY = 0.5  # estimated probability from which a municipality is taken to have no technical staff
CAPABLE_STAFF = 6  # technical staff from which a partner can lend a hand: more than 国土交通省's 「5人以下」
CAPABLE_LIKELY = 0.5  # estimated probability of fewer up to which a partner is taken to have them
NEAR_KM = 40  # between offices; within a day's work there and back
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


def capable_partners(candidates: pd.DataFrame, places: pd.DataFrame) -> pd.DataFrame:
    """The candidates within NEAR_KM that are capable, as they stand.

    candidates: lg_code, partner_lg_code, distance_km. places: lg_code and the columns of `is_capable`.
    """
    capable = set(places.loc[is_capable(places).fillna(False).astype(bool), "lg_code"])
    return candidates[(candidates["distance_km"] <= NEAR_KM) & candidates["partner_lg_code"].isin(capable)]


def assess(candidates: pd.DataFrame, places: pd.DataFrame) -> pd.DataFrame:
    """The places with has_no_engineers, capable_partners (how many) and needs_support: no engineers, and no capable partner.

    candidates: of all municipalities, as `capable_partners` takes them. places: lg_code and the columns of `has_no_engineers` and
    `is_capable`.
    """
    number = capable_partners(candidates, places).groupby("lg_code").size()
    table = places.assign(
        has_no_engineers=has_no_engineers(places),
        capable_partners=places["lg_code"].map(number).fillna(0).astype(int),
    )
    without_engineers = table["has_no_engineers"].fillna(False).astype(bool)
    return table.assign(needs_support=without_engineers & (table["capable_partners"] == 0))


def load(places: pd.DataFrame) -> pd.Series:
    """What looking after these places means: municipalities, the sums of LOAD, and bridges_unknown (places without inspection
    results, which the sums of bridges lack)."""
    sums = places[LOAD].sum()
    sums["municipalities"] = len(places)
    sums["bridges_unknown"] = places["bridges_managed"].isna().sum()
    return sums


def by_prefecture(assessed: pd.DataFrame, together: pd.DataFrame) -> pd.DataFrame:
    """One row per prefecture: `load` of the places that need support, without_engineers (how many are without), and own_bridges.

    assessed: from `assess`, with prefecture_code and LOAD. together: prefecture_code and bridges_managed of the prefecture and its
    municipalities together. own_bridges is their difference: what the prefecture itself manages; too high by the bridges of
    municipalities without inspection results (`unknown_in_prefecture`). bridges_beside_own: bridges to support ÷ own_bridges.
    """
    rows = []
    whole = together.set_index("prefecture_code")["bridges_managed"]
    for code, places in assessed.groupby("prefecture_code"):
        own = whole.get(code, float("nan")) - places["bridges_managed"].sum()
        supported = load(places[places["needs_support"]])
        rows.append(
            {
                "prefecture_code": code,
                "of_municipalities": len(places),
                "without_engineers": int(places["has_no_engineers"].fillna(False).astype(bool).sum()),
                **supported,
                "own_bridges": own,
                "unknown_in_prefecture": int(places["bridges_managed"].isna().sum()),
                "bridges_beside_own": supported["bridges_managed"] / own if own > 0 else float("nan"),
            }
        )
    return pd.DataFrame(rows)


def _known(places: pd.DataFrame, name: str) -> pd.Series:
    return places[name].astype("Float64")
