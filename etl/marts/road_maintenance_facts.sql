-- One row per printed national figure on the inspection and repair of road structures.
select * exclude (edition)
from tidy.mlit_road_maintenance_facts
