"""Requests, patrols and works of several bodies: how far they are, how long they take, where and when they come again.

rows: columns of the form of 対応状況 (kind, body, road_class, status: texts; received, completed, due: days; latitude, longitude: degrees,
null where not known). A day is that of the newest entry, never today's: the same file gives the same result.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.request_words import DECLINED, DONE, OTHER, STATUSES

UNKNOWN = "記載なし"
OVERDUE_AFTER = 30  # days, where a request has no day of its own: this dashboard's assumption
SPOT_M = 50  # side of a square in which requests are of one place
METRES = 111_195.0  # of a degree of latitude
AT = (7, 30, 90)  # days by which a share is told
FEWEST = 5  # requests of a kind and body of which days are told
PUBLIC_STEPS = {"100": 0.001, "500": 0.005, "1000": 0.01}  # metres, about → degrees
PHOTO = "写真のリンク"
PUBLIC = {
    "body": "団体",
    "road_class": "道路の区分",
    "kind": "種類",
    "month": "受付の月",
    "state": "状態",
    "action": "対応",
    "days": "完了までの日数",
    "latitude": "緯度（丸めた値）",
    "longitude": "経度（丸めた値）",
}


def mended(rows: pd.DataFrame, kinds: Mapping[str, str]) -> pd.DataFrame:
    """The rows with other kinds for the words they were told by. kinds: word → kind."""
    if not kinds:
        return rows
    return rows.assign(kind=rows["kind_word"].map(kinds).fillna(rows["kind"]))


def kind_words(rows: pd.DataFrame) -> pd.DataFrame:
    """Every word that told a kind: word, kind, count; what no declared word fits first, then the most frequent."""
    known = rows.dropna(subset=["kind_word"])
    counts = known.groupby(["kind_word", "kind"], sort=False).size().reset_index(name="count")
    counts["is_known"] = counts["kind"] != OTHER
    ordered = counts.sort_values(["is_known", "count"], ascending=[True, False], kind="stable")
    first = ordered.drop_duplicates("kind_word").drop(columns="is_known").reset_index(drop=True)
    return first.rename(columns={"kind_word": "word"})


def newest_day(rows: pd.DataFrame) -> pd.Timestamp | None:
    """The last day of the list; None where it has none."""
    newest = rows[["received", "completed"]].max().max()
    return None if pd.isna(newest) else pd.Timestamp(newest)


def with_state(rows: pd.DataFrame, day: pd.Timestamp) -> pd.DataFrame:
    """With state (of STATUSES, or UNKNOWN), is_open, days (to completion, null where not known), age (days open), is_overdue.

    A day of completion makes a request done whatever its state says, unless it was declined. A completion before receipt gives no days;
    one after `day` is not one yet.
    A request without a due day is overdue when it is open for more than OVERDUE_AFTER days.
    """
    is_declined = rows["status"] == DECLINED
    is_later = rows["completed"] > day  # done since, so not yet on that day
    is_done = ((rows["status"] == DONE) | rows["completed"].notna()) & ~is_declined & ~is_later
    said = rows["status"].mask(is_later & (rows["status"] == DONE))
    state = said.where(said.notna(), UNKNOWN).mask(is_done, DONE)
    is_open = ~is_done & ~is_declined
    days = (rows["completed"] - rows["received"]).dt.days.where(is_done)
    age = (day - rows["received"]).dt.days.clip(lower=0).where(is_open)
    is_late = is_open & ((rows["due"] < day) | (rows["due"].isna() & (age > OVERDUE_AFTER)))
    return rows.assign(
        state=state,
        is_open=is_open,
        days=days.where(days >= 0),
        age=age,
        is_overdue=is_late,
        is_reversed=days < 0,
    )


def progress(rows: pd.DataFrame) -> pd.DataFrame:
    """Requests by body and state, in the order of STATUSES. rows: `with_state`."""
    counts = _crossed(rows["body"], rows["state"])
    return counts.reindex(columns=[one for one in (*STATUSES, UNKNOWN) if one in counts]).rename_axis(
        columns=None
    )


def actions(rows: pd.DataFrame) -> pd.DataFrame:
    """What was done of those that are done: kinds by actions. rows: `with_state`."""
    done = rows.loc[rows["state"] == DONE, ["kind", "action"]]
    counts = _crossed(done["kind"], done["action"].fillna(UNKNOWN))
    return counts.loc[counts.sum(axis=1).sort_values(ascending=False, kind="stable").index]


def _crossed(one: pd.Series, other: pd.Series) -> pd.DataFrame:
    """How many rows have each pair of values, by codes: of texts a crosstab takes ten times as long."""
    codes, names = pd.factorize(one, sort=True)
    columns, labels = pd.factorize(other, sort=True)
    flat = np.bincount(codes * len(labels) + columns, minlength=len(names) * len(labels))
    return pd.DataFrame(flat.reshape(len(names), len(labels)), pd.Index(names), pd.Index(labels))


# --- days to completion ---------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Days:
    """How long a set takes. requests: those with a known wait; done, still_open: of them; median: day by which half are done, null while
    they are not; within: day → share done by then (null beyond the last wait that is known); days, shares: the waits there are, and the share done by each."""

    requests: int
    done: int
    still_open: int
    median: float
    within: Mapping[int, float]
    days: np.ndarray
    shares: np.ndarray

    @property
    def curve(self) -> pd.DataFrame:
        """day, share done."""
        return pd.DataFrame({"day": self.days, "share": self.shares})


def days_to_completion(rows: pd.DataFrame, at: tuple[int, ...] = AT) -> Days:
    """Kaplan and Meier's estimate: an open request counts as long as it has waited, so that slow ones are not left out.

    rows: `with_state`. Declined ones and those done on an unknown day do not count.
    """
    return _days(*_waits(rows), at)


def _waits(rows: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """Days each request took or has waited (null where it does not count), and whether it is done."""
    days, age = rows["days"].to_numpy("float64"), rows["age"].to_numpy("float64")
    is_done = ~np.isnan(days)
    return np.where(is_done, days, np.where(rows["is_open"].to_numpy(bool), age, np.nan)), is_done


def _days(waits: np.ndarray, done: np.ndarray, at: tuple[int, ...]) -> Days:
    is_known = ~np.isnan(waits)
    waited, is_done = waits[is_known], done[is_known]
    if not len(waited):
        return Days(0, 0, 0, float("nan"), dict.fromkeys(at, float("nan")), np.empty(0), np.empty(0))
    # Whole days: counted by day, not sorted.
    every = np.bincount(waited.astype(np.int64))
    days = np.flatnonzero(every)
    leaving = every[days]
    ended = np.bincount(waited.astype(np.int64), weights=is_done)[days]
    at_risk = leaving[::-1].cumsum()[::-1]
    share = 1 - np.cumprod(1 - ended / at_risk)
    half = np.flatnonzero(share >= 0.5 - 1e-12)
    within = {day: _by(days, share, day) for day in at}
    median = float(days[half[0]]) if len(half) else float("nan")
    return Days(len(waited), int(is_done.sum()), int((~is_done).sum()), median, within, days, share)


def _by(days: np.ndarray, share: np.ndarray, day: int) -> float:
    """The share done by a day; null where nothing waited as long and not all are done."""
    if day > days[-1] and share[-1] < 1 - 1e-12:
        return float("nan")
    before = np.searchsorted(days, day, side="right")
    return float(share[before - 1]) if before else 0.0


def days_by(rows: pd.DataFrame, by: list[str]) -> pd.DataFrame:
    """`days_and_curves` without the curves."""
    return days_and_curves(rows, by, 0)[0]


def days_and_curves(
    rows: pd.DataFrame, by: list[str], most: int
) -> tuple[pd.DataFrame, dict[str, pd.DataFrame]]:
    """`days_to_completion` of each group, the largest first: by, requests, done, still_open, median, within_7, within_30, within_90; and the
    curves of the first `most` groups by name. Groups of fewer than FEWEST have no shares, no median and no curve."""
    waits, is_done = _waits(rows)
    found, whole = [], {}
    for names, at in rows[by].groupby(by, sort=False).indices.items():
        own = names if isinstance(names, tuple) else (names,)
        days = _days(waits[at], is_done[at], AT)
        is_few = days.requests < FEWEST
        shares = {f"within_{day}": float("nan") if is_few else share for day, share in days.within.items()}
        found.append(
            dict(zip(by, own, strict=True))
            | {"requests": days.requests, "done": days.done, "still_open": days.still_open}
            | {"median": float("nan") if is_few else days.median}
            | shares
        )
        if not is_few:
            whole[own] = days
    columns = [*by, "requests", "done", "still_open", "median", "within_7", "within_30", "within_90"]
    table = pd.DataFrame(found, columns=columns).sort_values(
        "requests", ascending=False, kind="stable", ignore_index=True
    )
    shown = [own for own in table[by].itertuples(index=False, name=None) if own in whole][:most]
    return table, {"・".join(own): whole[own].curve for own in shown}


def still_open(rows: pd.DataFrame) -> pd.DataFrame:
    """Open ones by body and kind: open, overdue, oldest (days). rows: `with_state`."""
    of_open = rows.loc[rows["is_open"], ["body", "kind", "is_open", "is_overdue", "age"]]
    found = of_open.groupby(["body", "kind"], sort=False).agg(
        open=("is_open", "size"), overdue=("is_overdue", "sum"), oldest=("age", "max")
    )
    return found.reset_index().sort_values(
        ["overdue", "open"], ascending=False, kind="stable", ignore_index=True
    )


def crews(rows: pd.DataFrame) -> pd.DataFrame:
    """What each crew of each body has: body, crew (UNKNOWN where none is named), requests, done, open, overdue, median (as in `days_by`, null
    below FEWEST), cost (yen, the sum of those known) and costed (how many are), hours and timed likewise; the most requests first.

    rows: `with_state`. Declined ones are among the requests alone.
    """
    body, bodies = pd.factorize(rows["body"])
    crew, named = pd.factorize(rows["crew"].fillna(UNKNOWN))
    at, pairs = pd.factorize(body * len(named) + crew)

    def counted(is_one: np.ndarray) -> np.ndarray:
        return np.bincount(at[is_one], minlength=len(pairs))

    found = pd.DataFrame(
        {
            "body": bodies[pairs // max(len(named), 1)],
            "crew": named[pairs % max(len(named), 1)],
            "requests": np.bincount(at, minlength=len(pairs)),
            "done": counted((rows["state"] == DONE).to_numpy(bool)),
            "open": counted(rows["is_open"].to_numpy(bool)),
            "overdue": counted(rows["is_overdue"].to_numpy(bool)),
            "median": _medians(*_waits(rows), at, len(pairs)),
        }
    )
    for amount, known in (("cost", "costed"), ("hours", "timed")):
        values = rows[amount].to_numpy("float64", na_value=np.nan)
        is_known = ~np.isnan(values)
        found[known] = counted(is_known)
        sums = np.bincount(at[is_known], weights=values[is_known], minlength=len(pairs))
        found[amount] = np.where(found[known] > 0, sums, np.nan)  # nothing known is not nothing
    columns = ["body", "crew", "requests", "done", "open", "overdue", "median", "cost", "costed", "hours", "timed"]  # fmt: skip
    return found[columns].sort_values("requests", ascending=False, kind="stable", ignore_index=True)


def _medians(waits: np.ndarray, is_done: np.ndarray, at: np.ndarray, groups: int) -> np.ndarray:
    """`Days.median` of each group of at least FEWEST, null for others. at: the group of each request."""
    order = np.argsort(at, kind="stable")
    ends = np.cumsum(np.bincount(at, minlength=groups))
    parts = [_days(waits[own], is_done[own], ()) for own in np.split(order, ends[:-1])] if groups else []
    return np.array([days.median if days.requests >= FEWEST else np.nan for days in parts])


# --- where and when -------------------------------------------------------------------------------------------------


def metres(rows: pd.DataFrame, middle: float) -> np.ndarray:
    """Positions on a plane, metres east and north; middle: the latitude at which a degree of longitude is measured."""
    east = rows["longitude"].to_numpy("float64") * METRES * np.cos(np.radians(middle))
    return np.column_stack([east, rows["latitude"].to_numpy("float64") * METRES])


def _squares(rows: pd.DataFrame, side: float) -> pd.DataFrame:
    """The square of each position: x, y; null where there is none."""
    plane = metres(rows, rows["latitude"].median())
    return pd.DataFrame(np.floor(plane / side), rows.index, ["x", "y"])


def repeats(rows: pd.DataFrame) -> pd.DataFrame:
    """Places of which the same kind was reported at least twice: kind, where, bodies, count, again (received after an earlier one was
    done), first, last, latitude, longitude; the most frequent first.

    A place is a square of SPOT_M metres; where a row has no position, the road and the words of the place together.
    """
    kinds = pd.Series(pd.factorize(rows["kind"])[0], rows.index)
    wanted = ["kind", "route", "place", "body", "received", "completed", "latitude", "longitude"]
    known = rows[wanted].assign(place_number=_spots(rows) * (kinds.max() + 1) + kinds)
    known = known[(known["place_number"] >= 0) & known.duplicated("place_number", keep=False)]
    known = known.sort_values("received", kind="stable")
    known = known.assign(again=known["received"] > _done_before(known["completed"], known["place_number"]))
    found = known.groupby("place_number").agg(
        kind=("kind", "first"), route=("route", "first"), place=("place", "first"), count=("kind", "size"), again=("again", "sum"),
        first=("received", "min"), last=("received", "max"), latitude=("latitude", "mean"), longitude=("longitude", "mean"),
    )  # fmt: skip
    once = known.drop_duplicates(["place_number", "body"])
    found.insert(3, "bodies", once.groupby("place_number")["body"].agg("・".join))
    return found.sort_values(["count", "again"], ascending=False, kind="stable", ignore_index=True)


def _spots(rows: pd.DataFrame) -> pd.Series:
    """A number for the place of each row, far below zero where it has none."""
    none = -(1 << 40)
    squares = _squares(rows, SPOT_M)
    placed = rows["latitude"].notna()
    numbers = pd.Series(none, rows.index, dtype="int64")
    known = squares[placed].astype("int64")
    numbers[placed] = pd.factorize(known["x"] * (1 << 31) + known["y"])[0]
    told = rows[~placed & rows["route"].notna() & rows["place"].notna()]
    numbers[told.index] = pd.factorize(told["body"] + told["route"] + told["place"])[0] + len(rows)
    return numbers


def _done_before(completed: pd.Series, place: pd.Series) -> pd.Series:
    """The earliest completion among the rows of the place before each (in the order of receipt)."""
    never = pd.Timestamp.max.floor("D").as_unit("s")
    return completed.fillna(never).groupby(place).cummin().groupby(place).shift().fillna(never)


def hot_spots(rows: pd.DataFrame, side: float) -> pd.DataFrame:
    """Squares of `side` metres by how many requests lie in them: count, open, kinds (the most frequent), bodies, latitude, longitude of the
    square's middle, not of a request. rows: `with_state`."""
    placed = rows.loc[rows["latitude"].notna(), ["latitude", "longitude", "kind", "body", "is_open"]]
    if placed.empty:
        return pd.DataFrame(columns=["count", "open", "kind", "bodies", "latitude", "longitude"])
    middle = placed["latitude"].median()
    squares = np.floor(metres(placed, middle) / side).astype("int64")
    at, cells = pd.factorize(squares[:, 0] * (1 << 31) + squares[:, 1], sort=True)
    kind, names = pd.factorize(placed["kind"], sort=True)
    body, _ = pd.factorize(placed["body"])
    pairs, counts = np.unique(at * (len(names) or 1) + kind, return_counts=True)
    square, own = np.divmod(pairs, len(names) or 1)
    order = np.lexsort((own, -counts, square))
    first = order[
        np.unique(square[order], return_index=True)[1]
    ]  # of each square the most frequent, by name where equal
    of_bodies = np.unique(at * (body.max() + 1) + body) // (body.max() + 1)
    found = pd.DataFrame(
        {
            "count": np.bincount(at),
            "open": np.bincount(at[placed["is_open"].to_numpy(bool)], minlength=len(cells)),
            "bodies": np.bincount(of_bodies),
            "kind": names.to_numpy()[own[first]],
            "longitude": ((cells >> 31) + 0.5) * side / (METRES * np.cos(np.radians(middle))),
            "latitude": ((cells & ((1 << 31) - 1)) + 0.5) * side / METRES,
        }
    )
    return found.sort_values("count", ascending=False, kind="stable").reset_index(drop=True)


def calendar(rows: pd.DataFrame) -> pd.DataFrame:
    """Requests by kind (rows) and month of receipt (columns 4 … 3), the most frequent kind first."""
    counts = _crossed(rows["kind"], rows["received"].dt.month)
    counts = counts.reindex(columns=[*range(4, 13), 1, 2, 3], fill_value=0)
    return counts.loc[counts.sum(axis=1).sort_values(ascending=False, kind="stable").index]


def months_covered(rows: pd.DataFrame) -> float:
    """How many months the list covers, from the first receipt to the last, at least one."""
    first, last = rows["received"].min(), rows["received"].max()
    return (
        1.0 if pd.isna(first) else float(max((last.year - first.year) * 12 + last.month - first.month + 1, 1))
    )


# --- what may be seen by all ----------------------------------------------------------------------------------------


def finest(rows: pd.DataFrame, steps: Sequence[float], most: int) -> float:
    """The first of the steps (degrees, rising) on whose grid requests lie in at most `most` places, else the last."""
    placed = rows.loc[rows["latitude"].notna(), ["latitude", "longitude"]]
    return next((step for step in steps if len(pd.unique(_cell_numbers(placed, step))) <= most), steps[-1])


def _cell_numbers(placed: pd.DataFrame, step: float) -> np.ndarray:
    """One number for each place of a grid of `step` degrees."""
    east, north = (
        np.rint(placed[name].to_numpy() / step).astype("int64") for name in ("longitude", "latitude")
    )
    return np.asarray(east * (1 << 24) + north)


def cells_shown(rows: pd.DataFrame, step: float) -> pd.DataFrame:
    """Requests with a position counted on a grid of `step` degrees, for a map: longitude, latitude, count, open, overdue, kinds."""
    placed = rows.loc[rows["latitude"].notna(), ["latitude", "longitude", "kind", "is_open", "is_overdue"]]
    kind, names = pd.factorize(placed["kind"])
    at, cells = pd.factorize(_cell_numbers(placed, step), sort=True)
    counts = {
        name: np.bincount(at[placed[column].to_numpy(bool)], minlength=len(cells))
        for name, column in (("open", "is_open"), ("overdue", "is_overdue"))
    }
    return pd.DataFrame(
        {
            "count": np.bincount(at, minlength=len(cells)),
            **counts,
            "kinds": _most_frequent(at, kind, names, len(cells)),
            "longitude": ((cells >> 24) * step).round(5),
            "latitude": ((cells & ((1 << 24) - 1)) * step).round(5),
        }
    )


def _most_frequent(at: np.ndarray, kind: np.ndarray, names: pd.Index, cells: int) -> list[str]:
    """The three most frequent kinds of each cell in words. at, kind: of each request."""
    pairs, counts = np.unique(at * max(len(names), 1) + kind, return_counts=True)
    cell, own = np.divmod(pairs, max(len(names), 1))
    order = np.lexsort((own, -counts, cell))
    of_cell = cell[order]
    order = order[np.arange(len(order)) - np.searchsorted(of_cell, of_cell) < 3]
    texts: list[list[str]] = [[] for _ in range(cells)]
    for place, kind_of, count in zip(
        cell[order].tolist(), names[own[order]], counts[order].tolist(), strict=True
    ):
        texts[place].append(f"{kind_of} {count:,}件")
    return ["、".join(one) for one in texts]


def _rounded(degrees: pd.Series, step: float) -> pd.Series:
    return ((degrees / step).round() * step).round(5)


def public(rows: pd.DataFrame, step: float, *, with_photos: bool = False) -> pd.DataFrame:
    """What may be published: PUBLIC's columns only, positions on a grid of `step` degrees, months for days, in an order that does not
    tell which row was which. rows: `with_state`. Words of places, roads, crews and numbers are left out; links to photographs too, unless
    with_photos."""
    columns = PUBLIC | ({"photo": PHOTO} if with_photos else {})
    shown = rows.assign(
        month=rows["received"].dt.strftime("%Y-%m"),
        latitude=_rounded(rows["latitude"], step),
        longitude=_rounded(rows["longitude"], step),
    )[list(columns)]
    return shown.sort_values(list(columns), kind="stable", ignore_index=True).rename(columns=columns)
