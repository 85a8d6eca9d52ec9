"""Word documents."""

import numpy as np
import pandas as pd
from exported_files import word_text

from dashboard.exports import documents


def test_documents_hold_what_users_paste():
    content = documents.document_bytes(
        "表題\x00",
        [documents.Text("改行\x0bと\ud800"), documents.Grid(pd.DataFrame({"列": ["a\x01", None, np.nan]}))],
    )
    assert "改行と" in word_text(content)
