-- 技術系職員が0人の確率の合計は、公表された団体数と1以内で合う（市・町・村、全国）
with published as (
    select municipality_kind, municipalities_without
    from technical_staff_shares
    where occupation = 'technical_staff' and municipalities_without is not null
    union all
    select 'all', sum(municipalities_without)
    from technical_staff_shares
    where occupation = 'technical_staff' and municipalities_without is not null
),

expected as (
    select
        if(grouping(kind) = 1, 'all', kind) as municipality_kind,
        sum(coalesce((technical_staff = 0)::int, zero_probability)) as municipalities_expected,
        count(technical_staff) as municipalities_counted,
    from (
        select
            if(municipality_type in ('town', 'village'), municipality_type, 'city') as kind,
            zero_probability,
            newest.value as technical_staff,
        from technical_staff_estimates
        join municipalities using (lg_code)
        left join (from newest_facts where metric_id = 'technical_staff') as newest using (lg_code)
    )
    group by grouping sets ((kind), ())
)

select municipality_kind, municipalities_without, municipalities_expected
from published
join expected using (municipality_kind)
-- Counts of another date weigh more than what is published, the more there are of them.
where municipalities_counted <= 20 and abs(municipalities_expected - municipalities_without) > 1
