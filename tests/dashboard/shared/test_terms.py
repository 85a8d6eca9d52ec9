"""How the terms of the glossary are written in sentences."""

from pathlib import Path

import pytest
import yaml

from dashboard.shared.terms import spellings

GLOSSARY = yaml.safe_load((Path(__file__).parents[3] / "etl/glossary.yaml").read_text("utf-8"))


@pytest.mark.parametrize(
    ("term", "written"),
    [
        ("群マネ", ["群マネ"]),
        ("土木技師・建築技師", ["土木技師", "建築技師"]),
        ("判定区分Ⅲ（早期措置段階）", ["判定区分Ⅲ"]),
        ("公表値・算出値・推計", ["公表値", "算出値", "推計"]),
    ],
)
def test_a_term_is_written_as_in_sentences(term, written):
    assert spellings(term) == written


def test_no_spelling_belongs_to_two_terms():
    every = [one for row in GLOSSARY for one in spellings(row["term"])]
    assert all(every)
    assert len(every) == len(set(every))
