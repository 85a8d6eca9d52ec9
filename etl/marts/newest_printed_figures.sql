-- One row per figure printed in the ministry documents behind the project: the newest of each.
select *
from printed_figures
qualify as_of = max(as_of) over (partition by figure_id)
