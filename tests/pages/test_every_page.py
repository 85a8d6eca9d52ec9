"""Every page, on a database built by the real pipeline."""

import io
import re
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from page_texts import shown_tables, texts, told_map, town_box, written_tables
from streamlit.testing.v1 import AppTest

from analysis import two_burdens
from dashboard import queries
from dashboard.shared import national_map

ROOT = Path(__file__).parents[2]
PAGES = sorted(path.relative_to(ROOT).as_posix() for path in ROOT.glob("pages/*/page.py"))
SHOWN = [page for page in PAGES if not page.startswith("pages/start/")]
VISUALISE = [f"pages/{name}/page.py" for name in ("overview", "staffing", "ageing", "gap")]


@pytest.mark.parametrize("page", SHOWN)
def test_page_opens_without_error(open_page, page):
    app = open_page(page)
    assert not app.exception
    assert not app.error, texts(app)
    assert len(app.title) == 1


def with_the_list(app: AppTest) -> AppTest:
    """/gap with the fold of its list open."""
    app.session_state["fold_gap"] = True
    return app.run()


@pytest.mark.parametrize("page", VISUALISE)
def test_page_names_its_sources_dates_and_kind_of_value(open_page, page):
    page_text = texts(open_page(page))
    assert "出典：" in page_text
    assert "現在" in page_text
    assert "公表値" in page_text or "算出値" in page_text or "推計" in page_text


@pytest.mark.parametrize("page", VISUALISE)
def test_chosen_municipality_shows_its_real_numbers(open_page, page):
    app = open_page(page, pref="35", muni="353051")
    assert not app.error, texts(app)
    assert "山口県 周防大島町" in texts(app)
    card = next(one for one in written_tables(app) if "県内順位" in one)
    values = card.set_index("指標")["値"]
    wanted = {
        "職員100人当たりの橋の数": "202橋",
        "修繕が必要な橋の割合（判定区分Ⅲ・Ⅳ）": "19.2%",
        "土木技師数": "1人",
    }
    assert {name: expected for name, expected in wanted.items() if name in values} == {
        name: values[name] for name in wanted if name in values
    }
    assert set(wanted) & set(values.index)


def test_bare_address_leads_to_the_first_page(dashboard_database):
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60).run()
    assert app.title[0].value == "はじめに"


def test_metric_prefecture_and_kind_in_the_url_are_taken(open_page):
    app = open_page(
        "pages/staffing/page.py",
        metric="road_km_per_100_general_staff",
        pref="35",
        size="10k",
        type="town",
    )
    assert app.selectbox(key="pick_metric").value == "road_km_per_100_general_staff"
    assert app.selectbox(key="pick_pref").value == "35"
    assert app.selectbox(key="pick_size").value == "10k"
    assert app.selectbox(key="pick_type").value == "town"


def test_unknown_codes_in_the_url_are_reported_and_passed_over(open_page):
    app = open_page("pages/staffing/page.py", metric="no_such_metric", pref="99", muni="000000")
    assert not app.error
    assert [one.value for one in app.warning] == [
        "そのような都道府県はありません（アドレスの pref=99）。",
        "そのような市区町村はありません（アドレスの muni=000000）。",
        "そのような指標はありません（アドレスの metric=no_such_metric）。",
    ]
    assert len(app.run().warning) == 3
    assert app.selectbox(key="pick_pref").value is None
    assert app.selectbox(key="pick_metric").value == "technical_staff_zero_probability"
    assert not app.selectbox(key="pick_pref").select("35").run().warning  # the reader has chosen since


@pytest.mark.parametrize("page", SHOWN)
def test_every_page_reports_a_prefecture_there_is_not(open_page, page):
    app = open_page(page, pref="48")
    assert "そのような都道府県はありません（アドレスの pref=48）。" in [one.value for one in app.warning]
    assert "pref" not in app.query_params


@pytest.mark.parametrize(
    ("page", "name", "code", "noun"),
    [
        ("staffing", "size", "zz", "人口規模の区分"),
        ("groups", "how", "zz", "選択肢"),
        ("groups", "members", "353051,000000", "市区町村"),
        ("compare", "compare", "353051,000000", "市区町村・群"),
        ("cases", "sector", "zz", "分野"),
    ],
)
def test_values_there_are_not_are_reported_under_any_name(open_page, page, name, code, noun):
    app = open_page(f"pages/{page}/page.py", **{name: code})
    asked = code.split(",")[-1]
    assert f"そのような{noun}はありません（アドレスの {name}={asked}）。" in [
        one.value for one in app.warning
    ]


@pytest.mark.parametrize("page", SHOWN)
def test_a_municipality_implies_its_prefecture_on_every_page(open_page, page):
    app = open_page(page, muni="353051")
    assert (app.query_params["pref"], app.query_params["muni"]) == ("35", "353051")
    assert not [one for one in app.warning if "アドレス" in one.value]


def test_a_municipality_of_another_prefecture_leads_to_its_own(open_page):
    app = open_page("pages/staffing/page.py", pref="34", muni="353051")
    assert app.selectbox(key="pick_pref").value == "35"
    assert [one.value for one in app.warning] == [
        "市区町村に合わせて、都道府県を山口県にしました（アドレスの pref=34）。"
    ]


def test_a_link_to_another_prefecture_lets_go_of_the_municipality_remembered(open_page):
    app = open_page("pages/staffing/page.py", pref="35", muni="353051")
    app.switch_page("pages/gap/page.py")
    app.query_params["pref"] = "20"
    app.query_params.pop("muni", None)
    app.run()
    assert app.selectbox(key="pick_pref").value == "20"
    assert town_box(app)["value"] == ""


@pytest.mark.parametrize("page", VISUALISE)
def test_key_figures_of_the_chosen_municipality_stand_above_the_map(open_page, page):
    app = open_page(page, muni="353051")
    figures = next(one.proto.body for one in app.get("html") if 'class="key-figures"' in one.proto.body)
    assert "山口県 周防大島町" in figures
    assert "県内順位" in figures


def test_captions_speak_of_the_chosen_prefecture(open_page):
    app = open_page("pages/overview/page.py", pref="35")
    assert "（山口県 19 / 19）" in texts(app)
    assert "山口県では、19のうち" in texts(app)
    assert "山口県では" not in texts(open_page("pages/overview/page.py"))


def test_automatic_division_starts_from_the_chosen_prefecture_and_can_leave_it(open_page):
    app = open_page("pages/groups/page.py", how="auto", muni="353051")
    assert app.multiselect(key="pick_prefs").value == ["35"]
    app.multiselect(key="pick_prefs").set_value([]).run()
    assert app.multiselect(key="pick_prefs").value == []
    named = open_page("pages/groups/page.py", how="auto", muni="353051", prefs="20,19")
    assert named.multiselect(key="pick_prefs").value == ["20", "19"]


def test_choice_stays_when_the_page_changes(open_page):
    app = open_page("pages/staffing/page.py", pref="35", muni="353051")
    app.switch_page("pages/gap/page.py").run()
    assert app.selectbox(key="pick_pref").value == "35"
    assert town_box(app)["value"] == "353051"


def test_choice_passes_through_pages_that_do_not_ask_for_it(open_page):
    app = open_page("pages/glossary/page.py", pref="35", muni="353051")
    app.switch_page("pages/sources/page.py").run()
    assert (app.query_params["pref"], app.query_params["muni"]) == ("35", "353051")
    app.switch_page("pages/staffing/page.py").run()
    assert town_box(app)["value"] == "353051"


def test_letting_go_of_a_choice_is_kept_too(open_page):
    app = open_page("pages/staffing/page.py", pref="35", muni="353051")
    app.selectbox(key="pick_pref").set_value(None).run()
    app.switch_page("pages/glossary/page.py").run()
    assert "pref" not in app.query_params


def test_choosing_a_prefecture_offers_its_municipalities_first(open_page):
    app = open_page("pages/staffing/page.py")
    app.selectbox(key="pick_pref").set_value("35").run()
    assert town_box(app)["preferred"] == "35"


def test_changing_the_prefecture_lets_go_of_a_municipality_elsewhere(open_page):
    app = open_page("pages/staffing/page.py", pref="35", muni="353051")
    app.selectbox(key="pick_pref").select("34").run()
    assert town_box(app)["value"] == ""


@pytest.mark.parametrize(
    ("page", "metric", "to_bring"),
    [
        ("staffing", "architectural_engineers", "定員管理調査の第4表"),
    ],
)
def test_metric_without_data_says_what_to_bring(open_page, page, metric, to_bring):
    app = open_page(f"pages/{page}/page.py", metric=metric)
    (message,) = [info.value for info in app.info if "収録されていません" in info.value]
    assert to_bring in message
    assert not app.error


def test_the_age_of_all_assets_opens_the_page_of_ageing(open_page):
    app = open_page("pages/ageing/page.py")
    assert any(title.value == "有形固定資産減価償却率　全国" for title in app.header)
    assert any("収録 1,693 / 1,741 市区町村" in line.value for line in app.caption)


def test_burdens_meet_unsound_bridges_or_old_assets(open_page, db):
    """The table holds those above both medians of who has both values, for either choice."""
    for need, has_bridges in (
        ("bridge_action_needed_share", True),
        ("tangible_asset_depreciation_rate", False),
    ):
        app = with_the_list(open_page("pages/gap/page.py", need=need))
        (table,) = [frame for frame in shown_tables(app) if "どちらも重い" in frame]
        both = db.execute(
            "select one.value as first, two.value as second from newest_values as one join newest_values as two using (lg_code) "
            "where one.metric_id = 'bridges_per_100_general_staff' and two.metric_id = ? "
            "and one.mark is null and two.mark is null",
            [need],
        ).df()
        assert len(table) == (both > both.median()).all(axis=1).sum()
        assert any("修繕が必要な橋の割合" in column for column in table) == has_bridges
        assert table["管理する橋（橋）"].notna().all()


@pytest.mark.parametrize("place", [{}, {"pref": "20"}, {"pref": "35", "size": "under5k"}, {"type": "town"}])
def test_every_pair_on_the_map_has_as_many_heavy_places_as_the_list_of_that_pair(open_page, place):
    """What the browser shows at once is what the server lists, also among the places of a prefecture or of a kind."""
    told = told_map(open_page("pages/gap/page.py", **place))
    assert len(told["offered"]) == 4
    for pair in told["offered"]:
        burden, need = pair["id"].split(".")
        app = open_page("pages/gap/page.py", burden=burden, need=need, **place)
        assert told_map(app)["metric_id"] == pair["id"]
        seen = zip(pair["content"]["classes"], told["within"], strict=True)
        heavy = sum(one == (str(two_burdens.BOTH), "1") for one in seen)
        assert f"のうち **{heavy:,}団体** が、どちらも重い" in texts(app)
        numbers = [told["columns"][at].split(",") for *_, at in pair["content"]["hover"]]
        assert [len(one) for one in numbers] == [1_741, 1_741]


def test_each_burden_names_its_own_kind_of_value(open_page):
    """The rate of depreciation is published, the load per staff is derived."""
    app = with_the_list(open_page("pages/gap/page.py", pref="35", need="tangible_asset_depreciation_rate"))
    (table,) = [frame for frame in shown_tables(app) if "どちらも重い" in frame]
    assert set(table["担い手の指標の種類"]) == {"算出値"}
    assert set(table["施設の指標の種類"]) == {"公表値"}
    assert any("・公表値｜両方の値がある" in line.value for line in app.caption)


def test_an_axis_of_rates_begins_below_them_and_says_so():
    from pages.gap import charts

    metrics = [
        pd.Series({"label_ja": label, "unit": "%", "digits": 1}) for label in ("職員の受け持ち", "償却率")
    ]
    rows = pd.DataFrame(
        {
            "municipality_name": [f"{number}町" for number in range(100)],
            "prefecture_name": "甲県",
            "lg_code": [f"99{number:04}" for number in range(100)],
            "x": [float(number) for number in range(100)],
            "y": [55 + number / 5 for number in range(100)],
            "rank": range(100, 0, -1),
            "is_heavy": [number > 49 for number in range(100)],
            "is_heaviest": [number > 89 for number in range(100)],
        }
    )
    fig = charts.quadrants(rows, *metrics, muni=None)
    assert 50 < fig.layout.yaxis.range[0] < 55 and fig.layout.yaxis.range[1] > 74.8
    assert fig.layout.xaxis.range[0] < 0
    assert charts.axes_ja(fig, rows, *metrics) == "縦軸は0から始まりません。"
    far = rows.assign(y=rows["x"].where(rows.index != 3, 5_000), is_heaviest=False)
    from_zero = charts.quadrants(far, *metrics, muni=None)
    assert charts.axes_ja(from_zero, far, *metrics) == "枠の外：甲県3町（3.0%、5,000.0%）。"


def test_names_of_the_worst_stay_within_the_plot_on_a_phone():
    from pages.gap import charts

    at = pd.Series([0.02, 0.5, 0.9, 0.97])
    names = pd.Series(["甲の浜町", "乙町", "丙の島町", "丁町"])
    placed = charts._label_positions(at, pd.Series([0.9, 0.5, 0.8, 0.2]), names)
    assert placed[1] == "middle right"
    for here, name, place in zip(at, names, placed, strict=True):
        width = 0.045 * len(name)  # some 13 of 290 pixels a letter
        middle = here + charts.NEXT_TO[place][0] * width
        assert width / 2 <= middle <= 1 - width / 2, name


def test_places_of_one_name_are_told_apart_where_both_are_worst():
    from pages.gap import charts

    rows = pd.DataFrame(
        {"municipality_name": ["甲村", "乙町", "甲村"], "prefecture_name": ["東県", "東県", "西県"]}
    )
    assert charts.short_names(rows).to_list() == ["甲村（東県）", "乙町", "甲村（西県）"]


def test_sources_list_the_checks_that_were_passed(open_page, db):
    page_text = texts(open_page("pages/sources/page.py"))
    statements = db.execute("select statement_ja from checks").fetchall()
    assert len(statements) == len(list((ROOT / "etl" / "checks").glob("*.sql")))
    assert all(f"- {statement}" in page_text for (statement,) in statements)


def test_the_map_corner_the_scatter_the_list_and_the_briefing_are_one_set(open_page, db):
    """長野県: counted here by hand from the values that have no mark."""
    from pages.briefing import scope
    from pages.briefing.slides import ranking

    values = db.execute("""
        select lg_code, first.value as x, second.value as y
        from newest_values as first
        join newest_values as second using (lg_code)
        where first.metric_id = 'bridges_per_100_general_staff' and second.metric_id = 'bridge_action_needed_share'
            and second.mark is null and lg_code like '20%' and x is not null and y is not null
    """).df()
    heavy = set(
        values.loc[(values["x"] > values["x"].median()) & (values["y"] > values["y"].median()), "lg_code"]
    )
    app = with_the_list(open_page("pages/gap/page.py", pref="20"))
    listed = next(frame for frame in shown_tables(app) if "どちらも重い" in frame)
    assert set(listed["団体コード"]) == heavy
    (first,) = [one for one in written_tables(app) if "順位" in one]
    heaviest = listed[listed["順位"] <= listed["順位"].sort_values().iloc[9]]
    assert first["順位"].to_list() == heaviest["順位"].astype(str).to_list()
    assert first["市区町村"].to_list() == ("長野県 " + heaviest["市区町村"]).to_list()
    assert first[""].to_list() == heaviest["どちらも重い"].replace("○", "").to_list()
    assert f"{len(heavy):,}団体のうち重い順に{len(first)}団体です" in texts(app)
    assert f"{len(values)}市区町村のうち **{len(heavy)}団体** が、どちらも重い場所です" in texts(app)
    assert f"「どちらも重い」{len(heavy)}団体" in texts(app)
    slide = ranking.both_heavy(scope.of_prefecture("20"))
    assert f"{len(values)}市町村のうち{len(heavy)}団体です" in slide.heading
    assert set(slide.body["市区町村"]) <= set(listed["市区町村"])


def test_printed_changes_of_staff_name_their_scope(open_page):
    app = open_page("pages/overview/page.py")
    page_text = texts(app)
    assert "どちらも**一般行政部門**の職員です" in page_text
    assert "上の減り方とは、範囲が違います" in page_text
    assert page_text.count("一般行政部門の職員）｜公表値") == 2


def test_the_card_of_a_ward_says_what_the_62_are(open_page):
    app = open_page("pages/staffing/page.py", pref="13", muni="131016")
    assert "都内順位は東京都の62市区町村のうちのものです" in texts(app)
    assert any("都内順位" in one for one in written_tables(app))


def test_open_questions_and_partners_of_the_panel_stand_on_the_page_of_people(open_page):
    page_text = texts(open_page("pages/people/page.py"))
    for words in (
        "どのように確保し育てるか",
        "多様な主体を巻き込むべきではないか",
        "継続して支える体制",
        "自治体、業界団体、民間事業者など",
    ):
        assert words in page_text


def test_questions_and_samples_of_the_handbook_stand_on_the_page_of_schemes(open_page):
    page_text = texts(open_page("pages/schemes/page.py"))
    assert "41の問いと答え" in page_text
    asked = queries.handbook("question")["name_ja"]
    assert len(asked) == 11 and asked.str.endswith("？").all()
    samples = queries.handbook("sample")
    assert len(samples) == 5
    for words in (*asked, *samples["name_ja"], *samples["text_ja"]):
        assert words in page_text


def test_the_national_story_names_the_many_bodies_that_take_part(open_page):
    app = open_page("pages/overview/page.py")
    app.session_state["fold_history"] = True
    app.run()
    (events,) = [frame["できごと"] for frame in shown_tables(app) if "できごと" in frame]
    assert events.str.contains("学術団体などを加えた多様な主体の「総力戦」").sum() == 1


def test_the_bridges_of_the_joint_inspection_of_gunma_add_up(db):
    """102 over railways: 45 of the prefecture, and 57 of the municipalities that are named, one by one."""
    numbers = dict(
        db.execute("select label_ja, value from case_numbers where case_id = 'practice_gunma'").fetchall()
    )
    assert numbers == {"JR線をまたぐ橋": 102, "うち県道の橋": 45, "うち市町村道の橋": 57}
    bridges = "select regexp_extract(note_ja, '\\d+')::int from case_members where case_id = 'practice_gunma' and role = 'member'"
    counts = [count for (count,) in db.execute(bridges).fetchall()]
    assert (len(counts), sum(counts)) == (13, 57)


def test_filter_that_leaves_nobody_says_so(open_page):
    app = open_page("pages/gap/page.py", pref="35", type="village")
    assert "条件に合う市区町村には値がありません" in texts(app)
    assert not app.error


def test_ledger_of_yamaguchi_is_projected(open_page):
    page_text = texts(open_page("pages/ageing/page.py", pref="35"))
    assert "4,292橋" in page_text
    assert "不明の 1,022橋は割合に含めていません" in page_text


def test_prefecture_without_a_ledger_says_where_ledgers_are(open_page):
    page_text = texts(open_page("pages/ageing/page.py", pref="20"))
    assert "台帳を収録しているのは埼玉県・山口県" in page_text


def test_glossary_is_searched_by_part_of_a_word(open_page):
    app = open_page("pages/glossary/page.py")
    app.text_input(key="q").input("水平").run()
    assert "水平連携" in texts(app)
    assert "財政力指数" not in texts(app)


def test_opened_table_has_all_municipalities_and_downloads(open_page):
    app = open_page("pages/staffing/page.py")
    app.session_state["fold_table_technical_staff_zero_probability"] = True
    app.run()
    table = next(frame for frame in shown_tables(app) if "団体コード" in frame).set_index("団体コード")
    assert len(table) == 1741
    assert {"値の種類", "時点"} <= set(table.columns)
    assert table["値の種類"].value_counts().to_dict() == {"推計": 1720}
    assert table.loc["353051", "備考"].startswith("実数 土木技師 1人（山口県")


def test_staffing_starts_with_an_estimate_and_says_how_to_load_counts(open_page):
    page_text = texts(open_page("pages/staffing/page.py"))
    assert "技術系職員が0人の確率（推計）　全国" in page_text
    assert "「データ取込」の画面から取り込むと" in page_text
    assert "python -m" not in page_text  # a command is for operators
    assert "推計 1,720 / 1,741 市区町村（ほかは実数）" in page_text


def test_card_of_a_place_without_a_count_gives_the_interval_as_an_estimate(open_page):
    app = open_page("pages/staffing/page.py", pref="29", muni="294527")
    card = next(one for one in written_tables(app) if "県内順位" in one).set_index("指標")
    assert re.match("いない可能性(の方)?が高い（確率[0-9]+%）", card.loc["技術系職員数（推計）", "値"])
    assert card.loc["技術系職員数（推計）", "種類"] == "推計"


def test_where_a_count_is_known_the_estimate_steps_back(open_page):
    app = open_page(
        "pages/staffing/page.py", pref="35", muni="353051", metric="technical_staff_zero_probability"
    )
    card = next(one for one in written_tables(app) if "県内順位" in one)
    assert not card["指標"].str.contains("推計").any()
    assert "推計は示しません" in texts(app)


def test_where_all_of_the_area_are_counted_the_page_opens_on_the_counts(open_page):
    """山口県: 19 of 19 municipalities; 静岡県 has one count only."""
    app = open_page("pages/staffing/page.py", pref="35")
    assert app.selectbox(key="pick_metric").value == "civil_engineers"
    assert "土木技師数　山口県" in texts(app)
    assert "推計は示しません" not in texts(app)
    other = open_page("pages/staffing/page.py", pref="22")
    assert other.selectbox(key="pick_metric").value == "technical_staff_zero_probability"


def test_choosing_an_area_that_is_counted_turns_to_the_counts(open_page):
    app = open_page("pages/staffing/page.py")
    app.selectbox(key="pick_pref").set_value("35").run()
    assert app.selectbox(key="pick_metric").value == "civil_engineers"


def test_sources_and_map_tell_what_the_estimate_knows(open_page, db):
    """That it is a map of size, and which parts are published and which assumed; with the numbers of the validation."""
    page_text = texts(open_page("pages/sources/page.py"))
    values = dict(db.execute("select name_ja, value from estimate_validation").fetchall())
    size = values["0人の確率と職員数の順位相関"]
    without = values["実数を1つも使わない推計との順位相関"]
    assert f"一般行政部門職員数の順位相関は {size:.3f} です" in page_text
    assert f"実数を1つも使わない推計との順位相関は {without:.3f} です" in page_text
    assert "**公表値から**" in page_text and "**仮定から**" in page_text
    assert "45%または55%とみると" in page_text
    assert "規模による違いは収録した実数から" not in page_text
    captions = [caption.value for caption in open_page("pages/staffing/page.py").caption]
    assert any(
        caption.startswith("主に団体の規模の地図です") for caption in captions
    )  # without opening anything


def test_the_map_of_the_estimate_says_that_it_is_of_size(dashboard_database):
    (frame,) = national_map.described("technical_staff_zero_probability")["frames"]
    assert frame["basis"] == "推計（主に団体の規模による）"
    assert all("規模" not in one["basis"] for one in national_map.described("population")["frames"])


def test_sources_tell_how_far_the_estimate_can_be_trusted(open_page):
    app = open_page("pages/sources/page.py")
    assert "推計の方法と検証" in texts(app)
    validation = next(table.value for table in app.table if "検証した内容" in table.value)
    assert validation.set_index("検証した内容")["結果"]["当てはめに使った実数"] == "21団体"


def test_pages_sit_in_sections():
    """A script directly in pages/ would be picked up by Streamlit's old navigation."""
    assert not list(ROOT.glob("pages/*.py"))


class TestExports:
    """Files readers take away."""

    TABLE = pd.DataFrame(
        {
            "市区町村": ["甲市", "=HYPERLINK(1)", "+1", "@x"],
            "値": [1.5, None, -2.0, 0.0],
            "時点": pd.to_datetime(["2024-04-01", None, "2024-04-01", "2024-04-01"]),
        }
    )
    SOURCES = pd.DataFrame(
        [
            {
                "attribution": "甲省「乙調査」を加工して作成",
                "publisher": "甲省",
                "as_of": pd.Timestamp("2024-04-01"),
                "licence": "丙規約",
                "page": "https://example.com",
            }
        ]
    )

    def test_csv_has_a_bom_and_runs_nothing(self):

        from analysis import table_files

        content = table_files.csv_bytes(self.TABLE)
        assert content.startswith(b"\xef\xbb\xbf")
        read = pd.read_csv(io.BytesIO(content))
        assert read["市区町村"].to_list() == ["甲市", "'=HYPERLINK(1)", "'+1", "'@x"]
        assert read["値"].fillna(99).to_list() == [1.5, 99, -2.0, 0.0]

    def test_xlsx_keeps_numbers_dates_and_sources(self):
        from dashboard.exports import tables

        workbook = openpyxl.load_workbook(
            io.BytesIO(tables.xlsx_bytes(self.TABLE, "表題", self.SOURCES, ["注の文"]))
        )
        assert workbook.sheetnames == ["データ", "出典"]
        data = workbook["データ"]
        assert [cell.value for cell in data[2]][:2] == ["甲市", 1.5]
        assert data["A3"].value == "=HYPERLINK(1)"
        assert data["A3"].data_type == "s"
        assert data["B3"].value is None
        assert data["C2"].value.date().isoformat() == "2024-04-01"
        about = {row[0].value: row[1].value for row in workbook["出典"].iter_rows()}
        assert about["出典"] == "甲省「乙調査」を加工して作成"
        assert about["注"] == "注の文"
