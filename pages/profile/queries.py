"""What only this page asks of the database: what a profile shows."""

import pandas as pd

from dashboard.runtime.cache import read


def profile_items() -> pd.DataFrame:
    """What a profile can show, every metric as declared.

    Columns: item, label_ja, unit, digits, higher_is, kind, per, basis, numerator_ja, denominator_ja,
    is_fiscal_year, denominator_is_fiscal_year, sources.
    """
    return read(
        """
        select
            metric_id as item, label_ja, unit, digits, higher_is, kind, per, basis, numerator_ja, denominator_ja,
            is_fiscal_year, denominator_is_fiscal_year, sources
        from metrics
        """
    )


def profile_values(items: list[str], lg_code: str | None = None) -> pd.DataFrame:
    """The newest value of each of these items and every municipality, or of one; what has no row is not known.

    Columns: item, lg_code, as_of, denominator_as_of, numerator, denominator, value, status, marked_value,
    mark, less_than (as queries.metric_values). The estimate is the median, and stands only where no count is known.
    """
    return read(
        """
        select
            metric_id as item, lg_code, as_of, denominator_as_of, numerator, denominator, status, mark, less_than,
            if(mark is null, value, null) as value, if(mark is null, null, value) as marked_value
        from newest_values
        where list_contains($items, metric_id) and ($lg_code is null or lg_code = $lg_code)
        """,
        items=items,
        lg_code=lg_code,
    )


def designations() -> pd.DataFrame:
    """One row per municipality: lg_code, as_of, is_depopulated, is_mountain_village, joint_functions (list of names)."""
    return read("from designations")


def prefecture_depreciation() -> pd.DataFrame:
    """One row per prefecture: prefecture_code, fiscal_year, tangible_asset_depreciation_rate (percent) of its own accounts."""
    return read("from prefecture_asset_depreciation")


def prefecture_finances() -> pd.DataFrame:
    """One row per prefecture and item, newest: prefecture_code, item, fiscal_year, value (percent, index, yen; null: a printed dash)."""
    return read("from prefecture_finances")


def staff_estimates(lg_codes: list[str]) -> pd.DataFrame:
    """The estimated technical staff of those of the municipalities for which no count is known."""
    return read(
        "from technical_staff_estimates where not is_counted and list_contains($codes, lg_code) order by lg_code",
        codes=lg_codes,
    )
