"""集約再編: every kind of place gets an answer, the numbers are the database's, and what readers bring is used or refused in a sentence."""

import io
import json
from functools import partial
from zipfile import ZipFile

import openpyxl
import pandas as pd
import pytest
from page_texts import shown_tables, texts
from streamlit.testing.v1 import AppTest

from analysis import consolidation_options
from analysis.consolidation import close_pairs
from dashboard.forms import uploads
from pages.consolidation import choices, found, notes_form, plan, rivers, roads, sections
from pages.consolidation import queries as own_queries
from pages.consolidation.choices import Choice

PAGE = "pages/consolidation/page.py"
NUMBERS = consolidation_options.assumed()
USUAL = Choice(200, choices.CANDIDATES, None, None)


@pytest.fixture
def open_consolidation(open_page):
    return partial(open_page, PAGE)


@pytest.fixture
def yamaguchi(dashboard_database):
    return own_queries.ledgers("35").bridges


def pairs(app: AppTest) -> pd.DataFrame:
    return next(frame for frame in shown_tables(app) if "目につく点" in frame)


def figure(app: AppTest, label: str) -> str:
    return next(one.value for one in app.metric if one.label == label)


def test_the_ledger_out_of_the_box_gives_pairs(open_consolidation, db):
    app = open_consolidation(pref="35")
    assert not app.exception
    assert not app.error, texts(app)
    assert figure(app, "山口県の台帳の橋") == "4,292橋"
    own = db.sql("select latitude, longitude from bridges where source_id = 'yamaguchi_bridges'").df()
    close = close_pairs(own["latitude"].to_numpy(), own["longitude"].to_numpy(), 200)
    assert figure(app, "200m以内の組") == f"{len(close):,}組"
    table = pairs(app)
    assert figure(app, "条件に合う組") == f"{len(table):,}組"
    assert table["距離（m）"].max() <= 200
    assert "同じ路線の前後" not in set(table["関係"])
    page_text = texts(app)
    for words in ("判定でも提案でもありません", "2023年6月30日現在", "算出値", "出典：", "山口県が管理する橋だけです"):  # fmt: skip
        assert words in page_text


@pytest.mark.parametrize(
    ("place", "expected"),
    [
        ({}, "山口県 4,292橋"),
        ({"pref": "13"}, "東京都の橋の台帳は収録していません"),
        ({"pref": "47", "muni": "473821"}, "沖縄県の橋の台帳は収録していません"),
        ({"pref": "35", "owners": "prefecture_municipality"}, "条件に合う組がありません"),
        ({"pref": "35", "muni": "353051", "near": "50"}, "近い橋の組　周防大島町"),
        ({"pref": "11", "muni": "112348", "owners": "several", "near": "1000"}, "八潮市"),
    ],
)
def test_every_kind_of_place_gets_an_answer(open_consolidation, place, expected):
    app = open_consolidation(**place)
    assert not app.exception
    assert not app.error, texts(app)
    assert expected in texts(app)


def test_without_a_ledger_the_way_to_the_import_is_shown(open_consolidation):
    links = [one.proto.page for one in open_consolidation(pref="13").get("page_link")]
    assert "import" in links


def test_what_the_address_asks_for_and_there_is_not_is_said(open_consolidation):
    app = open_consolidation(pref="35", near="7", pair="0000000000")
    said = " ".join(one.value for one in app.warning)
    assert "そのような距離はありません（アドレスの near=7）" in said
    assert "そのような橋の組はありません（アドレスの pair=0000000000）" in said
    assert not app.error


def test_a_pair_has_its_sheet_with_reasons_and_costs(open_consolidation, yamaguchi):
    listed = found.find(yamaguchi, USUAL, NUMBERS, None)
    at = listed.listed.index[listed.listed["merge"]][0]
    app = open_consolidation(pref="35", pair=listed.pairs["code"][at])
    page_text = texts(app)
    for option in consolidation_options.OPTIONS.values():
        assert option in page_text
    assert "2橋の撤去と、1橋の架替え：" in page_text
    two = next(frame for frame in shown_tables(app) if "先に見る橋" in frame and "項目" in frame)
    assert two["先に見る橋"].iloc[0] == listed.pairs["first_bridge_name"][at]


@pytest.mark.parametrize(("value", "is_refused"), [(0.5, True), (3.0, False)])
def test_a_changed_number_is_used_and_an_impossible_one_refused(
    open_consolidation, yamaguchi, value, is_refused
):
    code = found.find(yamaguchi, USUAL, NUMBERS, None).pairs["code"].iloc[0]
    app = open_consolidation(pref="35", pair=code)
    table = next(frame for frame in app.dataframe if "前提" in frame.value)
    assert table.value["根拠"].notna().all()
    app.session_state["consolidation_numbers"] = {"edited_rows": {0: {"基本": value}}, "added_rows": [], "deleted_rows": []}  # fmt: skip
    after = texts(app.run())
    assert not app.exception
    assert ("宣言した値で計算しています" in after) == is_refused


def test_filters_keep_what_they_say(yamaguchi):
    every = found.find(yamaguchi, Choice(200, "every", None, None), NUMBERS, None).pairs
    old_new = found.find(yamaguchi, Choice(200, "old_new", None, None), NUMBERS, None).pairs
    assert len(old_new) == (every["relation"] == "old_new").sum() > 0
    unsound = found.find(yamaguchi, Choice(200, "every", None, "unsound"), NUMBERS, None).pairs
    worst = every[["first_soundness_category", "second_soundness_category"]].max(axis=1)
    assert len(unsound) == (worst >= 3).sum() > 0
    inside = found.find(yamaguchi, Choice(200, "every", None, None), NUMBERS, "353051").pairs
    is_there = (every["first_location_lg_code"] == "353051") | (every["second_location_lg_code"] == "353051")
    assert len(inside) == is_there.sum() > 0


@pytest.mark.parametrize("lg_code", [None, "352039"])
def test_what_all_readers_share_is_what_one_would_find(yamaguchi, lg_code):
    choice = Choice(300, "every", None, None)
    once = found.find(yamaguchi, choice, NUMBERS, lg_code)
    shared = [found.of_ledgers("35", choice, dict(NUMBERS.values), lg_code) for _ in range(2)]
    assert shared[0] is shared[1]
    for name, table in vars(once).items():
        if isinstance(table, pd.DataFrame):
            pd.testing.assert_frame_equal(getattr(shared[0], name), table)
    assert len(once.groups) == once.clusters["cluster"].nunique() > 0
    assert found.of_ledgers("35", USUAL, dict(NUMBERS.values), lg_code) is not shared[0]


def test_the_draft_holds_the_pairs_their_reasons_and_sources(dashboard_database):
    listed = found.find(
        own_queries.ledgers("11").bridges, Choice(300, "every", "several", None), NUMBERS, None
    )
    codes = listed.pairs["code"].to_list()[:3]
    draft = plan.Plan("埼玉県", plan.part(listed, codes), NUMBERS, ["xroad_bridges"])
    assert len(draft.managers) >= 2
    with ZipFile(io.BytesIO(plan.document(draft))) as word:
        written = word.read("word/document.xml").decode()
    for words in (
        "決定したものではありません",
        *draft.managers,
        "損傷マップ",
        "本ダッシュボードの仮定",
        "44.8",
    ):
        assert words in written
    book = openpyxl.load_workbook(io.BytesIO(plan.workbook(draft)))
    assert book.sheetnames == ["組の一覧", "理由", "費用の目安", "確かめること", "前提", "出典"]
    assert book["組の一覧"].max_row == 1 + len(codes)
    assert book["費用の目安"].max_row == 1 + 5 * len(codes)
    shown = pd.DataFrame(book["組の一覧"].values)
    assert shown[0].to_list()[1:] == sections.list_table(draft.found)["先に見る橋"].to_list()


def test_notes_of_bridges_are_joined_by_number_and_unknown_numbers_told(yamaguchi):
    number = yamaguchi["bridge_id"].iloc[0]
    rows = pd.DataFrame(
        [
            {"bridge_id": f" {number} ", "river": "甲川", "traffic": 120.0, "closure": "大型車通行止め", "emergency": "はい"},
            {"bridge_id": "99-1", "river": "乙川", "traffic": None, "closure": None, "emergency": None},
        ]
    )  # fmt: skip
    known, unknown = notes_form.added(yamaguchi, rows)
    assert unknown == ["99-1"]
    first = known.iloc[0]
    assert (first["river_ja"], first["traffic"], first["closure_ja"], first["is_emergency_route"]) == ("甲川", 120, "大型車通行止め", True)  # fmt: skip
    assert known["river_ja"].notna().sum() == 1
    assert len(found.find(known, USUAL, NUMBERS, None).pairs)


def test_roads_of_a_reader_give_ways_along_them(open_consolidation, yamaguchi):
    first = found.find(yamaguchi, USUAL, NUMBERS, None).pairs.iloc[0]
    east, north = first["first_longitude"], first["first_latitude"]
    line = [[east - 0.001, north], [east + 0.001, north]]
    content = json.dumps({"type": "LineString", "coordinates": line}).encode()
    app = open_consolidation(pref="35", pair=first["code"])
    app.file_uploader(key="consolidation_roads").set_value([("道路.geojson", content, "application/json")])
    app.run()
    assert not app.exception
    assert not app.error, texts(app)
    assert "ほかに渡る道がない橋は" in " ".join(one.value for one in app.success)
    assert "回り道：読み込んだ道路網にはありません" in texts(app)


@pytest.mark.parametrize("content", [b"", b"{", b"PK\x03\x04", "橋".encode("cp932")])
def test_what_is_no_network_is_refused_in_a_sentence(open_consolidation, content):
    app = open_consolidation(pref="35")
    app.file_uploader(key="consolidation_roads").set_value([("道路.geojson", content, "application/json")])
    app.run()
    assert not app.exception
    assert len(app.error) == 1
    assert app.error[0].value.startswith("道路.geojson：")
    assert len(pairs(app))


def test_a_file_too_large_is_refused(monkeypatch):
    monkeypatch.setattr(uploads, "MAX_TEXT_BYTES", 10)
    with pytest.raises(uploads.Refused, match="GeoJSON は"):
        roads.read("道路.geojson", b'{"type": "FeatureCollection"}')


def test_clusters_stand_beside_the_pairs(open_consolidation, yamaguchi):
    listed = found.find(yamaguchi, USUAL, NUMBERS, None)
    app = open_consolidation(pref="35")
    table = next(frame for frame in shown_tables(app) if "かたまり" in frame)
    assert figure(app, "3橋以上のかたまり") == f"{len(table):,}か所"
    assert table["橋の数"].sum() == len(listed.clusters)
    assert table["橋の数"].min() >= 3
    first = yamaguchi.loc[listed.clusters.loc[listed.clusters["cluster"] == 1, "row"]]
    assert table["橋長の合計（m）"].iloc[0] == pytest.approx(first["length_m"].sum())
    assert table["最も古い橋（年度）"].iloc[0] == first["built_fiscal_year"].min()
    alone = open_consolidation(pref="35", muni="353051", near="50")
    assert "3橋以上のかたまりはありません" in texts(alone) or "か所は管理者が2つ以上" in texts(alone)


def test_rivers_of_a_reader_name_the_river_two_bridges_stand_at(open_consolidation, yamaguchi):
    pair = found.find(yamaguchi, USUAL, NUMBERS, None).pairs
    pair = pair[pair["river_ja"].isna()].iloc[0]
    line = [[pair[f"{side}_longitude"], pair[f"{side}_latitude"]] for side in ("first", "second")]
    feature = {
        "type": "Feature",
        "properties": {"W05_004": "架空川"},
        "geometry": {"type": "LineString", "coordinates": line},
    }
    content = json.dumps({"type": "FeatureCollection", "features": [feature]}).encode()
    app = open_consolidation(pref="35", pair=pair["code"])
    app.file_uploader(key="consolidation_rivers").set_value([("川.geojson", content, "application/json")])
    app.run()
    assert not app.exception
    assert not app.error, texts(app)
    assert "線から30m以内にあります" in " ".join(one.value for one in app.success)
    assert "架空川" in set(pairs(app)["同じ川"])
    assert "近さだけの目印です" in texts(app)


def test_what_a_reader_wrote_of_a_bridge_stands_before_a_line(yamaguchi):
    some = yamaguchi.head(3).assign(river_ja=["甲川", None, None])
    known = rivers.named_by(some, pd.Series(["乙川", "乙川", None]))
    assert known["river_ja"].to_list()[:2] == ["甲川", "乙川"]
    assert pd.isna(known["river_ja"].iloc[2])


@pytest.mark.parametrize(
    "content", [b"", b"{", "川".encode("cp932"), b'{"type": "FeatureCollection", "features": []}']
)
def test_what_holds_no_rivers_is_refused_in_a_sentence(open_consolidation, content):
    app = open_consolidation(pref="35")
    app.file_uploader(key="consolidation_rivers").set_value([("川.geojson", content, "application/json")])
    app.run()
    assert not app.exception
    assert len(app.error) == 1
    assert app.error[0].value.startswith("川.geojson：")
    assert len(pairs(app))
