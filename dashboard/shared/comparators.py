"""Rows to compare with, below the municipalities of a metric's table: their prefectures, the nation, the chosen one's peers."""

from functools import partial

import pandas as pd

from analysis import few, limits, peers, prefecture_values
from dashboard import queries
from dashboard.shared import text, value_tables
from dashboard.shared.metric_prefectures import how_made, remark

KIND, PLACES = "区分", "市区町村"
NATION = "全国"


def show_table(
    scope: pd.DataFrame, metric: pd.Series, values: pd.DataFrame, name: str, muni: pd.Series | None
) -> None:
    """The table of a metric's municipalities (scope), to which a reader may add the rows. values: of all, as queries.metric_values."""
    lg_code = None if muni is None else muni["lg_code"]
    rows = partial(below, metric=metric, values=values, lg_code=lg_code)
    value_tables.metric_table(
        scope, metric, name, value_tables.Further(rows, queries.sources_of("municipalities.similar_type"))
    )


def below(table: pd.DataFrame, metric: pd.Series, values: pd.DataFrame, lg_code: str | None) -> pd.DataFrame:
    """The table with what each row is (KIND), and the rows to compare with below.

    table: as value_tables.rows_of_metric. values: of all municipalities, as queries.metric_values. lg_code: whose peers.
    """
    prefectures = prefecture_values.together(metric, values)
    shown = prefectures[prefectures["prefecture_name"].isin(set(table["都道府県"]))]
    rows = [_row(metric, "都道府県", one["prefecture_name"], one) for one in shown.to_dict("records")]
    rows.append(_row(metric, NATION, NATION, prefecture_values.nation(metric, values).to_dict()))
    if lg_code is not None:
        rows += _peers(metric, values, lg_code)
    beside = pd.DataFrame(rows).reindex(columns=table.columns.union([KIND], sort=False))
    first = table.assign(**{KIND: PLACES})
    together = pd.concat([first.astype(object), beside.astype(object)], ignore_index=True)
    typed = {name: dtype for name, dtype in first.dtypes.items() if dtype.kind in "fM"}
    return together.astype(typed)[[KIND, *table.columns]]


def _row(metric: pd.Series, kind: str, name: str, one: dict) -> dict:
    """An area as a row of the table; a sum without all its municipalities is none of the area. one: as of prefecture_values."""
    is_whole = pd.notna(one["placed"]) and pd.isna(one["highest"])
    digits = int(metric["digits"])
    made = how_made(metric, one["how"]).removeprefix("管内の" if kind == NATION else "")
    remarks = remark(metric, one)
    row = {
        KIND: kind,
        "都道府県": name,
        text.labelled(metric): text.printed(
            one["value"] if is_whole else float("nan"), metric["unit"], digits
        ),
        "時点": one["as_of"],
        "値の種類": text.BASIS["estimated" if metric["basis"] == "estimated" else "derived"],
        "備考": f"{made}（{one['covered']:,} / {one['members']:,}団体）"
        + (f"。{remarks}" if remarks else ""),
    }
    if metric["kind"] != "level":
        row["分母の時点"] = one["denominator_as_of"]
    if metric["kind"] != "level" and is_whole:
        row[text.with_unit(metric["numerator_ja"], metric["numerator_unit"])] = one["numerator"]
        row[text.with_unit(metric["denominator_ja"], metric["denominator_unit"])] = one["denominator"]
    return row


def _peers(metric: pd.Series, values: pd.DataFrame, lg_code: str) -> list[dict]:
    """The median of the municipalities of the same official type; nothing where there is no type or there are few of them."""
    places = queries.municipalities()
    own = places.set_index("lg_code").loc[lg_code]
    if pd.isna(own["similar_type"]):
        return []
    of_type = values[values["lg_code"].isin(peers.similar_type(places, lg_code)["lg_code"])]
    known = int(limits.compared(of_type).count())
    if known < few.MEDIAN_OF:
        return []
    lowest, highest = limits.median(of_type)
    unit, digits = metric["unit"], int(metric["digits"])
    is_exact = lowest == highest
    remarks = f"{own['municipality_name']}を除く同じ類型の団体の中央値（{known:,} / {len(of_type):,}団体）"
    return [
        {
            KIND: f"類似団体（{own['similar_type']}）",
            "都道府県": "類似団体",
            text.labelled(metric): text.printed(lowest if is_exact else float("nan"), unit, digits),
            "時点": of_type["as_of"].max(),
            "分母の時点": of_type["denominator_as_of"].max(),
            "値の種類": text.BASIS["estimated" if metric["basis"] == "estimated" else "derived"],
            "備考": remarks if is_exact else f"{remarks}。{text.between(lowest, highest, unit, digits)}",
        }
    ]
