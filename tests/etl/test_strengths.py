"""The declared rules of strong and weak points, and the types of all municipalities computed once more from the metrics."""

import math

import pytest

from etl import strengths
from etl.problems import BadInput


@pytest.fixture(scope="module")
def declared():
    return strengths.declared()


def written(path, text: str):
    path.write_text(text, "utf-8")
    return path


def quantile(values: list[float], share: float) -> float:
    """Between the two values next to a share of the sorted ones, as a straight line."""
    ordered = sorted(values)
    at = (len(ordered) - 1) * share
    low = math.floor(at)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (ordered[high] - ordered[low]) * (at - low)


def printed(value: float, unit: str, digits: int) -> float:
    places = digits + (2 if unit == "share" else 0)
    return math.floor(abs(round(value, 9)) * 10**places + 0.5 + 1e-9) / 10**places * (1 if value >= 0 else -1)


def test_every_state_is_what_its_metric_says(db, declared):
    units = {
        one: (unit, digits)
        for one, unit, digits in db.execute("select metric_id, unit, digits from metrics").fetchall()
    }
    stored = {
        (code, type_id): state
        for code, type_id, state in db.execute(
            "select lg_code, type_id, state from municipality_types"
        ).fetchall()
    }
    codes = [code for (code,) in db.execute("select lg_code from municipalities").fetchall()]
    assert len(stored) == len(codes) * len(declared["types"]) == 1741 * len(declared["types"])
    wrong = []
    for rule in declared["types"]:
        own = values_of(db, rule["metric"])
        edge = rule["at"]
        if edge is None:
            edge = printed(
                quantile(list(own.values()), 0.75 if rule["end"] == "highest" else 0.25),
                *units[rule["metric"]],
            )
        chances = {} if rule["instead"] is None else values_of(db, rule["instead"]["metric"])
        for code in codes:
            if code in own:
                value = printed(own[code], *units[rule["metric"]])
                holds = value >= edge if rule["end"] == "highest" else value <= edge
                wanted = "yes" if holds else "no"
            elif code in chances:
                wanted = by_chance(chances[code], rule["instead"])
            else:
                wanted = "unknown"
            if stored[code, rule["type_id"]] != wanted:
                wrong.append((code, rule["type_id"], wanted))
    assert wrong == []


def values_of(db, metric_id: str) -> dict[str, float]:
    """The values of a metric that are compared: none that is marked."""
    return dict(
        db.execute(
            """
            select lg_code, coalesce(value, less_than * 0)
            from newest_values
            where metric_id = ? and mark is null and coalesce(value, less_than) is not null
            """,
            [metric_id],
        ).fetchall()
    )


def by_chance(chance: float, instead) -> str:
    if instead["holds"] > instead["fails"]:
        return "yes" if chance >= instead["holds"] else "no" if chance <= instead["fails"] else "unknown"
    return "yes" if chance <= instead["holds"] else "no" if chance >= instead["fails"] else "unknown"


def test_a_point_and_its_opposite_never_hold_together(db):
    opposites = [
        ("few_engineers", "has_engineers"),
        ("many_bridges", "few_bridges"),
        ("unsound_bridges", "sound_bridges"),
        ("old_assets", "young_assets"),
        ("few_contractors", "many_contractors"),
        ("shrinking", "steady_population"),
        ("weak_finance", "strong_finance"),
    ]
    for weak, strong in opposites:
        both = db.execute(
            """
            select count(*) from municipality_types as one join municipality_types as other using (lg_code)
            where one.type_id = ? and other.type_id = ? and one.state = 'yes' and other.state = 'yes'
            """,
            [weak, strong],
        ).fetchone()
        assert both == (0,), (weak, strong)


def test_an_unknown_says_why_and_the_others_do_not(db):
    assert db.execute(
        "select count(*) from municipality_types where (state = 'unknown') <> (why_unknown is not null)"
    ).fetchone() == (0,)


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("remedies: [vertical, horizontal, advisers]", "remedies: [magic]", "宣言されていません"),
        ("type_id: falling_staff", "type_id: few_engineers", "重複"),
        ("remedies: [process, advisers]", "at: 19", "YAML"),
        ("end: lowest", "end: low", "lowest"),
    ],
)
def test_what_does_not_fit_is_refused_with_its_line(tmp_path, before, after, said):
    text = strengths.DECLARED.read_text("utf-8")
    assert before in text
    with pytest.raises(BadInput, match=said):
        strengths.declared(written(tmp_path / "strengths.yaml", text.replace(before, after, 1)))


def test_a_weak_point_needs_a_remedy(tmp_path):
    text = strengths.DECLARED.read_text("utf-8").replace("    remedies: [process, advisers]\n", "", 1)
    with pytest.raises(BadInput, match="弱みに1つ以上"):
        strengths.declared(written(tmp_path / "strengths.yaml", text))
