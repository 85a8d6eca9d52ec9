-- 陸か橋・トンネルで行き来できる隣とは、船が要らない
select lg_code, partner_lg_code
from municipality_pairs
where is_joined and needs_ferry
