"""The zero-inflated negative binomial distribution of staff: nobody with the probability "no post", else a negative binomial count.

Arguments are arrays that broadcast against each other: mean of the negative binomial part, probability of no post, dispersion.
"""

import numpy as np
from scipy import special


def at_most_with_derivatives(limit: int, mean, no_post, dispersion) -> tuple[np.ndarray, ...]:
    """The probability of at most `limit` staff, and its derivatives by log mean, no-post logit and log dispersion."""
    log_ratio = np.log(dispersion / (dispersion + mean))
    here, digamma = np.exp(dispersion * log_ratio), 0.0
    total, by_mean, by_dispersion = np.zeros_like(mean), np.zeros_like(mean), np.zeros_like(mean)
    for count in range(limit + 1):
        if count:
            here = here * (count - 1 + dispersion) / count * mean / (dispersion + mean)
            digamma = digamma + 1 / (dispersion + count - 1)
        total += here
        by_mean += here * dispersion * (count - mean) / (dispersion + mean)
        by_dispersion += (
            here * dispersion * (digamma + log_ratio + 1 - (dispersion + count) / (dispersion + mean))
        )
    staffed = 1 - no_post
    return (
        no_post + staffed * total,
        staffed * by_mean,
        no_post * staffed * (1 - total),
        staffed * by_dispersion,
    )


def log_likelihood(counts, log_mean, no_post, log_dispersion) -> tuple[np.ndarray, ...]:
    """Of each count, with its derivatives by log mean, no-post logit and log dispersion."""
    mean, odds, dispersion = np.exp(log_mean), special.expit(no_post), np.exp(log_dispersion)
    log_ratio = np.log(dispersion / (dispersion + mean))
    log_negative_binomial = (
        special.gammaln(counts + dispersion)
        - special.gammaln(dispersion)
        - special.gammaln(counts + 1)
        + dispersion * log_ratio
        + counts * np.log(mean / (dispersion + mean))
    )
    log_staffed = special.log_expit(-no_post)
    likelihood = log_staffed + log_negative_binomial
    none = counts == 0
    likelihood[none] = np.logaddexp(likelihood[none], special.log_expit(no_post[none]))
    staffed = np.exp(log_staffed + log_negative_binomial - likelihood)  # 1 where anyone is counted
    by_mean = dispersion * (counts - mean) / (dispersion + mean)
    by_dispersion = dispersion * (
        special.digamma(counts + dispersion)
        - special.digamma(dispersion)
        + log_ratio
        + 1
        - (dispersion + counts) / (dispersion + mean)
    )
    return likelihood, staffed * by_mean, 1 - staffed - odds, staffed * by_dispersion


def probability(at_most: np.ndarray, mean, no_post, dispersion) -> np.ndarray:
    """Of at most so many staff (one number per municipality, −1 for none at all), averaged over the draws."""
    below = special.betainc(dispersion, np.maximum(at_most, 0) + 1.0, dispersion / (dispersion + mean))
    return np.where(at_most < 0, 0, (no_post + (1 - no_post) * below).mean(axis=0))


def quantile(level: float, mean, no_post, dispersion) -> np.ndarray:
    """The least number of staff that is not exceeded with probability `level`, per municipality."""
    low, high = np.full(mean.shape[1], -1), np.zeros(mean.shape[1], dtype=int)
    open_ = np.arange(mean.shape[1])
    while len(open_):
        reached = probability(high[open_], mean[:, open_], no_post[:, open_], dispersion) >= level
        open_ = open_[~reached]
        low[open_] = high[open_]
        high[open_] = 2 * high[open_] + 1
    open_ = np.flatnonzero(high - low > 1)
    while len(open_):
        middle = (low[open_] + high[open_]) // 2
        reached = probability(middle, mean[:, open_], no_post[:, open_], dispersion) >= level
        high[open_[reached]] = middle[reached]
        low[open_[~reached]] = middle[~reached]
        open_ = open_[high[open_] - low[open_] > 1]
    return high
