"""発注状況, and what other features may hand to it."""

from pages.orders.form import FORM, TOOL

__all__ = ["FORM", "TOOL"]
