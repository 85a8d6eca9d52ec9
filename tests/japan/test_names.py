import pytest
from hypothesis import given
from hypothesis import strategies as st

from japan import names

PLACES = [
    ("012025", "北海道", "函館市"),
    ("016047", "北海道", "新冠町"),
    ("212164", "岐阜県", "瑞穂市"),
    ("341002", "広島県", "広島市"),
    ("342041", "広島県", "三原市"),
    ("351008", "山口県", "朝日町"),
    ("162000", "富山県", "朝日町"),
]


@pytest.fixture(scope="module")
def places():
    return names.Places.of(PLACES, home="35")


@pytest.mark.parametrize(
    ("printed", "other"),
    [
        ("金ケ崎町", "金ヶ崎町"),
        ("金が崎町", "金ヵ崎町"),
        ("髙﨑市", "高崎市"),
        ("檮原町", "梼原町"),
        ("山ノ内町", "山の内町"),
        ("函 館　市", "函館市"),
        ("葛\U000e0100城市", "葛城市"),
    ],
)
def test_variants_of_a_printed_name_are_one(printed, other):
    assert names.fold(printed) == names.fold(other)


@pytest.mark.parametrize(("one", "other"), [("鹿嶋市", "鹿島市"), ("朝日町", "旭町")])
def test_other_names_stay_apart(one, other):
    assert names.fold(one) != names.fold(other)


@given(st.text("甲乙市町村ケヶがガヵノの髙﨑龍ッﾂハバﾊ（） 　\n\ufe00", max_size=20))
def test_folding_twice_is_folding_once(text):
    assert names.fold(names.fold(text)) == names.fold(text)
    assert names.fold_typed(names.fold_typed(text)) == names.fold_typed(text)


def test_every_municipality_keeps_a_name_of_its_own(db):
    rows = [
        name for (name,) in db.execute("select distinct municipality_name from municipalities").fetchall()
    ]
    assert len(set(map(names.fold, rows))) == len(rows)
    assert len(set(map(names.fold_typed, rows))) == len(rows)


def test_every_municipality_is_found_by_code_and_full_name(db):
    rows = db.execute("select lg_code, prefecture_name, municipality_name from municipalities").fetchall()
    places = names.Places.of(rows)
    assert len(rows) == 1741
    for code, prefecture, name in rows:
        assert places.by_code(code) == code
        assert places.by_text(f"{prefecture}{name}") == code
        assert places.by_text(name, code[:2]) == code


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("34100", "341002"),
        ("34101", "341002"),
        ("341002.0", "341002"),
        ("12025", "012025"),
        ("1202", "012025"),
        ("不明", None),
    ],
)
def test_codes_lose_zeros_and_name_wards(places, cell, code):
    assert places.by_code(cell) == code


@pytest.mark.parametrize("cell", ["広島市", "99201", "341010", "123"])
def test_a_code_of_nothing_is_refused(places, cell):
    with pytest.raises(ValueError):
        places.by_code(cell)


@pytest.mark.parametrize(
    ("cell", "prefecture", "code"),
    [
        ("三原市大字甲", None, "342041"),
        ("新冠郡新冠町字乙", None, "016047"),
        ("富山県朝日町", None, "162000"),
        ("朝日町1-2", None, "351008"),
        ("朝日町", "16", "162000"),
        ("－", None, None),
    ],
)
def test_addresses_name_municipalities(places, cell, prefecture, code):
    assert places.by_text(cell, prefecture) == code


@pytest.mark.parametrize("cell", ["新冠町2丁目", "甲市", "山口県三原市"])
def test_an_address_in_doubt_is_refused(places, cell):
    with pytest.raises(ValueError):
        places.by_text(cell)


@pytest.mark.parametrize(
    ("name", "bare"),
    [("空知郡南幌町", "南幌町"), ("郡山市", "郡山市"), ("郡上市", "郡上市"), ("上郡町", "上郡町")],
)
def test_counties_are_printed_before_towns(name, bare):
    assert names.without_county(name) == bare


@pytest.mark.parametrize(("name", "short"), [("青森県", "青森"), ("京都府", "京都"), ("北海道", "北海道")])
def test_prefectures_have_short_names(name, short):
    assert names.short_prefecture(name) == short
