"""The forms of 現状把握: persons by age band, hours by task, and a worked example of invented places."""

from analysis.workforce import BAND_LABELS, BANDS
from dashboard.forms.declaration import Column, Form

TOOL, TITLE = "workforce", "現状把握"
OCCUPATIONS = ("土木", "建築", "電気", "機械", "化学", "造園", "事務", "技能労務", "その他")
NOT_ENGINEERS = ("事務", "技能労務", "その他")
TASKS = (
    "計画の作成・見直し", "点検・診断", "設計・積算", "発注・契約の手続き", "工事・業務の監督・検査", "巡回・直営作業", "住民要望・苦情対応",
    "占用・許認可", "予算・会計・国庫補助の事務", "災害対応", "データの整理・台帳の更新", "会議・調整", "研修・技術の習得", "その他",
)  # fmt: skip
PLACE = (
    Column(
        "municipality",
        "市区町村",
        required=True,
        is_of_file=True,
        width=14,
        also=("自治体", "自治体名", "団体", "団体名", "市町村", "市町村名"),
    ),
    Column("department", "部署", width=14, also=("課名", "課", "所属", "担当課")),
)
AGES = {  # invented, by 甲市 …
    ("甲市", "道路課", "土木"): [0, 2, 2, 1, 1, 2, 4, 5, 4, 2, 0],
    ("甲市", "道路課", "事務"): [0, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0],
    ("甲市", "上下水道課", "土木"): [0, 1, 1, 0, 1, 2, 2, 3, 3, 1, 0],
    ("甲市", "上下水道課", "機械"): [0, 0, 0, 1, 0, 1, 0, 1, 1, 0, 0],
    ("甲市", "建築課", "建築"): [0, 1, 1, 1, 0, 1, 1, 1, 2, 0, 0],
    ("乙町", "建設課", "土木"): [0, 0, 1, 0, 0, 0, 1, 1, 2, 1, 0],
    ("乙町", "建設課", "事務"): [0, 1, 0, 1, 1, 0, 1, 1, 0, 0, 0],
    ("丙村", "産業建設課", "土木"): [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 0],
    ("丙村", "産業建設課", "事務"): [0, 0, 1, 0, 1, 0, 0, 1, 0, 0, 0],
}
HOURS_OF = {  # invented: ideal, actual
    ("甲市", "道路課", "計画の作成・見直し"): (3_000, 1_200),
    ("甲市", "道路課", "点検・診断"): (4_000, 3_200),
    ("甲市", "道路課", "設計・積算"): (5_000, 5_600),
    ("甲市", "道路課", "発注・契約の手続き"): (2_500, 4_400),
    ("甲市", "道路課", "住民要望・苦情対応"): (3_500, 6_800),
    ("甲市", "道路課", "研修・技術の習得"): (1_500, 400),
    ("甲市", "上下水道課", "点検・診断"): (3_000, 2_400),
    ("甲市", "上下水道課", "発注・契約の手続き"): (1_800, 2_700),
    ("甲市", "上下水道課", "データの整理・台帳の更新"): (1_600, 700),
    ("乙町", "建設課", "住民要望・苦情対応"): (1_200, 2_600),
    ("乙町", "建設課", "発注・契約の手続き"): (900, 1_900),
    ("乙町", "建設課", "点検・診断"): (1_500, 700),
    ("乙町", "建設課", "計画の作成・見直し"): (800, 150),
    ("丙村", "産業建設課", "住民要望・苦情対応"): (500, 1_100),
    ("丙村", "産業建設課", "巡回・直営作業"): (600, 900),
    ("丙村", "産業建設課", "点検・診断"): (700, 250),
}
STAFF = Form(
    "staff",
    "職員",
    "職員",
    (
        *PLACE,
        Column("occupation", "職種", required=True, choices=OCCUPATIONS, width=12, also=("職名", "区分")),
        *(
            Column(key, label, "number", unit="人", lowest=0, highest=10_000, width=9, help_ja="4月1日の年齢")
            for key, label in BAND_LABELS.items()
        ),
    ),
    examples=tuple(
        {"municipality": place, "department": department, "occupation": occupation, **dict(zip(BANDS, counts, strict=True))}
        for (place, department, occupation), counts in AGES.items()
    ),
    note_ja="1行は1つの部署・職種です。年齢は4月1日現在、人数は常勤職員（再任用を含む）を入れます。",
    of_sheet="department",
    is_of_one_day=True,
)  # fmt: skip
HOURS = Form(
    "hours",
    "業務時間",
    "業務時間",
    (
        *PLACE,
        Column("task", "業務", required=True, choices=TASKS, width=26, also=("業務名", "業務内容")),
        Column("ideal_hours", "理想の時間", "number", unit="時間/年", lowest=0, width=14, also=("理想",), help_ja="本来かけたい時間（部署の合計）"),
        Column("actual_hours", "実際の時間", "number", unit="時間/年", lowest=0, width=14, also=("現実", "現実の時間", "実際", "現状"), help_ja="いまかけている時間（部署の合計）"),
    ),
    examples=tuple(
        {"municipality": place, "department": department, "task": task, "ideal_hours": ideal, "actual_hours": actual}
        for (place, department, task), (ideal, actual) in HOURS_OF.items()
    ),
    note_ja="1行は1つの部署の1つの業務です。職員1人の1年はおよそ1,900時間です。",
    of_sheet="department",
    is_of_one_day=True,
)  # fmt: skip
FORMS = (STAFF, HOURS)
