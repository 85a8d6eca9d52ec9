"""Every number on the profile, its PDF and its workbook is the database's; sums and medians are made anew here."""

import io
import re
import shutil
import statistics
import subprocess

import openpyxl
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader
from pypdf.generic import NameObject

from analysis import profile, rounding, sentences
from dashboard.exports import fonts
from dashboard.shared import text
from pages.compare import sections
from pages.profile import compiled, model, pdf, strips
from pages.profile import queries as own_queries
from pages.profile import workbook as profile_xlsx

OSHIMA, SAPPORO, CHIYODA, OGASAWARA, TOMIOKA, TOSHIMA = (
    "353051",
    "011002",
    "131016",
    "134210",
    "075434",
    "133621",
)
PLACES = [OSHIMA, SAPPORO, CHIYODA, OGASAWARA, TOMIOKA, TOSHIMA]
GROUP = [OSHIMA, "352128", TOSHIMA]
needs_font = pytest.mark.skipif(fonts.japanese() is None, reason="this machine has no Japanese font")


def letters(reader: PdfReader) -> str:
    """All letters of a PDF without spaces. Codes are two bytes wide; pypdf believes it only when the encoding has the usual name."""
    for page in reader.pages:
        for font in page["/Resources"]["/Font"].values():
            font.get_object()[NameObject("/Encoding")] = NameObject("/Identity-H")
    return re.sub(r"\s", "", "".join(page.extract_text() for page in reader.pages))


@pytest.fixture(scope="module")
def profiles(dashboard_database):
    """The profiles of the places, of 山口県 and of the group."""
    return {
        **{code: compiled.of_municipality(code) for code in PLACES},
        "35": compiled.of_prefecture("35"),
        "group": compiled.of_group(GROUP),
    }


@pytest.mark.parametrize("lg_code", PLACES)
def test_values_ranks_and_medians_of_a_municipality_are_those_of_the_database(profiles, db, lg_code):
    rows = {row.item: row for row in profiles[lg_code].rows}
    stored = db.execute(
        "select metric_id, value, unit, digits from newest_values join metrics using (metric_id) where lg_code = ? and mark is null "
        "and metrics.basis <> 'estimated'",  # an estimate has an interval and no place
        [lg_code],
    ).fetchall()
    compared = 0
    for item, value, unit, digits in stored:
        if item not in rows or value is None:
            continue
        row = rows[item]
        assert row.value == value
        assert row.value_ja == text.number(value, unit, digits)
        every = [
            other
            for (other,) in db.execute(
                "select coalesce(value, 0) from newest_values where metric_id = ? and mark is null "
                "and (value is not null or less_than is not null)",  # below 5 %: lower than any value
                [item],
            ).fetchall()
        ]
        printed = [rounding.printed(other, unit, digits) for other in every]
        above = sum(other > rounding.printed(value, unit, digits) for other in printed)
        assert f"全国 {above + 1:,} / {len(every):,}" in row.place_ja
        nation = next(mark for mark in row.marks if mark.reference == "全国")
        assert nation.value == pytest.approx(statistics.median(every))
        compared += 1
    assert compared >= 10


def test_a_place_without_bridge_data_has_no_number_and_no_strip(profiles):
    rows = {row.item: row for row in profiles[TOSHIMA].rows}
    assert rows["bridges_managed"].value_ja == "データなし"
    assert pd.isna(rows["bridges_managed"].percentile)
    assert "データなし" in strips.sheet({"施設": [rows["bridges_managed"]]})
    assert 'class="strip"' not in strips.sheet({"施設": [rows["bridges_managed"]]})


def test_a_share_of_few_or_of_others_bridges_is_shown_with_its_mark_and_beside_nobody(profiles):
    few = compiled.of_municipality("203033")  # 小海町: one bridge
    row = {row.item: row for row in few.rows}["bridge_action_needed_share"]
    assert (row.value_ja, row.place_ja) == ("100.0%（母数1）", "")
    assert pd.isna(row.percentile)
    assert not any("修繕が必要な橋の割合" in sentence for sentence in [*few.sentences, few.unknown or ""])
    others = {row.item: row for row in profiles[OSHIMA].rows}["bridge_50_years_share"]
    assert others.value_ja.endswith("%（都道府県が管理する橋）")
    assert others.place_ja == ""
    remarks = model.table(few).set_index("項目")["備考"]
    assert "100.0%（母数1）" in remarks["修繕が必要な橋の割合（判定区分Ⅲ・Ⅳ）"]


def test_in_tokyo_the_places_say_what_the_62_are(profiles):
    row = {row.item: row for row in profiles[CHIYODA].rows}["population"]
    assert "都内 " in row.place_ja and " / 62市区町村" in row.place_ja
    assert " / 19市町" in {row.item: row for row in profiles[OSHIMA].rows}["population"].place_ja


def test_no_two_sentences_of_a_town_without_bridges_that_need_action_tell_it(dashboard_database, db):
    towns = db.execute("""
        select lg_code from newest_values where metric_id = 'bridge_action_needed_share' and value = 0 order by 1
    """).fetchall()
    assert len(towns) > 50
    for (lg_code,) in towns[::10]:
        facts = compiled.of_municipality(lg_code).facts
        told = [one.items[0] for one in sentences.every(facts)]
        assert not {"bridge_action_needed_share", "bridges_action_needed_per_100_general_staff"} <= set(told)


def test_of_two_there_is_no_median_for_what_cannot_be_added(dashboard_database):
    row = {row.item: row for row in compiled.of_group(GROUP[:2]).rows}["fiscal_strength_index"]
    assert row.value_ja == "中央値は3団体以上で示します"


def test_hamadori_has_no_projection_and_no_chart_of_it(profiles):
    rows = {row.item: row for row in profiles[TOMIOKA].rows}
    assert rows["population_2050_index"].value_ja == "データなし"
    assert "人口の見通し" not in [series.title for series in profiles[TOMIOKA].series]
    assert "2050年の人口指数" in profiles[TOMIOKA].unknown


def test_an_estimate_stands_only_where_no_count_is_known(profiles):
    assert "technical_staff_estimate" not in {row.item for row in profiles[OSHIMA].rows}
    estimate = next(row for row in profiles[SAPPORO].rows if row.item == "technical_staff_estimate")
    assert estimate.basis_ja == "推計"
    assert "80%区間" in estimate.value_ja
    assert estimate.place_ja == ""


def test_a_prefecture_is_the_sum_of_its_municipalities(profiles, db):
    rows = {row.item: row for row in profiles["35"].rows}
    (people, staff, bridges, bad) = db.execute(
        """
        select
            sum(numerator) filter (metric_id = 'population'), sum(numerator) filter (metric_id = 'general_admin_staff'),
            sum(denominator) filter (metric_id = 'bridge_action_needed_share'),
            sum(numerator) filter (metric_id = 'bridge_action_needed_share')
        from newest_values where lg_code like '35%'
        """
    ).fetchone()
    assert rows["population"].value == people
    assert rows["general_admin_staff"].value == staff
    assert rows["bridges_managed"].value == bridges
    assert rows["bridge_action_needed_share"].value == pytest.approx(bad / bridges)
    assert rows["civil_engineers"].value == 510
    assert rows["population"].basis_ja == "算出値"


def test_a_group_says_of_how_many_members_a_value_is_made(profiles, db):
    rows = {row.item: row for row in profiles["group"].rows}
    (bridges,) = db.execute(
        "select sum(bridges_managed) from bridge_inspections where list_contains(?, lg_code)", [GROUP]
    ).fetchone()
    assert rows["bridges_managed"].value == bridges
    assert "3団体のうち2団体の計" in rows["bridges_managed"].note_ja


def test_series_are_the_databases(profiles, db):
    series = {one.title: one for one in profiles["group"].series}
    stored = db.execute(
        "select calendar_year, sum(population) from population_projections where list_contains(?, lg_code) group by 1 order by 1",
        [GROUP],
    ).fetchall()
    assert list(series["人口の見通し"].points.itertuples(index=False, name=None)) == stored
    assert [column.is_ahead for column in strips.columns(series["人口の見通し"])] == [False] + [True] * 6


def as_printed(row) -> float:
    """The value of a row with the decimals declared for it, on the scale shown."""
    return float(f"{text.shown(row.value, row.unit) + 1e-9:.{row.digits}f}")


@pytest.mark.parametrize("whose", [*PLACES, "35", "group"])
def test_every_value_of_the_page_stands_in_the_workbook(profiles, whose):
    workbook = openpyxl.load_workbook(io.BytesIO(profile_xlsx.xlsx_bytes(profiles[whose])))
    assert workbook.sheetnames == ["値", "年ごと", "グラフ", "出典"]
    values = pd.DataFrame(workbook["値"].values)
    values = values.rename(columns=values.iloc[0]).iloc[1:].set_index("項目")
    for row in profiles[whose].rows:
        shown = as_printed(row)
        exported = values.loc[row.label, "値"]
        if row.item == "technical_staff_estimate" and row.value == 0:
            assert exported is None  # a probability in words, not a number of people
            assert values.loc[row.label, "備考"] == row.value_ja
            assert "いない可能性" in row.value_ja
            continue
        assert (pd.isna(shown) and exported is None) or exported == shown
    assert len(workbook["グラフ"]._charts) == len(profiles[whose].series) + 1
    page_text = {cell.value for row in workbook["グラフ"].iter_rows() for cell in row}
    assert set(profiles[whose].sentences) <= page_text


def test_a_sign_stands_for_the_same_medians_in_every_row(profiles):
    for one in profiles.values():
        named = {(mark.order, mark.reference) for row in one.rows for mark in row.marks}
        assert len(named) == len({order for order, _ in named}) == len({name for _, name in named})
    # Nobody in 北海道 tells its maintenance share: the row has no median of the prefecture, and 類似団体 keep their own sign.
    row = next(row for row in profiles[SAPPORO].rows if row.item == "road_bridge_maintenance_share")
    assert [mark.order for mark in row.marks] != list(range(len(row.marks)))
    assert {mark.reference: mark.order for mark in row.marks}["類似団体"] == 2


@needs_font
@pytest.mark.parametrize("whose", [OSHIMA, TOMIOKA, "35", "group"])
def test_every_text_of_the_page_stands_in_the_pdf(profiles, whose):
    content = pdf.pdf_bytes(profiles[whose], fonts.japanese())
    reader = PdfReader(io.BytesIO(content))
    page_text = letters(reader)
    for row in profiles[whose].rows:
        for part in (row.label, row.value_ja, row.kind_ja, *(mark.value_ja for mark in row.marks)):
            assert re.sub(r"\s", "", part) in page_text
    for sentence in profiles[whose].sentences:
        assert re.sub(r"\s", "", sentence) in page_text
    assert len(reader.pages) == 1
    for font in reader.pages[0]["/Resources"]["/Font"].values():
        descriptor = font["/DescendantFonts"][0].get_object()["/FontDescriptor"].get_object()
        assert {"/FontFile2", "/FontFile3"} & set(descriptor)


@needs_font
@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="pdftotext is not installed")
def test_another_reader_finds_the_same_letters(profiles, tmp_path):
    path = tmp_path / "profile.pdf"
    path.write_bytes(pdf.pdf_bytes(profiles[OSHIMA], fonts.japanese()))
    page_text = subprocess.run(["pdftotext", path, "-"], capture_output=True, text=True, check=True).stdout
    assert "山口県 周防大島町" in page_text
    assert "\ufffd" not in page_text


def test_without_a_japanese_font_there_is_none(monkeypatch, tmp_path):
    monkeypatch.setattr(fonts, "_folders", lambda: [tmp_path])
    monkeypatch.setattr(fonts, "_of_fontconfig", lambda: [])
    (tmp_path / "ipag.ttf").write_bytes(b"no font")
    fonts.japanese.cache_clear()
    try:
        assert fonts.japanese() is None
    finally:
        fonts.japanese.cache_clear()


def test_compared_places_keep_their_values_in_order(profiles):
    compared = [profiles[SAPPORO], profiles[TOSHIMA], profiles["group"]]
    table = sections.table(compared).set_index("項目")
    assert list(table.columns[1:4]) == ["札幌市", "利島村", profiles["group"].name]
    for one, name in zip(compared, ["札幌市", "利島村", profiles["group"].name], strict=True):
        for row in one.rows:
            shown = as_printed(row)
            assert table.loc[row.label, name] == shown or pd.isna(shown)
    assert (table["時点"] != "").all()


def test_html_of_a_strip_keeps_texts_as_texts(profiles):
    row = profiles[OSHIMA].rows[0]
    hostile = model.Row(**{**row.__dict__, "label": "<script>甲</script>"})
    assert "<script>" not in strips.sheet({"<script>": [hostile]})


@settings(max_examples=25)
@given(
    st.lists(
        st.tuples(st.integers(0, 50), st.integers(1, 50), st.sampled_from("ab")), min_size=2, max_size=30
    ).filter(lambda rows: {"a", "b"} == {area for *_, area in rows})
)
def test_pooled_ratios_lie_between_those_of_their_members(rows):
    items = pd.DataFrame([{"item": "x", "unit": "share", "kind": "ratio", "per": 1}])
    codes = [f"99{at:04d}" for at in range(len(rows))]
    values = pd.DataFrame(
        {
            "item": "x",
            "lg_code": codes,
            "numerator": [up for up, *_ in rows],
            "denominator": [down for _, down, _ in rows],
            "value": [up / down for up, down, _ in rows],
            "as_of": pd.Timestamp("2024-04-01"),
            "denominator_as_of": pd.NaT,
        }
    )
    areas = pd.DataFrame({"area": [area for *_, area in rows], "lg_code": codes})
    for area, value in profile.pooled(items, values, areas)[["area", "value"]].itertuples(index=False):
        own = values.loc[areas["area"] == area, "value"]
        assert own.min() - 1e-9 <= value <= own.max() + 1e-9


@settings(max_examples=25)
@given(st.lists(st.integers(0, 5), min_size=1, max_size=20), st.data())
def test_standing_counts_everyone_once(values, data):
    own = data.draw(st.sampled_from(values))
    compared = pd.DataFrame({"item": "x", "value": [float(value) for value in values]})
    row = profile.standing(pd.DataFrame([{"item": "x", "value": float(own)}]), compared, True).iloc[0]
    assert row["above"] + row["same"] + row["below"] == len(values) - 1
    assert row["above"] == sum(value > own for value in values)
    assert row["median"] == statistics.median(values)


def test_designations_and_joint_functions_stand_under_the_name(profiles):
    assert profiles[OSHIMA].about[1] == (
        "過疎の指定あり｜一部事務組合で行う事務：常備消防・退職手当（どの組合かは不明）｜公表値、2023年度の決算カード"
    )
    assert profiles[SAPPORO].about[1].startswith("過疎・山村振興の指定なし｜一部事務組合で行う事務の印なし｜")
    assert {"mic_settlement_card"} <= set(profiles[OSHIMA].source_ids)


def test_a_prefectures_own_rate_of_depreciation_is_told_apart_from_its_municipalities(profiles):
    assert "山口県自身の会計の有形固定資産減価償却率は56.8%（2023年度・公表値" in profiles["35"].about[1]
    (row,) = [row for row in profiles["35"].rows if row.item == "tangible_asset_depreciation_rate"]
    assert "の中央値" in row.note_ja
    assert "prefecture_asset_depreciation_rates" in profiles["35"].source_ids


def test_a_prefectures_own_finances_are_told_with_their_year(profiles, db):
    """Of 山口県: the card's printed 0.4307, 89.1 %, 8.8 %, 170.6 %; its civil works in 億円."""
    (works,) = db.execute(
        "select value from prefecture_finances where prefecture_code = '35' and item = 'public_works_expenditure_yen'"
    ).fetchone()
    assert profiles["35"].about[2] == (
        "山口県自身の財政は、財政力指数0.43・経常収支比率89.1%・実質公債費比率8.8%・将来負担比率170.6%・"
        f"土木費{works / 1e8:,.1f}億円（2023年度・公表値）。"
    )
    assert "mic_prefecture_finances" in profiles["35"].source_ids
    assert "mic_prefecture_finances" not in profiles[OSHIMA].source_ids


def test_items_of_two_years_and_a_dash_are_told_apart(monkeypatch, profiles):
    known = own_queries.prefecture_finances()
    is_newer = known["item"] != "public_works_expenditure_yen"
    known.loc[is_newer, "fiscal_year"] += 1
    known.loc[known["item"] == "future_burden_ratio", "value"] = float("nan")
    monkeypatch.setattr(own_queries, "prefecture_finances", lambda: known)
    told = compiled.of_prefecture("35").about[2]
    assert "将来負担比率は算定なし（－）（2024年度・公表値）、土木費" in told
    assert told.endswith("億円（2023年度・公表値）。")


def test_contractors_and_the_age_of_assets_are_on_the_profile(profiles):
    rows = {row.item: row for row in profiles[OSHIMA].rows}
    assert rows["tangible_asset_depreciation_rate"].value_ja == "68.5%"
    assert rows["construction_establishments"].value_ja == "68事業所"
    assert rows["construction_employees"].value_ja == "379人"
    assert rows["skilled_workers"].value_ja == "5人"
    assert rows["construction_establishments_per_100_bridges"].value_ja == "20.4事業所"
    group = {row.item: row for row in profiles["group"].rows}
    assert "3団体の計" in group["construction_establishments"].note_ja


def test_files_of_a_comparison_name_the_codes_of_the_places(profiles):
    compared = [profiles[SAPPORO], profiles["group"]]
    shown = sections.table(compared)
    first, *others = sections.with_codes(shown, compared).to_dict("records")
    assert list(first) == list(shown)
    assert (first["項目"], first["札幌市"]) == ("団体コード", SAPPORO)
    assert first[profiles["group"].name].split("・") == list(profiles["group"].codes)
    assert [row["項目"] for row in others] == shown["項目"].to_list()


def test_comparison_names_each_reference_median_once(dashboard_database):
    compared = [compiled.of_municipality(code) for code in ("352012", "353051")]
    rows = [{row.item: row for row in one.rows}["fiscal_strength_index"] for one in compared]
    words = sections.medians_ja(["下関市", "周防大島町"], rows)
    medians = {mark.reference: mark.value_ja for row in rows for mark in row.marks}
    assert f"全国 {medians['全国']}、山口県 {medians['山口県']}" in words
    similar = [{mark.reference: mark.value_ja for mark in row.marks}["類似団体"] for row in rows]
    assert f"類似団体 下関市：{similar[0]}、周防大島町：{similar[1]}" in words
    assert "性格が近い" not in words
