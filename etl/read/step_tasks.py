"""Read the tasks of the steps by which managing in groups is introduced."""

from pathlib import Path

import pandas as pd

from etl import strict
from etl.source import Edition

FIELDS: strict.Fields = {
    "id": strict.text,
    "step": strict.whole(0, 6),
    "text_ja": strict.text,
    "pages": strict.many_or_none(strict.text),
    **strict.DOCUMENT,
}


def read(path: Path, edition: Edition) -> pd.DataFrame:
    """One row per task, in order: task_id, step_number (0–6), text_ja, pages (list of paths of the dashboard) and the document."""
    tasks = pd.DataFrame(strict.read_list(path, "tasks", FIELDS, unique="id"))
    return tasks.rename(columns={"id": "task_id", "step": "step_number"})
