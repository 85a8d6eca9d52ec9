"""The slides of a scenario: the same groups and ranges on the stage and in PowerPoint."""

import json

import pytest
from exported_files import slide_texts

from analysis import scenario
from analysis.scenario import Group, Scenario
from dashboard import queries
from dashboard.exports import powerpoint
from dashboard.shared import scenarios
from pages import effects
from pages.briefing import order, stage
from pages.briefing.slides import proposal


@pytest.fixture
def held(dashboard_database):
    codes = [code for code in queries.municipalities()["lg_code"] if code[:2] == "35"]
    one = Scenario(
        "山口県の案", "hand", (Group(tuple(codes[:9]), codes[0]), Group(tuple(codes[9:18]))), (codes[18],)
    )
    return scenarios.of_code(scenario.code(one))


def test_the_slides_say_what_the_scenario_is(held):
    made = {slide.slide_id: slide for slide in proposal.slides(held)}
    assert list(made) == list(proposal.IDS)
    drawn = made["groups_map"].body
    assert set(drawn.classes) == set(held.scenario.codes)
    assert {label for label, _ in drawn.legend()} == {*held.names, "どの群にも入らない"}
    assert list(made["groups"].body["群"].sort_values()) == sorted(held.names)
    found = effects.of_groups(held.groups)
    of = found.of(str(found.coverage["group"].iloc[-1]))
    table = made["effect"].body.set_index("項目（1年当たり）")
    assert table.loc["減る時間", "低い〜高い"] == effects.span("hours_freed", of.loc["hours_freed"])
    assert all(slide.source for slide in made.values())


def test_they_go_to_the_stage_and_to_powerpoint(held):
    made = proposal.slides(held)
    json.dumps([stage.as_data(slide) for slide in made], default=str)
    text = slide_texts(powerpoint.deck_bytes("案", made))
    assert (
        "山口県の18団体を2の群にする案です" in text and held.names[0] in text and "予測ではありません" in text
    )


def test_they_stand_before_the_cases_and_the_readers_own_at_the_end():
    assert order.with_proposal(["cover", "cases", "next"], ["own"]) == [
        "cover",
        *proposal.IDS,
        "cases",
        "next",
        "own",
    ]
    assert order.with_proposal(["cover"], []) == ["cover", *proposal.IDS]
