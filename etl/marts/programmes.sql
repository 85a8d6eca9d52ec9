-- One row per programme that trains, certifies, honours or connects people.
select * exclude (edition)
from tidy.programmes
