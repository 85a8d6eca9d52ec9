-- One row per figure printed in the ministry documents behind the project.
select * exclude (edition)
from tidy.printed_figures
