"""自治体カルテ and 比較, opened with what their URLs say."""

import pytest
from page_texts import chosen_towns, shown_tables, texts
from streamlit.testing.v1 import AppTest

from dashboard.exports import fonts

PROFILE, COMPARE = (f"pages/{name}/page.py" for name in ("profile", "compare"))


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ({"pref": "35", "muni": "353051"}, ["山口県 周防大島町", "土木技師数は1人", "中国地方整備局", "柳井市", "13,537人"]),
        ({"pref": "07", "muni": "075434"}, ["福島県 富岡町", "データなし", "推計"]),
        ({"pref": "13", "muni": "131016"}, ["東京都 千代田区", "特別区"]),
        ({"pref": "01", "muni": "011002"}, ["北海道 札幌市", "政令指定都市", "80%区間"]),
        ({"pref": "35"}, ["19市区町村（市 13・町 6）", "土木技師数は510人", "都道府県"]),
        ({"members": "353051,352128"}, ["柳井市ほか1団体", "2団体をまとめた値"]),
    ],
)  # fmt: skip
def test_profile_tells_of_whom_the_url_names(open_page, query, wanted):
    app = open_page(PROFILE, **query)
    assert not app.exception
    assert not app.error
    page_text = texts(app)
    assert [words for words in wanted if words not in page_text] == []
    assert "出典：" in page_text


def test_profile_asks_for_a_choice_first(open_page):
    assert "市区町村・都道府県を選ぶか" in texts(open_page(PROFILE))


def test_group_of_one_asks_for_more(open_page):
    assert "2つ以上" in texts(open_page(PROFILE, whose="group", members="353051"))


def test_without_a_font_the_page_says_so_and_keeps_excel(open_page, monkeypatch):
    monkeypatch.setattr(fonts, "japanese", lambda: None)
    app = open_page(PROFILE, pref="35", muni="353051")
    assert "日本語のフォントがない" in app.warning[0].value
    assert [button.proto.label for button in app.get("download_button")][:1] == [
        "Excel（グラフ・出典シート付き）"
    ]


def compared(app: AppTest):
    return next(frame for frame in shown_tables(app) if "項目" in frame).set_index("項目")


def test_compare_sets_places_and_groups_side_by_side(open_page):
    app = open_page(COMPARE, compare="353051,011002,352128-353051,353051-352128-353418")
    assert not app.error
    table = compared(app)
    people = table.loc["人口（住民基本台帳）"]
    assert people["周防大島町"] == 13_537
    assert people["周防大島町"] < people["柳井市ほか1団体"] < people["柳井市ほか2団体"]
    assert {"単位", "札幌市", "値の種類", "時点"} <= set(table.columns)
    assert "柳井市ほか2団体：周防大島町・柳井市・上関町" in texts(app)


@pytest.mark.parametrize("code", ["353051-999999", "353051-353051", "353051-", "-", "group"])
def test_what_is_no_group_is_left_out_of_the_comparison(open_page, code):
    app = open_page(COMPARE, compare=f"353051,011002,{code}")
    assert not app.exception
    assert chosen_towns(app, "compare") == ["353051", "011002"]


def test_a_group_put_together_on_the_page_joins_the_comparison(open_page):
    app = open_page(COMPARE, compare="011002", members="353051,352128")
    app.button(key="add_group").click().run()
    assert chosen_towns(app, "compare") == ["011002", "352128-353051"]
    assert "柳井市ほか1団体" in compared(app)
    assert app.button(key="add_group").disabled


def test_compare_needs_two(open_page):
    assert "2〜8の市区町村を選ぶ" in texts(open_page(COMPARE, compare="353051"))


def test_more_than_eight_are_cut_to_eight(open_page):
    codes = "353051,011002,131016,134210,075434,133621,352021,352128,352071,352080"
    app = open_page(COMPARE, compare=codes)
    assert not app.exception
    assert len(chosen_towns(app, "compare")) == 8
