"""集約再編 in a browser: a row of the list opens its sheet, roads that a reader drops are measured, the map is drawn; also on a phone."""

import json

import pytest
from browser_pages import bring_into_sight, opened_pages
from playwright.sync_api import expect

from analysis.consolidation_options import OPTIONS


@pytest.fixture
def opened(context, app):
    with opened_pages(context, app) as go:
        yield go


@pytest.mark.parametrize("width", [1440, 390])
def test_the_list_leads_to_a_sheet_and_to_a_draft(opened, width):
    page = opened("consolidation?pref=35", width=width)
    bring_into_sight(page, page.locator(".st-key-pairs_map"))
    box = page.get_by_role("combobox", name="組を選ぶ", exact=True)
    box.scroll_into_view_if_needed()
    box.click()
    page.get_by_role("option").first.click()
    for number, option in enumerate(OPTIONS.values()):
        expect(page.locator(f".st-key-option_{number}")).to_contain_text(option, timeout=20_000)
    assert "pair=" in page.url
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_roads_are_measured_and_what_is_no_road_refused(opened):
    page = opened("consolidation?pref=35")
    page.get_by_text("道路網を読み込んで、回り道を測る（GeoJSON）").click()
    road = {"type": "LineString", "coordinates": [[131.0, 34.0], [131.5, 34.2]]}
    box = page.locator(".st-key-consolidation_roads input[type=file]")
    for name, content, expected in (
        ("道.geojson", json.dumps(road), "道路の線"),
        ("道.json", "{", "途中で切れているか、別の形式です"),
    ):
        box.set_input_files({"name": name, "mimeType": "application/geo+json", "buffer": content.encode()})
        expect(page.locator("[data-testid=stAlert]").filter(has_text=expected)).to_be_visible(timeout=30_000)
