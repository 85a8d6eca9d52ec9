"""What residents' reports and crews' logs say, in declared words; and what of a text may be kept without saying who.

kind_of("歩道に大きな穴があり…")        ("舗装の穴", "穴")
place_of("甲市東町2丁目3-12 ○○様宅前")   None: a text that may name a person is not kept, nor is a house number

The words are this dashboard's own choice; a reader mends them on the page.
"""

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import TypeVar

from japan.cells import normal, squeeze

N = TypeVar("N", str, str | None)
OTHER = "その他"
RECEIVED, SURVEYED, ORDERED, WORKING, DONE, DECLINED = STATUSES = (
    "受付",
    "調査",
    "指示",
    "作業",
    "完了",
    "対応しない",
)
NATIONAL, PREFECTURAL, MUNICIPAL = "国道", "県道", "市町村道"
ROAD_CLASSES = (NATIONAL, PREFECTURAL, MUNICIPAL, OTHER)
# The first that fits counts: a lid of a ditch that makes a step is a matter of the ditch.
_KINDS = (
    ("橋", r"歩道橋"),
    ("カーブミラー", r"カーブミラー|反射鏡|道路鏡|ミラー"),
    ("街路灯", r"街路?灯|道路灯|道路照明|照明灯?|防犯灯|水銀灯|街灯|電球|street ?light"),
    ("防護柵", r"ガード(?:レール|パイプ|ケーブル)|防護柵|転落防止柵|横断防止柵|フェンス|欄干|高欄|ポストコーン|guard ?rail"),
    ("標識・区画線", r"標識|看板|区画線|白線|外側線|中央線|停止線|路面標示|横断歩道|道路標示|sign"),
    ("落石・土砂", r"落石|土砂|崩土|法面|のり面|斜面|崖崩れ|がけ崩れ|がけくずれ|倒壊|崩落|landslide"),
    ("側溝・排水", r"側溝|溝蓋|溝ぶた|グレーチング|排水|集水桝|集水ます|桝|暗渠|水路|冠水|水たまり|水溜|溢水|つまり|詰まり|マンホール|drain"),
    ("積雪・凍結", r"除雪|積雪|凍結|融雪|雪|snow"),
    ("落下物・動物", r"落下物|路面(?:の)?(?:清掃|汚れ|汚損)|道路清掃|散乱|不法投棄|ごみ|ゴミ|動物|死骸|死がい|へい死|油漏れ|オイル|放置|debris"),
    ("雑草・樹木", r"雑草|草刈|除草|草|樹木|倒木|枝|剪定|せん定|街路樹|植栽|竹|落ち葉|落葉|伐採|tree|weed"),
    ("段差・沈下", r"段差|沈下|陥没|隆起|起伏|がたつき|ガタつき|凹凸|わだち|轍|不陸"),
    ("舗装の穴", r"ポットホール|穴|舗装|ひび割れ|ひびわれ|クラック|剥離|はがれ|路面|pot ?hole|pavement"),
    ("橋", r"橋|伸縮装置|ジョイント|bridge"),
    ("公園", r"公園|遊具|park"),
    ("河川", r"河川|護岸|堤防|河床|river"),
)  # fmt: skip
KINDS = (*dict.fromkeys(name for name, _ in _KINDS[1:]), OTHER)
# Not yet done, declined and half done before done: 未完了, 対応不要, 調査済, 一部完了. What is only planned (完了予定) tells no state.
_STATUSES = (
    (RECEIVED, r"未(?:対応|完了|着手|処理|処置|措置|実施|施工|補修|修繕|解決|終了|竣工|済|定)|^未$|(?:受付|受理|登録|受信)(?:済|完了)|(?:完了|終了|解決|対応|処理|補修|修繕)(?:が|は)?(?:して|されて|でき?て|済んで)い?(?:ない|ません)|(?:un|not ?)(?:resolved|fixed|closed|done)|incomplete|re-?open"),
    (DECLINED, r"対応(?:しない|せず|不要|不可|不能|できず|できない|なし|外)|不要|対象外|管轄外|所管外|管理外|却下|取り?下げ|取消|見送り|棄却|他機関|移管|引継|rejected|duplicate|invalid"),
    (SURVEYED, r"^(?!.*(?:対応|処理|工事|補修|修繕|施工|作業|処置|措置)(?:完了|済)).*?(?:(?:調査|点検|(?<!完了)(?<!検査)確認)(?:済み?|完了|中|待ち|予定)?$|調査|現地)"),
    (ORDERED, r"指示|手配|依頼|発注|割当|担当(?:課|者)?へ|計画|assigned|planned"),
    (WORKING, r"(?:作業|工事|対応|施工|処理|修繕|補修|処置)中|着手|着工|実施中|in[ _-]?progress|investigating"),
    (WORKING, r"(?:一部|部分)(?:的に)?(?:完了|終了|対応|補修|修繕|実施)|応急|仮(?:復旧|補修|復|設|対応|処置)|半分|途中"),
    (None, r"(?:完了|終了|完成|竣工|解決)(?:予定|見込|見通|待ち|希望|目標|期限|未定)|(?:予定|見込)"),
    (DONE, r"完了|終了|完成|竣工|解決|済|^完$|closed|fixed|resolved|done"),
    (WORKING, r"^(?:作業|施工|工事)$"),
    (RECEIVED, r"受付|受理|新規|新着|登録|受信|通報|open|new|received|acknowledged"),
)  # fmt: skip
_CLASSES = (
    (NATIONAL, r"国道|直轄|^国$|^国管理"),
    (PREFECTURAL, r"県道|都道(?!府)|府道|北海道道|(?<!北海)道道|主要地方道|一般地方道|^(?:都道府)?県$|^県管理|^[都府]$"),
    (MUNICIPAL, r"[市町村区]道|生活道路|^市町村$|^[市町村区]$|^[市町村]管理"),
    (OTHER, r"農道|林道|私道|里道|赤道|臨港道路|^その他$"),
)  # fmt: skip
_ACTIONS = (
    ("他の管理者へ連絡", r"他(?:機関|の管理者|課)|移管|引継|引き継|へ連絡|に連絡|へ依頼|へ報告"),
    ("規制・注意喚起", r"通行止|規制|バリケード|カラーコーン|注意喚起|看板設置"),
    ("除草・伐採", r"除草|草刈|伐採|剪定|せん定|枝払|倒木処理|刈り?払"),
    ("清掃・撤去", r"清掃|撤去|回収|除去|浚渫|しゅんせつ|泥上げ|除雪|散布"),
    ("交換・新設", r"交換|取替|取り替え|取換|更新|新設|設置|建替"),
    ("補修", r"補修|修繕|修理|穴埋|充填|舗装|合材|打換|すりつけ|復旧|調整|固定"),
    ("点検・経過観察", r"経過観察|様子見|点検|調査|確認|巡回"),
)
ACTIONS = (*(name for name, _ in _ACTIONS), OTHER)

# What makes a text one that may say who: 宅, 様, さん, a number as telephones have, a mail address.
PERSONAL = re.compile(
    r"宅|邸|様|さん|さま|氏|殿|方前|方の|の家|お宅|自宅|携帯|電話|TEL|℡|[@＠]|(?<![0-9])0[0-9]{1,4}[-ー‐–−()\s]?[0-9]{1,4}[-ー‐–−()\s]?[0-9]{3,4}(?![0-9])",
    re.IGNORECASE,
)
_AREA = re.compile(
    r"(?:[一-龥々ヶケぁ-んァ-ヴー]{1,7}(?:都|道|府|県|市|区|町|村|郡|字|地区|地内)(?=$|[0-9一二三四五六七八九十\s、,・(]|[一-龥々ヶケぁ-んァ-ヴー]{1,7}(?:市|区|町|村|郡|字|地区|地内)(?=$|[0-9\s]))"
    r"|[0-9一二三四五六七八九十]{1,3}丁目)+"
)
_ROUTE = re.compile(r"[^、。]{0,16}(?:線|号|通り|バイパス|街道)|国道[0-9]{1,4}")
_CREW = re.compile(
    r".{0,20}(?:班|組|課|係|室|部|局|所|社|建設|土木|工業|工務店|造園|園|道路|舗装|電気|電設|設備|林業|興業|センター|直営|委託|業者|JV|協同組合|法人)[A-Za-z0-9]{0,3}",
)
_NUMBER = re.compile(r"[A-Za-z0-9RHS令和年度第号受付通報巡回作業#._/-]{1,24}")
_PHONE = re.compile(r"0[0-9]{1,4}-?[0-9]{1,4}-?[0-9]{4}")
_WORD = re.compile(r"[^0-9@\s]{1,12}")
SAME_CELLS = 50_000


def _compiled(table: Iterable[tuple[N, str]]) -> tuple[tuple[N, re.Pattern[str]], ...]:
    return tuple((name, re.compile(pattern, re.IGNORECASE)) for name, pattern in table)


_KIND_PATTERNS, _STATUS_PATTERNS = _compiled(_KINDS), _compiled(_STATUSES)
_CLASS_PATTERNS, _ACTION_PATTERNS = _compiled(_CLASSES), _compiled(_ACTIONS)
_ANY_KIND = re.compile("|".join(pattern for _, pattern in _KINDS), re.IGNORECASE)


def _first(table: tuple[tuple[N, re.Pattern[str]], ...], text: str) -> tuple[N, str] | None:
    """The first name whose pattern a text holds, and the word that did."""
    for name, pattern in table:
        if found := pattern.search(text):
            return name, found[0]
    return None


def kind_of(text: str) -> tuple[str, str] | None:
    """The kind a text tells and the declared word that told it; None where it tells none."""
    plain = normal(text)
    if plain in KINDS:
        return plain, plain
    return _first(_KIND_PATTERNS, plain) if _ANY_KIND.search(plain) else None


def action_of(text: str) -> str | None:
    """What was done, of ACTIONS; None where a text tells none."""
    plain = normal(text)
    return plain if plain in ACTIONS else _name(_first(_ACTION_PATTERNS, plain))


@lru_cache(SAME_CELLS)
def status_of(text: str) -> str | None:
    """The state, of STATUSES; None for a word that is not known."""
    plain = squeeze(text)
    return plain if plain in STATUSES else _name(_first(_STATUS_PATTERNS, plain))


@lru_cache(SAME_CELLS)
def class_of(text: str) -> str | None:
    """Whose road it is, of ROAD_CLASSES, by the class or the name of a road; None where a text does not say."""
    plain = squeeze(text)
    if plain in ROAD_CLASSES:
        return plain
    found = [(match.start(), name) for name, pattern in _CLASS_PATTERNS if (match := pattern.search(plain))]
    return min(found, key=lambda one: one[0])[1] if found else None  # 市道国道東側道線 is a city's


def _name(found: tuple[str | None, str] | None) -> str | None:
    return found[0] if found else None


@lru_cache(SAME_CELLS)
def place_of(text: str) -> str | None:
    """The part of a place down to 丁目, without house number and words; None for a text that may name a person."""
    plain = normal(text).strip()
    if PERSONAL.search(plain):
        return None
    found = _AREA.match(plain)
    return found[0] if found else None


@lru_cache(SAME_CELLS)
def route_of(text: str) -> str | None:
    """The name of a road, its first word; None where the text is none, or may name a person."""
    plain = (normal(text).split() or [""])[0]
    return plain if _ROUTE.fullmatch(plain) and not PERSONAL.search(text) else None


@lru_cache(SAME_CELLS)
def crew_of(text: str) -> str | None:
    """A crew, office or company; None for what may be a person."""
    plain = normal(text).strip()
    is_named = _CREW.fullmatch(squeeze(plain)) or re.search(
        r"株式会社|有限会社|合同会社|[(（][株有][)）]|㈱|㈲", text
    )
    return text.strip()[:40] if is_named and not PERSONAL.search(plain) else None


def number_of(text: str) -> str | None:
    """A number a list gives its rows; None for anything that may be a telephone's or a person's."""
    plain = squeeze(text)
    is_number = _NUMBER.fullmatch(plain) and any(sign.isdigit() for sign in plain)
    return plain if is_number and not _PHONE.fullmatch(plain) else None


@lru_cache(SAME_CELLS)
def word_of(text: str) -> str | None:
    """A word for a kind that is not known, so that a reader can say what it is; None for sentences and what may name a person."""
    plain = squeeze(text)
    return plain if _WORD.fullmatch(plain) and not PERSONAL.search(plain) else None
