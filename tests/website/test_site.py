"""The files of the static edition hold the dashboard's numbers and lead nowhere outside."""

import filecmp
import json
import re

import pandas as pd
import pytest
import site_figures
import site_pages

from analysis import rounding
from dashboard import queries
from dashboard.shared import national_map, text

PREFECTURES = ("35", "37")
TOWNS = 19 + 17
MOST_BYTES = 60_000_000
PAGES = 1741 + 47


@pytest.fixture(scope="module")
def told(static_site):
    return site_pages.data(static_site / "data" / "map.js")


@pytest.fixture(scope="module")
def codes(static_site):
    return sorted(file.stem for file in (static_site / "profiles").iterdir())


def test_every_metric_is_offered_as_on_the_dashboards_maps(told):
    held = queries.offered_metrics().query("municipalities_covered > 0")["metric_id"].to_list()
    offered = {one["metric_id" if "metric_id" in one else "id"]: one for one in told["message"]["offered"]}
    assert sorted(offered) == sorted(held)
    for metric_id, one in offered.items():
        assert one == json.loads(json.dumps(national_map.described(metric_id))), metric_id
    assert sorted(told["metrics"]) == sorted(queries.offered_metrics()["metric_id"])


def test_values_of_all_metrics_dates_and_places_are_those_of_the_tables(static_site, told):
    places = queries.municipalities()["lg_code"].to_list()
    for one in told["message"]["offered"]:
        metric = queries.metric(one["id"])
        name = one["file"].rsplit("/")[-1].replace(".json", ".js")
        frames = site_pages.data(static_site / "data" / name)["frames"]
        assert [frame["frame"] for frame in frames] == [frame["frame"] for frame in one["frames"]]
        for frame in frames:
            known = queries.metric_values_then(one["id"], frame["frame"])
            assert known["lg_code"].to_list() == places
            values = known["value"].fillna(known["marked_value"])
            wanted = text.shown(
                rounding.printed(values, metric["unit"], int(metric["digits"])), metric["unit"]
            )
            written = pd.to_numeric(pd.Series(frame["values"].split(",")), errors="coerce")
            assert len(written) == len(places)
            assert (written.isna() == wanted.isna()).all(), (one["id"], frame["frame"])
            half = 0.5000001 * 10 ** -int(
                metric["digits"]
            )  # written from the unrounded value: half a step at most
            assert ((written - text.shown(values, metric["unit"])).abs().dropna() <= half).all(), one["id"]


def test_profiles_of_municipalities_say_what_the_api_and_the_profile_page_say(static_site, codes):
    towns = [code for code in codes if len(code) == 6]
    assert len(towns) == TOWNS
    assert [
        one for code in towns for one in site_figures.differences_of_municipality(static_site, code)
    ] == []


@pytest.mark.parametrize("code", PREFECTURES)
def test_profiles_of_prefectures_say_what_the_view_of_prefectures_says(static_site, code):
    assert site_figures.differences_of_prefecture(static_site, code) == []


def test_a_difference_is_found(static_site, tmp_path):
    (tmp_path / "profiles").mkdir()
    whole = (static_site / "profiles" / "352128.html").read_text("utf-8")
    value = site_pages.figures(static_site / "profiles" / "352128.html")["管理する橋の数"]["値"]
    (tmp_path / "profiles" / "352128.html").write_text(whole.replace(f"<td>{value}", "<td>7橋", 1), "utf-8")
    assert site_figures.differences_of_municipality(tmp_path, "352128")


def test_years_of_a_municipality_are_those_of_its_metrics(static_site):
    tables = site_pages.select(site_pages.page(static_site / "profiles" / "353051.html"), "table.history")
    rows = {site_pages.text(row[0]): row[1] for row in site_pages.select(tables[0], "tbody tr")}
    frames = queries.metric_frames("general_admin_staff").query("lg_code == '353051'")
    assert site_pages.text(rows["一般行政部門職員数（人）"]) == "、".join(
        f"{day.year}年 {value:,.0f}" for day, value in zip(frames["frame"], frames["value"], strict=True)
    )


def test_every_source_is_listed_with_its_terms(static_site):
    page = site_pages.page(static_site / "sources.html")
    for source in queries.sources().itertuples():
        (section,) = site_pages.select(page, f"#{source.source_id}")
        for words in (source.title_ja, source.publisher, source.licence, source.attribution):
            assert " ".join(words.split()) in site_pages.text(section), source.source_id


def test_pages_load_and_link_only_what_lies_beside_them(static_site):
    """Links to other sites are those of publishers, to be followed; nothing of them is loaded."""
    everyone = {
        f"{code}.html"
        for code in [*queries.municipalities()["lg_code"], *queries.prefectures()["prefecture_code"]]
    }
    for file in static_site.rglob("*.html"):
        for tag, name, address in site_pages.addresses(file):
            if tag == "a" and re.match(r"https?://", address):
                continue
            path = address.partition("#")[0]
            assert not re.match(r"\w+:|/", path), f"{file.name}: {tag} {name}={address}"
            target = (file.parent / path).resolve() if path else file
            is_profile = target.parent.name == "profiles" and target.name in everyone
            assert target.is_file() or (tag == "a" and is_profile), f"{file.name}: {tag} {name}={address}"
            if path != address and "=" not in address:
                place = address.partition("#")[2]
                assert is_profile or site_pages.select(site_pages.page(target), f"#{place}"), (
                    f"{file.name}: {address}"
                )


def test_styles_ask_for_no_file(static_site):
    style = (static_site / "code" / "site.css").read_text("utf-8")
    assert not re.search(r"url\(|@import|@font-face", style)


def test_nothing_of_the_writing_machine_stands_in_the_files(static_site, dashboard_database):
    for file in static_site.rglob("*"):
        if file.is_file() and file.name != "maplibre-gl.js":
            assert str(dashboard_database.parent).encode() not in file.read_bytes(), file.name


def test_the_whole_would_fit(static_site):
    """As many pages as there are, each as large as these are on average; tests/nightly measures the whole."""
    sizes = {file: file.stat().st_size for file in static_site.rglob("*") if file.is_file()}
    pages = [size for file, size in sizes.items() if file.parent.name == "profiles"]
    shared = sum(sizes.values()) - sum(pages)
    assert shared + sum(pages) / len(pages) * PAGES <= MOST_BYTES


def test_pages_are_plain_tables_without_any_script(static_site):
    for code in ("353051", "35"):
        page = site_pages.page(static_site / "profiles" / f"{code}.html")
        assert len(site_pages.select(page, "table.figures")) >= 5
        assert all(script.get("src") and not script.text for script in site_pages.select(page, "script"))
        assert site_pages.select(page, "h1")[0].text_content().strip()


def test_two_sites_of_one_database_are_equal(static_site, write_site, tmp_path):
    write_site(tmp_path / "again", ["37"])
    for file in (tmp_path / "again").rglob("*"):
        if file.is_file():
            other = static_site / file.relative_to(tmp_path / "again")
            assert filecmp.cmp(file, other, shallow=False), file.name
