"""Kinds of facilities: the columns of each, how ledgers head them, and the bounds within which a value can be right.

Both sides read this: the ledgers that readers bring, the readers of published ones, the checks of the build, the screens. A new
kind is declared here.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from japan.facility_fields import FIELDS, Field
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
class Kind:
    """A kind of facilities: the columns of its table, what its ledgers are told by, and how old is old.

    headings_only, names, titles: patterns of headings that only its ledgers have, of the names of such facilities, and of titles,
    sheets and files. headings_all: a pattern that all headings together match, or the list is of something beside it (manholes,
    pumping stations, play equipment). counter_ja: 橋, 施設. quantity: the column that is summed. age_of_concern: years after which the field speaks
    of ageing, age_ja: whose figure that is. is_by_length: shares are of the length, not of the number of facilities.
    """

    kind_id: str
    name_ja: str
    columns: tuple[Column, ...]
    headings_only: str = "$^"
    names: str = "$^"
    titles: str = "$^"
    headings_all: str = ""
    counter_ja: str = "施設"
    quantity: str = "length_m"
    age_of_concern: int = 50
    age_ja: str = "便宜上の区切り"
    is_by_length: bool = False

    @property
    def fields(self) -> tuple[Field, ...]:
        return FIELDS[self.kind_id]

    @property
    def id_column(self) -> str:
        return self.columns[0].name

    @property
    def name_column(self) -> str:
        return self.columns[1].name

    @property
    def noun_ja(self) -> str:
        """What one of them is called: 橋, トンネル."""
        return "橋" if self.kind_id == "bridge" else self.name_ja

    @property
    def called_ja(self) -> str:
        """What messages about a row of a ledger call it: 橋, 施設."""
        return "橋" if self.kind_id == "bridge" else "施設"

    @property
    def built_ja(self) -> str:
        """架設年度, 建設年度."""
        return self.column("built_fiscal_year").label_ja

    @property
    def unit(self) -> str:
        """Of what its shares are of: km, 橋, 施設."""
        return "km" if self.is_by_length else self.counter_ja

    @property
    def has_soundness(self) -> bool:
        """Whether its condition is the four categories of road structures."""
        return any(one.name == "soundness_category" for one in self.fields)

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
_NAMED = (Column("facility_id", "施設の番号"), Column("facility_name", "施設の名前"))
EVERY_KIND = (*_NAMED, *_MANAGER, _PLACE, _BUILT, *_CONDITION, *_POSITION)


def _area(label_ja: str) -> Column:
    return Column(
        "area_m2",
        label_ja,
        "float64",
        "m²",
        0,
        50_000_000,
        is_above=True,
        expected_ja="0より大きく50,000,000m²以下の面積",
    )


_DIAMETER = Column(
    "diameter_mm",
    "管径",
    "float64",
    "mm",
    0,
    10_000,
    is_above=True,
    expected_ja="0より大きく10,000mm以下の管径",
)
_ROUTE, _STRUCTURE = Column("route_name", "路線名"), Column("structure_ja", "構造")
_CLASS = Column("condition_class", "状態の区分")


def _columns(*more: Column) -> tuple[Column, ...]:
    """What every kind has, with what only this one has."""
    return (*_NAMED, _ROUTE, *more, *_MANAGER, _PLACE, _BUILT, *_CONDITION, _CLASS, *_POSITION)


# --- bridges --------------------------------------------------------------------------------------------------------

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
    headings_only="橋梁|橋長|(?<!歩道)橋名|橋種|架設|架橋|径間|道路橋|橋面",
    names="(?<!歩道)橋(梁)?([(（].*|[0-9０-９]+)?$|高架橋|ブリッジ$",
    titles="橋梁|道路橋|橋の|bridge",
    counter_ja="橋",
)

# --- all kinds ------------------------------------------------------------------------------------------------------

_LENGTH, _WIDTH = _metres("length_m", "延長", 100_000), _metres("width_m", "幅員", 200)
# What lists of other things in buildings have, also those of other owners: defibrillators, shelters, clinics, licences, networks.
_PUT_IN_BUILDINGS = (
    "aed|パッド|設置位置|災害種別|想定収容人数|診療科|医療機関|介護|法人番号|営業許可|文化財|ssid"
)
_PIPE = "延長|長さ|管種|(?<!流[入出])管径|管渠|管路"
_ROUTE_LENGTH = _metres("length_m", "延長", 500_000)
KINDS = (
    BRIDGE,
    Kind(
        "tunnel",
        "トンネル",
        _columns(_STRUCTURE, _LENGTH, _WIDTH),
        headings_only="トンネル|隧道|覆工|坑口|内空",
        names="トンネル|隧道",
        titles="トンネル|隧道|tunnel",
        counter_ja="本",
    ),
    Kind(
        "large_structure",
        "大型構造物",
        _columns(_STRUCTURE, _LENGTH, _WIDTH),
        headings_only="シェッド|カルバート|横断歩道橋|門型標識|大型構造物|道路附属物",
        names="シェッド|カルバート|歩道橋|標識",
        titles="シェッド|カルバート|歩道橋|門型|大型構造物|附属物",
    ),
    Kind(
        "pavement",
        "舗装",
        _columns(_STRUCTURE, _ROUTE_LENGTH, _WIDTH, _area("面積")),
        headings_only="mci|ひび割れ|わだち|iri|平坦性|舗装|路面",
        titles="舗装|路面|pavement",
        counter_ja="区間",
        age_of_concern=20,
        age_ja="目安（更新時期は路線により異なります）",
        is_by_length=True,
    ),
    Kind(
        "sewer_pipe",
        "下水道管",
        _columns(replace(_STRUCTURE, label_ja="管種"), _DIAMETER, _LENGTH),
        headings_only="下水|汚水|雨水|合流|管渠|管きょ|人孔|マンホール|処理区|排水区|管底高|土被り",
        names="汚水|雨水|下水|管渠",
        titles="下水|管渠|sewer",
        headings_all=_PIPE,
        counter_ja="区間",
        age_ja="標準的な耐用年数",
        is_by_length=True,
    ),
    Kind(
        "water_pipe",
        "水道管",
        _columns(replace(_STRUCTURE, label_ja="管種"), _DIAMETER, _LENGTH),
        headings_only="上水|(?<!下)水道管|配水|送水|導水|給水|口径|継手",
        names="配水管|送水管|導水管|(?<!下)水道",
        titles="上水道|(?<!下)水道管|配水管|water",
        headings_all=_PIPE,
        counter_ja="区間",
        age_of_concern=40,
        age_ja="法定耐用年数",
        is_by_length=True,
    ),
    Kind(
        "building",
        "公共施設（建物）",
        _columns(_STRUCTURE, _area("延床面積")),
        headings_only="延べ?床|床面積|建物|棟|耐震|階数|公共施設|用途|poiコード|利用可能曜日|開始時間|施設類型",
        names="児童館|学校|公民館|図書館|庁舎|支所|保育|幼稚園|こども園|会館|センター|体育館|住宅|団地|病院|診療所|集会所|駐車場|駐輪場|消防|ホール|"
        "プール|市場|斎場|美術館|博物館|交番|役場|役所|郵便局|クラブ|プラザ|トイレ",
        titles="公共施設|建物|建築物|施設一覧|施設白書|総合管理計画|building",
        headings_all=f"^(?!.*({_PUT_IN_BUILDINGS}))",
        quantity="area_m2",
        age_ja="便宜上の区切り（鉄筋コンクリート造の目安は60年前後）",
    ),
    Kind(
        "park",
        "公園",
        _columns(_STRUCTURE, _area("面積")),
        headings_only="公園|緑地|遊具|園路|開園",
        names="公園|緑地|広場|児童遊園|遊園地?$|庭園",
        titles="公園|緑地|park",
        headings_all="^(?!.*(遊具|公園施設)(名|番号|種別|種類|no|id))(?!.*公園名.*施設名)(?!.*施設名.*公園名)",
        quantity="area_m2",
        age_ja="便宜上の区切り",
        counter_ja="か所",
    ),
    Kind(
        "river_structure",
        "河川管理施設",
        _columns(_STRUCTURE, _LENGTH),
        headings_only="水門|樋門|樋管|排水機場|河川管理施設|堤防|護岸|左右岸|河川名",
        names="水門|樋門|樋管|排水機場|陸閘|堰",
        titles="河川管理施設|水門|樋門|樋管|river",
    ),
    Kind(
        "port_structure",
        "港湾施設",
        _columns(_STRUCTURE, _LENGTH),
        headings_only="港湾|港名|岸壁|桟橋|防波堤|物揚場|係留|漁港|泊地|水深",
        names="岸壁|桟橋|防波堤|物揚場|泊地|防砂堤|船揚場",
        titles="港湾|漁港|岸壁|port",
    ),
    Kind("other", "その他", _columns(_STRUCTURE, _LENGTH, _area("面積"))),
)
BY_ID: Mapping[str, Kind] = {kind.kind_id: kind for kind in KINDS}
# Whose ledgers make metrics (<kind>_held, <kind>_aged_share); bridges have metrics of their own, older than those.
MEASURED_KINDS = tuple(kind for kind in KINDS if kind is not BRIDGE and kind.kind_id != "other")
# Table `facilities`: what stands for a facility of whatever kind, then the columns of all kinds together.
FACILITY_DTYPES: Mapping[str, str] = {
    "facility_kind": "str",
    "facility_id": "str",
    "facility_name": "str",
    **{
        one.name: one.dtype
        for kind in KINDS
        for one in kind.columns
        if one.name not in BRIDGE.dtypes or (kind is BRIDGE and not one.name.startswith("bridge_"))
    },
}
