"""The numbers by address: /api/v1/…, read only, for Excel, Python, R and QGIS. docs/decisions/0114."""

from deploy.api.service import Api

__all__ = ["Api"]
