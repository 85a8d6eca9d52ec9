"""Finding places by any of their names: every municipality by every way of writing it, every former name; and the boxes by keyboard."""

import base64
import re
from collections.abc import Callable

import duckdb
import pytest
from browser_pages import wait_for_script
from playwright.sync_api import expect

from dashboard.shared import finder

ASKED = """async ([packed, questions, kinds]) => {
  const { entriesOf, find } = await import('/app/static/matching.js');
  const { unpacked } = await import('/app/static/parts.js');
  const { entries, forms } = entriesOf(await unpacked(Uint8Array.from(atob(packed), (one) => one.charCodeAt(0))));
  const offered = entries.filter((entry) => kinds.includes(entry.kind));
  const brief = (found) => found.slice(0, 50).map(({ kind, id, name, where }) => ({ kind, id, name, where }));
  return questions.map((question) => {
    const { found, nearest } = find(question, { entries: offered, forms });
    return { found: brief(found), nearest: brief(nearest) };
  });
}"""
# Hepburn once more, from its own table: consonants down, vowels across.
CONSONANTS = dict(
    zip(
        ["", *["k", "s", "t", "n", "h", "m", "y", "r", "w", "g", "z", "d", "b", "p"]],
        [
            "アイウエオ",
            "カキクケコ",
            "サシスセソ",
            "タチツテト",
            "ナニヌネノ",
            "ハヒフヘホ",
            "マミムメモ",
            "ヤ・ユ・ヨ",
            "ラリルレロ",
            "ワ・・・ヲ",
            "ガギグゲゴ",
            "ザジズゼゾ",
            "ダヂヅデド",
            "バビブベボ",
            "パピプペポ",
        ],
        strict=True,
    )
)
HEPBURN = {
    kana: consonant + vowel
    for consonant, row in CONSONANTS.items()
    for kana, vowel in zip(row, "aiueo", strict=True)
} | {
    "シ": "shi",
    "チ": "chi",
    "ツ": "tsu",
    "フ": "fu",
    "ジ": "ji",
    "ヂ": "ji",
    "ヅ": "zu",
    "ヲ": "o",
    "ン": "n",
}
GLIDES = {"ャ": "a", "ュ": "u", "ョ": "o"}


def hepburn(kana: str) -> str:
    """A reading as a passport office would write it, but with every long vowel spelled: とうきょう is toukyou."""
    written = ""
    for one, after in zip(kana, [*kana[1:], ""], strict=True):
        if one == "ッ":
            written += "t" if after == "チ" else HEPBURN[after][0]
        elif one in GLIDES:
            glide = "" if written.endswith(("shi", "chi", "ji")) else "y"
            written = written[:-1] + glide + GLIDES[one]
        elif one == "ー":
            written += written[-1]
        else:
            written += HEPBURN[one]
    return written


def without_long_vowels(roman: str) -> str:
    return re.sub("ou|oo", "o", roman).replace("uu", "u")


@pytest.fixture(scope="module")
def ask(context, app, dashboard_database) -> Callable[..., list[dict]]:
    """What the browser finds for each of many texts, by the index of the test database."""
    page = context.new_page()
    page.goto(f"{app}healthz")
    _, whole = finder.index((("staffing", "技術職員"), ("glossary", "用語集")))
    packed = base64.b64encode(whole).decode()

    def asked(*questions: str, kinds=finder.PLACES) -> list[dict]:
        return page.evaluate(ASKED, [packed, list(questions), list(kinds)])

    yield asked
    page.close()


@pytest.fixture(scope="module")
def towns(dashboard_database) -> list[tuple[str, str, str, str]]:
    """lg_code, prefecture, name, katakana."""
    with duckdb.connect(str(dashboard_database), read_only=True) as db:
        return db.execute(
            "select lg_code, prefecture_name, municipality_name, municipality_name_kana from municipalities"
        ).fetchall()


def hiragana(katakana: str) -> str:
    return "".join(chr(ord(one) - 0x60) if "ァ" <= one <= "ヶ" else one for one in katakana)


WAYS = {
    "kanji": lambda code, prefecture, name, kana: name,
    "kanji without its ending": lambda code, prefecture, name, kana: name[:-1],
    "katakana": lambda code, prefecture, name, kana: kana,
    "hiragana": lambda code, prefecture, name, kana: hiragana(kana),
    "romaji": lambda code, prefecture, name, kana: hepburn(kana),
    "romaji of signposts": lambda code, prefecture, name, kana: without_long_vowels(hepburn(kana)).title(),
    "romaji without its ending": lambda code, prefecture, name, kana: re.sub(
        "(shi|machi|chou|mura|son|ku)$", "", hepburn(kana)
    ),
    "six digits": lambda code, prefecture, name, kana: code,
    "five digits": lambda code, prefecture, name, kana: code[:5],
    "with its prefecture": lambda code, prefecture, name, kana: prefecture + name,
    "with its prefecture before a blank": lambda code, prefecture, name, kana: f"{prefecture}　{name}",
}


@pytest.mark.parametrize("way", WAYS)
def test_every_municipality_is_found_by(ask, towns, way):
    answers = ask(*(WAYS[way](*town) for town in towns))
    unfound = [
        name
        for (code, _, name, _), answer in zip(towns, answers, strict=True)
        if code not in [one["id"] for one in answer["found"] if one["kind"] == "municipality"]
    ]
    assert unfound == []
    assert len(towns) == 1741


def test_every_former_name_leads_to_what_it_became(ask, dashboard_database):
    with duckdb.connect(str(dashboard_database), read_only=True) as db:
        former = db.execute(
            "select former_name, former_name_kana, lg_code, prefecture_name || municipality_name from former_municipalities"
        ).fetchall()
    assert len(former) > 2000
    for names in ([name for name, *_ in former], [kana or name for name, kana, *_ in former]):
        for (_, _, code, today), answer in zip(former, ask(*names), strict=True):
            assert (code, f"いまの{today}") in [
                (one["id"], one["where"]) for one in answer["found"] if one["kind"] == "former"
            ]


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("塩釜", "塩竈市"),
        ("竜ヶ崎市", "龍ケ崎市"),
        ("四條畷", "四條畷市"),
        ("四条畷市", "四條畷市"),
        ("檮原", "梼原町"),
        ("ｼｵｶﾞﾏ", "塩竈市"),
        ("gumma takasaki", "高崎市"),
        ("Ōtsu", "大津市"),
        ("ohtsu", "大津市"),
        ("ootsu", "大津市"),
        ("sinzyuku", "新宿区"),
        ("kiso-machi", "木曽町"),
        ("nagano kiso", "木曽町"),
        ("長野　きそまち", "木曽町"),
        ("きそちょう", "木曽町"),
        ("木曽郡木曽町", "木曽町"),
        ("長野県木曽郡木曽町", "木曽町"),
        ("２０４３２３", "木曽町"),
        ("1202", "函館市"),
        ("木曽福島", "木曽福島町"),
        ("更埴", "更埴市"),
        ("こうしょく", "更埴市"),
    ],
)
def test_a_place_is_found_however_it_is_written(ask, typed, expected):
    [answer] = ask(typed)
    assert expected in [one["name"] for one in answer["found"][:3]]


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("木曾福嶋", "木曽福島町"),
        ("すおううしも", "周防大島町"),
        ("takasali", "高崎市"),
        ("安曇郡", "安曇野市"),
    ],
)
def test_where_nothing_is_found_the_nearest_is_offered(ask, typed, expected):
    [answer] = ask(typed)
    assert answer["found"] == []
    assert expected in [one["name"] for one in answer["nearest"]]


def test_nonsense_has_nothing_near(ask):
    assert ask("qqqqqq", "ぬぬぬぬぬぬ", "") == [{"found": [], "nearest": []}] * 3


def test_everything_is_found_by_its_name(ask, dashboard_database):
    with duckdb.connect(str(dashboard_database), read_only=True) as db:
        wanted = db.execute(
            "select 'metric', metric_id, label_ja from metrics where topic <> 'fact' and not is_of_ledgers"
            " union all select 'case', case_id, case_name from cases"
            " union all select 'term', term, term from glossary"
            " union all select 'term', term, reading from glossary"
            " union all select distinct 'prefecture', prefecture_code, prefecture_name from municipalities"
        ).fetchall()
    wanted += [("page", "staffing", "技術職員"), ("prefecture", "35", "yamaguchi")]
    answers = ask(*(name for *_, name in wanted), kinds=finder.EVERYTHING)
    for (kind, id_, name), answer in zip(wanted, answers, strict=True):
        assert (kind, id_) in [(one["kind"], one["id"]) for one in answer["found"]], name


@pytest.mark.parametrize("width", [1440, 390])
def test_a_town_is_chosen_by_its_reading_with_the_keyboard_alone(open_page, width):
    page = open_page("staffing", width)
    if width < 640:  # folded, so that the map comes first
        page.locator("summary", has_text="場所を選ぶ").press("Enter")
    box = page.get_by_role("combobox", name="市区町村")
    box.focus()
    page.keyboard.type("すおう")
    expect(page.get_by_role("option", name="周防大島町 山口県")).to_be_visible(timeout=20_000)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="山口県 周防大島町")).to_be_visible(timeout=30_000)
    assert re.search(r"pref=35&muni=353051|muni=353051&pref=35", page.url)
    expect(box).to_have_value("周防大島町")


def test_a_former_name_leads_to_the_town_of_today(open_page):
    page = open_page("staffing")
    box = page.get_by_role("combobox", name="市区町村")
    box.focus()
    page.keyboard.type("更埴")
    expect(page.get_by_role("option", name="旧 更埴市 いまの長野県千曲市")).to_be_visible(timeout=20_000)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="長野県 千曲市")).to_be_visible(timeout=30_000)
    expect(box).to_have_value("千曲市")


def test_nothing_found_is_written_in_japanese_and_the_choice_stays(open_page):
    page = open_page("staffing?pref=35&muni=353051")
    box = page.get_by_role("combobox", name="市区町村")
    box.focus()
    page.keyboard.type("takasali")
    expect(page.get_by_text("「takasali」は見つかりません。近い名前：")).to_be_visible(timeout=20_000)
    page.keyboard.press("Escape")
    expect(box).to_have_value("周防大島町")
    expect(page.get_by_role("listbox", name="候補")).to_have_count(0)


def test_a_choice_is_let_go(open_page):
    page = open_page("staffing?pref=35&muni=353051")
    page.get_by_role("button", name="選択を消す").click()
    page.wait_for_function("() => !location.search.includes('muni=')", timeout=20_000)
    expect(page.get_by_role("combobox", name="市区町村")).to_have_value("")


def test_several_towns_are_chosen_and_let_go_with_the_keyboard_alone(open_page):
    page = open_page("compare?compare=353051")
    box = page.get_by_role("combobox", name="比べる市区町村・群")
    box.focus()
    for typed, option, codes in (
        ("shunan", "周南市 山口県", "353051,352152"),
        ("更埴", "旧 更埴市 いまの長野県千曲市", "353051,352152,202185"),
    ):
        page.keyboard.type(typed)
        expect(page.get_by_role("option", name=option)).to_be_visible(timeout=20_000)
        page.keyboard.press("Enter")
        page.wait_for_function(
            "codes => new URLSearchParams(location.search).get('compare') === codes", arg=codes
        )
        expect(box).to_be_focused()
    page.keyboard.type("周南市")
    expect(page.get_by_text("「周南市」は見つかりません")).to_be_visible()  # it is chosen already
    page.keyboard.press("Escape")
    page.keyboard.press("Control+a")
    page.keyboard.press("Delete")
    page.keyboard.press("Backspace")
    expect(page.get_by_role("button", name="長野県 千曲市を外す")).to_have_count(0, timeout=20_000)
    page.get_by_role("button", name="山口県 周防大島町を外す").click()
    page.wait_for_function(
        "() => new URLSearchParams(location.search).get('compare') === '352152'", timeout=20_000
    )


@pytest.mark.parametrize("keys", ["Control+k", "/"])
def test_the_search_over_everything_is_reached_and_used_by_keyboard(open_page, keys):
    page = open_page("glossary")
    search = page.get_by_role("combobox", name="すべてから探す")
    expect(search).to_be_visible()
    page.locator("h1").click()
    page.keyboard.press(keys)
    expect(search).to_be_focused()
    page.keyboard.type("財政力")
    expect(page.get_by_role("option", name="財政力指数 用語")).to_be_visible(timeout=20_000)
    page.keyboard.press("Control+a")
    page.keyboard.type("管理する橋の数")
    expect(page.get_by_role("option").first).to_contain_text("指標")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("施設の老朽化", timeout=30_000)
    assert "metric=bridges_managed" in page.url or page.get_by_text("管理する橋の数").first.is_visible()


@pytest.mark.parametrize(
    ("path", "typed", "option", "heading", "name"),
    [
        ("glossary?q=%E6%A9%8B", "財政力", "財政力指数 用語", "用語集", "q"),
        ("schemes?find=SORAE", "貝塚", re.compile("貝塚.* 事例$"), "事例", "find"),
        ("groups?how=auto&prefs=31&km=25", "用語集", "用語集 画面", "用語集", None),
    ],
)
def test_the_search_leads_away_from_a_page_whose_boxes_are_in_the_address(
    open_page, path, typed, option, heading, name
):
    page = open_page(path)
    search = page.get_by_role("combobox", name="すべてから探す")
    expect(search).to_be_visible()
    wait_for_script(page)
    page.locator("h1").click()
    page.keyboard.press("Control+k")
    expect(search).to_be_focused()
    page.keyboard.type(typed)
    page.get_by_role("option", name=option).first.click(timeout=20_000)
    expect(page.locator("h1")).to_have_text(heading, timeout=30_000)
    wait_for_script(page)
    if name is None:
        assert "km=" not in page.url
    else:
        box = page.get_by_role("textbox", name="探す")
        expect(box).to_have_value(re.compile(typed), timeout=20_000)
        page.wait_for_function("name => new URLSearchParams(location.search).has(name)", arg=name)


def test_the_device_remembers_the_town_until_it_is_to_forget(browser, app):
    """What is chosen on the first page stands there again when the browser comes back; the address of a link goes before it."""
    context = browser.new_context()
    page = context.new_page()

    def come_back(path: str = "") -> None:
        page.goto(app + path)
        wait_for_script(page)

    come_back()
    expect(page.get_by_role("heading", name="全国の3つの特徴")).to_be_visible(timeout=30_000)
    page.get_by_role("combobox", name="市区町村").focus()
    page.keyboard.type("すおうおおしま")
    expect(page.get_by_role("option", name="周防大島町 山口県")).to_be_visible(timeout=20_000)
    page.keyboard.press("Enter")
    mine = page.get_by_role("heading", name="山口県 周防大島町の3つの特徴")
    expect(mine).to_be_visible(timeout=30_000)
    page.wait_for_function("() => localStorage.getItem('dashboard-place') === '353051'", timeout=20_000)
    come_back()
    expect(mine).to_be_visible(timeout=30_000)
    come_back("?pref=20")
    expect(page.get_by_role("heading", name="長野県の3つの特徴")).to_be_visible(timeout=30_000)
    come_back()
    expect(mine).to_be_visible(timeout=30_000)
    page.get_by_role("button", name="忘れる").click()
    page.wait_for_function("() => localStorage.getItem('dashboard-place') === null", timeout=20_000)
    come_back()
    expect(page.get_by_role("heading", name="全国の3つの特徴")).to_be_visible(timeout=30_000)
    context.close()


def test_an_unknown_prefecture_in_the_address_is_reported(open_page):
    page = open_page("gap?pref=99")
    expect(page.get_by_text("そのような都道府県はありません（アドレスの pref=99）。")).to_be_visible(
        timeout=20_000
    )
