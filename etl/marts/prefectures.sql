-- One row per prefecture, with the view that shows its main land.
select
    prefecture_code,
    any_value(prefecture_name) as prefecture_name,
    count(*)::integer as municipalities,
    sum(population)::bigint as population,
    any_value(views.west) as west,
    any_value(views.south) as south,
    any_value(views.east) as east,
    any_value(views.north) as north,
from municipalities
left join prefecture_views as views using (prefecture_code)
group by prefecture_code
order by prefecture_code
