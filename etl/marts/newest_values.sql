-- One row per metric and municipality: the newest value with its ranks in the nation and the prefecture. A marked value is shown, and
-- has no rank and no part in the number of those ranked. Values below a printing limit share the lowest rank, where no known value
-- lies below that limit. Values are ranked as they are printed (analysis/rounding.py), so that what is printed alike shares a rank.
with newest as (
    select
        *,
        case
            when mark is not null then null
            when less_than <= min(value) over (partition by metric_id) then 0
            else round(round(round(value, 9) * 10 ** places, 6)) / 10 ** places
        end as ranked,
    from newest_facts
    join (
        select metric_id, (digits + if(unit = 'share', 2, 0))::integer as places,
        from metrics
    ) as written using (metric_id)
)

select
    * exclude (ranked, places),
    if(ranked is null, null, rank() over (nation order by ranked desc nulls last)) as rank_in_nation,
    count(ranked) over nation as of_nation,
    if(ranked is null, null, rank() over (prefecture order by ranked desc nulls last)) as rank_in_prefecture,
    count(ranked) over prefecture as of_prefecture,
from newest
window nation as (partition by metric_id), prefecture as (partition by metric_id, left(lg_code, 2))
order by metric_id, lg_code
