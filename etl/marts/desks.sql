-- One row per desk that advises local governments.
select * exclude (edition)
from tidy.desks
