"""What the calculators of payment by results and of contract ways ask: forms, defaults with where they come from, checked terms."""

from dataclasses import dataclass

import pandas as pd

from analysis import contract_ways, incentives
from analysis.contract_ways import Setting
from analysis.incentives import Terms
from dashboard.forms.declaration import Column, Form
from pages.effects.prefill import OWN

TOOL, TITLE = "incentives", "支払いと契約のしくみ"
ASSUMED = "本ダッシュボードの仮定"
NUMBERS = ["low", "base", "high"]
HIGH, LOW = "大きい方が良い", "小さい方が良い"


@dataclass(frozen=True)
class Item:
    """One assumption as it is asked: its usual numbers, why those, and the benchmark they come from where there is one. scale: how many
    of the calculation's unit one of the shown is. is_single: only its base is used."""

    label: str
    unit: str
    usual: tuple[float, float, float]
    reason_ja: str
    scale: float = 1.0
    is_single: bool = False
    benchmark: str = ""


PERCENT = 0.01
PAY = {
    "fee": Item("1年の委託料", "円/年", (1e8, 1e8, 1e8), "計算の例。自分の契約の額に置き換える", 1, True),
    "cost": Item(
        "受注者の費用（委託料に対して）", "%", (88, 94, 103), "利益の出る場合も赤字の場合も含む幅", PERCENT
    ),
    "effort": Item(
        "改善の費用（委託料に対して）", "%", (0.5, 1, 2), "人・機材・仕組みに加えてかける費用", PERCENT
    ),
    "cap_up": Item("加算の上限", "%", (5, 5, 5), "予算の上の端を決める", PERCENT, True),
    "cap_down": Item("減額の上限", "%", (5, 5, 5), "受注者の損失を限る", PERCENT, True),
    "years": Item("契約の年数（成果連動）", "年", (5, 5, 5), "", 1, True, "steady_years"),
}
ORDERS = {
    "works": Item("1年の案件の数", "件/年", (20, 40, 60), "小さな修繕や作業の数"),
    "amount": Item("1件の金額（個別に発注するとき）", "円/件", (500_000, 1_000_000, 2_000_000), "小さな工事"),
    "rate": Item("職員の時間単価", "円/時間", (0, 0, 0), "", benchmark="hourly_rate"),
    "failed": Item("入札が成立しない割合", "%", (5, 10, 20), "不調・不落。同じ割合で再び入札する", PERCENT),
    "drift": Item("価格の動き（1年あたり）", "%", (0, 2, 4), "工事の価格。下がるときは負の数", PERCENT),
    "hours_single": Item("個別発注1件の事務の時間", "時間/件", (0, 0, 0), "", benchmark="hours_per_contract"),
    "days_single": Item("個別発注で始まるまでの日数", "日", (30, 45, 75), "仕様づくりから契約まで"),
    "yearly_setup": Item(
        "年ごとの単価契約の準備の時間", "時間/回", (60, 100, 160), "単価表・入札・契約。毎年かかる"
    ),
    "yearly_call": Item("年ごとの単価契約の指示の時間", "時間/件", (1, 3, 6), "指示・確認・支払い"),
    "yearly_days": Item("年ごとの単価契約で始まるまでの日数", "日", (2, 5, 10), "指示から着手まで"),
    "yearly_price": Item(
        "年ごとの単価契約の価格の差",
        "%",
        (-5, 0, 10),
        "個別発注に対して。負の数は安く、競争が弱まって高くなる場合も含む",
        PERCENT,
    ),
    "several_setup": Item(
        "複数年の単価契約の準備の時間", "時間/回", (80, 140, 240), "はじめの1回。年ごとより重く置いた"
    ),
    "several_call": Item("複数年の単価契約の指示の時間", "時間/件", (1, 3, 6), "年ごとの単価契約と同じ"),
    "several_days": Item("複数年の単価契約で始まるまでの日数", "日", (2, 5, 10), "年ごとの単価契約と同じ"),
    "several_price": Item(
        "複数年の単価契約の価格の差",
        "%",
        (-7, 0, 12),
        "先が見える分と、価格の動きを負う分の両方を含む",
        PERCENT,
    ),
    "framework_setup": Item(
        "枠組みの準備の時間", "時間/回", (100, 200, 320), "はじめの1回。数者を選ぶ分だけ重く置いた"
    ),
    "framework_call": Item("枠組みの中の見積り合わせの時間", "時間/件", (4, 8, 16), "個別発注の数分の1"),
    "framework_days": Item("枠組みの中で始まるまでの日数", "日", (7, 14, 21), "見積り合わせから着手まで"),
    "framework_price": Item(
        "枠組みの価格の差",
        "%",
        (-5, 0, 10),
        "個別発注に対して。負の数は安く、競争が弱まって高くなる場合も含む",
        PERCENT,
    ),
    "years": Item("契約の年数（単価・枠組み）", "年", (5, 5, 5), "", 1, True, "steady_years"),
    "borne": Item(
        "受注者が負う価格の動き", "%", (1.5, 1.5, 1.5), "「超えた分を改定」のときだけ使う", PERCENT, True
    ),
    "guarantee": Item(
        "最低限払う案件の割合", "%", (0, 0, 0), "複数年の単価契約で約束する量。0は約束なし", PERCENT, True
    ),
}


def _assumptions(key: str, title: str, items: dict[str, Item]) -> Form:
    """The form of one calculator's assumptions; its example is an invented place."""
    labels = tuple(item.label for item in items.values())
    return Form(
        key,
        title,
        title,
        (
            Column("label", "項目", "choice", required=True, choices=labels, width=34),
            Column("unit", "単位", width=10, help_ja="決まっている。変えても使わない。"),
            Column("low", "低い", "number", width=14, help_ja="幅の低い端。空欄は基本と同じ。"),
            Column("base", "基本", "number", width=14, help_ja="もっともありそうな値。"),
            Column("high", "高い", "number", width=14, help_ja="幅の高い端。空欄は基本と同じ。"),
            Column("source_ja", "根拠", width=60, help_ja="仮定か、資料の名前と時点か、数えた方法。"),
        ),
        examples=tuple(
            {"label": item.label, "unit": item.unit}
            | dict(zip(NUMBERS, (number * (1 if item.benchmark == "steady_years" else 1.2) for number in item.usual), strict=True))
            | {"source_ja": "架空の甲市の例"}
            for item in items.values()
            if item.benchmark in ("", "steady_years")
        ),
        blank=tuple({"label": item.label, "unit": item.unit} for item in items.values()),
        note_ja="空けた項目は、本ダッシュボードの目安を使います。",
    )  # fmt: skip


PAY_FORM = _assumptions("pay", "成果連動の前提", PAY)
ORDERS_FORM = _assumptions("orders", "契約の前提", ORDERS)
INDICATORS = Form(
    "indicators",
    "成果の指標",
    "成果の指標",
    (
        Column("label", "指標", required=True, width=30),
        Column("unit", "単位の名", width=8),
        Column("better", "良い方", "choice", required=True, choices=(HIGH, LOW), width=16),
        Column("low", "いま：低い", "number", width=12, lowest=0, help_ja="測る値の幅の低い端。"),
        Column("base", "いま：基本", "number", width=12, lowest=0, help_ja="いまもっともありそうな値。"),
        Column("high", "いま：高い", "number", width=12, lowest=0, help_ja="測る値の幅の高い端。"),
        Column("good", "加算の境", "number", width=12, help_ja="この値か、それより良いと加算。"),
        Column("bad", "減額の境", "number", width=12, help_ja="この値か、それより悪いと減額。"),
        Column("bonus", "加算", "number", unit="%", width=10, lowest=0, help_ja="委託料に対する割合。"),
        Column("malus", "減額", "number", unit="%", width=10, lowest=0, help_ja="委託料に対する割合。"),
        Column("gain", "改善の幅", "number", width=12, lowest=0, help_ja="取り組むと良くなる大きさ。"),
    ),
    examples=(
        {"label": "穴の補修までの日数", "unit": "日", "better": LOW, "low": 3, "base": 5, "high": 12, "good": 4, "bad": 9, "bonus": 2, "malus": 3, "gain": 1.5},
        {"label": "甲市の巡回の実施率", "unit": "%", "better": HIGH, "low": 85, "base": 94, "high": 99, "good": 97, "bad": 90, "bonus": 1, "malus": 2, "gain": 3},
    ),
    note_ja="1行が1つの指標です。単位が % の指標は100%までとします。",
)  # fmt: skip
FORMS = [INDICATORS, PAY_FORM, ORDERS_FORM]
USUAL_INDICATORS = (  # 本ダッシュボードの仮定
    {"label": "通報から対応までの日数", "unit": "日", "better": LOW, "low": 3, "base": 6, "high": 12, "good": 5, "bad": 9, "bonus": 2, "malus": 2, "gain": 1.5},
    {"label": "期限内に終えた割合", "unit": "%", "better": HIGH, "low": 78, "base": 90, "high": 98, "good": 95, "bad": 85, "bonus": 2, "malus": 2, "gain": 4},
    {"label": "同じ場所で再び直した割合", "unit": "%", "better": LOW, "low": 2, "base": 6, "high": 14, "good": 4, "bad": 10, "bonus": 1, "malus": 1, "gain": 2},
)  # fmt: skip


def usual(items: dict[str, Item], form: Form, benchmarks: pd.DataFrame) -> pd.DataFrame:
    """The defaults as rows of the form, each with where it comes from. benchmarks: as queries.benchmarks."""
    rows = []
    for item in items.values():
        low, base, high = item.usual
        reason = f"{ASSUMED}：{item.reason_ja}"
        if item.benchmark:
            one = benchmarks.loc[item.benchmark]
            low, base, high = one["low"], one["base"], one["high"]
            reason = f"{one['document_ja']}（{one['document_date_ja']}）：{one['reason_ja']}"
        if item.is_single:
            low = high = None
        rows.append({"label": item.label, "unit": item.unit, "low": low, "base": base, "high": high, "source_ja": reason})  # fmt: skip
    return form.table(rows)


def defaults(benchmarks: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Every form filled with its defaults."""
    return {
        INDICATORS.key: INDICATORS.table(USUAL_INDICATORS),
        PAY_FORM.key: usual(PAY, PAY_FORM, benchmarks),
        ORDERS_FORM.key: usual(ORDERS, ORDERS_FORM, benchmarks),
    }


def completed(rows: pd.DataFrame, standard: pd.DataFrame, form: Form) -> pd.DataFrame:
    """Every item once, in order: rows without a base take the default, and a default whose numbers were changed is the reader's own."""
    if rows.equals(standard):  # nothing was changed
        return standard.copy()
    given = rows.drop_duplicates("label").set_index("label").to_dict("index")
    result = []
    for usual_row in standard.to_dict("records"):
        own = given.get(usual_row["label"])
        if own is None or pd.isna(own["base"]):
            result.append(usual_row)
            continue
        row = usual_row | {end: own[end] for end in NUMBERS} | {"source_ja": own["source_ja"]}
        if not _same(row, usual_row) and (
            pd.isna(row["source_ja"]) or row["source_ja"] == usual_row["source_ja"]
        ):
            row["source_ja"] = OWN
            if row["base"] != usual_row["base"] and _same(row | {"base": 0}, usual_row | {"base": 0}):
                row["low"] = row["high"] = None  # the default's range was not the range of this number
        result.append(row)
    return form.table(result)


def _same(one: dict, other: dict) -> bool:
    return all((pd.isna(one[end]) and pd.isna(other[end])) or one[end] == other[end] for end in NUMBERS)


def _ranges(rows: pd.DataFrame, items: dict[str, Item]) -> pd.DataFrame:
    """low, base, high in the calculation's units by name; a blank end is the base."""
    labels, scales = [item.label for item in items.values()], [item.scale for item in items.values()]
    table = rows.set_index("label").loc[labels, NUMBERS].astype(float).mul(scales, axis=0)
    table = table.set_axis(list(items))
    return table.assign(low=table["low"].fillna(table["base"]), high=table["high"].fillna(table["base"]))


def _whole(value: float) -> int:
    """A number of years; one that is not whole is none."""
    return int(value) if float(value).is_integer() else 0


def terms(indicators: pd.DataFrame, rows: pd.DataFrame, *, is_gliding: bool, is_same: bool) -> Terms:
    """The checked terms. Raises WrongTerms."""
    ranges = _ranges(rows, PAY)
    table = pd.DataFrame(
        {
            "label": indicators["label"],
            "is_high_better": indicators["better"] == HIGH,
            **{name: indicators[name].astype(float) for name in ("low", "base", "high", "good", "bad")},
            **{name: indicators[name].fillna(0).astype(float) * PERCENT for name in ("bonus", "malus")},
            "gain": indicators["gain"].fillna(0).astype(float),
            "most": [100.0 if unit in ("%", "％") else float("inf") for unit in indicators["unit"]],
        },
        columns=incentives.INDICATOR,
    )
    cost, effort = (tuple(map(float, ranges.loc[name, NUMBERS])) for name in ("cost", "effort"))
    single = ranges["base"]
    return Terms(
        table,
        float(single["fee"]),
        cost,
        effort,
        float(single["cap_up"]),
        float(single["cap_down"]),
        _whole(single["years"]),
        is_gliding,
        is_same,
    )


def setting(rows: pd.DataFrame, rule: str) -> Setting:
    """The checked assumptions of the contract ways. Raises WrongAssumptions."""
    ranges = _ranges(rows, ORDERS)
    single = ranges["base"]
    return Setting(
        ranges.loc[list(contract_ways.NAMES)],
        _whole(single["years"]),
        rule,
        float(single["borne"]),
        float(single["guarantee"]),
    )
