-- One row per case and sector, twice where it is bundled both jointly and by one body.
select
    case_id,
    one.sector as sector,
    one.is_joint as is_joint,
    one.note_ja as note_ja,
from (select case_id, unnest(sectors) as one from tidy.cases)
