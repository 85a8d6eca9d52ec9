"""How ledgers head the columns of facilities: patterns seen in practice, declared once for every kind and once for what differs."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from japan.headings import Heading


@dataclass(frozen=True)
class Field:
    """What a ledger may say of a facility. needed_ja: when it cannot be left out; "" where it can."""

    name: str
    label_ja: str
    heading: Heading
    needed_ja: str = ""


NAME_OR_ID = "番号か名前のどちらかが必要です"
PLACE = "既定の市区町村を選ばないときは、コードか名前のどちらかが必要です"


def _heading(*patterns: str, never: str = "$^") -> Heading:
    return Heading(patterns=patterns, never=never)


# --- bridges, and what they share with other structures of roads ----------------------------------------------------

_BRIDGE_ID = Field(
    "bridge_id",
    "橋の番号",
    _heading(
        "(橋梁|施設)(管理)?(番号|コード|id|no)",
        "管理(番号|コード|id|no)",
        "橋(番号|no)",
        "shisetsu(id|bangou)|bridge(id|no)",
        "(台帳|整理)(番号|no)",
        "番号|コード|id|no",
        never="路線|市区?町村|団体|図",
    ),
    NAME_OR_ID,
)
_BRIDGE_NAME = Field(
    "bridge_name",
    "橋の名前",
    _heading(
        "(道路)?橋梁?(の)?名(称|前)?",
        "施設(の)?名(称|前)?",
        "構造物名(称)?",
        "bridgename|meisyou",
        "名称|名前",
        never="カナ|かな|よみ|読み|ふり|フリ|ローマ|英|旧|路線|河川|管理者",
    ),
    NAME_OR_ID,
)
_ROUTE_NAME = Field(
    "route_name",
    "路線名",
    _heading(
        "路線(の)?名(称)?",
        "(道路|市道|町道|村道|区道|県道|農道|林道)(路線)?名(称)?",
        "路線",
        "route(name)?",
        never="種|番号|カナ|かな|コード|橋梁?名",
    ),
)
_STRUCTURE_JA = Field(
    "structure_ja",
    "構造",
    _heading(
        "橋梁?(の)?(種類|種別|形式)|橋種",
        "(上部工?)?構造形式|上部工(構造)?形式",
        "上部工(使用)?(材料)?",
        "構造|形式|主構造|材質|使用材料",
        never="下部|基礎|床版|番号|コード",
    ),
)
_MANAGER_NAME = Field(
    "manager_name",
    "管理者",
    _heading(
        "(道路|施設|橋梁)?管理者(名称?)?",
        "管理(団体|主体|機関)(名称?)?",
        "(道路|施設)?管理者(区分|種別)",
        never="事務所|コード|番号|電話|年",
    ),
)
_PREFECTURE_NAME = Field(
    "prefecture_name",
    "都道府県",
    _heading(
        "(所在)?都道府県名?",
        "(所在)?(県|府県|道府県)名?",
        "prefecture(name)?|todoufukenmei",
        never="コード|道路",
    ),
)
_LOCATION_CODE = Field(
    "location_code",
    "所在地の団体コード",
    _heading(
        "(所在地?)?(市区?町村|行政区域?|自治体|全国地方公共団体)(の)?(コード|番号|cd|code)",
        "(所在地?)(コード|番号|cd|code)",
        "団体(コード|番号|cd|code)",
        "(location)?lgcode|shikuchousoncode|citycode",
        never="管理者",
    ),
    PLACE,
)
_LOCATION_NAME = Field(
    "location_name",
    "所在地の市区町村",
    _heading(
        "(所在地?)?(の)?市区?町村?名?",
        "(所在)?自治体名?",
        "所在地?(名|住所)?|住所",
        "(橋梁|施設|架設|架橋)(の)?(所在地|位置|場所)",
        "団体名",
        "city(name)?|shikuchousonmei|address|location",
        never="コード|番号|カナ|かな|緯度|経度|管理者",
    ),
    PLACE,
)
_BUILT_FISCAL_YEAR = Field(
    "built_fiscal_year",
    "架設年度",
    _heading(
        "(橋梁)?架設年(度|月日?|次)?",
        "(建設|竣工|竣功|完成|建造|築造|設置|しゅん工)年(度|月日?|次)?",
        "(供用|供用開始|開通)(年(度|月日?|次)?|日)",
        "(架設|建設|竣工|竣功|完成)(日|時期)?|供用開始",
        "built((fiscal)?year)?|kasetsunendo",
        never="補修|修繕|改修|補強|補完|更新|点検|診断|塗|経過|年数|下部|拡幅|歩道|台帳|以前|不明",
    ),
)
_LENGTH_M = Field(
    "length_m",
    "橋長（m）",
    _heading(
        "橋長",
        "橋梁?(の)?(長さ|延長)",
        "(施設|構造物)?(延長|全長)",
        "(bridge)?length(m)?|kyouchou",
        never="支間|径間|桁長|路線|区間|区分",
    ),
)
_WIDTH_M = Field(
    "width_m",
    "幅員（m）",
    _heading(
        "幅員",
        "(全|総)幅員?",
        "橋梁?(の)?幅(員)?",
        "有効幅員",
        "車道幅員?",
        "(bridge)?width(m)?|fukuin",
        never="歩道|路肩|構成|区分",
    ),
)
_SOUNDNESS_CATEGORY = Field(
    "soundness_category",
    "判定区分（健全性Ⅰ〜Ⅳ）",
    _heading(
        "(最新|直近|今回)?(の)?判定区分|(橋梁|橋|施設|トンネル)?全体(の|として)?判定区分",
        "(最新|直近|今回)(の)?(診断|判定|健全性)",
        "(橋梁?|橋梁全体|全体|道路橋(毎|ごと)?|施設(毎|ごと)?|トンネル(毎|ごと)?|総合)?(の)?健全性(の)?(診断|判定|評価)?(の|の判定)?(結果|区分)?",
        "(橋梁?|全体|総合|最新|最新の)?健全度(判定|評価|区分)?(結果|区分)?",
        "(診断|判定|点検|総合判定)(結果|区分)|(総合)?判定",
        "soundness(category)?|hanteikubun",
        never="前回|前々回|初回|部材|主桁|横桁|床版|下部|支承|上部|年|日$|[^a-z](i{1,3}|iv)$|[1-4]$",
    ),
)
_INSPECTION_FISCAL_YEAR = Field(
    "inspection_fiscal_year",
    "点検年度",
    _heading(
        "(最新|直近|最終)(の)?(定期)?点検(実施)?(年(度|月日?)?|日)",
        "(定期|法定)?点検(実施)?(年(度|月日?)?|日)",
        "(診断|調査|判定)(実施)?(年(度|月日?)?|日)",
        "(inspection|tenken)(fiscalyear|year|nendo|date)",
        never="次回|予定|計画|前回|前々回|初回",
    ),
)
_LATITUDE = Field(
    "latitude",
    "緯度",
    _heading(
        "緯度|北緯",
        "(起点|中心|代表点?|位置)(側|の)?緯度",
        "latitude|lat|ido",
        "y座標|y",
        never="終点",
    ),
)
_LONGITUDE = Field(
    "longitude",
    "経度",
    _heading(
        "経度|東経",
        "(起点|中心|代表点?|位置)(側|の)?経度",
        "longitude|lon|lng|long|keido",
        "x座標|x",
        never="終点",
    ),
)
PART = Field(
    "part_name",
    "径間・部材",
    _heading("径間(番号|no|名)?|部材(名称?|種別|番号)?|スパン(番号)?|構成要素", never="数|長"),
)
BRIDGE_FIELDS = (
    _BRIDGE_ID,
    _BRIDGE_NAME,
    _ROUTE_NAME,
    _STRUCTURE_JA,
    _MANAGER_NAME,
    _PREFECTURE_NAME,
    _LOCATION_CODE,
    _LOCATION_NAME,
    _BUILT_FISCAL_YEAR,
    _LENGTH_M,
    _WIDTH_M,
    _SOUNDNESS_CATEGORY,
    _INSPECTION_FISCAL_YEAR,
    _LATITUDE,
    _LONGITUDE,
    PART,
)

# --- other kinds ----------------------------------------------------------------------------------------------------

_NEVER_A_NAME = "カナ|かな|よみ|読み|ふり|フリ|ローマ|英|旧|路線|河川名|管理者|地区|処理区|図面"
# What lists of other things than the kinds above are of, by the headings of their numbers and names.
_THINGS = "消火栓|防火水槽|街路灯|照明灯?|灯具|カーブミラー|標識|遊具|公園施設|設備|機器|マンホール|ポンプ場|処理場|浄水場|配水池|水源|貯水池|ため池"
_ID = Field(
    "facility_id",
    "施設の番号",
    _heading(
        "(施設|管理|台帳|整理|資産|公園|トンネル|管渠|管路|人孔|路線|区間|構造物|財産|建物)(管理)?(番号|コード|id|no)",
        "facility(id|no)",
        f"({_THINGS})(番号|コード|id|no)",
        "番号|コード|id|no",
        never="市区?町村|団体|都道府県|図|電話|郵便|法人|poi",
    ),
    NAME_OR_ID,
)
_BUILT = replace(
    _BUILT_FISCAL_YEAR,
    label_ja="建設年度",
    heading=_heading(
        "(建設|竣工|竣功|完成|建造|建築|築造|設置|施工|布設|敷設|しゅん工|開設|舗設|整備|取得)年(度|月日?|次)?",
        "(供用|供用開始|開通|開園|設置)(年(度|月日?|次)?|日)",
        "(建設|竣工|竣功|完成|建築|開設|施工)(日|時期)",
        "竣工|竣功|しゅん工|供用開始|開園|布設",
        "築年|built((fiscal)?year)?",
        never="補修|修繕|改修|補強|更新|点検|診断|調査|塗|経過|年数|台帳|以前|不明|大規模|耐震|増築",
    ),
)
_INSPECTED = replace(
    _INSPECTION_FISCAL_YEAR,
    heading=_heading(
        "(最新|直近|最終)(の)?(定期)?(点検|調査)(実施)?(年(度|月日?|次)?|日)",
        "(定期|法定)?点検(実施)?(年(度|月日?|次)?|日)",
        "(診断|調査|判定|測定|測線|路面性状調査)(実施)?(年(度|月日?)?|日)",
        never="次回|予定|計画|前回|前々回|初回",
    ),
)
_LENGTH = Field(
    "length_m",
    "延長（m）",
    _heading(
        "(施設|構造物|トンネル|管渠?|管路|路線|実|区間|護岸|堤防|岸壁|総)?(延長|全長|長さ)",
        "length(m)?",
        never="幅|距離標|拡幅|区分",
    ),
)
_WIDTH = replace(
    _WIDTH_M,
    heading=_heading(
        *_WIDTH_M.heading.patterns, "(車道|道路)?(総|全|平均)?幅員", never=_WIDTH_M.heading.never
    ),
)
_CONDITION = Field(
    "condition_class",
    "状態の区分",
    _heading(
        "(総合|全体|施設|最新)?(の)?(健全度|健全性|劣化度|緊急度|老朽度)(の)?(判定|評価|区分|ランク|診断)*(結果)?",
        "(総合|全体|劣化|状態|現況)?(判定|評価|診断)(区分|結果|ランク)?",
        "判定区分|診断区分|状態区分|ランク",
        never="前回|前々回|初回|部材|年|日$",
    ),
)
_SOUNDNESS = replace(
    _SOUNDNESS_CATEGORY,
    heading=_heading(
        *_SOUNDNESS_CATEGORY.heading.patterns, never="前回|前々回|初回|部材|年|日$|[^a-z](i{1,3}|iv)$|[1-4]$"
    ),
)
_AREA_OF_BUILDING = Field(
    "area_m2",
    "延床面積（m²）",
    _heading("(建物)?(延べ?床?|延)面積|延床|床面積|建物面積", "面積", never="敷地|土地|建築面積|借地"),
)
_AREA = Field(
    "area_m2",
    "面積（m²）",
    _heading("(公園|開設|供用|敷地|都市公園|舗装|路面|総)?面積", "area", never="計画|未"),
)
_DIAMETER = Field(
    "diameter_mm",
    "管径（mm）",
    _heading(
        "(呼び|内|公称)?(管?径|口径|呼称)", "管の?(直径|寸法)|断面(寸法|形状)?", never="人孔|マンホール"
    ),
)
_MATERIAL = replace(
    _STRUCTURE_JA, label_ja="管種", heading=_heading("管種(別)?|管(の)?(材質|材料)|材質", never="番号|コード")
)
_STRUCTURE = replace(
    _STRUCTURE_JA,
    heading=_heading(
        "(主)?(構造|形式|工法|種別|種類|構造種別|構造形式)|(公園|施設|建物|トンネル)(の)?(種別|種類|形式|区分|用途)|用途",
        never="番号|コード",
    ),
)


def _name(*patterns: str) -> Field:
    return Field(
        "facility_name",
        "施設の名前",
        _heading(*patterns, "(施設|構造物|物件)(の)?名(称|前)?", "名称|名前", never=_NEVER_A_NAME),
        NAME_OR_ID,
    )


_ROUTE = replace(
    _ROUTE_NAME,
    heading=_heading(*_ROUTE_NAME.heading.patterns, never="種|番号|カナ|かな|コード|橋梁?名|延長"),
)
_WHERE = (_MANAGER_NAME, _PREFECTURE_NAME, _LOCATION_CODE, _LOCATION_NAME)
_POSITION = (_LATITUDE, _LONGITUDE)


def _fields(
    *name: str, condition: Field = _CONDITION, more: tuple[Field, ...] = (_LENGTH, _STRUCTURE)
) -> tuple[Field, ...]:
    return (_ID, _name(*name), _ROUTE, *_WHERE, _BUILT, *more, condition, _INSPECTED, *_POSITION)


FIELDS: Mapping[str, tuple[Field, ...]] = {
    "bridge": BRIDGE_FIELDS,
    "tunnel": (
        *_fields(
            "トンネル(の)?名(称|前)?|隧道名(称)?", condition=_SOUNDNESS, more=(_LENGTH, _WIDTH, _STRUCTURE)
        ),
        PART,
    ),
    "large_structure": _fields(
        "(シェッド|カルバート|歩道橋|横断歩道橋|標識|門型標識|大型構造物)(の)?名(称|前)?",
        condition=_SOUNDNESS,
        more=(_LENGTH, _WIDTH, _STRUCTURE),
    ),
    "pavement": _fields("(路線|区間)(の)?名(称)?", more=(_LENGTH, _WIDTH, _AREA, _STRUCTURE)),
    "sewer_pipe": _fields("(管渠|管路|幹線|下水道|処理区)(の)?名(称)?", more=(_LENGTH, _DIAMETER, _MATERIAL)),
    "water_pipe": _fields("(管路|送水管|配水管|水道)(の)?名(称)?", more=(_LENGTH, _DIAMETER, _MATERIAL)),
    "building": _fields(
        "(公共)?施設(の)?名(称|前)?|建物(の)?名(称)?|棟名(称)?",
        "(小|中)?学校(の)?名(称)?|(本|支)?庁舎(の)?名(称)?|(団地|住宅)(の)?名(称)?|(保育)?園名|(公民館|図書館|児童館|館)(の)?名(称)?",
        more=(_AREA_OF_BUILDING, _STRUCTURE),
    ),
    "park": _fields("(都市)?公園(等|施設)?(の)?名(称|前)?|緑地名", more=(_AREA, _STRUCTURE)),
    "river_structure": _fields(
        "(水門|樋門|樋管|堰|排水機場|河川管理施設|護岸)(の)?名(称)?", more=(_LENGTH, _STRUCTURE)
    ),
    "port_structure": _fields(
        "(岸壁|桟橋|物揚場|防波堤|港湾施設|係留施設)(の)?名(称)?|地区名", more=(_LENGTH, _STRUCTURE)
    ),
    "other": _fields(f"({_THINGS})(の)?名(称|前)?", more=(_LENGTH, _AREA, _STRUCTURE)),
}
