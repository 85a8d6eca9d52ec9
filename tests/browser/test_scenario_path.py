"""From the picture to the documents without any upload: 長野県 → division → beside another → effects in ranges → briefing and draft."""

import json
import re
from urllib.parse import parse_qs, urlsplit

import duckdb
import pytest
from browser_pages import wait_for_script
from exported_files import word_text
from playwright.sync_api import expect

from analysis import scenario

MOST_CLICKS = 12


class Clicker:
    """Clicks, and counts them."""

    def __init__(self, page):
        self.page, self.clicks = page, 0

    def __call__(self, locator):
        self.clicks += 1
        locator.click(timeout=60_000)
        self.page.wait_for_timeout(400)
        wait_for_script(self.page)


def metric(page, label: str) -> str:
    return (
        page.get_by_test_id("stMetric")
        .filter(has_text=label)
        .first.get_by_test_id("stMetricValue")
        .inner_text()
    )


def code_in(page, name: str = "scenario") -> str:
    return parse_qs(urlsplit(page.url).query)[name][0]


def test_from_a_division_to_the_documents(open_page, dashboard_database, tmp_path):
    page = open_page("groups?pref=20")
    click = Clicker(page)
    click(page.get_by_role("tab", name="自動で分ける"))
    click(page.get_by_role("button", name="この条件で分ける"))
    expect(page.get_by_role("heading", name="分けた結果")).to_be_visible(timeout=60_000)
    groups = int(metric(page, "グループ"))
    click(page.get_by_role("button", name="シナリオとして見る"))
    expect(page.get_by_role("heading", name="群の数字")).to_be_visible(timeout=60_000)

    one = scenario.of_code(code_in(page))
    assert len(one.groups) == groups == int(metric(page, "群").removesuffix("群"))
    with duckdb.connect(str(dashboard_database), read_only=True) as db:
        nagano = {
            code
            for (code,) in db.execute(
                "select lg_code from municipalities where prefecture_code = '20'"
            ).fetchall()
        }
        staff = dict(db.execute("select lg_code, general_admin_staff from municipality_facts").fetchall())
    assert set(one.codes) == nagano
    least = min(sum(staff[code] or 0 for code in group.members) for group in one.groups)
    assert metric(page, "職員が最も少ない群") == f"{least:,.0f}人"

    click(page.get_by_text("シナリオを作る・開く"))
    click(page.get_by_role("button", name="いまのシナリオと比べる"))
    expect(page.get_by_role("heading", name="群が変わる団体")).to_be_visible(timeout=60_000)
    other = scenario.of_code(code_in(page, "against"))
    moved = scenario.moved(one, other)
    expect(page.get_by_text(f"{len(moved)}団体の群が変わります")).to_be_visible()
    said = page.get_by_text("1年に減る職員の時間は").first.inner_text()
    assert re.search(
        r"減る職員の時間は[\d,]+〜[\d,]+時間、契約は[\d,]+〜[\d,]+件から[\d,]+〜[\d,]+件", said
    ), said

    click(page.get_by_role("link", name="ブリーフィング（地図・一覧・効果のスライド入り）"))
    expect(page.get_by_text("群の案の効果（幅）")).to_be_visible(timeout=60_000)
    assert code_in(page) == scenario.code(one)
    click(page.get_by_role("link", name="シナリオを見る"))
    click(page.get_by_role("link", name="実施方針（案）を Word・PowerPoint で作る"))
    expect(page.get_by_text("これから決めること").first).to_be_visible(timeout=60_000)
    click.clicks += 1
    with page.expect_download(timeout=60_000) as download:
        page.get_by_role("button", name="実施方針（案）Word").click()
    path = tmp_path / "draft.docx"
    download.value.save_as(path)
    text = word_text(path.read_bytes())
    assert said.lstrip("・- ") in text
    assert all(group in text for group in page_groups(one, dashboard_database))
    assert click.clicks <= MOST_CLICKS


def test_a_division_by_numbers_of_ones_own_becomes_a_scenario(open_page):
    """The boxes are kept in the address by the framework: leaving them for the scenario must not fail."""
    page = open_page("groups?pref=31&how=auto&hub_per_repair=30.0&seconds=20")
    for label, number in (("1グループに必要な数", "300"), ("拠点までの上限", "30"), ("団体数の上限", "9")):
        page.get_by_role("spinbutton", name=re.compile(label)).fill(number)
        page.keyboard.press("Enter")
        page.wait_for_timeout(400)
        wait_for_script(page)
    page.get_by_role("button", name="この条件で分ける").click()
    expect(page.get_by_role("heading", name="分けた結果")).to_be_visible(timeout=60_000)
    wait_for_script(page)
    page.get_by_role("button", name="シナリオとして見る").click()
    expect(page.get_by_role("heading", name="群の数字")).to_be_visible(timeout=60_000)
    wait_for_script(page)
    assert page.get_by_test_id("stException").count() == 0
    one = scenario.of_code(code_in(page))
    expected = {"need_staff": "300", "km": "30", "most": "9", "hub_per_repair": "30.0", "seconds": "20"}
    assert expected.items() <= one.conditions.items()
    assert "km=" not in page.url


def page_groups(one, database) -> list[str]:
    """What the groups are called: the most populous member, counted here a second time."""
    with duckdb.connect(str(database), read_only=True) as db:
        people = {
            code: (name, number or 0)
            for code, name, number in db.execute(
                "select lg_code, municipality_name, population from municipalities"
            ).fetchall()
        }
    names = []
    for group in one.groups:
        first = max(group.members, key=lambda code: people[code][1])
        names.append(
            people[first][0] + (f"ほか{len(group.members) - 1}団体" if len(group.members) > 1 else "")
        )
    return names


@pytest.mark.parametrize("page_path", ["scenarios", "effects", "briefing", "steps"])
def test_a_scenario_opened_from_its_address_is_the_one_saved_on_every_page(
    open_page, dashboard_database, page_path
):
    with duckdb.connect(str(dashboard_database), read_only=True) as db:
        codes = [
            code
            for (code,) in db.execute(
                "select lg_code from municipalities where prefecture_code = '35' order by 1"
            ).fetchall()
        ]
    one = scenario.Scenario(
        "山口県の案", "hand", (scenario.Group(tuple(codes[:9])), scenario.Group(tuple(codes[9:])))
    )
    page = open_page(f"{page_path}?scenario={scenario.code(one)}")
    assert json.dumps(scenario.of_code(code_in(page)).codes) == json.dumps(codes)
    shown = page.get_by_text("山口県、2群19団体")
    expect(shown.first).to_be_visible(timeout=60_000)
    page.reload()
    wait_for_script(page)
    expect(shown.first).to_be_visible(timeout=60_000)
    page.goto(page.url.split("?")[0].rsplit("/", 1)[0] + "/glossary")
    wait_for_script(page)
    page.go_back()
    wait_for_script(page)
    expect(shown.first).to_be_visible(timeout=60_000)
