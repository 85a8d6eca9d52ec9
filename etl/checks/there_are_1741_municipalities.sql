-- 市区町村は1,741である
select count(*) as municipalities
from municipalities
having count(*) <> 1741
