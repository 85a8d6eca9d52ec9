-- One row per effect told of a case: what kind of outcome, its numbers before and after where the document prints them, and where it
-- stands in which document.
select
    case_id,
    effect.said_by as said_by,
    effect.outcome as outcome,
    effect.text_ja as text_ja,
    effect.before::double as before_value,
    effect.after::double as after_value,
    effect.unit as unit,
    effect.change_percent::double as change_percent,
    effect.is_approximate as is_approximate,
    effect.compared_ja as compared_ja,
    effect.page_ja as page_ja,
    documents[effect.document].document_ja as document_ja,
    documents[effect.document].document_date_ja as document_date_ja,
    documents[effect.document].document_url as document_url,
from (select case_id, documents, unnest(effects) as effect from tidy.cases)
