-- One row per prefecture: its newest roads, bridges and 土木費, of the same date in every prefecture.
select *
from prefecture_facilities
qualify as_of = max(as_of) over ()
