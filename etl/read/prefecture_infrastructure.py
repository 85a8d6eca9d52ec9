"""Read the flattened prefecture totals (県＋市町村) of infrastructure: the municipal layout with other keys."""

from etl.read.municipal_infrastructure import LAYOUT, read

__all__ = ["LAYOUT", "read"]
