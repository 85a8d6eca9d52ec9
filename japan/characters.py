"""Characters that stand for one another in names: official and everyday forms, small and large kana, signs without a meaning.

Sources of the forms: 常用漢字表 (the forms in brackets, 内閣告示第2号, 2010-11-30) and the names of municipalities as the official code list
and everyday lists print them (塩竈市 and 塩釜市, 四條畷市 and 四条畷市, 梼原町 and 檮原町).
"""

import re

from japan import cells

# Official or older form → everyday form. Not 嶋 and 島, 嵩 and 高: 鹿嶋市 and 鹿島市 are two cities.
_FORMS = (
    "亞亜與与竝並兩両萬万豫予餘余龜亀會会傳伝體体佛仏來来俱倶假仮價価兒児圓円冨富寫写劍剣劔剣勞労勳勲區区單単嚴厳參参雙双收収臺台號号吳呉囘回國国圍囲圖図團団埜野堯尭鹽塩增増"
    "壓圧壘塁壯壮壹壱聲声賣売變変奧奥姬姫學学實実寶宝寢寝寬寛壽寿對対專専將将尙尚屬属嶽岳峯峰﨑崎嵜崎嶌嶋巢巣卷巻帶帯歸帰廳庁廣広彌弥當当彥彦徑径從従德徳應応恆恒恠怪惠恵悅悦"
    "惡悪愼慎戀恋戰戦戶戸拂払拔抜擇択擴拡攝摂敍叙數数齋斎齊斎斉斎舊旧晝昼晉晋曉暁曆暦曾曽條条枩松栁柳桒桑槇槙櫻桜檜桧杤栃榮栄檢検樂楽樣様權権橫横檮梼歐欧歡歓步歩歲歳歷歴殘残"
    "殼殻每毎毗毘氣気沒没冲沖澤沢濱浜濵浜淨浄淺浅涌湧渕淵渊淵澁渋澀渋溪渓濟済溫温灣湾滿満瀧滝潛潜瀨瀬燈灯爐炉燒焼爭争狹狭豬猪獨独瓣弁產産疊畳發発縣県眞真硏研礪砺禮礼禰祢祿禄"
    "穐秋龝秋稱称稻稲穗穂龍竜竸競絲糸經経綠緑總総緖緒繩縄續続纖繊羣群聰聡聽聴膽胆舍舎舘館舩船蘆芦藝芸莊荘苅刈蔣蒋薰薫藏蔵藥薬藪薮蘂蕊虛虚螢蛍蠣蛎蟲虫衞衛裝装覺覚覽覧觀観讀読"
    "諌諫讚讃豐豊賴頼贊賛踐践輕軽辨弁邊辺邉辺遙遥遞逓鄕郷鄉郷釀醸竈釜竃釜釋釈鐵鉄鉃鉄錢銭鎭鎮關関陷陥險険隨随隱隠雜雑靈霊靑青靜静頸頚顯顕驛駅驅駆驗験髙高髮髪鬪闘鰺鯵鷄鶏鶯鴬"
    "鹼鹸麥麦黃黄黑黒默黙齒歯齡齢壺壷葢蓋廐厩廏厩閒間濶闊"
)
# Radicals and look-alikes that copying from PDF and typing leave: ⻑野市, 二 typed as the kana ニ.
_LOOK_ALIKES = "⻑長⻄西⻘青⻲亀⻯竜⻩黄⻝食⻤鬼⻨麦⻆角⻁虎⺠民⺟母⻭歯⻫斎⼾戸⾼高ニ二ハ八エ工ロ口"
# Small and large kana, and the signs read が and の.
_KANA = "ヶケヵケがケガケッツっつノのゃやゅゆょよ"


def _pairs(forms: str) -> dict[int, str]:
    return str.maketrans(dict(zip(forms[::2], forms[1::2], strict=True)))


FORMS = _pairs(_FORMS)
VARIANTS = FORMS | _pairs(_LOOK_ALIKES) | _pairs(_KANA)
# Signs that choose a glyph, join nothing or break no line.
_WITHOUT_MEANING = re.compile(
    "[\u00ad\u180b-\u180d\u200b-\u200d\u2060\ufe00-\ufe0f\ufeff\U000e0100-\U000e01ef]+"
)


def plain(text: object) -> str:
    """A text without blanks, width variants and signs that only choose a glyph; characters as they are."""
    return _WITHOUT_MEANING.sub(
        "", cells.squeeze(_WITHOUT_MEANING.sub("", "" if text is None else str(text)))
    )


def fold(text: object) -> str:
    """A text as names are compared: plain, and of characters that stand for one another always the same one."""
    return plain(text).translate(VARIANTS)
