from datetime import date

import pytest

from etl import source
from etl.problems import BadInput
from etl.read.printed_figures import read
from etl.snapshot import REFERENCE

EDITION = source.load("printed_figures").editions[0]
FIGURE = """\
figures:
  - id: towns
    label_ja: 町の数
    value: 12
    unit: 町
    as_of: 2024-04-01
    as_of_ja: 令和6年4月1日
    text_ja: 町は12あります。
    document_ja: 資料
    document_url: https://example.jp/
"""


@pytest.fixture
def read_figures(tmp_path):
    """Write figures and read them."""

    def write_and_read(text: str, encoding: str = "utf-8"):
        path = tmp_path / "figures.yaml"
        path.write_text(text, encoding)
        return read(path, EDITION)

    return write_and_read


@pytest.fixture(scope="module")
def real_figures():
    return read(REFERENCE / EDITION.files[0], EDITION)


def test_a_figure_is_published_and_exact_unless_marked(read_figures):
    figure = read_figures(FIGURE).iloc[0]
    assert (figure["figure_id"], figure["value"], figure["unit"]) == ("towns", 12, "町")
    assert (figure["as_of"], figure["basis"], figure["is_approximate"]) == (
        date(2024, 4, 1),
        "published",
        False,
    )


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (FIGURE.replace("value: 12", "value: 約12"), "2行目「value」：「約12」は使えません"),
        (FIGURE.replace("    unit: 町\n", ""), "2行目：項目「unit」がありません"),
        (FIGURE.replace("2024-04-01", "令和6年"), "「令和6年」は使えません"),
        (FIGURE + "    is_approximate: だいたい\n", "true か false"),
        (FIGURE + FIGURE.removeprefix("figures:\n"), "2行目と11行目：.*重複"),
        ("figures: []", "データの一覧がありません"),
        ("numbers: []", "「figures」の一覧が必要です"),
        ("figures: [甲", "YAML"),
    ],
)
def test_damaged_figures_are_refused(read_figures, text, message):
    with pytest.raises(BadInput, match=message):
        read_figures(text)


def test_another_encoding_is_refused(read_figures):
    with pytest.raises(BadInput, match="UTF-8 の YAML"):
        read_figures(FIGURE, encoding="cp932")


def test_members_by_kind_add_up_to_the_printed_totals(real_figures):
    members = real_figures[real_figures["figure_id"].str.startswith("council_members")]
    total = members[members["figure_id"] == "council_members"].set_index("as_of")["value"]
    kinds = members[members["figure_id"] != "council_members"].groupby("as_of")["value"].sum()
    assert total.to_dict() == kinds.to_dict() == {date(2016, 11, 28): 199, date(2025, 4, 1): 3162}


def test_model_areas_by_type_add_up_to_eleven(real_figures):
    areas = real_figures.set_index("figure_id")["value"]
    assert areas["model_areas"] == 11
    assert areas[["model_areas_vertical", "model_areas_horizontal", "model_areas_multi_sector"]].sum() == 11


def test_about_and_at_least_are_marked_approximate(real_figures):
    approximate = set(real_figures[real_figures["is_approximate"]]["figure_id"])
    assert "municipalities_with_five_or_fewer_technical_staff" in approximate
    assert "council_local_government_participation" in approximate
    assert "municipalities_without_technical_staff" not in approximate
