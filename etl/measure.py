"""Metrics: each declared in metrics/<metric_id>.yaml, measured for every municipality and date.

A metric is a level (the numerator itself), a ratio (numerator / denominator × per) or a change (numerator / denominator − 1).
A denominator is the newest at or before the numerator's date, so that no value looks into the future; both dates are stored.
Where it says `newest`, the newest numerator meets the newest denominator, also a later one: a count that someone brings.
"""

from pathlib import Path

import duckdb
import pandas as pd
import yaml

from etl import lineage
from etl.problems import BadInput

METRICS = Path(__file__).parent / "metrics"

VALUE = {
    "level": "numerator",
    "ratio": "numerator / nullif(denominator, 0) * per",
    "change": "numerator / nullif(denominator, 0) - 1",
}


def load_all() -> list[dict]:
    """Every declared metric, in display order."""
    declared = [
        {"metric_id": path.stem} | yaml.safe_load(path.read_text("utf-8")) for path in METRICS.glob("*.yaml")
    ]
    return sorted(declared, key=lambda metric: (metric["topic"], metric["order"], metric["metric_id"]))


def metrics(db: duckdb.DuckDBPyConnection, progress) -> None:
    """Tables `metrics` (one row per metric), `metric_values` (one row per metric, municipality and date), and
    `newest_values`: those of a metric's newest date, or of each municipality's where dates are mixed (counts that come in one by
    one), with their ranks in the nation and the prefecture."""
    declared = load_all()
    progress.step("指標", len(declared))
    db.execute("""
        create table metric_values (
            metric_id varchar, lg_code varchar, as_of date, denominator_as_of date, numerator double,
            denominator double, value double, basis varchar, status varchar)
    """)
    for metric in declared:
        progress.advance(metric["metric_id"])
        db.execute(f"insert into metric_values by name {sql(metric)}")
    db.register("declared_metrics", pd.DataFrame([_described(metric) for metric in declared]))
    db.execute("""
        create table newest_values as
        with newest as (
            select metric_values.*,
            from metric_values
            join declared_metrics using (metric_id)
            qualify as_of = max(as_of) over (partition by metric_id, if(has_mixed_dates, lg_code, ''))
        )

        select
            *,
            if(value is null, null, rank() over (nation order by value desc nulls last)) as rank_in_nation,
            count(value) over nation as of_nation,
            if(value is null, null, rank() over (prefecture order by value desc nulls last)) as rank_in_prefecture,
            count(value) over prefecture as of_prefecture,
        from newest
        window nation as (partition by metric_id), prefecture as (partition by metric_id, left(lg_code, 2))
        order by metric_id, lg_code
    """)
    db.execute("""
        create table metrics as
        select
            declared_metrics.*,
            coalesce(coverage.municipalities_covered, 0) as municipalities_covered,
            coverage.latest_as_of,
            coverage.median_of_nation,
        from declared_metrics
        left join (
            select metric_id, count(*) as municipalities_covered, max(as_of) as latest_as_of, median(value) as median_of_nation
            from newest_values
            where value is not null or status <> 'value'
            group by metric_id
        ) as coverage using (metric_id)
        order by topic, display_order
    """)
    db.unregister("declared_metrics")


def sql(metric: dict) -> str:
    """The query that measures one metric: metric_id, lg_code, as_of, …, value, basis, status."""
    numerator, denominator = metric["numerator"], metric.get("denominator")
    status = numerator.get("status", "'value'")
    return f"""
        select
            '{metric["metric_id"]}' as metric_id,
            above.lg_code,
            above.as_of,
            below.as_of as denominator_as_of,
            numerator,
            denominator,
            {VALUE[metric["kind"]].replace("per", str(metric.get("per", 1)))} as value,
            '{metric["basis"]}' as basis,
            status,
        from ({_part(numerator, "numerator", f"{status} as status", f"{_until(denominator)} as until")}) as above
        {_below(denominator)}
        where (numerator is not null or status <> 'value') {"and denominator is not null" if denominator else ""}
    """


def _below(denominator: dict | None) -> str:
    """The join that brings the denominator: none, of any date where it hardly changes, else the newest up to the date `until`."""
    if denominator is None:
        return "left join (select null::date as as_of, null::double as denominator) as below on false"
    below = f"({_part(denominator, 'denominator')}) as below on above.lg_code = below.lg_code"
    return (
        f"left join {below}"
        if denominator.get("any_date")
        else f"asof left join {below} and above.until >= below.as_of"
    )


def _until(denominator: dict | None) -> str:
    """The latest date of the denominator that a numerator may meet."""
    is_newest = denominator is not None and denominator.get("newest")
    return (
        "if(as_of = max(as_of) over (partition by lg_code), 'infinity'::date, as_of)"
        if is_newest
        else "as_of"
    )


def _part(part: dict, name: str, *extra: str) -> str:
    columns = ", ".join([f"lg_code, as_of, ({part['column']})::double as {name}", *extra])
    where = f"where {part['where']}" if "where" in part else ""
    return f"select {columns} from {part['from']} {where}"


def _described(metric: dict) -> dict:
    denominator = metric.get("denominator", {})
    return {
        "metric_id": metric["metric_id"],
        "topic": metric["topic"],
        "display_order": metric["order"],
        "label_ja": metric["label_ja"],
        "unit": metric["unit"],
        "digits": metric["digits"],
        "higher_is": metric["higher_is"],
        "kind": metric["kind"],
        "per": metric.get("per", 1),
        "has_mixed_dates": metric.get("has_mixed_dates", False),
        "basis": metric["basis"],
        "numerator_ja": metric["numerator"]["label_ja"],
        "numerator_unit": metric["numerator"]["unit"],
        "denominator_ja": denominator.get("label_ja"),
        "denominator_unit": denominator.get("unit"),
        "why_it_matters_ja": metric["why_it_matters_ja"],
        "caveats_ja": metric["caveats_ja"],
        "sources": sources(metric),
    }


def sources(metric: dict) -> list[str]:
    """Ids of the sources a metric's values come from: those of the tables of its parts, fewer where its file names the few that its
    rows are of. Raises BadInput when it names one that none of the tables was made of."""
    parts = [metric[part]["from"] for part in ("numerator", "denominator") if part in metric]
    derived = lineage.sources_of_all(parts)
    named = metric.get("sources", derived)
    if strangers := [source_id for source_id in named if source_id not in derived]:
        raise BadInput(
            f"etl/metrics/{metric['metric_id']}.yaml の sources にある「{'、'.join(strangers)}」は、{'・'.join(parts)} の出典ではありません。"
            f"書くのは、値が一部の出典だけによるときに限ります（選べるのは {'、'.join(derived)}）。"
        )
    return named
