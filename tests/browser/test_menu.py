"""The list of pages: by pointer, by keyboard, back again, in a tab of its own, on a phone, and under a path."""

from playwright.sync_api import expect

READY = "[data-testid=stMainBlockContainer] h1"


def test_pages_are_changed_without_loading_anew_and_back_goes_back(app, browser):
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    page.goto(f"{app}staffing?pref=35")
    page.wait_for_selector(READY)
    page.evaluate("window.isTheSame = true")
    page.locator(".menu").get_by_role("link", name="用語集").click()
    expect(page.locator(READY)).to_have_text("用語集", timeout=30_000)
    expect(page.locator(".menu [aria-current=page]")).to_have_text("用語集")
    assert page.url.startswith(f"{app}glossary")
    page.locator(".menu").get_by_role("link", name="技術職員").focus()
    page.keyboard.press("Enter")
    expect(page.locator(READY)).to_have_text("技術職員", timeout=30_000)
    expect(page.get_by_role("combobox", name="都道府県")).to_have_value("山口県")  # the place goes along
    page.go_back()
    expect(page.locator(READY)).to_have_text("用語集", timeout=30_000)
    page.locator(".menu").get_by_role("link", name="はじめに").click()
    expect(page.locator(".menu [aria-current=page]")).to_have_text("はじめに", timeout=30_000)
    assert page.url.partition("?")[0] == app
    assert page.evaluate("window.isTheSame")
    with page.context.expect_page() as opened:
        page.locator(".menu").get_by_role("link", name="用語集").click(modifiers=["ControlOrMeta"])
    expect(opened.value.locator(READY)).to_have_text("用語集", timeout=30_000)
    page.context.close()


def test_on_a_phone_the_menu_goes_when_a_page_is_chosen(app, browser):
    page = browser.new_page(viewport={"width": 390, "height": 844})
    page.goto(f"{app}glossary")
    page.wait_for_selector(READY)
    page.get_by_test_id("stExpandSidebarButton").click()
    page.locator(".menu").get_by_role("link", name="技術職員").click()
    expect(page.locator(READY)).to_have_text("技術職員", timeout=30_000)
    expect(page.get_by_test_id("stSidebar")).not_to_be_in_viewport()
    page.close()
