"""Which page answers which chapter, heading and question of 群マネの手引き; what stands in no document is not here.

WAYS["question", 2]      the pages of the second question that is named, the first of them the nearest answer
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

QUESTIONS_IN_ALL = 41  # as the outline of the handbook prints it: 全41問を収録
PARTS_OF = {1: (1, 2), 2: (3, 4, 5, 6), 3: (7, 8, 9), 4: (10, 11, 12, 13), 5: (14, 15), 6: (16, 17)}
QUESTIONS_IN = 4  # the chapter of 「各ステップのQ&A」
LISTED_BELOW = 11  # the heading 「各ステップのQ&A」 itself: its questions stand below it
# Where in its document a word stands; the texts at hand bear no page numbers but that of one question of the handbook itself.
PLACES = {"question": "「群マネの実施プロセス」の欄", "chapter": "「目次」", "chapter_question": "「目次」", "chapter_part": "「目次」"}  # fmt: skip
PRINTED_PAGES = {("question", 5): "手引き本編31ページ（Q2-7）。検討会資料に写しがあります"}


@dataclass(frozen=True)
class Way:
    """A page (its folder and title), what a reader finds there, and what is chosen on it."""

    page: str
    title: str
    finds_ja: str
    choices: Mapping[str, str] = field(default_factory=dict)


_STEPS, _CASES, _PEOPLE = ("steps", "実施ステップ"), ("cases", "事例"), ("people", "人の群マネ")
_SCHEMES, _EFFECTS, _WORKFORCE = ("schemes", "制度と契約"), ("effects", "導入効果試算"), ("workforce", "現状把握")  # fmt: skip
WAYS: Mapping[tuple[str, int], tuple[Way, ...]] = {
    ("chapter_part", 1): (
        Way("overview", "全国の状況", "担い手の減少、50年以上の施設、点検結果を、全国の図と地図で見ます。"),
    ),
    ("chapter_part", 2): (
        Way("profile", "自治体カルテ", "市区町村を選ぶと、担い手・施設・お金を1枚にまとめて見ます。"),
        Way("strengths", "強み・弱み", "市区町村を、宣言した規則で強みと弱みに分けて見ます。"),
    ),
    ("chapter_part", 3): (
        Way("gap", "担い手×老朽化", "職員の負担と施設の傷みが、どちらも重い市区町村を見ます。"),
    ),
    ("chapter_part", 4): (
        Way("glossary", "用語集", "「群マネ」と、水平連携・垂直連携などの意味を短く読みます。", {"q": "群マネ"}),
    ),
    ("chapter_part", 5): (
        Way(*_CASES, "「効果の声、期待と不安」に、発注者・事業者・住民の声を並べています。"),
    ),
    ("chapter_part", 6): (
        Way(*_SCHEMES, "発注者・技術者・事業者の3つの束と、マネジメント戦略の説明を読みます。"),
    ),
    ("chapter_part", 7): (
        Way("partners", "連携候補", "水平連携の相手、県による補完、多分野の束ねを、自分の市区町村で見ます。"),
    ),
    ("chapter_part", 8): (
        Way(*_CASES, "先行事例を、類型・分野・業務の言葉で探します。", {"programme": "earlier_practice"}),
    ),
    ("chapter_part", 9): (Way("glossary", "用語集", "この分野の言葉を、よみと一緒に引きます。"),),
    ("chapter_part", 10): (
        Way(*_STEPS, "STEP 0〜6 の「すること」の一覧に、担当と期限を書き込みます。"),
    ),
    ("chapter_part", 12): (
        Way(*_SCHEMES, "手引きの心得は載せていません。山口県の資料にある「はじめる前の心構え」を読みます。"),
    ),
    ("chapter_part", 13): (
        Way(*_CASES, "手引きの文章は載せていません。先行事例の、取組のきっかけと内容を読みます。", {"programme": "earlier_practice"}),
    ),
    ("chapter_part", 14): (
        Way(*_STEPS, "「群マネの実施方針（案）」に書く項目を、順に埋めます。", {"step": "2"}),
    ),
    ("chapter_part", 15): (
        Way("scenarios", "シナリオ", "計画への書き方は手引き本編にあります。ここでは地域の分け方に名前をつけ、方針の案や説明資料に渡します。"),
    ),
    ("chapter_part", 16): (
        Way(*_PEOPLE, "相談窓口、アドバイザー、相談票、資格と研修をまとめて見ます。"),
    ),
    ("chapter_part", 17): (
        Way(*_PEOPLE, "国民会議、手引きの勉強会など、全国と地域の取組を見ます。"),
    ),
    ("question", 1): (
        Way(*_WORKFORCE, "職員の年齢構成、20年の見通し、業務時間の理想と実際を、自分の数値で見ます。"),
        Way("profile", "自治体カルテ", "公表値から、自分の市区町村の目立つ点を読みます。"),
    ),
    ("question", 2): (
        Way("partners", "連携候補", "組む相手の候補を、理由と一緒に見ます。"),
        Way("groups", "群の編成", "条件を決めて、地域を群に分けます。", {"how": "auto"}),
    ),
    ("question", 3): (
        Way("orders", "発注状況", "手元の契約の一覧から、共通の受注者と、束ねられそうな契約を探します。"),
        Way("requests", "対応状況", "通報や作業の一覧から、団体をまたいで一緒に回れる作業を探します。"),
    ),
    ("question", 4): (
        Way(*_CASES, "性能規定を使った事例と、先行事例の声を探します。", {"find": "性能規定"}),
        Way(*_SCHEMES, "仕様規定から性能規定までの、包括の程度をはかります。"),
    ),
    ("question", 5): (
        Way(*_EFFECTS, "手引きと同じ考え方で、直営と委託の合計の費用を幅で試算します。"),
    ),
    ("question", 6): (
        Way(*_WORKFORCE, "業務時間の理想と実際の差から、力を注ぎたい業務を見ます。"),
        Way(*_CASES, "本来の業務に力を注げたという、先行事例の声を読みます。", {"find": "本来の業務"}),
    ),
    ("question", 7): (
        Way(*_EFFECTS, "「新たに必要となる経費」の行に額を入れ、合計がどう変わるかを見ます。"),
    ),
    ("question", 8): (
        Way(*_STEPS, "STEP 3「事業者とのコミュニケーション」の、することの一覧を見ます。", {"step": "3"}),
        Way("survey", "アンケート", "事業者に聞く調査票を作り、回答を集計します。"),
    ),
    ("question", 9): (
        Way(*_CASES, "地元の業者が担う形の事例を探します。", {"find": "地元"}),
        Way("orders", "発注状況", "いまの契約で、地元のどの会社が受注しているかを見ます。"),
    ),
    ("question", 10): (
        Way(*_STEPS, "STEP 4 の「費用分担を決める」と、方針（案）の「費用分担」の欄に書き込みます。", {"step": "4"}),
        Way(*_SCHEMES, "協定や一部事務組合など、一緒に管理する制度を比べます。"),
    ),
    ("question", 11): (
        Way(*_CASES, "先行事例の、年度ごとの動きを図で見ます。", {"programme": "earlier_practice"}),
    ),
}  # fmt: skip


def place_of(kind: str, number: int) -> str:
    """Where in its document a word stands, as far as that is known."""
    return "。".join(filter(None, [PLACES[kind], PRINTED_PAGES.get((kind, number))]))
