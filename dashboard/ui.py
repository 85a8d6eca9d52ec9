"""Streamlit pieces shared by the pages: pickers, tables, notes, downloads."""

import pandas as pd
import streamlit as st

from dashboard import place, queries, text
from dashboard.exports import tables
from dashboard.maps import metric_map

POPULATION_CLASSES = {
    "under5k": ("5千人未満", 0, 5_000),
    "5k": ("5千〜1万人", 5_000, 10_000),
    "10k": ("1万〜3万人", 10_000, 30_000),
    "30k": ("3万〜5万人", 30_000, 50_000),
    "50k": ("5万〜10万人", 50_000, 100_000),
    "100k": ("10万〜30万人", 100_000, 300_000),
    "300k": ("30万人以上", 300_000, float("inf")),
}


def pick_prefecture() -> pd.Series | None:
    """Let the reader narrow the page to one prefecture; None is the whole country."""
    prefectures = queries.prefectures().set_index("prefecture_code", drop=False)
    code = place.pick("都道府県", "pref", prefectures["prefecture_name"].to_dict(), empty="全国")
    return None if code is None else prefectures.loc[code]


def pick_municipality(prefecture: pd.Series | None) -> pd.Series | None:
    """Let the reader choose one municipality, of the prefecture when one is chosen."""
    municipalities = queries.municipalities().set_index("lg_code", drop=False)
    if prefecture is None:
        names = municipalities["prefecture_name"] + " " + municipalities["municipality_name"]
    else:
        municipalities = municipalities[municipalities["prefecture_code"] == prefecture["prefecture_code"]]
        names = municipalities["municipality_name"]
    code = place.pick("市区町村", "muni", names.to_dict(), empty="名前で探す")
    return None if code is None else municipalities.loc[code]


def choose_municipality(lg_code: str | None) -> None:
    """Choose what the reader clicked; a click outside the chosen prefecture goes there."""
    if lg_code is None:
        return
    place.choose("muni", lg_code)
    if st.query_params.get("pref") not in (None, lg_code[:2]):
        place.choose("pref", lg_code[:2])


def pick_metric(topic: str, name: str = "metric", label: str = "指標", default: str | None = None) -> pd.Series:
    """Let the reader choose one of a topic's metrics."""
    metrics = queries.metrics(topic).set_index("metric_id", drop=False)
    labels = {
        metric_id: metric["label_ja"] + ("" if metric["municipalities_covered"] else "（未収録）")
        for metric_id, metric in metrics.iterrows()
    }
    return metrics.loc[place.pick(label, name, labels, default=default or next(iter(labels)))]


def pick_kind(values: pd.DataFrame) -> pd.Series:
    """Let the reader keep municipalities of one population class and one type; which rows pass."""
    left, right = st.columns(2)
    with left:
        size = place.pick("人口規模", "size", {code: label for code, (label, *_) in POPULATION_CLASSES.items()}, empty="すべて")
    with right:
        kind = place.pick("団体の種類", "type", text.MUNICIPALITY_TYPES, empty="すべて")
    passing = pd.Series(True, index=values.index)
    if size is not None:
        _, low, high = POPULATION_CLASSES[size]
        passing &= values["population"].between(low, high, inclusive="left")
    if kind is not None:
        passing &= values["municipality_type"] == kind
    return passing


def metric_table(values: pd.DataFrame, metric: pd.Series, name: str) -> None:
    """The numbers behind the charts, sorted by need, with downloads; opened by the reader, sent only then."""
    shown = values.sort_values("value", ascending=metric["higher_is"] == "better", na_position="last")
    unit = text.shown_unit(metric["unit"])
    headings = {
        "lg_code": "団体コード",
        "prefecture_name": "都道府県",
        "municipality_name": "市区町村",
        "value": f"{metric['label_ja']}（{unit}）" if unit else metric["label_ja"],
    }
    if metric["kind"] != "level":
        headings |= {
            "numerator": f"{metric['numerator_ja']}（{metric['numerator_unit']}）",
            "denominator": f"{metric['denominator_ja']}（{metric['denominator_unit']}）",
        }
    headings |= {"as_of": "時点", "denominator_as_of": "分母の時点", "basis": "値の種類", "status": "備考"}
    table = shown[list(headings)].assign(
        value=text.shown(shown["value"], metric["unit"]).round(int(metric["digits"]) + 2),
        basis=shown["basis"].map(text.BASIS),
        status=shown["status"].map(text.STATUS).where(shown["value"].isna(), None),
    )
    if metric["kind"] == "level":
        table = table.drop(columns="denominator_as_of")
    table = table.rename(columns=headings)
    table_with_downloads(
        table,
        title=metric["label_ja"],
        file_name=f"{metric['label_ja']}_{name}",
        source_ids=list(metric["sources"]),
        notes=[metric["why_it_matters_ja"], *metric["caveats_ja"]],
        key=f"table_{metric['metric_id']}",
        digits={headings["value"]: int(metric["digits"])},
        choose=True,
    )


def table_with_downloads(
    table: pd.DataFrame,
    *,
    title: str,
    file_name: str,
    source_ids: list[str],
    notes: list[str],
    key: str,
    digits: dict[str, int] | None = None,
    choose: bool = False,
) -> None:
    """A table under a fold, with CSV and Excel to take away. With choose, a click on a row chooses its 団体コード."""
    fold = st.expander(f"表とダウンロード（{len(table):,}行）", icon=":material/table:", on_change="rerun", key=f"fold_{key}")
    if not fold.open:
        return
    with fold:
        config = {
            name: st.column_config.NumberColumn(format=f"%.{count}f") for name, count in (digits or {}).items()
        }
        config |= {
            name: st.column_config.DateColumn(format="YYYY年M月D日")
            for name in table
            if str(table[name].dtype).startswith("datetime")
        }

        def row_chosen() -> None:
            rows = st.session_state[key]["selection"]["rows"]
            if rows:
                choose_municipality(table["団体コード"].iloc[rows[0]])

        st.dataframe(
            table,
            column_config=config,
            hide_index=True,
            height=min(38 + 35 * max(len(table), 1), 420),
            key=key,
            alt=title,
            **({"on_select": row_chosen, "selection_mode": "single-row"} if choose else {}),
        )
        downloads(table, title=title, file_name=file_name, source_ids=source_ids, notes=notes, key=key)


def downloads(
    table: pd.DataFrame, *, title: str, file_name: str, source_ids: list[str], notes: list[str], key: str
) -> None:
    """Buttons for CSV and Excel; the file is made when a button is pressed."""
    safe = "".join("・" if character in '\\/:*?"<>|' else character for character in file_name)
    with st.container(horizontal=True):
        st.download_button(
            "CSV（Excel 用）",
            data=lambda: tables.csv_bytes(table),
            file_name=f"{safe}.csv",
            mime="text/csv",
            icon=":material/download:",
            on_click="ignore",
            key=f"csv_{key}",
        )
        st.download_button(
            "Excel（出典シート付き）",
            data=lambda: tables.xlsx_bytes(table, title, queries.sources(source_ids), notes),
            file_name=f"{safe}.xlsx",
            mime="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            icon=":material/download:",
            on_click="ignore",
            key=f"xlsx_{key}",
        )


def metric_notes(values: pd.DataFrame, metric: pd.Series) -> None:
    """As of when, how many of the 1,741, what kind of value, why it matters, what it leaves out, whose it is."""
    covered = int((values["value"].notna() | values["status"].isin(text.STATUS)).sum())
    st.caption(
        f"{metric_map.dates(values, metric)}｜{text.BASIS[metric['basis']]}｜"
        f"収録 {covered:,} / {len(values):,} 市区町村"
    )
    with st.expander("この指標について", icon=":material/info:"):
        st.markdown(metric["why_it_matters_ja"])
        if metric["kind"] != "level":
            st.markdown(f"**計算**：{metric['numerator_ja']} ÷ {metric['denominator_ja']}")
        for caveat in metric["caveats_ja"]:
            st.markdown(f"- {caveat}")
    source_line(list(metric["sources"]))


def source_line(source_ids: list[str]) -> None:
    """「出典：…」 with a link, the as-of date and the terms of each source."""
    for source in queries.sources(source_ids).itertuples():
        mark = "" if source.is_official else "【非公式】"
        st.caption(
            f"出典：{mark}[{source.attribution}]({source.page})（{text.japanese_date(source.as_of)}現在、{source.licence}）"
        )


def municipality_card(muni: pd.Series, topics: list[str]) -> None:
    """One municipality's real numbers with rank, date and kind of value."""
    st.subheader(f"{muni['prefecture_name']} {muni['municipality_name']}")
    st.caption(
        f"{text.MUNICIPALITY_TYPES[muni['municipality_type']]}｜"
        f"人口 {muni['population']:,}人（{text.japanese_date(muni['population_as_of'])}現在）｜"
        f"面積 {muni['area_km2']:,.2f}km²（{text.japanese_date(muni['area_as_of'])}現在）"
    )
    rows = queries.municipality_metrics(muni["lg_code"], topics)
    table = pd.DataFrame(
        {
            "指標": rows["label_ja"],
            "値": [
                text.STATUS.get(row.status, text.number(row.value, row.unit, int(row.digits)))
                if pd.isna(row.value) and not pd.isna(row.status)
                else text.number(row.value, row.unit, int(row.digits))
                for row in rows.itertuples()
            ],
            "全国の中央値": [text.number(row.median_of_nation, row.unit, int(row.digits)).replace("データなし", "") for row in rows.itertuples()],
            "県内順位": [_rank(row.rank_in_prefecture, row.of_prefecture) for row in rows.itertuples()],
            "全国順位": [_rank(row.rank_in_nation, row.of_nation) for row in rows.itertuples()],
            "時点": [text.japanese_date(day) for day in rows["as_of"]],
            "種類": rows["basis"].map(text.BASIS),
        }
    )
    st.dataframe(table, hide_index=True, height=38 + 35 * len(table), alt=f"{muni['municipality_name']}の指標")
    st.caption("順位は値の大きい順です。「データなし」は0ではありません。")
    source_line(sorted({source_id for sources in rows["sources"] for source_id in sources}))


def _rank(rank: float, count: float) -> str:
    return "" if pd.isna(rank) else f"{int(rank):,} / {int(count):,}"
