"""Profiles of all municipalities and prefectures, their sentences among them, against figures worked out a second time."""

import re
import statistics
from decimal import Decimal

import pandas as pd
import pytest
import second_values as second
import traced_figures as traced
from traced_figures import EVERY_PLACE, METRICS, tidy

from analysis import sentences
from pages.profile import compiled
from pages.profile.model import ESTIMATE, ITEMS, table

pytestmark = [pytest.mark.nightly, pytest.mark.timeout(EVERY_PLACE)]

FEW = 3  # others
ADDED = ("人", "橋", "km", "km²", "円", "事業所")
PLACE = re.compile(
    r"^(?P<label>.+?)は(?P<value>[^は]+?)（(?P<when>.+)）で、値のある(?P<of>[\d,]+)(?:市区町村|都道府県)"
    r"(?:のうち(?P<end>大きい|小さい)方から(?P<at>[\d,]+)番目です（(?P<median>[^、]+?)(?:、(?P<alike>.+)がほかに(?P<ties>[\d,]+))?）"
    r"|の(?P<middle>中央値.+)です|はすべて.+です)。$"
)
LABELS = {metric["label_ja"]: name for name, metric in METRICS.items() if name in ITEMS}


@pytest.fixture(scope="module")
def profiles(dashboard_database):
    """The profile of every municipality by code."""
    return {lg_code: compiled.of_municipality(lg_code) for lg_code in traced.places().index}


def test_rows_of_all_municipalities(tally, profiles):
    """Value, kind, dates, places and medians of the nation and the prefecture, on the page, its PDF and its workbook."""
    for lg_code, profile in profiles.items():
        for line in profile.rows:
            row, metric, where = traced.row_of(line.item, lg_code), METRICS[line.item], (lg_code, line.item)
            tally.same((line.label, line.unit), (metric["label_ja"], metric["unit"]), *where)
            if row is None:
                tally.near(line.value, None, *where)
                tally.same(line.place_ja, "", *where)
                continue
            tally.same(line.as_of_ja, traced.short_dates(row, metric), *where)
            if line.item == ESTIMATE:
                continue
            tally.same(line.value_ja, traced.value_words(row, metric), *where)
            tally.near(line.value, None if row.mark else row.value, *where)
            tally.same(line.place_ja.replace("　", " ").split(" ", 1)[-1], places_words(row, line), *where)
            _medians(tally, line, row, metric, where)


def places_words(row, line) -> str:
    """「3 / 19市町 全国 12 / 1,741市区町村」 behind the word for the prefecture; nothing where it is not ranked, or among few."""
    if pd.isna(row.rank_nation) or row.of_nation - 1 < FEW:
        return ""
    kinds = re.search(r"/ [\d,]+(\D*)　", line.place_ja)
    near = f"{int(row.rank_prefecture):,} / {row.of_prefecture:,}{kinds[1] if kinds else ''}"
    return f"{near} 全国 {int(row.rank_nation):,} / {row.of_nation:,}市区町村"


def _medians(tally, line, row, metric, where) -> None:
    marks = {mark.order: mark for mark in line.marks}
    for order, area in enumerate(("nation", "prefecture")):
        count, low, high = (getattr(row, f"{name}_{area}") for name in ("of", "median", "highest_median"))
        if count < 3 and METRICS[line.item]["numerator"].get("less_than") is None:
            tally.same(order in marks, False, *where, area)
            continue
        if order not in marks:
            tally.same(count < 3, True, *where, area, "no median")
            continue
        tally.near(marks[order].value, low if low == high else None, *where, area)
        if low == high:
            tally.same(marks[order].value_ja, traced.written(low, metric), *where, area)


def test_medians_of_the_official_type(tally, profiles):
    """類似団体: of the settlement card, the municipality itself left out; types of cities and of towns look alike."""
    card = tidy("mic_settlement_card").set_index("lg_code")["similar_type"]
    names = traced.places()["municipality_name"]
    is_town = names.str[-1].isin(["町", "村"])
    fixed = {"政令指定都市", "中核市", "施行時特例市", "特別区"}
    types = card.reindex(names.index)
    keys = types.where(types.isin(fixed), types + is_town.map({True: "町村", False: "市"}))
    values: dict[tuple[str, str], dict[str, float]] = {}
    for item in METRICS.keys() & ITEMS:
        compared = traced.newest(item)["compared"].dropna()
        for key, own in compared.groupby(keys.reindex(compared.index)):
            values[key, item] = own.to_dict()
    for lg_code, profile in profiles.items():
        for line in profile.rows:
            mark = next((one for one in line.marks if one.reference == "類似団体"), None)
            if mark is None or line.item == "road_bridge_maintenance_share":
                continue
            same_type = values.get((keys[lg_code], line.item), {})
            own = [value for code, value in same_type.items() if code != lg_code]
            tally.near(mark.value, statistics.median(own) if len(own) >= 3 else None, lg_code, line.item)
            tally.same(mark.count, len(own), lg_code, line.item)


def test_sentences_of_all_municipalities(tally, profiles):
    """Every number and date of the sentences, and that each reads as it is expected to."""
    for lg_code, profile in profiles.items():
        for sentence in profile.sentences:
            found = PLACE.match(sentence)
            if "土木技師数は" in sentence or "技術系職員" in sentence:
                _engineers(tally, lg_code, sentence)
                continue
            tally.same(bool(found), True, lg_code, sentence)
            if found:
                _sentence(tally, lg_code, found)


def _sentence(tally, lg_code: str, found: re.Match) -> None:
    item = LABELS[found["label"]]
    row, metric = traced.row_of(item, lg_code), METRICS[item]
    where = (lg_code, found[0])
    tally.same(found["value"], traced.value_words(row, metric), *where)
    tally.same(found["when"], dates_words(row, metric, item), *where)
    tally.same(found["of"], f"{row.of_nation:,}", *where)
    median = "中央値" + traced.written(row.median_nation, metric)
    if row.median_nation == row.highest_median_nation and (found["median"] or found["middle"]):
        tally.same(found["median"] or found["middle"], median, *where)
    if not found["end"]:
        return
    at = row.rank_nation if found["end"] == "大きい" else row.below_nation + 1
    tally.same(found["at"], f"{int(at):,}", *where)
    tally.same(found["ties"] or "0", f"{int(row.ties_nation):,}", *where)


def dates_words(row, metric, item: str) -> str:
    """When, as a sentence says it: each part its date where they differ."""
    first, second_date = traced.both_dates(row, metric)
    if item == traced.PROJECTED:
        return f"{first}公表の推計"
    present = {date: "" if date.endswith("年度") else "現在" for date in (first, second_date)}
    if not second_date:
        return first + present[first]
    if metric["kind"] == "change":
        return f"{second_date}から{first}まで"
    own = first + (present[first] if not present[second_date] else "")
    above, below = (metric[part]["label_ja"] for part in ("numerator", "denominator"))
    return f"{above}は{own}、{below}は{second_date}{present[second_date]}"


def test_no_sentence_of_two_dates_names_only_one(tally, profiles, counted):
    """Every sentence there could be, also those that others come before; of municipalities and of prefectures."""
    among = [compiled.of_prefecture(code) for code in sorted(traced.places()["prefecture_code"].unique())]
    for profile in [*profiles.values(), *among]:
        for one in possible(profile):
            (item,) = one.items
            rows = [traced.row_of(item, lg_code) for lg_code in profile.codes]
            dates = {traced.both_dates(row, METRICS[item]) for row in rows if row is not None}
            is_named = all(date in one.text_ja for pair in dates for date in pair)
            tally.same(is_named, True, profile.name, one.text_ja, dates)
            counted["sentences"] += 1
            if any(second_date for _, second_date in dates):
                counted["sentences of two dates"] += 1
                counted["sentences of two dates that name both"] += is_named
    assert counted["sentences of two dates"] > 1_741  # each municipality has one at least


def possible(profile) -> list[sentences.Sentence]:
    """Every sentence there could be of what is compared with others."""
    every = sentences.every(profile.facts, **profile.among)
    return [one for one in every if one.theme != sentences.ENGINEERS]


def test_no_two_sentences_tell_one_fact(tally, profiles):
    """No two are about one thing counted (橋 that need action: their share, their number per staff)."""
    for lg_code, profile in profiles.items():
        items = [item for one in possible(profile) for item in one.items]
        facts = [tuple(METRICS[item]["numerator"].get(part) for part in ("from", "column")) for item in items]
        tally.same(len(facts), len(set(facts)), lg_code, items)


def test_finance_comes_after_all_that_stands_out(tally, profiles, counted):
    """Where finance is told, no sentence about staff, facilities or the load per head that stands out is left out."""
    for lg_code, profile in profiles.items():
        every = possible(profile)
        shown = [one for one in every if one.text_ja in profile.sentences]
        left_out = [one.items[0] for one in every if one not in shown and one.theme != sentences.FINANCE]
        if any(one.theme == sentences.FINANCE and stands_out(one.items[0], lg_code) for one in shown):
            counted["profiles that tell finance"] += 1
            tally.same([item for item in left_out if stands_out(item, lg_code)], [], lg_code)
    assert counted["profiles that tell finance"]


def stands_out(item: str, lg_code: str) -> bool:
    """Whether a value lies in the highest or the lowest quarter of those of the nation; ties count half on either side."""
    row = traced.row_of(item, lg_code)
    others = row.of_nation - 1
    return abs(row.below_nation - (row.rank_nation - 1)) / others * 50 >= 25


def _engineers(tally, lg_code: str, sentence: str) -> None:
    """A count with its date, else what the estimate says: no other number stands in the sentence."""
    counted = traced.row_of("technical_staff", lg_code) or traced.row_of("civil_engineers", lg_code)
    if counted is not None:
        day = traced.when(counted.as_of, of_year=False)
        tally.same(f"は{counted.value:,.0f}人（{day}現在、公表値）" in sentence, True, lg_code, sentence)
        return
    own = second.estimates().set_index("lg_code").loc[lg_code]
    nobody = f"{Decimal(repr(float(own['zero_probability']))):.0%}"
    known = {"2024", "4", "1", "80", "99", nobody.rstrip("%")} | {
        f"{own[name]:,.0f}" for name in ("median", "low", "high")
    }
    numbers = set(re.findall(r"[\d,]+", sentence))
    tally.same(numbers - known, set(), lg_code, sentence)
    tally.same("80%区間" in sentence or own["high"] == 0, True, lg_code, sentence)


def test_lines_of_years_of_all_municipalities(tally, profiles):
    """Population to come, staff and spending on public works, year by year."""
    staff = second.staff()
    works = second.public_works()
    people = tidy("ipss_population_projection").query("variable == 'population'")
    expected = {
        "人口": dict(
            zip(zip(people["area_code"], people["year"], strict=True), people["value"], strict=True)
        ),
        "職員": by_year(staff, 0),
        "土木費": by_year(works, 1),
    }
    units = {"人": 1, "万人": 1e4, "億円": 1e8, "百万円": 1e6}
    for lg_code, profile in profiles.items():
        for series in profile.series:
            kind = next(name for name in expected if name in series.title)
            for point in series.points.itertuples():
                value = expected[kind].get((lg_code, int(point.year)))
                tally.near(point.value * units[series.unit], value, lg_code, series.title, point.year)


def by_year(amounts: pd.DataFrame, earlier: int) -> dict:
    years = amounts["as_of"].dt.year - earlier
    return dict(zip(zip(amounts["lg_code"], years, strict=True), amounts["amount"], strict=True))


def test_all_prefectures(tally):
    """Sums, ratios of sums and medians of their municipalities, and the rank among the 47, as printed."""
    codes = sorted(traced.places()["prefecture_code"].unique())
    for code in codes:
        profile = compiled.of_prefecture(code)
        for line in profile.rows:
            if line.item == ESTIMATE:
                continue
            low, high = pooled(line.item, code)
            is_known = low == high
            tally.near(line.value, low if is_known else None, code, line.item)
            if pd.isna(low):
                continue
            metric = METRICS[line.item]
            if is_known:
                tally.same(line.value_ja, traced.written(low, metric), code, line.item)
            bounds = [pooled(line.item, other) for other in codes]
            every = [lowest for lowest, highest in bounds if lowest == highest]  # no place between bounds
            printed = [traced.as_printed(one, metric) for one in every if pd.notna(one)]
            own = traced.as_printed(low, metric)
            if is_known and line.place_ja:
                rank = sum(one > own for one in printed) + 1
                tally.same(line.place_ja, f"都道府県 {rank} / {len(printed)}", code, line.item)
            for order, area in enumerate(("nation", "prefecture")):
                _median_of_prefecture(tally, line, code, area, order)


def _median_of_prefecture(tally, line, code: str, area: str, order: int) -> None:
    own = traced.newest(line.item)
    own = own[own.index.str[:2] == code] if area == "prefecture" else own
    low, high = traced.middle(own["lowest"]), traced.middle(own["highest"])
    mark = next((one for one in line.marks if one.order == order), None)
    if mark is not None:
        tally.near(mark.value, low if low == high else None, code, line.item, area)


POOLED: dict[tuple[str, str], tuple[float, float]] = {}


def pooled(item: str, code: str) -> tuple[float, float]:
    """The lowest and highest that the value of a prefecture's municipalities together can be."""
    if (item, code) not in POOLED:
        own = traced.newest(item)
        POOLED[item, code] = _pooled(own[own.index.str[:2] == code], METRICS[item])
    return POOLED[item, code]


def _pooled(own: pd.DataFrame, metric) -> tuple[float, float]:
    unknown = float("nan")
    if metric["kind"] == "level":
        known = own["value"].mask(own["mark"] != "").dropna()
        if metric["unit"] in ADDED:
            return (known.sum(),) * 2 if len(known) else (unknown, unknown)
        return (traced.middle(known),) * 2 if len(known) >= 3 else (unknown, unknown)
    own = own[(own["mark"].isin(["", "few"])) & (own["value"].notna() | own["less_than"].notna())]
    if own.empty:
        return unknown, unknown
    shares = []
    for top in (own["numerator"].fillna(0), own["numerator"].fillna(own["less_than"] * own["denominator"])):
        share = top.sum() / own["denominator"].sum() - (metric["kind"] == "change")
        shares.append(share * metric.get("per", 1))
    return shares[0], shares[1]


def test_workbooks_say_what_the_page_says(tally, profiles):
    """The table taken away: value as printed, unit, dates."""
    for lg_code, profile in profiles.items():
        lines = {line["項目"]: line for line in table(profile).to_dict("records")}
        for label, line in lines.items():
            row, metric = traced.row_of(LABELS[label], lg_code), METRICS[LABELS[label]]
            if row is None or LABELS[label] == ESTIMATE:
                continue
            value = None if row.mark or pd.isna(row.value) else float(traced.as_printed(row.value, metric))
            tally.near(line["値"], value, lg_code, label)
            tally.same(line["単位"], traced.unit(metric), lg_code, label)
            tally.same(line["時点"], traced.short_dates(row, metric), lg_code, label)
