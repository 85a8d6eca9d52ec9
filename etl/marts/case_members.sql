-- One row per case and body: a municipality, or a prefecture (its code ends in 000 and a check digit).
select
    case_id,
    member.lg_code as lg_code,
    member.member_ja as member_ja,
    member.role as role,
    right(left(member.lg_code, 5), 3) = '000' as is_prefecture,
    member.note_ja as note_ja,
from (select case_id, unnest(members) as member from tidy.cases)
