-- One row per municipality and occupation: what articles say of its engineers; a count on screen only where `is_of_survey`.
select * replace (as_of::date as as_of)
from tidy.reported_staff_counts
