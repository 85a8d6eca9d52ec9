"""What official files that are fetched, not shipped, change in the database."""

import json
from pathlib import Path

import duckdb
import openpyxl
import pandas as pd
import pytest

from etl import municipality_names, source
from etl.build import build

ROOT = Path(__file__).parents[2]
UNSHIPPED = [one.source_id for one in source.load_all() if not one.shipped]
KASHIWA, SAPPORO, YASHIO, YAMAGUCHI = "122173", "011002", "112348", "352039"


def workbook(path: Path, sheet: str, rows: list[list]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    workbook = openpyxl.Workbook()
    workbook.active.title = sheet
    for row in rows:
        workbook.active.append(row)
    workbook.save(path)


def inspections(path: Path, *bridges: tuple[str | None, str, str]) -> None:
    """A year's bridges of 柏市: name, construction year, rating."""
    header = [
        ["橋梁点検結果（地方公共団体）"],
        ["橋梁名", "フリガナ", "路線名", "架設年度（西暦）", "橋長", "幅員", "管理者", None, None, "結果"],
        [None, None, None, None, None, None, "管理者名", "都道府県名", "市区町村名", "判定区分"],
    ]
    rows = [
        [name, "", "市道", year, 1, 1, "柏市", "千葉県", "柏市", rating] for name, year, rating in bridges
    ]
    workbook(path, "橋梁点検結果（地方公共団体）", [*header, *rows])


def residents(path: Path) -> None:
    """The register a year later, in the layout of the year before: one more resident in each municipality."""
    before = pd.read_parquet(ROOT / "data" / "snapshot" / "mic_resident_population.parquet")
    blank = [None] * 5
    header = [
        ["令和8年1月1日"],
        blank,
        blank,
        [None, None, None, "人口", "世帯数"],
        [None, None, None, "計", "世帯"],
    ]
    named = ["団体コード", "都道府県名", "市区町村名", None, None]
    rows = [[one.lg_code, "", "甲市", one.population + 1, one.households] for one in before.itertuples()]
    workbook(path, "市区町村別", [*header, named, *rows])


def ratios(path: Path) -> None:
    """主要財政指標 of the prefectures, all alike."""
    named = [place.prefecture_name for place in municipality_names.places().values() if place.is_prefecture]
    header = [
        "都道府県名",
        "財政力指数",
        "経常収支比率",
        "実質公債費比率",
        "将来負担比率",
        "ラスパイレス指数",
    ]
    workbook(
        path,
        "全都道府県の主要財政指標",
        [["（令和６年度）"], header, *([name, 0.6, 91, 9.5, "-", 99] for name in named)],
    )


def bridge(number: int, place: str, year: str) -> dict:
    return {
        "shisetsu_id": f"35.{number},139.1",
        "kanrisya_code": place,
        "syogen": {
            "kasetsu_nendo": year,
            "kyouchou": 3,
            "fukuin": 3,
            "shisetsu": {"meisyou": "橋"},
            "rosen": {"meisyou": "市道"},
            "kanrisya": {"kubun": "5", "meisyou": "市"},
            "gyousei_kuiki": {"shikuchouson_code": place, "shikuchouson_mei": "市"},
            "ichi": {"ido": 35.8, "keido": 139.8},
        },
        "tenken": {"nendo": 2024, "kiroku": {"hantei_kubun": "2"}},
    }


def answers(path: Path, *bridges: dict) -> None:
    """What `fetch` stores for one prefecture."""
    path.parent.mkdir(exist_ok=True)
    page = {
        "metadata": {"parameters": {"pref": path.stem}},
        "resultset": {"is_error": False, "count": len(bridges)},
        "result": bridges,
    }
    path.write_text(json.dumps([page]), "utf-8")


@pytest.fixture(scope="module")
def raw(tmp_path_factory) -> Path:
    """A raw folder as `python -m etl fetch` leaves it, with a few rows in each file."""
    raw = tmp_path_factory.mktemp("fetched")
    inspections(
        raw / "mlit_road_inspections/r06/01-3.xlsx",
        ("甲橋", "1970", "Ⅲ"),
        ("乙橋", "不明", "Ⅰ"),
        (None, "1960", "Ⅱ"),
    )
    inspections(
        raw / "mlit_road_inspections/r07/01-3.xlsx",
        ("甲橋", "1970", "Ⅳ"),  # inspected again
        ("丙橋", "2000", "Ⅱ"),
        ("丙橋", "2000", "Ⅱ"),  # two bridges of one name
        (None, "1960", "Ⅱ"),  # not the nameless one of the year before
    )
    (raw / "cao_water_pipes").mkdir()
    (raw / "cao_water_pipes/010906.csv").write_text(
        "\ufeff,,2024\n12217,柏市,0.25\n01100,札幌市,-\n", "utf-8"
    )
    blank = [None] * 14
    header = [[*blank, "団体コード", "団体名", "八"], [*blank, None, None, "土木費"]]
    workbook(raw / "a/001061671.xlsx", "都市", [*header, [*blank, SAPPORO, "札幌市", 7]])
    workbook(raw / "a/001061676.xlsx", "町村", [*header, [*blank, "013030", "当別町", 8]])
    rate = [[None, None, None, "有形固定資産減価償却率（％）"]]
    workbook(raw / "mic_asset_depreciation/R05.xlsx", "R5指標", [*rate, [None, "千葉県", "柏市", 60]])
    newer = openpyxl.Workbook()
    for sheet, value in (("R6指標", 62), ("R5指標", 61)):
        newer.create_sheet(sheet)
        for row in [*rate, [None, "千葉県", "柏市", value]]:
            newer[sheet].append(row)
    newer.save(raw / "mic_asset_depreciation/R06.xlsx")
    residents(raw / "mic_resident_population/001083789.xlsx")
    ratios(raw / "mic_prefecture_finances/001044528.xlsx")
    answers(raw / "xroad_bridges/11.json", bridge(1, YASHIO, "1970"), bridge(2, YASHIO, ""))
    answers(raw / "xroad_bridges/12.json", bridge(3, KASHIWA, "2000"))
    return raw


@pytest.fixture(scope="module")
def fetched(raw, tmp_path_factory, silent):
    """A connection to the database built with those files."""
    folder = tmp_path_factory.mktemp("built with fetched files")
    build(raw, ROOT / "data" / "snapshot", folder / "static", folder / "dashboard.duckdb", silent)
    with duckdb.connect(str(folder / "dashboard.duckdb"), read_only=True) as connection:
        yield connection


def newest(db, metric_id: str, lg_code: str):
    found = db.execute(
        "select value, as_of::varchar from newest_values where metric_id = ? and lg_code = ?",
        [metric_id, lg_code],
    )
    return found.fetchone()


def test_the_newest_inspection_of_a_bridge_counts_and_unlike_bridges_stay_apart(fetched):
    records = fetched.execute("select * exclude (as_of) from bridge_inspection_records").df()
    assert records.to_dict("records") == [
        {
            "lg_code": KASHIWA,
            "fiscal_years_held": 2,
            "bridges_recorded": 6,
            "bridges_rated_1": 1,
            "bridges_rated_2": 4,
            "bridges_rated_3": 0,
            "bridges_rated_4": 1,
            "bridges_with_year": 5,
            "bridges_50_years": 3,
        }
    ]


def test_inspection_records_stand_for_the_ledger_where_there_are_any(fetched, db):
    assert newest(fetched, "bridge_50_years_share", KASHIWA) == (pytest.approx(3 / 5), "2026-03-31")
    assert newest(fetched, "bridge_50_years_share", YAMAGUCHI) == newest(
        db, "bridge_50_years_share", YAMAGUCHI
    )


def test_the_files_of_all_prefectures_are_one_ledger(fetched):
    ledgers = "select source_id, count(*) from bridges group by all order by all"
    assert fetched.execute(ledgers).fetchall() == [("xroad_bridges", 3), ("yamaguchi_bridges", 4292)]


def test_both_workbooks_of_a_year_give_civil_works(fetched, db):
    works = "select lg_code, public_works_expenditure_yen from public_works where fiscal_year = 2024"
    before, after = dict(db.execute(works).fetchall()), dict(fetched.execute(works).fetchall())
    assert {code: after[code] for code in after if after[code] != before.get(code)} == {
        SAPPORO: 7000,
        "013030": 8000,
    }


def test_a_revised_rate_takes_the_place_of_the_first_one(fetched):
    rates = "select fiscal_year, tangible_asset_depreciation_rate from asset_depreciation where lg_code = ? order by 1"
    assert fetched.execute(rates, [KASHIWA]).fetchall()[1:] == [(2023, 61), (2024, 62)]
    assert newest(fetched, "tangible_asset_depreciation_rate", KASHIWA) == (62, "2025-03-31")


def test_a_share_of_the_database_takes_the_place_of_the_flattened_one(fetched, db):
    assert newest(fetched, "water_pipe_overage_share", KASHIWA) == (0.25, "2025-03-31")
    assert newest(fetched, "water_pipe_overage_share", SAPPORO) == newest(
        db, "water_pipe_overage_share", SAPPORO
    )


def test_the_sources_held_are_listed(fetched):
    held = fetched.execute("select source_id, editions, rows from sources").fetchall()
    listed = {source_id: (editions, rows) for source_id, editions, rows in held}
    assert listed["mlit_road_inspections"] == (2, 7)
    assert listed["mic_settlement_survey"] == (1, 2)
    assert "mic_public_facilities" not in listed


@pytest.mark.parametrize("source_id", UNSHIPPED)
def test_without_files_a_source_is_an_empty_table(db, source_id):
    assert db.execute(f"select count(*) from tidy.{source_id}").fetchone() == (0,)
    assert db.execute("select count(*) from sources where source_id = ?", [source_id]).fetchone() == (0,)


def test_the_prefectures_newest_ratios_stand_beside_the_civil_works_of_the_year_before(fetched, db):
    hokkaido = (
        "select item, fiscal_year, value from prefecture_finances where prefecture_code = '01' order by item"
    )
    before = {item: (year, value) for item, year, value in db.execute(hokkaido).fetchall()}
    after = {item: (year, value) for item, year, value in fetched.execute(hokkaido).fetchall()}
    assert before["fiscal_strength_index"] == (2023, 0.44355)
    works = after.pop("public_works_expenditure_yen")
    assert works == before["public_works_expenditure_yen"] and works[0] == 2023
    assert after == {
        "fiscal_strength_index": (2024, 0.6),
        "current_balance_ratio": (2024, 91),
        "real_debt_service_ratio": (2024, 9.5),
        "future_burden_ratio": (2024, None),
    }


def test_the_newest_register_counts_and_is_no_longer_announced(fetched, db):
    residents = "select population_as_of::varchar, count(*), sum(population) from municipalities group by 1"
    ((as_of, places, people),) = fetched.execute(residents).fetchall()
    assert (as_of, places, people) == ("2026-01-01", 1741, 124_330_690 + 1741)
    announced = (
        "select source_id, as_of::date::varchar, published::date::varchar from newer_editions order by 1"
    )
    survey = [
        ("mic_staffing_survey", "2025-04-01", "2025-12-25"),
        ("nstac_ssdse_a", "2025-04-01", "2025-12-25"),
    ]
    assert fetched.execute(announced).fetchall() == survey
    assert db.execute(announced).fetchall() == [("mic_resident_population", "2026-01-01", None), *survey]


def test_the_ministrys_own_rate_comes_before_the_shipped_one_only_where_it_is_held(fetched, db):
    rates = (
        "select lg_code, tangible_asset_depreciation_rate from asset_depreciation where fiscal_year = 2023"
    )
    before, after = (dict(one.execute(rates).fetchall()) for one in (db, fetched))
    assert {code for code in after if after[code] != before[code]} == {KASHIWA}
    assert len(before) == len(after) == 1693
