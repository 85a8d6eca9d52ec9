-- One row per municipality, series and date: residents by census (国勢調査) and by resident register (住民基本台帳).
select lg_code, 'census' as series, as_of, population, null as population_65,
from census_population
union all by name
select lg_code, 'resident_register' as series, make_date(fiscal_year, 1, 1) as as_of, population_registered_before as population,
from tidy.mic_settlement_card
union all by name
select lg_code, 'resident_register' as series, make_date(fiscal_year + 1, 1, 1) as as_of, population_registered as population,
from tidy.mic_settlement_card
union all by name
select lg_code, 'resident_register' as series, as_of, population, population_65,
from tidy.mic_resident_age
