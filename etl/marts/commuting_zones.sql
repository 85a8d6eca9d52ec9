-- One row per municipality and census: its commuting zone, on the boundaries of 2015. Numbers of zones mean nothing beyond their census.
select
    lg_code,
    edition::integer as census_year,
    zone_id,
    count(*) over (partition by edition, zone_id)::integer as municipalities,
from tidy.commuting_zones
where lg_code in (select lg_code from tidy.mic_lg_codes)
