-- One row per municipality and fiscal year: 有形固定資産減価償却率 in percent. Each workbook also revises the year before; the
-- newest one counts.
select
    lg_code,
    fiscal_year,
    make_date(fiscal_year + 1, 3, 31) as as_of,
    tangible_asset_depreciation_rate,
from tidy.mic_asset_depreciation
where tangible_asset_depreciation_rate is not null
    and lg_code in (select lg_code from tidy.mic_lg_codes)
qualify row_number() over (partition by lg_code, fiscal_year order by edition desc) = 1
