-- One row per code and name that a municipality, or a part of it, once had: code of five digits, and the municipality of today.
select distinct former_code, former_name, lg_code
from tidy.former_municipalities
join tidy.mic_lg_codes using (lg_code)
order by former_code, former_name, lg_code
