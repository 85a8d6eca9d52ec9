"""The checklist of the steps and the items of the policy draft, as forms whose file the reader owns."""

import pandas as pd

from dashboard.forms.declaration import PART, Column, Form

TOOL, TITLE = "steps", "実施ステップ"
STATES = ("未着手", "進行中", "完了", "対象外")
DONE, UNDER_WAY, NOT_OURS = "完了", "進行中", "対象外"
PAGES = {  # path → title and script, as app.py has them
    "overview": ("全国の状況", "pages/overview/page.py"),
    "staffing": ("技術職員", "pages/staffing/page.py"),
    "ageing": ("施設の老朽化", "pages/ageing/page.py"),
    "gap": ("担い手×老朽化", "pages/gap/page.py"),
    "partners": ("連携候補", "pages/partners/page.py"),
    "groups": ("群の編成", "pages/groups/page.py"),
    "cases": ("事例", "pages/cases/page.py"),
    "schemes": ("制度と契約", "pages/schemes/page.py"),
    "people": ("人の群マネ", "pages/people/page.py"),
    "workforce": ("現状把握", "pages/workforce/page.py"),
    "orders": ("発注状況", "pages/orders/page.py"),
    "effects": ("導入効果試算", "pages/effects/page.py"),
    "survey": ("アンケート", "pages/survey/page.py"),
    "steps": ("実施ステップ", "pages/steps/page.py"),
    "sources": ("出典と品質", "pages/sources/page.py"),
}
ITEMS = {
    "名称": "事業の名前。",
    "目指す姿": "5〜10年後にどうしたいか。",
    "現状と課題": "職員、施設、発注の困りごと。",
    "対象の区域": "どの市区町村の、どこまで。",
    "対象の分野と施設": "道路、橋、河川、公園、下水道など。",
    "束ねる業務": "巡回、点検、清掃、除草、補修、窓口など。",
    "束ねない業務": "従来どおりに行う業務と、その理由。",
    "連携の形": "水平・垂直・多分野、代表の団体、使う制度。",
    "契約年数": "単年度か、複数年度か。",
    "発注と支払いの方式": "一般競争・総合評価・プロポーザル、総価・単価。",
    "性能規定の範囲": "やり方を事業者に任せる業務と、満たすべき状態。",
    "事業者の選び方と地元への配慮": "参加の要件、JVや組合、規模。",
    "役割分担": "だれが何を担うか、緊急時の連絡。",
    "費用分担": "面積、施設の数、実績などによる分け方。",
    "期待する効果": "費用、時間、技術、住民への対応。",
    "スケジュール": "公表、公告、契約、開始の時期。",
    "評価の方法": "何を、いつ、だれが確かめるか。",
    "計画への位置づけ": "総合計画、公共施設等総合管理計画など。",
}
ANSWERS = {
    "名称": "甲市・乙町 道路等包括管理（第1期）",
    "目指す姿": "2つの自治体が1つのチームとして道路と公園を手入れし、職員は計画づくりに力を注ぐ。",
    "現状と課題": "技術職員が減り、除草と小規模な補修の発注に追われている。",
    "対象の区域": "甲市の北部と乙町の全域。",
    "対象の分野と施設": "道路（市道・町道）と都市公園。",
    "束ねる業務": "巡回、清掃、除草、舗装の小規模な補修。",
    "束ねない業務": "橋の修繕工事と除雪は、これまでどおり。",
    "契約年数": "3年",
    "費用分担": "管理する道路の延長と公園の面積による。",
}
ROW_COLUMNS = (
    Column(
        "text_ja",
        "すること",
        required=True,
        width=52,
        also=("やること", "実施事項", "取組", "項目", "作業", "内容", "タスク"),
    ),
    Column(
        "state", "状態", "choice", choices=STATES, width=12, also=("進捗", "進捗状況", "状況", "進み具合")
    ),
    Column("who", "だれが", width=20, also=("担当", "担当者", "担当課", "担当部署")),
    Column("due", "いつまで", "date", width=14, also=("期限", "期日", "完了予定", "完了予定日", "予定日")),
    Column("note_ja", "メモ", width=50, also=("備考", "摘要")),
)
POLICY = Form(
    "policy",
    "実施方針",
    "実施方針",
    (
        Column("item", "項目", "choice", required=True, choices=tuple(ITEMS), width=30),
        Column("answer", "内容", width=80),
        Column("hint", "書くこと", width=50, help_ja="決まっている。変えても使わない。"),
    ),
    examples=tuple({"item": item, "answer": ANSWERS.get(item), "hint": hint} for item, hint in ITEMS.items()),
    blank=tuple({"item": item, "hint": hint} for item, hint in ITEMS.items()),
    note_ja="決まっていない項目は空けておきます。",
)


def step_forms(steps: pd.DataFrame, tasks: pd.DataFrame) -> dict[int, Form]:
    """One form per step, by its number. steps: number, name_ja; tasks: step_number, text_ja."""
    forms = {}
    for step in steps.itertuples():
        own = list(tasks.loc[tasks["step_number"] == step.number, "text_ja"])
        forms[step.number] = Form(
            f"step{step.number}",
            f"STEP {step.number}　{step.name_ja}",
            f"STEP {step.number}",
            ROW_COLUMNS,
            examples=tuple(_example(step.number, at, task) for at, task in enumerate(own)),
            blank=tuple({"text_ja": task, "state": STATES[0]} for task in own),
            only_read=(Column(PART, "ステップ", also=("STEP", "段階", "実施ステップ", "区分")),),
            part=str(step.number),
        )
    return forms


def _example(step: int, at: int, text_ja: str) -> dict[str, object]:
    """A worked row of the invented 甲市: what comes first is done, the next step under way."""
    state = DONE if step == 0 else UNDER_WAY if step == 1 and at < 3 else STATES[0]
    who = ("甲市 道路課", "乙町 建設課", "甲市 企画課")[at % 3] if state != STATES[0] else None
    return {"text_ja": text_ja, "state": state, "who": who, "note_ja": "架空の例" if who else None}


def progress(rows: dict[int, pd.DataFrame], steps: pd.DataFrame) -> pd.DataFrame:
    """One row per step: number, name_ja, tasks (without 対象外), done, under_way, not_begun."""
    counted = []
    for step in steps.itertuples():
        states = rows[step.number]["state"].fillna(STATES[0])
        ours = states[states != NOT_OURS]
        done, under_way = int((ours == DONE).sum()), int((ours == UNDER_WAY).sum())
        counted.append((step.number, step.name_ja, len(ours), done, under_way, len(ours) - done - under_way))
    return pd.DataFrame(counted, columns=["number", "name_ja", "tasks", "done", "under_way", "not_begun"])


def answers(policy: pd.DataFrame) -> dict[str, str]:
    """Item → what was written, in the order of ITEMS; "" where nothing was. An item that stands twice keeps its first row."""
    first = policy.drop_duplicates("item").set_index("item")["answer"]
    return {item: "" if pd.isna(first.get(item)) else str(first[item]).strip() for item in ITEMS}


def completed(policy: pd.DataFrame) -> pd.DataFrame:
    """Every item once, in order, with what was written."""
    written = answers(policy)
    return POLICY.table(
        {"item": item, "answer": written[item] or None, "hint": hint} for item, hint in ITEMS.items()
    )
