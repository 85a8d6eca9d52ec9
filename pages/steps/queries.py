"""What only this page asks of the database: the tasks of each step."""

import pandas as pd

from dashboard.runtime.cache import read


def step_tasks() -> pd.DataFrame:
    """What to do in each step of introducing joint management: task_id, step_number, text_ja, pages."""
    return read("from step_tasks order by task_id")
