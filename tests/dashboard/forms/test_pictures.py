"""Pictures for slides: made small, written anew, and refused where they are none."""

import io

import pytest
from PIL import Image

from dashboard.forms import isolated, pictures
from dashboard.forms.uploads import Refused

RED, BLUE = (200, 30, 30), (20, 40, 220)


def saved(image: Image.Image, kind: str, **options) -> bytes:
    output = io.BytesIO()
    image.save(output, kind, **options)
    return output.getvalue()


def opened(picture) -> Image.Image:
    image = Image.open(io.BytesIO(picture.content))
    assert (image.format.lower(), *image.size) == (picture.kind, picture.width, picture.height)
    return image.convert("RGB")


@pytest.mark.parametrize(
    ("mode", "color", "kind"),
    [("RGB", RED, "PNG"), ("RGB", RED, "JPEG"), ("P", 3, "PNG"), ("L", 90, "PNG"), ("CMYK", (0, 200, 200, 40), "JPEG")],
)  # fmt: skip
def test_pictures_of_every_kind_are_read(mode, color, kind):
    image = Image.new(mode, (300, 200), color)
    read = opened(pictures.read("甲橋.png", saved(image, kind)))
    wanted = image.convert("RGB").getpixel((150, 100))
    assert read.size == (300, 200)
    assert all(abs(one - other) <= 4 for one, other in zip(read.getpixel((150, 100)), wanted, strict=True))


def test_sixteen_bits_of_grey_keep_their_shade():
    image = Image.new("I;16", (20, 20), 0x8000)
    assert opened(pictures.read("x.png", saved(image, "PNG"))).getpixel((5, 5)) == (128, 128, 128)


def test_what_one_sees_through_stands_on_white():
    read = opened(pictures.read("x.png", saved(Image.new("RGBA", (10, 10), (0, 0, 0, 0)), "PNG")))
    assert read.getpixel((5, 5)) == (255, 255, 255)


def test_a_photograph_is_turned_shrunk_and_freed_of_where_it_was_taken():
    image = Image.new("RGB", (4000, 2000), BLUE)
    image.paste(RED, (0, 0, 4000, 200))  # the top, which the camera held to the left
    exif = Image.Exif()
    exif[0x0112] = 6  # to be turned clockwise
    exif.get_ifd(0x8825)[1] = "N"
    content = saved(image, "JPEG", exif=exif, quality=95)
    assert Image.open(io.BytesIO(content)).getexif().get_ifd(0x8825)
    read = pictures.read("甲橋.jpg", content)
    assert (read.width, read.height) == (600, 1200)
    shown = Image.open(io.BytesIO(read.content))
    assert not dict(shown.getexif())
    right = shown.convert("RGB").getpixel((590, 600))
    assert right[0] > right[2], "the top is on the right after the turn"


def test_a_heavy_png_becomes_light():
    noise = Image.effect_noise((1500, 1100), 90).convert("RGB")
    read = pictures.read("x.png", saved(noise, "PNG"))
    assert read.kind == "jpeg"


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "画像として開けません"),
        (b"GIF89a" + bytes(50), "画像として開けません"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "画像として開けません"),
        (saved(Image.new("RGB", (300, 300), RED), "PNG")[:200], "画像として開けません"),
        (saved(Image.new("RGB", (300, 300), RED), "JPEG")[:400], "画像として開けません"),
        (saved(Image.new("RGB", (30, 30), RED), "BMP"), "画像として開けません"),
        (saved(Image.new("1", (12_000, 9_000)), "PNG"), "12,000×9,000画素"),
        (saved(Image.new("1", (20_000, 20_000)), "PNG"), "画"),
        (bytes(pictures.MAX_BYTES + 1), "MBあります"),
    ],
    ids=["empty", "gif", "svg", "cut png", "cut jpeg", "bmp", "too many pixels", "bomb", "too heavy"],
)
def test_what_is_no_picture_is_refused_in_one_sentence(content, why):
    with pytest.raises(Refused, match=why) as refused:
        pictures.read("甲橋.png", content)
    assert str(refused.value).startswith("甲橋.png：")
    assert "\n" not in str(refused.value)


def test_a_child_reads_it():
    read = isolated.read(pictures.read, "甲橋.png", saved(Image.new("RGB", (30, 20), RED), "PNG"))
    assert opened(read).getpixel((5, 5)) == RED
    with pytest.raises(Refused, match="PNG か JPEG"):
        isolated.read(pictures.read, "甲橋.png", b"none", expected=pictures.EXPECTED)
