"""事例, 制度と契約, 人の群マネ: what readers do there."""

import re

import pytest
from page_texts import shown_tables, texts

from pages.cases import sections

CASES, SCHEMES, PEOPLE = (f"pages/{name}/page.py" for name in ("cases", "schemes", "people"))


def test_all_cases_are_shown_until_the_reader_asks(open_page):
    page_text = texts(open_page(CASES))
    assert "事例の一覧　31件" in page_text
    assert "**群マネモデル地域**　11件・40団体" in page_text


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("かいづか", ["貝塚市と泉州の7市4町", "貝塚市と泉州の11市町（共同実施モデル）"]),
        ("ＪＶ　特殊車両", ["大館市（地元業者のJV）"]),
        ("プロセス 発注図書 村", []),
    ],
)
def test_words_find_cases_as_one_types(open_page, query, names):
    app = open_page(CASES)
    app.text_input(key="find").input(query).run()
    assert not app.error
    shown = re.findall("<h3>(.+?)</h3>", texts(app))
    assert set(names) <= set(shown)
    if not names:
        assert "条件に合う事例がありません" in texts(app)
    else:
        assert len(shown) == len(names)
        assert f"事例の一覧　{len(names)}件" in texts(app)


@pytest.mark.parametrize(
    ("page", "query", "title", "expected"),
    [
        (CASES, "SORAE", "事例のほかに見つかったこと　2件（資格・研修 1・勉強会 1）", "主に技術系の公務員"),
        (PEOPLE, "３，１６２", "見つかったこと　1件（資料の数値 1）", "3,162者です"),
        (SCHEMES, "かいづか", None, None),
        (SCHEMES, "貝塚", "見つかったこと　2件（事例 2）", "貝塚市と泉州の7市4町"),
    ],
)
def test_words_find_facts_of_every_page(open_page, page, query, title, expected):
    app = open_page(page)
    app.text_input(key="find").input(query).run()
    assert not app.error
    titles = [one.label for one in app.expander if "見つかったこと" in one.label]
    if title is None:
        assert titles == []
        assert "見つかりません" in texts(app)
    else:
        assert titles[0] == title
        assert expected in texts(app)


def test_filters_stand_in_the_url(open_page):
    page_text = texts(
        open_page(CASES, programme="model_area", kind="horizontal", sector="sewer", bodies="many")
    )
    assert "事例の一覧　1件" in page_text
    assert "貝塚市と泉州の7市4町" in page_text


def test_cases_near_mine_come_with_their_reasons(open_page):
    page_text = texts(open_page(CASES, pref="35", muni="353051"))
    assert "周防大島町に近い事例" in page_text
    assert "人口が近い" in page_text
    assert "算出値（0〜100）" in page_text


@pytest.mark.parametrize("muni", ["272086", "292125", "131016", "013641", "473821"])
def test_any_municipality_gets_an_answer(open_page, muni):
    app = open_page(CASES, pref=muni[:2], muni=muni)
    assert not app.error, texts(app)
    assert "に近い事例" in texts(app)


def test_a_case_is_coloured_by_its_first_type_in_the_order_of_the_legend(db):
    kinds = {name: list(own) for name, own in db.execute("select case_name, kinds from cases").fetchall()}
    names = [*sections.TYPES]
    coloured = {name: names[sections.type_index(own)] for name, own in kinds.items()}
    assert coloured["広島県と2町"] == "垂直連携"
    assert coloured["幕別町と音更町"] == "水平連携"  # and several sectors, which stand below
    assert coloured["草津市"] == "多分野連携"
    assert coloured["多摩市"] == "そのほかの束ね方"
    assert set(coloured.values()) == set(names)


def test_cases_of_the_same_municipalities_are_one_group(db):
    cases = db.execute("from cases").df()
    members = db.execute(
        "select case_id, lg_code from case_members where right(lg_code, 4) <> '0000' and role <> 'planned' and lg_code in (from municipalities select lg_code)"
    ).df()
    numbers = sections.group_numbers(cases, members)
    towns = members.groupby("case_id")["lg_code"].agg(frozenset)
    assert sorted(set(numbers.values())) == list(range(1, len(set(towns)) + 1))
    assert all(
        (numbers[one] == numbers[other]) == (towns[one] == towns[other])
        for one in numbers
        for other in numbers
    )


def test_cases_without_municipalities_are_named_below_the_map(open_page):
    assert "塗っていない事例：奈良県（橋の点検や設計の代行）、栃木県、福島県" in texts(open_page(CASES))


def test_an_opened_card_shows_the_members_numbers(open_page):
    app = open_page(CASES, programme="model_area", kind="vertical")
    app.session_state["case_model_hiroshima"] = True
    app.run()
    table = next(frame for frame in shown_tables(app) if "土木技師（人）" in frame)
    towns = table.set_index("団体").loc[["安芸太田町", "北広島町"]]
    assert (
        towns[["人口（人）", "一般行政部門職員（人）", "橋（橋）", "うち判定Ⅲ・Ⅳ（橋）"]]
        .notna()
        .all(axis=None)
    )
    assert "令和7年12月18日時点" in texts(app)


def test_answers_end_in_fitting_forms(open_page):
    page_text = texts(open_page(SCHEMES, authority="own", doer="other", purpose="execution"))
    assert "**事務の代替執行**" in page_text
    assert "合う候補" in page_text
    assert "権限や名義が自分の団体に残る" in page_text


def test_today_and_aim_leave_a_list_of_gaps(open_page):
    app = open_page(SCHEMES, t_years="2", a_payment="2")
    page_text = texts(app)
    assert "埋める差　6つ" in page_text
    assert "**支払方式**：単価契約 → 単価契約と総価契約" in page_text


@pytest.mark.parametrize(("pref", "office"), [("01", "北海道開発局"), ("35", "中国地方整備局"), ("20", "関東地方整備局"), ("47", "沖縄総合事務局 開発建設部")])  # fmt: skip
def test_the_chosen_prefecture_finds_its_desk(open_page, pref, office):
    assert office in texts(open_page(PEOPLE, pref=pref))


def test_local_programmes_are_those_that_name_the_prefecture(open_page):
    page_text = texts(open_page(PEOPLE, pref="38"))
    assert "愛媛県の取組" in page_text
    assert "愛媛MEの会" in page_text
    assert "ME山口" not in page_text


def test_the_council_grew_from_199_to_3162(open_page):
    assert "199者から、2025年4月1日の3,162者" in texts(open_page(PEOPLE))


def test_outcomes_are_told_with_their_numbers_document_and_place(open_page):
    page_text = texts(open_page(CASES, outcome="numbers"))
    assert "事例の一覧　1件" in page_text
    assert "約42%減" in page_text and "約7.4%減" in page_text
    assert "2ページ" in page_text and "日経BP" in page_text
    assert "事例の一覧　1件" in texts(open_page(CASES, outcome="complaints"))


def test_a_case_in_the_address_is_open_above_the_others(open_page):
    app = open_page(CASES, case="practice_nara")
    page_text = texts(app)
    assert "<h2>奈良県（橋の点検や設計の代行）</h2>" in page_text
    assert "技術力：" in page_text or "技術力（発注者）" in page_text
    assert "そのような事例はありません" in texts(open_page(CASES, case="nonsense"))


def test_no_numbers_of_outcomes_without_what_was_compared(db):
    assert db.execute(
        """
        select count(*) from case_effects
        where (before_value is not null or change_percent is not null) and (compared_ja is null or page_ja is null)
        """
    ).fetchone() == (0,)
    assert db.execute("select count(*) from case_effects where document_url is null").fetchone() == (0,)
