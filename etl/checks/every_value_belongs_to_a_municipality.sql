-- 指標値の団体コードは市区町村の一覧にある
select metric_id, lg_code
from metric_values
where lg_code not in (select lg_code from municipalities)
