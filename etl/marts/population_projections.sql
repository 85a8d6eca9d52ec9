-- One row per area and year: 社人研's projection. Areas are municipalities and, for 13 of them together, 浜通り地域 (07999).
select
    area_code as lg_code,
    any_value(area_name) as area_name,
    year as calendar_year,
    (select as_of from sources where source_id = 'ipss_population_projection') as as_of,
    max(value) filter (where variable = 'population')::integer as population,
    max(value) filter (where variable = 'population_65_share') as population_65_share,
    max(value) filter (where variable = 'population_75_share') as population_75_share,
from tidy.ipss_population_projection
group by area_code, year
