-- One row per municipality: the newest value of every metric in a column of its name, null where there is none, and its date in
-- <metric_id>_as_of.
with grid as (
    select lg_code, metric_id, metric_id || '_as_of' as date_of_metric, value, newest_facts.as_of,
    from municipalities
    cross join metrics
    left join newest_facts using (lg_code, metric_id)
)

from (pivot grid on metric_id using any_value(value) group by lg_code)
join (pivot grid on date_of_metric using any_value(as_of) group by lg_code) using (lg_code)
order by lg_code
