-- One row per case of joint management: who leads it, what is bundled and how it is contracted.
select
    case_id,
    case_name,
    programme,
    kinds,
    list_filter(
        ['road', 'river', 'park', 'sewer', 'farm_forest_road', 'port_road', 'consumer_affairs'],
        lambda sector: list_contains(list_transform(sectors, lambda one: one.sector), sector)
    ) as sectors_bundled,
    facilities,
    summary_ja,
    background_ja,
    works_ja,
    members_note_ja,
    contract_years::integer as contract_years,
    contract_ja,
    payment_ja,
    contract_note_ja,
    obstacles_ja,
    shared_papers_ja,
    as_of,
from tidy.cases
order by list_position(['model_area', 'earlier_practice', 'joint_administration', 'sample'], programme),
    list_position(['vertical', 'horizontal', 'multi_sector', 'process'], kinds[1]),
    case_id
