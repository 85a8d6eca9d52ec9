"""The addresses give the numbers of the screen: of every metric, in every format, of every date."""

import io

import duckdb
import pandas as pd
import pytest

from analysis import table_files
from dashboard import queries
from dashboard.shared import open_data, text, value_tables


@pytest.fixture(scope="module")
def metric_ids(dashboard_database) -> list[str]:
    return queries.offered_metrics()["metric_id"].to_list()


def csv(content: bytes) -> pd.DataFrame:
    """As a program reads it that knows the codes are texts."""
    assert content.startswith(b"\xef\xbb\xbf")
    return pd.read_csv(io.BytesIO(content), dtype={"lg_code": str, "団体コード": str}, keep_default_na=False)


def exported(metric_id: str) -> pd.DataFrame:
    """The CSV under the metric's table on screen."""
    metric = queries.metric(metric_id)
    table = value_tables.rows_of_metric(queries.metric_values(metric_id), metric)
    return csv(table_files.csv_bytes(table, {text.labelled(metric): int(metric["digits"])}))


def test_every_metric_is_what_the_page_exports(ask, metric_ids):
    assert len(metric_ids) > 40
    for metric_id in metric_ids:
        metric = queries.metric(metric_id)
        page = exported(metric_id).set_index("団体コード").sort_index()
        api = csv(ask(f"metrics/{metric_id}.csv").content).set_index("lg_code")
        columns = {"value": text.labelled(metric), "as_of": "時点", "basis_ja": "値の種類", "note_ja": "備考"}
        columns |= {"prefecture_name": "都道府県", "municipality_name": "市区町村"}
        if metric["kind"] != "level":
            columns |= {
                "denominator_as_of": "分母の時点",
                "numerator": text.with_unit(metric["numerator_ja"], metric["numerator_unit"]),
                "denominator": text.with_unit(metric["denominator_ja"], metric["denominator_unit"]),
            }
        assert list(api.index) == sorted(page.index), metric_id
        for own, shown in columns.items():
            assert api[own].astype(str).to_list() == page[shown].astype(str).to_list(), (metric_id, own)


def test_every_format_has_the_same_numbers(ask, metric_ids):
    kinds = set()
    for metric_id in metric_ids:
        by_csv = pd.read_csv(
            io.BytesIO(ask(f"metrics/{metric_id}.csv?pref=35").content), dtype={"lg_code": str}
        )
        by_parquet = pd.read_parquet(io.BytesIO(ask(f"metrics/{metric_id}.parquet?pref=35").content))
        by_json = pd.DataFrame(ask(f"metrics/{metric_id}.json?pref=35").json()["values"])
        assert list(by_csv) == list(by_parquet) == open_data.OF_METRIC
        for name in ("value", "numerator", "denominator", "less_than"):
            expected = by_csv[name].astype(float)
            pd.testing.assert_series_equal(by_parquet[name].astype(float), expected, check_names=False)
            pd.testing.assert_series_equal(by_json[name].astype(float), expected, check_names=False)
        assert len(by_csv) == len(by_json) == 19
        kinds.add(tuple(map(str, by_parquet.dtypes)))
    assert len(kinds) == 1  # tables of several metrics can be put under one another


def test_every_edition_is_what_the_database_holds_of_it(ask, metric_ids, dashboard_database):
    """Asked in SQL of our own: as many values, each within half of the last decimal."""
    editions = queries.metric_editions().query("metric_id in @metric_ids")
    assert len(editions) > 150
    oldest = editions.drop_duplicates("metric_id")
    with duckdb.connect(str(dashboard_database), read_only=True) as db:
        for metric_id, frame in zip(oldest["metric_id"], oldest["frame"], strict=True):
            held = db.execute(
                "select lg_code, if(unit = 'share', 100, 1) * value as value, digits, as_of, metric_frames.basis"
                " from metric_frames join metrics using (metric_id)"
                " where metric_id = ? and frame = ? and value is not null order by 1",
                [metric_id, frame],
            ).df()
            api = csv(ask(f"metrics/{metric_id}.csv?as_of={frame:%Y-%m-%d}").content)
            api = api[api["value"].astype(str) != ""].reset_index(drop=True)
            assert set(api["edition"]) == {f"{frame:%Y-%m-%d}"}
            assert api["lg_code"].to_list() == held["lg_code"].to_list(), metric_id
            apart = (api["value"].astype(float) - held["value"]).abs()
            assert (apart <= 0.5 * 10.0 ** -held["digits"] + 1e-9).all(), metric_id
            assert api["as_of"].to_list() == [f"{day:%Y-%m-%d}" for day in held["as_of"]]
            assert api["basis"].to_list() == held["basis"].to_list()


def test_every_row_says_its_kind_its_dates_and_its_source(ask, metric_ids):
    for metric_id in metric_ids:
        rows = pd.read_csv(io.BytesIO(ask(f"metrics/{metric_id}.csv").content))
        known = rows[rows["value"].notna()]
        assert known["basis"].isin(["published", "derived", "estimated"]).all()
        assert known["as_of"].notna().all()
        assert rows["source"].notna().all()
        if queries.metric(metric_id)["kind"] != "level" and known["denominator"].notna().any():
            assert known.loc[known["denominator"].notna(), "denominator_as_of"].notna().all(), metric_id
        missing = rows[rows["value"].isna()]
        reasons = ["not_calculated", "below_limit", "no_data", "counted", "zero_denominator"]
        assert missing["status"].isin(reasons).all(), metric_id
        assert (missing["status"].eq("zero_denominator") == missing["denominator"].eq(0)).all(), metric_id


@pytest.mark.parametrize(
    "lg_code", ["353051", "011002", "473821"]
)  # an island town, a large city, the westernmost
def test_a_municipality_has_the_values_of_the_metrics(ask, lg_code, metric_ids):
    known = {one["metric_id"]: one for one in ask(f"municipalities/{lg_code}.json").json()["metrics"]}
    for metric_id in metric_ids:
        rows = ask(f"metrics/{metric_id}.json?pref={lg_code[:2]}").json()["values"]
        row = next(one for one in rows if one["lg_code"] == lg_code)
        same = (
            "value",
            "unit",
            "as_of",
            "denominator_as_of",
            "basis",
            "mark",
            "less_than",
            "numerator",
            "status",
        )
        assert metric_id in known or row["value"] is None
        if metric_id in known:
            own = known[metric_id]
            assert {name: own[name] for name in same} == {name: row[name] for name in same}, metric_id


def test_outlines_carry_the_values_of_a_metric(ask):
    features = ask("municipalities.geojson?pref=47&metric=road_km").json()["features"]
    rows = ask("metrics/road_km.json?pref=47").json()["values"]
    assert {one["properties"]["lg_code"]: one["properties"]["value"] for one in features} == {
        one["lg_code"]: one["value"] for one in rows
    }
    assert {one["geometry"]["type"] for one in features} == {"MultiPolygon"}
    assert len(features) == 41 and all("国土数値情報" in one["properties"]["source"] for one in features)


def test_outlines_without_a_metric_are_all_municipalities(ask):
    features = ask("municipalities.geojson").json()["features"]
    listed = csv(ask("municipalities.csv").content)
    assert sorted(one["properties"]["lg_code"] for one in features) == sorted(listed["lg_code"])
    assert len(listed) == 1741


def test_the_list_leads_to_every_metric_and_edition(ask, metric_ids):
    listed = ask("metrics").json()["metrics"]
    assert [one["metric_id"] for one in listed] == metric_ids
    for one in listed:
        assert one["municipalities_covered"] == 0 or one["editions"], one["metric_id"]
        assert set(one["files"]) == {"csv", "json", "parquet"}
        if not one["editions"]:
            continue
        newest = csv(ask(one["files"]["csv"].removeprefix("/api/v1/")).content)
        last = csv(ask(f"metrics/{one['metric_id']}.csv?as_of={one['editions'][-1]['as_of']}").content)
        assert newest.equals(last)


def test_the_census_is_named_where_the_values_are_of_it(ask):
    then = ask("metrics/population_2050_index.json?as_of=2015-10-01&pref=35").json()
    assert then["metric"]["label_ja"].startswith("2015年")
    assert {one["source_id"] for one in then["sources"]} >= set(queries.sources_of("census_population"))
