-- One row per municipality and date with a published count: technical staff, else the civil engineers among them.
select
    lg_code,
    as_of,
    coalesce(technical_staff, civil_engineers) as engineers,
from technical_staff
where coalesce(technical_staff, civil_engineers) is not null
