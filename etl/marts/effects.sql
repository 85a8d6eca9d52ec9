-- One row per effect or concern told of managing in groups.
select * exclude (edition)
from tidy.effects
