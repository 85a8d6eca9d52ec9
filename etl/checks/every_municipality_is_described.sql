-- すべての市区町村に人口・面積・類似団体の類型がある
select lg_code, municipality_name
from municipalities
where population is null or area_km2 is null or similar_type is null
