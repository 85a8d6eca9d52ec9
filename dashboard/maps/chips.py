"""Short texts beside points of a map so that none lies on another: where each stands, and which have room at all. Pixels throughout."""

from collections.abc import Iterable, Sequence
from math import inf

Point = tuple[float, float]
Box = tuple[float, float, float, float]  # left, top, right, bottom

HEIGHT = 20
GAP = 3
POINT = 9  # radius


def beside(points: Sequence[Point], widths: Sequence[float]) -> list[Point]:
    """The middle of a text for each point, from the point: the first free place around it, the most important point first.

    Where no place is free, the one that is overlapped least.
    """
    taken = [_box(point, 2 * POINT) for point in points]
    found = []
    for point, width in zip(points, widths, strict=True):
        places = [
            (across * (width / 2 + POINT + GAP) * away, down * (HEIGHT + GAP) * away)
            for away in (1, 2, 3)
            for across, down in ((1, 0), (-1, 0), (0, -1), (0, 1), (1, -1), (-1, -1), (1, 1), (-1, 1))
        ]
        place = _freest(point, width, places, taken)
        taken.append(_box((point[0] + place[0], point[1] + place[1]), width))
        found.append(place)
    return found


def _freest(point: Point, width: float, places: Sequence[Point], taken: Sequence[Box]) -> Point:
    """The first place that is free, else the first of those overlapped least. Most texts find one at once: no further place is tried."""
    least, best = inf, places[0]
    for place in places:
        overlap = _overlap(_box((point[0] + place[0], point[1] + place[1]), width), taken)
        if overlap == 0:
            return place
        if overlap < least:
            least, best = overlap, place
    return best


def with_room(points: Sequence[Point], widths: Sequence[float], taken: Iterable[Box] = ()) -> list[bool]:
    """Which texts, standing on their points, have room among those before them and what is taken."""
    boxes = list(taken)
    found = []
    for point, width in zip(points, widths, strict=True):
        box = _box(point, width)
        found.append(_overlap(box, boxes) == 0)
        if found[-1]:
            boxes.append(box)
    return found


def boxes(points: Sequence[Point], offsets: Sequence[Point], widths: Sequence[float]) -> list[Box]:
    """What texts placed beside their points cover, and the points themselves."""
    texts = [
        _box((point[0] + offset[0], point[1] + offset[1]), width)
        for point, offset, width in zip(points, offsets, widths, strict=True)
    ]
    return [*texts, *(_box(point, 2 * POINT) for point in points)]


def _box(middle: Point, width: float) -> Box:
    x, y = middle
    return x - width / 2, y - HEIGHT / 2, x + width / 2, y + HEIGHT / 2


def _overlap(box: Box, others: Iterable[Box]) -> float:
    """Square pixels that a box shares with others."""
    left, top, right, bottom = box
    return sum(
        (min(right, other[2]) - max(left, other[0])) * (min(bottom, other[3]) - max(top, other[1]))
        for other in others
        if other[0] < right and left < other[2] and other[1] < bottom and top < other[3]
    )
