-- One row per dimension and level of comprehensive outsourcing.
select * exclude (edition)
from tidy.outsourcing_ladder
