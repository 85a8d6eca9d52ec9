"""Every fact of the seeds that names a place, number, date or form is held, and found as one types it.

The seeds are the documents the hand-kept data was taken from; each fact stands here under the name of its seed.
"""

import pandas as pd
import pytest

from analysis import search
from dashboard import cases_page, queries

PROMOTION = "000_2d27e1380953cb39.txt"
STATUS = "001_d8c2060de19933b5.txt"
MINDSET = "002_0de60eb1ec082076.txt"
LEAFLET = "003_d94b89978d02a670.txt"
PEOPLE = "004_9ca2ff88f65a4f52.txt"

# (seed, words typed, the case that must be found)
CASES = [
    (PROMOTION, "奈良県 橋梁 点検 垂直", "practice_nara"),
    (PROMOTION, "奈良県 人口 1,320,000", "practice_nara"),
    (PROMOTION, "奈良県 39市町村 令和6年4月1日", "practice_nara"),
    (PROMOTION, "奈良県 10町村", "practice_nara"),
    (PROMOTION, "奈良県 協定書 委託費 事務費 一括発注 立ち会", "practice_nara"),
    (PROMOTION, "併任辞令 派遣 判定区分", "practice_nara"),
    (PROMOTION, "静岡県 下田市 パトロール 覚書 随意契約", "practice_shimoda"),
    (PROMOTION, "下田市の人口 20,000", "practice_shimoda"),
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
    (STATUS, "多分野連携 令和7年12月18日 下関", "model_shimonoseki"),
    (MINDSET, "山口県 下松市 光市 周南市 市民通報アプリ", "joint_yamaguchi"),
    (MINDSET, "ME山口 平成21年度 山口大学", "joint_yamaguchi"),
    (MINDSET, "山口県の橋梁を考える 平成23年度", "joint_yamaguchi"),
    (MINDSET, "AI橋梁点検診断システム 令和5年度", "joint_yamaguchi"),
    (MINDSET, "周南3市 令和6年度 広域連携モデル事業", "joint_yamaguchi"),
    (MINDSET, "令和7年4月10日 10月8日", "joint_yamaguchi"),
    (MINDSET, "全19市町 サウンディング", "joint_yamaguchi"),
    (MINDSET, "下松市 舗装 単価契約 四半期 総価契約", "joint_yamaguchi"),
    (MINDSET, "光市 案件ごと 周南市 単価契約", "joint_yamaguchi"),
    (MINDSET, "守谷市 常総市 坂東市 つくばみらい市 茨城県", "joint_moriya"),
    (MINDSET, "甲斐市 韮崎市 ドライブレコーダー", "joint_kai"),
    (MINDSET, "下田市 東伊豆町 河津町 南伊豆町 松崎町 西伊豆町", "joint_shizuoka"),
    (MINDSET, "貝塚市 要求水準書 広域連合 一部事務組合", "joint_kaizuka"),
    (MINDSET, "岸和田 泉大津 泉佐野 和泉 高石 泉南 阪南 忠岡 熊取 田尻 岬町", "joint_kaizuka"),
    (MINDSET, "益田市 津和野町 吉賀町 事務の委託 協議会", "joint_masuda"),
    (MINDSET, "岩手県 消費生活相談 33市町村", "joint_iwate"),
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

# (seed, table, texts that must stand together in one of its rows)
ROWS = [
    (PROMOTION, "printed_figures", ["civil_department_staff_change", "-26.0"]),
    (PROMOTION, "printed_figures", ["total_staff_change", "-16.0"]),
    (PROMOTION, "printed_figures", ["municipalities_without_technical_staff", "25.0"]),
    (PROMOTION, "printed_figures", ["five_or_fewer", "50.0"]),
    (PROMOTION, "printed_figures", ["model_areas", "11.0"]),
    (PROMOTION, "printed_figures", ["model_area_bodies", "40.0"]),
    (PROMOTION, "printed_figures", ["model_areas_vertical", "2.0"]),
    (PROMOTION, "printed_figures", ["model_areas_horizontal", "5.0"]),
    (PROMOTION, "printed_figures", ["model_areas_multi_sector", "4.0"]),
    *[(PROMOTION, "effects", ["expected", "orderer", said]) for said in ("時間", "知見")],
    *[
        (PROMOTION, "effects", ["expected", "contractor", said])
        for said in ("パトロール", "JV", "新技術", "融通")
    ],
    *[(PROMOTION, "effects", ["concern", "orderer", said]) for said in ("発注", "調整", "話し合い")],
    *[(PROMOTION, "effects", ["concern", "contractor", said]) for said in ("範囲", "事業者の間")],
    *[
        (STATUS, "seminars", [day, area, words])
        for day, area, words in (
            ("2025-10-16", "オンライン", "損害保険事業総合研究所"),
            ("2025-10-31", "関東", "群馬県建設技術協会"),
            ("2025-10-31", "近畿", "近畿本部フォーラムシンポジウム"),
            ("2025-11-06", "全国", "全国建設技術センター等協議会"),
            ("2025-11-11", "全国", "溶接接合工学会振興会"),
            ("2025-11-12", "北陸", "富山県"),
            ("2025-11-13", "オンライン", "日立システムズ"),
            ("2025-11-17", "北海道", "地方インフラのこれからを考える"),
            ("2025-11-21", "四国", "四国ブロック会議"),
            ("2025-11-24", "全国", "第72回土木計画学研究発表会"),
            ("2025-11-26", "東北", "秋田県大館市"),
            ("2025-11-28", "全国", "国土技術研究会"),
            ("2025-12-02", "オンライン", "SORAE"),
            ("2025-12-04", "近畿", "財務省近畿財務局"),
            ("2025-12-11", "全国", "社会インフラテック2025"),
            ("2025-12-23", "九州", "自治体支援セミナー"),
            ("2025-12-24", "九州", "長崎県長崎市"),
            ("2025-12-24", "東北", "東北ブロック会議"),
        )
    ],
    *[
        (STATUS, "handbook", ["chapter", name])
        for name in ("見える化", "コンセプト", "メニュー", "実施プロセス", "計画策定", "人の群マネ")
    ],
    (STATUS, "seminars", ["2025-11-26", "207教室", "堀田昌英"]),
    (STATUS, "seminars", ["2025-12-11", "植野委員"]),
    (STATUS, "handbook", ["tool", "31ページ", "Q2-7"]),
    (STATUS, "handbook", ["next", "フレームワーク方式", "インセンティブ"]),
    (STATUS, "handbook", ["next", "和歌山県", "集約撤去"]),
    (STATUS, "history", ["2025", "群マネの手引き Ver.1", "令和7年10月14日"]),
    *[
        (MINDSET, "schemes", [name, *examples])
        for name, *examples in (
            ("一部事務組合", "老人福祉", "ごみ処理・し尿処理", "消防・救急・上水道"),
            ("広域連合", "後期高齢者医療"),
            ("連携協約", "広島広域都市圏", "山口県央連携都市圏域"),
            ("協議会", "景観管理", "水道水質検査", "消防通信指令事務", "学校事務連絡調整"),
            ("機関等の共同設置", "介護認定審査", "景観審議"),
            ("事務の委託", "下水処理", "生活保護", "火葬場管理", "モーターボート競走"),
            ("事務の代替執行", "名で"),
        )
    ],
    *[
        (MINDSET, "outsourcing_ladder", [dimension, level])
        for dimension, level in (
            ("エリア", "市域の一部"),
            ("エリア", "市域の全域"),
            ("契約年数", "単年度"),
            ("契約年数", "複数年度"),
            ("施設分野", "単一"),
            ("施設分野", "複数"),
            ("業務範囲", "清掃・除草・巡回"),
            ("業務範囲", "点検・修繕計画立案・補修・更新・窓口"),
            ("事業者の裁量", "仕様規定"),
            ("事業者の裁量", "性能規定"),
            ("発注方式", "条件付き一般競争入札"),
            ("発注方式", "総合評価一般競争入札"),
            ("発注方式", "公募型プロポーザル"),
            ("支払方式", "単価契約と総価契約"),
        )
    ],
    *[
        (MINDSET, "history", [year, event])
        for year, event in (
            ("2012", "笹子トンネル"),
            ("2013", "道路法"),
            ("2014", "最後の警告"),
            ("2014", "法定点検"),
            ("2022", "地域インフラ群再生戦略マネジメント"),
            ("2023", "包括的民間委託導入の手引き"),
            ("2025", "群マネの手引き Ver.1"),
            ("2024", "共同実施モデル構築事業"),
        )
    ],
    *[
        (MINDSET, "printed_staff_counts", [name, count])
        for name, count in (
            ("周南市", "80"),
            ("下関市", "70"),
            ("宇部市", "69"),
            ("岩国市", "68"),
            ("山口市", "60"),
            ("防府市", "39"),
            ("長門市", "20"),
            ("山陽小野田市", "19"),
            ("下松市", "18"),
            ("光市", "17"),
            ("萩市", "15"),
            ("柳井市", "8"),
            ("美祢市", "7"),
            ("田布施町", "7"),
            ("平生町", "4"),
            ("和木町", "4"),
            ("阿武町", "2"),
            ("上関町", "2"),
            ("周防大島町", "1"),
        )
    ],
    *[(LEAFLET, "handbook", ["bundle", name]) for name in ("発注者の束", "技術者の束", "事業者の束")],
    *[
        (LEAFLET, "handbook", ["strategy", name])
        for name in ("契約年数を束ねる", "プロセスを束ねる", "データを束ねる", "性能規定")
    ],
    *[
        (LEAFLET, "handbook", ["step", str(number), name])
        for number, name in enumerate(
            (
                "準備段階",
                "キックオフ",
                "実施方針の検討",
                "コミュニケーション",
                "発注手続き",
                "事業実施",
                "次期事業の検討",
            )
        )
    ],
    (LEAFLET, "handbook", ["41問"]),
    *[
        (LEAFLET, "handbook", ["tool", name])
        for name in ("現状把握ツール", "発注状況把握ツール", "導入効果試算ツール", "アンケート調査作成ツール")
    ],
    *[
        (LEAFLET, "effects", ["heard", "orderer", said])
        for said in ("直営の時間", "本来の業務", "技術力", "不調・不落")
    ],
    *[
        (LEAFLET, "effects", ["heard", "contractor", said])
        for said in ("効率化", "創意工夫", "機材", "書類", "地元業者", "雇用")
    ],
    (LEAFLET, "effects", ["heard", "resident", "満足度"]),
    (LEAFLET, "desks", ["03-5253-8284", "hqt-infra_mainte@ki.mlit.go.jp"]),
    *[
        (PEOPLE, "desks", [office, phone, mail])
        for office, phone, mail in (
            ("北海道開発局", "011-709-2311", "hkd-ky-maintenance-81s@gxb.mlit.go.jp"),
            ("東北地方整備局", "022-225-2171", "thr-kikaku@ki.mlit.go.jp"),
            ("関東地方整備局", "048-601-3151", "ktr-kanto-infuramente@gxb.mlit.go.jp"),
            ("北陸地方整備局", "025-280-8830", "kikaku@hrr.mlit.go.jp"),
            ("中部地方整備局", "052-953-8127", "cbr-kikaku@mlit.go.jp"),
            ("近畿地方整備局", "06-6942-1141", "kk-infuramentenansukaigi@gxb.mlit.go.jp"),
            ("中国地方整備局", "082-221-9231", "cgr-maintenance@cgr.mlit.go.jp"),
            ("四国地方整備局", "087-811-8309", "skr-kouikikei@mlit.go.jp"),
            ("九州地方整備局", "092-471-6331", "qsr-kikaku@ki.mlit.go.jp"),
            ("沖縄総合事務局", "098-866-1908", "oj-kensetsugyousei@ogb.cao.go.jp"),
        )
    ],
    *[
        (PEOPLE, "printed_figures", [figure, as_of, count])
        for figure, as_of, count in (
            ("council_members", "2016-11-28", "199.0"),
            ("council_members", "2025-04-01", "3162.0"),
            ("council_members_government", "2016-11-28", "73.0"),
            ("council_members_government", "2025-04-01", "1481.0"),
            ("council_members_companies", "2016-11-28", "95.0"),
            ("council_members_companies", "2025-04-01", "1102.0"),
            ("council_members_organisations", "2016-11-28", "27.0"),
            ("council_members_organisations", "2025-04-01", "187.0"),
            ("council_members_individuals", "2016-11-28", "4.0"),
            ("council_members_individuals", "2025-04-01", "392.0"),
            ("council_local_government_participation", "2025-04-01", "80.0"),
        )
    ],
    *[
        (PEOPLE, "programmes", [kind, name])
        for kind, name in (
            ("qualification", "社会基盤メンテナンスエキスパート"),
            ("qualification", "土木学会認定土木技術者"),
            ("qualification", "道路橋点検士"),
            ("award", "土木学会表彰制度"),
            ("award", "インフラメンテナンス大賞"),
            ("training", "LIMN"),
            ("training", "岐阜大学"),
            ("training", "愛媛大学"),
            ("training", "KOSEN-REIM"),
            ("training", "SORAE"),
            ("training", "建設技術センター"),
            ("training", "道路メンテナンスセンター"),
            ("training", "令和5〜7年度"),
            ("training", "人材バンク"),
            ("matching", "インフラメンテナンス国民会議"),
            ("matching", "SIP"),
            ("matching", "点検支援技術性能カタログ"),
        )
    ],
    (PEOPLE, "programmes", ["（ME）", "新潟県", "岐阜県", "京都府", "山口県", "愛媛県", "長崎県"]),
    (PEOPLE, "history", ["2013", "相談窓口"]),
    (PEOPLE, "history", ["2022", "自治体メンテ相談窓口", "令和5年3月"]),
    (PEOPLE, "history", ["2016", "199者", "平成28年11月28日"]),
    (PEOPLE, "history", ["2025", "第2次提言", "5月28日"]),
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
    texts = cases_page.searchable(queries.cases(), queries.case_members())
    weights = {field: weight for field, (_, weight) in cases_page.FIELDS.items()}
    return lambda words: search.find(words, texts, weights).index.to_list()


@pytest.fixture(scope="module")
def rows_of(dashboard_database):
    """Every row of a table as one text."""

    def rows(table: str) -> list[str]:
        return [" | ".join(map(str, row)) for row in queries.table(table).itertuples(index=False)]

    return rows


@pytest.mark.parametrize(("seed", "words", "case_id"), CASES)
def test_a_fact_about_a_case_is_found_by_its_words(find, seed, words, case_id):
    assert case_id in find(words), seed


@pytest.mark.parametrize(("seed", "table", "texts"), ROWS)
def test_a_fact_stands_in_one_row(rows_of, seed, table, texts):
    assert any(all(text in row for text in texts) for row in rows_of(table)), seed


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
