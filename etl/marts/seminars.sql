-- One row per talk at which the handbook was explained.
select * exclude (edition)
from tidy.seminars
