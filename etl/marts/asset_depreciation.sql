-- One row per municipality and fiscal year: 有形固定資産減価償却率 in percent, from the ministry's own workbooks where they are held.
-- Each workbook also revises the year before; the newest one counts.
select
    lg_code,
    fiscal_year,
    make_date(fiscal_year + 1, 3, 31) as as_of,
    tangible_asset_depreciation_rate,
from (
    select
        lg_code,
        fiscal_year,
        edition,
        tangible_asset_depreciation_rate,
        1 as preference,
    from tidy.mic_asset_depreciation
    union all by name
    select
        lg_code,
        fiscal_year,
        edition,
        tangible_asset_depreciation_rate,
        2 as preference,
    from tidy.asset_depreciation_rates
)
where tangible_asset_depreciation_rate is not null
    and lg_code in (select lg_code from tidy.mic_lg_codes)
qualify row_number() over (partition by lg_code, fiscal_year order by preference, edition desc) = 1
