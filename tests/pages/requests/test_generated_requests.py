"""Lists of requests, patrols and works generated from what apps and offices write: read back as they are, or something is said.

Never silently wrong. GENERATED=10000 (`make nightly`) makes that many; a list is made again from its number alone (GENERATED_REQUESTS_SEED).
"""

import csv
import io
import os
import random
from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

import pandas as pd
import pytest
from workbooks import book

from dashboard.forms import reader
from dashboard.forms.declaration import LOST, Filled
from dashboard.forms.reader import Place
from dashboard.forms.uploads import Refused
from japan import calendar
from pages.requests.form import FORM

LISTS = int(os.environ.get("GENERATED", "120"))
SEED = os.environ.get("GENERATED_REQUESTS_SEED", "0")
PARTS = 4
ASKED = "団体を選んでください"
READ_BACK = 0.95  # of all lists at least
BODIES = ("甲市", "乙町", "丙村", "丁県")
NAMES = {  # of each sort of list what its columns are headed
    "巡回日報": {
        "received": ("巡回日", "巡視日", "発見日", "年月日"),
        "kind": ("異状の種類", "損傷の種類", "種別"),
        "completed": ("措置日", "処置日", "処理完了日"),
        "status": ("処理状況", "対応状況", "状況"),
        "crew": ("巡回班", "班"),
    },
    "通報アプリ": {
        "received": ("投稿日時", "通報日時", "登録日時", "requested_datetime"),
        "kind": ("カテゴリー", "通報種別", "不具合の種類", "service_name"),
        "completed": ("対応完了日時", "完了日時", "closed_datetime"),
        "status": ("ステータス", "対応状況", "status"),
        "crew": ("対応課", "担当課"),
    },
    "電話受付簿": {
        "received": ("受付年月日", "受付日", "受理日", "日付"),
        "kind": ("要望種別", "相談の種類", "種類", "分類"),
        "completed": ("処理日", "対応日", "完了年月日"),
        "status": ("処理状況", "進捗", "進捗状況"),
        "crew": ("担当部署", "担当課"),
    },
    "作業報告": {
        "received": ("作業日", "実施日", "年月日"),
        "kind": ("工種", "作業種別", "作業内容"),
        "completed": ("完了日", "完了年月日", "終了日"),
        "status": ("状態", "進捗", "状況"),
        "crew": ("施工業者", "作業班", "受託者"),
    },
}
SHARED = {
    "number": ("番号", "整理番号", "管理番号", "受付番号", "No.", "ID"),
    "body": ("市町村名", "団体名", "自治体名", "管理者", "市区町村"),
    "road_class": ("道路種別", "道路区分", "道路の区分"),
    "route": ("路線名", "路線"),
    "place": ("場所", "箇所", "所在地", "発生場所"),
    "due": ("完了予定日", "対応期限", "期日"),
    "latitude": ("緯度", "lat", "緯度（度）", "北緯"),
    "longitude": ("経度", "lng", "経度（度）", "東経"),
    "position": ("緯度経度", "位置", "座標", "GPS"),
    "cost": ("費用", "修繕費", "概算費用"),
    "hours": ("作業時間", "延べ時間", "延べ作業時間"),
    "other": ("受付者", "天候", "緊急度", "写真の有無", "更新日時", "完了日（予定）", "対応日（見込）"),
}
# What a free word says; what is not sure of its meaning may be left blank with a word, and nothing else.
KINDS = {
    "舗装の穴": ("穴", "ポットホール", "舗装の剥がれ", "道路の穴あき", "Pothole", "舗装補修"),
    "段差・沈下": ("段差", "路面の陥没", "沈下"),
    "雑草・樹木": ("雑草", "草刈", "倒木", "除草工", "街路樹の枝"),
    "側溝・排水": ("側溝のつまり", "側溝清掃", "グレーチングの破損", "道路冠水"),
    "街路灯": ("街路灯", "街灯不点灯", "道路照明", "Street Light"),
    "カーブミラー": ("カーブミラー", "反射鏡の破損"),
    "落石・土砂": ("落石", "法面の崩れ", "土砂流出"),
    "落下物・動物": ("落下物", "動物の死骸", "路面清掃", "不法投棄"),
    "橋": ("橋", "橋の伸縮装置", "横断歩道橋の錆"),
    "その他": ("その他", "空き家", "騒音"),
}
STATUSES = {
    "受付": ("受付", "受付済", "未対応", "未着手", "未処理", "新規", "未解決", "未実施", "未補修", "unresolved", "received", "未終了", "対応が完了していない"),
    "調査": ("調査", "調査中", "現地確認済", "点検済", "調査完了"),
    "指示": ("指示", "業者手配済", "発注済", "作業を指示", "対応依頼中", "planned"),
    "作業": ("作業", "作業中", "対応中", "工事中", "in progress", "一部完了", "応急処置済", "仮復旧済", "着手"),
    "完了": ("完了", "対応済", "処理済み", "済", "工事完了", "closed", "Fixed", "補修済", "対応完了（現地確認）"),
    "対応しない": ("対応しない", "対応不要", "対象外", "他機関へ引継", "取下げ", "対応不可", "rejected"),
    None: ("", "-", "完了予定", "完了見込", "要検討", "？"),
}  # fmt: skip
CLASSES = {
    "国道": ("国道", "国", "一般国道", "直轄国道"),
    "県道": ("県道", "県", "主要地方道", "一般県道"),
    "市町村道": ("市道", "町道", "市町村道", "市", "生活道路"),
    "その他": ("農道", "林道", "その他"),
    None: ("", "-", "不明"),
}
ROUTES = {"国道": "国道{}号", "県道": "県道甲乙線{}号", "市町村道": "市道東{}号線", "その他": "農道東{}号線"}
CREWS = ("直営1班", "株式会社甲山建設", "東部班", "甲山土木㈱")
MUNICIPAL_ROUTES = ("市道国道{}号側道線", "町道県道下{}号線")
COST_UNITS = {"円": 1, "千円": 1_000, "万円": 10_000}
TEXT_FORMS = {"cp932": b"", "utf-8": b"", "utf-8-sig": b"", "utf-16": b""}
COMPARED = ("body", "number", "kind", "received", "completed", "due", "status", "road_class", "route", "place", "crew", "latitude", "longitude", "cost", "hours")  # fmt: skip


@dataclass
class Layout:
    """How one list is written. heads: key → heading in the order of the columns; traits: which ways of writing it has."""

    rng: random.Random
    sort: str
    heads: dict[str, str]
    traits: set[str]
    unit: str
    truth: list[dict] = field(default_factory=list)

    def has(self, trait: str) -> bool:
        return trait in self.traits


@dataclass(frozen=True)
class Written:
    """A file, and what is right: facts of COMPARED, None where unknown."""

    name: str
    content: bytes
    layout: Layout


# --- how a list is laid out -----------------------------------------------------------------------------------------


def layout_of(rng: random.Random) -> Layout:
    sort = rng.choice(list(NAMES))
    names = NAMES[sort] | SHARED
    place = rng.choice(["two", "one", "none"])
    keys = {"number", "received", "kind"} | {one for one in names if rng.random() < 0.6}
    keys -= {"latitude", "longitude", "position"}
    keys |= {"two": {"latitude", "longitude"}, "one": {"position"}, "none": set()}[place]
    traits = {
        one
        for one in ("blank rows", "totals", "notes", "title", "wide", "two rows", "decorated")
        if rng.random() < 0.35
    }
    traits.add(rng.choice(["degrees", "degrees", "minutes"]))
    traits.add(rng.choice(["era", "western", "mixed dates", "serial"]))
    where = rng.choice(["column", "column", "sheet", "title", "section"])
    traits.add(f"body in {where}")
    if where == "column":
        keys.add("body")
        traits.add(rng.choice(["each", "ditto"]))
    else:
        keys.discard("body")
    if rng.random() < 0.3:
        traits.add("hours in minutes")
    if rng.random() < 0.25:
        traits = traits - {"era", "western", "mixed dates", "serial", "wide", "minutes"} | {"real cells"}
    unit = rng.choice(list(COST_UNITS))
    heads = {key: rng.choice(names[key]) for key in rng.sample(sorted(keys), len(keys))}
    return Layout(rng, sort, {key: _headed(rng, key, head, unit, traits) for key, head in heads.items()}, traits, unit)  # fmt: skip


def _headed(rng: random.Random, key: str, head: str, unit: str, traits: set[str]) -> str:
    """A heading with its unit, and signs that say nothing."""
    if key == "cost":
        head = f"{head}（{unit}）"
    if key == "hours":
        head = f"{head}（分）" if "hours in minutes" in traits else rng.choice([head, f"{head}（人・時間）"])
    if key in ("latitude", "longitude") and "度" in head and "minutes" in traits:
        head = head.removesuffix("（度）")
    if "decorated" in traits and key not in ("cost", "hours") and head.isascii() is False:
        head = rng.choice(["{}", "※{}", "{}*", " {} ", "{}\n"]).format(head)
    return head


# --- what stands in a cell ------------------------------------------------------------------------------------------


def _day(layout: Layout, day: date | None) -> object:
    rng = layout.rng
    if day is None:
        return rng.choice(["", "-", "未定"])
    if layout.has("real cells"):  # as Excel holds them, with a time of day or without
        return day if rng.random() < 0.5 else datetime(day.year, day.month, day.day, rng.randint(0, 23), 30)
    era = [
        calendar.era_date(day),
        f"R{day.year - 2018}.{day.month}.{day.day}",
        f"R{day.year - 2018}/{day.month}/{day.day}",
    ]
    western = [
        day.isoformat(),
        f"{day.year}/{day.month}/{day.day}",
        f"{day.year}年{day.month}月{day.day}日",
        f"{day:%Y%m%d}",
    ]
    western += [f"{day.year}/{day.month}/{day.day} {rng.randint(0, 23)}:{rng.randint(0, 59):02d}"]
    if layout.has("era"):
        return rng.choice(era)
    if layout.has("serial"):
        return str((day - calendar.EXCEL_DAY_ZERO).days)
    if layout.has("mixed dates"):
        return rng.choice([*era, *western])
    return rng.choice(western)


def _angle(layout: Layout, degrees: float) -> tuple[str, float]:
    """A latitude or longitude as written, and what that is in degrees."""
    if not layout.has("minutes"):
        written = f"{degrees:.5f}"
        return (_widened(layout, written), float(written))
    whole, rest = int(degrees), (degrees - int(degrees)) * 60
    minutes, seconds = int(rest), round((rest - int(rest)) * 60, 1)
    form = layout.rng.choice(
        ["{}°{:02d}'{:04.1f}\"", "{}度{:02d}分{:04.1f}秒", "{}°{}′{}″", "{}-{:02d}-{:04.1f}"]
    )
    return form.format(whole, minutes, seconds), whole + minutes / 60 + seconds / 3600


def _widened(layout: Layout, text: str) -> str:
    wide = text.translate({ord(str(digit)): 0xFF10 + digit for digit in range(10)} | {ord("."): "．"})
    return wide if layout.has("wide") and layout.rng.random() < 0.5 else text


def _word(rng: random.Random, words: dict) -> tuple[object, str]:
    """A meaning and a word that says it."""
    meaning = rng.choice(list(words))
    return meaning, rng.choice(words[meaning])


def _row(layout: Layout, at: int, body: str) -> dict[str, object]:
    """A row by keys; what is right is added to the truth."""
    rng, heads = layout.rng, layout.heads
    received = date(2025, 4, 1) + timedelta(days=rng.randint(0, 360))
    completed = received + timedelta(days=rng.randint(0, 60)) if rng.random() < 0.7 else None
    due = received + timedelta(days=30) if rng.random() < 0.7 else None
    kind, kind_word = _word(rng, KINDS)
    status, status_word = _word(rng, STATUSES)
    road, road_word = _word(rng, CLASSES)
    route = None
    if rng.random() < 0.8:
        of_route = rng.choice(list(ROUTES)) if road is None else road
        form = rng.choice([ROUTES[of_route], *(MUNICIPAL_ROUTES if of_route == "市町村道" else ())])
        route = form.format(rng.randint(2, 9))
        road = road or (of_route if "route" in heads else None)
    if "road_class" not in heads:
        road = of_route if route and "route" in heads else None
    place = rng.choice([None, f"{body}東町", f"{body}東町2丁目"])
    latitude, longitude = rng.uniform(33.9, 34.6), rng.uniform(131.0, 132.2)
    (north, latitude), (east, longitude) = _angle(layout, latitude), _angle(layout, longitude)
    is_placed = rng.random() < 0.9
    cost = rng.randint(1, 90) * 10_000 if rng.random() < 0.6 else None
    minutes = rng.randint(1, 32) * 15 if rng.random() < 0.6 else None
    hours = None if minutes is None else minutes / 60
    crew = rng.choice([None, *CREWS])
    pair = rng.choice(["{}, {}", "{} {}", "({}、{})", "北緯{} 東経{}"])
    order = (north, east) if "北緯" in pair or rng.random() < 0.8 else (east, north)
    layout.truth.append(
        {
            "body": body, "number": f"A{at:04d}", "kind": kind, "received": received, "completed": completed, "due": due, "status": status,
            "road_class": road, "route": route, "place": place, "crew": crew, "cost": cost, "hours": hours,
            "latitude": latitude if is_placed else None, "longitude": longitude if is_placed else None,
        }
    )  # fmt: skip
    if layout.has("real cells"):
        cost_cell: object = "" if cost is None else cost / COST_UNITS[layout.unit]
    else:
        cost_cell = "" if cost is None else _widened(layout, f"{cost / COST_UNITS[layout.unit]:g}")
    shown_hours = "" if hours is None else str(minutes) if layout.has("hours in minutes") else f"{hours:g}"
    return {
        "body": body,
        "number": f"A{at:04d}",
        "kind": kind_word,
        "received": _day(layout, received),
        "completed": _day(layout, completed),
        "due": _day(layout, due),
        "status": status_word,
        "road_class": road_word if "road_class" in heads else "",
        "route": route or rng.choice(["", "-"]),
        "place": place or "",
        "crew": crew or "",
        "cost": cost_cell,
        "hours": shown_hours,
        "latitude": north if is_placed else rng.choice(["", "-", "不明"]),
        "longitude": east if is_placed else rng.choice(["", "-", "不明"]),
        "position": pair.format(*order) if is_placed else rng.choice(["", "-"]),
        "other": rng.choice(["", "晴", "2026/3/31", "有"]),
    }


# --- sheets and files -----------------------------------------------------------------------------------------------


def _table(layout: Layout, body: str | None, begin: int) -> list[list[object]]:
    """The rows of a sheet; body: of all its rows, None where they differ."""
    rng, heads = layout.rng, layout.heads
    rows: list[list[object]] = []
    if layout.has("body in title") or (layout.has("title") and not layout.has("body in section")):
        named = f"{body}　" if layout.has("body in title") else ""
        rows.append(
            [
                f"{named}{rng.choice(['令和7年度', ''])} {rng.choice([layout.sort, '対応状況', '路線'])}".strip()
            ]
        )
    rows += _headings(layout)
    before = None
    own = [body] if body else rng.sample(BODIES, rng.randint(1, 3))
    number = begin
    for part in own if layout.has("body in section") else [None]:
        if part:
            rows.append([f"■ {part}"])
        for _ in range(rng.randint(2, 6)):
            number += 1
            of_row = part or body or (before if before and rng.random() < 0.4 else rng.choice(own))
            cells = _row(layout, number, of_row)
            if layout.has("ditto") and of_row == before:
                cells["body"] = rng.choice(["〃", "同上"])
            before = of_row
            rows.append([cells[key] for key in heads])
            if layout.has("blank rows") and rng.random() < 0.2:
                rows.append([])
                before = None
    if layout.has("totals"):
        line = dict.fromkeys(heads, "")
        line["number"] = rng.choice(["計", "合計", "合　計", "合計（5件）"])
        if "cost" in heads:
            line["cost"] = "123"
        rows.append(list(line.values()))
    if layout.has("notes"):
        rows += [[], [rng.choice(["※架空の一覧です。", "（注）緯度・経度は世界測地系", "出典：架空の資料"])]]
    return rows


def _headings(layout: Layout) -> list[list[object]]:
    """One row of headings, or two where the position stands under one heading."""
    heads = layout.heads
    if not (layout.has("two rows") and "latitude" in heads):
        return [list(heads.values())]
    upper = [
        "位置情報" if key == "latitude" else "" if key == "longitude" else head for key, head in heads.items()
    ]
    lower = [head if key in ("latitude", "longitude") else "" for key, head in heads.items()]
    return [upper, lower]


def written(number: str) -> Written:
    rng = random.Random(number)
    layout = layout_of(rng)
    if layout.has("two rows") and "latitude" in layout.heads:  # the two stand side by side
        order = [key for key in layout.heads if key not in ("latitude", "longitude")]
        layout.heads = {key: layout.heads[key] for key in [*order, "latitude", "longitude"]}
    is_text = rng.random() < 0.4
    several = not is_text and (layout.has("body in sheet") or rng.random() < 0.25)
    bodies: list[str | None] = [None]
    if layout.has("body in sheet") or layout.has("body in title"):
        bodies = list(rng.sample(BODIES, rng.randint(2, 3) if several else 1))
    elif several:
        bodies = [None, None]
    sheets: dict[str, list[list[object]]] = {}
    for at, body in enumerate(bodies):
        name = body if layout.has("body in sheet") else f"{at + 1}期"
        sheets[name] = _table(layout, body, len(layout.truth))
    label = f"{bodies[0]}_{layout.sort}" if layout.has("body in sheet") and is_text else layout.sort
    if not is_text:
        return Written(f"{label}.xlsx", book(sheets), layout)
    output = io.StringIO()
    mark = rng.choice([",", ",", "\t"])
    csv.writer(output, delimiter=mark, quoting=rng.choice([csv.QUOTE_MINIMAL, csv.QUOTE_ALL])).writerows(
        next(iter(sheets.values()))
    )
    coding = rng.choice(["cp932", "utf-8", "utf-8-sig", "utf-16"])
    return Written(f"{label}.csv", output.getvalue().encode(coding, errors="replace"), layout)


# --- what was read --------------------------------------------------------------------------------------------------


def outcome(one: Written) -> tuple[str, str]:
    """exact, reported (with a word on the cell or row), asked (and right once answered), refused; or wrong, with what is."""
    bodies = {fact["body"] for fact in one.layout.truth}
    try:
        return compared(one, reader.read(one.name, one.content, FORM, None, Place(None, frozenset(BODIES))))
    except Refused as problem:
        if ASKED not in str(problem):
            return "refused", str(problem)
    if len(bodies) > 1:  # one answer for several bodies would be wrong: a reader brings them one by one
        return "asked", ""
    result, what = compared(one, reader.read(one.name, one.content, FORM, None, Place(bodies.pop())))
    return ("asked" if result == "exact" else result), what


def compared(one: Written, found: Filled) -> tuple[str, str]:
    """exact, reported or wrong, with what was said or is wrong."""
    rows = {row["number"]: row for row in found.rows.reset_index().to_dict("records")}
    truth = {fact["number"]: fact for fact in one.layout.truth}
    if extra := [row for row in found.rows.reset_index().to_dict("records") if row["number"] not in truth]:
        return "wrong", f"rows that were not written: {extra[:2]}"
    if len(found.rows) != len(rows):
        return "wrong", "rows twice"
    result = "exact"
    lost = int((found.record["結果"] == LOST).sum())
    missing = [number for number in truth if number not in rows]
    if len(missing) > lost:
        return "wrong", f"{missing} are missing without a word"
    for number, row in rows.items():
        for key in COMPARED:
            if not (
                key in one.layout.heads or key in ("body", "road_class", "latitude", "longitude", "completed")
            ):
                continue
            expected = truth[number][key] if key != "completed" or key in one.layout.heads else None
            if key in ("latitude", "longitude") and not {"latitude", "position"} & set(one.layout.heads):
                expected = None
            if _is_same(row[key], expected):
                continue
            if not (pd.isna(row[key]) and _is_told(found, one.layout, row["row"], key)):
                return "wrong", f"{number} {key}: {row[key]!r}, not {expected!r}"
            result = "reported"
    return ("reported" if missing else result), "\n".join(one.message_ja for one in found.problems[:4])


def _is_same(value: object, expected: object) -> bool:
    if expected is None:
        return bool(pd.isna(value))
    if isinstance(expected, date):
        return value == pd.Timestamp(expected)
    return value == (pytest.approx(expected, abs=2e-9) if isinstance(expected, float) else expected)


def _is_told(found: Filled, layout: Layout, row: int, key: str) -> bool:
    """Whether a word is said of this row's cell, or of its whole column."""
    own = (
        ["position", key]
        if key in ("latitude", "longitude")
        else ["route", key]
        if key == "road_class"
        else [key]
    )
    heads = [layout.heads[one].strip() for one in own if one in layout.heads]
    cells = [
        one.message_ja for one in found.problems if one.cell.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ") == str(row)
    ]
    return bool(cells) or any(head in note for head in heads for note in found.notes_ja)


@pytest.mark.parametrize("part", range(PARTS))
def test_generated_lists_are_read_back_or_something_is_said(part):
    names = [f"{SEED} {part} {at}" for at in range(LISTS // PARTS)]
    results = []
    for name in names:
        one = written(name)
        results.append((name, one, *outcome(one)))
    wrong = [f"{name} {one.name} {sorted(one.layout.traits)}\n  {one.layout.heads}\n  {what}" for name, one, result, what in results if result == "wrong"]  # fmt: skip
    counts = Counter(result for *_, result, _ in results)
    print(dict(counts))
    assert not wrong, f"{len(wrong)} of {len(results)}\n" + "\n".join(wrong[:12])
    others = [f"{name} {one.name}: {what}" for name, one, result, what in results if result == "refused"]
    assert counts["refused"] <= (1 - READ_BACK) * len(results), "\n".join(others[:20])


def test_most_lists_are_read_exactly():
    """So that reporting everything would not pass."""
    results = Counter(outcome(written(f"{SEED} exact {at}"))[0] for at in range(60))
    assert results["exact"] >= 20, results
