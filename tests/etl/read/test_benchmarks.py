"""The benchmarks of the first estimate: strict, each with its kind, and derived ones computed a second time."""

import pandas as pd
import pytest

from analysis import first_estimate
from etl import source
from etl.problems import BadInput
from etl.snapshot import REFERENCE


@pytest.fixture
def read_changed(tmp_path):
    """Read the benchmarks after changing their text."""

    def change_and_read(old: str = "", new: str = "") -> pd.DataFrame:
        edition = source.load("benchmarks").editions[0]
        text = (REFERENCE / edition.files[0]).read_text("utf-8")
        assert old in text
        path = tmp_path / edition.files[0]
        path.write_text(text.replace(old, new, 1), "utf-8")
        return source.load("benchmarks").reader(path, edition)

    return change_and_read


def test_every_assumption_of_the_estimate_is_declared_once(read_changed):
    assert sorted(read_changed()["benchmark_id"]) == sorted(first_estimate.BENCHMARKS)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("low: 20\n", "low: 90\n", "低い≦基本≦高い の順"),
        ("low: 0.6\n", "low: -0.6\n", "0〜1の数"),
        ("low: 1750\n", "low: 0\n", "1〜8,760の数"),
        ("id: repair_years", "id: repare_years", "「repair_years」ではありませんか"),
        ("kind: derived", "kind: guessed", "published・derived・judgement のどれか"),
        ("    page_ja: 6ページ\n", "", "page_ja（資料のどこか）が必要です"),
        ("id: repair_years", "id: inspection_years", "「inspection_years」が重複しています"),
        ("base: 0.037", "base: 少し", "数値が必要です"),
    ],
)
def test_what_does_not_fit_is_said(read_changed, old, new, message):
    with pytest.raises(BadInput) as refused:
        read_changed(old, new)
    assert message in str(refused.value)


def test_a_judgement_says_so_or_names_the_document_it_leans_on(read_changed):
    rows = read_changed()
    ours = rows["document_ja"] == "本ダッシュボードの仮定"
    assert (rows.loc[ours, "benchmark_kind"] == "judgement").all()
    assert rows.loc[~ours & (rows["benchmark_kind"] != "judgement"), "page_ja"].notna().all()


def test_the_spending_per_kilometre_is_that_of_the_database(db):
    """The quartiles of the municipalities whose maintenance spending is known, in thousands of yen."""
    values = db.execute(
        """
        select value / road_km as yen_per_km
        from newest_values
        join municipality_facts using (lg_code)
        where metric_id = 'road_bridge_maintenance_yen' and value is not null
        """
    ).df()["yen_per_km"]
    (declared,) = db.execute(
        "select low_value, base_value, high_value from benchmarks where benchmark_id = 'maintenance_yen_per_km'"
    ).fetchall()
    assert [round(one / 1000) * 1000 for one in values.quantile([0.25, 0.5, 0.75])] == list(declared)
    (reason,) = db.execute(
        "select reason_ja from benchmarks where benchmark_id = 'maintenance_yen_per_km'"
    ).fetchone()
    assert f"{len(values):,}団体" in reason


def test_the_pace_of_repairs_is_that_of_the_annual_reports(db):
    """35 % to 46 % of the first round's bridges in a year: nine years for all."""
    done = db.execute(
        "select value from road_maintenance_facts where item_ja = '1巡目Ⅲ・Ⅳ 地方公共団体 完了率' order by as_of"
    ).df()["value"]
    assert done.to_list() == [35, 46]
    declared = db.execute("select base_value from benchmarks where benchmark_id = 'repair_years'").fetchone()
    assert declared == (round(100 / (46 - 35)),)
