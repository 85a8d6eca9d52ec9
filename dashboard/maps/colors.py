"""Colours of the maps. Lightness falls in even steps, so colour-blind eyes and grey print keep the order."""

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

# Class index = 3 × row + column: blue grows by row, orange by column, both together turn dark.
BIVARIATE = (
    "#ECECEC", "#EBB976", "#E2851B",
    "#95AEED", "#958777", "#8E611B",
    "#4772CE", "#475866", "#433D16",
)  # fmt: skip


def sequential(count: int, *, need_is_low: bool = False) -> list[str]:
    """Colours of `count` ordered classes (at most 13), dark where need is greatest."""
    colors = _spread(_BLUES, count)
    return colors[::-1] if need_is_low else colors


def neutral(count: int) -> list[str]:
    """Colours of `count` ordered classes (at most 13) of a metric without a better or worse end."""
    return _spread(_TEALS, count)


def _spread(scale: tuple[str, ...], count: int) -> list[str]:
    if count == 1:
        return [scale[len(scale) // 2]]
    return [scale[round(step * (len(scale) - 1) / (count - 1))] for step in range(count)]
