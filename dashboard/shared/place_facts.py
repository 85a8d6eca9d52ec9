"""What is published about the places of a plan: chosen as a group in the URL, added up, named with date and source."""

import pandas as pd

from analysis import dates as date_words
from analysis.group_names import group_name
from dashboard import queries
from dashboard.runtime import place
from dashboard.runtime.cache import cached
from dashboard.shared import finder, notes, text, value_tables

MOST = 12
KINDS = ("published", "derived")


def pick_members() -> list[str]:
    """Let the reader choose the municipalities of a plan (members=…), else the one chosen elsewhere (muni=…)."""
    muni = place.chosen("muni", finder.names())
    members = finder.pick_municipalities(
        "対象の市区町村", "members", finder.names(), most=MOST, empty="12団体まで。選ばなくても使えます"
    )
    return members or ([] if muni is None else [muni])


def names(lg_codes: list[str]) -> str:
    """周防大島町・柳井市."""
    towns = queries.municipalities().set_index("lg_code")["municipality_name"]
    return "・".join(towns[lg_codes])


def called(lg_codes: list[str]) -> str:
    """「柳井市ほか1団体」: the places as a group."""
    towns = queries.municipalities().set_index("lg_code", drop=False).rename_axis(None)
    return group_name(towns.loc[lg_codes])


def pooled(facts: pd.DataFrame) -> pd.DataFrame:
    """One row per item, added up over its municipalities: item, label_ja, unit, value, places, first, last (dates), basis, source_ids.

    facts: as `queries.place_facts`. What is added up over several places is derived.
    """
    rows = []
    for item, own in facts.groupby("item", sort=False):
        is_published = len(own) == 1 and own["basis"].iloc[0] == "published"
        rows.append(
            {
                "item": item,
                "label_ja": own["label_ja"].iloc[0],
                "unit": own["unit"].iloc[0],
                "value": own["value"].sum(),
                "places": len(own),
                "first": own["as_of"].min(),
                "last": own["as_of"].max(),
                "is_fiscal_year": bool(own["is_fiscal_year"].iloc[0]),
                "basis": "published" if is_published else "derived",
                "source_ids": sorted({one for ids in own["source_ids"] for one in ids}),
            }
        )
    columns = [
        "item",
        "label_ja",
        "unit",
        "value",
        "places",
        "first",
        "last",
        "is_fiscal_year",
        "basis",
        "source_ids",
    ]
    return pd.DataFrame(rows, columns=columns)


@cached
def together(*lg_codes: str) -> pd.DataFrame:
    """What is published about the places, `pooled`."""
    return pooled(queries.place_facts(list(lg_codes)))


@cached
def together_table(*lg_codes: str) -> pd.DataFrame:
    """`together` as shown."""
    return pooled_table(together(*lg_codes), len(lg_codes))


def pooled_table(facts: pd.DataFrame, places: int) -> pd.DataFrame:
    """The pooled facts as shown: 項目, 値, 対象, 時点, 種類."""
    return pd.DataFrame(
        {
            "項目": [row.label_ja for row in facts.itertuples()],
            "値": [text.number(row.value, row.unit, 0) for row in facts.itertuples()],
            "対象": [f"{row.places}/{places}団体" for row in facts.itertuples()],
            "時点": [dates(row) for row in facts.itertuples()],
            "種類": [text.BASIS[row.basis] for row in facts.itertuples()],
        }
    )


def dates(row) -> str:
    """The date of a pooled fact, or first and last."""
    return "〜".join(
        dict.fromkeys(date_words.written(day, row.is_fiscal_year) for day in (row.first, row.last))
    )


def sources(facts: pd.DataFrame) -> list[str]:
    """Ids of the sources behind facts."""
    return sorted({one for ids in facts["source_ids"] for one in ids})


def attribution(source_ids: list[str]) -> str:
    """「出典：…、…」 for a document; nothing of no source."""
    return "出典：" + "、".join(queries.sources(source_ids)["attribution"]) if source_ids else ""


def show(lg_codes: list[str], *, key: str) -> pd.DataFrame:
    """What is published about the places, as table with sources; the pooled facts."""
    facts = together(*lg_codes)
    value_tables.table_with_downloads(
        together_table(*lg_codes),
        title=f"{called(lg_codes)}の公表値",
        source_ids=sources(facts),
        notes=["値は、値のある団体の合計。値のない団体は合計に入れず、対象の数で示す。"],
        key=key,
        label=f"{called(lg_codes)}の公表値",
        expanded=True,
    )
    notes.source_fold("出典", sources(facts), icon=":material/menu_book:")
    return facts
