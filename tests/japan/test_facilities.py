"""Kinds of facilities: what stands once, and agrees wherever it is used."""

import re
from pathlib import Path

import pytest

from japan import facilities
from japan.facilities import BRIDGE, EVERY_KIND, KINDS

CHECKS = Path(__file__).parents[2] / "etl" / "checks"


def test_the_kinds_of_the_product():
    assert [kind.kind_id for kind in KINDS] == [
        "bridge", "tunnel", "large_structure", "pavement", "sewer_pipe", "water_pipe", "building", "park", "river_structure",
        "port_structure", "other",
    ]  # fmt: skip
    assert len({kind.name_ja for kind in KINDS}) == len(KINDS)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.kind_id)
def test_a_kind_has_what_every_kind_has(kind):
    shared = {one.name for one in EVERY_KIND if not one.name.startswith("facility_")}
    assert shared <= set(kind.dtypes)
    assert len(kind.dtypes) == len(kind.columns)
    assert set(kind.dtypes.values()) <= {"str", "Int64", "float64"}


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.kind_id)
def test_a_field_is_labelled_as_the_column_it_fills(kind):
    for field in kind.fields:
        if field.name in kind.labels:
            assert field.label_ja.startswith(kind.labels[field.name]) or field.name in (
                "latitude",
                "longitude",
            )


@pytest.mark.parametrize(
    ("column", "allowed", "refused"),
    [
        ("length_m", [0.1, 20_000], [0, -1, 20_000.1]),
        ("width_m", [0.1, 200], [0, 200.1]),
        ("soundness_category", [1, 4], [0, 5, 8]),
        ("built_fiscal_year", [1850, 2100], [1849]),
        ("latitude", [20, 46], [19.9, 46.1]),
        ("longitude", [122, 154], [121.9, 154.1]),
        ("bridge_id", [-1, 0], []),
    ],
)
def test_bounds(column, allowed, refused):
    allows = BRIDGE.column(column).allows
    assert all(map(allows, allowed)) and not any(map(allows, refused))


def test_what_is_expected_names_the_bounds():
    for column in BRIDGE.columns:
        if column.highest is not None:
            numbers = re.findall(r"[0-9,]+", column.expected_ja)
            assert [float(number.replace(",", "")) for number in numbers] == [column.lowest, column.highest]


def test_the_check_of_construction_years_has_the_same_bound():
    statement, query = (
        (CHECKS / "construction_years_are_plausible.sql").read_text("utf-8").split("\n", maxsplit=1)
    )
    for text in (statement, query):
        assert re.findall("[0-9]{4}", text) == [str(facilities.EARLIEST_FISCAL_YEAR)]


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("国", "national"),
        ("国土交通省", "national"),
        ("甲県道路公社", "road_corporation"),
        ("乙高速道路公社", "road_corporation"),
        ("nexco東日本", "expressway_company"),
        ("甲市", None),
        ("東県", None),
    ],
)
def test_a_manager_is_told_by_its_name(name, kind):
    assert facilities.manager_kind(name) == kind
    assert kind is None or facilities.MANAGER_LABELS[kind]
