-- One row per municipality and date with a published count of engineers (土木技師, 建築技師, 技術系職員).
-- The staffing survey comes before counts printed in documents; in it the general administration (一般行政部門), which the
-- ministry counts, before all staff (総職員). A dash of a municipality that has other counts in the table means no one.
with survey as (
    select
        lg_code,
        as_of,
        replace(survey_table, 'occupations_', '') as staff_scope,
        max(people) filter (where occupation = 'civil_engineers') as civil_engineers,
        max(people) filter (where occupation = 'architectural_engineers') as architectural_engineers,
        bool_or(count_status = 'dash') filter (
            where occupation in ('civil_engineers', 'architectural_engineers')
        ) as has_dash,
    from (
        select
            *,
            coalesce(
                staff_count,
                if(count_status = 'dash' and count(staff_count) over one_line > 0, 0, null)
            ) as people,
        from staffing_survey
        where survey_table in ('occupations_general_administration', 'occupations_all_staff') and lg_code[3:5] <> '000'
        window one_line as (partition by lg_code, as_of, survey_table)
    )
    group by lg_code, as_of, survey_table
    having civil_engineers is not null or architectural_engineers is not null
    qualify row_number() over (partition by lg_code, as_of order by survey_table = 'occupations_all_staff') = 1
),

printed as (
    select
        lg_code,
        as_of,
        max(staff_count) filter (where occupation = 'civil_engineers') as civil_engineers,
        max(staff_count) filter (where occupation = 'architectural_engineers') as architectural_engineers,
        max(staff_count) filter (where occupation = 'technical_staff') as technical_staff,
        string_agg(note_ja, ' ') as note_ja,
    from printed_staff_counts
    where is_whole_municipality
    group by lg_code, as_of
)

select
    lg_code,
    as_of,
    civil_engineers,
    architectural_engineers,
    civil_engineers + architectural_engineers as technical_staff,
    staff_scope,
    concat(
        '定員管理調査の第4表',
        if(staff_scope = 'general_administration', '（一般行政部門）。', '（総職員）。'),
        if(has_dash, '「－」は0人として数えた。', '')
    ) as note_ja,
from survey
union all by name
select
    lg_code,
    as_of,
    civil_engineers,
    architectural_engineers,
    coalesce(technical_staff, civil_engineers + architectural_engineers) as technical_staff,
    null::varchar as staff_scope,
    note_ja,
from printed
where (lg_code, as_of) not in (select lg_code, as_of from survey)
