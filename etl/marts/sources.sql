-- One row per source: what it is, whose it is, and the newest edition held.
select
    declared.source_id,
    title_ja,
    publisher,
    page,
    licence,
    licence_url,
    attribution,
    covers_ja,
    unit_of_row,
    is_official,
    notes_ja,
    max(as_of)::date as as_of,
    max(retrieved)::date as retrieved,
    count(distinct edition)::integer as editions,
    sum(rows)::bigint as rows,
    max_by(file_name, as_of) as file_name,
    max_by(sha256, as_of) as sha256,
from declared_sources as declared
join source_editions using (source_id)
group by all
