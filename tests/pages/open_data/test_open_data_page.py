"""データを使う: the addresses on the page are those that answer."""

import pytest
from api_requests import dashboard, request
from page_texts import texts

from dashboard import queries
from dashboard.shared import open_data
from deploy.api import Api
from pages.open_data import words

PAGE = "pages/open_data/page.py"


def shown(app) -> list[str]:
    """The addresses on the page, from /api/ on."""
    codes = [one.value for one in app.code if "/api/v1/" in one.value and "\n" not in one.value]
    return [code[code.index("/api/") :] for code in codes]


@pytest.mark.parametrize(
    "query",
    [
        {},
        {"pref": "47", "metric": "road_km"},
        {"pref": "35", "muni": "353051", "metric": "population_2050_index", "at": "2015-10-01"},
        {"metric": "nothing", "pref": "99"},
    ],
)
def test_every_address_on_the_page_answers(open_page, query):
    app = open_page(PAGE, **query)
    assert not app.exception and not app.error
    addresses = shown(app)
    assert len(addresses) == 10  # four of the numbers, the outlines once more for QGIS, five others
    for address in addresses:
        answer = request(Api(dashboard), address)
        assert answer.status_code == 200, address
    assert "出典：" in texts(app)


def test_choices_stand_in_the_addresses(open_page):
    chosen = shown(open_page(PAGE, pref="47", metric="road_km", at="2021-03-31"))
    assert chosen[0] == "/api/v1/metrics/road_km.csv?pref=47&as_of=2021-03-31"
    assert chosen[3] == "/api/v1/municipalities.geojson?metric=road_km&pref=47&as_of=2021-03-31"
    assert shown(open_page(PAGE, muni="353051"))[-2] == "/api/v1/municipalities/353051.json"


def test_the_examples_have_the_address_in_them(open_page):
    app = open_page(PAGE, pref="47", metric="road_km")
    examples = [one.value for one in app.code if "\n" in one.value]
    assert len(examples) == 3
    assert all("metrics/road_km.csv?pref=47" in example and "ADDRESS" not in example for example in examples)


def test_the_python_example_runs_as_it_stands(dashboard_database, monkeypatch, capsys, tmp_path):
    file = tmp_path / "values.csv"
    file.write_bytes(
        request(Api(dashboard), "/api/v1/metrics/bridge_action_needed_share.csv?pref=01").content
    )
    exec(compile(words.PYTHON_CODE.replace("ADDRESS", str(file)), "example", "exec"), values := {})
    assert values["values"]["lg_code"].str.len().eq(6).all()
    assert str(values["values"]["as_of"].dtype).startswith("datetime")
    assert "札幌市" in capsys.readouterr().out


def test_every_column_has_a_meaning(dashboard_database):
    meanings = open_data.meanings()
    assert set(meanings) == {*open_data.OF_METRIC, *open_data.OF_TOWN}
    assert all(meanings.values())
    assert set(queries.metric_values("road_km")) >= {"lg_code", "as_of", "denominator_as_of", "basis"}
