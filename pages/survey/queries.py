"""What only this page asks of the database: the question bank."""

import pandas as pd

from dashboard.runtime.cache import read


def survey_questions() -> pd.DataFrame:
    """The question bank: question_id, audience, purpose, kind, text_ja, choices_ja."""
    return read("from survey_questions order by display_order")
