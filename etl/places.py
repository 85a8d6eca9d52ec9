"""Municipalities as files list them: what counts among the 1,741, and codes that changed."""

import re

import pandas as pd

# One body that got a new code when it became a city (or 政令市): old → new. Mergers are not in this list.
SUCCESSORS = {
    "033057": "032166",  # 滝沢村 → 滝沢市, 2014
    "044237": "042161",  # 富谷町 → 富谷市, 2016
    "114456": "112461",  # 白岡町 → 白岡市, 2012
    "124028": "122394",  # 大網白里町 → 大網白里市, 2013
    "403059": "402311",  # 那珂川町 → 那珂川市, 2018
    "432016": "431001",  # 熊本市, 政令指定都市 in 2012
}
NORTHERN_TERRITORIES = {"016951", "016969", "016977", "016985", "016993", "017001"}  # 北方領土の6村


def current(lg_code: pd.Series) -> pd.Series:
    """Codes with those that changed brought up to date."""
    return lg_code.replace(SUCCESSORS)


def is_ward(municipality_name: pd.Series) -> pd.Series:
    """Whether a name is a designated city's ward (札幌市中央区), not a municipality of its own (千代田区)."""
    return municipality_name.map(lambda name: re.fullmatch(r"\(?.+市\)?.+区", name) is not None)


def is_municipality(lg_code: pd.Series, municipality_name: pd.Series) -> pd.Series:
    """Whether a row is one of the 1,741: no prefecture, no subtotal (郡, 島しょ, 振興局), no ward,
    no village of the northern territories."""
    return (
        (lg_code.str[2:5] != "000")
        & ~is_ward(municipality_name)
        & ~lg_code.isin(NORTHERN_TERRITORIES)
        & municipality_name.str.contains("[市区町村]$")
    )
