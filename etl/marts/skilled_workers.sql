-- One row per municipality for which a number is printed: 技能労務員. The settlement card prints no date; compared with the staff of the
-- general administration the counts are those of 1 April at the beginning of its fiscal year.
select
    lg_code,
    make_date(fiscal_year, 4, 1) as as_of,
    skilled_workers::integer as skilled_workers,
from tidy.mic_settlement_card
where skilled_workers is not null
