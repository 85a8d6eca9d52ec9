-- One row per group of municipalities that really work together on infrastructure, and municipality in it.
select * exclude (edition)
from tidy.cooperation_groups
