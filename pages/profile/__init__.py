"""自治体カルテ. What other features may use of it: profiles, and how their rows are read."""

from pages.profile.compiled import of_group, of_municipality, of_prefecture
from pages.profile.model import ESTIMATE, ITEMS, SECTIONS, Profile, Row
from pages.profile.strips import STYLE, plain_charts, worse_quarter

__all__ = [
    "ESTIMATE",
    "ITEMS",
    "SECTIONS",
    "STYLE",
    "Profile",
    "Row",
    "of_group",
    "of_municipality",
    "of_prefecture",
    "plain_charts",
    "worse_quarter",
]
