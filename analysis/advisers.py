"""Which adviser fits a municipality's needs, with reasons, and where nobody does.

A need is a topic: raised by a weak point that holds, or by words of the question. Points and what raises what are declared judgements
of this dashboard; the order is one to begin with, no rating of a person.
"""

import re
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from japan import cells

INSPECTION, REPAIR, PLANNING, COOPERATION = "点検・診断", "補修・設計", "計画づくり", "広域連携・体制"
CONTRACTS, NEW_METHODS, TRAINING, MONEY = "包括委託・発注", "新技術・データ", "人材育成", "資産・財政"
TOPICS = (INSPECTION, REPAIR, PLANNING, COOPERATION, CONTRACTS, NEW_METHODS, TRAINING, MONEY)
BRIDGES, ROADS, RIVERS, PIPES, PARKS, BUILDINGS = (
    "橋・トンネル",
    "道路・舗装",
    "河川・港湾",
    "上下水道",
    "公園",
    "建物",
)
FIELDS = (BRIDGES, ROADS, RIVERS, PIPES, PARKS, BUILDINGS)
NATION = "全国"
NOW, BY_TALK, NOT_NOW = "受けられる", "相談して決める", "いまは受けられない"
AVAILABILITY = (NOW, BY_TALK, NOT_NOW)
JAPANESE = "日本語"

# What raises which topic (and field): weak points of etl/strengths.yaml.
OF_WEAK: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "few_engineers": ((INSPECTION, COOPERATION, TRAINING), ()),
    "falling_staff": ((COOPERATION, CONTRACTS), ()),
    "many_bridges": ((INSPECTION, PLANNING), (BRIDGES,)),
    "long_roads": ((CONTRACTS, NEW_METHODS), (ROADS,)),
    "unsound_bridges": ((REPAIR, PLANNING), (BRIDGES,)),
    "old_assets": ((PLANNING, MONEY), ()),
    "old_pipes": ((PLANNING, COOPERATION), (PIPES,)),
    "few_contractors": ((CONTRACTS, COOPERATION), ()),
    "shrinking": ((PLANNING, COOPERATION), ()),
    "sparse": ((COOPERATION, NEW_METHODS), ()),
    "weak_finance": ((MONEY, COOPERATION), ()),
    "heavy_debt": ((MONEY, CONTRACTS), ()),
}
TOPIC_WORDS = {
    INSPECTION: "点検|診断|損傷|健全性|判定",
    REPAIR: "補修|修繕|設計|工法|ひび|塩害|工事",
    PLANNING: "計画|長寿命化|集約|撤去|優先|更新",
    COOPERATION: "広域|連携|共同|協議会|一部事務組合|垂直|水平|体制|群マネ",
    CONTRACTS: "包括|委託|発注|契約|入札|性能|指定管理|JV|単価",
    NEW_METHODS: "新技術|AI|ドローン|データ|システム|DX|センサ|台帳|通報",
    TRAINING: "研修|育成|人材|資格|技術力|講習|採用",
    MONEY: "財政|予算|費用|補助|交付金|起債|資産|試算",
}
FIELD_WORDS = {
    BRIDGES: "橋|トンネル|シェッド",
    ROADS: "道路|舗装|市道|町道|村道|側溝|除草|除雪",
    RIVERS: "河川|港|水路|海岸|堤防",
    PIPES: "水道|下水|管路|管きょ|漏水",
    PARKS: "公園|遊具",
    BUILDINGS: "建物|庁舎|公営住宅|学校|公共施設",
}
# What a qualification speaks for: the words of its name, topics, fields.
QUALIFICATIONS = (
    ("メンテナンスエキスパート|(?<![A-Z])ME(?![A-Z])", (INSPECTION, REPAIR, PLANNING), (BRIDGES, ROADS)),
    ("道路橋点検士", (INSPECTION,), (BRIDGES,)),
    ("技術士", (REPAIR, PLANNING), ()),
    ("土木学会認定", (REPAIR, PLANNING, TRAINING), ()),
)
POINTS = {"topic": 3, "field": 2, "qualification": 1, "prefecture": 3, "block": 2, "nation": 1, "now": 1}


@dataclass(frozen=True)
class Need:
    """What a municipality needs. topics, fields: each → why, in words. prefecture: its name; block: names of the prefectures of its desk.
    language: in which help is wanted; None where any will do."""

    topics: Mapping[str, str]
    fields: Mapping[str, str]
    prefecture: str
    block: tuple[str, ...] = ()
    language: str | None = None


def need(
    weak: Mapping[str, str],
    question: str,
    prefecture: str,
    block: Iterable[str] = (),
    facilities: Mapping[str, str] | None = None,
    language: str | None = None,
) -> Need:
    """The needs that weak points and a question raise, the question's first.

    weak: type_id → name of the weak points that hold. facilities: field → what is managed of it, in words; only a reason besides.
    """
    asked = cells.normal(question)
    topics = {name: "相談の言葉" for name, words in TOPIC_WORDS.items() if re.search(words, asked)}
    fields = {name: "相談の言葉" for name, words in FIELD_WORDS.items() if re.search(words, asked)}
    for type_id, name in weak.items():
        of_topics, of_fields = OF_WEAK.get(type_id, ((), ()))
        for topic in of_topics:
            topics.setdefault(topic, f"弱み「{name}」")
        for one in of_fields:
            fields.setdefault(one, f"弱み「{name}」")
    for one, words in (facilities or {}).items():
        fields.setdefault(one, words)
    return Need(topics, fields, prefecture, tuple(block), language)


def parts(text: object) -> list[str]:
    """The parts of a cell with several values, however they are parted, each once; a name that holds 「・」 stays whole."""
    if text is None or (isinstance(text, float) and pd.isna(text)):
        return []
    found = re.split(r"[、,，;；/／\n]", str(text))
    return list(dict.fromkeys(one.strip() for one in found if one.strip()))


def matched(advisers: pd.DataFrame, wanted: Need) -> pd.DataFrame:
    """The advisers that fit a need, best first, in the order given among equals: number (row of `advisers` from 0), points, reasons (list
    of Japanese sentences), hindrances (list). Who is of no needed topic or reaches another region only is left out.

    advisers: topics, fields, qualifications, regions, languages (several in a cell), availability (one of AVAILABILITY or blank). A blank
    region reaches everywhere after a talk; a blank language is Japanese.
    """
    rows = []
    for number, adviser in enumerate(advisers.to_dict("records")):
        points, reasons = _what(adviser, wanted)
        where, reason = _where(parts(adviser["regions"]), wanted)
        if not points or where is None:
            continue
        hindrances = _hindrances(adviser, wanted)
        if hindrances is None:
            continue
        is_now = adviser["availability"] == NOW
        total = points + where + POINTS["now"] * is_now
        rows.append(
            {
                "number": number,
                "points": total,
                "reasons": [*reasons, reason],
                "hindrances": hindrances,
                "is_out": adviser["availability"] == NOT_NOW,
            }
        )
    table = pd.DataFrame(rows, columns=["number", "points", "reasons", "hindrances", "is_out"])
    ordered = table.sort_values(["is_out", "points"], ascending=[True, False], kind="stable")
    return ordered.drop(columns="is_out").reset_index(drop=True)


def _what(adviser: Mapping[Hashable, Any], wanted: Need) -> tuple[int, list[str]]:
    """Points and reasons of what an adviser knows; 0 points without a needed topic."""
    own_topics, own_fields = parts(adviser["topics"]), parts(adviser["fields"])
    points, reasons = 0, []
    for topic, why in wanted.topics.items():
        if topic in own_topics:
            points += POINTS["topic"]
            reasons.append(f"得意な相談「{topic}」が合う（{why}）")
    for qualification in parts(adviser["qualifications"]):
        for words, topics, fields in QUALIFICATIONS:
            if not re.search(words, cells.normal(qualification)):
                continue
            hit = [one for one in topics if one in wanted.topics]
            if hit:
                points += POINTS["qualification"]
                reasons.append(f"資格「{qualification}」（{'・'.join(hit)}）")
            own_fields = [*own_fields, *fields]
    if not points:
        return 0, []
    for one, why in wanted.fields.items():
        if one in own_fields:
            points += POINTS["field"]
            reasons.append(f"分野「{one}」が合う（{why}）")
    return points, reasons


def _where(regions: Sequence[str], wanted: Need) -> tuple[int | None, str]:
    """Points and reason of where an adviser goes; None where not to this place."""
    if wanted.prefecture in regions:
        return POINTS["prefecture"], f"{wanted.prefecture}で活動できる"
    if NATION in regions:
        return POINTS["nation"], "全国で活動できる"
    if not regions:
        return 0, "活動できる地域は聞いてみる"
    near = [one for one in regions if one in wanted.block]
    if near:
        return POINTS["block"], f"同じ窓口の区域（{'・'.join(near)}）で活動できる"
    return None, ""


def _hindrances(adviser: Mapping[Hashable, Any], wanted: Need) -> list[str] | None:
    """What stands in the way; None where help is in another language."""
    languages = parts(adviser["languages"]) or [JAPANESE]
    if wanted.language is not None and wanted.language not in languages:
        return None
    found = []
    if adviser["availability"] == NOT_NOW:
        found.append(NOT_NOW)
    elif adviser["availability"] == BY_TALK:
        found.append("時期は相談して決める")
    return found


def needs_by_prefecture(types: pd.DataFrame) -> pd.DataFrame:
    """How many municipalities of a prefecture have a need: one row per prefecture_name and topic: municipalities, needing (a weak point
    that raises the topic holds), unknown (none holds, and one that raises it is not known).

    types: prefecture_name, lg_code, type_id, state ("yes", "no", "unknown").
    """
    order = list(dict.fromkeys(types["prefecture_name"]))
    tables = []
    for topic in TOPICS:
        raising = [type_id for type_id, (topics, _) in OF_WEAK.items() if topic in topics]
        own = types[types["type_id"].isin(raising)]
        states = pd.DataFrame(
            {
                "prefecture_name": own["prefecture_name"],
                "lg_code": own["lg_code"],
                "needing": own["state"] == "yes",
                "open": own["state"] == "unknown",
            }
        )
        places = states.groupby(["prefecture_name", "lg_code"], sort=False)[["needing", "open"]].any()
        places["unknown"] = places["open"] & ~places["needing"]
        by = places.groupby(level="prefecture_name")
        table = by[["needing", "unknown"]].sum().assign(municipalities=by.size(), topic=topic)
        tables.append(table.reindex(order).assign(topic=topic).fillna(0).reset_index())
    every = pd.concat(tables, ignore_index=True)
    counts = ["municipalities", "needing", "unknown"]
    return every.astype(dict.fromkeys(counts, int))[["prefecture_name", "topic", *counts]]


def coverage(needs: pd.DataFrame, advisers: pd.DataFrame) -> pd.DataFrame:
    """The needs with how many advisers who are not out of reach serve each: own (who name the prefecture), anywhere (who go all over the
    country), is_gap (somebody needs it and nobody serves it)."""
    free = advisers[advisers["availability"] != NOT_NOW]
    counts: dict[tuple[str, str], int] = {}
    anywhere: dict[str, int] = {}
    for row in free.to_dict("records"):
        regions = parts(row["regions"])
        for topic in parts(row["topics"]):
            if NATION in regions:
                anywhere[topic] = anywhere.get(topic, 0) + 1
            else:
                for region in regions:
                    counts[region, topic] = counts.get((region, topic), 0) + 1
    keys = list(zip(needs["prefecture_name"], needs["topic"], strict=True))
    own = pd.Series([counts.get(key, 0) for key in keys], index=needs.index)
    wide = pd.Series([anywhere.get(topic, 0) for _, topic in keys], index=needs.index)
    return needs.assign(own=own, anywhere=wide, is_gap=(needs["needing"] > 0) & (own + wide == 0))
