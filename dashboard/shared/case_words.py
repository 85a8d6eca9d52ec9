"""Words for the codes of cases, schemes and programmes."""

import pandas as pd

PROGRAMMES = {
    "model_area": "群マネモデル地域",
    "earlier_practice": "先行事例",
    "joint_administration": "総務省 共同実施モデル",
    "sample": "書類の見本",
}
KINDS = {
    "vertical": "垂直連携",
    "horizontal": "水平連携",
    "multi_sector": "多分野連携",
    "process": "プロセスの束",
    "data": "データの束",
}
SECTORS = {
    "road": "道路",
    "river": "河川",
    "park": "公園",
    "sewer": "下水道",
    "farm_forest_road": "農林道",
    "port_road": "臨港道路",
    "consumer_affairs": "消費生活相談",
}
FACILITIES = {"bridge": "橋梁", "tunnel": "トンネル"}
STAGES = {"done": "実施済み", "doing": "実施中", "planned": "予定", "considered": "検討"}
ROLES = {"lead": "代表", "member": "参加", "planned": "参加の目標"}
SPEAKERS = {"orderer": "発注者", "contractor": "事業者", "resident": "住民"}
OUTCOMES = {
    "cost": "費用",
    "hours": "職員の時間",
    "contracts": "契約・手続き",
    "bidders": "応札",
    "complaints": "苦情・要望",
    "skills": "技術力",
    "work": "作業の効率",
    "investment": "雇用・投資",
    "satisfaction": "満足度",
}
SIZES = {"one": ("1団体", 1, 1), "few": ("2〜4団体", 2, 4), "many": ("5団体以上", 5, 1_000)}
PROGRAMME_KINDS = {
    "qualification": "資格",
    "award": "認定・表彰",
    "training": "研修・交流・助言",
    "matching": "新技術のマッチング・情報提供",
}
EVENT_KINDS = {
    "accident": "事故",
    "law": "法令",
    "proposal": "提言",
    "inspection": "点検",
    "handbook": "手引き",
    "support": "支援",
}
COUNCIL_KINDS = {
    "council_members_government": "行政会員",
    "council_members_companies": "企業会員",
    "council_members_organisations": "団体会員",
    "council_members_individuals": "個人会員",
}


def words(codes: list[str], meaning: dict[str, str]) -> str:
    """Codes as one Japanese text: 「道路・河川」."""
    return "・".join(meaning[code] for code in codes)


def effect_ja(effect) -> str:
    """An effect with its numbers as printed: 「費用：…（約7.4%減、…を比較）」. effect: a row of case_effects."""
    about = "約" if effect.is_approximate else ""
    numbers = ""
    if pd.notna(effect.before_value):
        numbers = (
            f"{about}{effect.before_value:,g}{effect.unit} → {about}{effect.after_value:,g}{effect.unit}"
        )
    elif pd.notna(effect.change_percent):
        numbers = f"{about}{abs(effect.change_percent):g}%{'減' if effect.change_percent < 0 else '増'}"
    compared = f"、{effect.compared_ja}を比較" if pd.notna(effect.compared_ja) else ""
    told = f"**{numbers}**{compared}。" if numbers else ""
    return f"{OUTCOMES[effect.outcome]}（{SPEAKERS[effect.said_by]}）：{effect.text_ja}{told}"
