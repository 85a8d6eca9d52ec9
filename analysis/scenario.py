"""A scenario: a region's municipalities in named groups, with the conditions they came from and what is assumed of their effect.

    code(scenario)            the short text an address holds: everything of the scenario
    of_code(text)             the scenario again. Raises ValueError, in Japanese
    content(scenario), of_file(bytes)
                              the same as a JSON file that a person can read
    settled(scenario, facts)  the scenario with today's municipalities, and what has changed since it was saved
    moved(one, other)         who is in another group

What a scenario remembers of its groups (residents, staff, bridges) serves to say what changed; nothing shown is taken from there.
"""

import base64
import itertools
import json
import re
import unicodedata
import zlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, TypeGuard

import numpy as np
import pandas as pd
from scipy.optimize import linear_sum_assignment

from analysis.first_estimate import BENCHMARKS, problem_ja
from analysis.hub_capacity import engineers
from japan import lg_code

FORMAT = 1
ORIGINS = {
    "divided": "自動で分けた群",
    "hand": "手で組んだ群",
    "existing": "いまある区域",
    "file": "ファイルの群",
}


@dataclass(frozen=True)
class Figure:
    """What is remembered of every group: what its sum is called, its unit, the column of its dates."""

    label_ja: str
    unit: str
    as_of: str


# What the numbers of groups and the estimate of effects rest on. New ones come last: an older scenario remembers the first of them only.
REMEMBERED = {
    "population": Figure("人口", "人", "population_as_of"),
    "general_admin_staff": Figure("一般行政部門の職員", "人", "general_admin_staff_as_of"),
    "bridges_managed": Figure("管理する橋", "橋", "bridges_as_of"),
    "bridges_action_needed": Figure("修繕が必要な橋", "橋", "bridges_as_of"),
    "road_km": Figure("市町村道の延長", "km", "road_km_as_of"),
    "engineers": Figure("技術系職員（実数、なければ推計）", "人", "estimate_as_of"),
    "road_bridge_maintenance_yen": Figure("道路と橋の維持補修費", "円", "maintenance_as_of"),
}
LONGEST_NAME, LONGEST_TEXT, LONGEST_CONDITION, MOST_GROUPS, MOST_BYTES = 40, 200, 2_000, 400, 200_000
MOST_CONDITIONS, MOST_ASSUMPTIONS = 30, 60
NO_LETTERS = (
    "Cc",
    "Cf",
    "Cs",
    "Co",
    "Cn",
    "Zl",
    "Zp",
)  # signs that steer or break a line, halves of letters, none at all
CONDITION = re.compile(r"[a-z_]{1,40}")
ASSUMPTION = re.compile(r"[a-z0-9_]{1,60}")
LARGEST = 1e15
UNREADABLE = "シナリオとして読めません。途中で切れているか、別のものです"

Range = tuple[float, float, float]


@dataclass(frozen=True)
class Group:
    """Municipalities together. centre: the member the others are nearest to, None where none was determined."""

    members: tuple[str, ...]
    centre: str | None = None


@dataclass(frozen=True)
class Scenario:
    """name: as its maker calls it. origin: one of ORIGINS; origin_ja: which (「二次医療圏」, a file's name). groups: disjoint.
    left_out: municipalities of the region in no group. conditions: the choices on /groups it came from, as its address has them.
    assumptions: name → low, base, high, where not the usual. remembered: per group, in its order, the sums of REMEMBERED (the first
    of them where it is older) when it was saved, whole numbers (None unknown); as_of: their dates."""

    name: str
    origin: str
    groups: tuple[Group, ...]
    left_out: tuple[str, ...] = ()
    origin_ja: str = ""
    conditions: Mapping[str, str] = field(default_factory=dict)
    assumptions: Mapping[str, Range] = field(default_factory=dict)
    remembered: tuple[tuple[float | None, ...], ...] = ()
    as_of: tuple[str, ...] = ()

    @property
    def members(self) -> list[str]:
        """Every municipality in a group, group by group."""
        return [code for group in self.groups for code in group.members]

    @property
    def codes(self) -> list[str]:
        """Every municipality of the region: the members, then those left out."""
        return [*self.members, *self.left_out]

    @property
    def assignment(self) -> pd.DataFrame:
        """lg_code, hub_lg_code (the centre, else the first member), as a division has them."""
        rows = [(code, group.centre or group.members[0]) for group in self.groups for code in group.members]
        return pd.DataFrame(rows, columns=["lg_code", "hub_lg_code"])


def remembering(scenario: Scenario, facts: pd.DataFrame) -> Scenario:
    """The scenario with the sums of its groups and their dates. facts: as queries.group_facts."""
    rows = facts.assign(engineers=engineers(facts)).set_index("lg_code").loc[scenario.members]
    sums = [rows.loc[list(group.members), list(REMEMBERED)].sum(min_count=1) for group in scenario.groups]
    dates = [rows[one.as_of].max() for one in REMEMBERED.values()]
    return replace(
        scenario,
        remembered=tuple(tuple(None if pd.isna(one) else float(round(one)) for one in row) for row in sums),
        as_of=tuple("" if pd.isna(day) else f"{pd.Timestamp(day):%Y-%m-%d}" for day in dates),
    )


def code(scenario: Scenario) -> str:
    """The scenario as letters, digits, - and _: its content as JSON, deflated."""
    packed = zlib.compress(
        json.dumps(_short(scenario), ensure_ascii=False, separators=(",", ":")).encode(), 9
    )
    return base64.urlsafe_b64encode(packed).decode().rstrip("=")


def of_code(text: str) -> Scenario:
    """What `code` wrote. Raises ValueError, in Japanese, for anything else."""
    try:
        packed = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
        opened = zlib.decompressobj()
        content = opened.decompress(packed, MOST_BYTES)
        if not opened.eof:
            raise ValueError("cut, or too long")
        short = json.loads(content)
    except (ValueError, zlib.error, RecursionError) as error:
        raise ValueError(UNREADABLE) from error
    return _checked(_long(short))


def content(scenario: Scenario, names: Mapping[str, str]) -> bytes:
    """The scenario as a file. names: municipality names by code, for people who open it."""
    groups = [
        {
            "構成団体": [{"団体コード": one, "団体名": names.get(one, "")} for one in group.members],
            "拠点": group.centre,
            "保存したときの値": {
                one.label_ja: value for one, value in zip(REMEMBERED.values(), sums, strict=False)
            },
        }
        for group, sums in zip(
            scenario.groups, scenario.remembered or [()] * len(scenario.groups), strict=True
        )
    ]
    whole = {
        "形式": "群マネ見える化ダッシュボードのシナリオ",
        "版": FORMAT,
        "名前": scenario.name,
        "もと": scenario.origin,
        "もとの名前": scenario.origin_ja,
        "条件": dict(scenario.conditions),
        "前提": {name: list(values) for name, values in scenario.assumptions.items()},
        "群": groups,
        "群に入らない団体": list(scenario.left_out),
        "値の時点": list(scenario.as_of),
    }
    return json.dumps(whole, ensure_ascii=False, indent=1).encode()


def of_file(data: bytes) -> Scenario:
    """What `content` wrote. Raises ValueError, in Japanese, naming what is wrong."""
    if len(data) > MOST_BYTES * 5:
        raise ValueError(UNREADABLE)
    try:
        whole = json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise ValueError(UNREADABLE) from error
    if not isinstance(whole, dict) or not isinstance(whole.get("群"), list):
        raise _unreadable("「群」がありません")
    groups = []
    for number, group in enumerate(whole["群"], 1):
        try:
            members = [one["団体コード"] for one in group["構成団体"]]
        except (KeyError, TypeError) as error:
            raise _unreadable(f"{number}番目の群：「構成団体」の「団体コード」が要ります") from error
        sums = group.get("保存したときの値", {})
        if not isinstance(sums, dict):
            raise _unreadable(f"{number}番目の群：「保存したときの値」は項目と数の組です")
        groups.append({"m": members, "c": group.get("拠点"), "r": list(sums.values())})
    return _checked(
        {
            "v": whole.get("版"),
            "n": whole.get("名前"),
            "o": whole.get("もと"),
            "j": whole.get("もとの名前", ""),
            "k": whole.get("条件", {}),
            "a": whole.get("前提", {}),
            "g": groups,
            "l": whole.get("群に入らない団体", []),
            "d": whole.get("値の時点", []),
        }
    )


def _short(scenario: Scenario) -> dict[str, Any]:
    """As the address holds it: codes of five digits, each as the step from the one before, the centre first."""
    before = 0

    def steps(codes: Sequence[str]) -> list[int]:
        nonlocal before
        numbers = [int(one[:5]) for one in codes]
        found = [now - then for then, now in itertools.pairwise([before, *numbers])]
        before = numbers[-1] if numbers else before
        return found

    groups = []
    for at, group in enumerate(scenario.groups):
        sums = scenario.remembered[at] if scenario.remembered else ()
        groups.append(
            [
                -1 if group.centre is None else group.members.index(group.centre),
                steps(group.members),
                [None if one is None else int(one) for one in sums],
            ]
        )
    short = {"v": FORMAT, "n": scenario.name, "o": scenario.origin, "g": groups}
    more = {
        "j": scenario.origin_ja,
        "k": dict(scenario.conditions),
        "a": {name: list(values) for name, values in scenario.assumptions.items()},
        "l": steps(scenario.left_out),
        "d": list(scenario.as_of),
    }
    return short | {key: value for key, value in more.items() if value}


def _long(short: Any) -> dict[str, Any]:
    """What `_short` made, with whole codes; ValueError for anything else."""
    before = 0

    def codes(steps: Any) -> list[str]:
        nonlocal before
        found = []
        for step in steps:
            before += int(step)
            found.append(lg_code.from_five(f"{before:05d}"))
        return found

    try:
        groups = []
        for centre, steps, sums in short["g"]:
            members = codes(steps)
            groups.append({"m": members, "c": None if centre < 0 else members[centre], "r": sums})
        return {**short, "g": groups, "l": codes(short.get("l", []))}
    except (KeyError, TypeError, ValueError, IndexError, AttributeError, OverflowError) as error:
        raise ValueError(UNREADABLE) from error


def _checked(long: dict[str, Any]) -> Scenario:
    """The scenario, where everything of it is as it must be; ValueError, in Japanese, else."""
    if long.get("v") != FORMAT:
        raise _unreadable(f"「版」は{FORMAT}です")
    name, origin, origin_ja = long.get("n"), long.get("o"), long.get("j", "")
    if not _is_text(name, LONGEST_NAME) or not name.strip():
        raise ValueError(f"シナリオの名前は{LONGEST_NAME}字以内です")
    if not isinstance(origin, str) or origin not in ORIGINS:
        raise _unreadable(f"「もと」は {'・'.join(ORIGINS)} のどれかです")
    if not _is_text(origin_ja, LONGEST_TEXT):
        raise _unreadable(f"「もとの名前」は{LONGEST_TEXT}字以内です")
    groups = tuple(_group(one) for one in long["g"])
    left_out = _codes(long.get("l", []), "群に入らない団体")
    if not groups or len(groups) > MOST_GROUPS:
        raise ValueError(f"群は1〜{MOST_GROUPS}です")
    every = [one for group in groups for one in group.members] + list(left_out)
    if twice := sorted(one for one, times in Counter(every).items() if times > 1):
        raise ValueError(f"2つの群に入っている団体があります（{'、'.join(twice[:5])}）")
    return Scenario(
        name.strip(),
        origin,
        groups,
        left_out,
        origin_ja,
        _conditions(long.get("k", {})),
        _assumptions(long.get("a", {})),
        _sums([one["r"] for one in long["g"]]),
        _dates(long.get("d", [])),
    )


def _unreadable(expected_ja: str) -> ValueError:
    return ValueError(f"{UNREADABLE}（{expected_ja}）")


def _is_text(value: object, longest: int) -> TypeGuard[str]:
    """Whether it is a text of so many letters; a blank of any width is one."""
    if not isinstance(value, str) or len(value) > longest:
        return False
    return not any(unicodedata.category(one) in NO_LETTERS for one in value)


def _group(one: Mapping[str, Any]) -> Group:
    members = _codes(one["m"], "構成団体")
    centre = one["c"]
    if not members:
        raise ValueError("団体のない群があります")
    if centre is not None and centre not in members:
        raise ValueError(f"拠点 {str(centre)[:20]} が構成団体の中にありません")
    return Group(members, centre)


def _codes(found: Any, place_ja: str) -> tuple[str, ...]:
    if not isinstance(found, list) or not all(isinstance(one, str) for one in found):
        raise _unreadable(f"「{place_ja}」は、引用符で囲んだ6桁の団体コードの並びです")
    if wrong := [one for one in found if not lg_code.is_valid(one)]:
        raise ValueError(f"団体コードではないものがあります（{'、'.join(wrong)[:60]}）")
    return tuple(found)


def _conditions(found: Any) -> dict[str, str]:
    is_whole = isinstance(found, dict) and len(found) <= MOST_CONDITIONS
    if not is_whole or not all(
        CONDITION.fullmatch(name) and _is_text(value, LONGEST_CONDITION) for name, value in found.items()
    ):
        raise _unreadable("「条件」は、英字の名前と文字の組です")
    return dict(found)


def _assumptions(found: Any) -> dict[str, Range]:
    """Own ranges by the name of the benchmark; one this program does not know (any more) is kept, and plays no part."""
    if not isinstance(found, dict) or len(found) > MOST_ASSUMPTIONS:
        raise _unreadable("「前提」は、英字の名前と3つの数の組です")
    ranges: dict[str, Range] = {}
    for name, values in found.items():
        is_range = isinstance(values, list) and len(values) == 3 and all(map(_is_number, values))
        if not ASSUMPTION.fullmatch(name) or not is_range or not values[0] <= values[1] <= values[2]:
            raise _unreadable(f"「前提」の {name[:60]}：低い≦基本≦高い の3つの数が必要です")
        if name in BENCHMARKS and (problem := problem_ja(name, values)):
            raise ValueError(f"「前提」の {name}：{problem}")
        ranges[name] = (float(values[0]), float(values[1]), float(values[2]))
    return ranges


def _is_number(value: object) -> TypeGuard[float]:
    return isinstance(value, int | float) and not isinstance(value, bool) and -LARGEST < value < LARGEST


def _sums(found: list[Any]) -> tuple[tuple[float | None, ...], ...]:
    """The sums of every group, as many of REMEMBERED as there were when it was saved; nothing where one has none."""
    for sums in found:
        is_whole = isinstance(sums, list) and 0 < len(sums) == len(found[0]) <= len(REMEMBERED)
        if not is_whole or not all(one is None or (_is_number(one) and one >= 0) for one in sums):
            return ()
    return tuple(tuple(None if one is None else float(round(one)) for one in sums) for sums in found)


def _dates(found: Any) -> tuple[str, ...]:
    is_whole = isinstance(found, list) and len(found) <= len(REMEMBERED)
    if not is_whole or not all(one == "" or _is_day(one) for one in found):
        raise _unreadable("「値の時点」は「2025-03-31」の形の日付です")
    return tuple(found)


def _is_day(value: object) -> bool:
    try:
        return isinstance(value, str) and date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False


@dataclass(frozen=True)
class Settled:
    """A scenario of today's municipalities, which remembers what it did. gone: codes that are no municipality (any more).
    changes: a row per group and number that differs from when it was saved: group (its number from 0), label_ja, unit, before, now.
    dates: a row per number that is of another day now: label_ja, before, now (ISO, empty where there is none)."""

    scenario: Scenario
    gone: tuple[str, ...]
    changes: pd.DataFrame
    dates: pd.DataFrame

    @property
    def is_as_saved(self) -> bool:
        return not self.gone and self.changes.empty and self.dates.empty


def settled(scenario: Scenario, facts: pd.DataFrame) -> Settled:
    """The scenario without municipalities that are none any more, and what differs from when it was saved.

    facts: as queries.group_facts. Codes that were replaced lead to today's. Raises ValueError when nobody is left.
    """
    known = set(facts["lg_code"])

    def today(codes: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(one for one in map(lg_code.current, codes) if one in known))

    gone = tuple(one for one in scenario.codes if lg_code.current(one) not in known)
    kept = [
        (at, Group(today(group.members), centre if centre in known else None))
        for at, group in enumerate(scenario.groups)
        for centre in [group.centre and lg_code.current(group.centre)]
        if today(group.members)
    ]
    if not kept:
        raise ValueError("シナリオの団体が、このデータベースにありません")
    left = replace(
        scenario,
        groups=tuple(group for _, group in kept),
        left_out=today(scenario.left_out),
        remembered=tuple(scenario.remembered[at] for at, _ in kept) if scenario.remembered else (),
    )
    now = remembering(left, facts)
    figures = list(REMEMBERED.values())
    changes = [
        (number, one.label_ja, one.unit, then, new)
        for number, (before, sums) in enumerate(zip(left.remembered, now.remembered, strict=False))
        for one, then, new in zip(figures, before, sums, strict=False)
        if then != new
    ]
    dates = [
        (one.label_ja, then, new)
        for one, then, new in zip(figures, left.as_of, now.as_of, strict=False)
        if then != new
    ]
    return Settled(
        left,
        gone,
        pd.DataFrame(changes, columns=["group", "label_ja", "unit", "before", "now"]),
        pd.DataFrame(dates, columns=["label_ja", "before", "now"]),
    )


def matched(one: Scenario, other: Scenario) -> dict[int, int]:
    """Which group of `other` each group of `one` is, by numbers from 0: so that as many municipalities as possible stay where they are."""
    shared = np.array([[len({*a.members} & {*b.members}) for b in other.groups] for a in one.groups])
    rows, columns = linear_sum_assignment(shared, maximize=True)
    return {int(a): int(b) for a, b in zip(rows, columns, strict=True) if shared[a, b]}


def moved(one: Scenario, other: Scenario) -> pd.DataFrame:
    """Municipalities that are in another group: lg_code, before, after (numbers of groups from 0; −1 in none), in the order of `one`.

    Groups are the same that `matched` pairs; municipalities only one of both speaks of are left out.
    """
    pairs = matched(one, other)
    before, after = (
        {code: at for at, group in enumerate(each.groups) for code in group.members} for each in (one, other)
    )
    both = [code for code in one.codes if code in set(other.codes)]
    rows = [(code, before.get(code, -1), after.get(code, -1)) for code in both]
    rows = [row for row in rows if (pairs.get(row[1], -2) if row[1] >= 0 else -1) != row[2]]
    return pd.DataFrame(rows, columns=["lg_code", "before", "after"])
