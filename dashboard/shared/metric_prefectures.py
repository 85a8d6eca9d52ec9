"""One metric for the 47 prefectures: map, ranking and table."""

import pandas as pd
import streamlit as st

from analysis import dates, prefecture_values
from dashboard.maps import metric_map
from dashboard.maps.choropleth import HoverColumn, Legend, MapContent, MapView, choropleth
from dashboard.maps.classes import cut
from dashboard.shared import controls, figures, national_map, notes, plot, text, value_tables

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
                for at, one in enumerate(remark(metric, table.iloc[row].to_dict()) for row in of)
                if one
            },
            description=f"{metric['label_ja']}を都道府県ごとに塗り分けた地図。同じ値は下の表にあります。",
        ),
        key="map_prefectures",
        on_click=controls.choose_prefecture,
        view=MapView(
            height=620,
            prefecture_code=None if prefecture is None else prefecture["prefecture_code"],
            fades=False,
            by_prefecture=True,
        ),
    )


def _note(metric: pd.Series, values: pd.DataFrame, table: pd.DataFrame) -> str:
    """As of when, how the values are made, of how many, who is left out of the comparison and of whom only bounds are known."""
    how = table["how"].iloc[0]
    made = how_made(metric, how)
    basis = text.BASIS["estimated" if metric["basis"] == "estimated" else "derived"]
    covered = f"値のある {table['covered'].sum():,} / {table['members'].sum():,} 市区町村"
    left_out = table.loc[table["placed"].isna(), "prefecture_name"].to_list()
    rule = "値のない市区町村がある" if how == "sum" else "値のある市区町村が半分に満たない"
    outside = f"比べていない都道府県（{rule}など）：{'、'.join(left_out)}。" if left_out else ""
    is_open = table["highest"].notna()
    bounds = (
        f"印刷の下限未満の市区町村がある{is_open.sum()}都道府県は幅だけが分かるので、その中央で並べ、幅が1つの値に決まらなければ順位を付けません。"
        if is_open.any()
        else ""
    )
    return (
        f"{metric_map.dates(values, metric)}｜{basis}｜{covered}｜{made}。"
        f"都道府県が管理する施設や職員は含みません。{outside}{bounds}"
    )


def _rows(metric: pd.Series, table: pd.DataFrame) -> pd.DataFrame:
    """One row per prefecture, where need is greatest first; values on the scale shown."""
    shown = table.sort_values("placed", ascending=metric["higher_is"] == "better", na_position="last")
    rows = pd.DataFrame(
        {
            "順位": shown["rank"].astype("Int64"),
            "都道府県コード": shown["prefecture_code"],
            "都道府県": shown["prefecture_name"],
            text.labelled(metric): text.printed(shown["value"], metric["unit"], int(metric["digits"])),
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
            "備考": [remark(metric, one) for one in shown.to_dict("records")],
        }
    )


def how_made(metric: pd.Series, how: str) -> str:
    """How the value of several municipalities together is made. how: as of analysis.prefecture_values."""
    return HOW[how].format(numerator=metric["numerator_ja"], denominator=metric["denominator_ja"])


def remark(metric: pd.Series, row: dict) -> str:
    if pd.notna(row["highest"]):
        bounds = text.between(row["lowest"], row["highest"], metric["unit"], int(metric["digits"]))
        return f"{bounds}（印刷の下限未満の団体があり、幅だけが分かる）"
    if pd.isna(row["value"]):
        return "値がない"
    return f"{row['covered']:,}団体分だけのため、比べていない" if pd.isna(row["placed"]) else ""
