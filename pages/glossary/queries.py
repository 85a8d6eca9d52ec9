"""What only this page asks of the database: the glossary."""

import pandas as pd

from dashboard.runtime.cache import read


def glossary() -> pd.DataFrame:
    """Terms with reading and meaning."""
    return read("from glossary")
