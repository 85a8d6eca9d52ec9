"""対応状況 as an officer uses it: example, lists of two bodies, kinds mended, nothing that says who, handed to other tools."""

import logging

import pandas as pd
from page_texts import shown_tables, texts
from request_exports import EXPORTS, PHONE, PHONES, PLANTED, written
from streamlit.testing.v1 import AppTest

from analysis import request_trips, requests, table_files
from analysis.request_trips import Assumed
from dashboard.exports import mime
from dashboard.forms import reader
from dashboard.forms.controls import Brought
from pages.effects.form import FORM as EFFECTS
from pages.requests import export, intake, listing
from pages.requests.form import FORM
from pages.requests.together import Together

PAGE = "pages/requests/page.py"


def upload(app: AppTest, *files: tuple[str, bytes]) -> AppTest:
    app.file_uploader[0].set_value([(name, content, mime.CSV) for name, content in files])
    return app.run()


def metrics(app: AppTest) -> dict[str, str]:
    return {one.label: one.value for one in app.metric}


def csv(*rows: str) -> bytes:
    return "\n".join(rows).encode()


HEAD = "団体,受付日,種類,道路の区分,緯度,経度,状態,完了日"
TWO = (
    ("甲市.csv", csv(HEAD, "甲市,2026/4/1,穴,市道,34.1,131.4,完了,2026/4/3", "甲市,2026/4/20,なぞ,県道,34.2,131.4,受付,")),
    ("丙県.csv", csv(HEAD, "丙県,2026/4/9,側溝,県道,34.101,131.4,受付,")),
)  # fmt: skip


def test_example_is_one_click_away_and_its_totals_agree(open_page):
    app = open_page(PAGE)
    app.button(key="requests_example").click().run()
    assert not app.error, texts(app)
    rows = FORM.table(FORM.examples)
    assert metrics(app)["件数（Σ）"] == f"{len(rows)}件"
    assert metrics(app)["完了"] == f"{(rows['status'] == '完了').sum()}件"
    assert "架空の例を表示しています" in texts(app)
    assert int(metrics(app)["一緒に回れそうな組"].removesuffix("組")) > 3


def test_two_bodies_stand_side_by_side_and_could_go_together(open_page):
    app = upload(open_page(PAGE), *TWO)
    assert not app.error, texts(app)
    found = metrics(app)
    assert (found["件数（Σ）"], found["完了"], found["未完了"]) == ("3件", "1件", "2件")
    assert (found["ほかの団体の道路の件"], found["一緒に回れそうな組"]) == ("1件", "1組")
    assert "2026年4月20日時点" in texts(app)


def test_filters_and_day_narrow_all(open_page):
    app = upload(open_page(PAGE), *TWO)
    app.multiselect(key="requests_body").select("丙県").run()
    assert metrics(app)["件数（Σ）"] == "1件"
    app.multiselect(key="requests_kind").select("その他").run()
    assert "条件に合う件がありません" in texts(app)


def test_nothing_on_the_page_in_the_address_log_or_session_says_who(open_page, caplog, capfd):
    caplog.set_level(logging.DEBUG)
    app = open_page(PAGE)
    upload(app, *((name, written(name, rows)) for name, rows in EXPORTS.items() if name.endswith(".csv")))
    for box in app.selectbox:
        if box.label.startswith("市区町村"):
            box.set_value(box.options[0])
    app.run()
    assert not app.error, texts(app)
    assert metrics(app)["件数（Σ）"] == "4件"
    frames = "".join(frame.to_csv() for frame in shown_tables(app))
    held = {name: app.session_state[name] for name in app.session_state if "files" not in str(name)}
    tables = "".join(table.to_csv() for table in held["requests_brought"].tables.values())
    records = "".join(table.to_csv() for table in held["requests_brought"].records.values())
    everywhere = "".join(
        [
            texts(app),
            frames,
            tables,
            records,
            repr(held),
            repr(app.query_params),
            caplog.text,
            *capfd.readouterr(),
        ]
    )
    assert not [one for one in PLANTED if one in everywhere]


def test_lists_that_are_refused_or_empty(open_page):
    app = upload(open_page(PAGE), ("x.csv", csv("団体,受付日", "甲市,いつか")))
    assert "取り込める行がありません" in texts(app)
    app = upload(open_page(PAGE), ("y.xlsx", b"PK\x03\x04broken"))
    assert "y.xlsx" in app.error[0].value
    assert not app.metric


def test_without_positions_the_rest_is_shown(open_page):
    app = upload(
        open_page(PAGE), ("電話.csv", csv("団体,受付日,種類", "甲市,2026/4/1,穴", "乙市,2026/4/2,草"))
    )
    assert not app.error, texts(app)
    assert "緯度と経度のある件がありません" in texts(app)
    assert metrics(app)["一緒に回れそうな組"] == "0組"
    assert "状態の記載がない2件" in texts(app)


def test_clearing_leaves_nothing(open_page):
    app = upload(open_page(PAGE), *TWO)
    app.button(key="requests_clear").click().run()
    assert not app.metric
    assert not [name for name in app.session_state if str(name).startswith("requests_result")]
    assert "requests_brought" not in app.session_state


def test_works_are_handed_to_the_orders_once(open_page):
    app = open_page(PAGE)
    app.button(key="requests_example").click().run()
    app.button(key="requests_to_orders").click().run()
    app.button(key="requests_to_orders").click().run()
    rows = FORM.table(FORM.examples)
    handed = app.session_state["orders_brought"].tables["orders"]
    assert handed["amount"].sum() == rows.loc[rows["status"] == "完了", "cost"].sum()
    app.switch_page("pages/orders/page.py").run()
    assert not app.error, texts(app)
    assert metrics(app)["契約（Σ）"] == f"{len(handed)}件"


def test_hours_are_read_by_the_effects_form():
    rows = FORM.table([{"body": "甲市", "received": pd.Timestamp("2026-04-01"), "hours": 12.0, "kind": "橋"}])
    day = pd.Timestamp("2026-04-30")
    chosen = intake.Chosen(Brought({FORM.key: rows}, "x", 1), requests.with_state(rows, day), day, ())
    pairs, border = pd.DataFrame({"one": [0]}), pd.Series([False])
    saved = request_trips.saved(10, 0, Assumed())
    found = Together(pairs, border, border, 0, 10, Assumed(), saved)
    table = export.effect_rows(chosen, found)
    read = reader.read("表.csv", table_files.csv_bytes(table), EFFECTS)
    assert read.problems == []
    assert read.rows[["label", "base"]].to_numpy().tolist() == [
        ["現状の直営の時間", 144.0],
        ["導入後の直営の時間", 124.0],
    ]
    assert read.rows.loc[read.rows.index[1], ["low", "high"]].to_list() == [99.0, 134.0]


def test_a_workbook_of_a_telephone_list_keeps_its_place_from_the_title(open_page):
    rows = [["甲市 電話受付簿"], *PHONES[1:3]]
    app = open_page(PAGE)
    upload(app, ("受付簿.xlsx", written("受付簿.xlsx", rows)))
    asked = [box for box in app.selectbox if box.label.startswith("市区町村")]
    assert asked
    assert PHONE not in texts(app)


PHOTOS = (
    "photos.csv",
    csv(
        "団体,受付日,種類,写真,班,費用",
        "甲市,2026/4/1,穴,https://example.jp/1.jpg,直営1班,5000",
        "甲市,2026/4/2,穴,javascript:alert(1),直営1班,",
        "甲市,2026/4/3,穴,http://example.jp/2.jpg,,1000",
        "甲市,2026/4/4,穴,//example.jp/3.jpg,直営1班,2000",
    ),
)


def test_photographs_are_links_that_a_reader_opens_and_nothing_else(open_page):
    app = upload(open_page(PAGE), PHOTOS)
    rows = app.session_state["requests_brought"].tables["requests"]
    day = pd.Timestamp("2026-04-30")
    listed = listing.list_table(requests.with_state(rows, day))
    assert listed["写真"].dropna().to_list() == ["http://example.jp/2.jpg", "https://example.jp/1.jpg"]
    smuggled = rows.assign(photo="javascript:alert(1)")  # as a register might hold it
    assert "javascript" not in listing.list_table(requests.with_state(smuggled, day)).to_csv()
    shown = texts(app) + "".join(frame.to_csv() for frame in shown_tables(app))
    assert "javascript" not in shown
    assert "example.jp" not in shown  # until the list is opened


def test_the_public_file_has_links_only_where_they_are_asked_for(open_page):
    app = upload(open_page(PAGE), PHOTOS)
    (box,) = [one for one in app.checkbox if one.label == "写真のリンクも入れる"]
    assert not box.value
    rows = requests.with_state(
        app.session_state["requests_brought"].tables["requests"], pd.Timestamp("2026-04-30")
    )
    assert "example.jp" not in requests.public(rows, 0.001).to_csv()
    assert requests.public(rows, 0.001, with_photos=True)[requests.PHOTO].notna().sum() == 2
    app = upload(open_page(PAGE), *TWO)
    assert not [one for one in app.checkbox if one.label == "写真のリンクも入れる"]


def test_crews_are_told_with_what_is_known_of_them(open_page):
    app = upload(open_page(PAGE), PHOTOS)
    table = next(frame for frame in shown_tables(app) if "班・会社" in frame and "費用の合計（円）" in frame)
    by_crew = table.set_index("班・会社")
    assert by_crew["件数"].to_dict() == {"直営1班": 3, "記載なし": 1}
    assert by_crew["費用の合計（円）"].to_dict() == {"直営1班": 7000, "記載なし": 1000}
    assert by_crew["費用の分かる件"].to_dict() == {"直営1班": 2, "記載なし": 1}
    assert "良し悪しは比べられません" in texts(app)
    assert "班・会社の書かれた件がありません" in texts(upload(open_page(PAGE), *TWO))
