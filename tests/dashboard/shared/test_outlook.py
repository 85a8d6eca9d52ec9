"""The outlook on screen: what the database says of real places, said once more from its tables."""

import pandas as pd
import pytest

from analysis.outlook import BASE_YEAR, YEARS, at
from dashboard import queries
from dashboard.shared import outlook

SHUNAN, KAWAUCHI = "352152", "075442"


@pytest.fixture(scope="module")
def every(dashboard_database) -> tuple[str, ...]:
    return tuple(queries.municipalities()["lg_code"])


def test_people_of_the_nation_are_the_printed_total(every):
    rows = outlook.compiled(every).rows
    assert at(rows, "population", 2045).iloc[0] == 108_801_339
    assert rows.loc[(rows["item"] == "staff") & (rows["scenario"] == ""), "value"].iloc[0] == 697_282


def test_a_group_is_the_sum_of_its_members(dashboard_database):
    members = (SHUNAN, "352063")
    together = outlook.compiled(members).rows
    for year in (BASE_YEAR, *YEARS):
        alone = [at(outlook.compiled((one,)).rows, "population", year).iloc[0] for one in members]
        assert at(together, "population", year).iloc[0] == sum(alone)


def test_thirteen_towns_have_a_projection_only_together(every):
    one = outlook.compiled((KAWAUCHI,))
    assert "population" not in set(one.rows["item"])
    assert any("川内村だけの将来推計人口は公表されていません" in remark for remark in one.remarks)
    fukushima = outlook.compiled(tuple(code for code in every if code.startswith("07")))
    assert at(fukushima.rows, "population", 2030).notna().all()
    mixed = outlook.compiled((KAWAUCHI, "072010"))
    assert "population" not in set(mixed.rows["item"])


def test_shares_come_from_ledgers_where_all_have_them(every):
    assert "都道府県管理分" in outlook.compiled((SHUNAN,)).kinds["bridge"]
    hagi_and_tsuwano = outlook.compiled(("352047", "325015"))
    assert hagi_and_tsuwano.kinds["bridge"] == "橋梁（全国）"
    assert at(hagi_and_tsuwano.rows, "aged:bridge", 2040).iloc[0] == 0.75
    assert at(hagi_and_tsuwano.rows, "aged:bridge", 2045).isna().all()


def test_the_table_has_every_row_with_unit_basis_and_date(every):
    for codes in ((SHUNAN,), (KAWAUCHI,), every):
        table = outlook.table_ja(outlook.compiled(codes))
        assert not table[["項目", "単位", "値の種類", "資料の時点"]].eq("").any().any()
        assert not table.duplicated(["項目", "前提"]).any()
        assert {f"{year}年の値" for year in YEARS} <= set(table)


def test_no_island_town_fails(every):
    for code in ("134023", "134210", "473138", "463043"):  # islands, two of them far out
        if code in every:
            found = outlook.compiled((code,))
            assert outlook.sentence("島", found, 2035).startswith("2035年の島")
            assert isinstance(found.rows, pd.DataFrame) and len(found.rows)
