"""全国地方公共団体コード (lg_code): six digits as text, the last one a check digit.

Source of the rule: 総務省「全国地方公共団体コード仕様」.
"""

WEIGHTS = (6, 5, 4, 3, 2)


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
