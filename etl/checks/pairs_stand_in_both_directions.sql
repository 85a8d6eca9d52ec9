-- 市区町村の組は両方向にあり、値が等しい
select lg_code, partner_lg_code, distance_km
from municipality_pairs as there
where not exists (
    select 1
    from municipality_pairs as back
    where back.lg_code = there.partner_lg_code
        and back.partner_lg_code = there.lg_code
        and back.is_adjacent = there.is_adjacent
        and back.is_joined = there.is_joined
        and back.needs_ferry = there.needs_ferry
        and abs(back.distance_km - there.distance_km) < 0.001
        and abs(coalesce(back.way_km, 0) - coalesce(there.way_km, 0)) < 0.001
)
