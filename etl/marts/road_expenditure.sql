-- One row per municipality and fiscal year: 道路橋りょう費 in yen and the part spent on maintenance and repair (derived: a printed
-- whole-number percentage of it). No percentage below 5 is printed: where a row has a percentage of construction, a blank one of
-- maintenance is below 5, and only the limit is known (road_bridge_maintenance_less_than_yen). Where neither stands, nothing is.
select
    lg_code,
    fiscal_year,
    make_date(fiscal_year + 1, 3, 31) as as_of,
    amount_yen as road_bridge_expenditure_yen,
    amount_yen * maintenance_share as road_bridge_maintenance_yen,
    if(maintenance_share is null and construction_share is not null, amount_yen * 0.05, null) as road_bridge_maintenance_less_than_yen,
from tidy.civil_works_expenditure
where item_ja = '道路橋りょう費'
