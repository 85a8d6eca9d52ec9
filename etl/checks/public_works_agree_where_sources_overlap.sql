-- 土木費は SSDSE とインフラ表で重なる年度に一致する
select ssdse.lg_code, ssdse.year, ssdse.value, other.public_works_expenditure_yen
from tidy.nstac_ssdse_a as ssdse
join tidy.municipal_infrastructure as other on ssdse.lg_code = other.lg_code and ssdse.year = other.fiscal_year
where ssdse.variable = 'public_works_expenditure_yen' and ssdse.value <> other.public_works_expenditure_yen
