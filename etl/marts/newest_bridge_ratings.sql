-- One row per soundness category (Ⅰ–Ⅳ): road bridges of the whole country in the newest report.
select
    right(item_ja, 1) as rating_ja,
    value as bridges_rated,
    as_of,
from road_maintenance_facts
where facility_ja = '橋梁' and regexp_full_match(item_ja, '判定区分[ⅠⅡⅢⅣ]')
qualify as_of = max(as_of) over ()
