"""Pages on A4: nothing blank, nothing cut off, nothing to press."""

import shutil
import subprocess
from io import BytesIO

import pytest
from PIL import Image
from pypdf import PdfReader

from dashboard.shared import theme

DOTS_PER_INCH = 60
A4_POINTS = (595, 842)
MARGIN_DOTS = 20  # of the 11 mm around
TO_PRESS = (
    "検討ツール",
    "リンクをコピー",
    "図を保存",
    "PNG",
    "CSV（Excel",
    "2枚で比べる",
    "自分のデータ",
    "全国を表示",
)


@pytest.fixture(scope="module")
def printer(browser, app, tmp_path_factory):
    """Prints a page as Ctrl+P does; returns its PDF and its sheets as images."""
    if shutil.which("pdftoppm") is None:
        pytest.skip("no pdftoppm to look at paper with")
    folder = tmp_path_factory.mktemp("paper")

    def go(path):
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        page.add_init_script("window.print = () => { window.printed = true }")
        page.goto(app + path)
        page.get_by_title("A4で印刷").wait_for(timeout=60_000)
        ended = (
            "() => document.querySelector('[data-testid=stApp]')?.dataset.testScriptState === 'notRunning'"
        )
        page.wait_for_function(ended, timeout=60_000)
        page.wait_for_selector(".choropleth, .plot", state="attached", timeout=60_000)
        page.keyboard.press("Control+p")
        page.wait_for_function("() => window.printed", timeout=120_000)
        file = folder / f"{path.partition('?')[0]}.pdf"
        page.pdf(path=file, prefer_css_page_size=True, print_background=True)
        page.close()
        subprocess.run(["pdftoppm", "-r", str(DOTS_PER_INCH), "-png", file, file.with_suffix("")], check=True)
        return PdfReader(file), [
            Image.open(one).convert("RGB") for one in sorted(folder.glob(f"{file.stem}-*.png"))
        ]

    return go


def dots_of(sheets, color):
    """How many dots have nearly this colour."""
    red, green, blue = (int(color[at : at + 2], 16) for at in (1, 3, 5))
    return sum(
        count
        for sheet in sheets
        for count, (r, g, b) in sheet.getcolors(maxcolors=1 << 24)
        if abs(r - red) + abs(g - green) + abs(b - blue) < 24
    )


@pytest.mark.parametrize(
    ("path", "map_colors", "chart_colors"),
    [
        ("overview", theme.sequential(6)[2:4], [theme.RED, theme.DEEP, theme.BLUE]),
        ("staffing?pref=20&metric=general_admin_staff", theme.neutral(7)[-2:], [theme.BLUE]),
        ("gap?pref=35", theme.QUADRANTS[1:], []),
        ("ageing?pref=35", [], [theme.DEEP]),
        ("partners?pref=35&muni=352012", [], [theme.ORANGE]),
        ("cases", [theme.GREY], []),
        ("people", [], [theme.BLUE]),
    ],
)
def test_maps_and_charts_stand_on_the_paper(printer, path, map_colors, chart_colors):
    pdf, sheets = printer(path)
    assert all(
        abs(side - wanted) < 2
        for sheet in pdf.pages
        for side, wanted in zip(sheet.mediabox[2:], A4_POINTS, strict=True)
    )
    text = "".join(sheet.extract_text() for sheet in pdf.pages)
    assert [one for one in TO_PRESS if one in text] == []
    for color in (*map_colors, *chart_colors):
        assert dots_of(sheets, color) > 15, color
    for sheet in sheets:
        right = sheet.crop((sheet.width - MARGIN_DOTS, 0, sheet.width, sheet.height))
        assert right.getextrema() == ((255, 255),) * 3, "something is cut off at the edge"


def test_a_map_is_printed_without_its_own_button_too(browser, app):
    """From the browser's menu there is no time to draw: what is in sight is on the paper."""
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    page.goto(f"{app}gap?pref=35")
    page.wait_for_selector(".choropleth[data-state=ready]", timeout=60_000)
    page.evaluate("() => window.dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    paper = page.locator(".paper").screenshot()
    page.close()
    picture = Image.open(BytesIO(paper)).convert("RGB")
    assert dots_of([picture], theme.QUADRANTS[2]) > 1_000
