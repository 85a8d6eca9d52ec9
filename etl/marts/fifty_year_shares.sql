-- One row per kind of structure, vintage and date: national share of structures 50 years or older (MLIT; unknown years excluded).
select * exclude (edition)
from tidy.mlit_50_year_shares
