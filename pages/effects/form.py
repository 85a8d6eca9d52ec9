"""What the effects tool asks: its items with units, its form, and the worked example of invented places."""

from dataclasses import dataclass

import pandas as pd

from analysis import effects
from analysis.effects import Plan
from dashboard.forms.declaration import Column, Form

TOOL, TITLE = "effects", "導入効果試算"
BENCHMARK = "目安"  # of a row whose numbers follow from benchmarks and published facts
ORIGINS = ("利用者の入力", "公表値", "算出値", BENCHMARK, "①の現状把握", "②の発注", "例")


@dataclass(frozen=True)
class Item:
    """One assumption as it is asked. scale: how many of our unit one of the shown is (0.01 for percent)."""

    label: str
    unit: str
    help_ja: str
    scale: float = 1.0


ITEMS = {
    "commission_now": Item("現状の委託費", "円/年", "いま外に委託している維持管理の費用の合計。"),
    "commission_after": Item("導入後の委託費", "円/年", "導入後に、いまと同じ業務を委託する費用。"),
    "hours_now": Item(
        "現状の直営の時間", "時間/年", "職員が現場対応などにかける時間。発注の事務は別の項目。"
    ),
    "hours_after": Item("導入後の直営の時間", "時間/年", "導入後に、職員が現場対応などにかける時間。"),
    "hourly_rate": Item("職員の時間単価", "円/時間", "職員1時間当たりの人件費。"),
    "contracts_now": Item("現状の契約の数", "件/年", "1年に発注する契約の数。"),
    "contracts_after": Item("導入後の契約の数", "件/年", "まとめた後の契約の数。"),
    "hours_per_contract": Item(
        "契約1件の事務の時間", "時間/件", "仕様・積算・入札・監督・検査にかける時間の合計。"
    ),
    "management": Item("全体マネジメントの経費", "円/年", "全体の管理や窓口など、新しく要る業務の費用。"),
    "coordination": Item("調整の経費", "円/年", "団体どうし、部署どうしの調整に新しく要る費用。"),
    "startup_cost": Item("準備の経費", "円/年", "準備の年に、いまの費用に加えてかかる費用。"),
    "startup_hours": Item("準備の時間", "時間/年", "準備の年に、職員が加えてかける時間。"),
    "startup_share": Item("準備の年に出る効果", "%", "導入後の効果のうち、準備の年から出る割合。", 0.01),
    "startup_years": Item("準備の年数", "年", "0〜10年。幅は使わない。"),
    "steady_years": Item("導入後の年数", "年", "1〜30年。幅は使わない。"),
    "person_hours": Item(
        "職員1人の勤務時間", "時間/年", "減る時間を人数に直すために使う。例：7時間45分×240日＝1,860時間。"
    ),
}
NAMES = {item.label: name for name, item in ITEMS.items()}
EXAMPLE = {  # 甲市と乙町: invented
    "commission_now": (None, 86_000_000, None),
    "commission_after": (80_000_000, 83_000_000, 88_000_000),
    "hours_now": (5_800, 6_400, 7_000),
    "hours_after": (3_200, 3_900, 4_800),
    "hourly_rate": (3_800, 4_200, 4_600),
    "contracts_now": (None, 42, None),
    "contracts_after": (6, 8, 12),
    "hours_per_contract": (25, 35, 45),
    "management": (6_000_000, 8_000_000, 11_000_000),
    "coordination": (800_000, 1_200_000, 2_500_000),
    "startup_cost": (3_000_000, 4_000_000, 6_000_000),
    "startup_hours": (400, 600, 900),
    "startup_share": (0, 20, 40),
    "startup_years": (None, 1, None),
    "steady_years": (None, 5, None),
    "person_hours": (None, 1_860, None),
}
FORM = Form(
    TOOL,
    TITLE,
    "試算",
    (
        Column("label", "項目", "choice", required=True, choices=tuple(NAMES), width=26),
        Column("unit", "単位", width=12, help_ja="決まっている。変えても使わない。"),
        Column("low", "低い", "number", lowest=0, width=16, help_ja="幅の低い端。空欄は基本と同じ。"),
        Column("base", "基本", "number", lowest=0, width=16, help_ja="もっともありそうな値。"),
        Column("high", "高い", "number", lowest=0, width=16, help_ja="幅の高い端。空欄は基本と同じ。"),
        Column("origin", "どこから", "choice", choices=ORIGINS, width=16, help_ja="値の出どころ。"),
        Column("source_ja", "根拠", width=60, help_ja="資料の名前と時点、数えた方法など。"),
    ),
    examples=tuple(
        {
            "label": ITEMS[name].label,
            "unit": ITEMS[name].unit,
            "low": low,
            "base": base,
            "high": high,
            "origin": "例",
            "source_ja": "架空の甲市と乙町の例",
        }
        for name, (low, base, high) in EXAMPLE.items()
    ),
    blank=tuple({"label": item.label, "unit": item.unit} for item in ITEMS.values()),
    note_ja="分からない欄は空けておきます。委託費・直営の時間・時間単価・導入後の年数があれば計算できます。",
)


def completed(rows: pd.DataFrame) -> pd.DataFrame:
    """Every item once, in order, with its own unit; an item that stands twice keeps its first row."""
    known = rows.drop_duplicates("label").set_index("label").to_dict("index")
    return FORM.table(
        known.get(item.label, {}) | {"label": item.label, "unit": item.unit} for item in ITEMS.values()
    )


def repeated(rows: pd.DataFrame) -> list[str]:
    """Items that stand more than once."""
    return list(rows.loc[rows["label"].duplicated(), "label"].unique())


def assumptions(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows as `effects.plan` takes them: index ASSUMPTIONS, low, base, high in yen, hours, counts, shares."""
    table = rows[["low", "base", "high"]].set_axis(pd.Index(rows["label"].map(NAMES), name="name"))
    scale = pd.Series({name: item.scale for name, item in ITEMS.items()})
    return table.reindex(effects.ASSUMPTIONS).mul(scale, axis=0)


def plan(rows: pd.DataFrame) -> Plan:
    """The checked assumptions; what stands after as a benchmark moves with what stands now. Raises NotComputable."""
    origin = rows.set_index("label")["origin"]
    linked = tuple(pair for pair in effects.PAIRS if origin.get(ITEMS[pair[1]].label) == BENCHMARK)
    return effects.plan(assumptions(rows), linked)


def ledger(rows: pd.DataFrame) -> pd.DataFrame:
    """Every assumption as it was used: 項目, 低い, 基本, 高い, 単位, どこから, 根拠."""
    is_given = rows["base"].notna()
    origin = rows["origin"].where(rows["origin"].notna(), "利用者の入力")
    return pd.DataFrame(
        {
            "項目": rows["label"],
            "低い": rows["low"].fillna(rows["base"]),
            "基本": rows["base"],
            "高い": rows["high"].fillna(rows["base"]),
            "単位": rows["unit"],
            "どこから": origin.where(is_given, "未入力"),
            "根拠": rows["source_ja"].where(is_given, [_unfilled(NAMES[label]) for label in rows["label"]]),
        }
    )


def _unfilled(name: str) -> str:
    if name in effects.OPTIONAL or name == "startup_years":
        return "0として計算"
    return "人数には直さない" if name == "person_hours" else "計算に必要"
