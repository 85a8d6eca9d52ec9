"""What can be asked for, as tables and documents: the numbers of the pages and of their files."""

import json
from collections.abc import Mapping
from typing import Any, NamedTuple

import pandas as pd

from analysis import map_files, printed_numbers, table_files
from dashboard import queries
from dashboard.exports import mime
from dashboard.maps import metric_map
from dashboard.runtime import workers
from dashboard.shared import national_map, open_data, text, value_tables
from deploy.api import base
from deploy.api.problems import Refused

TOPICS = {"staffing": "職員", "ageing": "施設", "finance": "財政", "outlook": "将来", "fact": "事実"}
CENSUS = "国勢調査"  # what an edition of the census is called


class Answer(NamedTuple):
    """content: the file; source_ids: whose numbers it holds."""

    content: bytes
    media_type: str
    source_ids: list[str]


class Values(NamedTuple):
    """A metric as it is called then, its rows (open_data.OF_METRIC), the date asked for or shown (ISO; None where there are no values)."""

    metric: pd.Series
    rows: pd.DataFrame
    edition: str | None
    source_ids: list[str]


# --- what is asked ------------------------------------------------------------------------------------------------


def metric_of(metric_id: str) -> pd.Series:
    """A metric as declared. Raises Refused."""
    offered = queries.offered_metrics().set_index("metric_id", drop=False)
    if metric_id not in offered.index:
        raise Refused(
            404,
            "unknown_metric",
            f"指標 {metric_id} はありません。指標の一覧は /api/v1/metrics にあります。",
            offered.index.to_list(),
        )
    return offered.loc[metric_id]


def values(metric_id: str, pref: str | None = None, as_of: str | None = None) -> Values:
    """A metric of all municipalities or of a prefecture, in outline order. as_of: one of its editions. Raises Refused."""
    metric = metric_of(metric_id)
    editions = queries.metric_editions().query("metric_id == @metric_id").set_index("frame")["frame_ja"]
    dates = [f"{day:%Y-%m-%d}" for day in editions.index]
    if as_of is not None and as_of not in dates:
        raise Refused(404, "unknown_edition", f"「{metric['label_ja']}」に {as_of} の版はありません。", dates)
    source_ids = list(metric["sources"])
    if as_of in (None, *dates[-1:]):
        known, edition = queries.metric_values(metric_id), dates[-1] if dates else None
    else:
        known, edition = queries.metric_values_then(metric_id, as_of), as_of
        metric = metric_map.of_year(metric, pd.Timestamp(as_of))
        if editions.iloc[dates.index(as_of)] == CENSUS:
            source_ids = list(dict.fromkeys([*queries.sources_of("census_population"), *source_ids]))
    rows = _rows(known, metric, edition, source_ids)
    return Values(metric, _of_prefecture(rows, pref), edition, source_ids)


def _rows(known: pd.DataFrame, metric: pd.Series, edition: str | None, source_ids: list[str]) -> pd.DataFrame:
    cells = value_tables.cells_of_metric(known, metric)
    if metric["kind"] == "level":
        cells = cells.assign(numerator=None, denominator=None, denominator_as_of=pd.NaT)
    is_estimate = metric["basis"] == "estimated"
    statuses = [
        _status(status, value, is_estimate)
        for status, value in zip(cells["status"], cells["value"], strict=True)
    ]
    cells = cells.assign(
        metric_id=metric["metric_id"],
        label_ja=metric["label_ja"],
        edition=edition,
        unit=text.shown_unit(metric["unit"]),
        basis_ja=cells["basis"].map(text.BASIS),
        status=statuses,
        source=_attributions(source_ids),
    )
    ordered = cells.sort_values("lg_code")[open_data.OF_METRIC].reset_index(drop=True)
    return printed_numbers.rounded(ordered, {"value": int(metric["digits"])})


def _status(status: object, value: float, is_estimate: bool) -> str:
    """What the database says of a value, and why there is none where it says nothing of that."""
    if pd.isna(status):
        return "counted" if is_estimate else "no_data"
    return "zero_denominator" if status == "value" and pd.isna(value) else str(status)


def municipalities(pref: str | None = None) -> pd.DataFrame:
    """One row per municipality (open_data.OF_TOWN, basis, basis_ja, source), in outline order. Raises Refused."""
    table = queries.municipalities()[open_data.OF_TOWN].assign(
        basis="published",
        basis_ja=text.BASIS["published"],
        source=_attributions(queries.sources_of("municipalities")),
    )
    return _of_prefecture(table, pref)


def _of_prefecture(table: pd.DataFrame, pref: str | None) -> pd.DataFrame:
    if pref is None:
        return table
    known = queries.prefectures()["prefecture_code"].to_list()
    if pref not in known:
        raise Refused(
            400, "unknown_prefecture", f"pref は都道府県コード2桁（01〜47）です。{pref} はありません。", known
        )
    return table[table["lg_code"].str[:2] == pref].reset_index(drop=True)


def _attributions(source_ids: list[str]) -> str:
    return "、".join(dict.fromkeys(queries.sources(source_ids)["attribution"]))


# --- as files -----------------------------------------------------------------------------------------------------


def metric_csv(metric_id: str, pref: str | None, as_of: str | None) -> Answer:
    """CSV (UTF-8 with BOM) of `values`."""
    found = values(metric_id, pref, as_of)
    content = table_files.csv_bytes(found.rows, {"value": int(found.metric["digits"])})
    return Answer(content, mime.CSV, found.source_ids)


def metric_parquet(metric_id: str, pref: str | None, as_of: str | None) -> Answer:
    """Parquet of `values`."""
    found = values(metric_id, pref, as_of)
    texts = [
        "status",
        "mark",
        "note_ja",
        "edition",
        "basis",
        "basis_ja",
    ]  # also where all of them are missing
    numbers = ["value", "numerator", "denominator", "less_than"]
    days = ["as_of", "denominator_as_of"]
    types = dict.fromkeys(texts, "string") | dict.fromkeys(numbers, "float64")
    typed = found.rows.astype(types | dict.fromkeys(days, "datetime64[us]"))
    return Answer(table_files.parquet_bytes(typed), mime.PARQUET, found.source_ids)


def metric_json(metric_id: str, pref: str | None, as_of: str | None) -> Answer:
    """`values` with what the metric is, and its sources in full."""
    found = values(metric_id, pref, as_of)
    document = {
        "metric": _described(found.metric),
        "edition": found.edition,
        "pref": pref,
        "values": _records(found.rows.drop(columns=["metric_id", "label_ja", "edition", "source"])),
        "sources": _sources(found.source_ids),
    }
    return _json(document, found.source_ids)


def metrics() -> Answer:
    """Every metric: what it is, its editions, where its files are."""
    editions = queries.metric_editions()
    offered = queries.offered_metrics()
    of_metric = {str(name): own for name, own in editions.groupby("metric_id")}
    listed = [
        _described(metric)
        | {
            "municipalities_covered": int(metric["municipalities_covered"]),
            "latest_as_of": _plain(metric["latest_as_of"]),
            "editions": _records(of_metric[name].drop(columns="metric_id").rename(columns={"frame": "as_of"}))
            if name in of_metric
            else [],
            "files": {
                form: f"{base.path()}/api/v1/metrics/{name}.{form}" for form in ("csv", "json", "parquet")
            },
        }
        for name, metric in offered.set_index("metric_id", drop=False).iterrows()
    ]
    source_ids = queries.sources_of_metrics(*offered["metric_id"])
    return _json({"metrics": listed, "sources": _sources(source_ids)}, source_ids)


def municipalities_csv(pref: str | None) -> Answer:
    """CSV of `municipalities`."""
    content = table_files.csv_bytes(municipalities(pref), most=printed_numbers.FULL)
    return Answer(content, mime.CSV, queries.sources_of("municipalities"))


def municipalities_geojson(pref: str | None, metric_id: str | None, as_of: str | None) -> Answer:
    """The outlines with `municipalities`, and with the values of a metric where one is named."""
    table = municipalities(pref)
    source_ids = queries.sources_of("municipalities", "outline_files")
    if metric_id is None and as_of is not None:
        raise Refused(400, "as_of_without_metric", "as_of は metric と一緒に使います。")
    if metric_id is not None:
        found = values(metric_id, pref, as_of)
        own = found.rows.drop(columns=["prefecture_name", "municipality_name"])
        table = table[["lg_code", "prefecture_code", "prefecture_name", "municipality_name"]].merge(own)
        source_ids = list(dict.fromkeys([*found.source_ids, *source_ids]))
    table = table.assign(source=_attributions(source_ids))
    codes = set(table["lg_code"])
    outlines = national_map.collection()
    inside = [one for one in outlines["features"] if one["properties"]["lg_code"] in codes]
    wanted = outlines | {"features": inside}
    if pref is None:  # seconds of work, in which no reader waits
        content = workers.run(map_files.geojson, wanted, table, "lg_code")
    else:
        content = map_files.geojson(wanted, table, "lg_code")
    return Answer(content, mime.GEOJSON, source_ids)


def municipality(lg_code: str) -> Answer:
    """One municipality with its newest value of every metric, its ranks, and the sources. Raises Refused."""
    towns = municipalities().set_index("lg_code", drop=False)
    if lg_code not in towns.index:
        raise _no_municipality(lg_code, towns)
    found = queries.municipality_metrics(lg_code, list(TOPICS))
    held = set(queries.offered_metrics()["metric_id"])
    found = found[found["metric_id"].isin(held)]
    source_ids = queries.sources_of_metrics(*found["metric_id"])
    source_ids = list(dict.fromkeys([*queries.sources_of("municipalities"), *source_ids]))
    document = {
        "municipality": _records(towns.loc[[lg_code]].drop(columns="source"))[0],
        "metrics": [_value(row) for _, row in found.iterrows()],
        "sources": _sources(source_ids),
    }
    return _json(document, source_ids)


def _value(row: pd.Series) -> dict[str, Any]:
    """The newest value of one metric on the scale shown, with its ranks."""
    unit, digits = row["unit"], int(row["digits"])
    shown = {
        name: text.printed(row[name], unit, digits) for name in ("value", "median_of_nation", "less_than")
    }
    is_level = row["kind"] == "level"
    parts = {
        name: None if is_level else _plain(printed_numbers.plain(row[name], printed_numbers.MOST))
        for name in ("numerator", "denominator", "denominator_as_of")
    }
    ranks = ("rank_in_prefecture", "of_prefecture", "rank_in_nation", "of_nation")
    return {
        "metric_id": row["metric_id"],
        "label_ja": row["label_ja"],
        "value": _plain(shown["value"]),
        "unit": text.shown_unit(unit),
        "as_of": _plain(row["as_of"]),
        "denominator_as_of": parts.pop("denominator_as_of"),
        "basis": _plain(row["basis"]),
        "basis_ja": text.BASIS.get(row["basis"]),
        **parts,
        "status": _status(row["status"], row["value"], bool(row["is_estimate"])),
        "mark": _plain(row["mark"]),
        "less_than": _plain(shown["less_than"]),
        **{name: _plain(row[name]) for name in ranks},
        "median_of_nation": _plain(shown["median_of_nation"]),
        "source_ids": list(row["sources"]),
    }


def _no_municipality(lg_code: str, towns: pd.DataFrame) -> Refused:
    """Why there is no such municipality: a code of five digits, one of before a merger, or none at all."""
    if len(lg_code) == 5 and (whole := [code for code in towns.index if code.startswith(lg_code)]):
        return Refused(
            404,
            "unknown_municipality",
            f"団体コードは検査数字まで6桁です（{whole[0]} ではありませんか）。",
            whole,
        )
    names = queries.municipality_names()
    today = names.loc[names["former_code"] == lg_code, "lg_code"].drop_duplicates().to_list()
    if today:
        whose = "、".join(towns.loc[today, "municipality_name"])
        return Refused(
            404, "former_municipality", f"{lg_code} は合併前の団体です。いまは{whose}です。", today
        )
    return Refused(404, "unknown_municipality", f"団体コード {lg_code} の市区町村はありません。")


# --- in JSON ------------------------------------------------------------------------------------------------------


def _described(metric: pd.Series) -> dict[str, Any]:
    """What a metric is."""
    is_level = metric["kind"] == "level"
    return {
        "metric_id": metric["metric_id"],
        "label_ja": metric["label_ja"],
        "topic": metric["topic"],
        "topic_ja": TOPICS[metric["topic"]],
        "unit": text.shown_unit(metric["unit"]),
        "digits": int(metric["digits"]),
        "basis": metric["basis"],
        "basis_ja": text.BASIS[metric["basis"]],
        "higher_is": metric["higher_is"],
        "is_fiscal_year": bool(metric["is_fiscal_year"]),
        "numerator_ja": None if is_level else metric["numerator_ja"],
        "numerator_unit": None if is_level else metric["numerator_unit"],
        "denominator_ja": None if is_level else metric["denominator_ja"],
        "denominator_unit": None if is_level else metric["denominator_unit"],
        "why_it_matters_ja": metric["why_it_matters_ja"],
        "caveats_ja": list(metric["caveats_ja"]),
        "source_ids": list(metric["sources"]),
    }


def all_sources() -> list[dict[str, Any]]:
    """The sources of everything that can be asked for."""
    of_metrics = queries.sources_of_metrics(*queries.offered_metrics()["metric_id"])
    others = queries.sources_of("municipalities", "outline_files", "census_population")
    return _sources(list(dict.fromkeys([*of_metrics, *others])))


def _sources(source_ids: list[str]) -> list[dict[str, Any]]:
    columns = [
        "source_id",
        "title_ja",
        "publisher",
        "attribution",
        "licence",
        "licence_url",
        "page",
        "as_of",
        "retrieved",
        "is_official",
    ]
    return _records(queries.sources(source_ids)[columns])


def _records(table: pd.DataFrame) -> list[dict[str, Any]]:
    return [
        {str(name): _plain(cell) for name, cell in row.items()}
        for row in table.astype(object).to_dict(orient="records")
    ]


def _plain(cell: object) -> Any:
    """A cell as JSON has it: nothing as null, days in ISO, whole numbers without a point."""
    if cell is None or pd.isna(cell):
        return None
    if isinstance(cell, pd.Timestamp):
        return f"{cell:%Y-%m-%d}"
    if hasattr(cell, "item"):  # a number of numpy's
        cell = cell.item()
    return int(cell) if isinstance(cell, float) and cell.is_integer() else cell


def _json(document: Mapping[str, Any], source_ids: list[str]) -> Answer:
    built_at = queries.built_at() - pd.Timedelta(hours=9)
    whole = {"built_at": f"{built_at:%Y-%m-%dT%H:%M:%SZ}"} | dict(document)
    content = json.dumps(whole, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()
    return Answer(content, mime.JSON, source_ids)
