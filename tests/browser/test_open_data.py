"""データを使う: an address copied from the page answers with the number that the map's page shows."""

import csv
import io
import re
from urllib.request import urlopen

import pyogrio
from playwright.sync_api import expect


def test_an_address_from_the_page_gives_the_number_of_the_town(open_page):
    page = open_page("data?pref=35&metric=bridge_action_needed_share")
    # Streamlit may draw the boxes of the other forms before the one of CSV.
    address = page.locator("code", has_text=re.compile(r"^\s*http\S+\.csv")).first.inner_text().strip()
    with urlopen(address) as answer:
        rows = list(csv.DictReader(io.StringIO(answer.read().decode("utf-8-sig"))))
    town = next(row for row in rows if row["lg_code"] == "353051")
    assert (town["value"], town["unit"]) == (
        "19.2",
        "%",
    )  # as tests/pages/test_every_page.py reads it on /ageing


def test_a_program_of_maps_opens_the_outlines_by_their_address(open_page):
    """As QGIS does, by GDAL."""
    page = open_page("data?pref=35&metric=road_km")
    page.get_by_role("tab", name="QGIS").click()
    panel = page.get_by_role("tabpanel").filter(has_text="ベクタレイヤを追加")
    expect(panel).to_be_visible()
    with urlopen(panel.locator("code", has_text="geojson").inner_text().strip()) as answer:
        layer = pyogrio.read_dataframe(answer.read())
    assert len(layer) == 19 and layer["value"].notna().all()
    assert layer.loc[layer["lg_code"] == "353051", "municipality_name"].item() == "周防大島町"
