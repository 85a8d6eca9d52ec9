"""群の編成: what a reader gets for a group put together by hand, and for a region divided by program."""

import re
from functools import partial

import pandas as pd
import pytest
from page_texts import chosen_towns, shown_tables, texts
from streamlit.testing.v1 import AppTest

from analysis import bundling, scenario

GROUPS = "pages/groups/page.py"
NARA = ["294021", "294420", "294446"]  # 明日香村, 大淀町, 黒滝村: none of them counted


@pytest.fixture
def open_groups(open_page):
    """Open the page with what its URL says."""
    return partial(open_page, GROUPS)


def divide(app: AppTest) -> AppTest:
    app = next(one for one in app.button if one.label == "この条件で分ける").click().run()
    assert not app.exception
    assert not app.error, texts(app)
    return app


def table_with(app: AppTest, column: str) -> pd.DataFrame:
    return next(frame for frame in shown_tables(app) if column in frame)


def pooled(app: AppTest) -> pd.Series:
    return table_with(app, "グループA").set_index("項目")["グループA"]


def test_pooled_numbers_are_those_of_an_independent_question(open_groups, db):
    """周防大島町, 柳井市, 上関町: summed in SQL from the marts, not from what the page asks."""
    codes = ["353051", "352128", "353418"]
    app = open_groups(members=",".join(codes))
    assert not app.error, texts(app)
    [row] = (
        db.execute(
            """
            select
                sum(population) as people,
                (select sum(general_admin_staff) from staffing
                    where list_contains($codes, lg_code) and as_of = (select max(as_of) from staffing)) as staff,
                (select sum(civil_engineers) from technical_staff where list_contains($codes, lg_code)) as engineers,
                (select sum(bridges_managed) from bridge_inspections where list_contains($codes, lg_code)) as bridges,
                (select sum(bridges_action_needed) from bridge_inspections where list_contains($codes, lg_code)) as unsound,
                (select sum(road_km) from roads
                    where list_contains($codes, lg_code) and as_of = (select max(as_of) from roads)) as km,
                (select sum(fiscal_strength_index * population) / sum(population) from fiscal_indicators
                    join municipalities using (lg_code) where list_contains($codes, lg_code)
                    and as_of = (select max(as_of) from fiscal_indicators)) as strength,
                (select sum(construction_establishments) from local_contractors
                    where list_contains($codes, lg_code) and as_of = date '2021-06-01') as contractors,
            from municipalities
            where list_contains($codes, lg_code)
            """,
            {"codes": codes},
        )
        .df()
        .itertuples()
    )
    figures = pooled(app)
    assert figures["人口"] == f"{row.people:,.0f}人"
    assert figures["一般行政部門職員数"] == f"{row.staff:,.0f}人"
    assert figures["土木技師数"] == f"{row.engineers:,.0f}人"
    assert figures["管理する橋"] == f"{row.bridges:,.0f}橋"
    assert figures["修繕が必要な橋（判定区分Ⅲ・Ⅳ）"] == f"{row.unsound:,.0f}橋"
    assert figures["市町村道の実延長"] == f"{row.km:,.1f}km"
    assert figures["建設業の事業所数"] == f"{row.contractors:,.0f}事業所"
    assert figures["橋100橋当たりの建設業の事業所"] == f"{row.contractors / row.bridges * 100:,.1f}事業所"
    assert figures["財政力指数（人口で加重平均）"] == f"{row.strength:.2f}"
    assert figures["つながり"] == "ひと続き"
    assert "技術系職員数（推計）" not in figures


def test_where_nobody_is_counted_the_staff_is_an_estimate_with_its_interval(open_groups, db):
    app = open_groups(members=",".join(NARA))
    figures = pooled(app)
    assert re.match("(中央値[1-9]|いない可能性)", figures["技術系職員数（推計）"])
    assert "80%区間" in figures["技術系職員数（推計）"]
    assert figures["土木技師数"] == "データなし"
    kinds = table_with(app, "グループA").set_index("項目")["種類"]
    assert kinds["技術系職員数（推計）"] == "推計"


def test_mixed_group_says_whose_counts_and_whose_estimates_it_adds(open_groups):
    figures = pooled(open_groups(members=f"353051,{NARA[0]}"))
    assert figures["土木技師数"] == "1人（1/2団体の分）"
    assert figures["技術系職員数（推計）"].endswith("（実数のない1団体の分）")


def test_two_groups_stand_side_by_side(open_groups):
    app = open_groups(members="352128,353051", other="353418,352021")
    assert table_with(app, "グループA").set_index("項目").loc["つながり"].to_list()[:2] == [
        "ひと続き",
        "2つに分かれる（上関町／宇部市）",
    ]
    table = table_with(app, "グループA")
    assert list(table)[:3] == ["項目", "グループA", "グループB"]
    assert set(table_with(app, "団体コード")["グループ"]) == {"A", "B"}


def test_contracts_are_those_of_the_formula_with_the_real_bridges(open_groups, db):
    app = open_groups(members="352128,353051")
    counts = db.execute(
        "select bridges_managed from bridge_inspections where lg_code in ('352128', '353051')"
    ).df()["bridges_managed"]
    q = bundling.repair_probability(bundling.PUBLISHED_MATRIX)
    separate = sum(bundling.expected_contracts(int(count), 4, q) for count in counts)
    together = bundling.expected_contracts(int(counts.sum()), 4, q)
    page_text = texts(app)
    assert f"年 **{separate:.1f}件** から **{together:.1f}件**" in page_text
    assert "宮城県のRC橋" in page_text


@pytest.mark.parametrize("members", ["", "353051", "999999,353051", "<script>"])
def test_fewer_than_two_members_ask_for_more(open_groups, members):
    app = open_groups(members=members)
    assert not app.error
    assert "2団体以上を選ぶと" in texts(app)


def test_members_without_bridges_say_so(open_groups):
    app = open_groups(members="133621,133639")
    assert not app.error, texts(app)


def test_yamaguchi_is_divided_or_its_unserved_are_named(open_groups):
    app = divide(open_groups(how="auto", prefs="35"))
    groups = table_with(app, "構成団体")
    members = [name for names in groups["構成団体"] for name in names.split("・")]
    left_out = [frame for frame in shown_tables(app) if "理由" in frame]
    named = members + [name for table in left_out for name in table["市区町村"]]
    assert len(named) == len(set(named)) == 19
    assert (groups["一般行政部門職員数（人）"] >= 500).all()
    metrics = {metric.label: metric.value for metric in app.metric}
    assert metrics["入った団体"] == f"{len(members)} / 19"


def test_a_group_opens_on_the_other_tab(open_groups):
    app = divide(open_groups(how="auto", prefs="35"))
    group = next(one for one in app.button if one.label.endswith("ほか4団体")).click().run()
    assert not group.exception
    assert len(chosen_towns(group, "members")) == 5
    assert "まとめた値" in texts(group)


def test_contradictory_wishes_get_one_clear_message(open_groups):
    app = divide(open_groups(how="auto", prefs="35", rules="j353051-352128,s352128-353051"))
    assert [warning.value for warning in app.warning] == [
        "2団体は、「同じグループ」と「別のグループ」の両方に指定されています。"
    ]
    assert set(table_with(app, "理由")["市区町村"]) == {"柳井市", "周防大島町"}


def test_wishes_are_heeded(open_groups):
    app = divide(open_groups(how="auto", prefs="35", rules="s352012-352021,j352071-352152"))
    groups = table_with(app, "構成団体")["構成団体"]
    assert any({"下松市", "周南市"} <= set(names.split("・")) for names in groups)


def test_a_threshold_nobody_reaches_is_explained(open_groups):
    app = divide(open_groups(how="auto", prefs="35", need_staff="900000"))
    assert "どの団体もグループに入れません" in texts(app)
    assert len(table_with(app, "理由")) == 19


def test_across_a_border_only_what_is_known_of_all_is_offered(open_groups):
    app = open_groups(how="auto", prefs="35,34")
    assert "土木技師数（実数）" not in app.selectbox(key="pick_cap").options
    assert "技術系職員数（推計の中央値）" in app.selectbox(key="pick_cap").options
    assert "土木技師数（実数）" in open_groups(how="auto", prefs="35").selectbox(key="pick_cap").options


@pytest.mark.parametrize(
    ("kind", "limit", "column"),
    [
        ("bridges_per_engineer", 60, "土木技師1人当たりの橋（橋）"),
        ("bridges_per_staff", 120, "職員100人当たりの橋（橋）"),
    ],
)
def test_work_per_person_stays_under_its_limit_in_every_group(open_groups, kind, limit, column):
    app = divide(open_groups(how="auto", prefs="35", cap=kind, **{f"need_{kind}": str(limit)}))
    groups = table_with(app, "構成団体")
    assert (groups[column] <= limit).all()
    assert groups["団体数"].max() > 1


def test_islands_are_named_with_their_reason(open_groups):
    app = divide(open_groups(how="auto", prefs="47"))
    reasons = table_with(app, "理由").set_index("市区町村")["理由"]
    assert "つながる相手がなく" in reasons["座間味村"]


def test_changed_settings_keep_the_last_result_and_say_so(open_groups):
    app = divide(open_groups(how="auto", prefs="35"))
    app.number_input(key="km").set_value(20).run()
    assert "条件が変わりました" in texts(app)
    assert "分けた結果" in texts(app)


def test_nothing_chosen_asks_for_an_area(open_groups):
    assert "分ける都道府県か" in texts(open_groups(how="auto"))


def hub_number(app: AppTest):
    return app.number_input(key="hub_need_engineers")


def test_hubs_hold_the_engineers_that_the_groups_bridges_ask_for(open_groups, db):
    app = open_groups(how="auto", prefs="35")
    assert hub_number(app).value is None
    assert hub_number(app).proto.placeholder == "目安 2"
    [(staff, bridges, repairs)] = db.execute(
        """
        select
            (select sum(general_admin_staff) from staffing
                where lg_code like '35%' and as_of = (select max(as_of) from staffing)),
            (select sum(bridges_managed) from bridge_inspections where lg_code like '35%'),
            (select sum(bridges_action_needed) from bridge_inspections where lg_code like '35%')
        """
    ).fetchall()
    groups = staff // 500
    days = (bridges / 5 + repairs / 5 * 20) / groups
    assert f"目安は{-(-days // 200):.0f}人です：1グループ平均{bridges / groups:,.0f}橋" in texts(app)
    assert "本ダッシュボードの仮定" in texts(app)


def test_a_hub_asked_to_hold_more_than_anyone_is_said_and_can_be_done_without(open_groups):
    app = open_groups(how="auto", prefs="35", hub_need_engineers="999")
    assert "技術系職員が999人以上の団体はありません" in texts(app)
    assert "どの団体もグループに入れません" in texts(divide(app))
    free = divide(open_groups(how="auto", prefs="35", hub="none"))
    assert [one for one in free.number_input if one.key.startswith("hub_need")] == []
    assert not free.warning


def test_hubs_may_be_asked_for_staff_and_yardsticks_move_the_number(open_groups, db):
    app = divide(open_groups(how="auto", prefs="20", hub="staff", hub_need_staff="400"))
    groups = table_with(app, "構成団体")
    staff = dict(
        db.execute(
            "select municipality_name, general_admin_staff from staffing join municipalities using (lg_code) "
            "where lg_code like '20%' and staffing.as_of = (select max(as_of) from staffing)"
        ).fetchall()
    )
    assert all(staff[hub] >= 400 for hub in groups["拠点"])
    heavier = open_groups(how="auto", prefs="35", hub_per_repair="100")
    assert hub_number(heavier).proto.placeholder != "目安 2"


def test_the_reason_never_rests_on_more_groups_than_municipalities(open_groups):
    """東京都: so many staff that each 500 would make 150 groups of 62 municipalities."""
    app = open_groups(how="auto", prefs="13")
    assert "（62グループとみた場合" in texts(app)


def test_where_nobody_reaches_the_default_it_is_lowered_and_said(open_groups):
    """青ヶ島村・御蔵島村: nobody is likely to have an engineer, or one."""
    app = open_groups(how="auto", also="134023,133825", hub_per_repair="1000", hub_per_inspection="1000")
    assert "に届く団体はありません" in texts(app) or "いるとみられる団体はありません" in texts(app)
    assert not app.exception


def test_a_scenario_keeps_the_conditions_its_groups_were_made_by(open_groups):
    """Numbers typed after a division do not belong to it until it is made anew."""
    app = divide(open_groups(how="auto", prefs="31", km="40"))
    app.number_input(key="km").set_value(15).run()
    assert "条件が変わりました" in texts(app)
    app.button(key="offer_division_scenario").click().run()
    assert not app.exception, texts(app)
    one = scenario.of_code("".join(app.query_params["scenario"]))
    assert one.conditions["prefs"] == "31" and one.conditions.get("km", "40") == "40"
    assert "40km以内" in one.origin_ja


def test_groups_are_called_after_their_most_populous_member_and_hubs_are_said_apart(open_groups, db):
    app = divide(open_groups(how="auto", prefs="20"))
    groups = table_with(app, "構成団体")
    people = dict(
        db.execute(
            "select municipality_name, population from municipalities where lg_code like '20%'"
        ).fetchall()
    )
    for row in groups.itertuples():
        members = row.構成団体.split("・")
        first = max(members, key=people.get)
        assert row.グループ == (f"{first}ほか{len(members) - 1}団体" if len(members) > 1 else first)
        assert row.拠点 in members
    assert (groups["拠点"] != groups["グループ"].str.replace("ほか.*", "", regex=True)).any()


def test_a_group_by_hand_says_its_name_its_centre_and_its_longest_way(open_groups):
    app = open_groups(members="353051,352128,353418")
    assert "グループA：**柳井市ほか2団体**（拠点の目安：柳井市）" in texts(app)
    figures = pooled(app)
    assert figures["拠点の目安（道のりの合計が最も短い役所）"] == "柳井市"
    way = float(figures["役所どうしの最も長い道のり（概算）"].removesuffix("km"))
    assert way > float(figures["役所どうしの最長距離（直線）"].removesuffix("km"))


def test_a_group_with_an_island_says_who_needs_a_ferry(open_groups):
    figures = pooled(open_groups(members="372013,373648"))
    assert figures["役所どうしの最も長い道のり（概算）"] == "船が要る（直島町）"
    assert figures["拠点の目安（道のりの合計が最も短い役所）"] == "データなし"
    assert figures["つながり"] == "2つに分かれる（高松市／直島町）"
    far = pooled(open_groups(members="352012,202011"))
    assert far["役所どうしの最も長い道のり（概算）"] == "100km超"


@pytest.mark.parametrize(
    ("name", "asked", "said", "stays"),
    [
        ("km", "9999", "1〜80の整数ではありません（アドレスの km=9999）。", 40),
        ("km", "abc", "1〜80の整数ではありません（アドレスの km=abc）。", 40),
        ("need_staff", "0", "1〜10,000,000の整数ではありません（アドレスの need_staff=0）。", 500),
        ("most", "2.5", "1〜60の整数ではありません（アドレスの most=2.5）。", 2),
        ("hub_per_repair", "-1", "0.0〜1,000.0の数ではありません（アドレスの hub_per_repair=-1）。", None),
    ],
)
def test_a_number_in_the_address_that_cannot_be_is_said(open_groups, name, asked, said, stays):
    app = open_groups(how="auto", prefs="35", **{name: asked})
    assert not app.exception
    assert said in [one.value for one in app.warning]
    if name in ("km", "need_staff", "most"):
        assert app.number_input(key=name).value == stays


def test_a_number_in_the_address_that_can_be_is_taken(open_groups):
    app = open_groups(how="auto", prefs="35", km="25")
    assert app.number_input(key="km").value == 25
    assert not [one for one in app.warning if "アドレス" in one.value]
