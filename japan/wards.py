"""The wards of designated cities (行政区), which are no municipalities of their own.

Source: 総務省「全国地方公共団体コード」, 2024-01-01.
"""

# lg_code of the city → names of its wards, without 区.
_WARDS = {
    "011002": "中央 北 東 白石 豊平 南 西 厚別 手稲 清田",
    "041009": "青葉 宮城野 若林 太白 泉",
    "111007": "西 北 大宮 見沼 中央 桜 浦和 南 緑 岩槻",
    "121002": "中央 花見川 稲毛 若葉 緑 美浜",
    "141003": "鶴見 神奈川 西 中 南 保土ケ谷 磯子 金沢 港北 戸塚 港南 旭 緑 瀬谷 栄 泉 青葉 都筑",
    "141305": "川崎 幸 中原 高津 多摩 宮前 麻生",
    "141500": "緑 中央 南",
    "151009": "北 東 中央 江南 秋葉 南 西 西蒲",
    "221007": "葵 駿河 清水",
    "221309": "中央 浜名 天竜",
    "231002": "千種 東 北 西 中村 中 昭和 瑞穂 熱田 中川 港 南 守山 緑 名東 天白",
    "261009": "北 上京 左京 中京 東山 下京 南 右京 伏見 山科 西京",
    "271004": "都島 福島 此花 西 港 大正 天王寺 浪速 西淀川 東淀川 東成 生野 旭 城東 阿倍野 住吉 東住吉 西成 淀川 鶴見 住之江 平野 北 中央",
    "271403": "堺 中 東 西 南 北 美原",
    "281000": "東灘 灘 兵庫 長田 須磨 垂水 北 中央 西",
    "331007": "北 中 東 南",
    "341002": "中 東 南 西 安佐南 安佐北 安芸 佐伯",
    "401005": "門司 若松 戸畑 小倉北 小倉南 八幡東 八幡西",
    "401307": "東 博多 中央 南 西 城南 早良",
    "431001": "中央 東 西 南 北",
}
NAMES = {city: names.split() for city, names in _WARDS.items()}


def cities_with(ward_name: str) -> list[str]:
    """Codes of the designated cities that have a ward of this name (北区); none for the special wards of 東京."""
    name = ward_name.removesuffix("区")
    return [city for city, names in NAMES.items() if name in names]
