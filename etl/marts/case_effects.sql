-- One row per effect told of a case.
select
    case_id,
    effect.said_by as said_by,
    effect.text_ja as text_ja,
from (select case_id, unnest(effects) as effect from tidy.cases)
