import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl import lg_code

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
