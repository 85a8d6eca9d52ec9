-- 印刷の下限未満とした団体の上限より小さい値は、同じ指標にない
select known.metric_id, known.lg_code, known.as_of, known.value, limits.highest
from metric_values as known
join (
    select metric_id, max(less_than) as highest
    from metric_values
    join metrics using (metric_id)
    where less_than is not null and topic <> 'fact'
    group by metric_id
) as limits using (metric_id)
where known.value < limits.highest
