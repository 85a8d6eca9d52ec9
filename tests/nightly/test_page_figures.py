"""What the other pages ask for and say of all municipalities, against figures worked out a second time."""

import math
import re
from bisect import bisect_left, bisect_right
from types import SimpleNamespace

import pandas as pd
import pytest
import second_values as second
import traced_figures as traced
from page_texts import shown_tables, texts
from traced_figures import EVERY_PLACE, METRICS, tidy

from dashboard import queries
from pages.briefing import scope as scopes
from pages.briefing.slides import cover, ranking
from pages.groups import by_hand
from pages.overview import queries as overview
from pages.partners import queries as partner_queries
from pages.sources import queries as source_queries

pytestmark = [pytest.mark.nightly, pytest.mark.timeout(EVERY_PLACE)]
BURDENS = ("bridges_per_100_general_staff", "road_km_per_100_general_staff")
NEEDS = ("bridge_action_needed_share", "tangible_asset_depreciation_rate")
EARTH_KM = 6371.0088


def number(metric_id: str, lg_code: str) -> float | None:
    row = traced.row_of(metric_id, lg_code)
    return None if row is None else row.value


def day(metric_id: str, lg_code: str) -> pd.Timestamp | None:
    row = traced.row_of(metric_id, lg_code)
    return None if row is None else row.as_of


def both_burdens(burden: str, need: str, codes: pd.Index) -> pd.DataFrame:
    """Those with both unmarked values: x, y, whether above both medians, combined rank of the values as printed."""
    first, other = traced.newest(burden), traced.newest(need)
    both = pd.DataFrame({"x": first["compared"], "y": other["compared"]}).dropna()
    both = both[both.index.isin(codes)]
    both["is_heavy"] = (both["x"] > traced.middle(both["x"])) & (both["y"] > traced.middle(both["y"]))
    exceeded = []
    for name, rows in (("x", first), ("y", other)):
        printed = rows["printed"].reindex(both.index)
        ordered = sorted(printed)
        exceeded.append(
            [(2 * sum_below(ordered, one) + sum_same(ordered, one) + 1) / 2 / len(ordered) for one in printed]
        )
        assert len(both[name]) == len(printed)
    lower = [round(min(pair), 12) for pair in zip(*exceeded, strict=True)]
    both["rank"] = [sum(other > one for other in lower) + 1 for one in lower]
    return both


def sum_below(ordered: list, value) -> int:
    return bisect_left(ordered, value)


def sum_same(ordered: list, value) -> int:
    return bisect_right(ordered, value) - sum_below(ordered, value)


@pytest.mark.parametrize("need", NEEDS)
@pytest.mark.parametrize("burden", BURDENS)
def test_the_list_of_gap(tally, open_page, burden, need):
    """どちらも重い: who, both values, common rank, both dates; and how many were compared."""
    expected = both_burdens(burden, need, traced.places().index)
    app = open_page("pages/gap/page.py", burden=burden, need=need)
    (listed,) = [frame for frame in shown_tables(app) if "どちらも重い" in frame]
    heavy = expected[expected["is_heavy"]]
    tally.same(set(listed["団体コード"]), set(heavy.index))
    tally.same(f"{len(expected):,}市区町村のうち **{len(heavy):,}団体**" in texts(app), True)
    columns = {name.split("（")[0]: name for name in listed}
    for line in listed.to_dict("records"):
        lg_code = line["団体コード"]
        tally.same(line["順位"], expected.loc[lg_code, "rank"], lg_code)
        for item, axis in ((burden, "x"), (need, "y")):
            metric = METRICS[item]
            heading = columns[metric["label_ja"].split("（")[0]]
            value = float(traced.as_printed(expected.loc[lg_code, axis], metric))
            tally.same(line[heading], value, lg_code, item)
        tally.near(line["人口（人）"], number("population", lg_code), lg_code)
        tally.near(line["管理する橋（橋）"], number("bridges_managed", lg_code), lg_code)
        row = traced.row_of(burden, lg_code)
        tally.same(line[f"{METRICS[burden]['numerator']['label_ja']}の時点"], row.as_of, lg_code)
        tally.same(
            line[f"{METRICS[burden]['denominator']['label_ja']}の時点"], row.denominator_as_of, lg_code
        )
        tally.same(line["施設の指標の時点"], day(need, lg_code), lg_code)


def test_heavy_places_of_all_prefectures(tally):
    """The briefing counts, lists and ranks the same places."""
    places = traced.places()
    for code in sorted(places["prefecture_code"].unique()):
        own = both_burdens(BURDENS[0], NEEDS[0], places.index[places["prefecture_code"] == code])
        slide = ranking.both_heavy(scopes.of_prefecture(code))
        heavy = own[own["is_heavy"]]
        tally.same(
            f"{len(own):,}" in slide.heading and f"のうち{len(heavy):,}団体です" in slide.heading, True, code
        )
        names = places["municipality_name"]
        expected = sorted(heavy["rank"])[:8]
        tally.same(slide.body["順位"].to_list(), expected, code)
        for line in slide.body.to_dict("records"):
            lg_code = next(one for one in heavy.index if names[one] == line["市区町村"])
            bridges = traced.row_of(BURDENS[0], lg_code)
            tally.near(line["管理する橋（橋）"], bridges.numerator, code, lg_code)
            words = [line[name] for name in line if "割合" in name or "100人" in name]
            for item in (BURDENS[0], NEEDS[0]):
                shown = traced.as_printed(number(item, lg_code), METRICS[item])
                tally.same(f"{shown:,}" in words, True, code, lg_code, item)


def test_the_slide_that_compares_each_municipality(tally, monkeypatch):
    """Value, medians of prefecture and nation, rank and date of each line."""
    # The sentences the speaker reads are those of the profile, which are traced there and take a third of a second each.
    monkeypatch.setattr(ranking, "of_municipality", lambda lg_code: SimpleNamespace(sentences=[]))
    labels = {METRICS[name]["label_ja"]: name for name in ranking.COMPARED}
    for lg_code in traced.places().index:
        slide = ranking.comparison(scopes.of_municipality(lg_code))
        for line in slide.body.to_dict("records"):
            item = labels[line["指標"]]
            row, metric = traced.row_of(item, lg_code), METRICS[item]
            own, near, nation, place, when = list(line.values())[1:]
            tally.same(own, traced.written(row.value, metric), lg_code, item)
            if row.of_prefecture >= 3:
                tally.same(near, traced.written(row.median_prefecture, metric), lg_code, item)
            tally.same(nation, traced.written(row.median_nation, metric), lg_code, item)
            tally.same(place, f"{int(row.rank_nation):,} / {row.of_nation:,}", lg_code, item)
            tally.same(when, traced.both_dates(row, metric)[0], lg_code, item)


def test_covers_of_all_municipalities(tally):
    """Six numbers each, with their dates."""
    facts = {
        "人口": ("population", 1, "人", 0),
        "一般行政部門の職員": ("general_admin_staff", 1, "人", 0),
        "管理する橋": ("bridges_managed", 1, "橋", 0),
        METRICS["road_km"]["label_ja"]: ("road_km", 1, "km", 0),
        f"{METRICS['public_works_expenditure_yen']['label_ja']}（1年）": (
            "public_works_expenditure_yen",
            1e8,
            "億円",
            1,
        ),
    }
    for lg_code in traced.places().index:
        for words, label, when in cover.cover(scopes.of_municipality(lg_code)).body.numbers:
            if label not in facts:
                continue
            item, per, unit, digits = facts[label]
            row = traced.row_of(item, lg_code)
            plain = {"unit": unit, "digits": digits}
            tally.same(words, traced.written(row.value / per, plain) if row else "データなし", lg_code, label)
            if row:
                tally.same(
                    when.startswith(traced.both_dates(row, METRICS[item])[0]), True, lg_code, label, when
                )


def test_facts_that_are_added_up_in_groups(tally):
    """The row of every municipality behind /groups and the briefing."""
    items = [fact.column for fact in by_hand.FACTS] + ["future_burden_ratio"]
    for row in queries.group_facts().itertuples():
        for item in items:
            tally.near(getattr(row, item), number(item, row.lg_code), row.lg_code, item)
        for fact in by_hand.FACTS:
            if number(fact.column, row.lg_code) is not None and fact.as_of != "contractors_as_of":
                tally.same(
                    pd.Timestamp(getattr(row, fact.as_of)),
                    day(fact.column, row.lg_code),
                    row.lg_code,
                    fact.column,
                )


def test_groups_of_neighbouring_codes(tally):
    """Groups of three: sums, means weighted by residents, ratios of sums, and the dates of both parts."""
    facts = queries.group_facts().set_index("lg_code", drop=False).rename_axis(None)
    codes = traced.places().index.to_list()
    for at in range(0, len(codes) - 3, 3):
        own = codes[at : at + 3]
        lines = by_hand.together(facts.loc[own])
        for fact in by_hand.FACTS:
            values = {one: number(fact.column, one) for one in own}
            known = {one: value for one, value in values.items() if value is not None and not pd.isna(value)}
            label = f"{fact.label_ja}（人口で加重平均）" if fact.is_averaged else fact.label_ja
            people = {one: number("population", one) for one in known}
            total = sum(known.values()) / fact.per_unit
            if fact.is_averaged:
                total = sum(value * people[one] for one, value in known.items()) / sum(people.values())
            words = (
                traced.written(total, {"unit": fact.unit, "digits": fact.digits}) if known else "データなし"
            )
            tally.same(lines[label][0].split("（")[0], words, own, fact.column)
        _ratios_of_group(tally, own, lines)


def _ratios_of_group(tally, own: list[str], lines) -> None:
    known = [one for one in own if number("bridges_managed", one) is not None]
    sums = {
        item: sum(number(item, one) for one in known)
        for item in (
            "bridges_managed",
            "bridges_action_needed",
            "general_admin_staff",
            "construction_establishments",
        )
    }
    if not sums["bridges_managed"]:
        return
    ratios = {
        "修繕が必要な橋の割合": (sums["bridges_action_needed"] / sums["bridges_managed"], "share"),
        "職員100人当たりの橋": (sums["bridges_managed"] / sums["general_admin_staff"] * 100, "橋"),
        "橋100橋当たりの建設業の事業所": (
            sums["construction_establishments"] / sums["bridges_managed"] * 100,
            "事業所",
        ),
    }
    for label, (value, unit) in ratios.items():
        tally.same(lines[label][0], traced.written(value, {"unit": unit, "digits": 1}), own, label)


def test_published_facts_of_plans(tally):
    """/effects and /steps: every fact of every municipality, with its date."""
    rows = queries.place_facts(traced.places().index.to_list())
    for row in rows.itertuples():
        tally.near(row.value, number(row.item, row.lg_code), row.lg_code, row.item)
        tally.same(row.as_of, day(row.item, row.lg_code), row.lg_code, row.item)
        tally.same(
            (row.label_ja, row.unit), (METRICS[row.item]["label_ja"], METRICS[row.item]["unit"]), row.item
        )


def test_stock_and_sectors_of_all_municipalities(tally):
    """/cases and /partners: what each manages, spends and has in staff; marked water pipes apart."""
    columns = ["road_km", "park_area_m2", "sewered_population", "bridges_managed"]
    for row in queries.municipality_stock().itertuples():
        for item in [*columns, "population"]:
            tally.near(getattr(row, item), number(item, row.lg_code), row.lg_code, item)
    more = ["public_housing_units", "general_admin_staff", "bridges_action_needed", "road_bridge_expenditure_yen",
            "housing_expenditure_yen"]  # fmt: skip
    for row in partner_queries.sector_stock().itertuples():
        for item in [*columns, *more]:
            tally.near(getattr(row, item), number(item, row.lg_code), row.lg_code, item)
        for item in ("bridge_action_needed_share", "water_pipe_overage_share"):
            own = traced.row_of(item, row.lg_code)
            tally.near(getattr(row, item), own.value if own and not own.mark else None, row.lg_code, item)


def test_staff_of_support(tally):
    """Counts before estimates, and expected numbers by prefecture."""
    estimates = second.estimates().set_index("lg_code")
    for row in partner_queries.support_places().itertuples():
        counted = number("technical_staff", row.lg_code)
        counted = number("civil_engineers", row.lg_code) if counted is None else counted
        tally.near(row.engineers, counted, row.lg_code)
        for name in ("zero_probability", "five_or_fewer_probability", "median", "low", "high"):
            own = None if estimates.loc[row.lg_code, "is_counted"] else estimates.loc[row.lg_code, name]
            tally.near(getattr(row, name), own, row.lg_code, name)


def test_distances_of_candidates(tally):
    """Great circles between offices, to a hundredth."""
    places = queries.municipalities().set_index("lg_code")
    offices = {row.Index: (row.office_latitude, row.office_longitude) for row in places.itertuples()}
    for row in partner_queries.near_candidates().itertuples():
        own = great_circle(*offices[row.lg_code], *offices[row.partner_lg_code])
        tally.same(
            abs(row.distance_km - own) <= 0.01 + own * 0.006, True, row.lg_code, row.partner_lg_code, own
        )


def great_circle(*degrees: float) -> float:
    north, east, other_north, other_east = map(math.radians, degrees)
    half = math.sin((other_north - north) / 2) ** 2
    half += math.cos(north) * math.cos(other_north) * math.sin((other_east - east) / 2) ** 2
    return 2 * EARTH_KM * math.asin(math.sqrt(half))


def test_members_of_cases(tally):
    items = (
        "general_admin_staff",
        "technical_staff",
        "civil_engineers",
        "bridges_managed",
        "bridges_action_needed",
    )
    bodies = queries.case_members()
    for row in bodies[~bodies["is_prefecture"] & bodies["lg_code"].notna()].itertuples():
        for item in items:
            tally.near(getattr(row, item), number(item, row.lg_code), row.case_id, row.lg_code, item)


def test_the_national_story(tally, open_page):
    page_text = texts(open_page("pages/overview/page.py"))
    burden = traced.newest(BURDENS[0])["value"].dropna()
    words = f"多い市区町村は、{len(burden):,}のうち **{(burden > 100).sum():,}** です"
    tally.same(words in page_text, True, words)
    staff = second.staff()
    for row in overview.staff_by_date().itertuples():
        own = staff[staff["as_of"] == row.as_of]["amount"]
        tally.near(row.general_admin_staff, own.sum(), row.as_of)
        tally.same(row.municipalities, len(own), row.as_of)


def test_ledgers_of_prefectures(tally, open_page):
    """山口県: bridges, and those with an unknown year."""
    known = second.ledger(aged=False)
    page_text = texts(open_page("pages/ageing/page.py", pref="35"))
    every = len(tidy("yamaguchi_bridges"))
    count = known[known["lg_code"].str[:2] == "35"]["amount"].sum()
    tally.same(f"{every:,}橋" in page_text, True)
    tally.same(f"不明の {every - count:,.0f}橋" in page_text, True)


def test_coverage_and_implausible_values_of_sources(tally):
    coverage = queries.metric_coverage().set_index("metric_id")
    for item, row in coverage.iterrows():
        tally.same(row["label_ja"], METRICS[item]["label_ja"], item)
        if item != "future_burden_ratio":
            known = traced.newest(item)[["value", "less_than"]].notna().any(axis=1)
            tally.same(row["municipalities_covered"], known.sum(), item)
    listed = source_queries.implausible_values()
    expected = {
        (item, row.lg_code, row.as_of, row.mark)
        for item in traced.IMPLAUSIBLE
        for row in marked(item).itertuples()
        if row.as_of == traced.every_date(item)["as_of"].max() or "out_of_bounds" in row.mark
    }
    found = set(zip(listed["metric_id"], listed["lg_code"], listed["as_of"], listed["mark"], strict=True))
    tally.same(found, expected)


def marked(item: str) -> pd.DataFrame:
    rows = traced.every_date(item)
    return rows[rows["mark"].map(lambda mark: bool(re.search("zero|jump|out", mark)))]


def test_printed_counts_of_engineers(tally):
    """/staffing lists what the documents print."""
    printed = pd.read_csv(second.DATA / "reference" / "printed_staff_counts.csv", dtype={"lg_code": str})
    shown = queries.printed_counts()
    tally.same(len(shown) >= len(printed), True)
    own = {(row.lg_code, row.occupation, row.as_of): row.staff_count for row in printed.itertuples()}
    for row in shown.itertuples():
        key = (row.lg_code, row.occupation, f"{row.as_of:%Y-%m-%d}")
        if key in own:
            tally.near(row.staff_count, own[key], *key)
