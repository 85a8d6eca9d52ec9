"""強み・弱み: the page and the section of the profile, opened with what their URLs say."""

import pytest
from page_texts import texts

PAGE, PROFILE = (f"pages/{name}/page.py" for name in ("strengths", "profile"))


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ({}, ["弱みの数の地図", "全国の1,741団体で最も多い弱み"]),
        ({"pref": "35", "muni": "353051"}, ["周防大島町は、12の弱みのうち", "垂直連携", "境：5人以下"]),
        ({"point": "few_engineers"}, ["「技術者が少ない」の地図", "分からない 423団体"]),
        ({"point": "steady_population", "pref": "07"}, ["「人口があまり減らない」の地図", "福島県"]),
        ({"point": "nonsense"}, ["そのような強み・弱みはありません"]),
        ({"pref": "13", "muni": "134023"}, ["青ヶ島村は、"]),
    ],
)
def test_the_page_says_what_holds(open_page, query, wanted):
    app = open_page(PAGE, **query)
    assert not app.exception
    shown = texts(app)
    assert [
        words for words in wanted if words not in shown and not any(words in one.value for one in app.warning)
    ] == []


def test_the_profile_leads_from_weak_points_to_what_helps(open_page):
    app = open_page(PROFILE, pref="35", muni="353051")
    assert not app.exception
    shown = texts(app)
    assert "弱みに合う手立て" in shown
    assert "合う弱み：" in shown
    assert "垂直連携の事例" in {link.proto.label for link in app.get("page_link")}


def test_a_prefecture_and_a_group_have_counts(open_page):
    for query in ({"pref": "35"}, {"members": "353051,352128"}):
        app = open_page(PROFILE, **query)
        assert not app.exception
        assert "団体で最も多い弱みは" in texts(app)


def test_the_outlook_follows_the_chosen_year(open_page):
    shown = texts(open_page(PROFILE, pref="35", muni="352152", ahead="2045"))
    assert "2045年の周南市の人口は98,471人" in shown
    assert "将来推計が公表されていない" in texts(open_page(PROFILE, pref="07", muni="075442"))
    assert "2035年の全国の人口は" in texts(open_page("pages/gap/page.py"))
