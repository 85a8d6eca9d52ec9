"""Scenarios: what an address or a file holds comes back, what is none is refused with a word, and what changed is named."""

import base64
import json
import random
import zlib
from dataclasses import replace

import pandas as pd
import pytest

from analysis import scenario
from analysis.scenario import Group, Scenario
from japan import lg_code

TOWNS = [lg_code.from_five(f"99{number:03d}") for number in range(201, 281)]


def facts(codes=TOWNS, **changed):
    rows = pd.DataFrame(
        {
            "lg_code": codes,
            "population": [1000.0 + at for at in range(len(codes))],
            "general_admin_staff": [10.0 + at for at in range(len(codes))],
            "bridges_managed": [5.0] * len(codes),
            "bridges_action_needed": 2.0,
            "road_km": 30.4,
            "technical_staff": pd.Series([None] * len(codes), dtype=float),
            "civil_engineers": pd.Series([None] * len(codes), dtype=float),
            "every_estimate": 3.0,
            "road_bridge_maintenance_yen": 12_345_000.0,
            "road_km_as_of": pd.Timestamp("2024-04-01"),
            "estimate_as_of": pd.Timestamp("2024-04-01"),
            "maintenance_as_of": pd.Timestamp("2025-03-31"),
            "population_as_of": pd.Timestamp("2025-01-01"),
            "general_admin_staff_as_of": pd.Timestamp("2024-04-01"),
            "bridges_as_of": pd.Timestamp("2025-03-31"),
        }
    )
    return rows.assign(**changed)


def made(seed: int) -> Scenario:
    chance = random.Random(seed)
    codes = chance.sample(TOWNS, chance.randint(2, 60))
    groups, left = [], []
    while codes:
        own, codes = codes[: (size := chance.randint(1, 9))], codes[size:]
        if groups and chance.random() < 0.1:
            left += own
        else:
            groups.append(Group(tuple(own), chance.choice([None, *own])))
    one = Scenario(
        chance.choice(["東県の案", "案 A（仮）", "🗾", "甲" * 40]),
        chance.choice(list(scenario.ORIGINS)),
        tuple(groups),
        tuple(left),
        chance.choice(["", "二次医療圏"]),
        chance.choice([{}, {"prefs": "99", "km": "40", "rules": "j992011-993018"}]),
        chance.choice([{}, {"hourly_rate": (3000.0, 4000.5, 5000.0)}]),
    )
    return scenario.remembering(one, facts()) if chance.random() < 0.7 else one


@pytest.mark.parametrize("seed", range(60))
def test_an_address_and_a_file_hold_the_whole_scenario(seed):
    one = made(seed)
    assert scenario.of_code(scenario.code(one)) == one
    assert scenario.of_file(scenario.content(one, {})) == one


def test_a_prefecture_fits_into_an_address():
    groups = tuple(Group(tuple(TOWNS[at : at + 7]), TOWNS[at]) for at in range(0, 77, 7))
    one = scenario.remembering(Scenario("東県の案", "divided", groups, conditions={"prefs": "99"}), facts())
    code = scenario.code(one)
    assert len(code) < 700
    assert code.isascii() and code.replace("-", "").replace("_", "").isalnum()


def packed(short) -> str:
    return base64.urlsafe_b64encode(zlib.compress(json.dumps(short).encode())).decode().rstrip("=")


GROUP = [-1, [99201], []]
WHOLE = {"v": 1, "n": "案", "o": "hand", "g": [GROUP]}


def test_what_is_packed_by_hand_opens():
    assert scenario.of_code(packed(WHOLE)).groups == (Group((TOWNS[0],)),)


@pytest.mark.parametrize(
    "text",
    [
        "", "a", "xyz!", "あ", "A" * 5000, packed([]), packed("案"), packed({}), packed(None),
        packed(WHOLE | {"v": 2}), packed(WHOLE | {"n": ""}), packed(WHOLE | {"n": "長" * 41}), packed(WHOLE | {"n": "a\nb"}),
        packed(WHOLE | {"o": "stolen"}), packed(WHOLE | {"g": []}), packed(WHOLE | {"g": [[0, [], []]]}),
        packed(WHOLE | {"g": [GROUP, [-1, [0], []]]}), packed(WHOLE | {"g": [[5, [99201], []]]}), packed(WHOLE | {"g": [[-1, [1e308], []]]}),
        packed(WHOLE | {"g": [[-1, [float("inf")], []]]}), packed(WHOLE | {"g": [[-1, [-5], []]]}), packed(WHOLE | {"g": [["a", "b", "c"]]}),
        packed(WHOLE | {"k": {"<script>": "x"}}), packed(WHOLE | {"k": [1]}), packed(WHOLE | {"a": {"x": [3, 2, 1]}}),
        packed(WHOLE | {"a": {"x": [0, 1, float("nan")]}}), packed(WHOLE | {"a": {"x": [True, 1, 2]}}), packed(WHOLE | {"d": ["yesterday", "", ""]}),
        base64.urlsafe_b64encode(zlib.compress(b" " * 10_000_000)).decode(),
        base64.urlsafe_b64encode(zlib.compress(b"[" * 100_000)).decode(),
        scenario.code(Scenario("案", "hand", (Group((TOWNS[0],)),)))[:-4],
    ],
)  # fmt: skip
def test_what_is_no_scenario_is_refused_in_japanese(text):
    with pytest.raises(ValueError, match=r"[ぁ-ん]"):
        scenario.of_code(text)


FILED = {
    "版": 1, "名前": "案", "もと": "hand", "もとの名前": "", "条件": {}, "前提": {}, "群": [{"構成団体": [{"団体コード": TOWNS[0]}], "拠点": None}],
    "群に入らない団体": [], "値の時点": [],
}  # fmt: skip
NOT_SO = (
    3,
    1e308,
    10**400,
    True,
    None,
    "x\ud800",
    [],
    [[]],
    [3],
    {},
    {"a": {}},
    {"a": [1, 2]},
    ["x"],
    "長" * 3_000,
)


@pytest.mark.parametrize("field", [*FILED, "拠点", "構成団体", "団体コード", "保存したときの値"])
@pytest.mark.parametrize("value", NOT_SO, ids=lambda value: repr(value)[:12])
def test_every_field_of_a_file_is_taken_or_refused_in_japanese(field, value):
    whole = json.loads(json.dumps(FILED))
    group = whole["群"][0]
    owner = whole if field in FILED else group["構成団体"][0] if field == "団体コード" else group
    owner[field] = value
    try:
        one = scenario.of_file(json.dumps(whole).encode())
    except ValueError as problem:
        assert any("ぁ" <= letter <= "ん" for letter in str(problem)) and len(str(problem)) < 200, problem
    else:
        assert scenario.of_code(scenario.code(one)) == one


@pytest.mark.parametrize(
    ("name", "values", "expected"),
    [
        ("inspection_years", [0, 0, 5], "0.1〜100の数"),
        ("person_hours", [0, 0, 0], "1〜8,760の数"),
        ("in_house_cut", [2, 3, 4], "0〜1の数"),
        ("commission_share", [-0.1, 0.5, 0.6], "0〜1の数"),
        ("hourly_rate", [5, 4, 6], "低い≦基本≦高い"),
    ],
)
def test_an_assumption_that_makes_no_sense_is_refused_by_its_name(name, values, expected):
    for read in (
        lambda: scenario.of_code(packed(WHOLE | {"a": {name: values}})),
        lambda: scenario.of_file(json.dumps(FILED | {"前提": {name: values}}).encode()),
    ):
        with pytest.raises(ValueError, match=rf"「前提」の {name}：.*{expected}"):
            read()


def test_a_benchmark_that_may_be_below_zero_is_kept():
    own = scenario.of_code(packed(WHOLE | {"a": {"commission_cut": [-0.05, 0, 0.07]}})).assumptions
    assert own == {"commission_cut": (-0.05, 0.0, 0.07)}


@pytest.mark.parametrize(
    "data",
    [
        b"", b"{}", b"[]", b"\xff\xfe", b"[" * 100_000, b'{"\xe7\xbe\xa4": 3}', '{"群": [3]}'.encode(), '{"群": [{"構成団体": [{}]}]}'.encode(),
        '{"群": [{"構成団体": [{"団体コード": "123456"}]}], "版": 1, "名前": "案", "もと": "hand"}'.encode(),
        '{"群": [{"構成団体": [{"団体コード": 992011}]}], "版": 1, "名前": "案", "もと": "hand"}'.encode(),
    ],
)  # fmt: skip
def test_a_file_that_is_no_scenario_is_refused_in_japanese(data):
    with pytest.raises(ValueError, match=r"[ぁ-ん]"):
        scenario.of_file(data)


def test_what_changed_since_it_was_saved_is_named_by_group():
    one = scenario.remembering(
        Scenario("案", "hand", (Group(tuple(TOWNS[:3])), Group(tuple(TOWNS[3:5])))), facts()
    )
    later = facts().assign(
        general_admin_staff=lambda rows: rows["general_admin_staff"].where(rows.index != 4, 99)
    )
    settled = scenario.settled(one, later)
    assert settled.changes.to_dict("records") == [
        {"group": 1, "label_ja": "一般行政部門の職員", "unit": "人", "before": 27.0, "now": 112.0}
    ]
    assert scenario.settled(one, facts()).changes.empty


def test_dates_and_what_the_effect_rests_on_are_compared_too():
    one = scenario.remembering(Scenario("案", "hand", (Group(tuple(TOWNS[:3])),)), facts())
    later = facts(bridges_action_needed=3.0, maintenance_as_of=pd.Timestamp("2026-03-31"))
    settled = scenario.settled(one, later)
    assert list(settled.changes["label_ja"]) == ["修繕が必要な橋"]
    assert settled.dates.to_dict("records") == [
        {"label_ja": "道路と橋の維持補修費", "before": "2025-03-31", "now": "2026-03-31"}
    ]
    assert settled.scenario == one and not settled.is_as_saved
    assert scenario.settled(one, facts()).is_as_saved
    elsewhere = facts(population=lambda rows: rows["population"].where(rows.index < 3, 1.0))
    assert scenario.settled(one, elsewhere).is_as_saved


def test_an_older_scenario_is_compared_by_what_it_remembers():
    one = scenario.remembering(Scenario("案", "hand", (Group(tuple(TOWNS[:3])),)), facts())
    older = replace(one, remembered=tuple(sums[:3] for sums in one.remembered), as_of=one.as_of[:3])
    assert scenario.of_code(scenario.code(older)) == older
    assert scenario.of_file(scenario.content(older, {})) == older
    assert scenario.settled(older, facts(road_km=99.0)).is_as_saved


def test_a_municipality_that_is_none_any_more_is_named_and_left_out():
    one = Scenario("案", "hand", (Group((TOWNS[0], TOWNS[1]), TOWNS[0]), Group((TOWNS[2],))), (TOWNS[3],))
    settled = scenario.settled(one, facts(TOWNS[1:2]))
    assert settled.gone == (TOWNS[0], TOWNS[2], TOWNS[3])
    assert settled.scenario.groups == (Group((TOWNS[1],), None),)
    with pytest.raises(ValueError, match="ありません"):
        scenario.settled(one, facts(TOWNS[10:12]))


def test_a_renamed_municipality_is_found_under_its_code_of_today():
    one = Scenario("案", "hand", (Group(("044237",), "044237"),))
    assert scenario.settled(one, facts(["042161"])).scenario.groups == (Group(("042161",), "042161"),)


def test_who_is_in_another_group_is_told_whatever_the_order_of_groups():
    a, b, c, d, e, f = TOWNS[:6]
    one = Scenario("案", "hand", (Group((a, b, c)), Group((d, e))), (f,))
    assert scenario.moved(one, replace(one, groups=one.groups[::-1])).empty
    other = Scenario("別", "hand", (Group((d, e, c)), Group((a, b, f))))
    assert scenario.moved(one, other).to_dict("records") == [
        {"lg_code": c, "before": 0, "after": 0},
        {"lg_code": f, "before": -1, "after": 1},
    ]


@pytest.mark.parametrize("seed", range(20))
def test_no_other_pairing_of_groups_leaves_more_where_they_are(seed):
    import itertools

    chance = random.Random(seed)
    codes = TOWNS[:12]

    def divided() -> Scenario:
        number = {code: chance.randrange(4) for code in codes}
        groups = [tuple(code for code in codes if number[code] == at) for at in range(4)]
        return Scenario("案", "hand", tuple(Group(own) for own in groups if own))

    one, other = divided(), divided()
    size = max(len(one.groups), len(other.groups))
    mine, theirs = (list(each.groups) + [Group(())] * (size - len(each.groups)) for each in (one, other))
    stay = max(
        sum(len({*a.members} & {*b.members}) for a, b in zip(mine, order, strict=True))
        for order in itertools.permutations(theirs)
    )
    assert len(codes) - len(scenario.moved(one, other)) == stay
