"""One metric for the 47 prefectures: map, ranking and table."""

import pandas as pd
import streamlit as st

from analysis import dates, prefecture_values
from dashboard.maps import metric_map
from dashboard.maps.choropleth import HoverColumn, Legend, MapContent, MapView, choropleth
from dashboard.maps.classes import cut
from dashboard.runtime import place
from dashboard.shared import figures, national_map, notes, plot, text, value_tables

HOW = {
    "sum": "管内の市区町村の合計",
    "ratio": "{numerator}の合計を{denominator}の合計で割った値（分母の大きさで重みをつけた平均）",
    "median": "管内の市区町村の中央値（合計も、重みをつけた平均も作れない指標のため）",
    "mean": "管内の市区町村の確率の平均（該当すると見込まれる団体の割合。実数のある団体は除く）",
}


def show(metric: pd.Series, values: pd.DataFrame, prefecture: pd.Series | None) -> None:
    """The metric of each prefecture's municipalities together, the chosen prefecture brought out. values: as queries.metric_values."""
    table = prefecture_values.together(metric, values)
    st.subheader(f"{metric['label_ja']}　47都道府県")
    _draw_map(metric, values, table, prefecture)
    st.caption(_note(metric, values, table))
    notes.source_line(list(metric["sources"]))
    if table["placed"].notna().any():
        st.subheader(f"{metric['label_ja']}の順")
        ranking = figures.prefecture_ranking(table, metric, prefecture)
        plot.draw(ranking, key="prefecture_ranking", alt="都道府県の順")
    value_tables.table_with_downloads(
        _rows(metric, table),
        title=f"{metric['label_ja']}_都道府県",
        source_ids=list(metric["sources"]),
        notes=[_note(metric, values, table), metric["why_it_matters_ja"], *metric["caveats_ja"]],
        key=f"prefectures_{metric['metric_id']}",
        digits={text.labelled(metric): int(metric["digits"])},
    )


def _draw_map(
    metric: pd.Series, values: pd.DataFrame, table: pd.DataFrame, prefecture: pd.Series | None
) -> None:
    """Every municipality in the colour of its prefecture; a click chooses the prefecture."""
    unit, digits = text.shown_unit(metric["unit"]), int(metric["digits"])
    placed = text.shown(table["placed"], metric["unit"])
    classes = cut(placed.to_list(), unit=unit, digits=digits)
    of = values["prefecture_code"].map({code: at for at, code in enumerate(table["prefecture_code"])})
    choropleth(
        national_map.outlines(),
        MapContent(
            classes=[classes.indexes[at] for at in of],
            hover=[
                HoverColumn(metric["label_ja"], unit, digits, placed.reindex(of).to_list()),
                HoverColumn("値のある団体", "団体", 0, table["covered"].reindex(of).to_list()),
            ],
            legend=Legend(
                text.labelled(metric),
                metric_map.palette(metric, len(classes.labels)),
                classes.labels,
                missing_label="比べられない",
            ),
            note=metric_map.dates(values, metric),
            marks={
                at: one
                for at, one in enumerate(_remark(metric, table.iloc[row].to_dict()) for row in of)
                if one
            },
            description=f"{metric['label_ja']}を都道府県ごとに塗り分けた地図。同じ値は下の表にあります。",
        ),
        key="map_prefectures",
        on_click=_choose,
        view=MapView(
            height=620,
            prefecture_code=None if prefecture is None else prefecture["prefecture_code"],
            fades=False,
            by_prefecture=True,
        ),
    )


def _choose(prefecture_code: str) -> None:
    place.choose("pref", prefecture_code)
    place.choose("muni", None)


def _note(metric: pd.Series, values: pd.DataFrame, table: pd.DataFrame) -> str:
    """How the values are made, as of when, and who is left out of the comparison."""
    how = HOW[table["how"].iloc[0]].format(
        numerator=metric["numerator_ja"], denominator=metric["denominator_ja"]
    )
    left_out = table.loc[table["placed"].isna(), "prefecture_name"].to_list()
    rule = "値のない市区町村がある" if table["how"].iloc[0] == "sum" else "値のある市区町村が半分に満たない"
    outside = f"比べていない都道府県（{rule}など）：{'、'.join(left_out)}。" if left_out else ""
    return (
        f"{metric_map.dates(values, metric)}｜{text.BASIS['estimated' if metric['basis'] == 'estimated' else 'derived']}｜{how}。"
        f"都道府県が管理する施設や職員は含みません。{outside}"
    )


def _rows(metric: pd.Series, table: pd.DataFrame) -> pd.DataFrame:
    """One row per prefecture, where need is greatest first; values on the scale shown."""
    shown = table.sort_values("placed", ascending=metric["higher_is"] == "better", na_position="last")
    digits = int(metric["digits"]) + 2
    rows = pd.DataFrame(
        {
            "順位": shown["rank"].astype("Int64"),
            "都道府県コード": shown["prefecture_code"],
            "都道府県": shown["prefecture_name"],
            text.labelled(metric): text.shown(shown["value"], metric["unit"]).round(digits),
        }
    )
    if metric["kind"] != "level":
        rows[text.with_unit(metric["numerator_ja"], metric["numerator_unit"])] = shown["numerator"]
        rows[text.with_unit(metric["denominator_ja"], metric["denominator_unit"])] = shown["denominator"]
    return rows.assign(
        **{
            "値のある団体": shown["covered"],
            "市区町村": shown["members"],
            "時点": [dates.short({**metric, **one}) for one in shown.to_dict("records")],
            "備考": [_remark(metric, one) for one in shown.to_dict("records")],
        }
    )


def _remark(metric: pd.Series, row: dict) -> str:
    if pd.notna(row["highest"]):
        bounds = text.between(row["lowest"], row["highest"], metric["unit"], int(metric["digits"]))
        return f"{bounds}（印刷の下限未満の団体があり、幅だけが分かる）"
    if pd.isna(row["value"]):
        return "値がない"
    return f"{row['covered']:,}団体分だけのため、比べていない" if pd.isna(row["placed"]) else ""
