"""Strong and weak points: the declared rules, what remedies weak ones have, and which of the rules hold for whom."""

from pathlib import Path

import duckdb
import pandas as pd

from analysis import typing_rules
from analysis.typing_rules import HIGHEST, LOWEST, Instead, Rule
from etl import declaration
from etl.declaration import Many, Record, maybe

DECLARED = Path(__file__).with_name("strengths.yaml")
PAGES = ("cases", "schemes", "people", "partners", "orders")
FIELDS: declaration.Fields = {
    "types": Many(
        {
            "type_id": declaration.text,
            "side": declaration.one_of(("weak", "strong")),
            "name_ja": declaration.text,
            "metric": declaration.text,
            "end": declaration.one_of((HIGHEST, LOWEST)),
            "at": maybe(declaration.number),
            "instead": maybe(
                {"metric": declaration.text, "holds": declaration.number, "fails": declaration.number}
            ),
            "reason_ja": declaration.text,
            "remedies": maybe(Many(declaration.text), []),
        }
    ),
    "remedies": Many(
        {
            "remedy_id": declaration.text,
            "name_ja": declaration.text,
            "what_ja": declaration.text,
            "links": Many(
                {
                    "page": declaration.one_of(PAGES),
                    "label_ja": declaration.text,
                    "query": lambda cell: cell if cell is None else declaration.text(cell),
                }
            ),
        }
    ),
}


def declared(path: Path = DECLARED) -> Record:
    """The rules and remedies. Raises BadInput where one names a remedy there is not, a name stands twice, or a strong point has a
    remedy and a weak one has none."""
    read = declaration.read(path, FIELDS)
    declaration.must_differ(read["types"], "type_id")
    declaration.must_differ(read["types"], "name_ja")
    declaration.must_differ(read["remedies"], "remedy_id")
    known = {remedy["remedy_id"] for remedy in read["remedies"]}
    for one in read["types"]:
        if unknown := set(one["remedies"]) - known:
            raise one.refusal("remedies", f"手立て「{'・'.join(sorted(unknown))}」は宣言されていません。")
        if bool(one["remedies"]) != (one["side"] == "weak"):
            raise one.refusal("remedies", "手立ては、弱みに1つ以上、強みには書かないでください。")
    return read


def rules(read: Record) -> list[Rule]:
    """The rules as analysis.typing_rules takes them."""
    return [
        Rule(
            one["type_id"],
            one["metric"],
            one["end"],
            one["at"],
            None
            if one["instead"] is None
            else Instead(one["instead"]["metric"], one["instead"]["holds"], one["instead"]["fails"]),
        )
        for one in read["types"]
    ]


def tables(db: duckdb.DuckDBPyConnection) -> dict[str, pd.DataFrame]:
    """Tables `type_rules` (one row per rule), `remedies` (one row per remedy and link) and `municipality_types` (one row per
    municipality and rule). Raises BadInput for a rule of a metric there is not."""
    read = declared()
    metrics = db.execute("select metric_id, unit, digits from metrics").df()
    for one in read["types"]:
        named = [one["metric"], *([] if one["instead"] is None else [one["instead"]["metric"]])]
        for metric_id in named:
            if metric_id not in set(metrics["metric_id"]):
                raise one.refusal("metric", f"指標「{metric_id}」はありません。")
    values = db.execute(
        "select metric_id, lg_code, value, less_than, mark, basis, as_of from newest_values"
    ).df()
    codes = [
        code for (code,) in db.execute("select lg_code from municipalities order by outline_index").fetchall()
    ]
    types = typing_rules.typed(rules(read), metrics, values, codes)
    edges = (
        types[types["metric_id"].isin([one["metric"] for one in read["types"]])]
        .groupby("type_id")["bound"]
        .first()
    )
    described = pd.DataFrame(
        [
            {
                "type_id": one["type_id"],
                "display_order": at,
                "side": one["side"],
                "name_ja": one["name_ja"],
                "metric_id": one["metric"],
                "worse_end": one["end"],
                "bound": edges.get(one["type_id"], one["at"]),
                "is_fixed": one["at"] is not None,
                "reason_ja": one["reason_ja"],
                "remedies": list(one["remedies"]),
            }
            for at, one in enumerate(read["types"])
        ]
    )
    links = pd.DataFrame(
        [
            {
                "remedy_id": one["remedy_id"],
                "name_ja": one["name_ja"],
                "what_ja": one["what_ja"],
                "page_id": link["page"],
                "link_ja": link["label_ja"],
                "link_query": link["query"],
            }
            for one in read["remedies"]
            for link in one["links"]
        ]
    )
    return {"type_rules": described, "remedies": links, "municipality_types": types}
