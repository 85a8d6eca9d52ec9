"""The deck of a place: its numbers are the database's, and PowerPoint holds the same slides, editable."""

import io
import re
import shutil
import subprocess
from unicodedata import east_asian_width

import openpyxl
import pandas as pd
import pytest
from pptx import Presentation
from pptx.enum.chart import XL_CHART_TYPE
from pptx.oxml.ns import qn
from pptx.util import Inches

from dashboard.exports.powerpoint import deck_bytes
from dashboard.exports.slide_model import Chart, Figures, Timeline, as_text
from dashboard.maps import shapes
from dashboard.maps.shapes import Map
from pages.briefing import order, scope, sections, stage
from pages.briefing.slides import burden, cover
from pages.briefing.slides.ahead import ahead
from pages.briefing.slides.common import BARS
from pages.briefing.slides.outlook import population
from pages.briefing.slides.staff import engineers

ADDRESS = "http://localhost:8501/briefing?pref=35"
GROUP = ["352128", "353051", "353418"]


@pytest.fixture(scope="module")
def decks(dashboard_database):
    """The whole deck of each kind of scope, with the outlines where maps look for them."""
    scopes = {
        "nation": scope.of_nation(),
        "pref": scope.of_prefecture("35"),
        "muni": scope.of_municipality("353051"),
        "group": scope.of_group(GROUP),
    }
    return {name: (one, {slide.slide_id: slide for slide in order.deck(one)}) for name, one in scopes.items()}


@pytest.fixture(scope="module")
def yamaguchi(decks):
    """The usual deck of 山口県, and its PowerPoint file."""
    one, slides = decks["pref"]
    chosen = [slides[slide_id] for slide_id in order.usual(one)]
    return chosen, sections.powerpoint_bytes("山口県のブリーフィング", chosen, ADDRESS)


CODES = {
    "nation": "true",
    "pref": "left(lg_code, 2) = '35'",
    "muni": "lg_code = '353051'",
    "group": f"lg_code in {tuple(GROUP)}",
}


def total(db, table: str, column: str, kind: str) -> float:
    """The newest sum of a column, from the marts themselves."""
    return db.execute(
        f"select sum({column}) from {table} where {CODES[kind]} and as_of = (select max(as_of) from {table})"
    ).fetchone()[0]


@pytest.mark.parametrize("kind", CODES)
def test_cover_names_the_sums_of_the_database(decks, db, kind):
    slide = decks[kind][1]["cover"]
    staff = total(db, "staffing", "general_admin_staff", kind)
    bridges = total(db, "bridge_inspections", "bridges_managed", kind)
    people = db.execute(f"select sum(population) from municipalities where {CODES[kind]}").fetchone()[0]
    for number in (f"{staff:,.0f}人", f"{bridges:,.0f}橋", f"{people:,.0f}人"):
        assert number in slide.heading
        assert number in [written for written, *_ in slide.body.numbers]


@pytest.mark.parametrize("kind", CODES)
def test_money_is_what_was_spent(decks, db, kind):
    chart = decks[kind][1]["money"].body
    rows = db.execute(
        f"select fiscal_year, sum(public_works_expenditure_yen) / 1e8 from public_works where {CODES[kind]} group by 1 order by 1"
    ).fetchall()
    assert list(chart.categories) == [f"{year}年度" for year, _ in rows]
    (values,) = chart.series.values()
    assert values == pytest.approx([spent for _, spent in rows], abs=0.5)


@pytest.mark.parametrize("kind", CODES)
def test_population_ends_where_the_projection_ends(decks, db, kind):
    slide = decks[kind][1]["population"]
    where = CODES[kind]
    first, last = db.execute(
        f"select sum(population) filter (calendar_year = 2020), sum(population) filter (calendar_year = 2050) from population_projections where {where}"
    ).fetchone()
    assert f"2020年の{last / first:.0%}" in slide.heading
    values = next(iter(slide.body.series.values()))
    assert values[-1] == pytest.approx(last / 1e4 if kind == "nation" else last / first * 100, abs=0.6)


@pytest.mark.parametrize("kind", ["pref", "muni", "group"])
def test_bridges_that_need_action_are_counted(decks, db, kind):
    bridges = total(db, "bridge_inspections", "bridges_managed", kind)
    needing = total(db, "bridge_inspections", "bridges_action_needed", kind)
    heading = decks[kind][1]["action"].heading
    assert f"{bridges:,.0f}橋のうち{needing:,.0f}橋（{needing / bridges:.1%}）" in heading


def test_engineers_of_yamaguchi(decks, db):
    chart = decks["pref"][1]["engineers"].body
    counted = dict(
        db.execute(
            "select municipality_name, civil_engineers from technical_staff join municipalities using (lg_code) "
            "where left(lg_code, 2) = '35' and civil_engineers is not null"
        ).fetchall()
    )
    (values,) = chart.series.values()
    assert dict(zip(chart.categories, values, strict=True)) == counted
    assert sum(counted.values()) == 510


def test_a_place_not_among_the_first_bars_is_named_beside_them(dashboard_database):
    slide = engineers(scope.of_municipality("011002"))  # 札幌市
    assert slide.body.categories[-1] == "札幌市" and len(slide.body.categories) == BARS
    assert "値の大きい方から19団体と札幌市を示しました。" in slide.notes[0]


def test_map_of_yamaguchi_has_the_classes_of_the_values(decks, db):
    body = decks["pref"][1]["map"].body
    values = dict(
        db.execute(
            "select lg_code, b.bridges_managed / s.general_admin_staff * 100 from bridge_inspections b join staffing s using (lg_code) "
            "where left(lg_code, 2) = '35' and s.as_of = (select max(as_of) from staffing)"
        ).fetchall()
    )
    assert body.classes.keys() == values.keys()
    by_value = sorted(values, key=values.get)
    assert [body.classes[code] for code in by_value] == sorted(body.classes.values())


def test_group_is_its_members_together(decks, db):
    slide = decks["group"][1]["members"]
    staff = dict(
        db.execute(
            f"select municipality_name, general_admin_staff from staffing join municipalities using (lg_code) "
            f"where {CODES['group']} and as_of = (select max(as_of) from staffing)"
        ).fetchall()
    )
    table = slide.body.set_index("市区町村")["一般行政部門職員数（人）"]
    assert table.to_dict() == staff


@pytest.mark.parametrize("kind", CODES)
def test_every_slide_has_one_sentence_source_and_date(decks, kind):
    for slide in decks[kind][1].values():
        assert slide.heading.endswith("。"), slide.slide_id
        assert slide.source.startswith("出典："), slide.slide_id
        assert re.search(r"公表値|算出値|推計|各数値の下", slide.source), slide.slide_id
        assert re.search(r"現在|年度|作成|公表|時点", slide.source), slide.slide_id
        assert slide.spoken, slide.slide_id


@pytest.mark.parametrize("kind", CODES)
def test_usual_deck_has_about_twelve_slides(decks, kind):
    one, slides = decks[kind]
    assert 10 <= len([slide_id for slide_id in order.usual(one) if slide_id in slides]) <= 12


def test_a_place_projected_only_together_has_no_population_slide(dashboard_database):
    assert scope.of_municipality("075442").projected_codes() is None
    assert scope.HAMADORI in scope.of_prefecture("07").projected_codes()
    assert population(scope.of_municipality("075442")) is None


@pytest.mark.parametrize("prefecture_code", ["13", "47", "07"])
def test_prefectures_with_wards_islands_and_gaps_have_a_deck(decks, prefecture_code):
    slides = order.deck(scope.of_prefecture(prefecture_code))
    assert len(slides) > 10
    assert deck_bytes("試し", slides)


# ---- PowerPoint


def texts(slide) -> str:
    found = [shape.text_frame.text for shape in slide.shapes if shape.has_text_frame]
    for shape in slide.shapes:
        if shape.has_table:
            found += [cell.text for row in shape.table.rows for cell in row.cells]
    return "\n".join(found)


def test_powerpoint_holds_sentence_notes_source_and_address(yamaguchi):
    chosen, content = yamaguchi
    opened = Presentation(io.BytesIO(content))
    assert opened.slide_width == Inches(13.333) and opened.slide_height == Inches(7.5)
    assert len(opened.slides) == len(chosen) == 12
    for number, (slide, page) in enumerate(zip(chosen, opened.slides, strict=True), start=1):
        assert page.shapes.title.text_frame.text == slide.heading
        text = texts(page)
        assert slide.source in text
        assert f"{ADDRESS}&show=1&slide={number}" in text
        assert page.notes_slide.notes_text_frame.text == slide.spoken
        assert any(shape.shape_type == 13 for shape in page.shapes), "the QR code"


def test_charts_carry_their_data(yamaguchi):
    chosen, content = yamaguchi
    for slide, page in zip(chosen, Presentation(io.BytesIO(content)).slides, strict=True):
        charts = [shape.chart for shape in page.shapes if shape.has_chart]
        assert len(charts) == isinstance(slide.body, Chart)
        for chart in charts:
            sheet = openpyxl.load_workbook(io.BytesIO(chart.part.chart_workbook.xlsx_part.blob)).active
            rows = list(sheet.iter_rows(values_only=True))
            assert [row[0] for row in rows[1:]] == list(slide.body.categories)
            assert list(rows[0][1:]) == list(slide.body.series)
            for at, values in enumerate(slide.body.series.values(), start=1):
                assert [row[at] for row in rows[1:]] == pytest.approx(list(values))


def test_values_on_dark_bars_are_white(yamaguchi):
    pages = Presentation(io.BytesIO(yamaguchi[1])).slides
    (stacked,) = [
        shape.chart
        for page in pages
        for shape in page.shapes
        if shape.has_chart and shape.chart.chart_type == XL_CHART_TYPE.BAR_STACKED
    ]
    colors = [str(series.data_labels.font.color.rgb) for series in stacked.plots[0].series]
    assert colors == ["FFFFFF", "1A1A1C", "1A1A1C"]  # on dark red, orange, light blue


def test_tables_figures_and_maps_are_native(yamaguchi):
    chosen, content = yamaguchi
    for slide, page in zip(chosen, Presentation(io.BytesIO(content)).slides, strict=True):
        if isinstance(slide.body, pd.DataFrame):
            (table,) = [shape.table for shape in page.shapes if shape.has_table]
            cells = [[cell.text for cell in row.cells] for row in table.rows]
            assert cells[0] == list(slide.body.columns)
            assert cells[1:] == [[as_text(one) for one in row] for row in slide.body.itertuples(index=False)]
        elif isinstance(slide.body, Figures):
            assert all(number in texts(page) for number, *_ in slide.body.numbers)
        elif isinstance(slide.body, Map):
            (group,) = [shape for shape in page.shapes if shape.shape_type == 6]
            assert len(group.shapes) == 19
            for shape in group.shapes:
                assert shape.left >= 0 and shape.left + shape.width <= Inches(13.333)
                assert shape.top >= 0 and shape.top + shape.height <= Inches(7.5)


def test_the_comparison_fits_above_its_notes(decks):
    content = deck_bytes("試し", [decks["muni"][1]["compare"]])
    (table,) = [
        shape.table for shape in Presentation(io.BytesIO(content)).slides[0].shapes if shape.has_table
    ]
    for row in table.rows:
        for cell, column in zip(row.cells, table.columns, strict=True):
            size = cell.text_frame.paragraphs[0].runs[0].font.size
            letters = sum(1 if east_asian_width(letter) in "WFA" else 0.6 for letter in cell.text)
            assert letters * size + cell.margin_left + cell.margin_right <= column.width, cell.text


def test_letters_of_both_scripts_are_meiryo(yamaguchi):
    opened = Presentation(io.BytesIO(yamaguchi[1]))
    for page in opened.slides:
        for run in page._element.iter(qn("a:rPr")):
            assert run.find(qn("a:latin")).get("typeface") == "Meiryo"
            assert run.find(qn("a:ea")).get("typeface") == "Meiryo"
    theme = next(part for part in opened.part.package.iter_parts() if "theme1" in part.partname)
    assert theme.blob.count(b'typeface="Meiryo"') == 4


def test_libreoffice_opens_it_with_every_slide_text_and_glyph(yamaguchi, tmp_path):
    for program in ("soffice", "pdftotext", "pdffonts"):
        if shutil.which(program) is None:
            pytest.skip(f"{program} is not on this machine (tests/find_programs.sh installs it on Debian)")
    chosen, content = yamaguchi
    (tmp_path / "deck.pptx").write_bytes(content)
    office = ["soffice", f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless"]
    subprocess.run(
        [*office, "--convert-to", "pdf", "--outdir", str(tmp_path), str(tmp_path / "deck.pptx")],
        check=True,
        capture_output=True,
        timeout=120,
    )
    pdf = str(tmp_path / "deck.pdf")
    listing = subprocess.run(["pdftotext", pdf, "-"], check=True, capture_output=True, text=True).stdout
    pages = listing.split("\f")[:-1]
    assert len(pages) == len(chosen)
    for slide, page in zip(chosen, pages, strict=True):
        assert squeezed(slide.heading) in squeezed(page)
        assert "�" not in page
    fonts = subprocess.run(["pdffonts", pdf], check=True, capture_output=True, text=True).stdout
    assert all(line.split()[-5] == "yes" for line in fonts.splitlines()[2:]), "every font is embedded"
    assert "CJK" in fonts or "Gothic" in fonts or "Meiryo" in fonts, "Japanese letters have a Japanese font"


def squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)


# ---- maps without a browser


def test_nothing_is_left_out_of_what_the_browser_gets(decks):
    for _, slides in decks.values():
        for slide in slides.values():
            data = stage.as_data(slide)
            assert data["heading"] == slide.heading
            if isinstance(slide.body, Chart):
                assert [one["values"] for one in data["body"]["series"]] == [
                    list(values) for values in slide.body.series.values()
                ]
            if isinstance(slide.body, Map):
                assert data["body"]["classes"] == slide.body.classes


def test_the_national_history_is_a_timeline_from_the_accident_to_the_handbook(decks, db):
    slide = decks["nation"][1]["history"]
    years = [
        year for (year,) in db.execute("select fiscal_year from history order by fiscal_year").fetchall()
    ]
    assert isinstance(slide.body, Timeline)
    assert [int(when.split()[1]) for when, *_ in slide.body.events] == years
    assert slide.body.events[0][:2] == ("H24\n2012", "笹子トンネルで天井板が落下する事故が起きました")
    assert "群マネの手引き Ver.1" in slide.body.events[-1][1]
    (page,) = Presentation(io.BytesIO(deck_bytes("甲", [slide]))).slides
    written = [shape.text_frame.text for shape in page.shapes if shape.has_text_frame]
    assert [event for _, event, _ in slide.body.events if event not in written] == []
    bottom = max(shape.top + shape.height for shape in page.shapes if "Oval" in shape.name)
    assert bottom < Inches(7)


def test_neighbours_still_meet_on_the_grid(decks):
    body = decks["pref"][1]["map"].body
    drawn = shapes.drawn(body, 1000, 600)
    points = [{point for ring in outline.rings for point in ring} for outline in drawn.outlines]
    meeting = sum(bool(one & other) for at, one in enumerate(points) for other in points[at + 1 :])
    assert meeting >= 20  # of the pairs of 19 municipalities on land


def test_all_prefectures_are_on_the_map_of_the_nation(decks):
    drawn = shapes.drawn(decks["nation"][1]["map"].body, 1000, 600)
    assert len(drawn.outlines) == 47
    corners = [point for outline in drawn.outlines for ring in outline.rings for point in ring]
    assert all(0 <= x <= 1000 and -30 <= y <= 630 for x, y in corners)


def test_the_cover_of_a_town_of_which_all_technical_staff_is_counted(dashboard_database):
    """下田市: no civil engineers apart, so there is neither that count nor an estimate. With a counted town of 山口県 beside it, too."""
    (figure,) = [
        one for one in cover.cover(scope.of_municipality("222194")).body.numbers if "技術系職員" in one[1]
    ]
    assert figure == ("6人", "技術系職員", "2024年4月1日現在・公表値")
    together = cover.cover(scope.of_group(["222194", "352152"])).body.numbers
    assert ("80人", "土木技師（値のある1団体）") in [one[:2] for one in together]


def test_a_prefecture_with_two_values_has_no_median_to_tell(dashboard_database, monkeypatch):
    """Three municipalities of 山口県 with a value have a median, two have none."""
    values = burden.queries.metric_values(burden.BURDEN)
    own = values.index[values["lg_code"].str[:2] == "35"]
    monkeypatch.setattr(burden.queries, "metric_values", lambda _: values)
    for kept, is_shown in ((3, True), (2, False)):
        values.loc[own[kept:], "value"] = float("nan")
        assert (burden.burden_distribution(scope.of_prefecture("35")) is not None) == is_shown


def test_what_stands_today_has_its_year_and_whose_share_it_is(dashboard_database):
    slide = ahead(scope.of_prefecture("31"))
    rows = slide.body.set_index("項目")
    assert rows.loc["50年以上の橋梁（全国）（%）", "いま"] == "30（2020年）"
    assert rows["いま"].str.fullmatch(r"[\d,.]+（\d{4}年）").all()
    assert re.search(r"50年以上の橋 2020年\d+月\d+日現在", slide.source)
