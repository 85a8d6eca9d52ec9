-- One row per municipality: whether it is designated as 過疎 and 山村振興, and for which functions it belongs to a 一部事務組合 (it is not
-- printed to which).
select
    lg_code,
    make_date(fiscal_year + 1, 3, 31) as as_of,
    is_depopulated,
    is_mountain_village,
    list_filter(string_split(joint_functions, '・'), lambda name: name <> '') as joint_functions,
from tidy.mic_settlement_card
