-- 判定区分Ⅲ・Ⅳの橋は点検した橋より多くない
select lg_code, bridges_managed, bridges_action_needed
from bridge_inspections
where bridges_action_needed > bridges_managed
