import pandas as pd
import pytest

from etl import snapshot
from etl.recognise import CODES
from japan import characters, names

# As official and everyday lists print the same municipality.
PRINTED_TWICE = [
    ("塩竈市", "塩釜市", "042030"),
    ("四條畷市", "四条畷市", "272299"),
    ("龍ケ崎市", "竜ヶ崎市", "082082"),
    ("葛城市", "葛\U000e0100城市", "292117"),
    ("葛飾区", "葛\ufe00飾区", "131229"),
    ("芦屋市", "蘆屋市", "282065"),
    ("檜原村", "桧原村", "133078"),
    ("鰺ヶ沢町", "鯵ケ澤町", "023213"),
    ("梼原町", "檮原町", "394050"),
    ("富士見市", "冨士見市", "112356"),
    ("高崎市", "髙﨑市", "102024"),
    ("長野市", "⻑野市", "202011"),
    ("七ヶ浜町", "七が濱町", "044041"),
    ("山ノ内町", "山の内町", "205613"),
    ("ニセコ町", "二セコ町", "013951"),
    ("諫早市", "諌早市", "422045"),
    ("苅田町", "刈田町", "406210"),
    ("曽於市", "曾於市", "462179"),
    ("一関市", "一關市", "032093"),
    ("さいたま市", "さいた\u200bま市", "111007"),
]


@pytest.fixture(scope="module")
def municipalities():
    listed = snapshot.part(CODES, pd.read_parquet)
    return list(
        listed[["lg_code", "prefecture_name", "municipality_name"]].itertuples(index=False, name=None)
    )


@pytest.fixture(scope="module")
def places(municipalities):
    return names.Places.of(municipalities)


@pytest.mark.parametrize(("official", "everyday", "lg_code"), PRINTED_TWICE)
def test_official_and_everyday_names_are_one(places, official, everyday, lg_code):
    assert places.by_text(official) == places.by_text(everyday) == lg_code


def test_every_name_is_found_in_every_form_of_its_characters(municipalities, places):
    """Each character of each of the 1,741 names, one by one, in every form that stands for the same."""
    forms: dict[str, set[str]] = {}
    for older, everyday in characters.VARIANTS.items():
        forms.setdefault(everyday if isinstance(everyday, str) else chr(everyday), set()).add(chr(older))
    tried = 0
    for code, prefecture, name in municipalities:
        for at, character in enumerate(name):
            folded = characters.fold(character)
            for other in forms.get(folded, set()) | {folded}:
                written = name[:at] + other + name[at + 1 :]
                assert places.by_text(written, code[:2]) == code, written
                assert places.by_text(f"{prefecture}{written}") == code, written
                tried += 1
    assert tried > 1741


def test_every_name_is_found_with_a_selector_behind_any_character(municipalities, places):
    for code, _, name in municipalities:
        for at in range(1, len(name) + 1):
            assert places.by_text(f"{name[:at]}\U000e0101{name[at:]}", code[:2]) == code


def test_no_form_leads_on_to_another():
    everyday = {one if isinstance(one, str) else chr(one) for one in characters.VARIANTS.values()}
    assert not everyday & set(map(chr, characters.VARIANTS))


def test_two_cities_do_not_become_one(municipalities):
    folded = {characters.fold(name) for _, _, name in municipalities}
    assert len(folded) == len({name for _, _, name in municipalities})
    assert characters.fold("鹿嶋市") != characters.fold("鹿島市")
