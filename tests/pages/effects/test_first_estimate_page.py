"""はじめの試算 on screen: at once when places are chosen, with ranges and coverage, and the form that starts from it."""

import io
from datetime import date

import duckdb
import openpyxl
import pandas as pd
import pytest
from page_texts import texts

from analysis import effects
from pages.effects import first_estimate, form, prefill
from pages.effects.queries import benchmarks

PAGE = "pages/effects/page.py"
MEMBERS = ["352012", "353051"]
GROUPS = {"西": ["352012", "352021"], "東": ["353051", "352128", "353213"]}


def rows_of(app) -> pd.DataFrame:
    return app.session_state["effects_brought"].tables["effects"].set_index("label")


def found(groups=GROUPS):
    return first_estimate.estimated(first_estimate.grouped(groups))


class TestPage:
    def test_choosing_places_gives_ranges_at_once(self, open_page):
        app = open_page(PAGE, members=",".join(MEMBERS))
        assert not app.exception and not app.error
        shown = {metric.label: metric.value for metric in app.metric}
        assert all(
            "〜" in shown[label] for label in ("契約の数（現状）", "減る時間（1年）", "費用の差（1年）")
        )
        words = texts(app)
        assert "予測ではありません" in words and "維持補修費 1/2団体（2024年度。ない団体は" in words
        assert "本ダッシュボードの仮定 16" in words

    @pytest.mark.parametrize("prefecture", ["01", "35"])
    def test_a_prefecture_alone_is_taken_by_areas_that_exist(self, open_page, dashboard_database, prefecture):
        with duckdb.connect(str(dashboard_database), read_only=True) as db:
            areas, inside, all_of_it = db.execute(
                """select count(distinct group_id), count(group_id), count(*)
                from municipalities left join (from groupings where grouping = 'secondary_medical_area') using (lg_code)
                where left(lg_code, 2) = ?""",
                [prefecture],
            ).fetchone()
        words = texts(open_page(PAGE, pref=prefecture))
        assert f"二次医療圏（非公式の対応表）ごとに{areas}の群にまとめるとみた試算です" in words
        assert (f"圏域の分からない{all_of_it - inside}団体を除く" in words) == (inside < all_of_it)
        assert f"{inside}団体の業務をまとめると" in words

    def test_no_place_at_all_has_no_estimate(self, open_page):
        assert first_estimate.TITLE not in [one.value for one in open_page(PAGE).header]

    def test_the_form_starts_with_benchmarks_that_say_so_and_the_results_with_their_ranges(self, open_page):
        app = open_page(PAGE, members=",".join(MEMBERS))
        rows = rows_of(app)
        assert (rows["origin"] == form.BENCHMARK).all() and rows["base"].notna().all()
        assert "「どこから」が「目安」の16項目" in texts(app)
        yearly = next(one for one in app.metric if one.label == "費用の差（導入後の1年）")
        assert "〜" in yearly.delta
        year = effects.yearly(form.plan(rows.reset_index())).iloc[-1]["saving"]
        of = found({"群": MEMBERS}).of("群")
        assert year == pytest.approx(of.loc["saving", "base"], rel=0.002)

    def test_other_places_make_the_benchmarks_anew_and_leave_what_is_ones_own(self, open_page):
        app = open_page(PAGE, members=",".join(MEMBERS))
        before = rows_of(app).copy()
        brought = app.session_state["effects_brought"].tables["effects"]
        is_rate = brought["label"] == "職員の時間単価"
        brought.loc[is_rate, ["low", "base", "high"]] = [4_000, 5_000, 6_000]
        brought.loc[is_rate, ["origin", "source_ja"]] = ["利用者の入力", "給与の台帳"]
        app.query_params["members"] = "352021"
        app.run()
        after = rows_of(app)
        assert after.loc["職員の時間単価", "source_ja"] == "給与の台帳"
        assert after.loc["現状の直営の時間", "base"] != before.loc["現状の直営の時間", "base"]

    def test_orders_and_hours_hand_theirs_over_and_what_stands_after_follows(self, open_page):
        app = open_page("pages/workforce/page.py")
        app.button(key="workforce_example").click().run()
        app.switch_page("pages/orders/page.py").run()
        app.button(key="orders_example").click().run()
        app.switch_page(PAGE)
        app.query_params["members"] = ",".join(MEMBERS)
        app.run()
        usual = rows_of(app).copy()
        app.button(key="take_orders").click().run()
        app.button(key="take_hours").click().run()
        rows = rows_of(app)
        orders = effects.ordered(app.session_state["orders_brought"].tables["orders"])
        hours = app.session_state["workforce_brought"].tables["hours"]
        own = hours.loc[hours["task"].isin(effects.OWN_TASKS), "actual_hours"].sum()
        paper = hours.loc[hours["task"].isin(effects.CONTRACT_TASKS), "actual_hours"].sum()
        assert rows.loc["現状の委託費", "base"] == pytest.approx(orders.commission)
        assert rows.loc["現状の直営の時間", "base"] == own > 0
        assert rows.loc["契約1件の事務の時間", "base"] == pytest.approx(paper / orders.contracts)
        assert "現状把握の実際の時間（架空の例" in rows.loc["現状の直営の時間", "source_ja"]
        for now, after in (
            ("現状の委託費", "導入後の委託費"),
            ("現状の直営の時間", "導入後の直営の時間"),
        ):
            assert rows.loc[after, "origin"] == form.BENCHMARK
            share = usual.loc[after, "base"] / usual.loc[now, "base"]
            assert rows.loc[after, "base"] / rows.loc[now, "base"] == pytest.approx(share, rel=0.001)

    def test_blanks_are_filled_only_when_asked(self, open_page):
        app = open_page(PAGE, members=",".join(MEMBERS))
        app.button(key="effects_blank").click().run()
        assert rows_of(app)["base"].isna().all()
        app.button(key="fill_blanks").click().run()
        assert (rows_of(app)["origin"] == form.BENCHMARK).all()
        assert not app.exception

    def test_without_places_nothing_is_estimated(self, open_page):
        app = open_page(PAGE)
        assert "effects_brought" not in app.session_state
        assert first_estimate.TITLE not in [one.value for one in app.header]


class TestPrefill:
    @pytest.fixture
    def standard(self, dashboard_database) -> pd.DataFrame:
        return prefill.defaults(found({"群": MEMBERS}).tables["群"], "甲市・乙町")

    def test_what_is_typed_is_ones_own_and_loses_the_benchmarks_range(self, standard):
        typed = standard.copy()
        typed.loc[0, "base"] = 123.0
        rows = prefill.told_apart(typed, standard)
        assert rows.loc[0, ["base", "origin"]].to_list() == [123.0, "利用者の入力"]
        assert rows.loc[0, ["low", "high", "source_ja"]].isna().all()
        pd.testing.assert_frame_equal(rows.iloc[1:], standard.iloc[1:])
        pd.testing.assert_frame_equal(prefill.told_apart(rows, standard), rows)

    def test_filling_twice_changes_nothing(self, standard):
        typed = standard.copy()
        typed.loc[0, ["low", "base", "high", "origin"]] = [None, 5e7, None, "公表値"]
        once = prefill.filled(typed, standard)
        pd.testing.assert_frame_equal(prefill.filled(once, standard), once)
        assert once.loc[0, "base"] == 5e7
        effects.plan(form.assumptions(once), effects.PAIRS)


class TestGroups:
    def test_each_group_and_all_of_them_with_their_members(self):
        table = first_estimate.by_group(found())
        assert table[["群", "団体"]].to_numpy().tolist() == [["西", 2], ["東", 3], ["計", 5]]
        assert table["費用の差（現状 − 導入後）"].str.contains("〜").all()

    def test_a_place_in_two_groups_counts_in_the_first_and_a_group_called_total_is_told_apart(self):
        facts = first_estimate.grouped({"計": ["352012"], "東": ["352012", "353051"]})
        assert dict(zip(facts["lg_code"], facts["group"], strict=True)) == {
            "352012": "計（群）", "353051": "東",
        }  # fmt: skip
        assert first_estimate.section({}) is None

    def test_hokkaido_whose_spending_is_unknown_has_an_estimate_and_says_so(self):
        facts = first_estimate.grouped({"群": ["012025", "012033"]})
        estimate = first_estimate.estimated(facts)
        assert "維持補修費 0/2団体（時点なし。ない団体は" in first_estimate.covered(estimate, facts)
        assert estimate.of("群").loc["cost_now", "low"] > 0

    def test_excel_holds_results_assumptions_with_documents_both_dates_and_the_kind(self):
        facts = first_estimate.grouped(GROUPS)
        content = first_estimate.workbook_bytes(found(), facts, date(2026, 11, 29))
        book = openpyxl.load_workbook(io.BytesIO(content))
        cells = {
            name: [[cell.value for cell in row] for row in book[name].iter_rows()] for name in book.sheetnames
        }
        listed = [row for row in cells["前提の目安"] if "本ダッシュボードの仮定" in row]
        assert len(listed) == (benchmarks()["benchmark_kind"] == "judgement").sum() == 16
        everything = str(cells)
        for words in ("予測ではありません", "推計", "2025年3月31日", "2024年度", "2026年11月29日", "正誤表"):
            assert words in everything
        assert sum(row.count("計") for row in cells["結果"]) == len(first_estimate.ITEMS)


@pytest.mark.parametrize(
    ("low", "high", "said", "span"),
    [
        (31, 64, "1年に減る職員の時間は31〜64時間", "31〜64時間"),
        (-347, -58, "1年に増える職員の時間は58〜347時間", "−347〜−58時間（増える）"),
        (
            -40,
            20,
            "1年の職員の時間は減るとは限らず（40時間の増加〜20時間の減少）",
            "−40〜20時間（マイナスは増える）",
        ),
    ],
)
def test_more_work_is_said_as_such(low, high, said, span):
    of = pd.DataFrame({"low": [low], "base": [low], "high": [high]}, index=["hours_freed"]).astype(float)
    assert first_estimate.freed_ja(of) == said
    assert first_estimate.span("hours_freed", of.loc["hours_freed"]) == span


def test_nothing_is_written_as_less_than_nothing():
    assert first_estimate.written("staff_years_freed", -0.04) == "0.0人分"
    assert first_estimate.written("hours_freed", -0.0) == "0時間"
    assert first_estimate.written("staff_years_freed", -0.2) == "−0.2人分"
