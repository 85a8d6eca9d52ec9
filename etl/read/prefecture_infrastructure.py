"""Read the flattened prefecture totals (県＋市町村) of infrastructure: the municipal layout with other keys."""

from etl.read.municipal_infrastructure import read

__all__ = ["read"]
