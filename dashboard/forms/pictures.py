"""Pictures that presenters bring for a slide: bounded, made as large as a slide shows them, and written anew, so that nothing else of
the file stays (place and camera of a photograph)."""

import io
import struct

from PIL import Image, ImageOps

from dashboard.exports.slide_model import Picture
from dashboard.forms.uploads import Refused

KINDS = ["png", "jpg", "jpeg"]
FORMATS = ("PNG", "JPEG")
MAX_BYTES, MAX_PIXELS = 10_000_000, 60_000_000
SHOWN = (1600, 1200)  # pixels of a slide at most
LIGHT = 1_500_000  # bytes; a PNG that is heavier becomes a JPEG
QUALITY = 88
EXPECTED = "10MBまでの PNG か JPEG の画像が必要です。"


def read(name: str, content: bytes) -> Picture:
    """The picture as slides show it. Raises Refused for what is no PNG or JPEG, is broken, or too large."""
    if len(content) > MAX_BYTES:
        raise Refused(f"{name}：{len(content) / 1e6:,.1f}MBあります。{EXPECTED}")
    try:
        with Image.open(io.BytesIO(content), formats=FORMATS) as opened:
            wide, tall = opened.size
            if wide * tall > MAX_PIXELS:
                raise Refused(
                    f"{name}：{wide:,}×{tall:,}画素あります。{MAX_PIXELS // 10_000:,}万画素までに縮めてください。"
                )
            return _written(_flat(ImageOps.exif_transpose(opened)), is_photograph=opened.format == "JPEG")
    except (
        OSError,
        ValueError,
        SyntaxError,
        EOFError,
        struct.error,
        Image.DecompressionBombError,
    ) as error:
        raise Refused(f"{name}：画像として開けません。壊れているか、別の形式です。{EXPECTED}") from error


def _flat(image: Image.Image) -> Image.Image:
    """In red, green and blue, on white where one sees through it."""
    image.thumbnail(SHOWN, Image.Resampling.LANCZOS)
    if image.mode.startswith("I"):  # 16 bits of grey
        image = image.point(lambda value: value / 256).convert("L")
    if not image.has_transparency_data:
        return image.convert("RGB")
    shown = image.convert("RGBA")
    return Image.alpha_composite(Image.new("RGBA", shown.size, "white"), shown).convert("RGB")


def _written(image: Image.Image, is_photograph: bool) -> Picture:
    content = b"" if is_photograph else _saved(image, "PNG")
    kind = "png"
    if is_photograph or len(content) > LIGHT:
        content, kind = _saved(image, "JPEG", quality=QUALITY), "jpeg"
    return Picture(content, kind, *image.size)


def _saved(image: Image.Image, kind: str, **options: int) -> bytes:
    output = io.BytesIO()
    image.save(output, kind, optimize=True, **options)
    return output.getvalue()
