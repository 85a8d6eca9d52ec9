-- One row per case and step: what is done or planned in a fiscal year.
select
    case_id,
    step.fiscal_year::integer as fiscal_year,
    step.stage as stage,
    step.text_ja as text_ja,
from (select case_id, unnest(steps) as step from tidy.cases)
