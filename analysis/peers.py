"""Benchmark peers: places to compare oneself with. A different question from whom to team up with (analysis/partners.py).

Two lenses, kept apart: the official 類似団体 type, and the nearest on what the area is like. Staffing is left out of the second on
purpose: it would match shortage with shortage and hide what the comparison is to show.
"""

import numpy as np
import pandas as pd

# Attribute → name for readers. Each kind weighs the same, whatever its number of attributes.
KINDS = {
    "size": {"log_population": "人口", "log_area": "面積"},
    "place": {"log_density": "人口密度", "population_65_share": "65歳以上の割合"},
    "finance": {"fiscal_strength_index": "財政力指数"},
    "facilities": {"log_bridges": "橋梁の数", "road_km_per_km2": "面積当たりの道路の長さ"},
}
ATTRIBUTES = {name: label for kind in KINDS.values() for name, label in kind.items()}
WEIGHTS = pd.Series({name: 1 / len(kind) for kind in KINDS.values() for name in kind})
LIMIT = 3.0  # robust standard deviations; what lies further out counts as this far
SHOWN = 3
FIXED_TYPES = {"政令指定都市", "中核市", "施行時特例市", "特別区"}


def similar_type(municipalities: pd.DataFrame, lg_code: str) -> pd.DataFrame:
    """The other municipalities of the same official 類似団体 type, as they stand in the table; none when the type is unknown.

    municipalities: lg_code, municipality_type, similar_type. The codes of cities (Ⅰ－０ …) and of towns and villages look alike but
    are different types.
    """
    own = municipalities[municipalities["lg_code"] == lg_code].iloc[0]
    same: pd.Series = (municipalities["similar_type"] == own["similar_type"]) & (
        municipalities["lg_code"] != lg_code
    )
    if own["similar_type"] not in FIXED_TYPES:
        same &= (municipalities["municipality_type"] == "city") == (own["municipality_type"] == "city")
    return municipalities.loc[same]


def features(municipalities: pd.DataFrame) -> pd.DataFrame:
    """ATTRIBUTES of each municipality as robust z-scores (from the median, in units of the scaled median deviation, at most
    LIMIT), indexed by lg_code; null where unknown.

    municipalities: lg_code, population, area_km2, population_65_share, fiscal_strength_index, bridges_managed, road_km.
    """
    table = municipalities.set_index("lg_code")
    number = table[["population", "area_km2", "bridges_managed", "road_km"]].astype(float)
    raw = pd.DataFrame(
        {
            "log_population": _log(number["population"]),
            "log_area": _log(number["area_km2"]),
            "log_density": _log(number["population"] / number["area_km2"]),
            "population_65_share": table["population_65_share"].astype(float),
            "fiscal_strength_index": table["fiscal_strength_index"].astype(float),
            "log_bridges": np.log1p(number["bridges_managed"]),
            "road_km_per_km2": np.sqrt(number["road_km"] / number["area_km2"]),
        }
    )
    apart = raw - raw.median()
    spread = apart.abs().median() * 1.4826
    return (apart / spread.where(spread > 0)).clip(-LIMIT, LIMIT)


def nearest(features: pd.DataFrame, lg_code: str, k: int) -> pd.DataFrame:
    """The `k` municipalities most alike: lg_code, distance (0 = the same), closest and farthest (lists of SHOWN attributes in
    Japanese), nearest first.

    Distance is the root of the weighted mean square over the attributes known of both; those with none in common are left out.
    """
    apart = (features - features.loc[lg_code]).abs().drop(index=lg_code)
    weight = apart.notna() * WEIGHTS[features.columns]
    total = weight.sum(axis=1)
    squares = ((apart**2) * weight).sum(axis=1) / total.where(total > 0)
    distance = pd.Series(np.sqrt(squares), squares.index).dropna()
    first = distance.sort_values(kind="stable").head(k)
    order = [
        apart.loc[code].dropna().sort_values(kind="stable").index.map(ATTRIBUTES) for code in first.index
    ]
    return pd.DataFrame(
        {
            "lg_code": first.index,
            "distance": first.to_numpy(),
            "closest": [list(names[:SHOWN]) for names in order],
            "farthest": [list(names[::-1][:SHOWN]) for names in order],
        }
    )


def _log(values: pd.Series) -> pd.Series:
    return pd.Series(np.log(values.where(values > 0)), values.index)
