-- One row per municipality: area in km².
select lg_code, as_of, area_km2,
from tidy.gsi_area
