"""全国地方公共団体コード (lg_code): six digits as text, the first two the prefecture, the last one a check digit.

Source of the rule: 総務省「全国地方公共団体コード仕様」.
"""

import re
from collections.abc import Iterable

WEIGHTS = (6, 5, 4, 3, 2)
TOKYO = "13"
# One body that was renamed or became a city (or 政令市) lately: former code, former name, code of today. Mergers are not in this list.
RENAMED = (
    ("033057", "滝沢村", "032166"),  # 滝沢市, 2014
    ("044237", "富谷町", "042161"),  # 富谷市, 2016
    ("114456", "白岡町", "112461"),  # 白岡市, 2012
    ("124028", "大網白里町", "122394"),  # 大網白里市, 2013
    ("282219", "篠山市", "282219"),  # 丹波篠山市, 2019
    ("403059", "那珂川町", "402311"),  # 那珂川市, 2018
    ("432016", "熊本市", "431001"),  # 政令指定都市 in 2012
)
SUCCESSORS = {former: today for former, _, today in RENAMED if former != today}
NORTHERN_TERRITORIES = {"016951", "016969", "016977", "016985", "016993", "017001"}  # 北方領土の6村


def check_digit(lg_code_5: str) -> int:
    """The check digit of a five-digit code."""
    total = sum(int(digit) * weight for digit, weight in zip(lg_code_5, WEIGHTS, strict=True))
    return (11 - total % 11) % 10


def is_valid(lg_code: str) -> bool:
    """Whether a six-digit code carries the right check digit."""
    return (
        len(lg_code) == 6
        and lg_code.isascii()
        and lg_code.isdigit()
        and check_digit(lg_code[:5]) == int(lg_code[5])
    )


def from_five(lg_code_5: str) -> str:
    """The six-digit code of a five-digit one. Raises ValueError when it is not five digits."""
    if len(lg_code_5) != 5 or not (lg_code_5.isascii() and lg_code_5.isdigit()):
        raise ValueError(lg_code_5)
    return f"{lg_code_5}{check_digit(lg_code_5)}"


def of_prefecture(prefecture_code: str) -> str:
    """The six-digit code of a prefecture: 35 → 350001. Raises ValueError when it is not two digits."""
    return from_five(f"{prefecture_code}000")


def is_prefecture(lg_code: str) -> bool:
    """Whether a code of five or six digits is a prefecture's."""
    return lg_code[2:5] == "000"


def current(lg_code: str) -> str:
    """A six-digit code that changed, brought up to date; any other as it is."""
    return SUCCESSORS.get(lg_code, lg_code)


def is_of_designated_city(lg_code: str) -> bool:
    """Whether a code is a designated city's or one of its wards': □□1□□; Tokyo's special wards are municipalities themselves."""
    return lg_code[2:3] == "1" and not lg_code.startswith(TOKYO)


def city_of_ward(lg_code: str, cities: Iterable[str]) -> str | None:
    """The designated city of a ward: the nearest code not above it (札幌市 01100, 中央区 01101); None when it is no ward's.

    cities: codes of municipalities, of as many digits as the ward's. A designated city is its own city.
    """
    if not is_of_designated_city(lg_code):
        return None
    return max((city for city in cities if city[:3] == lg_code[:3] and city <= lg_code), default=None)


def is_ward_name(municipality_name: str) -> bool:
    """Whether a name is a designated city's ward (札幌市中央区), not a municipality of its own (千代田区)."""
    return re.fullmatch(r"\(?.+市\)?.+区", municipality_name) is not None


def is_municipality(lg_code: str, municipality_name: str) -> bool:
    """Whether a row of a list is one of the 1,741: no prefecture, no subtotal (郡, 島しょ, 振興局), no ward, no village of the
    northern territories. lg_code: six digits."""
    return (
        not is_prefecture(lg_code)
        and lg_code not in NORTHERN_TERRITORIES
        and re.search("[市区町村]$", municipality_name) is not None
        and not is_ward_name(municipality_name)
    )
