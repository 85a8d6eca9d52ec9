"""The form of 対応状況: one request, patrol or work per row, the headings other lists use for its columns, and a worked example of
invented places."""

import random
from collections.abc import Iterator
from datetime import date, timedelta

from analysis import request_rows
from analysis.request_words import ACTIONS, KINDS, ROAD_CLASSES, STATUSES
from dashboard.forms.declaration import Column, Form

TOOL, TITLE = "requests", "対応状況"
PERSONS = (
    "氏名|名前|通報者|申出者|要望者|相談者|届出者|投稿者|電話|連絡先|受付者|担当者|記入者|作成者|メール|住所"
)
# The example lies at sea: 甲市 west of a line, 乙市 east of it, 丙県 both.
BORDER, SOUTH, NORTH, WIDE = 150.0, 30.0, 30.12, 0.07
EXAMPLE_UNTIL = date(2026, 3, 31)
_BODIES = (("甲市", "市町村道", 46), ("乙市", "市町村道", 40), ("丙県", "県道", 34))
_MONTHS = {  # of which kind when: invented
    "舗装の穴": (1, 2, 2, 3, 6, 7, 12),
    "雑草・樹木": (5, 6, 6, 7, 7, 8, 9),
    "側溝・排水": (6, 7, 9, 9, 10),
    "段差・沈下": (2, 3, 4, 10),
    "街路灯": (10, 11, 12, 1),
    "カーブミラー": (4, 8, 11, 1),
    "落石・土砂": (6, 7, 9),
    "落下物・動物": (4, 5, 8, 11),
}
_DONE = {"舗装の穴": "補修", "雑草・樹木": "除草・伐採", "側溝・排水": "清掃・撤去", "段差・沈下": "補修", "街路灯": "交換・新設", "カーブミラー": "交換・新設", "落石・土砂": "清掃・撤去", "落下物・動物": "清掃・撤去"}  # fmt: skip
_CREWS = {
    "甲市": ("直営1班", "株式会社甲山建設"),
    "乙市": ("直営班", "乙川土木㈱"),
    "丙県": ("東部受託 甲山建設", "西部受託 丙沢建設"),
}


def _examples() -> Iterator[dict[str, object]]:
    """Invented rows, the same every time: three bodies, some at the same place, some beside the border."""
    rng = random.Random(20)
    number = 0
    for body, road, count in _BODIES:
        for at in range(count):
            number += 1
            kind = rng.choice(list(_MONTHS))
            month = rng.choice(_MONTHS[kind])
            received = date(2026 if month < 4 else 2025, month, rng.randint(1, 28))
            west, east = (-WIDE, 0.0) if body == "甲市" else (0.0, WIDE) if body == "乙市" else (-WIDE, WIDE)
            longitude = BORDER + (rng.uniform(-0.004, 0.004) if at % 3 == 0 else rng.uniform(west, east))
            longitude = min(max(longitude, BORDER + west), BORDER + east)
            latitude = SOUTH + 0.06 + (rng.uniform(-0.008, 0.008) if at % 3 == 0 else rng.uniform(-0.055, 0.055))  # fmt: skip
            if at % 9 == 4:
                kind, longitude, latitude = "舗装の穴", BORDER + west / 2 + 0.01, SOUTH + 0.031
            is_other = at % 7 == 6
            yield _row(rng, number, body, ("県道" if road == "市町村道" else "市町村道") if is_other else road, kind, received, longitude, latitude)  # fmt: skip


def _row(rng: random.Random, number: int, body: str, road: str, kind: str, received: date, longitude: float, latitude: float) -> dict[str, object]:  # fmt: skip
    days = min(int(rng.lognormvariate({"甲市": 2.0, "乙市": 2.4, "丙県": 2.7}[body], 0.9)) + 1, 300)
    done = received + timedelta(days=days)
    is_done = done <= EXAMPLE_UNTIL and rng.random() < 0.86
    status = "完了" if is_done else rng.choice(("受付", "調査", "指示", "作業"))
    if rng.random() < 0.05:
        is_done, status = False, "対応しない"
    hours = round(rng.uniform(1, 8) * 2) / 2
    return {
        "kind": kind, "kind_word": kind, "body": body, "number": f"R7-{number:03d}", "road_class": road, "status": status,
        "received": received, "completed": done if is_done else None, "due": received + timedelta(days=30),
        "route": f"{road.replace('市町村道', '市道')}{rng.randint(1, 9)}号線", "latitude": round(latitude, 5), "longitude": round(longitude, 5),
        "crew": rng.choice(_CREWS[body]) if is_done else None, "action": _DONE[kind] if is_done else None,
        "cost": rng.randint(2, 40) * 5_000 if is_done else None, "hours": hours if is_done else None,
        "source": rng.choice(("通報", "通報", "電話・窓口", "巡回")),
    }  # fmt: skip


FORM = Form(
    TOOL,
    "対応",
    "対応",
    (
        Column("kind", "種類", choices=KINDS, width=15, help_ja="一覧にない語は、内容の語から読み取ります。画面で直せます", also=("種別", "損傷種別", "損傷の種類", "不具合の種類", "不具合種別", "カテゴリ", "カテゴリー", "分類", "要望種別", "通報種別", "項目", "異状の種類", "作業種別", "工種", "作業内容", "service_name", "category"), patterns=(r"(?:通報|要望|損傷|不具合|異常|異状|作業|相談|苦情)の?(?:種類|種別|区分|分類|項目)",)),
        Column("body", "団体", required=True, is_of_file=True, width=12, of_section=".+[都道府県市町村区]", help_ja="受け付けた（巡回した）県・市町村", also=("自治体", "自治体名", "団体名", "市町村", "市町村名", "市区町村", "管理者", "道路管理者", "受付団体", "所管", "agency_responsible")),
        Column("number", "受付番号", width=14, also=("番号", "整理番号", "通報番号", "管理番号", "受付No", "受付No.", "No", "No.", "№", "ID", "通報ID", "投稿ID", "投稿番号", "案件番号", "service_request_id")),
        Column("source", "きっかけ", width=13, choices=request_rows.SOURCES, also=("受付方法", "受付手段", "通報手段", "受付経路", "媒体", "発見方法", "発見区分", "入手方法", "作業区分", "業務区分")),
        Column("road_class", "道路の区分", choices=ROAD_CLASSES, width=12, help_ja="国道・県道・市町村道。空欄なら路線の名から読み取ります", also=("道路区分", "道路種別", "道路の種類", "道路種類", "路線種別", "国県市", "管理区分", "道路")),
        Column("route", "路線", width=18, also=("路線名", "路線番号", "道路名", "市道名", "路線・箇所", "対象路線")),
        Column("place", "場所", width=16, help_ja="町・丁目まで使います。番地より細かい所は読み込みません", also=("箇所", "発生場所", "通報場所", "対象箇所", "所在地", "箇所名", "場所の住所", "現場住所", "現場", "位置の住所", "施工箇所", "巡回箇所", "address"), never=PERSONS.replace("|住所", "")),
        Column("latitude", "緯度", "number", lowest=20, highest=46, digits=5, is_angle=True, width=11, also=("lat", "latitude", "Y座標（緯度）", "緯度（度）", "北緯"), patterns=("緯度.*", "北緯.*")),
        Column("longitude", "経度", "number", lowest=122, highest=154, digits=5, is_angle=True, width=11, also=("lon", "lng", "long", "longitude", "X座標（経度）", "東経"), patterns=("経度.*", "東経.*")),
        Column("received", "受付日", "date", required=True, width=12, help_ja="受け付けた日。巡回や作業の記録では、その日", also=("受付日時", "受付年月日", "通報日", "通報日時", "投稿日", "投稿日時", "受理日", "受理年月日", "登録日", "登録日時", "発生日", "発見日", "巡回日", "巡視日", "作業日", "実施日", "年月日", "日付", "日時", "受付", "requested_datetime", "created"), never="完了|対応|回答|予定|期限|更新|見込"),
        Column("completed", "完了日", "date", width=12, also=("完了年月日", "対応完了日", "対応完了日時", "対応日", "処理日", "処理完了日", "措置日", "処置日", "修繕日", "補修日", "完了日時", "終了日", "完成日", "closed_datetime"), never="予定|期限|見込|目標"),
        Column("due", "期限", "date", width=12, also=("対応期限", "完了予定日", "対応予定日", "予定日", "期日", "回答期限", "expected_datetime")),
        Column("status", "状態", choices=STATUSES, width=12, also=("状況", "ステータス", "対応状況", "対応状態", "進捗", "進捗状況", "処理状況", "処理区分", "結果区分", "対応区分", "status")),
        Column("action", "対応", width=16, choices=ACTIONS, help_ja="何をしたか。文は読み込まず、決めた語に直します", also=("対応種別", "措置", "処置", "処置区分", "措置区分", "作業の種類")),
        Column("crew", "班・会社", width=18, help_ja="人の名前は読み込みません", also=("班", "作業班", "施工者", "施工業者", "業者", "業者名", "対応業者", "対応班", "委託先", "受託者", "担当課", "担当部署", "対応課", "巡回班", "作業者"), never="氏名|電話|連絡"),
        Column("cost", "費用", "number", unit="円", lowest=0, width=12, also=("金額", "修繕費", "補修費", "概算費用", "経費", "対応費用", "工事費", "作業費", "支出額")),
        Column("hours", "作業時間", "number", unit="人・時間", lowest=0, width=13, help_ja="人数×時間", also=("延べ時間", "作業時間", "所要時間", "人工時間", "延べ作業時間")),
        Column("photo", "写真のリンク", width=18, also=("写真", "画像", "写真URL", "画像URL", "写真リンク", "media_url")),
        Column("kind_word", "種類の語", width=14, help_ja="種類を読み取った元の語。書かなくてかまいません"),
    ),
    examples=tuple(_examples()),
    note_ja="1行は1件の通報・巡回・作業です。氏名、電話、住所、通報の文は書かないでください（書かれていても読み込みません）。",
    only_read=(
        Column("content", "内容", also=("通報内容", "要望内容", "相談内容", "申出内容", "苦情内容", "件名", "タイトル", "概要", "状況説明", "詳細", "コメント", "本文", "異状内容", "損傷状況", "巡回結果", "description")),
        Column("reply", "対応内容", also=("処理内容", "措置内容", "処置内容", "対応結果", "処理結果", "対応概要", "対応経過", "作業結果", "回答", "回答内容", "備考", "status_notes")),
        Column("position", "位置", also=("緯度経度", "座標", "緯度・経度", "GPS", "地図座標", "経緯度", "latlng", "位置情報")),
    ),
    settle=request_rows.settled_together,
)  # fmt: skip


def example_outlines() -> dict:
    """The invented 甲市 and 乙市 as GeoJSON, as `outline_file.around` gives real ones."""
    sides = {"990011": (BORDER - WIDE, BORDER), "990012": (BORDER, BORDER + WIDE)}
    return {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "properties": {"lg_code": code},
                "geometry": {
                    "type": "MultiPolygon",
                    "coordinates": [
                        [[[west, SOUTH], [east, SOUTH], [east, NORTH], [west, NORTH], [west, SOUTH]]]
                    ],
                },
            }
            for code, (west, east) in sides.items()
        ],
    }
