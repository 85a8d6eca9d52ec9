-- 台帳の施設は所在地の市区町村が分かり、判定区分は1から4である
select source_id, facility_id, location_lg_code, soundness_category
from facilities
where location_lg_code is null
    or location_lg_code not in (select lg_code from municipalities)
    or soundness_category not between 1 and 4
