import pytest
from hypothesis import given
from hypothesis import strategies as st

from japan import lg_code

five_digits = st.text("0123456789", min_size=5, max_size=5)


@pytest.mark.parametrize(
    ("code", "place"),
    [
        ("011002", "札幌市"),
        ("131016", "千代田区"),
        ("100005", "群馬県"),
        ("353051", "周防大島町"),
        ("473821", "与那国町"),
        ("112348", "八潮市"),
    ],
)
def test_published_codes_carry_their_check_digit(code, place):
    assert lg_code.is_valid(code)
    assert lg_code.from_five(code[:5]) == code


def test_every_municipality_has_a_valid_code(db):
    codes = [code for (code,) in db.execute("select lg_code from municipalities").fetchall()]
    assert len(codes) == 1741
    assert all(map(lg_code.is_valid, codes))


@given(five_digits)
def test_exactly_one_sixth_digit_is_right(code):
    assert [digit for digit in "0123456789" if lg_code.is_valid(code + digit)] == [lg_code.from_five(code)[5]]


@given(five_digits, st.integers(0, 4), st.sampled_from("123456789"))
def test_a_mistyped_digit_changes_the_check_digit_unless_both_give_ten_or_eleven(code, at, step):
    mistyped = code[:at] + str((int(code[at]) + int(step)) % 10) + code[at + 1 :]
    same = lg_code.check_digit(mistyped) == lg_code.check_digit(code)
    assert not same or {_remainder(code), _remainder(mistyped)} == {0, 10}


def _remainder(code: str) -> int:
    return sum(int(digit) * weight for digit, weight in zip(code, lg_code.WEIGHTS, strict=True)) % 11


@pytest.mark.parametrize("text", ["", "99201", "9920111", "99201X", "９９２０１１", "99201 ", "-99201"])
def test_what_is_no_six_digit_code_is_not_valid(text):
    assert not lg_code.is_valid(text)


@pytest.mark.parametrize("text", ["", "9920", "992011", "9920X", "９９２０１"])
def test_what_is_no_five_digit_code_is_refused(text):
    with pytest.raises(ValueError):
        lg_code.from_five(text)


@pytest.mark.parametrize(
    ("number", "code"), [("01", "010006"), ("13", "130001"), ("35", "350001"), ("47", "470007")]
)
def test_a_prefecture_has_a_code_of_its_own(number, code):
    assert lg_code.of_prefecture(number) == code
    assert lg_code.is_prefecture(code)
    assert lg_code.is_prefecture(code[:5])


def test_no_municipality_is_a_prefecture(db):
    codes = [code for (code,) in db.execute("select lg_code from municipalities").fetchall()]
    assert not any(map(lg_code.is_prefecture, codes))
    assert not set(codes) & set(lg_code.SUCCESSORS)
    assert set(lg_code.SUCCESSORS.values()) <= set(codes)


@pytest.mark.parametrize(
    ("ward", "city"),
    [
        ("01101", "01100"),
        ("14131", "14130"),
        ("14118", "14100"),
        ("13101", None),
        ("35305", None),
        ("99101", None),
    ],
)
def test_a_ward_belongs_to_the_city_below_it(ward, city):
    cities = ["01100", "01202", "13101", "14100", "14130", "14150", "35305"]
    assert lg_code.city_of_ward(ward, cities) == city


def test_designated_cities_are_the_cities_of_wards(db):
    rows = db.execute("select lg_code, municipality_type from municipalities").fetchall()
    assert {code for code, kind in rows if kind == "designated_city"} == {
        code for code, _ in rows if lg_code.is_of_designated_city(code)
    }


@pytest.mark.parametrize(
    ("code", "name", "is_one"),
    [
        ("992011", "甲市", True),
        ("131016", "千代田区", True),
        ("991015", "甲市乙区", False),
        ("991015", "(甲市)乙区", False),
        ("990001", "甲県", False),
        ("990001", "甲市", False),
        ("993000", "丙郡", False),
        ("016951", "色丹村", False),
    ],
)
def test_lists_hold_more_than_municipalities(code, name, is_one):
    assert lg_code.is_municipality(code, name) is is_one
