-- One row per assumption of the first estimate.
select * exclude (edition)
from tidy.benchmarks
