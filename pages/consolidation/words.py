"""Words and amounts of 集約再編 as they are written on screen and in files."""

import pandas as pd

from analysis.consolidation import MANAGERS, RELATIONS

NOTE = (
    "見るための一覧で、判定でも提案でもありません。台帳に書かれたことだけから並べています。同じ川や道を渡っているか、だれが使っているか、"
    "防災・救急・通学の道かは、現地と関係者に確かめてください。"
)
COST_NOTE = "面積（橋長×幅員）に単価を掛けた概算で、仮設・用地・取付道路・設計の費用は入っていません。契約や予算の額ではありません。"
RATINGS = {1: "Ⅰ", 2: "Ⅱ", 3: "Ⅲ", 4: "Ⅳ"}
BASES = {"line": "直線距離から", "network": "読み込んだ道路網で"}
COST_LABELS = {
    "removal": "先に見る橋の撤去",
    "foot": "先に見る橋を人道橋にする工事",
    "merge": "2橋の撤去と、1橋の架替え",
    "keep": "先に見る橋の修繕（判定Ⅲ・Ⅳのとき）",
    "keep_renewal": "先に見る橋の撤去と同じ大きさの架替え",
}


def oku(yen: float) -> str:
    """1.2億円, 3,400万円; 不明 where it is not known."""
    if pd.isna(yen):
        return "不明"
    return f"{yen / 1e8:,.1f}億円" if yen >= 1e8 else f"{yen / 1e4:,.0f}万円"


def span(costs: pd.Series) -> str:
    """「2,000万〜6,000万円（基本 3,000万円）」 of low, base, high."""
    if pd.isna(costs["base"]):
        return "不明（橋長か幅員がない）"
    if not costs["high"]:
        return "なし"
    return f"{oku(costs['low'])}〜{oku(costs['high'])}（基本 {oku(costs['base'])}）"


def rating(value: object) -> str:
    return "未点検・記載なし" if pd.isna(value) else RATINGS.get(int(value), "記載なし")


def told(value: object, unit: str, digits: int = 1) -> str:
    """A number of a ledger with its unit, 不明 where there is none."""
    return "不明" if pd.isna(value) else f"{value:,.{digits}f}{unit}"


def name(bridge_name: object) -> str:
    return bridge_name if isinstance(bridge_name, str) and bridge_name.strip() else "名前の記載なし"


def of_pair(pair: pd.Series) -> dict[str, object]:
    """The words that reasons of a pair are told with."""
    return {
        "relation_ja": RELATIONS[pair["relation"]],
        "managers_ja": f"{pair['first_manager_ja']}と{pair['second_manager_ja']}",
        "first_rating": rating(pair["first_soundness_category"]),
        "second_rating": rating(pair["second_soundness_category"]),
        "detour_ja": BASES[pair["detour_basis"]],
    }


def managers(pair: pd.Series) -> str:
    names = list(dict.fromkeys([pair["first_manager_ja"], pair["second_manager_ja"]]))
    return "・".join(names) + (f"（{MANAGERS['unknown']}）" if names == ["記載なし"] else "")
