"""python -m etl export: the built database as files for other programs."""

import duckdb
import geopandas as gpd
import pandas as pd
import pytest

from etl import export
from etl.problems import BadInput


@pytest.fixture
def db(database):
    with duckdb.connect(str(database), read_only=True) as connection:
        yield connection


@pytest.fixture
def static(database):
    return database.parent / "static"


@pytest.mark.parametrize("form", export.MAPS)
def test_every_metric_of_every_municipality_is_on_the_outlines(db, static, tmp_path, form):
    ((path, rows),) = export.write(db, tmp_path, form, static)
    read = gpd.read_file(path) if form == "geojson" else gpd.read_parquet(path)
    assert rows == len(read) == 1_741
    assert read.geometry.is_valid.all()
    values = db.execute("select metric_id, lg_code, value, as_of from newest_values").df()
    by_place = read.set_index("lg_code")
    for metric_id, own in values.groupby("metric_id"):
        of_metric = own.set_index("lg_code")
        pd.testing.assert_series_equal(
            by_place[metric_id].astype(float).reindex(of_metric.index),
            of_metric["value"].astype(float),
            check_names=False,
            rtol=1e-8,
            atol=1e-9,
        )
        shown = pd.to_datetime(by_place[f"{metric_id}_as_of"]).reindex(of_metric.index)
        assert (shown == pd.to_datetime(of_metric["as_of"])).all()
    assert by_place["source"].str.contains("国土数値情報").all()


def test_every_table_is_a_file_that_reads_back(db, static, tmp_path):
    written = dict(export.write(db, tmp_path, "parquet", static))
    names = db.execute("select table_name from duckdb_tables() where schema_name = 'main'").fetchall()
    assert {path.stem for path in written} == {name for (name,) in names}
    path = tmp_path / "metric_values.parquet"
    assert db.execute(f"select count(*) from '{path}'").fetchone() == (written[path],)


def test_without_the_outlines_the_file_is_named(db, tmp_path):
    with pytest.raises(BadInput, match="区域界のファイルがありません"):
        list(export.write(db, tmp_path, "geojson", tmp_path))
