from datetime import date

import pandas as pd
import pytest

from etl import source
from etl.problems import BadInput
from etl.read.technical_staff_shares import read
from etl.snapshot import REFERENCE

EDITION = source.load("technical_staff_shares").editions[0]
COUNTED = """\
shares:
  - id: towns
    occupation: technical_staff
    kind: town
    municipalities_without: 3
    municipalities: 12
    printed_ja: 3町
    as_of: 2024-04-01
    publisher: 甲新聞
    published_ja: 令和6年
    document_ja: 資料
    document_url: https://example.jp/
"""
WORDED = COUNTED.replace("municipalities_without: 3", "share_low: 20").replace(
    "municipalities: 12", "share_high: 25"
)


@pytest.fixture
def read_shares(tmp_path):
    """Write shares and read them."""

    def write_and_read(text: str):
        path = tmp_path / "shares.yaml"
        path.write_text(text, "utf-8")
        return read(path, EDITION)

    return write_and_read


def test_a_counted_share_is_exact(read_shares):
    share = read_shares(COUNTED).iloc[0]
    assert (share["share_low"], share["share_high"]) == (0.25, 0.25)
    assert (share["municipality_kind"], share["as_of"]) == ("town", date(2024, 4, 1))
    assert pd.isna(share["population_below"])


def test_words_become_a_range(read_shares):
    share = read_shares(WORDED.replace("    kind: town\n", "    population_below: 2000\n")).iloc[0]
    assert (share["share_low"], share["share_high"]) == (0.2, 0.25)
    assert (share["municipality_kind"], share["population_below"]) == ("all", 2000)
    assert pd.isna(share["municipalities_without"])


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (COUNTED.replace("technical_staff", "clerks"), "「clerks」は使えません"),
        (COUNTED.replace("kind: town", "kind: hamlet"), "「hamlet」は使えません"),
        (COUNTED.replace("municipalities_without: 3", "municipalities_without: 13"), "幅"),
        (COUNTED.replace("    municipalities: 12\n", ""), "幅"),
        (WORDED.replace("share_low: 20", "share_low: 30"), "幅"),
        (COUNTED.replace("2024-04-01", "令和6年"), "「令和6年」は使えません"),
        (COUNTED.replace("    publisher: 甲新聞\n", ""), "項目「publisher」がありません"),
        (COUNTED + COUNTED.removeprefix("shares:\n"), "重複"),
    ],
)
def test_what_is_no_share_is_refused(read_shares, text, message):
    with pytest.raises(BadInput, match=message):
        read_shares(text)


def test_the_published_numbers_by_kind_are_a_quarter_of_all():
    shares = read(REFERENCE / EDITION.files[0], EDITION).query("occupation == 'technical_staff'")
    numbers = shares.set_index("municipality_kind")[["municipalities_without", "municipalities"]]
    assert numbers.T.to_dict("list") == {"city": [40, 815], "town": [262, 743], "village": [131, 183]}
    assert numbers.sum().to_list() == [433, 1741]


def test_classes_of_population_count_one_occupation_only():
    shares = read(REFERENCE / EDITION.files[0], EDITION)
    by_size = shares[shares["municipality_kind"] == "all"]
    assert set(by_size["occupation"]) == {"civil_engineers", "architectural_engineers"}
    assert (by_size["as_of"] == date(2022, 4, 1)).all()
    assert by_size["municipalities_without"].isna().all()
