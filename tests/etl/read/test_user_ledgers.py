import duckdb
import pandas as pd
import pytest

from etl import build, source
from etl.problems import BadInput
from etl.read.user_ledgers import EMPTY, read
from etl.snapshot import unite
from japan import facilities
from japan.lg_code import from_five

DECLARED = source.load("user_ledgers")
CITY = from_five("99201")
BRIDGE = {
    "bridge_id": "1",
    "bridge_name": "乙橋",
    "route_name": "市道1号線",
    "structure_ja": "PC床版橋",
    "manager_lg_code": CITY,
    "manager_kind": "municipality",
    "location_lg_code": CITY,
    "built_fiscal_year": "1973",
    "length_m": "12.5",
    "width_m": "4.0",
    "soundness_category": "3",
    "inspection_fiscal_year": "2020",
    "latitude": "34.2",
    "longitude": "131.5",
    "ledger_title_ja": "甲市の台帳",
    "as_of": "2024-03-31",
}


@pytest.fixture
def read_rows(write_csv):
    """Write bridges as the import page does and read them."""

    def write_and_read(*bridges: dict):
        rows = [list(BRIDGE), *[list((BRIDGE | one).values()) for one in bridges]]
        return read(write_csv(rows, encoding="utf-8-sig"), DECLARED.editions[0])

    return write_and_read


def test_a_bridge(read_rows):
    (row,) = read_rows({}).to_dict("records")
    known = {name: value for name, value in row.items() if not pd.isna(value)}
    named = {name.replace("bridge_", "facility_"): value for name, value in BRIDGE.items()}
    assert known == named | {
        "facility_kind": "bridge",
        "as_of": pd.Timestamp("2024-03-31"),
        "built_fiscal_year": 1973,
        "length_m": 12.5,
        "width_m": 4.0,
        "soundness_category": 3,
        "inspection_fiscal_year": 2020,
        "latitude": 34.2,
        "longitude": 131.5,
    }


def test_what_a_ledger_does_not_say_is_null(read_rows):
    needed = {"bridge_id", "location_lg_code", "ledger_title_ja", "as_of"}
    rows = read_rows(dict.fromkeys(BRIDGE.keys() - needed, ""))
    assert rows.dtypes.to_dict() == EMPTY.dtypes.to_dict()
    assert set(rows.columns[rows.notna().iloc[0]]) == needed - {"bridge_id"} | {
        "facility_id",
        "facility_kind",
    }


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"location_lg_code": ""}, "空欄にはできません"),
        ({"bridge_id": ""}, "空欄にはできません"),
        ({"location_lg_code": "99201"}, "「99201」は使えません。6桁"),
        ({"location_lg_code": "992012"}, "6桁"),
        ({"manager_lg_code": "1"}, "6桁"),
        ({"manager_kind": "市"}, "のどれかが必要です"),
        ({"built_fiscal_year": "昭和48"}, "数値が必要です"),
        ({"built_fiscal_year": "1973.5"}, "整数が必要です"),
        ({"built_fiscal_year": "1849"}, "台帳の時点までの年度"),
        ({"built_fiscal_year": "2024"}, "台帳の時点までの年度"),  # which is fiscal 2023
        ({"inspection_fiscal_year": "1849"}, "台帳の時点までの年度"),
        ({"length_m": "0"}, "0より大きく20,000m以下の長さが必要です"),
        ({"length_m": "20001"}, "0より大きく20,000m以下の長さが必要です"),
        ({"width_m": "200.5"}, "0より大きく200m以下の長さが必要です"),
        ({"soundness_category": "5"}, "判定区分Ⅰ〜Ⅳ"),
        ({"latitude": "51.5"}, "日本の緯度"),
        ({"longitude": ""}, "日本の経度"),
        ({"latitude": ""}, "日本の経度"),
        ({"as_of": "令和6年"}, "日付が必要です"),
        ({"as_of": "2023-03-31"}, "1つの時点"),
        ({"ledger_title_ja": "乙町の台帳"}, "1つの台帳"),
    ],
)
def test_a_wrong_cell_is_refused_with_its_row(read_rows, wrong, message):
    with pytest.raises(BadInput, match=message) as refusal:
        read_rows({}, {"bridge_id": "2"} | wrong)
    assert "official.csv 3行目" in str(refusal.value)


def test_a_bridge_listed_twice_is_refused(read_rows):
    with pytest.raises(BadInput, match="重複"):
        read_rows({}, {"bridge_name": "丙橋"})


@pytest.mark.parametrize(
    ("manager", "managers"),
    [
        ({}, None),
        ({"manager_lg_code": from_five("99000"), "manager_kind": "prefecture"}, "managed_by_prefecture"),
        ({"manager_lg_code": from_five("99202")}, "managed_by_several"),
        ({"manager_lg_code": "", "manager_kind": ""}, "managed_by_unknown"),
    ],
)
def test_of_ledgers_of_one_title_the_newest_counts_and_ages_are_those_of_its_day(tmp_path, manager, managers):
    folder = tmp_path / "user_ledgers"
    folder.mkdir()
    for as_of, built in (("2024-03-31", ["1973", "1974"]), ("2021-03-31", ["1970"])):
        bridges = [
            BRIDGE | manager | {"bridge_id": str(at), "built_fiscal_year": year, "as_of": as_of}
            for at, year in enumerate(built)
        ]
        pd.DataFrame(bridges).to_csv(folder / f"{as_of}.csv", index=False, encoding="utf-8-sig")
    united, editions = unite(DECLARED, tmp_path)
    assert editions["rows"].sum() == 3
    with duckdb.connect() as db:
        db.execute("create schema tidy")
        none = pd.DataFrame(
            {name: pd.Series(dtype=dtype) for name, dtype in facilities.BRIDGE.dtypes.items()}
        )
        for name, table in (
            ("user_ledgers", united),
            ("yamaguchi_bridges", none),
            ("xroad_bridges", none),
            ("yamaguchi_city_bridges", none),
        ):
            build.save(db, f"tidy.{name}", table)
        build.save(
            db,
            "sources",
            pd.DataFrame({"source_id": ["user_ledgers"], "as_of": [pd.Timestamp("2024-03-31").date()]}),
        )
        db.execute("""
            create table bridge_inspection_records(
                lg_code text, as_of date, bridges_recorded integer, bridges_with_year integer, bridges_50_years integer
            )
        """)
        for mart in ("facilities", "bridges", "bridge_ages"):
            db.execute(f"create table {mart} as {(build.ETL / 'marts' / f'{mart}.sql').read_text('utf-8')}")
        assert db.execute("select count(*), min(as_of)::text from bridges").fetchone() == (2, "2024-03-31")
        ages = db.execute("select lg_code, as_of::text, bridges_with_year, bridges_50_years from bridge_ages")
        assert ages.fetchall() == [(CITY, "2024-03-31", 2, 1)]
        assert db.execute("select managers from bridge_ages").fetchall() == [(managers,)]


def test_without_any_ledger_there_are_no_bridges(tmp_path):
    united, editions = unite(DECLARED, tmp_path)
    assert united.empty and editions.empty
    assert list(united.columns) == ["edition", *EMPTY.columns]


PARK = {
    "facility_kind": "park", "facility_id": "1", "facility_name": "甲公園", "route_name": "", "structure_ja": "街区公園",
    "area_m2": "1200.5", "manager_lg_code": "", "manager_kind": "", "location_lg_code": CITY, "built_fiscal_year": "1975",
    "soundness_category": "", "inspection_fiscal_year": "", "condition_class": "B", "latitude": "", "longitude": "",
    "ledger_title_ja": "甲市の公園", "as_of": "2024-03-31",
}  # fmt: skip


def test_a_park_has_its_own_columns_and_those_of_others_are_null(write_csv):
    rows = read(write_csv([list(PARK), list(PARK.values())], encoding="utf-8-sig"), DECLARED.editions[0])
    (row,) = rows.to_dict("records")
    assert (row["facility_kind"], row["area_m2"], row["condition_class"]) == ("park", 1200.5, "B")
    assert pd.isna(row["length_m"]) and pd.isna(row["soundness_category"])


@pytest.mark.parametrize("kind", ["", "ship"])
def test_an_unknown_kind_is_refused(write_csv, kind):
    rows = [list(PARK), list((PARK | {"facility_kind": kind}).values())]
    with pytest.raises(BadInput, match="facility_kind"):
        read(write_csv(rows, encoding="utf-8-sig"), DECLARED.editions[0])
