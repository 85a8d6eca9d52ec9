-- One row per event in the national story of infrastructure maintenance.
select * exclude (edition)
from tidy.history
