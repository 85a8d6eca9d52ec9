"""Invented exports of reporting apps and office lists, each laid out otherwise, with persons planted in them."""

import io

import openpyxl

NAME, PHONE, HOUSE, MAIL = "山田太郎", "090-1234-5678", "3-12", "yamada@example.jp"
PLANTED = (NAME, "山田", PHONE, "09012345678", HOUSE, MAIL, "0835-22-1111")
# name of the file → rows; what every one of them says: a hole at 甲市東町, received on 1 April 2026, done on 4 April.
APP = [
    ["投稿ID", "投稿日時", "カテゴリー", "コメント", "緯度", "経度", "ステータス", "対応完了日時", "投稿者名", "電話番号"],
    ["1", "2026/4/1 12:30", "道路の損傷", f"{NAME}です。穴があります {PHONE}", "34.10001", "131.40002", "対応済", "2026/4/4 9:05", NAME, PHONE],
]  # fmt: skip
OPEN311 = [
    ["service_request_id", "service_name", "status", "requested_datetime", "closed_datetime", "lat", "long", "address", "description"],
    ["1", "Pothole", "closed", "2026-03-31T16:00:00Z", "2026-04-04T03:00:00+09:00", "34.10001", "131.40002", f"甲市東町{HOUSE}", f"mail {MAIL}"],
]  # fmt: skip
PHONES = [
    ["令和8年度 電話受付簿", "", "", "", "", ""],
    ["番号", "受付年月日", "申出者", "連絡先", "場所", "申出内容", "処理状況", "処理日", "処理内容"],
    ["1", "R8.4.1", NAME, "0835-22-1111", f"甲市東町{HOUSE}", "道路に穴があいている", "完了", "R8.4.4", f"{NAME}様に説明し、常温合材で補修"],
    ["計", "", "", "", "", "", "", "", ""],
]  # fmt: skip
PATROL = [
    ["巡回日", "路線名", "箇所", "異状内容", "措置区分", "措置日", "位置（緯度経度）"],
    [
        "令和8年4月1日",
        "市道東1号線",
        "甲市東町地内",
        f"{NAME}宅前 舗装の穴",
        "補修",
        "令和8年4月4日",
        "34.10001, 131.40002",
    ],
]
WORKS = [
    ["作業日", "工種", "施工業者", "完了年月日", "延べ時間（人・時間）", "修繕費（千円）", "座標"],
    ["46113", "ポットホール補修", "㈱甲山建設", "46116", "4", "12", "131.40002/34.10001"],
]
OFFICE = [
    ["管理番号", "市町村名", "道路種別", "損傷の種類", "受理日", "進捗状況", "完了日", "担当者", "写真URL"],
    [
        "R8-1",
        "甲市",
        "市道",
        "穴ぼこ",
        "20260401",
        "処理済み",
        "2026-04-04",
        NAME,
        "https://example.jp/1.jpg",
    ],
]
LINE = [
    ["受付日時", "種別", "位置情報", "対応状況", "対応日", "氏名", "自由記述"],
    [
        "2026-04-01 08:00:00",
        "道路（穴）",
        "34.10001 131.40002",
        "対応完了",
        "2026-04-04 10:00:00",
        NAME,
        PHONE,
    ],
]
EXPORTS = {"app.csv": APP, "open311.csv": OPEN311, "電話受付簿.xlsx": PHONES, "巡回日報.xlsx": PATROL, "作業報告.csv": WORKS, "台帳.xlsx": OFFICE, "line.csv": LINE}  # fmt: skip


def written(name: str, rows: list[list[str]]) -> bytes:
    if name.endswith(".csv"):
        lines = (",".join(f'"{cell}"' for cell in row) for row in rows)
        return "\n".join(lines).encode("cp932" if name == "app.csv" else "utf-8")
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    output = io.BytesIO()
    book.save(output)
    return output.getvalue()
