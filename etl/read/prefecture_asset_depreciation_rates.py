"""Read 有形固定資産減価償却率 of the 47 prefectures' own accounts: the layout of the municipalities with another key."""

from etl.read.asset_depreciation_rates import LAYOUT, read

__all__ = ["LAYOUT", "read"]
