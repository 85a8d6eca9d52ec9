-- 建設年度は1850年度から台帳の時点の年度までである
select source_id, facility_id, built_fiscal_year
from facilities
where built_fiscal_year < 1850 or built_fiscal_year > year(as_of - interval 3 months)
