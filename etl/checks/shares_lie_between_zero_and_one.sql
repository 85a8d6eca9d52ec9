-- 割合は0から1の間にある（範囲外の印のある値を除く）
select metric_id, lg_code, as_of, value
from metric_values
join metrics using (metric_id)
where unit = 'share' and metrics.kind <> 'change' and (value < 0 or value > 1)
    and coalesce(mark, '') not like '%out_of_bounds%'
