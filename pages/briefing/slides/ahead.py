"""What 2030, 2035 and 2045 bring: people, old bridges, staff and the load per head in one table."""

import pandas as pd

from analysis.outlook import SCENARIOS, at
from analysis.outlook import YEARS as ALL_YEARS
from dashboard.exports.slide_model import Slide
from dashboard.shared import outlook, text
from pages.briefing.scope import Scope
from pages.briefing.slides.common import source_line, spoken

YEARS = (2030, 2035, 2045)
SPOKEN_YEAR = 2035


def ahead(scope: Scope) -> Slide | None:
    """Today beside the three years; None where nothing of it is known."""
    found = outlook.compiled(tuple(scope.codes))
    rows = _rows(found)
    if not rows:
        return None
    published = found.rows.loc[found.rows["item"] == "population", "as_of"]
    aged = found.rows.loc[found.rows["item"] == "aged:bridge", "as_of"].head(1)
    dates = ["職員 2024年4月1日現在", *(f"50年以上の橋 {text.japanese_date(day)}現在" for day in aged)]
    if len(published):
        dates.append(f"将来推計人口 {text.japanese_date(published.iloc[0])}公表")
    return Slide(
        outlook.sentence(scope.where, found, SPOKEN_YEAR).split("。")[0] + "。",
        pd.DataFrame(rows),
        [outlook.NOT_A_FORECAST, "「いま」は、（ ）の年の値です。「公表なし」は0ではありません。"],
        source_line(found.source_ids, "・".join(dates), "published", "derived", "estimated"),
        spoken("人口・職員・施設の古さ・1人当たりの負担が、これからどうなるかです。", found.remarks[:3]),
    )


def _rows(found: outlook.Compiled) -> list[dict[str, str]]:
    rows = found.rows
    lines = []
    if (rows["item"] == "population").any():
        lines.append(_line(found, "人口（人）", "population", "", 0, "データなし"))
    aged = f"50年以上の{found.kinds['bridge']}（%）"
    lines.append(_line(found, aged, "aged:bridge", "", 0, "公表なし", 100))
    item = "bridges" if (rows["item"] == "bridges").any() else "road_km"
    _, label, unit, digits = outlook.STOCKS[item]
    for name, one, decimals in (("職員（人）", "staff", 0), (f"{label}（{unit}）", item, digits)):
        for scenario in SCENARIOS:
            if at(rows, one, SPOKEN_YEAR).get(scenario, float("nan")) > 0:
                title = f"{name}　{outlook.SCENARIOS_JA[scenario]}"
                lines.append(_line(found, title, one, scenario, decimals, "データなし"))
    return lines


def _line(
    found: outlook.Compiled, title: str, item: str, scenario: str, digits: int, none: str, scale: float = 1
) -> dict[str, str]:
    """One row: the value today with its year, for they differ, and those to come."""

    def written(value: float) -> str:
        return none if pd.isna(value) else f"{value * scale:,.{digits}f}"

    first = found.rows[(found.rows["item"] == item) & ~found.rows["year"].isin(ALL_YEARS)].head(1)
    now = "".join(f"{written(one.value)}（{one.year}年）" for one in first.itertuples()) or none
    ahead = {f"{year}年": written(at(found.rows, item, year).get(scenario, float("nan"))) for year in YEARS}
    return {"項目": title, "いま": now, **ahead}
