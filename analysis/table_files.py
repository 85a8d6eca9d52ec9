"""Tables as files of text and of columns: CSV that Excel opens as Japanese, Parquet."""

import io
from collections.abc import Mapping

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from analysis import printed_numbers
from analysis.spreadsheet import neutralised


def csv_bytes(
    table: pd.DataFrame, digits: Mapping[str, int] | None = None, most: int = printed_numbers.MOST
) -> bytes:
    """CSV that Excel opens as Japanese text (UTF-8 with BOM). digits, most: as of printed_numbers.rounded."""
    harmless = neutralised(printed_numbers.rounded(table, digits, most))
    return printed_numbers.without_empty_decimals(harmless).to_csv(index=False).encode("utf-8-sig")


def parquet_bytes(table: pd.DataFrame) -> bytes:
    """The table as Parquet, its types as they are, its numbers in full."""
    output = io.BytesIO()
    in_full = printed_numbers.rounded(table, most=printed_numbers.FULL)
    pq.write_table(pa.Table.from_pandas(in_full, preserve_index=False), output)
    return output.getvalue()
