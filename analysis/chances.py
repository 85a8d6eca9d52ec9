"""Estimated probabilities in words: an estimate never reads like a number of people where it is that there may be nobody."""

CLEAR = 0.8  # from here a probability is called high


def percent(probability: float) -> str:
    """A probability in percent; neither impossible nor certain unless it is."""
    if 0 < probability < 0.01:
        return "1%未満"
    return "99%超" if 0.99 < probability < 1 else f"{probability:.0%}"


def of_nobody(zero_probability: float) -> str:
    """「いない可能性が高い（確率88%）」, or that there is someone, with the probability (0–1) that there is not."""
    if zero_probability >= 0.5:
        how = "が高い" if zero_probability >= CLEAR else "の方が高い"
        return f"いない可能性{how}（確率{percent(zero_probability)}）"
    how = "が高い" if zero_probability <= 1 - CLEAR else "の方が高い"
    return f"いる可能性{how}（いない確率{percent(zero_probability)}）"


def staff(zero_probability: float, median: float, low: float, high: float) -> str:
    """Estimated people: median and 80 % interval; where the median is nobody, the probability of that in words instead."""
    if median > 0:
        return f"中央値{median:,.0f}人（80%区間{low:,.0f}〜{high:,.0f}人）"
    return of_nobody(zero_probability) + (f"、80%区間{low:,.0f}〜{high:,.0f}人" if high > 0 else "")
