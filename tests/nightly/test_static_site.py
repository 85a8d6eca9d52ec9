"""The whole static edition: every figure of all 1,741 municipalities and 47 prefectures, its size and the number of its files."""

import pytest
import site_figures

from dashboard import queries

pytestmark = [pytest.mark.nightly, pytest.mark.timeout(7200)]
MOST_BYTES = 60_000_000


@pytest.fixture(scope="module")
def whole(write_site, tmp_path_factory):
    folder = tmp_path_factory.mktemp("website") / "site"
    return folder, write_site(folder)


def test_all_places_have_a_page_and_the_whole_is_small(whole):
    folder, written = whole
    files = [file for file in folder.rglob("*") if file.is_file()]
    print(f"{written.files} files, {written.size / 1e6:.1f} MB")
    assert len(files) == written.files
    assert sum(file.stat().st_size for file in files) == written.size <= MOST_BYTES
    pages = {file.stem for file in (folder / "profiles").iterdir()}
    assert pages == {*queries.municipalities()["lg_code"], *queries.prefectures()["prefecture_code"]}


def test_every_figure_of_every_municipality(whole):
    folder, _ = whole
    towns = queries.municipalities()["lg_code"]
    assert [one for code in towns for one in site_figures.differences_of_municipality(folder, code)] == []


def test_every_figure_of_every_prefecture(whole):
    folder, _ = whole
    codes = queries.prefectures()["prefecture_code"]
    assert [one for code in codes for one in site_figures.differences_of_prefecture(folder, code)] == []
