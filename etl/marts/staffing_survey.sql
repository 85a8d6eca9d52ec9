-- One row per municipality or prefecture, survey date, table and category: staff as the survey's workbooks print them.
select
    lg_code,
    as_of::date as as_of,
    "table" as survey_table,
    occupation,
    department,
    label_ja as category_ja,
    staff_count::integer as staff_count,
    status as count_status,
from tidy.mic_staffing_survey
