-- 架設年度は1850年度より後で、台帳の年度より前である
select source_id, bridge_id, built_fiscal_year
from bridges
where built_fiscal_year < 1850 or built_fiscal_year > year(as_of)
