"""はじめに: the nation, a prefecture and a town, each with findings, gaps, changes and next steps."""

import pandas as pd
import pytest
from page_texts import texts

PAGE = "pages/start/page.py"


@pytest.mark.parametrize(
    ("query", "heading"),
    [
        ({}, "全国の3つの特徴"),
        ({"pref": "35"}, "山口県の3つの特徴"),
        ({"muni": "353051"}, "山口県 周防大島町の3つの特徴"),
    ],
)
def test_three_findings_what_is_unknown_what_changed_and_the_next_step(open_page, query, heading):
    app = open_page(PAGE, **query)
    assert [one.value for one in app.header] == [
        "わが県・わがまち",
        heading,
        "まだ分からないこと",
        "前の時点からの変化",
        "次の一歩",
    ]
    findings = [
        one.value
        for one in app.markdown
        if one.value.startswith("**") and one.value.endswith(("。**", "す。**"))
    ]
    assert len(findings) == 3
    assert all("現在" in finding for finding in findings)
    assert "出典：" in texts(app)


def test_changes_are_those_of_the_place(open_page, db):
    """The staff of the town at its two newest dates, asked of the table itself."""
    values = db.execute(
        "select as_of, value from metric_values where metric_id = 'general_admin_staff' and lg_code = '353051'"
        " order by as_of desc limit 2"
    ).fetchall()
    (_, last), (_, first) = values
    table: pd.DataFrame = open_page(PAGE, muni="353051").table[0].value
    row = table.loc["一般行政部門職員数"]
    assert row["いま"] == f"{last:,.0f}人（2024年4月1日）"
    assert row["前"] == f"{first:,.0f}人（2023年4月1日）"
    assert row["差"] == f"{last - first:+,.0f}人"


def test_changes_of_the_nation_are_the_printed_sums(open_page):
    row = open_page(PAGE).table[0].value.loc["一般行政部門職員数"]
    assert (row["前"], row["いま"], row["差"]) == (
        "692,204人（2023年4月1日）",
        "697,282人（2024年4月1日）",
        "+5,078人",
    )


def test_counts_of_technical_staff_are_unrecorded_not_zero(open_page):
    assert "**未収録**で、0人ではありません。" in texts(open_page(PAGE))
