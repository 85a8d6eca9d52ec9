"""Kinds of facilities: the columns of each, how ledgers head them, and the bounds within which a value can be right.

Both sides read this: the ledgers that readers bring, the readers of published ones, the checks of the build, the screens. A new
kind is declared here.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from japan.headings import Heading

EARLIEST_FISCAL_YEAR = 1850
LATITUDES, LONGITUDES = (20.0, 46.0), (122.0, 154.0)  # Japan


@dataclass(frozen=True)
class Column:
    """One column of a kind's table. unit: as shown. lowest, highest: the bounds of a number, themselves allowed unless is_above.

    expected_ja: the numbers that can be right. The latest of a fiscal year is that of the ledger. dtype: as pandas holds it.
    """

    name: str
    label_ja: str
    dtype: str = "str"
    unit: str = ""
    lowest: float | None = None
    highest: float | None = None
    is_above: bool = False
    expected_ja: str = ""

    @property
    def heading_ja(self) -> str:
        return f"{self.label_ja}（{self.unit}）" if self.unit else self.label_ja

    def allows(self, value: float) -> bool:
        """Whether a number can be right."""
        is_low = self.lowest is not None and (value <= self.lowest if self.is_above else value < self.lowest)
        return not is_low and (self.highest is None or value <= self.highest)


@dataclass(frozen=True)
class Field:
    """What a ledger may say of a facility. needed_ja: when it cannot be left out; "" where it can."""

    name: str
    label_ja: str
    heading: Heading
    needed_ja: str = ""


@dataclass(frozen=True)
class Kind:
    """A kind of facilities: the columns of its table, and the fields its ledgers are searched for."""

    kind_id: str
    name_ja: str
    columns: tuple[Column, ...]
    fields: tuple[Field, ...] = ()

    @property
    def dtypes(self) -> dict[str, str]:
        return {one.name: one.dtype for one in self.columns}

    @property
    def labels(self) -> dict[str, str]:
        """Column → as shown, with its unit."""
        return {one.name: one.heading_ja for one in self.columns}

    @property
    def headings(self) -> dict[str, Heading]:
        """Field → what its heading may be."""
        return {one.name: one.heading for one in self.fields}

    def column(self, name: str) -> Column:
        """A column by its name. Raises KeyError."""
        return {one.name: one for one in self.columns}[name]


@dataclass(frozen=True)
class ManagerKind:
    """Who manages facilities. words: a pattern of names such managers go by, where a name alone tells."""

    kind_id: str
    label_ja: str
    words: str = "$^"


MANAGER_KINDS = (  # in this order: 高速道路公社 is a road corporation
    ManagerKind("road_corporation", "道路公社", "公社"),
    ManagerKind("expressway_company", "高速道路会社", "高速道路|高速㈱|nexco|首都高|阪神高速|本四|本州四国"),
    ManagerKind(
        "national",
        "国",
        "国土交通省|国交省|整備局|国道事務所|河川国道|開発局|開発建設部|沖縄総合事務局|直轄|^国$",
    ),
    ManagerKind("prefecture", "都道府県"),
    ManagerKind("designated_city", "政令市"),
    ManagerKind("municipality", "市区町村"),
)
MANAGER_LABELS: Mapping[str, str] = {one.kind_id: one.label_ja for one in MANAGER_KINDS}


def manager_kind(name: str) -> str | None:
    """The kind a manager's name tells by itself (甲県道路公社); None for prefectures and municipalities, which are looked up.

    name: without blanks and width variants, letters small.
    """
    return next((one.kind_id for one in MANAGER_KINDS if re.search(one.words, name)), None)


# --- what every kind has --------------------------------------------------------------------------------------------

_MANAGER = (Column("manager_lg_code", "管理者の団体コード"), Column("manager_kind", "管理者の種類"))
_PLACE = Column("location_lg_code", "所在地の団体コード")
_BUILT = Column("built_fiscal_year", "建設年度", "Int64", lowest=EARLIEST_FISCAL_YEAR)
_CONDITION = (
    Column(
        "soundness_category", "判定区分", "Int64", lowest=1, highest=4, expected_ja="1〜4（判定区分Ⅰ〜Ⅳ）"
    ),
    Column("inspection_fiscal_year", "点検年度", "Int64", lowest=EARLIEST_FISCAL_YEAR),
)


def _degrees(name: str, label_ja: str, bounds: tuple[float, float]) -> Column:
    lowest, highest = bounds
    expected = f"日本の{label_ja}（{lowest:g}〜{highest:g}度）"
    return Column(name, label_ja, "float64", "", lowest, highest, expected_ja=expected)


def _metres(name: str, label_ja: str, longest: int) -> Column:
    expected = f"0より大きく{longest:,}m以下の長さ"
    return Column(name, label_ja, "float64", "m", 0, longest, is_above=True, expected_ja=expected)


_POSITION = (_degrees("latitude", "緯度", LATITUDES), _degrees("longitude", "経度", LONGITUDES))
EVERY_KIND = (
    Column("facility_id", "施設の番号"),
    Column("facility_name", "施設の名前"),
    *_MANAGER,
    _PLACE,
    _BUILT,
    *_CONDITION,
    *_POSITION,
)

# --- bridges --------------------------------------------------------------------------------------------------------

NAME_OR_ID = "番号か名前のどちらかが必要です"
PLACE = "既定の市区町村を選ばないときは、コードか名前のどちらかが必要です"
BRIDGE = Kind(
    "bridge",
    "橋梁",
    (
        Column("bridge_id", "橋の番号"),
        Column("bridge_name", "橋の名前"),
        Column("route_name", "路線名"),
        Column("structure_ja", "構造"),
        *_MANAGER,
        _PLACE,
        replace(_BUILT, label_ja="架設年度"),
        _metres("length_m", "橋長", 20_000),
        _metres("width_m", "幅員", 200),
        *_CONDITION,
        *_POSITION,
    ),
    (
        Field(
            "bridge_id",
            "橋の番号",
            Heading(
                patterns=(
                    "(橋梁|施設)(管理)?(番号|コード|id|no)",
                    "管理(番号|コード|id|no)",
                    "橋(番号|no)",
                    "shisetsu(id|bangou)|bridge(id|no)",
                    "(台帳|整理)(番号|no)",
                    "番号|コード|id|no",
                ),
                never="路線|市区?町村|団体|図",
            ),
            NAME_OR_ID,
        ),
        Field(
            "bridge_name",
            "橋の名前",
            Heading(
                patterns=(
                    "橋梁?(の)?名(称|前)?",
                    "施設(の)?名(称|前)?",
                    "構造物名(称)?",
                    "bridgename|meisyou",
                    "名称|名前",
                ),
                never="カナ|かな|よみ|読み|ふり|フリ|ローマ|英|旧|路線|河川|管理者",
            ),
            NAME_OR_ID,
        ),
        Field(
            "route_name",
            "路線名",
            Heading(
                patterns=(
                    "路線(の)?名(称)?",
                    "(道路|市道|町道|村道|区道|県道)(路線)?名(称)?",
                    "路線",
                    "route(name)?",
                ),
                never="種|番号|カナ|かな|コード|橋梁?名",
            ),
        ),
        Field(
            "structure_ja",
            "構造",
            Heading(
                patterns=(
                    "橋梁?(の)?(種類|種別|形式)|橋種",
                    "(上部工?)?構造形式|上部工(構造)?形式",
                    "上部工(使用)?(材料)?",
                    "構造|形式|主構造|材質|使用材料",
                ),
                never="下部|基礎|床版|番号|コード",
            ),
        ),
        Field(
            "manager_name",
            "管理者",
            Heading(
                patterns=(
                    "(道路|施設|橋梁)?管理者(名称?)?",
                    "管理(団体|主体|機関)(名称?)?",
                    "(道路|施設)?管理者(区分|種別)",
                ),
                never="事務所|コード|番号|電話|年",
            ),
        ),
        Field(
            "prefecture_name",
            "都道府県",
            Heading(
                patterns=(
                    "(所在)?都道府県名?",
                    "(所在)?(県|府県|道府県)名?",
                    "prefecture(name)?|todoufukenmei",
                ),
                never="コード|道路",
            ),
        ),
        Field(
            "location_code",
            "所在地の団体コード",
            Heading(
                patterns=(
                    "(所在地?)?(市区?町村|行政区域?|自治体|全国地方公共団体)(の)?(コード|番号|cd|code)",
                    "(所在地?)(コード|番号|cd|code)",
                    "団体(コード|番号|cd|code)",
                    "(location)?lgcode|shikuchousoncode|citycode",
                ),
                never="管理者",
            ),
            PLACE,
        ),
        Field(
            "location_name",
            "所在地の市区町村",
            Heading(
                patterns=(
                    "(所在地?)?(の)?市区?町村?名?",
                    "(所在)?自治体名?",
                    "所在地?(名|住所)?|住所",
                    "(橋梁|施設|架設|架橋)(の)?(所在地|位置|場所)",
                    "団体名",
                    "city(name)?|shikuchousonmei|address|location",
                ),
                never="コード|番号|カナ|かな|緯度|経度|管理者",
            ),
            PLACE,
        ),
        Field(
            "built_fiscal_year",
            "架設年度",
            Heading(
                patterns=(
                    "(橋梁)?架設年(度|月日?|次)?",
                    "(建設|竣工|竣功|完成|建造|築造|設置|しゅん工)年(度|月日?|次)?",
                    "(供用|供用開始|開通)(年(度|月日?|次)?|日)",
                    "(架設|建設|竣工|竣功|完成)(日|時期)?",
                    "built((fiscal)?year)?|kasetsunendo",
                ),
                never="補修|修繕|改修|補強|補完|更新|点検|診断|塗|経過|年数|下部|拡幅|歩道|台帳|以前|不明",
            ),
        ),
        Field(
            "length_m",
            "橋長（m）",
            Heading(
                patterns=(
                    "橋長",
                    "橋梁?(の)?(長さ|延長)",
                    "(施設|構造物)?(延長|全長)",
                    "(bridge)?length(m)?|kyouchou",
                ),
                never="支間|径間|桁長|路線|区間|区分",
            ),
        ),
        Field(
            "width_m",
            "幅員（m）",
            Heading(
                patterns=(
                    "幅員",
                    "(全|総)幅員?",
                    "橋梁?(の)?幅(員)?",
                    "有効幅員",
                    "車道幅員?",
                    "(bridge)?width(m)?|fukuin",
                ),
                never="歩道|路肩|構成|区分",
            ),
        ),
        Field(
            "soundness_category",
            "判定区分（健全性Ⅰ〜Ⅳ）",
            Heading(
                patterns=(
                    "(最新|直近|今回)?(の)?判定区分",
                    "(最新|直近|今回)(の)?(診断|判定|健全性)",
                    "(橋梁?|橋梁全体|全体|道路橋(毎|ごと)?|施設(毎|ごと)?|総合)?(の)?健全性(の)?(診断|判定|評価)?(結果|区分)?",
                    "(橋梁?|全体|総合|最新|最新の)?健全度(判定|評価|区分)?(結果|区分)?",
                    "(診断|判定|点検|総合判定)(結果|区分)|(総合)?判定",
                    "soundness(category)?|hanteikubun",
                ),
                never="前回|前々回|初回|部材|主桁|横桁|床版|下部|支承|上部|年|日$|[^a-z](i{1,3}|iv)$|[1-4]$",
            ),
        ),
        Field(
            "inspection_fiscal_year",
            "点検年度",
            Heading(
                patterns=(
                    "(最新|直近|最終)(の)?(定期)?点検(実施)?(年(度|月日?)?|日)",
                    "(定期|法定)?点検(実施)?(年(度|月日?)?|日)",
                    "(診断|調査|判定)(実施)?(年(度|月日?)?|日)",
                    "(inspection|tenken)(fiscalyear|year|nendo|date)",
                ),
                never="次回|予定|計画|前回|前々回|初回",
            ),
        ),
        Field(
            "latitude",
            "緯度",
            Heading(
                patterns=(
                    "緯度|北緯",
                    "(起点|中心|代表点?|位置)(側|の)?緯度",
                    "latitude|lat|ido",
                    "y座標|y",
                ),
                never="終点",
            ),
        ),
        Field(
            "longitude",
            "経度",
            Heading(
                patterns=(
                    "経度|東経",
                    "(起点|中心|代表点?|位置)(側|の)?経度",
                    "longitude|lon|lng|long|keido",
                    "x座標|x",
                ),
                never="終点",
            ),
        ),
    ),
)

# --- all kinds ------------------------------------------------------------------------------------------------------

KINDS = (
    BRIDGE,
    Kind("tunnel", "トンネル", EVERY_KIND),
    Kind("large_structure", "大型構造物", EVERY_KIND),
    Kind("pavement", "舗装", EVERY_KIND),
    Kind("sewer_pipe", "下水道管", EVERY_KIND),
    Kind("water_pipe", "水道管", EVERY_KIND),
    Kind("building", "公共施設（建物）", EVERY_KIND),
    Kind("park", "公園", EVERY_KIND),
    Kind("river_structure", "河川管理施設", EVERY_KIND),
    Kind("port_structure", "港湾施設", EVERY_KIND),
    Kind("other", "その他", EVERY_KIND),
)
