"""Checks of declared fields (see etl.declaration) that name a place."""

from etl import municipality_names


def prefecture(cell: object) -> str:
    """The full name of a prefecture."""
    name = municipality_names.prefecture(cell) if isinstance(cell, str) else None
    if name is None:
        raise ValueError("都道府県の名前が必要です。")
    return name
