"""Why municipalities are left out of every group: one reason each, and a sentence per reason."""

import numpy as np
import pandas as pd


class Reasons:
    """Why each place that is left out is so: the first reason given to it; and a sentence per reason that was given to any."""

    def __init__(self, left_out: np.ndarray) -> None:
        self.by_place = pd.Series(index=np.flatnonzero(left_out), dtype=object)
        self.sentences: list[str] = []

    def give(
        self, concerned: np.ndarray, summary_ja: str, reason_ja: str, totals: np.ndarray | None = None
    ) -> None:
        """Give those concerned who have no reason yet this one, with their total."""
        which = self.by_place.index[self.by_place.isna() & concerned[self.by_place.index]]
        for place in which:
            self.by_place[place] = (
                reason_ja if totals is None else reason_ja.format(total=shown_number(totals[place]))
            )
        if len(which):
            self.sentences.append(summary_ja.format(count=len(which)))


def shown_number(value: float) -> str:
    """As a reader writes it: thousands set off, at most one decimal."""
    return f"{value:,.1f}".removesuffix(".0")
