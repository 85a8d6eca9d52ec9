"""Dates on screen and in exports: both where they differ, years of money, and newer editions that are not loaded."""

import re

import pytest
from page_texts import shown_tables, texts, written_tables

from dashboard import queries
from pages.briefing import scope
from pages.briefing.slides import cover, outlook
from pages.profile import compiled, model

SURVEY = "（2025年12月25日公表）は未収録です"


@pytest.mark.parametrize(
    ("page", "choice"), [("staffing", {"metric": "general_admin_staff"}), ("sources", {})]
)
def test_the_survey_of_2025_is_named_as_not_loaded(open_page, page, choice):
    page_text = texts(open_page(f"pages/{page}/page.py", **choice))
    assert SURVEY in page_text
    assert "令和7年4月1日現在の結果" in page_text


def test_later_vintages_of_the_50_year_shares_are_listed_with_where_they_were_read(open_page, db):
    shares = queries.newer_fifty_year_shares()
    listed = {
        (row.facility_kind, row.vintage_ja[:4], row.observation_ja[:4]): round(row.share_50_years * 100)
        for row in shares.itertuples()
    }
    bridges = {year: listed["road_bridge", "2023", year] for year in ("2023", "2030", "2040")}
    sewers = {year: listed["sewer_pipe", "2024", year] for year in ("2024", "2034", "2044")}
    assert bridges == {"2023": 37, "2030": 54, "2040": 75}
    assert sewers == {"2024": 7, "2034": 22, "2044": 45}
    assert shares["source_title"].notna().all() and not shares["is_primary"].any()
    app = open_page("pages/ageing/page.py")
    assert "より新しい集計" in texts(app)
    assert any("確かめた資料" in table.columns for table in written_tables(app))


def test_money_of_a_year_is_of_no_day(open_page):
    page_text = texts(open_page("pages/staffing/page.py"))
    finance = [row for row in compiled.of_municipality("352063").rows if row.section == "money"]
    assert {row.as_of_ja for row in finance} == {
        "2024年度", "2024年度（分母は2025年1月1日）", "2024年度（分母は2015年度）"
    }  # fmt: skip
    assert not any("現在" in row.kind_ja for row in finance)
    assert "現在" in page_text


def test_sentences_name_both_dates(dashboard_database):
    """Of each metric whose parts have two dates, wherever a sentence is about one."""
    told = [
        sentence
        for code in ("352063", "131016", "194301", "203033", "012068", "473821")
        for sentence in compiled.of_municipality(code).sentences
    ]
    staff = [one for one in told if "人口千人当たり" in one or "職員100人当たり" in one]
    assert staff
    both = re.compile(r"（[^（]*は\d{4}年\d+月\d+日、[^（]*は\d{4}年\d+月\d+日現在")
    assert [one for one in staff if not both.search(one.replace("（2020〜24年度点検）", ""))] == []


def test_exports_carry_both_dates(open_page):
    table = model.table(compiled.of_municipality("352063")).set_index("項目")["時点"]
    assert table["職員100人当たりの道路延長"] == "2024年3月31日（分母は2024年4月1日）"
    app = open_page("pages/gap/page.py", pref="35")
    app.session_state["fold_gap"] = True
    app = app.run()
    headings = {name for frame in shown_tables(app) for name in frame.columns}
    assert {"一般行政部門職員数の時点", "施設の指標の時点"} <= headings


def test_the_card_of_a_group_names_years_of_money_and_both_dates_of_ratios(open_page):
    app = open_page("pages/groups/page.py", members="352071,352101,352152")
    (card,) = [frame for frame in shown_tables(app) if "職員100人当たりの橋" in set(frame.get("項目", []))]
    dates = card.set_index("項目")["時点"]
    assert dates["職員100人当たりの橋"] == "橋は2025年3月31日、職員は2024年4月1日"
    assert dates["橋100橋当たりの建設業の事業所"] == "事業所は2021年6月1日、橋は2025年3月31日"
    assert dates["土木費"] == "2024年度"
    assert dates["財政力指数（人口で加重平均）"] == "2024年度"
    assert dates["人口"] == "2025年1月1日"


def test_slides_and_sectors_name_the_year_of_money(open_page):
    region = scope.of_municipality("352063")
    (spending,) = [one for one in cover.cover(region).body.numbers if one[1] == "土木費（1年）"]
    assert spending[2] == "2024年度・公表値"
    assert "｜2015年度〜2024年度｜" in outlook.money(region).source
    assert "、支出 2024年度" in texts(open_page("pages/partners/page.py", pref="35", muni="352063"))
