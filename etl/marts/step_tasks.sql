-- One row per task of the steps by which managing in groups is introduced.
select * exclude (edition)
from tidy.step_tasks
order by task_id
