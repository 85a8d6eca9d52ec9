"""What the reader has chosen, in the URL: several codes under one name."""

import pytest
from streamlit.testing.v1 import AppTest

ALLOWED = {"990001": "甲", "990002": "乙", "990003": "丙", "990004": "丁"}


def page(allowed):
    import streamlit as st

    from dashboard.runtime import place

    st.markdown(" ".join(place.pick_many("団体", "members", allowed, most=3)) or "なし")
    st.button("入れ替える", on_click=place.choose_many, args=("members", ["990003", "990001"]))
    st.button("やめる", on_click=place.choose_many, args=("members", []))


@pytest.fixture
def opened():
    """The page with what its URL says."""

    def go(members: str | None = None) -> AppTest:
        app = AppTest.from_function(page, kwargs={"allowed": ALLOWED})
        if members is not None:
            app.query_params["members"] = members
        return app.run()

    return go


def shown(app: AppTest) -> str:
    assert not app.exception
    return app.markdown[0].value


@pytest.mark.parametrize(
    ("members", "expected"),
    [
        (None, "なし"),
        ("", "なし"),
        ("990002", "990002"),
        ("990003,990001", "990003 990001"),
        ("990001,990001,990002", "990001 990002"),
        ("000000,990004,<b>,", "990004"),
        ("990004,990003,990002,990001", "990004 990003 990002"),
    ],
)
def test_url_gives_the_allowed_codes_once_in_order_up_to_the_most(opened, members, expected):
    app = opened(members)
    assert shown(app) == expected
    stated = app.query_params.get("members")
    assert stated == (None if expected == "なし" else expected.replace(" ", ","))


def test_choosing_in_the_box_changes_the_url(opened):
    app = opened("990002")
    app.multiselect(key="pick_members").select("990004").run()
    assert shown(app) == "990002 990004"
    assert app.query_params["members"] == "990002,990004"


def test_a_callback_replaces_the_codes_and_takes_them_away(opened):
    app = opened("990002")
    app.button[0].click().run()
    assert shown(app) == "990003 990001"
    app.button[1].click().run()
    assert shown(app) == "なし"
    assert "members" not in app.query_params


def toggling(allowed):
    import streamlit as st

    from dashboard.runtime import place

    place.pick_many("団体", "members", allowed, most=3)
    for code in allowed:
        st.button(code, key=code, on_click=place.toggle, args=("members", code))
    st.markdown(" ".join(place.stated("members")) or "なし")


def test_a_click_adds_a_code_and_the_next_takes_it_away():
    app = AppTest.from_function(toggling, kwargs={"allowed": ALLOWED})
    app.query_params["members"] = "990002"
    app.run()
    app.button(key="990001").click().run()
    assert shown(app) == "990002 990001"
    app.button(key="990002").click().run()
    assert shown(app) == app.query_params["members"] == "990001"
    app.button(key="990001").click().run()
    assert shown(app) == "なし"
