-- One row per item of the handbook: bundles, strategies, steps, chapters, tools, what is next.
select * exclude (edition)
from tidy.handbook
