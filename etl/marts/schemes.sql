-- One row per legal form of joint work, compared point by point.
select * exclude (edition)
from tidy.schemes
