"""Maps, tables, files and cards of every metric, for all 1,741 municipalities, against figures worked out a second time."""

import csv
import io

import pandas as pd
import pytest
import traced_figures as traced
from traced_figures import EVERY_PLACE, METRICS

from analysis import table_files
from dashboard import queries
from dashboard.shared import municipality_card, text, value_tables
from pages.partners import queries as partner_queries
from pages.profile import queries as profile_queries

pytestmark = [pytest.mark.nightly, pytest.mark.timeout(EVERY_PLACE)]
TOPICS = ["staffing", "ageing", "finance", "outlook"]


def test_every_declared_mark_and_bound_is_worked_out_here():
    """A metric that declares another mark or bound needs a second way to it."""
    marked = {name for name, one in METRICS.items() if "mark" in one["numerator"]}
    bounded = {name for name, one in METRICS.items() if "less_than" in one["numerator"]}
    implausible = {name for name, one in METRICS.items() if "plausible" in one}
    assert marked == {"bridge_50_years_share"}
    assert bounded == set(traced.BOUNDED)
    assert implausible == set(traced.IMPLAUSIBLE)


@pytest.mark.parametrize("metric_id", METRICS)
def test_maps_and_distributions(tally, metric_id):
    """The rows that maps, distributions, rankings and tables draw."""
    shown = queries.metric_values(metric_id).set_index("lg_code")
    assert shown.index.to_list() == traced.places().index.to_list()
    for row in shown.itertuples():
        expected = traced.row_of(metric_id, row.Index)
        if expected is None:
            tally.near(row.value, None, row.Index)
            continue
        is_marked = expected.mark != ""
        tally.near(row.value, None if is_marked else expected.value, row.Index)
        tally.near(row.marked_value, expected.value if is_marked else None, row.Index, "marked")
        tally.near(row.less_than, expected.less_than, row.Index, "less_than")
        tally.same(row.mark if isinstance(row.mark, str) else "", expected.mark, row.Index, "mark")
        tally.same(row.as_of, expected.as_of, row.Index, "as_of")
        known = [
            one if pd.notna(one) else None for one in (row.denominator_as_of, expected.denominator_as_of)
        ]
        tally.same(*known, row.Index, "denominator_as_of")


@pytest.mark.parametrize("metric_id", METRICS)
def test_labels_units_and_medians_of_metrics(tally, metric_id):
    declared, shown = METRICS[metric_id], queries.metric(metric_id)
    for name in ("label_ja", "unit", "digits", "basis"):
        tally.same(shown[name], declared[name], metric_id, name)
    rows = traced.newest(metric_id)
    known = rows[["value", "less_than"]].notna().any(axis=1).sum()
    tally.same(shown["municipalities_covered"], known + open_values(metric_id), metric_id)
    if len(rows):
        first = rows.iloc[0]
        is_open = first["median_nation"] != first["highest_median_nation"]
        tally.near(shown["median_of_nation"], None if is_open else first["median_nation"], metric_id)
        tally.same(shown["latest_as_of"], rows["as_of"].max(), metric_id)


def open_values(metric_id: str) -> int:
    """Municipalities whose newest value is published as not calculated."""
    if metric_id != "future_burden_ratio":
        return 0
    dashes = traced.tidy("mic_fiscal_indicators").query("indicator == @metric_id and kind == 'dash'")
    newest = dashes["fiscal_year"] == dashes["fiscal_year"].max()
    return int(dashes.loc[newest, "lg_code"].isin(traced.places().index).sum())


@pytest.mark.parametrize("metric_id", METRICS)
def test_files_of_a_metric(tally, metric_id):
    """The CSV behind the button: value on the scale shown under a heading with its unit, both dates, kind, mark."""
    metric, shown = METRICS[metric_id], queries.metric(metric_id)
    rows = value_tables.rows_of_metric(queries.metric_values(metric_id), shown)
    lines = list(csv.DictReader(io.StringIO(table_files.csv_bytes(rows).decode("utf-8-sig"))))
    assert len({line["団体コード"] for line in lines}) == len(lines) == 1_741
    unit = traced.unit(metric)
    heading = f"{metric['label_ja']}（{unit}）" if unit else metric["label_ja"]
    for line in lines:
        row = traced.row_of(metric_id, line["団体コード"])
        if row is None:
            tally.same(line[heading], "", line["団体コード"])
            continue
        where = metric_id, line["団体コード"]
        own = None if pd.isna(row.value) else float(traced.as_printed(row.value, metric))
        shown_value = float(line[heading]) if line[heading] else None
        tally.same(shown_value, own, *where)
        tally.same(line["時点"][:10], f"{row.as_of:%Y-%m-%d}", *where)
        if metric["kind"] != "level":
            tally.same(line["分母の時点"][:10], f"{row.denominator_as_of:%Y-%m-%d}", *where)
        tally.same(line["値の種類"], text.BASIS[metric["basis"]], *where)
        if row.mark or pd.notna(row.less_than):
            tally.same(line["備考"], traced.mark_words(row) or traced.missing_words(row, metric), *where)


def test_cards_of_all_municipalities(tally):
    """Value in words, date, median, ranks in the prefecture and the nation."""
    ids = {metric["label_ja"]: name for name, metric in METRICS.items() if metric["topic"] in TOPICS}
    for lg_code in traced.places().index:
        table = municipality_card.as_shown(municipality_card.metric_rows(lg_code, TOPICS), "県内")
        for line in table.to_dict("records"):
            metric_id = ids[line["指標"]]
            row = traced.row_of(metric_id, lg_code)
            expected = card_line(row, METRICS[metric_id]) if row else dict.fromkeys(RANKS, "")
            for name, words in expected.items():
                tally.same(line[name], words, lg_code, metric_id, name)


RANKS = ("中央値", "県内順位", "全国順位")


def card_line(row, metric) -> dict[str, str]:
    is_ranked = pd.notna(row.rank_nation)
    is_known = is_ranked and row.of_nation >= 3 and row.median_nation == row.highest_median_nation
    return {
        "値": traced.value_words(row, metric),
        "時点": traced.short_dates(row, metric),
        "種類": text.BASIS[metric["basis"]],
        "中央値": traced.written(row.median_nation, metric) if is_known else "",
        "県内順位": f"{int(row.rank_prefecture):,} / {row.of_prefecture:,}" if is_ranked else "",
        "全国順位": f"{int(row.rank_nation):,} / {row.of_nation:,}" if is_ranked else "",
    }


@pytest.mark.parametrize("ask", [partner_queries.metrics_of, None], ids=["partners", "profiles"])
def test_values_that_partners_and_profiles_ask_for(tally, ask):
    codes = traced.places().index.to_list()
    items = [name for name in METRICS if METRICS[name]["topic"] in TOPICS]
    rows = (
        ask(codes, items)
        if ask
        else profile_queries.profile_values(items).rename(columns={"item": "metric_id"})
    )
    for row in rows.itertuples():
        expected = traced.row_of(row.metric_id, row.lg_code)
        where = row.metric_id, row.lg_code
        if expected is None:
            tally.near(row.value, None, *where)
            continue
        is_marked = expected.mark != ""
        tally.near(row.marked_value if is_marked else row.value, expected.value, *where)
        tally.same(row.as_of, expected.as_of, *where)
