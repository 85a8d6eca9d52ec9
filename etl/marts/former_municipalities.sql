-- One row per former name and municipality of today: the names under which a municipality or a part of it was known, from the last
-- change of each; the name of today is not among them.
select
    former_name,
    any_value(former_name_kana) filter (where former_name_kana <> '') as former_name_kana,
    formers.lg_code,
    codes.prefecture_name,
    codes.municipality_name,
    max(changed_on)::date as changed_on,
    max_by(change_ja, changed_on) as change_ja,
from tidy.former_municipalities as formers
join tidy.mic_lg_codes as codes using (lg_code)
where change_ja in ('新設合併', '編入合併', '名称変更', '市制施行', '町制施行')
    and former_name <> municipality_name
group by all
