"""What could be looked into for a pair of bridges, and why: declared rules over declared thresholds, costs in ranges.

Nothing here is a verdict: every option names what speaks for it and against it, as far as ledgers tell, and keeping is always one.
Thresholds and costs are judgements of this dashboard unless a source stands beside them; a reader may change all of them.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

JUDGED = "本ダッシュボードの仮定"
SQUARE_METRE_YEN = 10_000  # unit costs are declared in 万円/m²

OPTIONS = {
    "removal": "撤去（隣の橋を使う）",
    "foot": "人道橋にする（車は隣の橋へ）",
    "merge": "2つの役割を1つの橋にまとめる",
    "keep": "そのまま残す",
}


@dataclass(frozen=True)
class Assumption:
    """One declared number. low, high: None where only one value is used."""

    name: str
    label_ja: str
    unit: str
    base: float
    lowest: float
    highest: float
    source_ja: str = JUDGED
    low: float | None = None
    high: float | None = None


RENEWAL_SOURCE = (
    "基本は、総務省「公共施設等更新費用試算ソフト」の橋梁の更新単価44.8万円/m²"
    "（加古川市「公共施設等総合管理計画（本編）」13ページの試算条件による。2026年11月29日確認）。幅は本ダッシュボードの仮定"
)
ASSUMPTIONS = (
    Assumption("detour_factor", "直線距離を道のりに直す倍率", "倍", 1.3, 1.0, 3.0),
    Assumption("car_detour_m", "車の回り道として検討できる距離", "m", 2000, 0, 20_000),
    Assumption("walk_detour_m", "歩く人の回り道として検討できる距離", "m", 400, 0, 5_000),
    Assumption("old_years", "古いとみる年数", "年", 50, 10, 100),
    Assumption("young_years", "まだ新しいとみる年数", "年", 30, 0, 100),
    Assumption("narrow_m", "車のすれ違いが難しい幅員（これ未満）", "m", 4.0, 1, 10),
    Assumption("two_way_m", "隣の橋が車の行き来を受け持てる幅員（これ以上）", "m", 5.5, 2, 20),
    Assumption("length_ratio", "同じ所を渡るとは考えにくい橋長の違い（これを超える倍率）", "倍", 3.0, 1.0, 100.0),
    Assumption("near_m", "役割をまとめて考える近さ", "m", 200, 0, 2_000),
    Assumption("little_traffic", "交通量が少ないとみる台数（これ以下）", "台/日", 500, 0, 20_000),
    Assumption("renewal", "架替えの単価", "万円/m²", 44.8, 0, 1_000, RENEWAL_SOURCE, 30.0, 90.0),
    Assumption("repair", "修繕の単価（判定Ⅲ・Ⅳの橋）", "万円/m²", 10.0, 0, 1_000, JUDGED, 3.0, 25.0),
    Assumption("removal", "撤去の単価", "万円/m²", 10.0, 0, 1_000, JUDGED, 5.0, 20.0),
    Assumption("foot", "人道橋にする工事の単価（車止め・床版の補修など）", "万円/m²", 5.0, 0, 1_000, JUDGED, 2.0, 12.0),
)  # fmt: skip
BY_NAME: Mapping[str, Assumption] = {one.name: one for one in ASSUMPTIONS}


@dataclass(frozen=True)
class Assumed:
    """The numbers in use: name → (low, base, high); a name without a range has one value thrice."""

    values: Mapping[str, tuple[float, float, float]]

    def __getitem__(self, name: str) -> float:
        return self.values[name][1]

    def range(self, name: str) -> tuple[float, float, float]:
        """Low, base and high in order."""
        return self.values[name]


class NotUsable(ValueError):
    """A number that cannot be used; the message is one Japanese sentence."""


def assumed(changed: Mapping[str, tuple[float | None, float | None, float | None]] | None = None) -> Assumed:
    """The declared numbers, with those a reader changed (low, base, high; None: as declared). Raises NotUsable."""
    values = {}
    for one in ASSUMPTIONS:
        low, base, high = (changed or {}).get(one.name, (None, None, None))
        base = one.base if base is None else base
        if one.low is None or one.high is None:
            low = high = base
        else:
            low, high = (one.low if low is None else low), (one.high if high is None else high)
        for value in (low, base, high):
            if not np.isfinite(value) or not one.lowest <= value <= one.highest:
                raise NotUsable(
                    f"「{one.label_ja}」には{one.lowest:g}〜{one.highest:,g}{one.unit}の数を入れてください。"
                )
        if not low <= base <= high:
            raise NotUsable(f"「{one.label_ja}」は、低い・基本・高いの順に大きくしてください。")
        values[one.name] = (low, base, high)
    return Assumed(values)


# --- detours ------------------------------------------------------------------------------------------------------


def with_detours(
    table: pd.DataFrame, numbers: Assumed, year: int, networks: pd.DataFrame | None = None
) -> pd.DataFrame:
    """Pairs with detour_m (extra way without the first bridge), is_cut_off, detour_basis (line, network), ages and areas.

    Without a network the extra way is there and back along both banks: 2 × straight line × factor. networks: by row of the bridges
    (road_network.without_each): detour_m, is_cut_off; a bridge that lies on no road of the network keeps the straight line.
    year: the fiscal year in which ages are counted.
    """
    by_line = 2 * table["distance_m"] * numbers["detour_factor"]
    known = table.assign(detour_m=by_line, is_cut_off=False, detour_basis="line")
    if networks is not None and len(networks):
        own = networks.reindex(table["first_row"])
        is_there = own["is_on_network"].eq(True).to_numpy()
        known["detour_m"] = np.where(is_there, own["detour_m"].to_numpy(float), by_line)
        known["is_cut_off"] = is_there & own["is_cut_off"].eq(True).to_numpy()
        known["detour_basis"] = np.where(is_there, "network", "line")
    for side in ("first", "second"):
        known[f"{side}_age"] = year - known[f"{side}_built_fiscal_year"].astype("Float64")
        known[f"{side}_area_m2"] = known[f"{side}_length_m"] * known[f"{side}_width_m"]
    return known


# --- rules --------------------------------------------------------------------------------------------------------

Holds = Callable[[pd.DataFrame, Assumed], pd.Series]


@dataclass(frozen=True)
class Rule:
    """What speaks for or against an option. text_ja: with {columns of a pair} and {numbers}. is_bar: the option is not listed then."""

    rule_id: str
    option: str
    is_for: bool
    text_ja: str
    holds: Holds
    is_bar: bool = False


def _unsound(side: str) -> Holds:
    return lambda table, _: table[f"{side}_soundness_category"].ge(3)


def _old(side: str) -> Holds:
    return lambda table, numbers: table[f"{side}_age"].ge(numbers["old_years"])


def _both(test: Callable[[str], Holds]) -> Holds:
    return lambda table, numbers: _sure(test("first")(table, numbers)) & _sure(test("second")(table, numbers))


def _sure(answer: pd.Series) -> pd.Series:
    """A test's answer where what is unknown does not hold."""
    return answer.astype("boolean").fillna(False).astype(bool)


def _main_road(table: pd.DataFrame, _: Assumed) -> pd.Series:
    return table["first_road_class"].isin(["国道", "主要地方道"])


def _car_detour(table: pd.DataFrame, numbers: Assumed) -> pd.Series:
    return table["detour_m"].le(numbers["car_detour_m"]) & ~table["is_cut_off"]


def _far(table: pd.DataFrame, numbers: Assumed) -> pd.Series:
    return table["detour_m"].gt(numbers["car_detour_m"]) & ~table["is_cut_off"]


def _far_on_foot(table: pd.DataFrame, numbers: Assumed) -> pd.Series:
    return table["detour_m"].gt(numbers["walk_detour_m"]) & ~table["is_cut_off"]


def _second_takes_cars(table: pd.DataFrame, numbers: Assumed) -> pd.Series:
    return table["second_width_m"].ge(numbers["two_way_m"]) & ~table["second_is_walk"]


def _second_narrow(table: pd.DataFrame, numbers: Assumed) -> pd.Series:
    return table["second_width_m"].lt(numbers["two_way_m"])


def _second_walk(table: pd.DataFrame, _: Assumed) -> pd.Series:
    return table["second_is_walk"] & ~table["first_is_walk"]


def _in_sequence(table: pd.DataFrame, _: Assumed) -> pd.Series:
    return table["relation"].eq("same_route")


def _carriageways(table: pd.DataFrame, _: Assumed) -> pd.Series:
    """The two directions of one road: both for cars, beside each other."""
    return table["relation"].eq("twin") & ~table["first_is_walk"] & ~table["second_is_walk"]


def _crossing_unknown(table: pd.DataFrame, _: Assumed) -> pd.Series:
    return table["river_ja"].isna() & ~table["relation"].isin(["twin", "old_new"])


def _lengths_differ(table: pd.DataFrame, numbers: Assumed) -> pd.Series:
    """Whether one is so much longer that the two hardly cross the same; not where names or a river say that they do."""
    both = table[["first_length_m", "second_length_m"]]
    is_far = both.max(axis=1, skipna=False).gt(numbers["length_ratio"] * both.min(axis=1, skipna=False))
    return is_far & _crossing_unknown(table, numbers)


def _closed(table: pd.DataFrame, _: Assumed) -> pd.Series:
    return table["first_closure_ja"].map(lambda one: isinstance(one, str) and bool(one.strip()))


def _emergency(table: pd.DataFrame, _: Assumed) -> pd.Series:
    return table["first_is_emergency_route"].eq(True)


def _little_traffic(table: pd.DataFrame, numbers: Assumed) -> pd.Series:
    return pd.to_numeric(table["first_traffic"], errors="coerce").le(numbers["little_traffic"])


def _box(table: pd.DataFrame, _: Assumed) -> pd.Series:
    return table["first_structure_ja"].astype("str").str.contains("ボックス|溝橋") | table[
        "first_bridge_name"
    ].astype("str").str.contains("溝橋")


def _young_and_sound(table: pd.DataFrame, numbers: Assumed) -> pd.Series:
    return table["first_age"].lt(numbers["young_years"]) & table["first_soundness_category"].le(2)


_NEAR = "回り道は約{detour_m:,.0f}m（{detour_ja}）で、車で検討できる距離（{car_detour_m:,.0f}m）の中です。"
_BARS = (
    ("cut_off", "道路網では、この橋のほかに渡る道がありません。", lambda table, _: table["is_cut_off"]),
    ("sequence", "同じ路線の前後の橋で、別の川や道を渡っている可能性が高く、なくすと路線が切れます。", _in_sequence),
    ("emergency", "緊急輸送道路です。", _emergency),
)  # fmt: skip
_CROSSING = "同じ川や道を渡っているかは、台帳からは分かりません。地図と現地で確かめてください。"
_LENGTHS = "橋長が大きく違い（{first_length_m:,.1f}m、{second_length_m:,.1f}m）、同じ川や道を渡っているとは考えにくい組です。"
_WALK = "隣の橋は名前からは歩行者などの橋で、車は渡れません。"
_UNSOUND_SECOND = "隣の橋も判定区分{second_rating}です。先に直すか、まとめて考える必要があります。"

RULES: tuple[Rule, ...] = (
    # 撤去
    Rule("near", "removal", True, _NEAR, _car_detour),
    Rule("unsound", "removal", True, "判定区分{first_rating}で、修繕か架替えが要ります。", _unsound("first")),
    Rule("old", "removal", True, "架設から{first_age:.0f}年です。", _old("first")),
    Rule("takes_cars", "removal", True, "隣の橋は幅員{second_width_m:.1f}mで、車の行き来を受け持てます。", _second_takes_cars),
    Rule("closed", "removal", True, "すでに通行が制限されています（{first_closure_ja}）。", _closed),
    Rule("traffic", "removal", True, "交通量が{first_traffic:,.0f}台/日です。", _little_traffic),
    Rule("far", "removal", False, "回り道が約{detour_m:,.0f}m（{detour_ja}）あります。", _far, True),
    *(Rule(name, "removal", False, words, test, True) for name, words, test in _BARS),
    Rule("main", "removal", False, "{first_road_class}の橋です。", _main_road, True),
    Rule("second_walk", "removal", False, _WALK, _second_walk, True),
    Rule("one_way", "removal", False, "上下線の片方とみられ、なくすと片方向の道がなくなります。", _carriageways, True),
    Rule("lengths", "removal", False, _LENGTHS, _lengths_differ, True),
    Rule("crossing", "removal", False, _CROSSING, _crossing_unknown),
    Rule("second_unsound", "removal", False, _UNSOUND_SECOND, _unsound("second")),
    Rule("second_narrow", "removal", False, "隣の橋は幅員{second_width_m:.1f}mで、車の行き来には狭いおそれがあります。", _second_narrow),
    Rule("on_foot", "removal", False, "歩く人には約{detour_m:,.0f}mの回り道になります。", _far_on_foot),
    Rule("box", "removal", False, "ボックス・溝橋は水路の断面を残す必要があり、撤去より管の入替えなどになりやすい構造です。", _box),
    # 人道橋
    Rule("near", "foot", True, _NEAR, _car_detour),
    Rule("on_foot", "foot", True, "歩く人には約{detour_m:,.0f}mの回り道になるため、歩行者の道は残す意味があります。", _far_on_foot),
    Rule("narrow", "foot", True, "幅員{first_width_m:.1f}mで、車のすれ違いが難しい橋です。", lambda table, numbers: table["first_width_m"].lt(numbers["narrow_m"])),
    Rule("traffic", "foot", True, "交通量が{first_traffic:,.0f}台/日です。", _little_traffic),
    Rule("far", "foot", False, "車の回り道が約{detour_m:,.0f}m（{detour_ja}）あります。", _far, True),
    *(Rule(name, "foot", False, words, test, True) for name, words, test in _BARS),
    Rule("main", "foot", False, "{first_road_class}の橋です。", _main_road, True),
    Rule("second_walk", "foot", False, _WALK, _second_walk, True),
    Rule("one_way", "foot", False, "上下線の片方とみられ、なくすと片方向の道がなくなります。", _carriageways, True),
    Rule("lengths", "foot", False, _LENGTHS, _lengths_differ, True),
    Rule("crossing", "foot", False, _CROSSING, _crossing_unknown),
    Rule("is_walk", "foot", False, "名前からは、すでに歩行者などの橋です。", lambda table, _: table["first_is_walk"], True),
    Rule("second_narrow", "foot", False, "隣の橋は幅員{second_width_m:.1f}mで、車の行き来には狭いおそれがあります。", _second_narrow, True),
    Rule("box", "foot", False, "ボックス・溝橋では、人道橋にする意味が小さくなります。", _box, True),
    # まとめる
    Rule("both_old", "merge", True, "両方とも架設から{old_years:.0f}年以上です（{first_age:.0f}年、{second_age:.0f}年）。", _both(_old)),
    Rule("both_unsound", "merge", True, "両方とも判定区分Ⅲ・Ⅳです。", _both(_unsound)),
    Rule("one_crossing", "merge", True, "名前から、同じ所を渡る橋（{relation_ja}）とみられます。", lambda table, _: table["relation"].isin(["twin", "old_new"])),
    Rule("river", "merge", True, "どちらも{river_ja}を渡るとみられます。", lambda table, _: table["river_ja"].notna()),
    Rule("managers", "merge", True, "管理者が違い（{managers_ja}）、更新の時期と費用を一緒に考えられます。", lambda table, _: table["managers"].isin(["prefecture_municipality", "different"])),
    Rule("lengths", "merge", False, _LENGTHS, _lengths_differ, True),
    Rule("crossing", "merge", False, _CROSSING, _crossing_unknown),
    Rule("sequence", "merge", False, _BARS[1][1], _in_sequence, True),
    Rule("far_apart", "merge", False, "橋の間が{distance_m:,.0f}mあり、1つにまとめるには離れています。", lambda table, numbers: table["distance_m"].gt(numbers["near_m"]), True),
    Rule("young", "merge", False, "架設から{young_years:.0f}年未満の橋があり、更新の時期が合いません。", lambda table, numbers: _sure(table["first_age"].lt(numbers["young_years"])) | _sure(table["second_age"].lt(numbers["young_years"]))),
    # 残す
    Rule("main", "keep", True, "{first_road_class}の橋です。", _main_road),
    *(Rule(name, "keep", True, words, test) for name, words, test in _BARS),
    Rule("far", "keep", True, "なくすと約{detour_m:,.0f}mの回り道になります（{detour_ja}）。", _far),
    Rule("young", "keep", True, "架設から{young_years:.0f}年未満で、判定区分{first_rating}です。", _young_and_sound),
    Rule("unsound", "keep", False, "判定区分{first_rating}で、残すには修繕か架替えが要ります。", _unsound("first")),
    Rule("old", "keep", False, "架設から{first_age:.0f}年で、いずれ架替えの時期が来ます。", _old("first")),
)  # fmt: skip
LISTED_FROM = {
    "removal": 2,
    "foot": 2,
    "merge": 2,
    "keep": 0,
}  # so many reasons for, or the option is not listed
NEEDED = {"removal": ("near",), "foot": ("near",)}  # of these each
ONE_OF = {  # of these one at least: that another bridge is near is no reason by itself
    "removal": ("unsound", "old", "closed", "traffic"),
    "foot": ("narrow", "traffic"),
    "merge": ("both_old", "both_unsound", "one_crossing"),
}


def held_rules(table: pd.DataFrame, numbers: Assumed) -> pd.DataFrame:
    """Whether each rule holds: a row per pair, a column per rule (option, rule_id). table: as with_detours."""
    held: dict[tuple[str, str], np.ndarray] = {
        (rule.option, rule.rule_id): _sure(rule.holds(table, numbers)).to_numpy() for rule in RULES
    }
    return pd.DataFrame(held, index=table.index)


def options(held: pd.DataFrame) -> pd.DataFrame:
    """Whether each option is listed: a row per pair, a column per option. held: as held_rules."""
    listed = {}
    for option, enough in LISTED_FROM.items():
        own = [rule for rule in RULES if rule.option == option]
        is_listed = sum((held[option, rule.rule_id].astype(int) for rule in own if rule.is_for), 0) >= enough
        for rule in own:
            if rule.is_bar:
                is_listed = is_listed & ~held[option, rule.rule_id]
        for needed in NEEDED.get(option, ()):
            is_listed = is_listed & held[option, needed]
        if option in ONE_OF:
            is_listed = is_listed & held[[(option, one) for one in ONE_OF[option]]].any(axis=1)
        listed[option] = is_listed
    return pd.DataFrame(listed, index=held.index)


@dataclass(frozen=True)
class Reasons:
    """What speaks for and against one option of one pair, in sentences; is_listed: whether the rules list it."""

    option: str
    is_listed: bool
    for_ja: tuple[str, ...]
    against_ja: tuple[str, ...]


def reasons(pair: pd.DataFrame, numbers: Assumed, words: Mapping[str, object]) -> list[Reasons]:
    """Every option of one pair with its reasons. pair: a table of one row, as with_detours; words: relation_ja, managers_ja,
    first_rating, second_rating, detour_ja as they are shown."""
    held = held_rules(pair, numbers)
    listed = options(held).iloc[0]
    told: dict[str, object] = {str(name): value for name, value in pair.iloc[0].items()}
    told |= {one.name: numbers[one.name] for one in ASSUMPTIONS}
    told |= words
    said: dict[tuple[str, bool], list[str]] = {}
    for rule in RULES:
        if held.iloc[0][rule.option, rule.rule_id]:
            said.setdefault((rule.option, rule.is_for), []).append(rule.text_ja.format(**told))
    return [
        Reasons(
            option,
            bool(listed[option]),
            tuple(said.get((option, True), ())),
            tuple(said.get((option, False), ())),
        )
        for option in OPTIONS
    ]


# --- what a pair is listed for ------------------------------------------------------------------------------------

SIGNS = {
    "different_managers": "管理者が違う",
    "one_crossing": "新旧・上下線らしい",
    "river": "同じ川",
    "unsound": "判定Ⅲ・Ⅳがある",
    "both_old": "両方が古い",
    "narrow": "狭い橋がある",
}


def signs(table: pd.DataFrame, numbers: Assumed) -> pd.DataFrame:
    """What a pair is listed for: a row per pair, a column per sign; the list is sorted by how many hold."""
    return pd.DataFrame(
        {
            "different_managers": table["managers"].isin(["prefecture_municipality", "different"]),
            "one_crossing": table["relation"].isin(["twin", "old_new"]),
            "river": table["river_ja"].notna(),
            "unsound": _sure(_unsound("first")(table, numbers)) | _sure(_unsound("second")(table, numbers)),
            "both_old": _both(_old)(table, numbers),
            "narrow": table[["first_width_m", "second_width_m"]].min(axis=1).lt(numbers["narrow_m"]),
        }
    )


# --- costs --------------------------------------------------------------------------------------------------------


def costs(table: pd.DataFrame, numbers: Assumed) -> dict[str, pd.DataFrame]:
    """Yen of each option, not discounted: option → low, base, high, a row per pair; blank where a length or width is unknown.

    removal, foot: of the first bridge. merge: both removed, one built as long as the longer and as wide as the wider. keep: the first
    repaired where it is Ⅲ or Ⅳ; keep_renewal: the first rebuilt as it is.
    """
    first = table["first_area_m2"]
    both = first + table["second_area_m2"]
    merged = table[["first_length_m", "second_length_m"]].max(axis=1, skipna=False) * table[
        ["first_width_m", "second_width_m"]
    ].max(axis=1, skipna=False)
    unsound = _sure(_unsound("first")(table, numbers))
    parts: dict[str, dict[str, pd.Series]] = {
        "removal": {"removal": first},
        "foot": {"foot": first},
        "merge": {"removal": both, "renewal": merged},
        "keep": {"repair": first.where(unsound | first.isna(), 0.0)},
        "keep_renewal": {"removal": first, "renewal": first},
    }
    return {option: yen_of_areas(units, numbers) for option, units in parts.items()}


def yen_of_areas(areas: Mapping[str, pd.Series], numbers: Assumed) -> pd.DataFrame:
    """What areas (m²) come to, each at its unit cost: low, base, high."""
    return pd.DataFrame(
        {
            name: sum(
                (area * numbers.range(unit)[at] * SQUARE_METRE_YEN for unit, area in areas.items()), 0.0
            )
            for at, name in enumerate(("low", "base", "high"))
        }
    )
