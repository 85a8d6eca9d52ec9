-- 指標値は公表・算出・推計のどれかである
select distinct metric_id, basis
from metric_values
where basis is null or basis not in ('published', 'derived', 'estimated')
