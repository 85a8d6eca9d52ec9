"""The list of what was not taken over from a ledger, cell by cell, each with its reason."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import pandas as pd

COLUMNS = ["row", "column", "cell", "reason_ja", "is_row_dropped"]


@dataclass
class Listing:
    """Collects what is not taken over. mapping: field → label of the file. place_of: a row as a reader finds it."""

    mapping: Mapping[str, str | None]
    place_of: Callable[[int], str] = "{}行目".format
    entries: list[tuple[int, str, str, str, bool]] = field(default_factory=list)

    def label(self, name: str) -> str:
        """The label of a field, "" when no column was mapped to it."""
        return self.mapping.get(name) or ""

    def blank(self, row: int, label: str, cell: str, reason: str) -> None:
        """A cell that becomes null."""
        self.sentence(row, label, cell, f"「{cell}」は{reason}。空欄として取り込みます。")

    def drop(self, row: int, label: str, cell: str, reason: str) -> None:
        """A row that is left out for what a cell says."""
        self.sentence(
            row, label, cell, f"「{cell}」は{reason}。この行は取り込みません。", is_row_dropped=True
        )

    def sentence(self, row: int, label: str, cell: str, what: str, is_row_dropped: bool = False) -> None:
        """A cell, with whole sentences about it."""
        self.entries.append((row, label, cell, f"{self.place_of(row)}「{label}」：{what}", is_row_dropped))

    def rows_of(self, *names: str) -> set[int]:
        """The rows in which a cell of these fields is listed."""
        labels = {self.mapping.get(name) for name in names}
        return {row for row, label, *_ in self.entries if label in labels}

    def table(self) -> pd.DataFrame:
        """By row."""
        return pd.DataFrame(self.entries, columns=COLUMNS).sort_values(
            "row", kind="stable", ignore_index=True
        )
