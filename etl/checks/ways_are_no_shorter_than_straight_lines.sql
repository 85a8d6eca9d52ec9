-- 役所間の道のり（概算）は両方向で等しく、直線より短くない
select there.lg_code, there.partner_lg_code, there.way_km, straight.distance_km
from office_ways as there
left join office_ways as back
    on back.lg_code = there.partner_lg_code
    and back.partner_lg_code = there.lg_code
    and abs(back.way_km - there.way_km) < 0.001
left join municipality_pairs as straight
    on straight.lg_code = there.lg_code and straight.partner_lg_code = there.partner_lg_code
where back.lg_code is null or there.way_km < straight.distance_km - 0.001
