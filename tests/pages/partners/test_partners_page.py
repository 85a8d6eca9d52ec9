"""連携候補: the page gives every kind of municipality an honest answer, and its numbers are the database's."""

from functools import partial

import pandas as pd
import pytest
from page_texts import chosen_towns, shown_tables, texts
from streamlit.testing.v1 import AppTest

from analysis import mutual_help, partners, sectors, support
from dashboard import queries
from pages.partners import horizontal, mutual
from pages.partners import queries as partners_queries

PAGE = "pages/partners/page.py"


@pytest.fixture
def open_partners(open_page):
    """Open the page with what its URL says."""
    return partial(open_page, PAGE)


def table(app: AppTest, column: str) -> pd.DataFrame:
    return next(frame for frame in shown_tables(app) if column in frame)


@pytest.mark.parametrize(
    ("muni", "expected"),
    [
        ("353051", "大島大橋でつながっています"),
        ("131016", "千代田区から上位20候補への線"),
        ("134210", "小笠原村には、陸続き・橋つづき、または道のり（概算）80km以内の市区町村がありません"),
        (
            "473821",
            "与那国町から道のり（概算）40km以内に、技術職員が6人以上いる可能性の方が高い市区町村はありません",
        ),
        ("075451", "大熊町から上位20候補への線"),
        ("011002", "札幌市の類型は **政令指定都市**"),
    ],
)
def test_every_kind_of_municipality_gets_an_answer(open_partners, muni, expected):
    app = open_partners(muni=muni)
    assert not app.exception
    assert not app.error, texts(app)
    assert expected in texts(app)
    listed = table(app, "向いている理由")
    assert len(listed) >= 20
    assert listed["順位"].to_list() == list(range(1, len(listed) + 1))
    assert (listed["値の種類"] == "算出値").all()


def test_an_island_without_a_bridge_is_told_that_a_ferry_is_needed(open_partners):
    app = open_partners(muni="373648")
    listed = table(app, "向いている理由").set_index("市区町村")
    assert set(listed["船"]) == {"要る"}
    assert listed["道のり（概算、km）"].isna().all()
    assert "行き来に船が要ります（直線14km）" in listed.loc["高松市", "気をつける理由"]
    assert "船が要る・直線14km" in texts(app)
    assert "隣接しています" not in listed.loc["玉野市", "向いている理由"]
    pair = table(open_partners(muni="373648", one="332046"), "項目").set_index("項目")
    assert pair.loc["隣接", "玉野市（岡山県）"] == "共有する境界 2.1km（離れた小島だけ）"
    assert pair.loc["役所間の道のり（概算）", "玉野市（岡山県）"] == "船が要る"


def test_what_a_ferry_counts_for_is_never_shown_as_a_way(open_partners):
    for muni in ("373648", "463043"):  # 直島町, 十島村: nobody is reached over land
        app = open_partners(muni=muni)
        assert "船が要る・直線" in texts(app) and "道のり 約" not in texts(app)
        app.session_state["fold_pairs"] = True
        listed = table(app.run(), "技術系職員の見込み（人、期待値）")
        assert set(listed["船"]) == {"要る"} and listed["道のり（km、概算）"].isna().all()


def test_required_warnings_stand_with_the_first_candidates_of_every_municipality(dashboard_database, db):
    """Both probably without engineers, or a partner with too much to do: whatever the way."""
    places = mutual_help.places(queries.group_facts())
    first = db.execute("from partner_candidates where rank <= ?", [horizontal.CARDS]).df()
    assert first["lg_code"].nunique() == len(places)
    warned = 0
    for row in first.itertuples():
        against, own, partner = horizontal._against(row), row.lg_code, row.partner_lg_code
        nobody = places.at[own, "nobody"] * places.at[partner, "nobody"] >= mutual_help.NOBODY_LIKELY
        heavy = places.at[partner, "load_rank"] > mutual_help.OVERLOADED
        assert any("いない可能性のほうが高い" in one for one in against) == nobody, (own, partner)
        assert any("1人当たりの橋が多い" in one for one in against) == heavy, (own, partner)
        of_engineers = [one for one in against if "技術" in one and "いない" in one]
        assert len(of_engineers) <= 1, (own, partner)
        warned += bool(nobody or heavy)
    assert warned > 500


def test_the_warnings_are_the_same_in_cards_table_and_reasons(open_partners):
    app = open_partners(muni="473553")  # 粟国村: its candidates are islands beyond 80 km of way
    warning = "どちらにも技術系職員がいない可能性のほうが高い"
    listed = table(app, "向いている理由").set_index("市区町村")
    for name in ("座間味村", "渡嘉敷村"):
        assert warning in listed.loc[name, "気をつける理由"]
    assert texts(app).count(warning) >= 2
    app.session_state["fold_reasons"] = True
    assert texts(app.run()).count(warning) >= 4


@pytest.mark.parametrize(
    ("load", "is_counted", "written"),
    [(0.3, False, "1橋未満"), (0.3, True, "1橋未満"), (2.44, False, "約2.4橋"), (3.0, True, "3橋"), (120.4, False, "約120橋"), (0.0, True, "0橋")],
)  # fmt: skip
def test_a_few_bridges_per_engineer_never_sound_like_none(load, is_counted, written):
    assert mutual._load(load, is_counted) == written


def test_before_a_choice_the_country_is_shown(open_partners):
    app = open_partners()
    assert "名前を探すか" in texts(app)
    load = table(app, "うち組める相手なし（期待値）")
    assert len(load) == 47
    assert load["市区町村数"].sum() == 1741
    # Σ p: 433 without 土木技師 and 建築技師 are published; where 土木技師 are counted, 0 or 1 stands instead.
    assert load["技術職員がいない団体（期待値）"].sum() == pytest.approx(433, abs=5)
    assert (load["うち組める相手なし（期待値）"] <= load["技術職員がいない団体（期待値）"]).all()


def test_a_prefecture_is_told_what_it_would_have_to_support(open_partners, db):
    page_text = texts(open_partners(pref="01"))
    assert "都道府県による補完　北海道" in page_text
    own = db.execute("""
        select any_value(together.bridges_managed) - sum(bridge_inspections.bridges_managed)
        from municipalities
        left join bridge_inspections using (lg_code)
        join (from prefecture_facilities qualify as_of = max(as_of) over ()) as together using (prefecture_code)
        where prefecture_code = '01'
    """).fetchone()[0]
    metrics = {metric.label: metric.value for metric in open_partners(pref="01").metric}
    assert metrics["都道府県が管理する橋（算出値）"] == f"{own:,.0f}橋"


def test_what_is_hardly_expected_is_never_a_zero(open_partners):
    """Around every town of 長野県 someone is likely to have engineers; that is no proof of it."""
    app = open_partners(pref="20")
    page_text, metrics = texts(app), {metric.label: metric.value for metric in app.metric}
    assert "組める相手もないのは**0.1団体未満**と見込まれます" in page_text
    assert metrics["補完する橋（推計の期待値）"] == "1橋未満"
    assert "都道府県が支えるほかない市区町村は、ほとんどないと見込まれます" in page_text


def test_live_ranking_with_the_default_weights_is_the_stored_one(dashboard_database, db):
    for code in ("353051", "134210", "011002"):
        stored = db.execute(
            "select partner_lg_code, rank, score, stability from partner_candidates where lg_code = ? order by rank",
            [code],
        ).df()
        known = partners_queries.partner_features(code).drop(columns="partner_name")
        live = partners.ranked(known, partners.DEFAULT_WEIGHTS, 30, 5)
        pd.testing.assert_frame_equal(
            live[stored.columns.to_list()], stored, check_dtype=False, rtol=1e-6, atol=1e-6
        )


def test_weights_in_the_url_change_the_order_and_can_be_reset(open_partners):
    app = open_partners(muni="353051", weights="p0,f0,e0,l0,c100,o0")
    moved = table(app, "向いている理由")
    assert app.slider(key="weight_capacity").value == 100
    assert moved["体制の補い合い（点）"].is_monotonic_decreasing
    reset = next(button for button in app.button if button.label == "初期の重みに戻す")
    reset.click().run()
    assert app.slider(key="weight_proximity").value == 28
    assert table(app, "向いている理由")["市区町村"].iloc[0] == "柳井市"


def test_all_weights_at_zero_are_said_and_the_fitted_ones_are_used(open_partners):
    app = open_partners(muni="353051", weights="p0,f0,e0,l0,c0,o0")
    assert "すべての重みが0では並べられません" in texts(app)
    assert table(app, "向いている理由")["市区町村"].iloc[0] == "柳井市"


def test_the_comparison_shows_what_the_database_holds(open_partners, db):
    codes = ["353051", "352101", "352128"]
    app = open_partners(muni=codes[0], one=codes[1], two=codes[2])
    shown = table(app, "差（1つ目）").set_index("項目")
    values = {
        code: dict(
            db.execute("select metric_id, value from newest_values where lg_code = ?", [code]).fetchall()
        )
        for code in codes
    }
    road = dict(
        db.execute("from (from roads qualify as_of = max(as_of) over ()) select lg_code, road_km").fetchall()
    )
    for code, name in zip(codes, ["周防大島町", "光市", "柳井市"], strict=True):
        own = values[code]
        assert shown.loc["管理する橋の数", name] == f"{own['bridges_managed']:,.0f}橋"
        assert shown.loc["人口（住民基本台帳）", name] == f"{own['population']:,.0f}人"
        assert shown.loc["財政力指数", name] == f"{own['fiscal_strength_index']:.2f}"
        assert shown.loc["土木技師数", name] == f"{own['civil_engineers']:,.0f}人"
        assert shown.loc["市町村道の実延長", name] == f"{road[code]:,.1f}km"
    bridges = [values[code]["bridges_managed"] for code in codes]
    assert shown.loc["管理する橋の数", "差（1つ目）"] == f"{bridges[1] - bridges[0]:+,.0f}橋"
    assert shown.loc["管理する橋の数", "差（2つ目）"] == f"{bridges[2] - bridges[0]:+,.0f}橋"
    share = [values[code]["bridge_action_needed_share"] * 100 for code in codes]
    assert (
        shown.loc["修繕が必要な橋の割合（判定区分Ⅲ・Ⅳ）", "差（1つ目）"]
        == f"{share[1] - share[0]:+.1f}ポイント"
    )
    ties = table(app, "項目").set_index("項目")
    distance = db.execute(
        "select distance_km from municipality_pairs where lg_code = ? and partner_lg_code = ?", codes[::2]
    ).fetchone()[0]
    assert ties.loc["役所間の直線距離", "柳井市"] == f"{distance:,.1f}km"
    # 大島大橋 is passed straight from office to office.
    assert ties.loc["役所間の道のり（概算）", "柳井市"] == f"{distance:,.1f}km"
    assert ties.loc["海をまたぐ橋・トンネル", "柳井市"] == "大島大橋"


def test_an_estimate_is_marked_and_has_its_interval(open_partners, db):
    app = open_partners(muni="131016")
    shown = table(app, "差（1つ目）").set_index("項目")
    row = shown.loc["技術系職員（推計）"]
    median, low, high = db.execute(
        "select median, low, high from technical_staff_estimates where lg_code = '131016'"
    ).fetchone()
    assert row["千代田区"] == f"中央値{median:,}人（80%区間{low:,}〜{high:,}人）"
    assert row["種類"] == "推計"
    assert row["差（1つ目）"] == "－"


def test_what_is_taken_away_are_numbers(dashboard_database):
    numbers, source_ids = horizontal.numbers_beside(["353051", "352101", "352128"])
    taken = horizontal._as_numbers(numbers, ["周防大島町", "光市", "柳井市"]).set_index("項目")
    assert taken.loc["管理する橋の数", "周防大島町"] == 334
    assert taken.loc["管理する橋の数", "差（2つ目）"] == 22
    assert "municipal_infrastructure" in source_ids


def test_who_has_no_value_hides_nobody_elses_date(dashboard_database, db):
    """Of three municipalities one is without a metric that the others have: the newest date of these stands there."""
    (without,) = db.execute(
        """
        select lg_code from municipalities
        where lg_code not in (select lg_code from newest_values where metric_id = 'water_pipe_overage_share' and value is not null)
        order by lg_code limit 1
        """
    ).fetchone()
    numbers, _ = horizontal.numbers_beside(["353051", "352101", without])
    row = numbers.set_index("metric_id").loc["water_pipe_overage_share"]
    assert pd.isna(row["value_2"])
    assert row["as_of_ja"]


def test_the_chosen_candidates_are_carried_to_the_groups(open_partners):
    app = open_partners(**{"muni": "353051", "with": "352128,352101,999999"})
    assert chosen_towns(app, "with") == ["352128", "352101"]
    link = app.get("page_link")[0].proto
    assert "members=353051" in link.query_string
    assert "352128" in link.query_string
    assert "999999" not in link.query_string
    groups = app.switch_page("pages/groups/page.py").run()
    assert chosen_towns(groups, "other") == [], "a compared candidate is no member of the other group"


def test_peers_are_told_apart_from_partners(open_partners):
    near = texts(open_partners(muni="353051", peers="near"))
    assert "組む相手ではなく" in near
    assert "性格の違い" in near
    same_type = open_partners(muni="353051")
    beside = table(same_type, "比べる相手の中央値").set_index("指標")
    assert beside.loc["職員100人当たりの橋の数", "周防大島町"] == "202橋"


def test_no_municipality_is_left_out_of_the_rules(dashboard_database):
    places = partners_queries.support_places()
    assert len(places) == 1741
    assessed = support.assess(partners_queries.near_candidates(), places)
    assert assessed["has_no_engineers"].notna().all()
    yonaguni = assessed.set_index("lg_code").loc["473821"]
    assert yonaguni["needs_support"]
    assert yonaguni["capable_partners"] == 0
    stock = partners_queries.sector_stock()
    weighed = sectors.weigh(sectors.shares(stock), "134210").set_index("sector")
    assert weighed.loc["sewer", "state"] == "none"
    assert set(weighed.index) == set(sectors.SECTORS)
