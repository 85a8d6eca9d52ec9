-- One row per metric, municipality and date of a value that stands so in its source and can hardly be (etl/plausibility.py), with the
-- possible value before it. They are shown with a mark, and have no part in ranks, medians and sentences.
with every_value as (
    select
        metric_id,
        lg_code,
        as_of,
        value,
        mark,
        lag(if(coalesce(mark, '') like '%out_of_bounds%', null, value) ignore nulls) over (partition by metric_id, lg_code order by as_of) as value_before,
        as_of = max(as_of) over (partition by metric_id) as is_newest,
    from metric_values
)

select
    every_value.metric_id,
    metrics.label_ja,
    metrics.unit,
    metrics.digits,
    municipalities.prefecture_name,
    municipalities.municipality_name,
    every_value.lg_code,
    every_value.as_of,
    every_value.value,
    every_value.value_before,
    every_value.mark,
    every_value.is_newest,
from every_value
join metrics using (metric_id)
join municipalities using (lg_code)
where regexp_matches(mark, 'jump|out_of_bounds|zero')
order by metric_id, mark, as_of desc, lg_code
