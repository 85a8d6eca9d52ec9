-- One row per metric and municipality: the newest value. Most figures are published for all municipalities at once: those of the
-- newest date stand side by side. Where `has_mixed_dates` (counts that come in one by one) it is each municipality's newest.
select metric_values.*,
from metric_values
join metrics using (metric_id)
qualify as_of = max(as_of) over (partition by metric_id, if(has_mixed_dates, lg_code, ''))
