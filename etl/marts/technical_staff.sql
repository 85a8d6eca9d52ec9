-- One row per municipality and date with a published count of engineers (土木技師, 建築技師, 技術系職員).
select
    lg_code,
    as_of,
    max(staff_count) filter (where occupation = 'civil_engineers') as civil_engineers,
    max(staff_count) filter (where occupation = 'architectural_engineers') as architectural_engineers,
    coalesce(
        max(staff_count) filter (where occupation = 'technical_staff'),
        max(staff_count) filter (where occupation = 'civil_engineers')
            + max(staff_count) filter (where occupation = 'architectural_engineers')
    ) as technical_staff,
    string_agg(note_ja, ' ') as note_ja,
from tidy.mlit_gunmane_materials
where is_whole_municipality
group by lg_code, as_of
