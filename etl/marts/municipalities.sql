-- One row per municipality: who it is, where its office stands, how large it is.
select
    codes.lg_code,
    codes.prefecture_code,
    codes.prefecture_name,
    codes.municipality_name,
    codes.municipality_name_kana,
    case
        when card.similar_type = '政令指定都市' then 'designated_city'
        when card.similar_type = '特別区' then 'special_ward'
        when codes.municipality_name like '%市' then 'city'
        when codes.municipality_name like '%町' then 'town'
        else 'village'
    end as municipality_type,
    card.similar_type,
    card.is_depopulated,
    outline.county_name,
    residents.population,
    residents.as_of as population_as_of,
    residents.households,
    area.area_km2,
    area.is_reference_value as area_is_reference_value,
    area.as_of as area_as_of,
    coalesce(office.office_latitude, outlines.point_latitude) as office_latitude,
    coalesce(office.office_longitude, outlines.point_longitude) as office_longitude,
    if(office.office_latitude is null, 'derived', 'published') as office_position_basis,
    office.website,
    outlines.outline_index,
    outlines.west,
    outlines.south,
    outlines.east,
    outlines.north,
from tidy.mic_lg_codes as codes
left join tidy.mlit_n03 as outline using (lg_code)
left join outlines using (lg_code)
left join tidy.mic_settlement_card as card using (lg_code)
left join tidy.municipality_offices as office using (lg_code)
left join tidy.mic_resident_population as residents using (lg_code)
left join tidy.gsi_area as area using (lg_code)
qualify row_number() over (partition by codes.lg_code order by population_as_of desc) = 1
order by codes.lg_code
