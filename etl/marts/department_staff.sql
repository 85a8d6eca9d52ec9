-- One row per municipality and survey date: staff of the civil engineering department (土木部門, 第2表).
select
    lg_code,
    as_of,
    staff_count as civil_engineering_department_staff,
from staffing_survey
where survey_table = 'departments'
    and department = 'civil_engineering_department'
    and lg_code[3:5] <> '000'
    and staff_count is not null
