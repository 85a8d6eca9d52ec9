"""How the addresses answer: unchanged, compressed, refused, limited; and which sources they name."""

import gzip
import re
import shutil
from urllib.parse import unquote

import duckdb
import jsonschema
import pytest
from api_requests import PASSED, dashboard, request
from streamlit import config
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from dashboard import queries
from dashboard.runtime import cache, db
from deploy.api import Api, openapi
from deploy.api.rate import Rate
from deploy.api.service import _takes_gzip

VALUES = "metrics/road_km.csv?pref=35"


def test_what_is_not_an_address_of_ours_passes():
    api = Api(dashboard)
    assert request(api, "/apiary").status_code == request(api, "/overview").status_code == PASSED


@pytest.mark.parametrize(
    "path", [VALUES, "metrics", "municipalities.csv", "municipalities/353051.json", "openapi.json"]
)
def test_what_a_client_has_is_not_sent_again(ask, path):
    first = ask(path)
    for known in (
        first.headers["etag"],
        first.headers["etag"].removeprefix("W/"),
        f'"other", {first.headers["etag"]}',
        "*",
    ):
        again = ask(path, If_None_Match=known)
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["etag"] == first.headers["etag"]
    assert ask(path, If_None_Match='"other"').content == first.content


def test_addresses_below_a_name_of_the_server(dashboard_database, monkeypatch):
    """server.baseUrlPath; what the answers name leads there too."""
    before = config.get_option("server.baseUrlPath")
    config._set_option("server.baseUrlPath", "/shown/", "test")
    monkeypatch.setattr(cache, "results", cache.Results())  # what others asked is not named so
    try:
        api = Api(dashboard)
        assert request(api, "/api/v1/metrics").status_code == PASSED
        listed = request(api, "/shown/api/v1/metrics")
        first = listed.json()["metrics"][0]["files"]["json"]
        assert first.startswith("/shown/api/") and request(api, first).status_code == 200
        assert "</shown/api/v1/openapi.json>" in listed.headers["link"]
        assert request(api, "/shown/api/v1/openapi.json").json()["servers"] == [{"url": "/shown"}]
    finally:
        config._set_option("server.baseUrlPath", before, "test")


@pytest.mark.parametrize("path", [VALUES, "metrics", "municipalities.csv", "openapi.json"])
def test_text_is_compressed_for_those_who_take_it(ask, path):
    plain = ask(path)
    assert "content-encoding" not in plain.headers and plain.headers["vary"] == "Accept-Encoding"
    packed = ask(path, Accept_Encoding="br, gzip;q=0.8")
    assert packed.headers["content-encoding"] == "gzip"
    assert int(packed.headers["content-length"]) < len(plain.content) == len(packed.content)


def test_parquet_is_compressed_by_itself(ask):
    assert "content-encoding" not in ask("metrics/road_km.parquet", Accept_Encoding="gzip").headers


@pytest.mark.parametrize(
    ("accepted", "takes"),
    [("", False), ("gzip", True), ("GZIP", True), ("br", False), ("*", True), ("gzip;q=0", False), ("gzip; q=0.000", False),
     ("gzip;q=0.001", True), ("br;q=1, gzip;q=0.5", True), ("identity, gzip; q=0", False), ("x-gzip", False)],
)  # fmt: skip
def test_whether_gzip_is_taken(accepted, takes):
    assert _takes_gzip(accepted) is takes


def test_the_head_is_that_of_the_answer(ask):
    """The web server leaves out the body: test_api_served."""
    whole, head = ask(VALUES), ask(VALUES, "HEAD")
    assert dict(head.headers) == dict(whole.headers)


REFUSED = [
    ("metrics/nothing.csv", 404, "unknown_metric"),
    ("metrics/road_km.xlsx", 404, "no_address"),
    ("metrics/road_km", 404, "no_address"),
    ("metrics/", 404, "no_address"),
    ("", 404, "no_address"),
    ("metrics/road_km.csv?pref=48", 400, "unknown_prefecture"),
    ("metrics/road_km.csv?pref=", 400, "unknown_prefecture"),
    ("metrics/road_km.csv?pref=1", 400, "unknown_prefecture"),
    ("metrics/road_km.csv?pref=' or 1=1 --", 400, "unknown_prefecture"),
    ("metrics/road_km.csv?pref=35&pref=36", 400, "condition_twice"),
    ("metrics/road_km.csv?prefecture=35", 400, "unknown_condition"),
    ("metrics?pref=35", 400, "unknown_condition"),
    ("metrics/road_km.csv?as_of=2024", 400, "bad_date"),
    ("metrics/road_km.csv?as_of=20240331", 400, "bad_date"),
    ("metrics/road_km.csv?as_of=2023-02-30", 400, "bad_date"),
    ("metrics/road_km.csv?as_of=２０２４-03-31", 400, "bad_date"),
    ("metrics/road_km.csv?as_of=1999-03-31", 404, "unknown_edition"),
    ("municipalities.geojson?as_of=2024-03-31", 400, "as_of_without_metric"),
    ("municipalities.geojson?metric=nothing", 404, "unknown_metric"),
    ("municipalities/35305.json", 404, "unknown_municipality"),
    ("municipalities/350001.json", 404, "unknown_municipality"),
]


@pytest.mark.parametrize(("path", "status", "code"), REFUSED)
def test_what_cannot_be_answered_is_said_in_japanese(ask, path, status, code):
    refused = ask(path)
    said = refused.json()
    assert (refused.status_code, said["status"], said["code"]) == (status, status, code)
    assert refused.headers["content-type"] == "application/problem+json; charset=utf-8"
    assert refused.headers["cache-control"] == "no-store"
    assert re.search("[ぁ-ん]", said["detail"]) and said["detail"].endswith("。")
    jsonschema.validate(said, schema("Problem"))


def test_a_refusal_says_what_there_is(ask):
    dates = ask("metrics/road_km.csv?as_of=1999-03-31").json()["allowed"]
    assert ask(f"metrics/road_km.csv?as_of={dates[0]}").status_code == 200
    assert ask("municipalities/35305.json").json()["allowed"] == ["353051"]


def test_a_municipality_of_before_a_merger_leads_to_that_of_today(ask, dashboard_database):
    with duckdb.connect(str(dashboard_database), read_only=True) as connection:
        former, today = connection.execute(
            "select former_code, lg_code from former_codes where former_code not in (select lg_code from municipalities) limit 1"
        ).fetchone()
    said = ask(f"municipalities/{former}.json").json()
    assert (said["code"], today in said["allowed"]) == ("former_municipality", True)


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS"])
def test_the_addresses_are_read_only(ask, method):
    refused = ask(VALUES, method)
    assert (refused.status_code, refused.json()["code"]) == (405, "read_only")
    assert set(refused.headers["allow"].split(", ")) == {"GET", "HEAD"}


def test_another_database_is_followed(ask, dashboard_database, tmp_path, monkeypatch):
    before = ask(VALUES)
    changed = tmp_path / "changed.duckdb"
    shutil.copy(dashboard_database, changed)
    with duckdb.connect(str(changed)) as connection:
        connection.execute("update build_info set built_at = built_at + interval 1 day")
        connection.execute("update newest_values set value = value + 1 where metric_id = 'road_km'")
    monkeypatch.setattr(db, "DATABASE", changed)
    after = ask(VALUES, If_None_Match=before.headers["etag"])
    assert after.status_code == 200 and after.headers["etag"] != before.headers["etag"]
    assert after.headers["last-modified"] != before.headers["last-modified"]
    assert after.content != before.content


@pytest.mark.parametrize("content", [None, b"no database"])
def test_without_a_database_clients_are_told_to_wait(ask, tmp_path, monkeypatch, content):
    path = tmp_path / "other.duckdb"
    if content:
        path.write_bytes(content)
    monkeypatch.setattr(db, "DATABASE", path)
    refused = ask(VALUES)
    assert (refused.status_code, refused.json()["code"]) == (503, "no_database")
    assert int(refused.headers["retry-after"]) > 0 and str(tmp_path) not in refused.text


def test_the_sources_stand_in_the_head_in_ascii(ask):
    """RFC 8288 and 8187: whoever takes the file without its rows still knows whose it is."""
    for metric_id in queries.offered_metrics()["metric_id"]:
        head = ask(f"metrics/{metric_id}.csv?pref=35", "HEAD").headers
        links = head.get_list("link")
        named = {unquote(link.split("title*=UTF-8''")[1]) for link in links if 'rel="via"' in link}
        assert named == set(queries.sources(list(queries.metric(metric_id)["sources"]))["attribution"]), (
            metric_id
        )
        assert all(link.isascii() for link in links)
        assert sum(len(name) + len(value) for name, value in head.raw) < 6_000, metric_id


# --- how often ----------------------------------------------------------------------------------------------------


def test_a_client_who_asks_too_often_is_told_when_to_come_back(dashboard_database):
    api = Api(dashboard, Rate(at_once=2, a_second=0.001))
    answers = [request(api, "/api/v1/openapi.json") for _ in range(3)]
    assert [one.status_code for one in answers] == [200, 200, 429]
    assert int(answers[2].headers["retry-after"]) > 900 and answers[2].json()["code"] == "too_many"
    assert request(api, "/api/v1/openapi.json", client="203.0.113.8").status_code == 200


@pytest.mark.parametrize(("peer", "second"), [("127.0.0.1", 200), ("203.0.113.1", 429)])
def test_whom_a_proxy_names_counts_only_from_this_machine(dashboard_database, peer, second):
    """What the web server (uvicorn) puts in front by itself."""
    api = ProxyHeadersMiddleware(Api(dashboard, Rate(at_once=1, a_second=0.001)), trusted_hosts="127.0.0.1")
    statuses = [
        request(api, "/api/v1/openapi.json", client=peer, X_Forwarded_For=named).status_code
        for named in ("198.51.100.1", "198.51.100.2")
    ]
    assert statuses == [200, second]


def test_the_bucket_fills_again_and_no_further():
    rate = Rate(at_once=3, a_second=2)
    assert [rate.wait("192.0.2.1", 100.0) for _ in range(4)] == [0, 0, 0, 0.5]
    assert [rate.wait("192.0.2.1", 100.5) for _ in range(2)] == [0, 0.5]
    assert [rate.wait("192.0.2.1", 9_999.0) > 0 for _ in range(4)] == [False, False, False, True]


def test_clients_are_remembered_within_a_bound():
    rate = Rate(at_once=1, a_second=0.0001, clients=100)
    for number in range(1_000):
        rate.wait(f"10.0.{number // 250}.{number % 250}", 0.0)
    assert len(rate) == 100
    assert rate.wait("10.0.3.249", 0.0) > 0  # the last one is still known


def test_one_subscriber_of_ipv6_is_one_client():
    rate = Rate(at_once=1, a_second=0.0001)
    assert rate.wait("2001:db8:0:1::1", 0.0) == 0 < rate.wait("2001:db8:0:1:ffff::2", 0.0)
    assert rate.wait("2001:db8:0:2::1", 0.0) == 0
    assert rate.wait("192.0.2.9", 0.0) == 0 < rate.wait("::ffff:192.0.2.9", 0.0)
    assert rate.wait("", 0.0) == 0 < rate.wait("no address", 0.0)


# --- the description ----------------------------------------------------------------------------------------------


def schema(name: str) -> dict:
    """One of the schemas, with the others for its references."""
    components = openapi.document()["components"]
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$ref": f"#/components/schemas/{name}",
    } | {"components": components}


def test_every_schema_is_one(dashboard_database):
    for name, one in openapi.document()["components"]["schemas"].items():
        jsonschema.Draft202012Validator.check_schema(one), name


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("metrics", "Metrics"),
        ("metrics/bridge_action_needed_share.json", "MetricValues"),
        ("metrics/water_pipe_overage_share.json?as_of=2021-03-31", "MetricValues"),
        ("metrics/technical_staff_zero_probability.json?pref=35", "MetricValues"),
        ("municipalities/353051.json", "Municipality"),
    ],
)
def test_answers_are_as_described(ask, path, name):
    jsonschema.validate(ask(path).json(), schema(name), jsonschema.Draft202012Validator)


def test_the_description_is_whole(ask):
    """What OpenAPI 3.1 asks of a document: every reference leads somewhere, every part of a path is a parameter, names once."""
    document = ask("openapi.json").json()
    assert document["openapi"].startswith("3.1.") and {"title", "version"} <= set(document["info"])
    for reference in re.findall(r'"\$ref":"#/([^"]+)"', ask("openapi.json").text):
        there = document
        for part in reference.split("/"):
            there = there[part]
    operations = [one["get"] for one in document["paths"].values()]
    assert len({one["operationId"] for one in operations}) == len(operations) == 8
    for path, item in document["paths"].items():
        assert set(item) == {"get"}
        parameters = item["get"]["parameters"]
        assert {one["name"] for one in parameters if one["in"] == "path"} == set(
            re.findall(r"\{(\w+)\}", path)
        )
        assert all(one.get("required") for one in parameters if one["in"] == "path")
        assert len({one["name"] for one in parameters}) == len(parameters)
        assert all(
            answer.get("description") or "$ref" in answer for answer in item["get"]["responses"].values()
        )
        for one in parameters:
            jsonschema.Draft202012Validator.check_schema(one["schema"])


def test_every_described_address_answers_with_every_condition(ask):
    document = ask("openapi.json").json()
    samples = {
        "metric_id": "road_km",
        "metric": "road_km",
        "lg_code": "353051",
        "pref": "35",
        "as_of": "2024-03-31",
    }
    for path, item in document["paths"].items():
        parameters = item["get"]["parameters"]
        asked = "&".join(
            f"{one['name']}={samples[one['name']]}" for one in parameters if one["in"] == "query"
        )
        found = ask(f"{path.removeprefix('/api/v1/').format(**samples)}?{asked}")
        assert found.status_code == 200, found.text
        assert found.headers["content-type"].partition(";")[0] in item["get"]["responses"]["200"]["content"]
        for one in parameters:
            jsonschema.validate(samples[one["name"]], one["schema"])


def test_the_description_names_every_source_and_its_terms(ask):
    document = ask("openapi.json").json()
    used = queries.sources(queries.sources_of_metrics(*queries.offered_metrics()["metric_id"]))
    for source in used.itertuples():
        assert source.attribution in document["info"]["description"]
        assert any(one["source_id"] == source.source_id and one["licence"] for one in document["x-sources"])


def test_a_compressed_answer_is_the_same(ask):
    made = ask("municipalities.geojson?pref=13", Accept_Encoding="gzip")
    assert made.content == ask("municipalities.geojson?pref=13").content
    assert gzip.compress(made.content, 6, mtime=0)[:2] == b"\x1f\x8b"
