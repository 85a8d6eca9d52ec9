-- One row per series and date: national staff counts. Different series must not be joined into one line.
select * exclude (edition)
from tidy.national_staff_series
