"""Where places stand: both burdens together, one municipality beside the medians, the members of a group side by side."""

import pandas as pd

from analysis import briefing, dates, few, rounding, two_burdens
from dashboard import queries
from dashboard.exports.slide_model import Slide
from dashboard.maps import metric_map
from dashboard.shared import text
from pages.briefing.scope import Scope
from pages.briefing.slides.common import BURDEN, NEED, ROWS, date_span, source_line, spoken
from pages.profile import of_municipality

ROADS = "road_km_per_100_general_staff"
COMPARED = (
    "general_admin_staff_per_1000_residents", BURDEN, ROADS, NEED, "water_pipe_overage_share",
    "public_works_expenditure_per_resident", "fiscal_strength_index", "population_65_share", "population_2050_index",
)  # fmt: skip


def both_heavy(scope: Scope) -> Slide | None:
    """The places of the nation, or of the prefectures, where both burdens are heavy; the same as /gap shows."""
    burden, need = queries.metric(BURDEN), queries.metric(NEED)
    shown = _compared_burdens(scope, burden, need)
    own = shown[shown["lg_code"].isin(scope.codes)]
    if own.empty:
        return None
    listed = shown[shown["is_heavy"]].sort_values(["rank", "lg_code"])
    notes = [
        f"「どちらも重い」は、両方の値がある{scope.region}の{len(shown):,}市区町村の中央値を、2つとも超えること。"
        "順位は、それぞれ何割を上回るかを求め、低い方で決めました（1＝最も重い）。"
    ]
    if len(listed) > ROWS:
        notes.append(f"{len(listed):,}団体のうち、重い方から{ROWS}団体です。")
    return Slide(
        _heavy_heading(scope, shown, own),
        _heavy_table(scope, listed.head(ROWS), burden, need),
        notes,
        source_line({*burden["sources"], *need["sources"]}, metric_map.dates(shown, burden), "derived"),
        spoken("両方が重い場所ほど、一つの自治体での管理が難しくなります。", burden["caveats_ja"]),
    )


def _compared_burdens(scope: Scope, burden: pd.Series, need: pd.Series) -> pd.DataFrame:
    """The municipalities of the region with both values: value and need on the scale shown, bridges, and the columns of
    two_burdens.compared."""
    needs = queries.metric_values(NEED)
    places = queries.metric_values(BURDEN).assign(
        need=text.shown(needs["value"], need["unit"]), bridges=needs["denominator"]
    )
    shown = places[places["prefecture_code"].isin(scope.prefectures["prefecture_code"])]
    digits = (int(burden["digits"]), int(need["digits"]))
    judged = two_burdens.compared(shown["value"], shown["need"], digits)
    return shown.join(judged).dropna(subset=["rank"])


def _heavy_heading(scope: Scope, shown: pd.DataFrame, own: pd.DataFrame) -> str:
    if scope.kind in ("nation", "pref"):
        counts = int(shown["is_heavy"].sum()), int(shown["is_heaviest"].sum())
        return briefing.both_heavy(scope.region, len(shown), *counts, scope.kinds)
    by_name = own.set_index("municipality_name")
    return briefing.both_heavy_of(scope.where, scope.region, by_name["is_heavy"], by_name["is_heaviest"])


def _heavy_table(scope: Scope, top: pd.DataFrame, burden: pd.Series, need: pd.Series) -> pd.DataFrame:
    table = pd.DataFrame(
        {
            "順位": top["rank"].astype(int),
            **({"都道府県": top["prefecture_name"]} if scope.kind == "nation" else {}),
            "市区町村": top["municipality_name"],
            text.labelled(burden): _as_printed(top["value"], burden),
            "判定区分Ⅲ・Ⅳの橋の割合（%）": _as_printed(top["need"], need),
            "管理する橋（橋）": top["bridges"].astype(int),
            "特に重い": top["is_heaviest"].map({True: "○", False: ""}),
        }
    )
    return table.reset_index(drop=True)


def _as_printed(shown: pd.Series, metric: pd.Series) -> pd.Series:
    """Values on the scale shown with the decimals of the metric, by which they are ranked; their unit stands in the heading."""
    digits = int(metric["digits"])
    return rounding.printed(shown, "", digits).map(f"{{:,.{digits}f}}".format)


def comparison(scope: Scope) -> Slide | None:
    """One municipality beside the medians of its prefecture and the nation."""
    rows = {metric_id: row for metric_id in COMPARED if (row := _compared(scope, metric_id)) is not None}
    if not rows:
        return None
    return Slide(
        _comparison_heading(scope),
        pd.DataFrame(list(rows.values())),
        [
            "順位は値の大きい順で、良し悪しの順ではありません。中央値と順位は、値のある団体の中でのものです。",
            _denominator_dates(list(rows), scope.codes[0]),
        ],
        source_line(queries.sources_of_metrics(*rows), "時点は表のとおり", "published", "derived"),
        spoken(
            f"{scope.where}を、{scope.region}と全国の中央値に並べました。",
            of_municipality(scope.codes[0]).sentences,
        ),
    )


def _denominator_dates(metric_ids: list[str], lg_code: str) -> str:
    """「分母の時点：一般行政部門職員数は2024年4月1日、…」: of those whose parts have two dates, each denominator once."""
    days: dict[str, list[str]] = {}
    for metric_id in metric_ids:
        metric, values = queries.metric(metric_id), queries.metric_values(metric_id)
        own = values[values["lg_code"] == lg_code].iloc[0]
        if pd.notna(own["denominator_as_of"]) and own["denominator_as_of"] != own["as_of"]:
            day = dates.written(own["denominator_as_of"], metric["denominator_is_fiscal_year"])
            days.setdefault(metric["denominator_ja"], []).append(day)
    return (
        "分母の時点："
        + "、".join(f"{name}は{'・'.join(dict.fromkeys(own))}" for name, own in days.items())
        + "。"
    )


def _compared(scope: Scope, metric_id: str) -> dict[str, str] | None:
    """One metric of the municipality beside the medians; None where it has no value."""
    metric, values = queries.metric(metric_id), queries.metric_values(metric_id)
    known = values.dropna(subset=["value"])
    own = known[known["lg_code"] == scope.codes[0]]
    if own.empty:
        return None
    near = known[known["prefecture_code"] == scope.codes[0][:2]]
    value = own["value"].iloc[0]
    printed = rounding.printed(known["value"], metric["unit"], metric["digits"])

    def written(number: float) -> str:
        return text.number(number, metric["unit"], int(metric["digits"]))

    return {
        "指標": metric["label_ja"],
        scope.where: written(value),
        f"{scope.region}の中央値": text.median(near, metric["unit"], int(metric["digits"])),
        "全国の中央値": text.median(known, metric["unit"], int(metric["digits"])),
        "全国順位（大きい順）": f"{int((printed > printed[own.index[0]]).sum()) + 1:,} / {len(known):,}",
        "時点": dates.written(own["as_of"].iloc[0], metric["is_fiscal_year"]),
    }


def _comparison_heading(scope: Scope) -> str:
    """Of bridges per staff, of roads where the municipality manages no bridges."""
    for metric_id in (BURDEN, ROADS):
        values = queries.metric_values(metric_id)
        own = values.set_index("lg_code")["value"].get(scope.codes[0])
        if pd.notna(own):
            break
    metric = queries.metric(metric_id)
    near = few.median(values.loc[values["prefecture_code"] == scope.codes[0][:2], "value"])
    return briefing.against(
        f"{scope.where}の{metric['label_ja']}",
        own,
        near,
        f"{scope.region}の中央値",
        metric["unit"],
        int(metric["digits"]),
    )


def members(scope: Scope) -> Slide:
    """Each member of a group with its own numbers."""
    own = scope.own
    table = pd.DataFrame(
        {
            "市区町村": own["municipality_name"],
            "人口（人）": own["population"].astype("Int64"),
            text.labelled(queries.metric("general_admin_staff")): own["general_admin_staff"].astype("Int64"),
            text.labelled(queries.metric("civil_engineers")): own["civil_engineers"].astype("Int64"),
            "管理する橋（橋）": own["bridges_managed"].astype("Int64"),
            "うち判定区分Ⅲ・Ⅳ（橋）": own["bridges_action_needed"].astype("Int64"),
            text.labelled(queries.metric("road_km")): own["road_km"].round(0).astype("Int64"),
        }
    ).reset_index(drop=True)
    return Slide(
        briefing.largest_member(own.set_index("municipality_name")["general_admin_staff"]),
        table,
        ["空欄はデータなし（0ではありません）。土木技師は、実数が収録されている団体だけです。"],
        source_line(
            _member_sources(),
            "、".join(
                f"{name}は{date_span(own[column])}"
                for name, column in (
                    ("人口", "population_as_of"),
                    ("職員", "general_admin_staff_as_of"),
                    ("橋", "bridges_as_of"),
                    ("道路", "road_km_as_of"),
                )
                if own[column].notna().any()
            ),
            "published",
        ),
        spoken("群をつくる団体を並べました。", ["群の組み合わせは、話し合いの材料です。"]),
    )


def _member_sources() -> list[str]:
    metrics = ("population", "general_admin_staff", "civil_engineers", "bridges_managed")
    return [*queries.sources_of_metrics(*metrics), *queries.sources_of("roads")]
