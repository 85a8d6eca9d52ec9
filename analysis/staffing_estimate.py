"""Technical staff (技術系職員 = 土木技師 + 建築技師) where no count is published: probabilities and intervals, never a count.

The model and what settles it: staffing_model. With every further count the data outweigh the priors; the same code fits a whole
national table. How far the estimate can be trusted: estimate_validation.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis import staff_distribution, staffing_model
from analysis.staffing_model import Share

SUREST = 0.999  # no estimate is surer than this; the model does not know what it leaves out
FEW = 5
LOW, HIGH = 0.1, 0.9


@dataclass(frozen=True)
class Estimate:
    """What is estimated.

    table: one row per municipality with staff: lg_code, zero_probability, five_or_fewer_probability, expected (the mean,
    people), median, low, high (80 % interval, people), is_counted (a count is known, so the count is to be shown instead). reached: the published shares as the
    model has them, counts and estimates together, in their order. parameters: name → median of the draws.
    """

    table: pd.DataFrame
    reached: list[float]
    parameters: pd.Series


def estimate(covariates: pd.DataFrame, counts: pd.DataFrame, shares: Sequence[Share]) -> Estimate:
    """The technical staff of every municipality that has general administration staff.

    covariates: lg_code, staffing_model.LOGS, kind (KINDS); a missing covariate is taken as the median, a missing staff number leaves
    the place out. counts: lg_code, civil_engineers, technical_staff (missing where not known), at most one row per municipality.
    """
    data = staffing_model.data(covariates, counts, shares)
    draws = staffing_model.draw(data)
    zero, few = (draws.at_most(limit).clip(1 - SUREST, SUREST) for limit in (0, FEW))
    mean, no_post, _ = predicted = draws.predicted()
    low, median, high = (staff_distribution.quantile(level, *predicted) for level in (LOW, 0.5, HIGH))
    table = pd.DataFrame(
        {
            "lg_code": data.lg_code,
            "zero_probability": zero,
            "five_or_fewer_probability": few,
            "expected": ((1 - no_post) * mean).mean(axis=0),
            "median": median,
            "low": low,
            "high": high,
            "is_counted": np.isin(np.arange(len(zero)), data.counted),
        }
    )
    typical = pd.Series(
        np.median(draws.parameters, axis=0)[: len(staffing_model.NAMES)], staffing_model.NAMES
    )
    return Estimate(table, staffing_model.reached(data, draws), typical)
