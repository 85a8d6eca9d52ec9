-- One row per employer and occupation: counts of engineers printed in documents, a prefecture's offices among them.
select
    lg_code,
    employer_ja,
    occupation,
    occupation_printed_ja,
    staff_count,
    as_of,
    is_whole_municipality,
    note_ja,
    document_ja,
    document_url,
from tidy.mlit_gunmane_materials
union all by name
select
    lg_code,
    employer_ja,
    occupation,
    occupation_printed_ja,
    staff_count,
    as_of,
    true as is_whole_municipality,
    note_ja,
    document_ja,
    document_url,
from reported_staff_counts
where is_of_survey
