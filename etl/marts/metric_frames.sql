-- One row per metric, date a map can show (frame) and municipality: its value then. The last date of a metric shows each
-- municipality's newest value, as newest_values has it. Dates that cover fewer than half as many municipalities as the fullest one
-- are left out. Where the population of a year is read from a census or the projection, frame_ja says which.
with dated as (
    select metric_values.*, count(*) over (partition by metric_id, as_of) as covered,
    from metric_values
),

kept as (
    select * exclude (covered),
    from dated
    qualify covered * 2 >= max(covered) over (partition by metric_id)
),

last_frames as (
    select metric_id, max(as_of) as last_frame,
    from newest_values
    group by metric_id
),

population_then as (
    select lg_code, year(as_of) as calendar_year, population, '国勢調査' as frame_ja, 'published' as basis,
    from census_population
    union all
    select lg_code, calendar_year, population, '将来推計', 'estimated',
    from population_projections
    where calendar_year > 2020 and lg_code <> '07999'
),

of_population as (
    select
        'population_2050_index' as metric_id, lg_code, make_date(population_then.calendar_year::int, 10, 1) as frame,
        make_date(population_then.calendar_year::int, 10, 1) as as_of, date '2020-10-01' as denominator_as_of, population_then.population as numerator, base.population as denominator,
        population_then.population / base.population * 100 as value, basis, 'value' as status, null::varchar as mark,
        null::double as less_than, frame_ja,
    from population_then
    join (from population_projections where calendar_year = 2020 and lg_code <> '07999') as base using (lg_code)
)

select
    metric_id, lg_code, as_of as frame, as_of, denominator_as_of, numerator, denominator, value, basis, status, mark, less_than,
    null::varchar as frame_ja,
from kept
join last_frames using (metric_id)
where as_of < last_frame and metric_id <> 'population_2050_index'

union all by name
select
    metric_id, lg_code, last_frame as frame, as_of, denominator_as_of, numerator, denominator, value, basis, status, mark, less_than,
    null::varchar as frame_ja,
from newest_values
join last_frames using (metric_id)
where metric_id <> 'population_2050_index'

union all by name
from of_population
