"""Metrics: each declared in metrics/<metric_id>.yaml, measured for every municipality and date.

A metric is a level (the numerator itself), a ratio (numerator / denominator × per) or a change (numerator / denominator − 1).
A denominator is the one nearest to the numerator's date within NEAR_DAYS (roads of 31 March meet the staff of 1 April), else the newest
before it, so that no value looks far into the future; both dates are stored.
A value may be marked: shown with its mark, but left out of ranks, medians, sentences and axes. `few`: a ratio to fewer than few.RATIO_OF
bridges; what the numerator declares as `mark` (an SQL expression; null: none); and what is implausible (etl.plausibility). Several marks
are joined by commas.
Where a numerator is below the limit from which its source prints, only the bound it declares as `less_than` is known: the value is null,
its status below_limit, and `less_than` what it is less than (analysis.limits).
Where it says `newest`, the newest numerator meets the newest denominator, also a later one: a count that someone brings.
"""

import difflib
from pathlib import Path

import duckdb
import pandas as pd

from analysis import few
from etl import declaration, lineage, plausibility
from etl.declaration import Fields, Many, Record, flag, maybe, one_of, text, whole
from etl.progress import Progress
from japan.facilities import KINDS

METRICS = Path(__file__).parent / "metrics"
# A fact is shown beside others and counted together, but is offered in no list of metrics.
TOPICS = ("staffing", "ageing", "finance", "outlook", "fact")
UNITS = (
    "人",
    "人/km²",
    "橋",
    "本",
    "施設",
    "か所",
    "戸",
    "事業所",
    "km",
    "km²",
    "m²",
    "円",
    "%",
    "share",
    "割合（0〜1）",
    "",
)
COUNTERS = {kind.counter_ja for kind in KINDS}  # a share of these is one of few where there are few
BASES = ("published", "derived", "estimated")
NEAR_DAYS = 180

VALUE = {
    "level": "numerator",
    "ratio": "numerator / nullif(denominator, 0) * {per}",
    "change": "numerator / nullif(denominator, 0) - 1",
}
PART: Fields = {
    "from": text,
    "column": text,
    "where": maybe(text),
    "label_ja": text,
    "unit": one_of(UNITS),
    "fiscal_year": maybe(
        flag, False
    ),  # what is counted belongs to the year that ends on as_of, not to that day
}
# What a numerator may state of its values, as SQL expressions.
EXTRAS = {"status": "'value'", "mark": "null", "less_than": "null"}
METRIC: Fields = {
    "topic": one_of(TOPICS),
    "order": whole(0, 10_000),
    "label_ja": text,
    "unit": one_of(UNITS),
    "digits": whole(0, 6),
    "higher_is": one_of(("better", "worse", "neither")),
    "kind": one_of(tuple(VALUE)),
    "per": maybe(whole(1, 1_000_000), 1),
    "has_mixed_dates": maybe(flag, False),
    "of_ledgers": maybe(flag, False),  # offered only while some municipality has a value
    "basis": one_of(BASES),
    "numerator": PART | {name: maybe(text, default) for name, default in EXTRAS.items()},
    "denominator": maybe(PART | {"any_date": maybe(flag, False), "newest": maybe(flag, False)}),
    "plausible": maybe(plausibility.FIELDS),
    "why_it_matters_ja": text,
    "caveats_ja": Many(text),
    "sources": maybe(Many(text)),
}


def load_all(folder: Path = METRICS) -> list[Record]:
    """Every declared metric, in display order. Raises BadInput, with file and line, at what cannot be one."""
    declared = [load(path) for path in sorted(folder.glob("*.yaml"))]
    return sorted(declared, key=lambda metric: (metric["topic"], metric["order"], metric["metric_id"]))


def load(path: Path) -> Record:
    """One metric; whether its tables and columns exist is known when it is measured. Raises BadInput as load_all does."""
    metric = declaration.read(path, METRIC, f"metrics/{path.name}")
    if (metric["kind"] == "level") != (metric["denominator"] is None):
        raise metric.refusal(
            "denominator" if metric["denominator"] else "kind",
            "denominator は kind が ratio か change のときだけに必要です。",
        )
    if metric["per"] != 1 and metric["kind"] != "ratio":
        raise metric.refusal("per", "kind が ratio のときだけ使えます。")
    metric["sources"] = _sources(metric)
    metric["metric_id"] = path.stem
    return metric


def _sources(metric: Record) -> list[str]:
    """Ids of the sources of the tables of a metric's parts; fewer where it names those that its rows are really of."""
    tables = [part["from"] for part in (metric["numerator"], metric["denominator"]) if part]
    derived = lineage.sources_of_all(tables)
    for stranger in [one for one in metric["sources"] or () if one not in derived]:
        near = difflib.get_close_matches(stranger, derived, n=1)
        hint = f"「{near[0]}」ではありませんか。" if near else f"使える出典：{'、'.join(derived) or 'なし'}。"
        raise metric.refusal(
            "sources", f"「{stranger}」は {'・'.join(dict.fromkeys(tables))} の出典ではありません。{hint}"
        )
    return metric["sources"] or derived


def must_be_measurable(db: duckdb.DuckDBPyConnection, metric: Record) -> None:
    """Raise BadInput, with file and line, where a metric names a table, a column or a condition that the database lacks."""
    for part in filter(None, (metric["numerator"], metric["denominator"])):
        tables = [name for (name,) in db.execute("select table_name from duckdb_tables()").fetchall()]
        _must_be_among(tables, part, "from", "表")
        columns = [name for name, *_ in db.execute(f"describe {part['from']}").fetchall()]
        _must_be_among(columns, part, "column", f"列（{part['from']}）")
        for name in ("where", *EXTRAS):
            if part.get(name):
                _must_be_an_expression(db, part, name)


def _must_be_among(known: list[str], part: Record, name: str, noun: str) -> None:
    if part[name] not in known:
        near = difflib.get_close_matches(part[name], known, n=1)
        hint = f"「{near[0]}」ではありませんか。" if near else ""
        raise part.refusal(name, f"「{part[name]}」という{noun}はありません。{hint}")


def _must_be_an_expression(db: duckdb.DuckDBPyConnection, part: Record, name: str) -> None:
    try:
        db.execute(f"explain select {part[name]} from {part['from']}")
    except duckdb.Error as error:
        raise part.refusal(
            name, f"「{part[name]}」は {part['from']} の列からなる SQL の式として読めません。"
        ) from error


def declare(db: duckdb.DuckDBPyConnection) -> list[Record]:
    """Every declared metric; table `metrics` (one row each, without coverage), an empty `metric_values` (one row per metric,
    municipality and date) and the view `newest_facts`. Raises BadInput as load_all does."""
    declared = load_all()
    db.register("declared_metrics", pd.DataFrame([_described(metric) for metric in declared]))
    db.execute("create table metrics as from declared_metrics")
    db.unregister("declared_metrics")
    db.execute("""
        create table metric_values (
            metric_id varchar, lg_code varchar, as_of date, denominator_as_of date, numerator double,
            denominator double, value double, basis varchar, status varchar, mark varchar, less_than double)
    """)
    db.execute(f"create view newest_facts as {lineage.mart_sql('newest_facts')}")
    return declared


def measure(db: duckdb.DuckDBPyConnection, declared: list[Record], progress: Progress) -> None:
    """The values of these metrics. Raises BadInput, with file and line, where one names what the database lacks."""
    progress.step("指標", len(declared))
    for metric in declared:
        progress.advance(metric["metric_id"])
        must_be_measurable(db, metric)
        db.execute(f"insert into metric_values by name {sql(metric)}")


def is_ready(db: duckdb.DuckDBPyConnection, metric: Record) -> bool:
    """Whether the tables of a metric's parts stand."""
    tables = {name for (name,) in db.execute("select table_name from duckdb_tables()").fetchall()}
    return all(part["from"] in tables for part in (metric["numerator"], metric["denominator"]) if part)


def add_coverage(db: duckdb.DuckDBPyConnection) -> None:
    """In table `metrics`: how many municipalities have a newest value, of which date at the latest, and the median; null where
    values below a printing limit leave it open."""
    db.execute("""
        create or replace table metrics as
        select
            metrics.*,
            coalesce(coverage.municipalities_covered, 0) as municipalities_covered,
            coverage.latest_as_of,
            coverage.median_of_nation,
        from metrics
        left join (
            select
                metric_id,
                count(*) as municipalities_covered,
                max(as_of) as latest_as_of,
                median(coalesce(value, less_than * 0)) filter (mark is null) as lowest_median,
                if(lowest_median = median(coalesce(value, less_than)) filter (mark is null), lowest_median, null) as median_of_nation,
            from newest_facts
            where value is not null or status <> 'value'
            group by metric_id
        ) as coverage using (metric_id)
        order by topic, display_order
    """)


def column_meanings() -> dict[str, dict[str, str]]:
    """What the columns of `municipality_facts` mean, by name: ja, unit."""
    meanings = {}
    for metric in load_all():
        unit = "割合（0〜1）" if metric["unit"] == "share" else metric["unit"]
        meanings[metric["metric_id"]] = {"ja": metric["label_ja"], "unit": unit}
        meanings[f"{metric['metric_id']}_as_of"] = {"ja": f"{metric['label_ja']}の時点"}
    return meanings


def sql(metric: Record) -> str:
    """The query that measures one metric: metric_id, lg_code, as_of, …, value, basis, status, mark, less_than."""
    numerator, denominator = metric["numerator"], metric["denominator"]
    value = VALUE[metric["kind"]].format(per=metric["per"])
    extras = [f"({numerator[name]}) as {name}" for name in EXTRAS]
    measured = f"""
        select
            '{metric["metric_id"]}' as metric_id,
            above.lg_code,
            above.as_of,
            beneath.as_of as denominator_as_of,
            numerator,
            denominator,
            {value} as value,
            '{metric["basis"]}' as basis,
            if(above.less_than is null, status, 'below_limit') as status,
            nullif(concat_ws(',', mark::varchar, if({_is_few(metric)}, 'few', null)), '') as mark,
            {value.replace("numerator", "above.less_than")} as less_than,
        from ({_part(numerator, "numerator", *extras, f"{_meets_newest(denominator)} as meets_newest")}) as above
        {_beneath(denominator)}
        where (numerator is not null or status <> 'value' or above.less_than is not null) {"and denominator is not null" if denominator else ""}
        {_nearest(denominator)}
    """
    return plausibility.marked(measured, metric["plausible"])


def _is_few(metric: Record) -> str:
    """The condition under which a value is a ratio of few facilities; of lengths it is none, for kilometres are not counted."""
    is_of_facilities = metric["kind"] == "ratio" and metric["denominator"]["unit"] in COUNTERS
    return f"denominator < {few.RATIO_OF}" if is_of_facilities else "false"


def _beneath(denominator: Record | None) -> str:
    """The join that brings the denominators a numerator may meet: none, of any date where it hardly changes, else those before it or
    near it."""
    if denominator is None:
        return "left join (select null::date as as_of, null::double as denominator) as beneath on false"
    beneath = f"left join ({_part(denominator, 'denominator')}) as beneath on above.lg_code = beneath.lg_code"
    if denominator["any_date"]:
        return beneath
    return f"{beneath} and (meets_newest or beneath.as_of <= above.as_of or {_is_near()})"


def _nearest(denominator: Record | None) -> str:
    """Of those, the one that it meets: the nearest of the near ones (of two equally near the earlier), else the newest."""
    if denominator is None or denominator["any_date"]:
        return ""
    return f"""
        qualify rank() over (
            partition by above.lg_code, above.as_of
            order by
                {_is_near()} and not meets_newest desc,
                if({_is_near()} and not meets_newest, {_days()}, date '1900-01-01' - beneath.as_of),
                beneath.as_of
        ) = 1
    """


def _is_near() -> str:
    return f"{_days()} <= {NEAR_DAYS}"


def _days() -> str:
    return "abs(above.as_of - beneath.as_of)"


def _meets_newest(denominator: Record | None) -> str:
    """The condition under which a numerator meets the newest denominator, whenever that was."""
    is_newest = denominator is not None and denominator["newest"]
    return "as_of = max(as_of) over (partition by lg_code)" if is_newest else "false"


def _part(part: Record, name: str, *extra: str) -> str:
    columns = ", ".join([f"lg_code, as_of, ({part['column']})::double as {name}", *extra])
    where = f"where {part['where']}" if part["where"] else ""
    return f"select {columns} from {part['from']} {where}"


def _described(metric: Record) -> dict[str, object]:
    denominator = metric["denominator"] or {}
    return {
        "metric_id": metric["metric_id"],
        "topic": metric["topic"],
        "display_order": metric["order"],
        "label_ja": metric["label_ja"],
        "unit": metric["unit"],
        "digits": metric["digits"],
        "higher_is": metric["higher_is"],
        "kind": metric["kind"],
        "per": metric["per"],
        "has_mixed_dates": metric["has_mixed_dates"],
        "is_of_ledgers": metric["of_ledgers"],
        "is_fiscal_year": metric["numerator"]["fiscal_year"],
        "denominator_is_fiscal_year": bool(denominator.get("fiscal_year")),
        "basis": metric["basis"],
        "numerator_ja": metric["numerator"]["label_ja"],
        "numerator_unit": metric["numerator"]["unit"],
        "denominator_ja": denominator.get("label_ja"),
        "denominator_unit": denominator.get("unit"),
        "why_it_matters_ja": metric["why_it_matters_ja"],
        "caveats_ja": metric["caveats_ja"],
        "sources": metric["sources"],
    }
