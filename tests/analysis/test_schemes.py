"""The guided choice of a legal form, and the ladder of outsourcing."""

from itertools import product

import pytest

from analysis import schemes


@pytest.fixture
def forms(db):
    return db.execute("from schemes").df()


@pytest.fixture
def ladder(db):
    return db.execute("from outsourcing_ladder").df()


@pytest.mark.parametrize(
    ("answers", "first"),
    [
        ({"purpose": "policy", "authority": "agreement"}, "連携協約"),
        ({"property": "yes", "powers": "yes"}, "広域連合"),
        ({"authority": "own", "doer": "other"}, "事務の代替執行"),
        ({"authority": "provider", "purpose": "execution"}, "事務の委託"),
        ({"purpose": "organ", "authority": "own", "property": "no"}, "機関等の共同設置"),
        ({"purpose": "execution", "authority": "own", "doer": "together"}, "協議会（法定協議会）"),
        ({"authority": "new_body", "property": "yes", "powers": "no"}, "一部事務組合"),
    ],
)
def test_answers_lead_to_the_form_the_comparison_describes(forms, answers, first):
    assert schemes.fitting(forms, answers)["scheme_name"].iloc[0] == first


def test_complete_answers_always_end_in_two_or_three_forms_with_reasons(forms):
    decided = [
        [answer for answer in question.answers if answer != "undecided"]
        for question in schemes.QUESTIONS.values()
    ]
    for answers in product(*decided):
        fitting = schemes.fitting(forms, dict(zip(schemes.QUESTIONS, answers, strict=True)))
        assert 2 <= len(fitting) <= 3, answers
        assert fitting["reasons"].map(len).min() > 0, answers
        assert fitting["fits"].is_monotonic_decreasing


def test_undecided_answers_name_no_form(forms):
    assert schemes.fitting(forms, dict.fromkeys(schemes.QUESTIONS, "undecided")).empty


def test_objections_are_said_beside_reasons(forms):
    fitting = schemes.fitting(forms, {"property": "yes", "powers": "yes"}).set_index("scheme_name")
    assert fitting.loc["一部事務組合", "objections"] == ["国や県から権限を直接は受けられない"]


def test_gaps_go_from_today_to_the_aim_the_longest_first(ladder):
    names = ladder["dimension_id"].unique()
    today = dict.fromkeys(names, 1)
    gaps = schemes.gaps(ladder, today, today | {"years": 2, "ordering": 3})
    assert gaps["dimension_ja"].to_list() == ["発注方式", "契約年数"]
    assert gaps.iloc[0][["today_ja", "next_ja", "aim_ja", "levels"]].to_list() == [
        "条件付き一般競争入札",
        "総合評価一般競争入札",
        "公募型プロポーザル",
        2,
    ]


def test_an_aim_that_is_reached_or_lower_is_no_gap(ladder):
    names = ladder["dimension_id"].unique()
    assert schemes.gaps(ladder, dict.fromkeys(names, 2), dict.fromkeys(names, 1)).empty
