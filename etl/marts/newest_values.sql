-- One row per metric and municipality: the newest value with its ranks in the nation and the prefecture.
select
    *,
    if(value is null, null, rank() over (nation order by value desc nulls last)) as rank_in_nation,
    count(value) over nation as of_nation,
    if(value is null, null, rank() over (prefecture order by value desc nulls last)) as rank_in_prefecture,
    count(value) over prefecture as of_prefecture,
from newest_facts
window nation as (partition by metric_id), prefecture as (partition by metric_id, left(lg_code, 2))
order by metric_id, lg_code
