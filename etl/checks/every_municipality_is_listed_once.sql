-- 市区町村は1行ずつである
select lg_code, count(*) as rows
from municipalities
group by lg_code
having count(*) > 1
