"""Slides a presenter adds: in the deck, its order, its address and its PowerPoint file."""

import io

import pytest
from PIL import Image
from pptx import Presentation
from pptx.util import Inches

from dashboard.exports.slide_model import Picture, Slide, Words
from pages.briefing import own_slides, sections, stage

WORDS = Slide(
    "決めたいこと",
    Words(["・まとめて発注するか", "・幹事はだれか"]),
    source=own_slides.SOURCE,
    slide_id="text1",
)


def picture(size: tuple[int, int] = (400, 300)) -> Picture:
    output = io.BytesIO()
    Image.new("RGB", size, "#C4570B").save(output, "PNG")
    return Picture(output.getvalue(), "png", *size)


def texts(page) -> list[str]:
    return [shape.text_frame.text for shape in page.shapes if shape.has_text_frame]


def test_both_stand_in_the_powerpoint_file_among_the_others():
    photograph = Slide("甲橋のいま", picture(), source=own_slides.SOURCE, slide_id="picture1")
    chosen = [Slide("はじめ", slide_id="cover"), WORDS, photograph, Slide("おわり", slide_id="next")]
    deck = Presentation(
        io.BytesIO(sections.powerpoint_bytes("題", chosen, "http://localhost/briefing?pref=35"))
    )
    first, words, shown, last = deck.slides
    assert "・まとめて発注するか\n・幹事はだれか" in texts(words)
    (image,) = [shape for shape in shown.shapes if shape.shape_type == 13]
    assert image.width / image.height == pytest.approx(4 / 3, rel=0.01)
    assert image._element.nvPicPr.cNvPr.get("descr") == "甲橋のいま"
    assert any(own_slides.SOURCE in text for text in texts(shown))
    addresses = ["".join(texts(page)) for page in (first, words, shown, last)]
    assert ["slide=" in text for text in addresses] == [True, False, False, True]
    assert "slide=2" in addresses[-1], "who opens the address has no slides of the presenter's"


@pytest.mark.parametrize("size", [(3000, 100), (100, 3000), (10, 10)])
def test_a_picture_of_any_shape_stays_on_its_slide(size):
    chosen = [Slide("図", picture(size), source=own_slides.SOURCE, slide_id="picture1")]
    deck = Presentation(io.BytesIO(sections.powerpoint_bytes("題", chosen, "http://localhost/briefing")))
    (image,) = [shape for shape in deck.slides[0].shapes if shape.shape_type == 13]
    assert image.left >= 0 and image.left + image.width <= deck.slide_width
    assert image.top >= Inches(1.4) and image.top + image.height <= deck.slide_height - Inches(0.5)


def test_the_browser_gets_the_words_and_the_picture():
    assert stage.as_data(WORDS)["body"] == {
        "kind": "words",
        "lines": ["・まとめて発注するか", "・幹事はだれか"],
    }
    url = stage.as_data(Slide("図", picture()))["body"]["url"]
    assert url.startswith("data:image/png;base64,iVBOR")


def powerpoint(page) -> str:
    return next(one.proto.label for one in page.get("download_button"))


def test_words_are_taken_into_the_order_and_the_address(open_page):
    page = open_page("pages/briefing/page.py", pref="35", slides="cover,next")
    assert "2枚" in powerpoint(page)
    page.text_area(key="own_text1").input("決めたいこと\n・だれがまとめるか").run()
    assert not page.exception
    assert "3枚" in powerpoint(page)
    assert page.query_params["slides"] == "cover,next,text1"
    assert page.query_params["text1"] == "決めたいこと\n・だれがまとめるか"
    page.text_area(key="own_text2").input("つぎ").run()
    page.text_area(key="own_text1").input("").run()
    assert "3枚" in powerpoint(page)
    assert "text1" not in page.query_params
    assert page.text_area(key="own_text2").value == "つぎ"


def test_another_reader_is_told_of_pictures_that_are_not_there(open_page):
    page = open_page("pages/briefing/page.py", pref="35", slides="cover,picture1,next")
    assert not page.exception and not page.warning
    assert "2枚" in powerpoint(page)
    assert any("置いた人の画面だけに" in one.value for one in page.caption)


def test_a_long_text_leaves_room_for_the_code(open_page):
    page = open_page("pages/briefing/page.py", pref="35", text1="あ" * 2_000)
    assert not page.exception
    assert page.text_area(key="own_text1").value == "あ" * own_slides.MOST_LETTERS
