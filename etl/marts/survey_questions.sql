-- One row per question of the survey tool's bank.
select * exclude (edition)
from tidy.survey_questions
order by display_order
