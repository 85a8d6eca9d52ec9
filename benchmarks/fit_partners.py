"""Fit the default weights of partner candidates to groups that really exist, and say how well they find groups they have not seen.

    python benchmarks/fit_partners.py [DATABASE]        (after python -m etl build)

R-precision: for each member with n partners the share of them among its first n candidates; mean over members, then over groups.
Prints it beside two baselines, per group with that group left out of the fit; the weights for analysis/partners.py; what each part
is worth; and how well official areas (hidden from the score) of 2 to 6 municipalities are found. Groups of the same members in two
programmes count once. Writes benchmarks/results/fit_partners.json.
"""

import json
import sys
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
from scipy import optimize

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from analysis import partners  # noqa: E402
from etl.partners import features  # noqa: E402

RIDGE = 3.0
# Where the ridge pulls to: what a part weighs as long as the few real groups say nothing about it. A judgement, not a measurement.
PRIOR = {
    "proximity": 2.0,
    "functional_ties": 2.0,
    "existing_ties": 1.0,
    "facility_likeness": 1.0,
    "capacity": 0.25,
    "finance_outlook": 0.25,
}
Groups = dict[str, frozenset[str]]


def real_groups(db: duckdb.DuckDBPyConnection) -> Groups:
    """Groups of two or more municipalities by name, each set of members once."""
    rows = db.execute("""
        select any_value(group_name), list(distinct lg_code)
        from cooperation_groups
        group by group_id
        having count(*) > 1
        order by group_id desc
    """).fetchall()
    names = {frozenset(members): name for name, members in rows}
    return {name: members for members, name in names.items()}


def r_precision(known: pd.DataFrame, score: pd.Series, groups: Groups) -> pd.Series:
    """For each group the mean over its members of the share of partners among as many first candidates.

    known: features (PAIR, distance_km). score: higher is better, in the order of `known`; of equal ones the nearer office first.
    """
    places = partners.ranks(known, score, known)
    return pd.Series(
        {
            name: _hits(known, places, members) / (len(members) * (len(members) - 1))
            for name, members in groups.items()
        }
    )


def _hits(known: pd.DataFrame, places: pd.Series, members: frozenset[str]) -> int:
    """How often a member stands among the first n candidates of another, n being the number of partners."""
    among_first = known["lg_code"].isin(members) & (places < len(members))
    return known.loc[among_first, "partner_lg_code"].isin(members).sum()


def fit(parts: pd.DataFrame, groups: Groups) -> dict[str, float]:
    """Weights (sum 1) of a logistic model of "is a partner", not negative, held to PRIOR by a ridge.

    Learnt from all candidates of the groups' members; every member counts the same within its group, every group the same.
    """
    rows = [_labelled(parts, members) for members in groups.values()]
    x = np.vstack([part for part, _, _ in rows])
    y = np.concatenate([is_partner for _, is_partner, _ in rows])
    weight = np.concatenate([weight for _, _, weight in rows])
    prior = np.array([PRIOR[name] for name in partners.PARTS])

    def loss(parameters: np.ndarray) -> tuple[float, np.ndarray]:
        logit = x @ parameters[1:] + parameters[0]
        error = weight * (1 / (1 + np.exp(-logit)) - y)
        apart = parameters[1:] - prior
        likelihood = weight @ (np.logaddexp(0, logit) - y * logit)
        return likelihood + RIDGE * apart @ apart, np.r_[error.sum(), x.T @ error + 2 * RIDGE * apart]

    found = optimize.minimize(
        loss, np.r_[-3, prior], jac=True, method="L-BFGS-B", bounds=[(None, None)] + [(0, None)] * len(prior)
    )
    share = found.x[1:] / found.x[1:].sum()
    return dict(zip(partners.PARTS, share.tolist(), strict=True))


def _labelled(parts: pd.DataFrame, members: frozenset[str]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Of all candidates of a group's members: the parts, whether it is a partner (0, 1), and its weight."""
    rows = parts[parts["lg_code"].isin(members)]
    is_partner = rows["partner_lg_code"].isin(members).to_numpy(dtype=float)
    return rows[partners.PARTS].fillna(0.5).to_numpy(), is_partner, np.full(len(rows), 1 / len(members))


def left_out(known: pd.DataFrame, parts: pd.DataFrame, groups: Groups) -> pd.Series:
    """R-precision of each group with weights fitted to the others."""
    return pd.concat(
        [
            r_precision(
                known,
                partners.score(parts, fit(parts, {name: g for name, g in groups.items() if name != left})),
                {left: members},
            )
            for left, members in groups.items()
        ]
    )


def baselines(known: pd.DataFrame) -> dict[str, pd.Series]:
    """Two rankings anyone would think of first: the nearest offices; neighbours first, then the nearest offices."""
    return {
        "nearest": -known["distance_km"],
        "adjacent_first": known["is_adjacent"] * 1000.0 - known["distance_km"],
    }


def hidden_areas(db: duckdb.DuckDBPyConnection, known: pd.DataFrame) -> dict[str, dict]:
    """For each official grouping how well its areas of 2 to 6 municipalities are found when the score does not see it; areas within a
    prefecture and across a border apart as well."""
    result = {}
    for grouping in sorted(name.removeprefix("shares_") for name in partners.GROUPINGS_JA):
        areas = db.execute(
            "select group_id, list(lg_code) from groupings where grouping = ? and group_id is not null "
            "group by group_id having count(*) between 2 and 6 order by group_id",
            [grouping],
        ).fetchall()
        groups = {area: frozenset(members) for area, members in areas}
        unseen = known.assign(**{f"shares_{grouping}_strength": np.nan})
        if grouping == "jma_area":  # what 北海道's 振興局 are made from
            unseen["shares_subprefecture"] = pd.NA
        unseen = partners.parts(unseen.assign(common_partners=partners.common_partners(unseen)))
        rankings = baselines(known) | {"score": partners.score(unseen, partners.DEFAULT_WEIGHTS)}
        within = {area: len({code[:2] for code in members}) == 1 for area, members in groups.items()}
        result[grouping] = {"areas": len(groups)} | {
            name: round(float(r_precision(known, score, groups).mean()), 3)
            for name, score in rankings.items()
        }
        for side, is_within in (("within", True), ("across", False)):
            own = {area: groups[area] for area in groups if within[area] is is_within}
            result[grouping][f"areas_{side}"] = len(own)
            result[grouping] |= {
                f"{name}_{side}": round(float(r_precision(known, score, own).mean()), 3) if own else None
                for name, score in rankings.items()
            }
    return result


def worth(known: pd.DataFrame, parts: pd.DataFrame, weights: dict[str, float], groups: Groups) -> dict:
    """Mean R-precision with each part's weight set to 0."""
    return {
        name: round(float(r_precision(known, partners.score(parts, weights | {name: 0.0}), groups).mean()), 3)
        for name in partners.PARTS
    }


def main(database: Path) -> None:
    with duckdb.connect(str(database), read_only=True) as db:
        known, groups = features(db), real_groups(db)
        areas = hidden_areas(db, known)
    parts = partners.parts(known)
    table = pd.DataFrame(
        {"members": {name: len(members) for name, members in groups.items()}}
        | {name: r_precision(known, score, groups) for name, score in baselines(known).items()}
        | {"left_out": left_out(known, parts, groups)}
        | {"default": r_precision(known, partners.score(parts, partners.DEFAULT_WEIGHTS), groups)}
    )
    weights = fit(parts, groups)
    means = table.drop(columns="members").mean().round(3).to_dict()
    without = worth(known, parts, weights, groups)
    print(f"{table.round(2).to_string()}\n\nmean over {len(groups)} groups: {means}")
    print("\nweights:", {name: round(weight, 3) for name, weight in weights.items()})
    print("mean without one part:", without)
    print("\nofficial areas, hidden from the score:\n" + pd.DataFrame(areas).T.to_string())
    results = ROOT / "benchmarks" / "results"
    results.mkdir(exist_ok=True)
    (results / "fit_partners.json").write_text(
        json.dumps(
            {
                "groups": table.round(3).reset_index(names="group").to_dict("records"),
                "mean": means,
                "weights": weights,
                "mean_without_part": without,
                "hidden_areas": areas,
            },
            ensure_ascii=False,
            indent=1,
        ),
        "utf-8",
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "data" / "dashboard.duckdb")
