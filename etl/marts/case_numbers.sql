-- One row per number a document prints about a case.
select
    case_id,
    number.label_ja as label_ja,
    number.value as value,
    number.unit as unit,
    number.is_approximate as is_approximate,
    number.as_of_ja as as_of_ja,
from (select case_id, unnest(numbers) as number from tidy.cases)
