import pytest

from etl import source
from etl.problems import BadInput
from etl.read.prefecture_asset_depreciation_rates import read

PREFECTURES = source.load("prefecture_asset_depreciation_rates").newest
RATES = list(PREFECTURES.layout["rates"].values())


def test_prefectures_are_known_by_their_names(write_csv):
    table = read(write_csv([("prefecture", *RATES), ("北海道", "59", "57.6")]), PREFECTURES)
    assert table.values.tolist() == [["01", 2023, 59], ["01", 2022, 57.6]]


@pytest.mark.parametrize("name", ["西県", "東京", ""])
def test_what_is_no_prefecture_is_refused(write_csv, name):
    with pytest.raises(BadInput, match=r"2行目「prefecture」：.*都道府県名（北海道〜沖縄県）が必要"):
        read(write_csv([("prefecture", *RATES), (name, "59", "57.6")]), PREFECTURES)
