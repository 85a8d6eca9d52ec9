"""施設の老朽化 with ledgers of other kinds than bridges: the picker, the figures, the map; and where else they are listed."""

import pytest
from page_texts import shown_tables, written_tables


@pytest.fixture
def opened(open_page, database_with_ledgers, monkeypatch):
    """Open a page on the database with the invented ledgers; all that it shows as text."""
    monkeypatch.setenv("DASHBOARD_DB", str(database_with_ledgers))
    monkeypatch.setattr("dashboard.runtime.db.DATABASE", database_with_ledgers)

    def on(page: str, **query: str):
        app = open_page(page, **query)
        assert not app.exception
        assert not app.error, [one.value for one in app.error]
        return app

    return on


def figures(app) -> dict[str, str]:
    return {one.label: one.value for one in app.metric}


def words(app) -> str:
    return "\n".join(
        one.value for one in (*app.markdown, *app.caption, *app.info, *app.header, *app.subheader)
    )


def test_only_kinds_that_are_held_are_offered(opened):
    app = opened("pages/ageing/page.py", pref="35")
    assert app.selectbox(key="pick_facility").options == ["橋梁", "トンネル", "下水道管", "公園"]


def test_pipes_show_length_shares_and_unknown_years(opened):
    app = opened("pages/ageing/page.py", pref="35", facility="sewer_pipe")
    shown = figures(app)
    assert shown["台帳の下水道管"] == "8区間"
    assert shown["延長の合計"] == "0.1km"
    # 10 + 11 of the 46 + 42.5 metres whose year is known; in ten years 12 and 2.5 more, in twenty 13 more.
    assert shown["50年以上（2024年度）"] == f"{21 / 88.5:.1%}"
    assert shown["50年以上（10年後）"] == f"{35.5 / 88.5:.1%}"
    assert shown["50年以上（20年後）"] == f"{48.5 / 88.5:.1%}"
    assert shown["建設年度不明"] == "1区間"
    assert "割合は延長によります" in words(app)
    assert "公表値" not in next(one.value for one in app.caption if "位置が書かれていない" in one.value)


def test_parks_are_counted(opened):
    app = opened("pages/ageing/page.py", pref="35", muni="352047", facility="park")
    assert figures(app)["台帳の公園"] == "2か所"
    assert figures(app)["面積の合計"] == "1,500m²"
    assert figures(app)["50年以上（2024年度）"] == "100.0%（母数1）"


def test_tunnels_enough_for_a_share_show_it_with_their_categories(opened):
    app = opened("pages/ageing/page.py", pref="35", muni="352047", facility="tunnel")
    assert figures(app)["50年以上（2024年度）"] == "100.0%"
    assert "判定区分Ⅲ 2本、判定区分Ⅳ 1本" in words(app)


def test_a_prefecture_without_a_ledger_of_the_kind_says_where_there_is_one(opened):
    app = opened("pages/ageing/page.py", pref="20", facility="park")
    assert any("1か所ごとの台帳を収録しているのは山口県の一部" in one.value for one in app.info)


def test_the_card_of_a_municipality_lists_them(opened):
    app = opened("pages/ageing/page.py", pref="35", muni="352047", facility="park")
    listed = next(one for one in written_tables(app) if "指標" in one)["指標"].to_list()
    assert "公園の数（台帳のある地域）" in listed
    assert not any("港湾施設" in one for one in listed)


def test_the_card_of_a_group_lists_them_with_how_many_members_they_are_of(opened):
    app = opened("pages/groups/page.py", members="352012,352047")
    shown = {**figures(app)}
    for frame in shown_tables(app):
        if {"項目"} <= set(frame.columns):
            shown |= dict(zip(frame.iloc[:, 0], frame.iloc[:, 1], strict=True))
    assert shown["公園の数（台帳のある地域）"] == "2か所（2団体のうち1団体、2025年3月31日現在）"


def test_two_groups_of_which_one_has_a_ledger_stand_side_by_side(opened):
    app = opened("pages/groups/page.py", members="352012,352021", other="352047,352110")
    table = next(frame for frame in shown_tables(app) if "グループB" in frame)
    row = table.set_index("項目").loc["公園の数（台帳のある地域）"]
    assert row["グループA"] == "データなし"
    assert row["グループB"] == "3か所（2団体のうち2団体、2025年3月31日現在）"
    assert row["種類"] == "算出値"


@pytest.mark.parametrize("page", ["overview", "groups", "profile", "compare", "gap", "sources", "briefing"])
def test_pages_open_where_ledgers_of_other_kinds_are_held(opened, page):
    app = opened(f"pages/{page}/page.py", pref="35", muni="353051", members="352012,352047,352110")
    assert len(app.title) == 1


def test_the_card_of_a_group_sums_the_ledgers_of_its_members(opened):
    app = opened("pages/groups/page.py", pref="35", members="352012,352047,352110")
    card = next(one for one in shown_tables(app) if "項目" in one).set_index("項目")
    parks = card.loc["公園の数（台帳のある地域）", "グループA"]
    assert parks.startswith("3か所（3団体のうち2団体、2025年3月31日現在）")
