"""The figures of a static site beside those that the dashboard gives by address and on its pages."""

import json
from pathlib import Path

import pandas as pd
import site_pages

from analysis import few, prefecture_values, rounding
from dashboard import queries
from dashboard.shared import text
from deploy.api import tables
from pages import profile


def differences_of_municipality(site: Path, lg_code: str) -> list[str]:
    """Value, unit, ranks, median and sources of every metric against /api/v1/municipalities/<code>.json, and against the profile."""
    file = site / "profiles" / f"{lg_code}.html"
    rows, named = site_pages.figures(file), site_pages.sources(file)
    answer = json.loads(tables.municipality(lg_code).content)
    digits = queries.offered_metrics().set_index("metric_id")["digits"]
    found = []
    for metric in answer["metrics"]:
        label, value = metric["label_ja"], metric["value"]
        if metric["status"] == "counted":  # an estimate steps back where a count is known
            found += [f"{lg_code} {label}: an estimate beside a count"] if label in rows else []
            continue
        row = rows.get(label)
        if row is None:
            found.append(f"{lg_code} {label}: no row")
            continue
        is_interval = metric["metric_id"] == profile.ESTIMATE
        inside = next(name for name in row if name.endswith("内順位"))
        median = next(name for name in row if name == "全国の中央値")
        wanted = {
            inside: "" if is_interval else _rank(metric, "prefecture"),
            "全国順位": "" if is_interval else _rank(metric, "nation"),
        }
        number = None if value is None else f"{value:,.{digits[metric['metric_id']]}f}{metric['unit']}"
        told = row["値"] if not is_interval else (number or row["値"])
        limit = metric["less_than"]
        below = "" if limit is None else f"{limit:,.{digits[metric['metric_id']]}f}{metric['unit']}未満"
        begins = number or below or ("データなし", "算定なし")
        if not told.startswith(begins):
            found.append(f"{lg_code} {label}: {row['値']}, not {begins}")
        if (
            metric["median_of_nation"] is not None
            and not is_interval
            and metric["of_nation"] >= few.MEDIAN_OF
        ):
            wanted[median] = f"{metric['median_of_nation']:,.{digits[metric['metric_id']]}f}{metric['unit']}"
        found += [
            f"{lg_code} {label} {name}: {row[name]}, not {one}"
            for name, one in wanted.items()
            if row[name] != one
        ]
        if metric["basis_ja"] and not is_interval and metric["basis_ja"] not in row["種類・時点"]:
            found.append(f"{lg_code} {label}: {row['種類・時点']}, not {metric['basis_ja']}")
        if (
            metric["as_of"]
            and metric["as_of"][:4] not in row["種類・時点"]
            and "年度" not in row["種類・時点"]
        ):
            found.append(f"{lg_code} {label}: {row['種類・時点']}, not {metric['as_of']}")
        refs = {named[int(one) - 1] for one in row["出典"].split()} if " " in row["出典"] else None
        if refs is not None and refs != set(metric["source_ids"]) & set(named):
            found.append(f"{lg_code} {label}: {refs}, not {metric['source_ids']}")
    extra = set(rows) - {metric["label_ja"] for metric in answer["metrics"]}
    found += [f"{lg_code}: {label} is no metric" for label in extra]
    page = site_pages.text(site_pages.page(file))
    own = profile.of_municipality(lg_code)
    found += [
        f"{lg_code}: {one} is missing"
        for one in (*own.sentences, *own.about)
        if " ".join(one.split()) not in page
    ]
    found += [
        f"{lg_code} {row.label}: {rows[row.label]['値']}, not {row.value_ja}"
        for row in own.rows
        if rows.get(row.label, {}).get("値") != row.value_ja
    ]
    return found


def _rank(metric: dict, among: str) -> str:
    rank, count = metric[f"rank_in_{among}"], metric[f"of_{among}"]
    return "" if rank is None else f"{rank:,} / {count:,}"


def differences_of_prefecture(site: Path, prefecture_code: str) -> list[str]:
    """Values of every metric against the rules of the view of prefectures, and against the profile."""
    file = site / "profiles" / f"{prefecture_code}.html"
    rows = site_pages.figures(file)
    own = profile.of_prefecture(prefecture_code)
    of_profile = {row.label: row.value_ja for row in own.rows}
    found = [
        f"{prefecture_code} {label}: {rows[label]['値']}"
        for label, one in of_profile.items()
        if rows[label]["値"] != one
    ]
    for _, metric in queries.offered_metrics().iterrows():
        label = metric["label_ja"]
        if label in of_profile:
            continue
        together = prefecture_values.together(metric, queries.metric_values(metric["metric_id"]))
        row = together.set_index("prefecture_code").loc[prefecture_code]
        if pd.notna(row["highest"]):
            continue
        wanted = "データなし"
        if pd.notna(row["value"]):
            digits = int(metric["digits"])
            scale = 100 if metric["unit"] == "share" else 1
            wanted = f"{rounding.printed(float(row['value']), metric['unit'], digits) * scale:,.{digits}f}{text.shown_unit(metric['unit'])}"
        if rows[label]["値"] != wanted:
            found.append(f"{prefecture_code} {label}: {rows[label]['値']}, not {wanted}")
    towns = queries.municipalities().query("prefecture_code == @prefecture_code")
    listed = [a.get("href") for a in site_pages.select(site_pages.page(file), "table.towns a")]
    if listed != [f"{code}.html" for code in towns["lg_code"]]:
        found.append(f"{prefecture_code}: {listed}")
    return found
