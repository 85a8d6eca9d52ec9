"""The addresses described for programs: OpenAPI 3.1, with the sources and their terms."""

import json
from typing import Any

from dashboard import queries
from dashboard.exports import mime
from dashboard.shared import open_data, product
from deploy.api import base, problems, tables

VERSION = "1.0.0"  # of the addresses and columns; a change that breaks a program has a /api/v2
REFUSALS = {
    "400": "書き方が違う（知らない条件、都道府県コード、日付）",
    "404": "指標・版・市区町村・アドレスがない",
    "405": "GET と HEAD だけ",
    "429": f"要求が多すぎる（1つの接続元から続けて{open_data.AT_ONCE}回、その後は1秒に{open_data.A_SECOND}回まで）。Retry-After 秒だけ待つ",
    "503": "データベースの用意ができていない、または混み合っている",
}
WHOLE, NUMBER, TEXT, DAY = (
    {"type": ["integer", "null"]},
    {"type": ["number", "null"]},
    {"type": ["string", "null"]},
    {"type": ["string", "null"], "format": "date"},
)
NUMBERS = {"value", "numerator", "denominator", "less_than", "median_of_nation"}
DAYS = {"as_of", "denominator_as_of", "retrieved", "latest_as_of"}
RANKS = ("rank_in_prefecture", "of_prefecture", "rank_in_nation", "of_nation")


def answer() -> tables.Answer:
    """The document; whose numbers there are stands in it."""
    content = json.dumps(document(), ensure_ascii=False, separators=(",", ":")).encode()
    return tables.Answer(content, mime.JSON, [])


def document() -> dict[str, Any]:
    """The addresses, their conditions, what comes back, and whose numbers it is."""
    sources = tables.all_sources()
    said = "\n".join(f"- {one['attribution']}（{one['licence']}）" for one in sources)
    metrics = queries.offered_metrics()["metric_id"].to_list()
    return {
        "openapi": "3.1.0",
        "info": {
            "title": f"{product.NAME} の数値",
            "version": VERSION,
            "summary": "市区町村の技術職員・施設・財政の数値と区域界。読むだけ、登録は要りません。",
            "description": "画面と同じ数値です。どの行にも、値の種類（公表値・算出値・推計）、2つの時点、出典が付きます。"
            "データの権利は各公表者にあり、利用条件は資料ごとに異なります。使うときは出典を書いてください。"
            "応答の Link（rel=via）にも出典があります（RFC 8288）。\n\n出典\n" + said,
        },
        "servers": [{"url": base.path() or "/"}],
        "paths": _paths(metrics),
        "components": {"schemas": _schemas(), "responses": _refusals()},
        "x-sources": sources,
    }


# --- addresses ----------------------------------------------------------------------------------------------------


def _paths(metric_ids: list[str]) -> dict[str, Any]:
    pref = _query(
        "pref",
        "都道府県コード2桁（01 北海道 〜 47 沖縄県）。省くと全国",
        {"pattern": "^(0[1-9]|[1-3][0-9]|4[0-7])$"},
    )
    as_of = _query("as_of", "版。指標の一覧の editions にある日付。省くと最新", {"format": "date"})
    metric_id = {
        "name": "metric_id",
        "in": "path",
        "required": True,
        "description": "指標。一覧は /api/v1/metrics",
        "schema": {"type": "string", "enum": metric_ids},
    }
    metric = _query("metric", "区域界に付ける指標。省くと市区町村の基本の列だけ", {"enum": metric_ids})
    code = {
        "name": "lg_code",
        "in": "path",
        "required": True,
        "description": "全国地方公共団体コード6桁（末尾は検査数字）",
        "schema": {"type": "string", "pattern": "^[0-9]{6}$"},
    }
    csv = {"text/csv": {"schema": {"type": "string"}}}
    parquet = {mime.PARQUET: {"schema": {"type": "string", "contentEncoding": "binary"}}}
    of_metric = [metric_id, pref, as_of]
    return {
        "/api/v1/metrics": _get("listMetrics", "指標の一覧", [], _json("Metrics")),
        "/api/v1/metrics/{metric_id}.csv": _get(
            "metricCsv", "指標の値（CSV、UTF-8 BOM 付き。Excel でそのまま開ける）", of_metric, csv
        ),
        "/api/v1/metrics/{metric_id}.json": _get(
            "metricJson", "指標の値（JSON）", of_metric, _json("MetricValues")
        ),
        "/api/v1/metrics/{metric_id}.parquet": _get(
            "metricParquet", "指標の値（Parquet）", of_metric, parquet
        ),
        "/api/v1/municipalities.csv": _get("municipalitiesCsv", "市区町村の一覧（CSV）", [pref], csv),
        "/api/v1/municipalities.geojson": _get(
            "municipalitiesGeojson",
            "市区町村の区域界（GeoJSON）。指標の値を付けられる",
            [pref, metric, as_of],
            {mime.GEOJSON: {"schema": {"type": "object"}}},
        ),
        "/api/v1/municipalities/{lg_code}.json": _get(
            "municipality", "1つの市区町村：すべての指標の最新の値と順位", [code], _json("Municipality")
        ),
        "/api/v1/openapi.json": _get("openapi", "この文書", [], {mime.JSON: {"schema": {"type": "object"}}}),
    }


def _query(name: str, description: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"name": name, "in": "query", "description": description, "schema": {"type": "string"} | schema}


def _json(schema: str) -> dict[str, Any]:
    return {mime.JSON: {"schema": {"$ref": f"#/components/schemas/{schema}"}}}


def _get(
    operation: str, summary: str, parameters: list[dict[str, Any]], content: dict[str, Any]
) -> dict[str, Any]:
    headers = {
        "ETag": _header("内容の印。If-None-Match で送ると、変わっていなければ 304"),
        "Link": _header("出典の頁（rel=via、title* が出典の書き方）と、この文書（rel=service-desc）"),
        "Last-Modified": _header("データベースを作った日時"),
    }
    answers = {
        "200": {"description": summary, "headers": headers, "content": content},
        "304": {"description": "前と同じ"},
    }
    refused = {status: {"$ref": f"#/components/responses/{status}"} for status in REFUSALS}
    return {
        "get": {
            "operationId": operation,
            "summary": summary,
            "parameters": parameters,
            "responses": answers | refused,
        }
    }


def _header(description: str) -> dict[str, Any]:
    return {"description": description, "schema": {"type": "string"}}


def _refusals() -> dict[str, Any]:
    media_type = problems.MEDIA_TYPE.partition(";")[0]
    content = {media_type: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return {status: {"description": why, "content": content} for status, why in REFUSALS.items()}


# --- what comes back ----------------------------------------------------------------------------------------------


def _schemas() -> dict[str, Any]:
    known = open_data.meanings()
    own = [name for name in open_data.OF_METRIC if name not in ("metric_id", "label_ja", "edition", "source")]
    of_town = ["metric_id", "label_ja", *own[3:], *RANKS, "median_of_nation"]
    of_town.remove("note_ja")
    texts = ["metric_id", "label_ja", "topic", "topic_ja", "unit", "basis", "basis_ja", "higher_is"]
    parts = ["numerator_ja", "numerator_unit", "denominator_ja", "denominator_unit", "why_it_matters_ja"]
    described = dict.fromkeys((*texts, *parts), TEXT) | {
        "digits": {"type": "integer"},
        "is_fiscal_year": {"type": "boolean"},
        "caveats_ja": _list({"type": "string"}),
        "source_ids": _list({"type": "string"}),
    }
    edition = {"as_of": DAY, "frame_ja": TEXT, "municipalities": {"type": "integer"}}
    listed = described | {
        "municipalities_covered": {"type": "integer"},
        "latest_as_of": DAY,
        "editions": _list(_object(edition)),
        "files": _object({form: {"type": "string"} for form in ("csv", "json", "parquet")}),
    }
    built, sources = {"type": "string", "format": "date-time"}, _list(_ref("Source"))
    towns = [name for name in open_data.OF_TOWN if name != "source"] + ["basis", "basis_ja"]
    source_texts = ["source_id", "title_ja", "publisher", "attribution", "licence", "licence_url", "page"]
    source = dict.fromkeys(source_texts, TEXT) | {
        "as_of": DAY,
        "retrieved": DAY,
        "is_official": {"type": "boolean"},
    }
    problem = {"type": {"type": "string"}, "title": {"type": "string"}, "status": {"type": "integer"}}
    problem |= {"code": {"type": "string"}, "detail": {"type": "string"}}
    values = {name: _kind(name) | {"description": known[name]} for name in own}
    of_metric = {name: _kind(name) for name in of_town} | {"source_ids": _list({"type": "string"})}
    return {
        "Metrics": _object({"built_at": built, "metrics": _list(_object(listed)), "sources": sources}),
        "MetricValues": _object(
            {
                "built_at": built,
                "metric": _object(described),
                "edition": DAY,
                "pref": TEXT,
                "values": _list(_object(values)),
                "sources": sources,
            }
        ),
        "Municipality": _object(
            {
                "built_at": built,
                "municipality": _object({name: {"description": known[name]} for name in towns}),
                "metrics": _list(_object(of_metric)),
                "sources": sources,
            }
        ),
        "Source": _object(source),
        "Problem": _object(problem) | {"properties": problem | {"allowed": _list({"type": "string"})}},
    }


def _kind(name: str) -> dict[str, Any]:
    if name in NUMBERS:
        return NUMBER
    return DAY if name in DAYS else WHOLE if name in RANKS else TEXT


def _object(properties: dict[str, Any]) -> dict[str, Any]:
    """Every property stands there, and nothing else."""
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _list(items: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": items}


def _ref(name: str) -> dict[str, Any]:
    return {"$ref": f"#/components/schemas/{name}"}
