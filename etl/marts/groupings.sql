-- One row per municipality and existing grouping it belongs to: JMA areas, 北海道's 振興局, commuting zones, secondary medical areas
-- (非公式). In 北海道 the first digits of a JMA area name its 振興局; only 八雲町 (渡島総合振興局) reaches into another's, with 熊石.
select lg_code, 'jma_area' as grouping, area_code as group_id, area_name as group_name,
from tidy.jma_areas
union all by name
select distinct lg_code, 'subprefecture' as grouping, subprefectures.first_digits as group_id, subprefectures.name as group_name,
from tidy.jma_areas
join (
    values
        ('011', '宗谷総合振興局'), ('01201', '上川総合振興局'), ('01202', '留萌振興局'), ('013', 'オホーツク総合振興局'),
        ('01401', '根室振興局'), ('01402', '釧路総合振興局'), ('01403', '十勝総合振興局'), ('01501', '胆振総合振興局'),
        ('01502', '日高振興局'), ('01601', '石狩振興局'), ('01602', '空知総合振興局'), ('01603', '後志総合振興局'),
        ('01701', '渡島総合振興局'), ('01702', '檜山振興局')
) as subprefectures (first_digits, name) on starts_with(area_code, subprefectures.first_digits)
where not (lg_code = '013463' and subprefectures.name = '檜山振興局')
union all by name
select lg_code, 'commuting_zone' as grouping, zone_id as group_id, null as group_name,
from commuting_zones
where census_year = (select max(census_year) from commuting_zones)
union all by name
select codes.lg_code, 'secondary_medical_area' as grouping, medical.prefecture_name || medical.area_name as group_id, medical.area_name as group_name,
from tidy.secondary_medical_areas as medical
join tidy.mic_lg_codes as codes
    on codes.prefecture_name = medical.prefecture_name
    and replace(codes.municipality_name, 'ヶ', 'ケ') = replace(medical.municipality_name, 'ヶ', 'ケ')
