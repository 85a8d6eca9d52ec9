"""The groups of a scenario and what they would bring, as slides: the map, the groups, the effect in ranges."""

import pandas as pd

from dashboard import queries
from dashboard.exports.slide_model import MAX_ROWS, Slide
from dashboard.maps.shapes import Map
from dashboard.runtime.cache import cached
from dashboard.shared import group_map, theme
from dashboard.shared.scenarios import Held
from pages import effects, scenarios
from pages.briefing import place_map
from pages.briefing.slides.common import source_line, spoken

IDS = {"groups_map": "群の案（地図）", "groups": "群の案（一覧）", "effect": "群の案の効果（幅）"}
MOST_NAMED = 12
NOT_A_DECISION = "話し合いのための案で、決まったものではありません。"


def slides(held: Held) -> list[Slide]:
    """The slides of a scenario, by IDS."""
    return _slides(_held=held, code=held.code)


@cached
def _slides(*, code: str, _held: Held) -> list[Slide]:
    return [_map(_held), _groups(_held), *_effect(_held)]


def _map(held: Held) -> Slide:
    one, names = held.scenario, held.names
    classes = group_map.classes_of(one.assignment, one.left_out)
    west, south, east, north = (held.facts[edge] for edge in ("west", "south", "east", "north"))
    view = place_map.padded((west.min(), south.min(), east.max(), north.max()))
    body = Map(
        one.name,
        queries.outline_file(),
        "municipalities",
        view,
        classes,
        (*theme.GROUP_COLORS, group_map.LEFT_OUT),
        _labels(classes, held.names_by_hub),
        only=tuple(sorted({code[:2] for code in one.codes})),
        marked=tuple(held.figures["centre"]),
        names=place_map.names_of(heads_by_size(held), view),
    )
    left = f"{held.left_out_ja}（濃い色）。" if one.left_out else ""
    return Slide(
        f"{held.prefectures_ja}の{len(one.members)}団体を{len(one.groups)}の群にする案です",
        body,
        [f"太い枠は拠点です。隣り合う群は違う色にしています。{left}"],
        source_line(scenarios.source_ids(), scenarios.dates_ja(held).rstrip("。"), "derived"),
        spoken(f"シナリオ「{one.name}」の地図です。", [NOT_A_DECISION, f"群は、{'、'.join(names[:6])}{'など' if len(names) > 6 else ''}です。"]),
        slide_id="groups_map",
    )  # fmt: skip


def _labels(classes: dict[str, int], names: dict[str, str]) -> tuple[str, ...]:
    """By colour the groups (hub → name) that have it; nothing where there are more than a slide has lines for."""
    by_colour = [""] * len(theme.GROUP_COLORS)
    if len(names) <= MOST_NAMED:
        for hub, name in names.items():
            by_colour[classes[hub]] = "、".join(filter(None, (by_colour[classes[hub]], name)))
    return (*by_colour, "どの群にも入らない")


def heads_by_size(held: Held) -> list[str]:
    """The most populous member of every group, the largest group first."""
    rows = [held.facts.loc[list(group.members)] for group in held.scenario.groups]
    heads = [own["population"].fillna(-1).idxmax() for own in rows]
    sizes = [own["population"].sum() for own in rows]
    return [head for _, head in sorted(zip(sizes, heads, strict=True), reverse=True)]


def _groups(held: Held) -> Slide:
    table = scenarios.table_of(held)
    columns = [
        "群",
        "拠点",
        "団体数",
        "人口（人）",
        "一般行政部門の職員（人）",
        "技術系職員のいない確率（推計値）",
        "管理する橋（橋）",
    ]
    shown = table.sort_values("人口（人）", ascending=False)[columns].reset_index(drop=True)
    least = table["一般行政部門の職員（人）"].min()
    more = [f"{len(shown)}群のうち、人口の多い{MAX_ROWS}群です。"] if len(shown) > MAX_ROWS else []
    return Slide(
        f"最も小さい群でも、職員は合わせて{least:,.0f}人になります",
        shown,
        ["群の値は構成団体の合計です。", *more],
        source_line(scenarios.source_ids(), scenarios.dates_ja(held).rstrip("。"), "derived", "estimated"),
        spoken("群ごとの体制です。", [NOT_A_DECISION, *scenarios.NOTES]),
        slide_id="groups",
    )


def _effect(held: Held) -> list[Slide]:
    """What the groups together would bring, in ranges; nothing where the groups have nobody."""
    found = effects.of_groups(held.groups, held.scenario.assumptions)
    if found is None:
        return []
    of = found.of(str(found.coverage["group"].iloc[-1]))
    items = list(effects.ITEMS)
    table = pd.DataFrame(
        {
            "項目（1年当たり）": [effects.ITEMS[item] for item in items],
            "低い〜高い": [effects.span(item, of.loc[item]) for item in items],
            "基本": [effects.written(item, of.loc[item, "base"]) for item in items],
        }
    )
    facts = effects.grouped(held.groups)
    return [
        Slide(
            f"概算では、{effects.freed_ja(of)}です",
            table,
            [effects.NOTE, effects.RANGE_JA],
            source_line(queries.sources_of("benchmarks", "bridge_inspections", "roads"), effects.covered(found, facts), "estimated"),
            spoken("公表値と目安からの概算です。", [effects.NOTE, effects.RANGE_JA]),
            slide_id="effect",
        )
    ]  # fmt: skip
