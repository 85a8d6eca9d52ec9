-- One row per prefecture and item, newest: its own accounts. Ratios in percent, money in yen, null where a dash is printed.
select
    prefecture_code,
    item,
    fiscal_year,
    make_date(fiscal_year + 1, 3, 31) as as_of,
    value,
from tidy.mic_prefecture_finances
qualify fiscal_year = max(fiscal_year) over (partition by item)
