"""シナリオ: what a reader sees of one, of two, of an older one, of one that cannot be read."""

from dataclasses import replace
from functools import partial

import pandas as pd
import pytest
from page_texts import shown_tables, texts

from analysis import scenario
from analysis.scenario import Group, Scenario
from dashboard import queries
from dashboard.exports import fonts
from dashboard.shared import scenarios
from pages.briefing.slides import proposal
from pages.scenarios import effect, intake, pdf, sections, words
from pages.steps import suggested

PAGE = "pages/scenarios/page.py"


@pytest.fixture
def open_scenarios(open_page):
    return partial(open_page, PAGE)


@pytest.fixture
def yamaguchi(dashboard_database) -> Scenario:
    """The secondary medical areas of 山口県, as the page offers them."""
    facts = queries.group_facts()
    own = facts[facts["prefecture_code"] == "35"]
    half = len(own) // 2
    groups = (Group(tuple(own["lg_code"][:half])), Group(tuple(own["lg_code"][half:])))
    return scenario.remembering(Scenario("山口県の案", "hand", groups), facts)


def table_with(app, column: str) -> pd.DataFrame:
    return next(frame for frame in shown_tables(app) if column in frame)


def test_without_a_scenario_one_is_offered(open_scenarios):
    app = open_scenarios(pref="35")
    assert not app.exception and not app.error, texts(app)
    assert any(one.label == "シナリオとして見る" for one in app.button)


def test_the_numbers_of_groups_are_those_of_an_independent_question(open_scenarios, yamaguchi, db):
    app = open_scenarios(scenario=scenario.code(yamaguchi))
    assert not app.exception and not app.error, texts(app)
    shown = table_with(app, "技術系職員のいない確率（推計値）")
    for row, group in zip(shown.itertuples(index=False), yamaguchi.groups, strict=True):
        [(people, staff, bridges)] = db.execute(
            """
            select
                (select sum(population) from municipalities where list_contains($codes, lg_code)),
                (select sum(general_admin_staff) from staffing
                    where list_contains($codes, lg_code) and as_of = (select max(as_of) from staffing)),
                (select sum(bridges_managed) from bridge_inspections where list_contains($codes, lg_code)),
            """,
            {"codes": list(group.members)},
        ).fetchall()
        values = dict(zip(shown.columns, row, strict=True))
        assert values["人口（人）"] == people
        assert values["一般行政部門の職員（人）"] == staff
        assert values["管理する橋（橋）"] == bridges
        assert values["団体コード"].split("・") == list(group.members)


def test_two_scenarios_stand_side_by_side_with_who_changes(open_scenarios, yamaguchi):
    first, second = yamaguchi.groups
    moving = first.members[-1]
    other = replace(
        yamaguchi, name="別の案", groups=(Group(first.members[:-1]), Group((*second.members, moving))), remembered=(), as_of=()
    )  # fmt: skip
    app = open_scenarios(scenario=scenario.code(yamaguchi), against=scenario.code(other))
    assert not app.exception and not app.error, texts(app)
    changed = next(one for one in shown_tables(app) if {"B 別の案", "団体コード"} <= set(one))
    assert list(changed["団体コード"]) == [moving]
    assert "**1団体**の群が変わります" in texts(app)
    assert {"A 山口県の案", "B 別の案"} < set(table_with(app, "項目（1年当たり）").columns)


@pytest.fixture
def older(yamaguchi) -> Scenario:
    """The same as an older database had it: ten people fewer on the staff, the population of another day."""
    people, staff, *more = yamaguchi.remembered[0]
    return replace(
        yamaguchi,
        remembered=((people, staff - 10, *more), yamaguchi.remembered[1]),
        as_of=("2020-01-01", *yamaguchi.as_of[1:]),
    )


CHANGED = "保存したときとデータが違います。値が違うもの：一般行政部門の職員（1群）。時点が違うもの：人口（2020年1月1日→"


def test_a_scenario_of_an_older_database_says_what_changed(open_scenarios, yamaguchi, older):
    now = yamaguchi.remembered[0][1]
    app = open_scenarios(scenario=scenario.code(older))
    assert CHANGED in texts(app)
    row = table_with(app, "保存したとき").iloc[0]
    assert row["保存したとき"] == f"{now - 10:,.0f}人" and row["いま"] == f"{now:,.0f}人"
    assert "データが違います" not in texts(open_scenarios(scenario=scenario.code(yamaguchi)))


@pytest.mark.parametrize("page", ["effects", "steps", "briefing"])
def test_every_page_that_takes_it_says_so(open_page, older, page):
    assert CHANGED in texts(open_page(f"pages/{page}/page.py", scenario=scenario.code(older)))


def test_the_scenario_beside_says_so_until_it_remembers_today(open_scenarios, yamaguchi, older):
    older = replace(older, name="古い案")
    app = open_scenarios(scenario=scenario.code(yamaguchi), against=scenario.code(older))
    assert f"シナリオ「古い案」は、{CHANGED}" in texts(app)
    app.text_input(key="name_against").set_value("新しい名前").run()
    assert f"シナリオ「新しい名前」は、{CHANGED}" in texts(app)
    app.button(key="renew_against").click().run()
    assert "データが違います" not in texts(app) and not app.exception


@pytest.mark.parametrize("code", ["abc", "%3Cscript%3E", "A" * 3000, "eNqrVkpUsgIABTcB2w"])
def test_what_cannot_be_read_is_said_and_the_page_stands(open_scenarios, code):
    app = open_scenarios(scenario=code)
    assert not app.exception and not app.error
    assert any(
        one.label == "シナリオとして見る" or "都道府県" in one.label for one in [*app.button, *app.selectbox]
    )


def test_own_assumptions_change_the_estimate_and_are_named(open_scenarios, yamaguchi):
    from pages import effects

    groups = scenarios.of_members(yamaguchi.codes).groups
    usual = effects.of_groups(groups)
    dear = effects.of_groups(groups, {"hourly_rate": (9_000.0, 9_000.0, 9_000.0)})
    whole = str(usual.coverage["group"].iloc[-1])
    assert dear.of(whole).loc["cost_now", "base"] > usual.of(whole).loc["cost_now", "base"]
    app = open_scenarios(
        scenario=scenario.code(replace(yamaguchi, assumptions={"hourly_rate": (9_000.0, 9_000.0, 9_000.0)}))
    )
    assert "利用者の入力 1" in texts(app)


class TestOwnAssumptions:
    """Assumptions typed into the table of benchmarks, as the page takes them over."""

    def applied(self, yamaguchi, name: str, *values: float) -> tuple[dict, str]:
        """What the page keeps, and what it says, when one row is typed as it stands on screen."""
        held = scenarios.of_code(scenario.code(yamaguchi))
        shown, scale = effect.shown(held)
        edited = shown.copy()
        edited.loc[name, ["低い", "基本", "高い"]] = values
        return effect.replaced(held, edited, shown, scale)

    def test_one_that_makes_no_sense_is_said_by_its_name(self, yamaguchi):
        kept, said = self.applied(yamaguchi, "in_house_cut", 200, 300, 400)
        assert (
            kept == {}
            and said == "「直営の時間が減る割合」：0〜100%の数を、低い≦基本≦高い の順に入れてください。"
        )
        kept, said = self.applied(yamaguchi, "inspection_years", 0, 0, 5)
        assert kept == {} and "「橋の点検の間隔」：0.1〜100年の数" in said
        kept, said = self.applied(yamaguchi, "person_hours", float("nan"), 5, 6)
        assert kept == {} and said

    def test_one_that_does_is_kept(self, yamaguchi):
        kept, said = self.applied(yamaguchi, "commission_cut", -10, 0, 5)
        assert kept == {"commission_cut": (-0.1, 0.0, 0.05)} and said == ""


class TestListedGroups:
    """A list of groups from a file."""

    def rows(self, *rows):
        return intake.FORM.table(
            [dict(zip(("group", "code", "name", "centre"), row, strict=False)) for row in rows]
        )

    def test_codes_and_names_lead_to_municipalities(self, dashboard_database):
        rows = self.rows(("東", "352012", "", "○"), ("東", "", "山口県周防大島町"), ("西", "35203", "山口市"))
        found, problems = intake.listed(rows, "圏域.csv")
        assert [group.members for group in found.groups] == [("352012", "353051"), ("352039",)]
        assert found.groups[0].centre == "352012"
        assert found.name == "圏域" and len(found.codes) == 19
        assert problems == []

    def test_what_is_no_municipality_is_named_by_row(self, dashboard_database):
        found, problems = intake.listed(
            self.rows(("東", "352012", ""), ("東", "", "どこにもない町")), "圏域.csv"
        )
        assert len(problems) == 1 and "どこにもない町" in problems[0]
        assert found.groups[0].members == ("352012",)

    def test_one_in_two_groups_is_refused_by_name(self, dashboard_database):
        with pytest.raises(ValueError, match="下関市"):
            intake.listed(self.rows(("東", "352012", ""), ("西", "352012", "")), "圏域.csv")

    def test_two_centres_of_a_group_are_refused_by_row(self, dashboard_database):
        rows = self.rows(("東", "352012", "", "○"), ("東", "352021", "", "○"))
        with pytest.raises(ValueError, match=rf"{rows.index[1]}行目：「東」には、もう拠点があります"):
            intake.listed(rows, "圏域.csv")

    def test_nothing_understood_is_no_scenario(self, dashboard_database):
        assert intake.listed(self.rows(("東", "", "どこにもない町")), "圏域.csv")[0] is None


def test_documents_speak_of_those_in_groups_and_name_the_others_apart(open_page, dashboard_database, db):
    """A list of a few towns fills the rest of their prefecture in as left out: none of it is counted as theirs."""
    rows = intake.FORM.table([{"group": "南", "name": name, "prefecture": "長野県"} for name in ("飯田市", "阿智村", "平谷村", "根羽村")])  # fmt: skip
    one, _ = intake.listed(rows, "南信州.csv")
    held = scenarios.of_code(scenario.code(one))
    members = list(one.groups[0].members)
    [(bridges, action)] = db.execute(
        "select sum(bridges_managed), sum(bridges_action_needed) from bridge_inspections where list_contains($codes, lg_code)",
        {"codes": members},
    ).fetchall()
    said = words.sentences(held)
    assert said[0] == (
        "長野県の4団体を1の群（飯田市ほか3団体）にまとめる案です。どの群にも入らない団体は、73団体です。"
    )
    assert f"橋は合わせて{bridges:,.0f}橋、うち修繕が必要な橋（判定区分Ⅲ・Ⅳ）は{action:,.0f}橋" in "".join(
        said
    )
    assert "77団体" not in "".join(said) and held.about_ja == "長野県、1群4団体"
    draft = suggested.answers(held)
    assert f"橋 {bridges:,.0f}橋（うち判定区分Ⅲ・Ⅳ {action:,.0f}橋）" in draft["対象の分野と施設"]
    assert draft["対象の区域"].endswith("。どの群にも入らない団体は、73団体です。")
    assert proposal.slides(held)[0].heading == "長野県の4団体を1の群にする案です"
    assert "1群4団体）を使っています" in texts(
        open_page("pages/effects/page.py", scenario=scenario.code(one))
    )


def test_a_few_left_out_are_named(yamaguchi):
    left = yamaguchi.groups[1].members[-1]
    one = replace(yamaguchi, groups=(yamaguchi.groups[0],), left_out=(left,), remembered=(), as_of=())
    held = scenarios.of_code(scenario.code(one))
    assert held.left_out_ja == f"どの群にも入らない団体は、{held.facts.loc[left, 'municipality_name']}です"


def test_the_page_of_a4_has_the_groups_the_ranges_and_what_is_open(yamaguchi, tmp_path):
    import datetime
    import shutil
    import subprocess

    font = fonts.japanese()
    if font is None or shutil.which("pdftotext") is None:
        pytest.skip("no Japanese font or no pdftotext")
    held = scenarios.of_members(yamaguchi.codes[:5])
    path = tmp_path / "a4.pdf"
    path.write_bytes(pdf.pdf_bytes(held, font, datetime.date(2026, 11, 29)))
    text = subprocess.run(
        ["pdftotext", "-layout", path, "-"], capture_output=True, text=True, check=True
    ).stdout
    assert held.names[0] in text and "これから決めること" in text and "予測ではありません" in text
    joined = "".join(text.split())
    assert all(point in joined for point in words.OPEN_POINTS)
    pages = subprocess.run(["pdfinfo", path], capture_output=True, text=True, check=True).stdout
    assert "Pages:           1" in pages


def test_an_estimate_is_never_said_as_a_count_of_nobody(dashboard_database):
    for codes in (["353051"], ["011002"], ["473821", "473812"]):
        held = scenarios.of_members(codes)
        joined = "".join(words.sentences(held))
        assert "0団体" not in joined and "約0" not in joined
        assert sections.dates_ja(held).endswith("。")
