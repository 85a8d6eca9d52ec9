-- One row per prefecture: 有形固定資産減価償却率 of its own accounts in percent, newest, and that of the year before.
select
    prefecture_code,
    fiscal_year,
    make_date(fiscal_year + 1, 3, 31) as as_of,
    tangible_asset_depreciation_rate,
    lag(tangible_asset_depreciation_rate) over (partition by prefecture_code order by fiscal_year) as rate_of_year_before,
from tidy.prefecture_asset_depreciation_rates
qualify fiscal_year = max(fiscal_year) over ()
