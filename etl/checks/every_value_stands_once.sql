-- 指標値は指標・市区町村・時点ごとに1つである
select metric_id, lg_code, as_of, count(*) as rows
from metric_values
group by all
having count(*) > 1
