"""手引きから探す: only what the documents name, each with a page that exists and a choice that means something there."""

import re
from pathlib import Path

import pytest
from page_texts import texts

from analysis import search
from dashboard import queries
from dashboard.runtime import place
from dashboard.shared import fact_search, finder
from pages.cases import search as case_search
from pages.glossary import queries as glossary
from pages.handbook import sections, ways
from pages.handbook.ways import PARTS_OF, WAYS

ROOT = Path(__file__).parents[3]
PAGE = "pages/handbook/page.py"
EVERY = [(item, way) for item, own in WAYS.items() for way in own]
TITLES = dict(re.findall(r'_page\("(\w+)", "([^"]+)"', (ROOT / "app.py").read_text("utf-8")))


@pytest.mark.parametrize(("item", "way"), EVERY)
def test_every_way_leads_to_a_page_under_its_own_title(item, way):
    assert TITLES[way.page] == way.title, item
    assert (ROOT / "pages" / way.page / "page.py").exists()
    assert way.finds_ja.endswith("。")


@pytest.mark.parametrize(("item", "way"), [one for one in EVERY if one[1].choices])
def test_what_a_way_chooses_means_something_there(open_page, item, way):
    """The page takes the choice up without a word of refusal; a search finds something."""
    for name, code in way.choices.items():
        if name == "find":
            texts_of = case_search.searchable(queries.cases(), queries.case_members())
            weights = {field: weight for field, (_, weight) in case_search.FIELDS.items()}
            facts = fact_search.facts()
            assert len(search.find(code, texts_of, weights)) or len(
                search.find(code, facts, fact_search.WEIGHTS)
            )
        elif name == "q":
            assert glossary.glossary()["term"].str.contains(code).any()
        else:
            app = open_page(f"pages/{way.page}/page.py", pref="35", **{name: code})
            assert not app.exception
            assert "アドレスの" not in texts(app)
            assert app.session_state[place.REMEMBERED].get(name) == code, item


def test_every_heading_and_question_has_a_way_or_stands_above_its_questions(dashboard_database):
    parts, questions = queries.handbook("chapter_part"), queries.handbook("question")
    assert sorted(parts["number"]) == sorted(number for own in PARTS_OF.values() for number in own)
    named = {("chapter_part", number) for number in parts["number"]} | {
        ("question", number) for number in questions["number"]
    }
    assert named - {("chapter_part", ways.LISTED_BELOW)} == set(WAYS)
    assert parts.set_index("number").loc[ways.LISTED_BELOW, "name_ja"] == "各ステップのQ&A"
    assert (
        list(queries.handbook("chapter")["number"])
        == list(PARTS_OF)
        == list(queries.handbook("chapter_question")["number"])
    )
    for one in parts.itertuples():  # the chapter that the file names is the one it is listed under
        assert one.text_ja.startswith(f"第{sections._chapter_of('chapter_part', one.number)}章")


def test_the_page_tells_how_many_are_named_and_where_none_is(open_page):
    app = open_page(PAGE, pref="35")
    assert {one.label: one.value for one in app.metric} == {
        "章": "6章", "問い（全体）": "41問", "名前が挙がる問い": "11問",
    }  # fmt: skip
    shown = texts(app)
    assert "のこる30問" in shown
    assert [one.value for one in app.caption].count(sections.NONE_NAMED) == 5
    links = app.get("page_link")
    assert len(links) == len(EVERY)
    for kind in ("chapter_question", "chapter_part", "question"):
        assert not [name for name in queries.handbook(kind)["name_ja"] if name not in shown]


def test_the_table_names_document_and_place(open_page):
    app = open_page(PAGE)
    fold = next(one for one in app.expander if one.label.startswith("すべてを表で見る"))
    assert "28" in fold.label
    assert "31ページ" in ways.place_of("question", 5)
    assert ways.place_of("chapter_part", 1) == "「目次」"


@pytest.mark.parametrize(
    ("item", "titles"),
    [
        ("question-2", ["連携候補", "群の編成"]),
        ("chapter_part-11", []),
        ("chapter-1", ["全国の状況", "自治体カルテ", "強み・弱み"]),
        ("chapter_question-6", ["人の群マネ"]),
    ],
)
def test_what_was_searched_for_stands_first(open_page, item, titles):
    app = open_page(PAGE, item=item)
    assert not app.exception
    links = [one.proto.label for one in app.get("page_link")]
    assert len(links) == len(EVERY) + len(titles)
    assert [re.match(r"\*\*(.+?)\*\*", label)[1] for label in links[: len(titles)]] == titles


def test_an_unknown_item_is_reported(open_page):
    app = open_page(PAGE, item="question-99")
    assert "そのような手引きの項目はありません（アドレスの item=question-99）" in texts(app)


def test_the_search_over_everything_knows_each(dashboard_database):
    entries = [one for one in finder._others() if one[0] == "handbook"]
    assert len(entries) == 6 + 6 + 17 + 11
    for _, code, name, *_ in entries:
        assert finder._way_to("handbook", code) == ("handbook", {"item": code})
        kind, number = code.split("-")
        assert queries.handbook(kind).set_index("number").loc[int(number), "name_ja"] == name
    assert "handbook" in finder.EVERYTHING
    facts = fact_search.facts()
    found = facts.loc[search.find("費用 分担", facts, fact_search.WEIGHTS).index]
    assert "手引きから探す" in set(found["where"])
