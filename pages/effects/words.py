"""Words and amounts of 導入効果試算 as they are written on screen and in files."""

NOTE = "予測ではありません。入れた前提から計算した概算で、前提が変われば結果も変わります。"
CASES = {"low": "差が最も小さい場合", "base": "基本", "high": "差が最も大きい場合"}
PHASES = {"startup": "準備", "steady": "導入後"}


def yen(value: float) -> str:
    """1,234万円, or yen where that is little."""
    return f"{value / 1e4:,.0f}万円" if abs(value) >= 1e4 else f"{value:,.0f}円"


def signed_yen(value: float) -> str:
    return ("＋" if value > 0 else "−" if value < 0 else "") + yen(abs(value))


def rough_yen(value: float) -> str:
    """「3.6億円」, 「1,640万円」: an amount of an estimate, with three digits at most."""
    if abs(value) >= 1e8:
        return f"{value / 1e8:,.{1 if abs(value) < 1e10 else 0}f}億円"
    return yen(float(f"{value:.3g}"))


def signed_rough_yen(value: float) -> str:
    return ("＋" if value > 0 else "−" if value < 0 else "") + rough_yen(abs(value))


def signed(value: float, digits: int) -> str:
    """「1,234」, 「−0.2」: a number with the sign that print has; one that rounds to 0 has none."""
    rounded = round(value, digits) + 0.0
    return ("−" if rounded < 0 else "") + f"{abs(rounded):,.{digits}f}"
