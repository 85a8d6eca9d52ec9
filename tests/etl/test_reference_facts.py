"""Every fact of the seeds that names a place, number, date or form is held, and found as one types it.

The seeds are the documents the hand-kept data was taken from; each fact stands here under the name of its seed.
"""

import pandas as pd
import pytest

from analysis import search
from dashboard import queries
from dashboard.shared import fact_search
from pages.cases import search as case_search

PROMOTION = "000_2d27e1380953cb39.txt"
STATUS = "001_d8c2060de19933b5.txt"
MINDSET = "002_0de60eb1ec082076.txt"
LEAFLET = "003_d94b89978d02a670.txt"
PEOPLE = "004_9ca2ff88f65a4f52.txt"

# (seed, words typed, the case that must be found)
CASES = [
    (PROMOTION, "奈良県 橋梁 点検 垂直", "practice_nara"),
    (PROMOTION, "奈良県 人口 約132万人", "practice_nara"),
    (PROMOTION, "奈良県 人口 1,320,000", "practice_nara"),
    (PROMOTION, "奈良県 39市町村 令和6年4月1日", "practice_nara"),
    (PROMOTION, "奈良県 10町村", "practice_nara"),
    (PROMOTION, "奈良県 協定書 委託費 事務費 一括発注 立ち会", "practice_nara"),
    (PROMOTION, "併任辞令 派遣 判定区分", "practice_nara"),
    (PROMOTION, "静岡県 下田市 パトロール 覚書 随意契約", "practice_shimoda"),
    (PROMOTION, "下田市の人口 約2万人", "practice_shimoda"),
    (PROMOTION, "下田土木事務所 41人", "practice_shimoda"),
    (PROMOTION, "下田市の技術者 6人", "practice_shimoda"),
    (PROMOTION, "伊豆半島 南海トラフ 過疎", "practice_shimoda"),
    (STATUS, "和歌山県 垂直 集約再編 2025年度 予定", "model_wakayama"),
    (STATUS, "広島県 町道 日常維持管理 2026年度", "model_hiroshima"),
    (STATUS, "幕別町 除雪管理システム 河川 公園", "model_makubetsu"),
    (STATUS, "幕別 2026年度 協定 発注", "model_makubetsu"),
    (STATUS, "幕別 2027年度 窓口業務", "model_makubetsu"),
    (STATUS, "貝塚市 AI道路点検 12市町", "model_kaizuka"),
    (STATUS, "貝塚市 遊具点検 2市 9市町 事業所排水", "model_kaizuka"),
    (STATUS, "貝塚 2026年度 道路附属物 遊具", "model_kaizuka"),
    (STATUS, "養父市 修繕設計 修繕工事 2026年度 発注", "model_yabu"),
    (STATUS, "宇陀市 CM方式 3市村 2025年度", "model_uda"),
    (STATUS, "宇陀市 2026年度 共同発注", "model_uda"),
    (STATUS, "益田市 トンネル 農林道 2025年度", "model_masuda"),
    (STATUS, "益田市 2026年度 設計業務", "model_masuda"),
    (STATUS, "大館市 農林道 西地域 2025年度", "model_odate"),
    (STATUS, "大館 浚渫 東地域 2026年度", "model_odate"),
    (STATUS, "草津市 ウォーターPPP", "model_kusatsu"),
    (STATUS, "三原市 要望 修繕 システム 2025年度", "model_mihara"),
    (STATUS, "三原 2026年度 業務を発注", "model_mihara"),
    (STATUS, "下関市 跨線橋 臨港道路 下水道", "model_shimonoseki"),
    (STATUS, "多分野連携 R7.12.18 下関", "model_shimonoseki"),
    (MINDSET, "山口県 下松市 光市 周南市 市民通報アプリ", "joint_yamaguchi"),
    (MINDSET, "ME山口 平成21年度 山口大学", "joint_yamaguchi"),
    (MINDSET, "山口県の橋梁を考える 平成23年度", "joint_yamaguchi"),
    (MINDSET, "AI橋梁点検診断システム 令和5年度", "joint_yamaguchi"),
    (MINDSET, "周南3市 令和6年度 広域連携モデル事業", "joint_yamaguchi"),
    (MINDSET, "R7.4.10 10月8日", "joint_yamaguchi"),
    (MINDSET, "生産性 見える化 役割分担 高度化", "joint_yamaguchi"),
    (MINDSET, "全19市町 サウンディング", "joint_yamaguchi"),
    (MINDSET, "下松市 舗装 単価契約 四半期 総価契約", "joint_yamaguchi"),
    (MINDSET, "光市は案件ごとに個別に発注・契約", "joint_yamaguchi"),
    (MINDSET, "周南市は舗装などを地域別に1年1社 単価契約 その他を案件ごと", "joint_yamaguchi"),
    (MINDSET, "守谷市 常総市 坂東市 つくばみらい市 茨城県", "joint_moriya"),
    (MINDSET, "甲斐市 韮崎市 ドライブレコーダー", "joint_kai"),
    (MINDSET, "下田市 東伊豆町 河津町 南伊豆町 松崎町 西伊豆町", "joint_shizuoka"),
    (MINDSET, "貝塚市 要求水準書 広域連合 一部事務組合", "joint_kaizuka"),
    (MINDSET, "岸和田 泉大津 泉佐野 和泉 高石 泉南 阪南 忠岡 熊取 田尻 岬町", "joint_kaizuka"),
    (MINDSET, "益田市 津和野町 吉賀町 事務の委託 協議会", "joint_masuda"),
    (MINDSET, "岩手県 消費生活相談 33市町村", "joint_iwate"),
    (MINDSET, "金ヶ崎町 消費生活相談", "joint_iwate"),
    (MINDSET, "総務省 令和7年2月28日 岩手", "joint_iwate"),
    (LEAFLET, "新潟県三条市 5年 舗装補修 データ分析", "practice_sanjo"),
    (LEAFLET, "三条市 現業職員 豪雨災害", "practice_sanjo"),
    (LEAFLET, "秋田県大館市 JV 特殊車両 応札", "practice_odate"),
    (LEAFLET, "大館 西・東・南", "practice_odate"),
    (LEAFLET, "三重県明和町 3年 コールセンター 50年先", "practice_meiwa"),
    (LEAFLET, "栃木県 事業協同組合 1年", "practice_tochigi"),
    (LEAFLET, "奈良モデル 手続き資料", "practice_nara"),
    (LEAFLET, "岐阜県白川村 協定書", "sample_gifu_shirakawa"),
    (LEAFLET, "石川県内灘町 発注図書", "sample_uchinada"),
    (LEAFLET, "福島県 発注図書", "sample_fukushima"),
    (LEAFLET, "東京都多摩市 プロセス", "sample_tama"),
    (LEAFLET, "奈良県田原本町 プロセス", "sample_tawaramoto"),
]

# (seed, words typed, kind of fact that must be found)
FACTS = [
    *[
        (PROMOTION, words, "資料の数値")
        for words in (
            "土木部門の職員 一般行政部門 1996年 約26%",
            "土木部門 10ポイント",
            "総職員 一般行政部門 約16% 1996年",
            "技術系職員 一般行政部門 0人 25% 令和6年4月1日",
            "技術系職員 5人以下 約半数 土木技師 建築技師",
            "モデル地域 11件 令和5年12月",
            "モデル地域 40団体",
            "垂直連携 2件",
            "水平連携 5件",
            "多分野連携 4件",
            "奈良県 39市町村 R6.4.1",
            "奈良県 10町村",
        )
    ],
    *[
        (PROMOTION, words, "効果・不安")
        for words in (
            "想定される効果 発注者 時間",
            "想定される効果 発注者 知見",
            "想定される効果 事業者 パトロール 足場",
            "想定される効果 事業者 JV 手間",
            "想定される効果 事業者 新技術 先回り",
            "想定される効果 事業者 資機材 融通",
            "不安 発注者 発注",
            "不安 発注者 部署 調整",
            "不安 発注者 事業者との対話",
            "不安 事業者 範囲",
            "不安 事業者 連携",
        )
    ],
    (PROMOTION, "モデル地域11件 40団体 令和5年12月", "国の動き"),
    *[
        (STATUS, words, "勉強会")
        for words in (
            "2025.10.16 オンライン 損害保険事業総合研究所 サステナビリティ講演会2025 損害保険業界",
            "2025.10.31 関東 群馬県建設技術協会 自治体 事業者",
            "2025.10.31 近畿 近畿本部フォーラムシンポジウム 自立的な自治体支援",
            "2025.11.6 全国 全国建設技術センター等協議会",
            "2025.11.11 全国 溶接接合工学会振興会 省人化",
            "2025.11.12 北陸 富山県",
            "2025.11.13 オンライン 日立システムズ 自治体通信",
            "2025.11.17 北海道 地方インフラのこれからを考える",
            "2025.11.21 四国ブロック会議",
            "2025.11.24 土木学会 第72回土木計画学研究発表会 学識者",
            "2025.11.26 東北 秋田県大館市 短大生 13時30分 207教室 堀田昌英 入場無料",
            "2025.11.28 国土交通省 国土技術研究会",
            "2025.12.2 オンライン SORAE",
            "2025.12.4 近畿 財務省近畿財務局 財政融資資金",
            "2025.12.11 社会インフラテック2025 日経BP 植野委員",
            "2025.12.23 九州 自治体支援セミナー",
            "2025.12.24 九州 長崎県長崎市",
            "R7.12.24 東北ブロック会議",
        )
    ],
    *[
        (STATUS, words, "手引き")
        for words in (
            "章 見える化 全国と自治体",
            "章 コンセプト 束",
            "章 メニュー 先行事例 広域連携 多分野連携 プロセスの束",
            "章 実施プロセス エピソード 心得",
            "章 計画策定 自治体の計画",
            "章 人の群マネ 技術者の束",
            "導入効果試算ツール 31ページ Q2-7",
            "合同検討会 中間報告 成果報告会 Ver.2",
            "計画検討会 和歌山県 集約撤去",
            "実施検討会 一部事務組合 協議会 フレームワーク方式 インセンティブ",
        )
    ],
    (STATUS, "合同検討会 意見交換 自治体 業界団体 民間事業者", "手引き"),
    *[
        (LEAFLET, f"全41問 {words}", "手引き")
        for words in (
            "現状 分析",
            "連携する部署や自治体 見つける",
            "束ねる業務 束ねない業務 見極め",
            "性能規定 民間事業者 創意工夫",
            "導入効果 試算 Q2-7 31ページ",
            "直営 減った後 新しい業務",
            "全体マネジメント業務 経費 計上",
            "事業者とのコミュニケーション 類型",
            "大手企業 地元企業",
            "費用 分担",
            "先行事例 ステップアップ",
        )
    ],
    *[
        (LEAFLET, f"サンプル集 {words}", "手引き")
        for words in (
            "協定書 奈良県 下田市 白川村 内灘町",
            "発注図書 広域連携 奈良県 下田市 白川村 内灘町",
            "奈良モデル 手続き資料",
            "発注図書 多分野連携 大館市 三条市 明和町 福島県 栃木県",
            "発注図書 プロセス連携 多摩市 田原本町",
        )
    ],
    *[
        (PEOPLE, words, "手引き")
        for words in (
            "検討課題 専門家 アドバイザー 確保 育て",
            "検討課題 産学官の多様な主体 巻き込む",
            "検討課題 支援体制 継続",
        )
    ],
    (PEOPLE, "学術団体など 多様な主体 総力戦", "国の動き"),
    (STATUS, "手引き Ver.1 公表 R7.10.14", "国の動き"),
    (STATUS, "計画策定手法 実施手法 検討会 令和5年度", "国の動き"),
    (STATUS, "総力戦 第2フェーズ 令和4年度", "国の動き"),
    *[
        (MINDSET, words, "制度")
        for words in (
            "一部事務組合 法人格 財産の保有 老人福祉 ごみ処理・し尿処理 消防・救急・上水道",
            "一部事務組合 執行機関 責任の所在 明確",
            "広域連合 権限を直接 規約の変更 後期高齢者医療",
            "連携協約 法人の設立を要しない 政策 役割分担 広島広域都市圏 山口県央連携都市圏域",
            "協議会 法人の設立を要しない 長などの名 景観管理 水道水質検査 消防通信指令事務 学校事務連絡調整",
            "機関等の共同設置 効果 各団体に帰属 介護認定審査 景観審議",
            "事務の委託 権限を失い 一元化 ごみ処理 下水処理 消防 生活保護 火葬場管理 モーターボート競走",
            "事務の代替執行 団体の名 法人の設立を要しない",
        )
    ],
    *[
        (MINDSET, words, "包括の程度")
        for words in (
            "エリア 市域の一部 市域の全域",
            "契約年数 単年度 複数年度",
            "施設分野 単一 複数",
            "業務範囲 清掃 除草 巡回 維持対応 点検 修繕計画立案 補修 更新 窓口 実施判断",
            "裁量 仕様規定 都度報告 性能規定 事後に報告",
            "発注方式 条件付き一般競争入札 総合評価一般競争入札 公募型プロポーザル",
            "支払方式 単価契約 単価契約と総価契約 総価契約",
        )
    ],
    *[
        (MINDSET, words, "国の動き")
        for words in (
            "H24 2012 笹子トンネル 天井板",
            "H25 2013 道路法 改正 定期点検",
            "H26 2014 社会資本整備審議会 道路分科会 最後の警告",
            "H26 法定点検 5年に1回 1巡目",
            "2014〜2019年 2020〜2024年 小さな市区町村 修繕",
            "R4 2022 社会資本整備審議会 技術部会 群マネ 提言",
            "R5 2023 包括的民間委託導入の手引き",
            "R7 2025 群マネの手引き Ver.1",
            "総務省 共同実施モデル構築事業 R7.2.28",
        )
    ],
    (MINDSET, "対等 戦前 戦後 1990年代 改革", "手引き"),
    (MINDSET, "情報の公開 信頼 隣の市", "手引き"),
    (MINDSET, "ME山口 山口大学 平成21年度", "資格・研修"),
    *[
        (MINDSET, f"{name} 土木技師 {count}人 2023年4月1日", "職員の数値")
        for name, count in (
            ("周南市", 80),
            ("下関市", 70),
            ("宇部市", 69),
            ("岩国市", 68),
            ("山口市", 60),
            ("防府市", 39),
            ("長門市 ヒアリング", 20),
            ("山陽小野田市", 19),
            ("下松市", 18),
            ("光市", 17),
            ("萩市", 15),
            ("柳井市", 8),
            ("美祢市", 7),
            ("田布施町", 7),
            ("平生町", 4),
            ("和木町", 4),
            ("阿武町", 2),
            ("上関町 ヒアリング", 2),
            ("周防大島町", 1),
        )
    ],
    (PROMOTION, "静岡県下田土木事務所 41人", "職員の数値"),
    (PROMOTION, "下田市 6人", "職員の数値"),
    *[
        (LEAFLET, words, "手引き")
        for words in (
            "3つの束 発注者の束 自治体どうし 部署どうし",
            "3つの束 技術者の束 人材 ネットワーク",
            "3つの束 事業者の束 建設会社 IT会社 JV 事業協同組合",
            "マネジメント戦略 契約年数を束ねる",
            "マネジメント戦略 プロセスを束ねる",
            "マネジメント戦略 データを束ねる",
            "マネジメント戦略 性能規定",
            "STEP 0 準備段階",
            "STEP 1 キックオフ",
            "STEP 2 実施方針の検討 実施方針案",
            "STEP 3 事業者とのコミュニケーション 公表",
            "STEP 4 予算要求 発注手続き",
            "STEP 5 事業実施",
            "STEP 6 評価 次期事業の検討",
            "全41問 Q&A",
            "群マネの実施方針 ひな形 PowerPoint",
            "現状把握ツール 年齢別 理想と現実",
            "発注状況把握ツール 受注者 部署間 自治体間",
            "導入効果試算ツール 直営の時間 概算",
            "アンケート調査作成ツール 設問",
        )
    ],
    *[
        (LEAFLET, f"先行事例の声 {words}", "効果・不安")
        for words in (
            "発注者 直営の時間 性能規定",
            "発注者 本来の業務 計画",
            "発注者 技術力 学び",
            "発注者 不調・不落",
            "事業者 作業 パトロール 清掃",
            "事業者 創意工夫 新技術",
            "事業者 機材 融通",
            "事業者 書類 代表企業",
            "事業者 地元業者の技術力",
            "事業者 雇用 設備投資 複数年",
            "住民 満足度 先回り",
        )
    ],
    (LEAFLET, "03-5253-8284 hqt-infra_mainte@ki.mlit.go.jp", "相談窓口"),
    *[
        (PEOPLE, words, "相談窓口")
        for words in (
            "北海道開発局 開発調整課 011-709-2311 hkd-ky-maintenance-81s@gxb.mlit.go.jp",
            "東北地方整備局 震災対策調整官 022-225-2171 thr-kikaku@ki.mlit.go.jp",
            "関東地方整備局 事業調整官 048-601-3151 ktr-kanto-infuramente@gxb.mlit.go.jp",
            "北陸地方整備局 事業調整官 025-280-8830 kikaku@hrr.mlit.go.jp",
            "中部地方整備局 環境調整官 052-953-8127 cbr-kikaku@mlit.go.jp",
            "近畿地方整備局 事業調整官 06-6942-1141 kk-infuramentenansukaigi@gxb.mlit.go.jp",
            "中国地方整備局 事業調整官 082-221-9231 cgr-maintenance@cgr.mlit.go.jp",
            "四国地方整備局 環境調整官 087-811-8309 skr-kouikikei@mlit.go.jp",
            "九州地方整備局 事業調整官 092-471-6331 qsr-kikaku@ki.mlit.go.jp",
            "沖縄総合事務局 開発建設部 建設行政課 098-866-1908 oj-kensetsugyousei@ogb.cao.go.jp",
        )
    ],
    *[
        (PEOPLE, f"国民会議 {words}", "資料の数値")
        for words in (
            "会員 計 199者 H28.11.28 設立時",
            "会員 計 3,162者 R7.4.1",
            "行政会員 73者 H28.11.28",
            "行政会員 1,481者 R7.4.1",
            "企業会員 95者 H28.11.28",
            "企業会員 1,102者 R7.4.1",
            "団体会員 27者 H28.11.28",
            "団体会員 187者 R7.4.1",
            "個人会員 4者 H28.11.28",
            "個人会員 392者 R7.4.1",
            "加入率 8割以上",
        )
    ],
    *[
        (PEOPLE, words, "資格・研修")
        for words in (
            "資格 社会基盤メンテナンスエキスパート（ME） 新潟県 岐阜県 京都府 山口県 愛媛県 長崎県",
            "資格 土木学会認定土木技術者 特別上級技術者",
            "資格 道路橋点検士 橋梁調査会",
            "表彰 土木学会表彰制度 エキスパート賞 マイスター賞",
            "表彰 インフラメンテナンス大賞",
            "LIMN 土木学会 インフラメンテナンス総合委員会",
            "岐阜大学 ME養成ユニット 土木研究所 MEの会",
            "愛媛大学 四国社会基盤メンテナンスエキスパート 愛媛MEの会",
            "KOSEN-REIM 高専インフラメンテナンス人材育成推進機構 REIM産学連携コンソーシアム",
            "SORAE そらゑ 行政エンジニア支援機構 令和7年6月",
            "建設技術センター 都道府県",
            "道路メンテナンスセンター 道路メンテナンス会議",
            "地方自治体の支援体制 令和5〜7年度 専門家の派遣",
            "人材バンク ワンストップ窓口 アドバイザー",
            "国民会議 マッチングイベント 革新的技術 市民参画",
            "SIP 戦略的イノベーション創造プログラム 内閣府",
            "点検支援技術性能カタログ 新技術導入の手引き",
            "自治体メンテ相談窓口 平成25年度 令和5年3月 担当者の紹介",
        )
    ],
    (PEOPLE, "2013 老朽化対策の相談窓口", "国の動き"),
    (PEOPLE, "2022 自治体メンテ相談窓口 R5.3", "国の動き"),
    (PEOPLE, "国民会議 199者 H28.11.28", "国の動き"),
    (PEOPLE, "上下水道 第2次提言 5月28日 ウォーターPPP 都道府県単位", "国の動き"),
]

# The bodies of the 11 model areas as selected on 1 December 2023 (two prefectures support without leading).
BODIES = {
    "model_makubetsu": {"016438", "016314"},
    "model_odate": {"052043"},
    "model_kusatsu": {"252069"},
    "model_kaizuka": {
        *("272027", "272060", "272086", "272132", "272191", "272256", "272281", "272329"),
        *("273414", "273619", "273627", "273660", "270008"),
    },
    "model_yabu": {"282227", "282090", "282251", "285854", "285862"},
    "model_uda": {"292125", "293857", "293865", "294535", "290009"},
    "model_wakayama": {"302031", "303411", "303437", "303445", "300004"},
    "model_masuda": {"322041", "325015", "325058"},
    "model_hiroshima": {"343684", "343692", "340006"},
    "model_mihara": {"342041"},
    "model_shimonoseki": {"352012"},
}
# Sectors of the status table: ● several bodies (True), ○ one body (False).
STATUS_TABLE = {
    "model_wakayama": {("road", True)},
    "model_hiroshima": {("road", True)},
    "model_makubetsu": {("road", True), ("road", False), ("river", False), ("park", False)},
    "model_kaizuka": {("road", True), ("park", True), ("sewer", True)},
    "model_yabu": {("road", True)},
    "model_uda": {("road", True)},
    "model_masuda": {("road", True), ("farm_forest_road", True)},
    "model_odate": {(sector, False) for sector in ("road", "river", "park", "sewer", "farm_forest_road")},
    "model_kusatsu": {("road", False), ("river", False), ("park", False)},
    "model_mihara": {("road", False), ("river", False), ("park", False)},
    "model_shimonoseki": {("road", False), ("river", False), ("sewer", False), ("port_road", False)},
}


@pytest.fixture(scope="module")
def find(dashboard_database):
    """The ids of the cases in which all words stand, as the page finds them."""
    texts = case_search.searchable(queries.cases(), queries.case_members())
    weights = {field: weight for field, (_, weight) in case_search.FIELDS.items()}
    return lambda words: search.find(words, texts, weights).index.to_list()


@pytest.fixture(scope="module")
def facts(dashboard_database):
    """Every fact that the search knows."""
    return fact_search.facts()


@pytest.mark.parametrize(("seed", "words", "case_id"), CASES)
def test_a_fact_about_a_case_is_found_by_its_words(find, seed, words, case_id):
    assert case_id in find(words), seed


@pytest.mark.parametrize(("seed", "words", "kind"), FACTS)
def test_a_fact_is_found_by_its_words(facts, seed, words, kind):
    found = search.find(words, facts, fact_search.WEIGHTS).index
    assert kind in set(facts.loc[found, "kind"]), seed


def test_the_model_areas_are_the_eleven_with_their_forty_bodies(db):
    members = db.execute(
        "select case_id, lg_code from case_members join cases using (case_id) where programme = 'model_area'"
    ).df()
    assert members.groupby("case_id")["lg_code"].agg(set).to_dict() == BODIES
    assert members["lg_code"].nunique() == 40


def test_the_model_areas_are_of_the_kinds_the_documents_count(db):
    kinds = db.execute(
        "select kinds[1] as kind, count(*) from cases where programme = 'model_area' group by all"
    ).fetchall()
    assert dict(kinds) == {"vertical": 2, "horizontal": 5, "multi_sector": 4}


def test_the_sectors_are_those_of_the_status_table(db):
    sectors = db.execute(
        "select case_id, sector, is_joint from case_sectors where case_id like 'model_%'"
    ).fetchall()
    held = {}
    for case_id, *sector in sectors:
        held.setdefault(case_id, set()).add(tuple(sector))
    assert held == STATUS_TABLE


def test_every_body_is_a_municipality_or_prefecture_under_its_present_name(db):
    strange = db.execute("""
        select case_id, lg_code, member_ja
        from case_members
        left join municipalities using (lg_code)
        left join prefectures on prefectures.prefecture_code = left(lg_code, 2)
        where member_ja is distinct from if(is_prefecture, prefectures.prefecture_name, municipality_name)
    """).fetchall()
    assert strange == []


def test_iwate_takes_part_with_all_its_municipalities_and_yamaguchi_aims_at_all(db):
    counted = db.execute("""
        select case_id, count(*) filter (where not is_prefecture)
        from case_members
        where case_id in ('joint_iwate', 'joint_yamaguchi')
        group by all
    """).fetchall()
    assert dict(counted) == {"joint_iwate": 33, "joint_yamaguchi": 19}


def test_every_prefecture_has_one_desk(db):
    served = db.execute("select unnest(prefectures_served) from desks").df().iloc[:, 0]
    prefectures = db.execute("select prefecture_name from prefectures").df()["prefecture_name"]
    assert sorted(served) == sorted(prefectures)


def test_there_are_as_many_facts_as_the_documents_print(db):
    def count(table: str) -> int:
        return db.execute(f"select count(*) from {table}").fetchone()[0]

    assert (count("seminars"), count("schemes"), count("desks"), count("effects")) == (18, 7, 11, 22)


def test_every_case_names_its_documents_with_title_and_date(db):
    documents = db.execute("from case_documents").df()
    assert set(documents["case_id"]) == set(db.execute("from cases").df()["case_id"])
    assert documents[["document_ja", "document_date_ja", "document_url"]].map(bool).all(axis=None)


@pytest.mark.parametrize(
    "table",
    [
        "schemes",
        "outsourcing_ladder",
        "handbook",
        "desks",
        "programmes",
        "seminars",
        "effects",
        "survey_questions",
        "step_tasks",
    ],
)
def test_every_row_names_its_document(db, table):
    rows: pd.DataFrame = db.execute(f"from {table}").df()
    assert rows[["document_ja", "document_date_ja", "document_url"]].notna().all(axis=None)
