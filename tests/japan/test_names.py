import pytest
from hypothesis import given
from hypothesis import strategies as st

from japan import characters, names

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
    assert characters.fold(printed) == characters.fold(other)


@pytest.mark.parametrize(("one", "other"), [("鹿嶋市", "鹿島市"), ("朝日町", "旭町")])
def test_other_names_stay_apart(one, other):
    assert characters.fold(one) != characters.fold(other)


@given(st.text("甲乙市町村ケヶがガヵノの髙﨑龍ッﾂハバﾊ（） 　\n\ufe00", max_size=20))
def test_folding_twice_is_folding_once(text):
    assert characters.fold(characters.fold(text)) == characters.fold(text)


def test_every_municipality_keeps_a_name_of_its_own(db):
    rows = [
        name for (name,) in db.execute("select distinct municipality_name from municipalities").fetchall()
    ]
    assert len(set(map(characters.fold, rows))) == len(rows)


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


# --- rows of files: code, name, prefecture and default together

REAL = [
    ("042161", "宮城県", "富谷市"),
    ("091111", "栃木県", "那珂川町"),
    ("131172", "東京都", "北区"),
    ("132063", "東京都", "府中市"),
    ("221007", "静岡県", "静岡市"),
    ("222038", "静岡県", "沼津市"),
    ("192015", "山梨県", "甲府市"),
    ("194301", "山梨県", "富士河口湖町"),
    ("252093", "滋賀県", "甲賀市"),
    ("261009", "京都府", "京都市"),
    ("271004", "大阪府", "大阪市"),
    ("282219", "兵庫県", "丹波篠山市"),
    ("342084", "広島県", "府中市"),
    ("352021", "山口県", "宇部市"),
    ("352047", "山口県", "萩市"),
    ("402311", "福岡県", "那珂川市"),
]
FORMER = [
    ("22204", "清水市", "221007"),
    ("19341", "上九一色村", "192015"),
    ("19341", "上九一色村", "194301"),
    ("25365", "甲南町", "252093"),
    ("35203", "宇部町", "352021"),
]
UBE, KYOTO = "352021", "261009"


@pytest.fixture(scope="module")
def real():
    return names.Places.of(REAL, former=FORMER)


@pytest.mark.parametrize(
    ("row", "lg_code", "note"),
    [
        ({"name": "富谷町"}, "042161", "いまの宮城県富谷市"),
        ({"name": "宮城県黒川郡富谷町"}, "042161", "いまの宮城県富谷市"),
        ({"name": "篠山市"}, "282219", "いまの兵庫県丹波篠山市"),
        ({"name": "那珂川町", "prefecture_name": "福岡県"}, "402311", "いまの福岡県那珂川市"),
        ({"name": "那珂川町", "prefecture_name": "福岡"}, "402311", "いまの福岡県那珂川市"),
        ({"name": "那珂川町", "prefecture_name": "栃木県"}, "091111", ""),
        ({"name": "福岡県那珂川町大字安徳"}, "402311", "いまの福岡県那珂川市"),
        ({"name": "清水市入江1-2"}, "221007", "いまの静岡県静岡市"),
        ({"code": "044237"}, "042161", "旧団体コード「044237」"),
        ({"code": "44237", "name": "富谷町"}, "042161", "旧団体コード「44237」"),
        ({"code": "403059", "name": "那珂川町"}, "402311", "旧団体コード「403059」"),
        ({"code": "22204"}, "221007", "旧団体コード「22204」"),
    ],
)
def test_former_names_and_codes_lead_to_today_with_a_note(real, row, lg_code, note):
    found = real.find(**row)
    assert found.lg_code == lg_code
    assert note in found.note_ja and bool(note) == bool(found.note_ja)


@pytest.mark.parametrize(
    ("row", "lg_code"),
    [
        ({"code": "34", "name": "府中市"}, "342084"),
        ({"code": "340006", "name": "府中市"}, "342084"),
        ({"code": "34000", "name": "府中市"}, "342084"),
        ({"code": "40", "name": "那珂川町"}, "402311"),
        ({"code": "342084", "name": "東京都府中市"}, "342084"),
        ({"code": "352021", "name": "萩市"}, UBE),
    ],
)
def test_the_codes_prefecture_beats_a_name_found_elsewhere(real, row, lg_code):
    assert real.find(**row).lg_code == lg_code


@pytest.mark.parametrize(
    ("row", "note"),
    [
        ({"code": "352021", "name": "萩市"}, "「萩市」ではなく、団体コードの山口県宇部市"),
        ({"code": "352021", "prefecture_name": "広島県"}, "「広島県」ではなく、団体コードの山口県宇部市"),
        ({"code": "352020", "name": "萩市"}, "団体コード「352020」は読めないため、名前から山口県萩市"),
    ],
)
def test_code_and_name_that_differ_are_noted(real, row, note):
    assert note in real.find(**row).note_ja


@pytest.mark.parametrize(
    "row",
    [
        {"code": "352021", "name": "宇部市大字川上"},
        {"code": "352021", "name": "山口県宇部市"},
        {"code": "352021", "name": "川上"},
        {"code": "352021"},
        {"name": "宇部市"},
    ],
)
def test_what_agrees_needs_no_note(real, row):
    assert real.find(**row) == names.Found(UBE)


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ({"name": "北区"}, "どの市の区か分かりません"),
        ({"name": "北区王子1-2"}, "どの市の区か分かりません"),
        ({"name": "北区", "prefecture_name": "大阪府"}, "どの市の区か分かりません"),
        ({"name": "那珂川町"}, "栃木県那珂川町・福岡県那珂川市のどれか"),
        ({"name": "府中市"}, "東京都府中市・広島県府中市のどれか"),
        ({"code": "400009", "name": "府中市"}, "読めません"),
        ({"code": "34", "name": "宇部市"}, "読めません"),
        ({"code": "350001", "name": "広島県府中市"}, "団体コードと都道府県の名前が合いません"),
        ({"name": "上九一色村"}, "山梨県甲府市・山梨県富士河口湖町のどれか"),
        ({"code": "19341"}, "山梨県甲府市と山梨県富士河口湖町のどちらか"),
        ({"name": "山口県"}, "都道府県だけで"),
        ({"code": "350001"}, "都道府県だけで"),
        ({"code": "044238"}, "団体コードの市区町村はありません"),  # a former code with another check digit
        ({"name": "甲南町野川"}, "町村の名前か町や字の名前か"),
    ],
)
def test_a_place_in_doubt_is_refused_and_not_guessed(real, row, reason):
    with pytest.raises(names.NotUnderstood, match=reason):
        real.find(**row)


@pytest.mark.parametrize("home", ["13", None])
def test_a_ward_of_tokyo_is_meant_where_tokyo_is(home):
    tokyo = names.Places.of(REAL, home=home)
    assert tokyo.find(name="東京都北区").lg_code == "131172"
    assert tokyo.find(code="13", name="北区").lg_code == "131172"
    assert home is None or tokyo.find(name="北区王子1-2").lg_code == "131172"


@pytest.mark.parametrize(
    ("cell", "default"),
    [
        ("", UBE),
        ("－", UBE),
        ("大字川上", UBE),
        ("字川上123", UBE),
        ("今津町1丁目", UBE),
        ("旭町12-3", UBE),
        ("川上地内", UBE),
        ("山口県", UBE),
        ("北区", KYOTO),
        ("左京区岩倉", KYOTO),
        ("甲南町野川", "252093"),
    ],
)
def test_the_default_is_meant_where_nothing_else_is_written(real, cell, default):
    assert real.find(name=cell, default=default).lg_code == default


@pytest.mark.parametrize(
    "row",
    [
        {"name": "丁市"},
        {"name": "丁市川上1-2"},
        {"name": "宇陪市"},
        {"name": "戊町大字川上"},
        {"name": "丙郡戊村123"},
        {"name": "川上"},
        {"name": "北区"},
        {"name": "広島県"},
        {"name": "広島県大字川上"},
        {"prefecture_name": "広島県"},
        {"code": "999999"},
        {"code": "352020"},
        {"code": "不明な番号"},
        {"code": "350001", "name": "己町大字下"},
    ],
)
def test_the_default_never_overrides_what_is_written(real, row):
    with pytest.raises(names.NotUnderstood):
        real.find(**row, default=UBE)


def test_another_municipality_beats_the_default(real):
    assert real.find(name="萩市大字川上", default=UBE).lg_code == "352047"
    assert real.find(name="清水市", default=UBE).lg_code == "221007"


@given(
    st.sampled_from(["352021", "35202", "", "35", "350001", "999999", "甲"]),
    st.text("宇部萩市町村区郡大字川上北府中1-丁目 　", max_size=9),
)
def test_a_row_means_what_its_code_or_name_says_or_is_refused(code, name):
    """Whatever is typed: a municipality of the prefecture of the code, the default, or a refusal."""
    places = names.Places.of(REAL, former=FORMER)
    try:
        found = places.find(code, name, default=UBE)
    except names.NotUnderstood:
        return
    assert found is not None
    assert not code.startswith("35") or found.lg_code[:2] == "35"
