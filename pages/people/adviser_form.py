"""The files of the adviser register and of consultations: what is asked, with invented examples."""

from analysis.advisers import AVAILABILITY, BY_TALK, FIELDS, NOT_NOW, NOW, TOPICS
from dashboard.forms.declaration import Column, Form

REGISTER, REGISTER_TITLE = "advisers", "アドバイザー名簿"
RECORD, RECORD_TITLE = "consultations", "相談の記録"
RECEIVED, ASKED, ADVISING, TRYING, DONE, DROPPED = "受付", "窓口に照会", "助言中", "試行中", "完了", "見送り"
STATES = (RECEIVED, ASKED, ADVISING, TRYING, DONE, DROPPED)
CLOSED = (DONE, DROPPED)
SEVERAL = "複数は「、」で区切る。"

ADVISERS = Form(
    REGISTER,
    REGISTER_TITLE,
    "名簿",
    (
        Column("name", "呼び名", required=True, width=20, also=("氏名", "名前"), help_ja="本人が了解した呼び名。個人の電話や住所は書かない。"),
        Column("organisation", "所属", width=24, also=("所属機関", "組織")),
        Column("topics", "得意な相談", required=True, width=34, help_ja=SEVERAL + "・".join(TOPICS)),
        Column("fields", "分野", width=24, help_ja=SEVERAL + "・".join(FIELDS)),
        Column("qualifications", "資格", width=28, help_ja=SEVERAL + "社会基盤メンテナンスエキスパート（ME）、道路橋点検士、技術士など。"),
        Column("regions", "活動できる地域", width=24, also=("地域", "活動地域"), help_ja=SEVERAL + "都道府県の名前か「全国」。空欄は聞いてみる。"),
        Column("languages", "言葉", width=14, help_ja=SEVERAL + "空欄は日本語。"),
        Column("availability", "受けられるか", "choice", choices=AVAILABILITY, width=18),
        Column("ways", "方法", width=18, help_ja="現地、オンラインなど。"),
        Column("confirmed_on", "確かめた日", "date", width=14, help_ja="本人か所属に確かめた日。"),
        Column("note", "備考", width=30),
    ),
    examples=(
        {"name": "甲の技術者", "organisation": "甲大学（架空）", "topics": "点検・診断、人材育成", "fields": "橋・トンネル", "qualifications": "社会基盤メンテナンスエキスパート（ME）", "regions": "岐阜県、愛知県", "languages": "日本語", "availability": NOW, "ways": "現地、オンライン", "confirmed_on": "2026-10-01"},
        {"name": "乙の技術者", "organisation": "乙建設技術センター（架空）", "topics": "補修・設計、計画づくり", "fields": "橋・トンネル、道路・舗装", "qualifications": "技術士、道路橋点検士", "regions": "山口県、島根県、広島県", "languages": "日本語", "availability": BY_TALK, "ways": "現地", "confirmed_on": "2026-09-15"},
        {"name": "丙の実務家", "organisation": "丙市 元職員（架空）", "topics": "包括委託・発注、広域連携・体制", "fields": "道路・舗装、公園", "qualifications": None, "regions": "全国", "languages": "日本語、英語", "availability": NOW, "ways": "オンライン", "confirmed_on": "2026-11-01"},
        {"name": "丁の研究者", "organisation": "丁高専（架空）", "topics": "新技術・データ、人材育成", "fields": None, "qualifications": "土木学会認定土木技術者", "regions": "北海道", "languages": None, "availability": NOT_NOW, "ways": "オンライン", "confirmed_on": "2026-06-30"},
    ),
    note_ja="名前を載せることを本人が了解した人だけを書きます。",
)  # fmt: skip

CONSULTATIONS = Form(
    RECORD,
    RECORD_TITLE,
    "相談",
    (
        Column("received_on", "受付日", "date", width=14),
        Column("place", "団体", required=True, width=18, also=("市区町村", "自治体")),
        Column("question", "相談の内容", required=True, width=44),
        Column("topics", "必要な助言", width=30),
        Column("desk", "窓口", width=26),
        Column("adviser", "アドバイザー", width=20),
        Column("state", "状態", "choice", choices=STATES, width=14),
        Column("next_step", "次にすること", width=30),
        Column("next_on", "次の期日", "date", width=14),
        Column("note", "経過", width=40),
    ),
    examples=(
        {"received_on": "2026-10-05", "place": "甲市", "question": "橋の点検を隣の町と一緒に発注したい。", "topics": "点検・診断、広域連携・体制", "desk": "（架空の窓口）", "adviser": "甲の技術者", "state": ADVISING, "next_step": "仕様書の案を見てもらう", "next_on": "2026-11-20", "note": "10月20日 オンラインで打ち合わせ"},
        {"received_on": "2026-11-10", "place": "乙町", "question": "包括的な委託の契約書の例を知りたい。", "topics": "包括委託・発注", "desk": "（架空の窓口）", "adviser": None, "state": ASKED, "next_step": "返事を待つ", "next_on": "2027-01-15", "note": None},
        {"received_on": "2026-04-02", "place": "丙村", "question": "橋の補修の工法を選べない。", "topics": "補修・設計", "desk": "（架空の窓口）", "adviser": "乙の技術者", "state": DONE, "next_step": None, "next_on": None, "note": "6月に助言を受けて発注"},
    ),
    note_ja="経過はこのファイルに残ります。画面を閉じる前にExcelを保存してください。",
)  # fmt: skip
