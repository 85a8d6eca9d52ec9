-- すべての市区町村に区域界と役所の位置がある
select lg_code, municipality_name
from municipalities
where outline_index is null or office_latitude is null or office_longitude is null
