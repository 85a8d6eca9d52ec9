"""Pages of metrics follow what is chosen on the map, and fold their filters on a phone."""

import pytest
import streamlit as st
from page_texts import texts

STAFFING = "pages/staffing/page.py"


def test_the_page_shows_the_year_of_the_map(open_page):
    page_text = texts(open_page(STAFFING, metric="general_admin_staff", at="2021-04-01"))
    assert "2021年4月1日現在｜公表値｜収録 1,741 / 1,741 市区町村" in page_text
    assert "2024年4月1日現在｜公表値" not in page_text


def test_a_metric_of_another_topic_is_chosen_on_the_map(open_page):
    app = open_page(
        STAFFING, metric="fiscal_strength_index", at="2015-03-31", beside="general_admin_staff.2022-04-01"
    )
    assert app.selectbox(key="pick_metric").value == "fiscal_strength_index"
    assert "2014年度｜公表値" in texts(app)


@pytest.mark.parametrize("at", ["2050-10-01", "1999-01-01", "x"])
def test_a_year_that_a_metric_does_not_have_is_its_newest(open_page, at):
    page_text = texts(open_page(STAFFING, metric="general_admin_staff", at=at))
    assert "2024年4月1日現在｜公表値" in page_text


def test_the_index_of_population_is_named_after_its_year(open_page):
    app = open_page("pages/ageing/page.py", metric="population_2050_index", at="2035-10-01")
    assert "2035年の人口指数（2020年＝100）　全国" in [one.value for one in app.header]


@pytest.mark.parametrize(
    ("agent", "folded"), [("Mozilla/5.0 (iPhone) Mobile/15E148", True), ("Mozilla/5.0 (X11)", False)]
)
def test_filters_fold_on_a_phone_only(open_page, monkeypatch, agent, folded):
    monkeypatch.setattr(type(st.context), "headers", {"User-Agent": agent})
    app = open_page(STAFFING)
    assert app.selectbox(key="pick_metric").value
    labels = {one.label for one in app.expander}
    assert ({"場所を選ぶ", "指標と条件を選ぶ"} <= labels) == folded
