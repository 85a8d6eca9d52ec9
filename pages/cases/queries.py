"""What only this page asks of the database: what is told of each case."""

import pandas as pd

from dashboard.runtime.cache import read


def case_sectors() -> pd.DataFrame:
    """One row per case and sector."""
    return read("from case_sectors")


def case_steps() -> pd.DataFrame:
    """One row per case and step, earliest first."""
    return read(
        "from case_steps join cases using (case_id) select case_name, case_steps.* order by case_id, fiscal_year"
    )


def case_numbers() -> pd.DataFrame:
    """Numbers printed about cases."""
    return read("from case_numbers")


def case_effects() -> pd.DataFrame:
    """Effects told of cases."""
    return read("from case_effects")
