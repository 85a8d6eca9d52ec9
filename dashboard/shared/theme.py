"""Colours and fonts of screen, maps and files.

Lightness of the map scales falls in even steps, so that colour-blind readers and grey print keep the order.
"""

BLUE, DEEP, ORANGE, GREY, INK = "#3460FB", "#00118F", "#C4570B", "#8A8F98", "#1A1A1C"
RED = "#B3201B"
AREA_COLORS = [GREY, BLUE, ORANGE]  # 全国, prefecture, municipality
RATING_COLORS = {"Ⅰ": "#C5D7FB", "Ⅱ": "#7096F8", "Ⅲ": "#E98A2B", "Ⅳ": "#B3201B"}
# Groups and cases on a map, told apart by colour: repeated from the first on.
GROUP_COLORS = (
    "#3460FB", "#E2851B", "#0B8A8A", "#B3201B", "#7A5AA6", "#6B8E23", "#00118F", "#C2569B",
    "#8A6D3B", "#2E9BD6", "#D4A900", "#52796F", "#F26C5B", "#1FA35B", "#9C1F63", "#F2A7C3",
    "#4B2E83", "#9CCB3B", "#FF5A1F", "#4FC3B0", "#B58AE0", "#5B3A1E", "#3D3D3D", "#86B6FF",
)  # fmt: skip
FONT = '"BIZ UDPGothic", "Noto Sans JP", "Noto Sans CJK JP", "Yu Gothic UI", Meiryo, sans-serif'

MISSING = "#DFE1E5"
# Where a count is known among places that are estimated.
COUNTED = "#F2B84B"
# Even steps through the blues of the デジタル庁 dashboard palette: darker means more need.
_BLUES = (
    "#E8F1FE", "#CDDDFC", "#B3C9FA", "#99B4F9", "#7DA0F9", "#618BF7", "#4675F6",
    "#305CF8", "#1947E7", "#002FD6", "#0016BE", "#000996", "#000071",
)  # fmt: skip
# Where neither end is better.
_TEALS = (
    "#EAF3F3", "#D0E4E5", "#B7D5D7", "#9EC6C9", "#87B6BB", "#70A7AD", "#5A989F",
    "#4A8890", "#3A7882", "#2A6973", "#205A65", "#154B57", "#0B3C49",
)  # fmt: skip
# Away from a pale middle: what is worse, and what is better.
_WORSE, _BETTER, _MIDDLE = (
    ("#F3D3B3", "#E2933F", "#A8480A", "#6E2A00"),
    ("#C5D7FB", "#7096F8", "#1947E7", "#0016BE"),
    "#ECECEC",
)
# Class index = 2 × row + column: blue above by row, orange by column, both together dark.
QUADRANTS = ("#ECECEC", "#EBB976", "#95AEED", "#433D16")


def sequential(count: int, *, need_is_low: bool = False) -> list[str]:
    """Colours of `count` ordered classes (at most 13), dark where need is greatest."""
    colors = _spread(_BLUES, count)
    return colors[::-1] if need_is_low else colors


def neutral(count: int) -> list[str]:
    """Colours of `count` ordered classes (at most 13) of a metric without a better or worse end."""
    return _spread(_TEALS, count)


def diverging(steps: int, *, rises_are_bad: str) -> list[str]:
    """Colours of `steps` classes of falls, the strongest first, of no change, and of `steps` classes of rises (at most 4).

    rises_are_bad: `worse`, `better` or `neither`, as a metric's higher_is; then rises are blue, without a judgement.
    """
    falls, rises = (_BETTER, _WORSE) if rises_are_bad == "worse" else (_WORSE, _BETTER)
    return [*falls[:steps][::-1], _MIDDLE, *rises[:steps]]


def _spread(scale: tuple[str, ...], count: int) -> list[str]:
    if count == 1:
        return [scale[len(scale) // 2]]
    return [scale[round(step * (len(scale) - 1) / (count - 1))] for step in range(count)]
