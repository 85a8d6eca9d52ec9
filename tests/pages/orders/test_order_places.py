"""A town's own list names no municipality in any column: its title, sheet or file does, or the reader is asked."""

import json

import pytest
from order_books import contracts, remarks
from order_sheet import PAGE, upload
from page_texts import texts
from workbooks import book

from dashboard.forms import choices, reader
from dashboard.forms.reader import Place
from dashboard.forms.uploads import Refused
from pages.orders.form import FORM
from pages.workforce.form import FORMS

KNOWN = Place(known=frozenset({"周南市", "田布施町", "四日市市", "千代田区", "本町"}))
HEAD = ["契約番号", "件名", "担当課", "受注者", "契約金額（円）", "契約日"]
ROWS = [
    ["1", "市道除草業務", "道路課", "乙建設", 500, "R6.5.1"],
    ["2", "橋梁点検業務", "道路課", "丙設計", 900, "R6.6.1"],
]
TITLED = {
    "in the title": ("一覧.xlsx", {"Sheet1": [["令和6年度　周南市　委託契約一覧"], [], HEAD, *ROWS]}, "表の題名から「周南市」"),
    "in the title with its prefecture": ("一覧.xlsx", {"Sheet1": [["山口県周南市契約一覧（令和6年度）"], HEAD, *ROWS]}, "表の題名から「周南市」"),
    "as the office": ("一覧.xlsx", {"Sheet1": [["発注者：周南市役所"], HEAD, *ROWS]}, "表の題名から「周南市」"),
    "with the county, in the sheet's name": ("一覧.xlsx", {"熊毛郡田布施町": [HEAD, *ROWS]}, "シート名から「田布施町」"),
    "in the file's name": ("R6_四日市市_契約一覧.xlsx", {"Sheet1": [HEAD, *ROWS]}, "ファイル名から「四日市市」"),
    "a ward": ("千代田区契約一覧.xlsx", {"Sheet1": [HEAD, *ROWS]}, "ファイル名から「千代田区」"),
    "the title before the file": ("四日市市.xlsx", {"Sheet1": [["周南市 契約一覧"], HEAD, *ROWS]}, "表の題名から「周南市」"),
}  # fmt: skip


def read(name, sheets, place=KNOWN):
    return reader.read(name, book(sheets), FORM, None, place)


@pytest.mark.parametrize("layout", TITLED)
def test_the_place_is_taken_from_where_it_is_named_and_that_is_said(layout):
    name, sheets, word = TITLED[layout]
    found = read(name, sheets)
    place = word.partition("「")[2].strip("」")
    assert contracts(found, "title", "municipality", "department") == [
        ("市道除草業務", place, "道路課"),
        ("橋梁点検業務", place, "道路課"),
    ]
    assert f"市区町村の列がないため、{word}としました" in remarks(found)


@pytest.mark.parametrize(
    "title",
    ["契約一覧", "甲市 契約一覧", "周南市・田布施町 契約一覧", "本市の契約一覧", "市町村道 除草一覧", "周南市民会館 契約一覧", "新周南市場 契約一覧"],
)  # fmt: skip
def test_no_place_several_or_an_unknown_one_is_asked(title):
    with pytest.raises(Refused, match=r"市区町村の列がなく、.*市区町村を選んでください"):
        read("一覧.xlsx", {"Sheet1": [[title], HEAD, *ROWS]})


def test_what_the_reader_chooses_counts_for_all_rows():
    found = read("四日市市.xlsx", {"Sheet1": [HEAD, *ROWS]}, Place("甲市", KNOWN.known))
    assert contracts(found, "municipality") == [("甲市",)] * 2
    assert "選ばれた「甲市」としました" in remarks(found)


def test_sheets_of_two_towns_are_theirs():
    found = read("一覧.xlsx", {"周南市": [HEAD, ROWS[0]], "田布施町": [HEAD, ROWS[1]]})
    assert contracts(found, "title", "municipality", "department") == [
        ("市道除草業務", "周南市", "道路課"),
        ("橋梁点検業務", "田布施町", "道路課"),
    ]
    no_column = [[*HEAD[:2], *HEAD[3:]], [*ROWS[0][:2], *ROWS[0][3:]]]
    assert (
        contracts(read("一覧.xlsx", {"周南市": no_column, "田布施町": no_column}), "department")
        == [(None,)] * 2
    )


def test_a_column_comes_before_the_title():
    rows = [["周南市 契約一覧"], [*HEAD, "市町村"], [*ROWS[0], "乙町"], [*ROWS[1], ""]]
    found = read("一覧.xlsx", {"Sheet1": rows})
    assert contracts(found, "municipality") == [("乙町",)]
    assert "「市区町村」が空欄です" in remarks(found)


def test_a_sum_by_department_is_no_list_of_contracts():
    with pytest.raises(Refused):
        read(
            "周南市.xlsx",
            {"Sheet1": [["課", "業種", "契約金額"], ["道路課", "土木", 5], ["水道課", "管", 6]]},
        )


def test_staff_of_one_town_are_its_own():
    rows = [["周南市 職員年齢構成"], ["課", "職種", "20〜24歳", "25〜29歳"], ["道路課", "土木", 1, 2]]
    filled, _ = reader.read_all("職員.xlsx", book({"職員一覧": rows}), FORMS, None, KNOWN)
    assert filled["staff"].rows[["municipality", "department"]].to_numpy().tolist() == [["周南市", "道路課"]]
    assert "表の題名から「周南市」" in "".join(filled["staff"].notes_ja)


# --- on the page ----------------------------------------------------------------------------------------------------


def held(app):
    return app.session_state["orders_brought"].tables["orders"]


def test_the_page_asks_for_the_place_and_says_what_it_took(open_page):
    app = upload(open_page(PAGE), ("一覧.xlsx", book({"Sheet1": [["甲市 契約一覧"], HEAD, *ROWS]})))
    assert "市区町村を選んでください" in app.error[0].value
    (choice,) = [one for one in app.selectbox if "列がないため" in one.label]
    assert choice.value is None and choice.options[0] == "甲市"
    app = choice.set_value("甲市").run()
    assert not app.error and contracts(held(app), "municipality") == [("甲市",)] * 2
    assert "選ばれた「甲市」としました" in texts(app)


def test_the_page_takes_a_place_that_the_title_names(open_page):
    app = upload(open_page(PAGE), ("一覧.xlsx", book({"Sheet1": [["周南市 契約一覧"], HEAD, *ROWS]})))
    assert not app.error and contracts(held(app), "municipality") == [("周南市",)] * 2
    assert "表の題名から「周南市」" in texts(app)


STRANGE = ["番号", "なまえ", "担当の係", "うけた会社", "おかね", "いつ"]
BY_HAND = {"title": "なまえ", "contractor": "うけた会社", "amount": "おかね"}


def chosen_by_hand(app, file_name="一覧.xlsx"):
    app = upload(app, (file_name, book({"Sheet1": [STRANGE, *ROWS]})))
    for key, heading in BY_HAND.items():
        next(one for one in app.selectbox if one.key.endswith(f"_{key}")).set_value(heading)
    app = app.run()
    next(one for one in app.selectbox if "列がないため" in one.label).set_value("周南市")
    return app.run()


def test_headings_chosen_by_hand_are_saved_and_hold_for_the_next_file(open_page):
    app = chosen_by_hand(open_page(PAGE))
    first = contracts(held(app), "title", "municipality", "contractor", "amount")
    assert first == [("市道除草業務", "周南市", "乙建設", 500), ("橋梁点検業務", "周南市", "丙設計", 900)]
    number = {one.key: one.value for one in app.selectbox if "_map_" in one.key}
    mapping = {key.rpartition("__")[2]: value for key, value in number.items()}
    saved = choices.write_headings(FORM, mapping, "周南市")
    assert json.loads(saved)["headings"]["amount"] == "おかね"

    again = open_page(PAGE)
    again = upload(again, ("次.xlsx", book({"Sheet1": [STRANGE, *ROWS]})))
    again.file_uploader[1].set_value([("列の対応.json", saved, "application/json")])
    again = again.run()
    assert contracts(held(again), "title", "municipality", "contractor", "amount") == first


def test_saved_headings_of_another_layout_are_not_used_and_that_is_said(open_page):
    saved = choices.write_headings(FORM, BY_HAND, None)
    app = upload(open_page(PAGE), ("一覧.xlsx", book({"Sheet1": [["周南市 契約一覧"], HEAD, *ROWS]})))
    app.file_uploader[1].set_value([("列の対応.json", saved, "application/json")])
    app = app.run()
    assert "「なまえ」" in app.warning[0].value and "使いません" in app.warning[0].value
    assert contracts(held(app), "title") == [("市道除草業務",), ("橋梁点検業務",)]


def test_saved_headings_that_are_none_are_refused_with_a_word(open_page):
    app = upload(open_page(PAGE), ("一覧.xlsx", book({"Sheet1": [["周南市 契約一覧"], HEAD, *ROWS]})))
    app.file_uploader[1].set_value([("x.json", b"{}", "application/json")])
    app = app.run()
    assert "列の対応のファイルとして読めません" in app.error[0].value
    assert len(held(app)) == 2
