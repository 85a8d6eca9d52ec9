-- One row per municipality and existing grouping it belongs to: JMA areas, commuting zones, secondary medical areas (非公式).
select lg_code, 'jma_area' as grouping, area_code as group_id, area_name as group_name,
from tidy.jma_areas
union all by name
select lg_code, 'commuting_zone' as grouping, zone_id as group_id, null as group_name,
from tidy.commuting_zones
union all by name
select codes.lg_code, 'secondary_medical_area' as grouping, medical.prefecture_name || medical.area_name as group_id, medical.area_name as group_name,
from tidy.secondary_medical_areas as medical
join tidy.mic_lg_codes as codes
    on codes.prefecture_name = medical.prefecture_name
    and replace(codes.municipality_name, 'ヶ', 'ケ') = replace(medical.municipality_name, 'ヶ', 'ケ')
