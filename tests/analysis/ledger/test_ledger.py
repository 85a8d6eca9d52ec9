"""A reader's own ledger: which column is what, what each cell says, and that no bridge is lost for one bad cell."""

from datetime import date

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis import ledger
from analysis.ledger import cells
from japan.facilities import BRIDGE
from japan.lg_code import from_five
from japan.names import Places

CITY, ISLAND, TOWN, FAR_TOWN, FAR_CITY, BIG_CITY = map(
    from_five, ["99201", "99202", "99321", "98321", "98201", "99100"]
)
PLACES = pd.DataFrame(
    [
        (CITY, "東県", "甲市"),
        (ISLAND, "東県", "龍ケ島市"),
        (TOWN, "東県", "乙町"),
        (BIG_CITY, "東県", "丁市"),
        (FAR_TOWN, "西県", "乙町"),
        (FAR_CITY, "西県", "丙市"),
        (from_five("98322"), "西県", "朝日町"),
    ],
    columns=["lg_code", "prefecture_name", "municipality_name"],
)
AS_OF = date(2024, 4, 1)
read_length = cells.quantities_of(BRIDGE.column("length_m"), None)


def tidied(*rows: dict, default: str | None = None, as_of: date = AS_OF, **mapping: str) -> ledger.Ledger:
    """A ledger of rows given by field; every field is its own label unless `mapping` says otherwise."""
    table = pd.DataFrame(
        [{mapping.get(name, name): cell for name, cell in row.items()} for row in rows], dtype="str"
    )
    table.index = pd.RangeIndex(2, len(table) + 2)
    fields = {name: mapping.get(name, name) for row in rows for name in row}
    return ledger.tidy(table, fields, PLACES, default, as_of=as_of)


def bridge(**cells: str) -> dict:
    return {"bridge_id": "1", "bridge_name": "乙橋", "location_name": "甲市"} | cells


def tidied_row(**cells: str) -> pd.Series:
    """The one bridge of a ledger."""
    (row,) = tidied(bridge(**cells)).facilities.to_dict("records")
    return row


@pytest.mark.parametrize("cell", ["1849", "2025", "令和8年", "9999"])
def test_an_impossible_year_becomes_null_and_is_listed(cell):
    result = tidied(bridge(built_fiscal_year=cell), built_fiscal_year="架設年")
    assert result.facilities["built_fiscal_year"].isna().all()
    (listed,) = result.dropped.to_dict("records")
    assert (listed["row"], listed["column"], listed["cell"], listed["is_row_dropped"]) == (
        2,
        "架設年",
        cell,
        False,
    )
    assert listed["reason_ja"].startswith(
        f"2行目「架設年」：「{cell}」は1850年度から台帳の時点（2024年度）まで"
    )


# --- ratings, lengths, positions


@pytest.mark.parametrize(
    ("cell", "category"),
    [
        ("Ⅰ", 1),
        ("Ⅲ", 3),
        ("IV", 4),
        ("ⅱ", 2),
        ("3", 3),
        ("２", 2),
        ("3.0", 3),
        ("健全", 1),
        ("予防保全段階", 2),
        ("早期措置段階", 3),
        ("緊急措置段階", 4),
        ("Ⅲ早期措置段階", 3),
        ("Ⅱ（予防保全段階）", 2),
        ("判定区分Ⅲ", 3),
        ("Ⅲ判定", 3),
        ("Ⅰ：健全", 1),
        ("", None),
        ("未点検", None),
        ("8", None),
        ("－", None),
    ],
)
def test_a_rating_is_read_in_any_notation(cell, category):
    assert cells.rating(cell) == category


@pytest.mark.parametrize(
    "cell", ["5", "Ⅴ", "C1", "Ⅲ予防保全段階", "Ⅱ〜Ⅲ", "Ⅱ・Ⅲ", "要観察", "判定区分", "段階"]
)
def test_another_rating_is_refused(cell):
    with pytest.raises(ValueError, match="判定区分"):
        cells.rating(cell)


def test_numbers_of_another_scale_are_not_taken_for_ratings():
    result = tidied(
        *(bridge(bridge_id=str(at), soundness_category=cell) for at, cell in enumerate(["5", "4", "3", "Ⅲ"]))
    )
    assert result.facilities["soundness_category"].to_list() == [pd.NA, pd.NA, pd.NA, 3]
    assert len(result.notes_ja) == 1 and "別の尺度" in result.notes_ja[0]


def test_one_odd_rating_among_many_is_only_listed():
    result = tidied(
        *(bridge(bridge_id=str(at), soundness_category="2") for at in range(30)),
        bridge(bridge_id="x", soundness_category="22"),
    )
    assert result.facilities["soundness_category"].sum() == 60
    assert result.dropped["row"].to_list() == [32] and result.notes_ja == ()


@pytest.mark.parametrize(
    ("cell", "length"),
    [
        ("12.5", 12.5),
        ("１２．５ｍ", 12.5),
        ("1,234.5m", 1234.5),
        ("12.5メートル", 12.5),
        ("1.2km", 1200),
        ("不明", None),
    ],
)
def test_a_length_is_read_with_its_unit(cell, length):
    assert read_length(cell) == length


@pytest.mark.parametrize("cell", ["0", "-3", "約12", "12,5", "3.0×2", "12m50", "30000", "無限", "1 2 / 3"])
def test_another_length_is_refused(cell):
    with pytest.raises(ValueError, match="長さ"):
        read_length(cell)


def test_a_unit_in_the_label_counts():
    assert tidied(bridge(length_m="12500"), length_m="橋長（mm）").facilities["length_m"].to_list() == [12.5]


@pytest.mark.parametrize(
    ("latitude", "longitude"),
    [
        ("34.172222", "131.472222"),
        ("34.172222度", "東経131.472222"),
        ("34°10′20″", "131°28′20″"),
        ("３４度１０分２０秒", "１３１度２８分２０秒"),
        ("北緯34度10分20秒", "東経131度28分20秒"),
        ("34°10'20\"N", "131°28'20\"E"),
        ("34.10.20", "131.28.20"),
        ("34:10:20", "131:28:20"),
        ("341020", "1312820"),
        ("34 10 20", "131 28 20"),
        ("34º10'20''", "131゜28’20”"),
        ("341020.0", "1312820.0"),
    ],
)
def test_a_position_is_read_in_any_notation(latitude, longitude):
    row = tidied_row(latitude=latitude, longitude=longitude)
    assert row["latitude"] == pytest.approx(34.172222, abs=1e-5)
    assert row["longitude"] == pytest.approx(131.472222, abs=1e-5)


def test_positions_in_each_others_column_are_put_right_and_said():
    result = tidied(bridge(latitude="131.5", longitude="34.2"))
    assert result.facilities[["latitude", "longitude"]].to_numpy().tolist() == [[34.2, 131.5]]
    assert result.notes_ja == ("緯度と経度が逆の1行（2行目）は、入れ替えて取り込みます。",)


@pytest.mark.parametrize(
    ("latitude", "longitude"),
    [
        ("34.2", ""),
        ("-204512.3", "51234.1"),
        ("204512.3", "51234.1"),
        ("51.5", "0.1"),
        ("34°70′0″", "131°0′0″"),
        ("山口", "131"),
    ],
)
def test_half_a_position_or_one_abroad_is_null_and_listed(latitude, longitude):
    result = tidied(bridge(latitude=latitude, longitude=longitude))
    assert result.facilities[["latitude", "longitude"]].isna().all(axis=None)
    assert len(result.dropped) >= 1 and not result.dropped["is_row_dropped"].any()


# --- places and managers


@pytest.mark.parametrize(
    ("cell", "lg_code"),
    [
        ("甲市", CITY),
        ("東県甲市", CITY),
        ("東県甲市大字川上12", CITY),
        ("甲市 川上", CITY),
        ("竜ヶ島市", ISLAND),
        ("東県丙郡乙町大字下", TOWN),
        ("西県乙町", FAR_TOWN),
        ("丁市中央区", BIG_CITY),
    ],
)
def test_a_municipality_is_found_by_name_or_address(cell, lg_code):
    assert tidied_row(location_name=cell)["location_lg_code"] == lg_code


@pytest.mark.parametrize(
    ("cell", "lg_code"),
    [
        (CITY, CITY),
        (CITY[:5], CITY),
        (f"{CITY}.0", CITY),
        ("99101", BIG_CITY),  # a ward
        (from_five("99101"), BIG_CITY),
    ],
)
def test_a_municipality_is_found_by_code(cell, lg_code):
    row = tidied({"bridge_id": "1", "location_code": cell}).facilities.iloc[0]
    assert row["location_lg_code"] == lg_code


def test_a_code_that_lost_its_zero_is_completed_where_one_reading_is_left():
    towns = pd.DataFrame(
        [("012203", "北県", "戊市"), ("122033", "南県", "己市"), ("012025", "北県", "庚市")],
        columns=PLACES.columns,
    )
    places = Places.of(towns.itertuples(index=False, name=None))
    assert places.by_code("12025") == "012025"
    with pytest.raises(ValueError, match="北県戊市と南県己市のどちらか"):
        places.by_code("12203")


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        ({"location_name": ""}, "市区町村が分かりません"),
        ({"location_name": "旧戊市"}, "市区町村名として読めません"),
        ({"location_name": "乙町"}, "東県乙町・西県乙町のどれか分かりません"),
        ({"location_name": "朝日町2丁目"}, "町村の名前か町や字の名前か分かりません"),
        ({"location_code": "999999"}, "この団体コードの市区町村はありません"),
        ({"location_code": "甲"}, "団体コードとして読めません"),
    ],
)
def test_a_bridge_without_a_municipality_is_dropped_with_the_reason(cells, reason):
    result = tidied({"bridge_id": "1"} | cells)
    assert result.facilities.empty
    assert result.dropped["is_row_dropped"].to_list() == [True]
    assert reason in result.dropped["reason_ja"].iloc[0]


@pytest.mark.parametrize("cell", ["", "朝日町2丁目", "大字川上", "甲市"])
def test_the_default_stands_in_where_no_municipality_is_named(cell):
    assert tidied(bridge(location_name=cell), default=CITY).facilities["location_lg_code"].to_list() == [CITY]


def test_the_defaults_prefecture_decides_between_namesakes():
    result = tidied(bridge(location_name="乙町"), default=from_five("99000"))
    assert result.facilities["location_lg_code"].to_list() == [TOWN]


@pytest.mark.parametrize(
    "cells", [{"location_name": "西県戊町"}, {"location_name": "", "location_code": "98999"}]
)
def test_the_default_does_not_overrule_what_the_row_says(cells):
    assert tidied(bridge(**cells), default=CITY).facilities.empty


def test_another_citys_name_beats_the_default():
    assert tidied(bridge(location_name="丙市"), default=CITY).facilities["location_lg_code"].to_list() == [
        FAR_CITY
    ]


def test_the_prefectures_own_column_decides_between_namesakes():
    assert tidied_row(location_name="乙町", prefecture_name="西県")["location_lg_code"] == FAR_TOWN


@pytest.mark.parametrize(
    ("cell", "lg_code", "kind"),
    [
        ("甲市", CITY, "municipality"),
        ("丁市", BIG_CITY, "designated_city"),
        ("東県", from_five("99000"), "prefecture"),
        ("東県甲土木事務所", from_five("99000"), "prefecture"),
        ("県", from_five("99000"), "prefecture"),
        ("市町村", CITY, "municipality"),
        ("国土交通省中国地方整備局", None, "national"),
        ("西日本高速道路(株)", None, "expressway_company"),
        ("東県道路公社", None, "road_corporation"),
        ("東高速道路公社", None, "road_corporation"),
        ("", None, None),
    ],
)
def test_a_manager_is_recognised(cell, lg_code, kind):
    row = tidied(bridge(manager_name=cell)).facilities.iloc[0]
    assert (row["manager_lg_code"] if lg_code else None, row["manager_kind"] if kind else None) == (
        lg_code,
        kind,
    )
    assert pd.isna(row["manager_lg_code"]) == (lg_code is None)


def test_an_unknown_manager_is_null_and_listed():
    result = tidied(bridge(manager_name="維持管理課"))
    assert result.facilities["manager_kind"].isna().all()
    assert "管理者として読めません" in result.dropped["reason_ja"].iloc[0]


# --- rows


def test_a_ledger_has_the_columns_of_every_ledger():
    result = tidied(bridge(built_fiscal_year="昭和48年", soundness_category="Ⅲ", length_m="12.5"))
    assert list(result.facilities.columns) == list(BRIDGE.dtypes)
    assert result.facilities.dtypes.astype(str).to_dict() == BRIDGE.dtypes
    assert result.dropped.empty and result.notes_ja == ()


def test_a_bridge_is_not_lost_for_bad_cells():
    cells = {
        "built_fiscal_year": "昭和70年",
        "soundness_category": "C",
        "length_m": "約5",
        "latitude": "x",
        "longitude": "y",
    }
    result = tidied(bridge(**cells))
    assert len(result.facilities) == 1
    assert sorted(result.dropped["column"]) == sorted(cells)
    assert all(
        f"2行目「{row.column}」：「{row.cell}」は" in row.reason_ja for row in result.dropped.itertuples()
    )


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        ({"bridge_id": "", "bridge_name": "不明"}, "橋の名前にも番号にもなりません"),
        ({"bridge_id": "", "bridge_name": "合　計"}, "集計の行です"),
        (
            {"bridge_id": "bridge_id", "bridge_name": "bridge_name", "location_name": ""},
            "見出しの繰り返しです",
        ),
    ],
)
def test_rows_that_are_no_bridge_are_dropped_with_the_reason(cells, reason):
    result = tidied(bridge(**cells), bridge(bridge_id="2"))
    assert result.facilities["bridge_id"].to_list() == ["2"]
    assert reason in result.dropped["reason_ja"].iloc[0]


def test_bridges_without_a_number_are_numbered_by_their_row():
    result = tidied({"bridge_name": "乙橋"}, {"bridge_name": "乙橋"}, default=CITY)
    assert result.facilities["bridge_id"].to_list() == ["2行目", "3行目"]


def test_of_several_inspections_of_a_bridge_the_latest_is_kept():
    result = tidied(
        bridge(inspection_fiscal_year="2019", soundness_category="Ⅰ"),
        bridge(inspection_fiscal_year="2024", soundness_category="Ⅲ"),
        bridge(inspection_fiscal_year="", soundness_category="Ⅱ"),
    )
    assert result.facilities["soundness_category"].to_list() == [3]
    assert result.dropped["row"].to_list() == [2, 4]
    assert result.dropped["reason_ja"].str.contains("3行目と同じ橋です").all()


def test_other_bridges_of_the_same_number_are_kept_under_their_own():
    result = tidied(bridge(), bridge(bridge_name="丙橋"), bridge(bridge_id="1（2）", bridge_name="丁橋"))
    assert result.facilities["bridge_id"].to_list() == ["1", "1（3）", "1（2）"]
    assert result.dropped["is_row_dropped"].to_list() == [False]
    assert "「1（3）」として取り込みます" in result.dropped["reason_ja"].iloc[0]


@settings(max_examples=40)
@given(
    st.lists(
        st.fixed_dictionaries(
            {
                "bridge_id": st.sampled_from(["", "1", "2", "合計", "-"]),
                "bridge_name": st.sampled_from(["", "乙橋", "不明", "bridge_name"]),
                "location_name": st.sampled_from(["甲市", "", "乙町", "東県乙町", "x"]),
                "built_fiscal_year": st.text(max_size=6),
                "inspection_fiscal_year": st.sampled_from(["", "2019", "R3", "?"]),
                "latitude": st.sampled_from(["34.2", "131", "", "x"]),
                "longitude": st.sampled_from(["131.5", "34", ""]),
            }
        ),
        min_size=1,
        max_size=6,
    )
)
def test_every_row_is_a_bridge_or_is_listed(rows):
    result = tidied(*rows)
    assert len(result.facilities) + result.dropped["is_row_dropped"].sum() == len(rows)
    assert result.facilities["bridge_id"].is_unique and result.facilities["bridge_id"].notna().all()
    assert (result.facilities["latitude"].isna() == result.facilities["longitude"].isna()).all()
