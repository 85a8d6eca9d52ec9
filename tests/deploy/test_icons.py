"""The font of icons that readers get: all that pages ask for, and little more."""

import io
import re
from pathlib import Path

import streamlit
from fontTools.ttLib import TTFont

from deploy import icons

ROOT = Path(__file__).parents[2]


def drawn(font: bytes) -> set[str]:
    """Names that are drawn as one letter."""
    with TTFont(io.BytesIO(font)) as opened:
        letter = {glyph: chr(code) for code, glyph in opened.getBestCmap().items()}
        tables = [table for lookup in opened["GSUB"].table.LookupList.Lookup for table in lookup.SubTable]
        tables = [getattr(table, "ExtSubTable", table) for table in tables]
        return {
            "".join(letter[one] for one in (first, *ligature.Component))
            for table in tables
            for first, ligatures in getattr(table, "ligatures", {}).items()
            for ligature in ligatures
        }


def test_every_icon_of_a_page_and_of_streamlit_stays():
    font = icons.made()
    whole = drawn(next(icons.STATIC.glob("media/MaterialSymbols-Rounded.*.woff2")).read_bytes())
    ours = {
        name
        for file in (ROOT / "app.py", *ROOT.glob("dashboard/**/*.py"), *ROOT.glob("pages/**/*.py"))
        for name in re.findall(r":material/(\w+):", file.read_text("utf-8"))
    }
    assert len(ours) > 100 and ours <= whole, "an icon of ours is none of the font"
    assert ours | {"keyboard_double_arrow_right", "expand_more", "close"} <= drawn(font)
    assert len(drawn(font)) < 300 < 4_000 < len(whole)
    assert len(font) < 60_000


def test_a_name_is_never_put_together_where_it_cannot_be_found():
    files = [ROOT / "app.py", *ROOT.glob("dashboard/**/*.py"), *ROOT.glob("pages/**/*.py")]
    assert [file.name for file in files if ":material/{" in file.read_text("utf-8")] == []
    assert streamlit.__version__ in (ROOT / "requirements.txt").read_text("utf-8")
