"""What only this page asks of the database: the quality of the data."""

import pandas as pd

from dashboard.runtime.cache import read


def estimate_validation() -> pd.DataFrame:
    """How far the estimate can be trusted: name_ja, value, unit, note_ja."""
    return read("from estimate_validation")


def checks() -> list[str]:
    """What was found to hold of the database when it was built."""
    return read("from checks order by check_id")["statement_ja"].to_list()


def implausible_values() -> pd.DataFrame:
    """Values that stand so in their source and can hardly be: all outside their bounds, and of the others the newest."""
    return read("from implausible_values where is_newest or mark like '%out_of_bounds%'")


def source_editions() -> pd.DataFrame:
    """One row per edition read: its file, size, sha256, rows and dates."""
    return read(
        """
        select title_ja, edition, source_editions.as_of, source_editions.retrieved, source_editions.file_name, bytes,
            source_editions.rows, source_editions.sha256
        from source_editions
        join sources using (source_id)
        order by source_id, source_editions.as_of
        """
    )
