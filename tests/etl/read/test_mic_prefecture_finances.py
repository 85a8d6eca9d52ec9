import pandas as pd
import pytest

from etl import municipality_names, source
from etl.problems import BadInput
from etl.read.mic_prefecture_finances import read

DECLARED = source.load("mic_prefecture_finances")
CARD, WORKBOOKS = DECLARED.editions
NAMES = [place.prefecture_name for place in municipality_names.places().values() if place.is_prefecture]
TITLE = [["全都道府県の主要財政指標（令和６年度）"], []]
RATIOS = ["都道府県名", "財政力指数", "経常収支比率", "実質公債費比率", "将来負担比率", "ラスパイレス指数"]
PURPOSES = [
    ["第5表　目的別歳出内訳", None, None, "（単位：千円）"],
    ["団　体　名", "歳出合計", "七", "八", None],
    [None, None, "商工費", "土木費", "1"],
    [None, None, None, None, "土木管理費"],
]


def ratios(names=NAMES):
    rows = [[name, 0.5 + at / 100, 90 + at / 10, 10.5, 150, 99.9] for at, name in enumerate(names)]
    return [*TITLE, RATIOS, *rows, ["都道府県平均", 0.48, 92, 10, 140, 99.5]]


def test_indicators_are_read_as_printed_and_the_average_is_none(write_xlsx):
    rows = read(write_xlsx(ratios()), WORKBOOKS)
    assert len(rows) == 47 * 4
    assert set(rows["fiscal_year"]) == {2024}
    hokkaido = rows[rows["prefecture_code"] == "01"].set_index("item")["value"]
    assert hokkaido.to_dict() == {
        "fiscal_strength_index": 0.5,
        "current_balance_ratio": 90,
        "real_debt_service_ratio": 10.5,
        "future_burden_ratio": 150,
    }
    assert rows["prefecture_code"].max() == "47"


def test_a_dash_is_no_value_and_no_zero(write_xlsx):
    rows = ratios()
    rows[3][4] = "－"
    found = (
        read(write_xlsx(rows), WORKBOOKS).query("item == 'future_burden_ratio'").set_index("prefecture_code")
    )
    assert pd.isna(found.loc["01", "value"])
    assert found["value"].notna().sum() == 46


def test_civil_works_are_the_chapter_in_yen_under_headings_of_several_rows(write_xlsx):
    spaced = ["　".join(name) for name in NAMES]  # 北　海　道, as the workbook prints it
    rows = read(write_xlsx([*PURPOSES, *([name, 900, 20, 300, 100] for name in spaced)]), WORKBOOKS)
    assert rows["item"].unique().tolist() == ["public_works_expenditure_yen"]
    assert rows["value"].unique().tolist() == [300_000]


def test_the_settlement_card_gives_all_five_items(tmp_path):
    labels = CARD.layout["columns"]
    table = pd.DataFrame(
        {"都道府県コード": range(1, 48), "都道府県名": NAMES} | dict.fromkeys(labels.values(), 2.5)
    )
    path = tmp_path / "card.parquet"
    table.to_parquet(path)
    rows = read(path, CARD)
    assert rows.groupby("item")["value"].agg(["count", "max"]).to_dict("index") == {
        item: {"count": 47, "max": 2500 if item.endswith("_yen") else 2.5} for item in labels
    }


@pytest.mark.parametrize("names", [NAMES[:-1], [*NAMES, "沖縄県"]], ids=["missing", "twice"])
def test_each_prefecture_stands_once(write_xlsx, names):
    with pytest.raises(BadInput, match=r"47都道府県が1行ずつ必要です。沖縄県の行がないか、複数あります。"):
        read(write_xlsx(ratios(names)), WORKBOOKS)


def test_money_in_another_unit_is_refused(write_xlsx):
    rows = [["（単位：百万円）"], *PURPOSES[1:], *([name, 900, 20, 300, 100] for name in NAMES)]
    with pytest.raises(BadInput, match="千円単位の表が必要です"):
        read(write_xlsx(rows), WORKBOOKS)


def test_a_table_of_something_else_is_refused(write_xlsx):
    with pytest.raises(BadInput, match=r"財政力指数、.*の列がどれもありません"):
        read(write_xlsx([["都道府県名", "人口"], *([name, 5] for name in NAMES)]), WORKBOOKS)


def test_a_word_in_place_of_a_number_is_named_with_its_row(write_xlsx):
    rows = ratios()
    rows[4][2] = "約90"
    with pytest.raises(BadInput, match=r"5行目「経常収支比率」：「約90」は使えません。数値が必要です。"):
        read(write_xlsx(rows), WORKBOOKS)
