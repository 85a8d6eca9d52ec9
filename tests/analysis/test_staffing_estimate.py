"""The estimate of technical staff: on towns simulated from a known model, and on the real ones."""

from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import pytest

from analysis.estimate_validation import HeldOut, validate
from analysis.staffing_estimate import FEW, estimate
from analysis.staffing_model import CIVIL, Share
from etl import estimate as marts

PRINTED = [Share(0.25), Share(0.5, FEW)]
NO_REPORTS = pd.DataFrame({"lg_code": [], "occupation": [], "staff_count": [], "is_at_least": []}).astype(
    {"lg_code": "str", "is_at_least": "bool"}
)
NO_COUNTS = pd.DataFrame({"lg_code": [], "civil_engineers": [], "technical_staff": []}).astype(
    {"lg_code": "str"}
)


def towns(number: int = 1000, seed: int = 1, slope: float = 1.2, no_post_slope: float = 2.0) -> pd.DataFrame:
    """Invented municipalities; technical_staff is drawn from the model that the estimate assumes."""
    random = np.random.default_rng(seed)
    staff = np.exp(random.normal(5.3, 1.0, number)).round() + 10
    no_post = 1 / (1 + np.exp(1.5 + no_post_slope * np.log(staff / np.median(staff))))
    mean = 7 * (staff / np.median(staff)) ** slope
    drawn = random.negative_binomial(4, 4 / (4 + mean))
    return pd.DataFrame(
        {
            "lg_code": [f"{place % 20 + 1:02d}{place:04d}" for place in range(number)],
            "general_admin_staff": staff,
            "population": staff * random.lognormal(4.6, 0.2, number),
            "area_km2": random.lognormal(4.5, 1, number),
            "public_works_expenditure_yen": staff * random.lognormal(16, 0.4, number),
            "road_km": random.lognormal(6, 0.8, number),
            "kind": np.where(staff > 250, "city", "town"),
            "technical_staff": np.where(random.random(number) < no_post, 0, drawn).astype(float),
            "mean": mean,
            "zero": no_post + (1 - no_post) * (4 / (4 + mean)) ** 4,
        }
    )


def shares(places: pd.DataFrame) -> list[Share]:
    return [Share((places["technical_staff"] <= limit).mean(), limit) for limit in (0, FEW)]


def counts_of(places: pd.DataFrame) -> pd.DataFrame:
    return places[["lg_code", "technical_staff"]].assign(civil_engineers=np.nan)


@pytest.fixture(scope="module")
def real(database):
    """Covariates and counts of the real municipalities."""
    with duckdb.connect(str(database), read_only=True) as db:
        return marts._covariates(db), marts._counts(db)


@pytest.fixture(scope="module")
def published(database):
    """What is published of the nation, as the estimate takes it."""
    with duckdb.connect(str(database), read_only=True) as db:
        return marts._shares(db)


@pytest.fixture(scope="module")
def estimated(real, published):
    return estimate(*real, published)


def test_probabilities_and_intervals_are_in_order(estimated):
    table = estimated.table
    assert len(table) == 1741
    assert table["zero_probability"].between(0, 1).all()
    assert table["five_or_fewer_probability"].between(0, 1).all()
    assert (table["zero_probability"] <= table["five_or_fewer_probability"]).all()
    assert (table["low"] <= table["median"]).all()
    assert (table["median"] <= table["high"]).all()
    assert (table["low"] >= 0).all()


def test_median_and_probabilities_tell_the_same_story(estimated):
    table = estimated.table
    assert ((table["median"] == 0) == (table["zero_probability"] >= 0.5)).all()
    assert ((table["median"] <= 5) == (table["five_or_fewer_probability"] >= 0.5)).all()


@pytest.mark.parametrize(("kind", "without"), [("city", 40), ("town", 262), ("village", 131)])
def test_the_published_numbers_without_technical_staff_are_reached(estimated, real, kind, without):
    """No technical staff is counted as none so far, so the probabilities of all add up to what is published."""
    table = estimated.table.merge(real[0][["lg_code", "kind"]], on="lg_code")
    assert table.loc[table["kind"] == kind, "zero_probability"].sum() == pytest.approx(without, abs=1)


def test_a_quarter_has_none_and_half_have_five_or_fewer(estimated):
    assert estimated.table["zero_probability"].sum() == pytest.approx(433, abs=1)
    assert estimated.table["five_or_fewer_probability"].mean() == pytest.approx(0.5, abs=0.001)


def test_the_zero_part_falls_with_size_about_as_the_published_classes_do(estimated, published):
    worded = [
        (share, reached)
        for share, reached in zip(published, estimated.reached, strict=True)
        if not share.is_exact
    ]
    assert {(share.occupation, share.share) for share, _ in worded} == {
        ("civil_engineers", 0.775),
        ("civil_engineers", 0.5),
        ("civil_engineers", 0.225),
        ("architectural_engineers", 0.875),
        ("architectural_engineers", 0.5),
    }
    assert all(abs(share.share - reached) < 0.07 for share, reached in worded)


def test_classes_that_fall_more_slowly_flatten_the_estimate(real):
    """Worded shares move the slope, and the exact shares still hold."""
    classes = [(0, 2000, 0.6), (10000, 30000, 0.4)]
    flat = [
        Share(share, 0, CIVIL, population_from=low, population_below=high, tolerance=0.05, is_exact=False)
        for low, high, share in classes
    ]
    steep, flatter = (estimate(*real, shares) for shares in (PRINTED, [*PRINTED, *flat]))
    assert flatter.parameters["no_post_slope"] < steep.parameters["no_post_slope"]
    assert flatter.reached[:2] == pytest.approx([0.25, 0.5], abs=0.001)


def test_places_with_a_count_are_named(estimated, real):
    counted = estimated.table.loc[estimated.table["is_counted"], "lg_code"]
    assert set(counted) == set(real[1]["lg_code"])
    assert len(counted) == 21


def test_the_same_input_gives_the_same_numbers(estimated, real, published):
    pd.testing.assert_frame_equal(estimate(*real, published).table, estimated.table)


@pytest.mark.parametrize("covariate", ["general_admin_staff", "public_works_expenditure_yen", "road_km"])
def test_more_never_means_fewer_engineers(real, covariate):
    covariates, counts = real
    template = covariates[covariates["lg_code"] == "293431"].iloc[0]
    ladder = pd.DataFrame([template] * 8).assign(lg_code=[f"2900{step:02d}" for step in range(8)])
    ladder[covariate] = template[covariate] * 1.5 ** np.arange(8)
    table = estimate(pd.concat([covariates, ladder]), counts, PRINTED).table.tail(8)
    assert table["zero_probability"].is_monotonic_decreasing
    assert table["five_or_fewer_probability"].is_monotonic_decreasing
    assert table["median"].is_monotonic_increasing


def test_a_city_has_no_fewer_engineers_than_a_town_alike(real):
    covariates, counts = real
    template = covariates[covariates["lg_code"] == "293431"].iloc[0]
    pair = pd.DataFrame([template] * 2).assign(lg_code=["290001", "290002"], kind=["town", "city"])
    town, city = estimate(pd.concat([covariates, pair]), counts, PRINTED).table["zero_probability"].tail(2)
    assert city < town


def test_without_any_count_the_national_shares_still_hold(real):
    assert estimate(real[0], NO_COUNTS, PRINTED).reached == pytest.approx([0.25, 0.5], abs=0.005)


def test_another_national_figure_is_followed(real):
    others = [Share(0.2), Share(0.45, FEW)]
    assert estimate(*real, others).reached == pytest.approx([0.2, 0.45], abs=0.005)


def test_a_missing_covariate_does_no_harm_and_missing_staff_leaves_the_place_out(real):
    covariates, counts = real
    holes = covariates.copy()
    holes.loc[0, ["road_km", "population"]] = np.nan
    holes.loc[1, "general_admin_staff"] = np.nan
    table = estimate(holes, counts, PRINTED).table
    assert len(table) == 1740
    assert table.notna().all().all()
    assert holes["lg_code"][1] not in set(table["lg_code"])


def test_known_zeros_take_their_place_in_the_national_share():
    """Where many zeros are counted, fewer are left to be estimated."""
    places = towns()
    few = [Share(0.25), Share(0.5, FEW)]
    none = places.nsmallest(200, "general_admin_staff").assign(technical_staff=0.0)
    rest = estimate(places, counts_of(none), few).table.query("not is_counted")
    assert (rest["zero_probability"].sum() + 200) / len(places) == pytest.approx(0.25, abs=0.01)


def test_a_known_model_is_recovered_from_half_of_the_counts():
    places = towns()
    found = estimate(places, counts_of(places.iloc[::2]), shares(places))
    assert found.parameters["general_admin_staff"] + found.parameters[
        ["population", "public_works_expenditure_yen"]
    ].sum() == pytest.approx(1.2, abs=0.15)
    assert np.exp(found.parameters["log_dispersion"]) == pytest.approx(4, rel=0.35)
    unseen = found.table.iloc[1::2].reset_index(drop=True)
    truth = places.iloc[1::2].reset_index(drop=True)
    assert (unseen["zero_probability"] - truth["zero"]).abs().mean() < 0.04
    inside = truth["technical_staff"].between(unseen["low"], unseen["high"])
    assert 0.75 <= inside.mean() <= 0.95  # counts are whole, so an interval holds a little more


def test_more_counts_bring_the_estimate_closer():

    def error(known: int) -> float:
        """Of the median, in places never known, where engineers grow less with size than was assumed before the counts."""
        errors = []
        for seed in range(1, 4):
            places = towns(seed=seed, slope=0.5)
            table = estimate(places, counts_of(places.iloc[:known]), shares(places)).table
            errors.append((table["median"] - places["technical_staff"])[700:].abs().mean())
        return sum(errors) / len(errors)

    assert error(600) < error(20) < error(0)


def test_where_only_civil_engineers_are_known_technical_staff_are_more():
    places = towns()
    known = counts_of(places.iloc[:300])
    civil = known.assign(civil_engineers=known["technical_staff"], technical_staff=np.nan)
    whole, part = (
        estimate(places, counts, shares(places)).table["median"].iloc[:20] for counts in (known, civil)
    )
    assert part.sum() >= whole.sum()


def test_every_count_known_leaves_nothing_to_guess():
    places = towns(300)
    table = estimate(places, counts_of(places), shares(places)).table
    assert table["is_counted"].all()
    assert table.notna().all().all()


@pytest.fixture(scope="module")
def measured(real, published, database):
    with duckdb.connect(str(database), read_only=True) as db:
        reports = db.execute("from reported_staff_counts where not is_of_survey").df()
    return validate(*real, published, HeldOut("29", 10), reports)


class TestValidation:
    """How far the estimate of the real municipalities can be trusted."""

    def test_every_known_count_is_left_out_once(self, measured):
        assert measured.counts == 21
        assert 0.75 <= measured.model.coverage <= 1
        assert measured.model.absolute_error < 0.5 * measured.mean_count

    def test_it_is_measured_against_a_naive_prediction(self, measured):
        assert measured.model.log_score > measured.naive.log_score - 0.1
        assert measured.naive_zero_share < 0.05  # a quarter is printed

    def test_the_interval_pays_no_more_than_the_naive_one(self, measured):
        """Narrow and right: what is wide or misses costs."""
        assert measured.model.interval_score < measured.naive.interval_score
        assert measured.model.width <= measured.model.interval_score

    def test_zeros_are_expected_about_as_often_as_they_are_counted(self, measured):
        assert measured.model.zeros == 1  # 七ヶ宿町
        assert measured.model.expected_zeros == pytest.approx(1, abs=2)
        assert measured.small.expected_zeros > measured.large.expected_zeros

    def test_half_read_as_45_or_55_percent_moves_a_probability_by_up_to_a_sixth(self, measured):
        assert 0.1 < measured.few_effect < 0.2

    def test_it_is_mainly_a_map_of_size(self, measured):
        assert measured.correlation_with_staff < -0.98
        assert measured.correlation_without_counts > 0.99

    def test_what_articles_say_is_held_against_it(self, measured):
        """周防大島町 is counted; of the others 16 have someone, and four have a number."""
        assert (measured.reports.present, measured.reports.numbers) == (16, 4)
        assert 0 < measured.reports.expected_zeros < 16
        assert 0 <= measured.reports.inside <= 4

    def test_shares_in_words_are_also_predicted_without_them(self, measured):
        worded = [one for one in measured.shares if not one.share.is_exact]
        assert sum(abs(one.reached - one.share.share) for one in worded) < sum(
            abs(one.unseen - one.share.share) for one in worded
        )
        exact = [one for one in measured.shares if one.share.is_exact]
        assert all(one.reached == pytest.approx(one.unseen, abs=0.002) for one in exact)

    def test_the_ten_places_without_engineers_in_nara_lie_in_the_interval(self, measured):
        assert measured.held_out == 10
        assert measured.held_out_low <= 10 <= measured.held_out_high
        assert measured.held_out_low <= measured.held_out_mean <= measured.held_out_high

    def test_counts_of_the_prefecture_held_out_do_not_reach_its_prediction(self, real):
        covariates, counts = real
        nara = covariates.loc[covariates["lg_code"].str.startswith("29"), ["lg_code"]]
        with_nara = pd.concat([counts, nara.assign(civil_engineers=np.nan, technical_staff=0.0)])
        separate, beside = (
            validate(covariates, known, PRINTED, HeldOut("29", 10), NO_REPORTS)
            for known in (counts, with_nara)
        )
        assert separate.held_out_mean == beside.held_out_mean

    def test_a_single_count_cannot_be_left_out(self, real):
        covariates, counts = real
        assert np.isnan(
            validate(covariates, counts.tail(1), PRINTED, HeldOut("29", 10), NO_REPORTS).model.coverage
        )

    def test_simulated_counts_lie_in_the_interval_as_often_as_it_says(self):
        places = towns()
        measured = validate(
            places, counts_of(places.iloc[:200]), shares(places), HeldOut("20", 10), NO_REPORTS
        )
        assert 0.72 <= measured.model.coverage <= 0.92
        assert measured.model.log_score > measured.naive.log_score


def test_the_database_holds_what_the_estimate_says(db, estimated):
    stored = db.execute("from technical_staff_estimates order by lg_code").df()
    pd.testing.assert_frame_equal(
        stored[estimated.table.columns], estimated.table, check_dtype=False, rtol=1e-9
    )
    assert db.execute("select distinct as_of from technical_staff_estimates").df()["as_of"].astype(
        str
    ).to_list() == ["2024-04-01"]
    assert db.execute("select distinct basis from technical_staff_estimates").fetchall() == [("estimated",)]


def test_the_validation_is_told_in_the_docs(db):
    document = (Path(__file__).parents[2] / "docs" / "ESTIMATE.md").read_text("utf-8")
    for name, value, unit in db.execute("select name_ja, value, unit from estimate_validation").fetchall():
        digits = {"団体": 0, "": 3}.get(unit, 1)
        assert f"| {name} | {value:.{digits}f}{unit} |" in document
