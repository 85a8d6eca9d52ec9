"""Read the tasks of the steps by which managing in groups is introduced."""

from pathlib import Path

import pandas as pd

from etl import declaration
from etl.source import Edition

FIELDS: declaration.Fields = {
    "id": declaration.text,
    "step": declaration.whole(0, 6),
    "text_ja": declaration.text,
    "pages": declaration.many_or_none(declaration.text),
    **declaration.DOCUMENT,
}


def read(path: Path, edition: Edition) -> pd.DataFrame:
    """One row per task, in order: task_id, step_number (0–6), text_ja, pages (list of paths of the dashboard) and the document."""
    tasks = pd.DataFrame(declaration.read_list(path, "tasks", FIELDS, unique="id"))
    return tasks.rename(columns={"id": "task_id", "step": "step_number"})
