-- One row per case and document it is taken from.
select
    case_id,
    document.document_ja as document_ja,
    document.document_date_ja as document_date_ja,
    document.document_url as document_url,
from (select case_id, unnest(documents) as document from tidy.cases)
