-- One row per facility of the ledgers held, of every kind. A construction year is null where it is unknown; years that one ledger filled in are
-- unknown again unless the other ledger of the same bridges states them. Of the ledgers readers brought, the newest of each title.
with ledgers_of_bridges as (
    select 'yamaguchi_bridges' as source_id, ledger.* replace (coalesce(ledger.built_fiscal_year, original.built_fiscal_year) as built_fiscal_year),
    from tidy.yamaguchi_bridges as ledger
    left join tidy.yamaguchi_city_bridges as original using (bridge_id)
    union all by name
    select 'xroad_bridges' as source_id, *,
    from tidy.xroad_bridges
),

ledgers as (
    select
        source_id,
        'bridge' as facility_kind,
        bridge_id as facility_id,
        bridge_name as facility_name,
        route_name,
        structure_ja,
        manager_lg_code,
        manager_kind,
        location_lg_code,
        built_fiscal_year,
        length_m,
        width_m,
        soundness_category,
        inspection_fiscal_year,
        latitude,
        longitude,
        null::date as as_of,
    from ledgers_of_bridges
    union all by name
    select
        'user_ledgers' as source_id,
        * exclude (edition) replace (as_of::date as as_of),
    from tidy.user_ledgers
    qualify user_ledgers.as_of = max(user_ledgers.as_of) over (partition by ledger_title_ja)
)

select
    ledgers.* exclude (as_of),
    coalesce(ledgers.as_of, sources.as_of) as as_of,
from ledgers
join sources using (source_id)
-- a page asks for the facilities of a place: of millions it reads the few blocks where they stand
order by location_lg_code, facility_kind, facility_id
