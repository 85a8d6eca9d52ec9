"""Streamlit pieces shared by the pages: pickers, tables, notes, downloads."""

import pandas as pd
import streamlit as st
from plotly.graph_objects import Figure

from dashboard import queries
from dashboard.exports import tables
from dashboard.maps import metric_map
from dashboard.runtime import place
from dashboard.runtime.cache import cached
from dashboard.shared import figures, plot, text
from japan.facilities import BRIDGE

POPULATION_CLASSES = {
    "under5k": ("5千人未満", 0, 5_000),
    "5k": ("5千〜1万人", 5_000, 10_000),
    "10k": ("1万〜3万人", 10_000, 30_000),
    "30k": ("3万〜5万人", 30_000, 50_000),
    "50k": ("5万〜10万人", 50_000, 100_000),
    "100k": ("10万〜30万人", 100_000, 300_000),
    "300k": ("30万人以上", 300_000, float("inf")),
}
MOST_COMPARED = 8
LEDGER_COLUMNS = [
    "bridge_id", "bridge_name", "route_name", "municipality_name", "manager_ja", "built_fiscal_year", "length_m", "width_m",
    "structure_ja", "soundness_category", "inspection_fiscal_year",
]  # fmt: skip


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


def pick_place() -> tuple[pd.Series | None, pd.Series | None]:
    """Let the reader choose a prefecture and a municipality."""
    left, right = st.columns(2)
    with left:
        prefecture = pick_prefecture()
    with right:
        muni = pick_municipality(prefecture)
    return prefecture, muni


def choose_municipality(lg_code: str | None) -> None:
    """Choose what the reader clicked; a click outside the chosen prefecture goes there."""
    if lg_code is None:
        return
    place.choose("muni", lg_code)
    if st.query_params.get("pref") not in (None, lg_code[:2]):
        place.choose("pref", lg_code[:2])


def pick_metric(
    topic: str,
    name: str = "metric",
    label: str = "指標",
    default: str | None = None,
    only: list[str] | None = None,
) -> pd.Series:
    """Let the reader choose one of a topic's metrics, or one of those named."""
    metrics = queries.metrics(topic).set_index("metric_id", drop=False)
    if only is not None:
        metrics = metrics.loc[only]
    labels = {
        metric_id: metric["label_ja"] + ("" if metric["municipalities_covered"] else "（未収録）")
        for metric_id, metric in metrics.iterrows()
    }
    return metrics.loc[place.pick(label, name, labels, default=default or next(iter(labels)))]


def pick_kind(values: pd.DataFrame) -> pd.Series:
    """Let the reader keep municipalities of one population class and one type, side by side; which rows pass."""
    sizes = {code: label for code, (label, *_) in POPULATION_CLASSES.items()}
    left, right = st.columns(2)
    with left:
        size = place.pick("人口規模", "size", sizes, empty="すべて")
    with right:
        kind = place.pick("団体の種類", "type", text.MUNICIPALITY_TYPES, empty="すべて")
    passing = pd.Series(True, index=values.index)
    if size is not None:
        _, low, high = POPULATION_CLASSES[size]
        passing &= values["population"].between(low, high, inclusive="left")
    if kind is not None:
        passing &= values["municipality_type"] == kind
    return passing


def chart(figure: Figure, key: str, alt: str) -> None:
    """A figure as it was drawn: our own look, no toolbar (its buttons are English; downloads stand under every table)."""
    plot.draw(figure, key, alt)


def metric_table(values: pd.DataFrame, metric: pd.Series, name: str) -> None:
    """The numbers behind the figures, sorted by need, with downloads; opened by the reader, sent only then."""
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
    if metric["basis"] == "estimated":
        counts = metric_map.known_counts(shown)
        table = table.assign(status=[counts.get(position) for position in range(len(table))])
    if metric["kind"] == "level":
        table = table.drop(columns="denominator_as_of")
    table = table.rename(columns=headings)
    table_with_downloads(
        table,
        title=f"{metric['label_ja']}_{name}",
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
    source_ids: list[str],
    notes: list[str],
    key: str,
    label: str = "表",
    digits: dict[str, int] | None = None,
    choose: bool = False,
    expanded: bool = False,
) -> None:
    """A table under a fold, with CSV and Excel to take away; it is sent only when the fold is open.

    Files are named after the title. With choose, a click on a row chooses its 団体コード.
    """
    fold = st.expander(
        f"{label}とダウンロード（{len(table):,}行）",
        expanded=expanded,
        icon=":material/table:",
        on_change="rerun",
        key=f"fold_{key}",
    )
    if not fold.open:
        return
    with fold:
        config = {
            name: st.column_config.NumberColumn(format=f"%.{count}f")
            for name, count in (digits or {}).items()
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
            placeholder="",
            key=key,
            alt=title,
            **({"on_select": row_chosen, "selection_mode": "single-row"} if choose else {}),
        )
        downloads(table, title=title, source_ids=source_ids, notes=notes, key=key)


def downloads(
    table: pd.DataFrame, *, title: str, source_ids: list[str] | None, notes: list[str], key: str
) -> None:
    """Buttons for CSV and Excel, named after the title; the file is made when a button is pressed.

    source_ids: None names all sources.
    """
    safe = "".join("・" if character in '\\/:*?"<>|' else character for character in title)
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


def in_prefecture(values: pd.DataFrame, prefecture: pd.Series | None) -> pd.Series:
    """Which rows lie in the prefecture; all when none is chosen."""
    if prefecture is None:
        return pd.Series(True, index=values.index)
    return values["prefecture_code"] == prefecture["prefecture_code"]


def metric_notes(values: pd.DataFrame, metric: pd.Series) -> None:
    """As of when, how many of the 1,741, what kind of value, why it matters, what it leaves out, whose it is."""
    covered = int((values["value"].notna() | values["status"].isin(text.STATUS)).sum())
    coverage = f"収録 {covered:,} / {len(values):,} 市区町村"
    if metric["basis"] == "estimated":
        coverage = f"推計 {covered:,} / {len(values):,} 市区町村（ほかは実数）"
    st.caption(f"{metric_map.dates(values, metric)}｜{text.BASIS[metric['basis']]}｜{coverage}")
    with st.expander("この指標について", icon=":material/info:"):
        st.markdown(metric["why_it_matters_ja"])
        if metric["kind"] != "level":
            st.markdown(f"**計算**：{metric['numerator_ja']} ÷ {metric['denominator_ja']}")
        for caveat in metric["caveats_ja"]:
            st.markdown(f"- {caveat}")
    source_line(list(metric["sources"]))


def source_line(source_ids: list[str]) -> None:
    """「出典：…」 with a link, the as-of date and the terms of each source."""
    for line in _source_lines(source_ids):
        st.caption(line)


@cached
def _source_lines(source_ids: list[str]) -> list[str]:
    return [
        f"出典：{'' if source.is_official else '【非公式】'}[{source.attribution}]({source.page})"
        f"（{text.japanese_date(source.as_of)}現在、{source.licence}）"
        for source in queries.sources(source_ids).itertuples()
    ]


def municipality_card(muni: pd.Series, topics: list[str]) -> None:
    """One municipality's real numbers with rank, date and kind of value."""
    st.subheader(f"{muni['prefecture_name']} {muni['municipality_name']}")
    st.caption(
        f"{text.MUNICIPALITY_TYPES[muni['municipality_type']]}｜"
        f"人口 {muni['population']:,}人（{text.japanese_date(muni['population_as_of'])}現在）｜"
        f"面積 {muni['area_km2']:,.2f}km²（{text.japanese_date(muni['area_as_of'])}現在）"
    )
    rows = queries.municipality_metrics(muni["lg_code"], topics)
    rows = rows[rows["value"].notna() | ~rows["is_estimate"]]  # an estimate steps back where a count is known
    table = pd.DataFrame(
        {
            "指標": rows["label_ja"],
            "値": [
                text.STATUS.get(row.status, text.number(row.value, row.unit, int(row.digits)))
                if pd.isna(row.value) and not pd.isna(row.status)
                else text.number(row.value, row.unit, int(row.digits))
                for row in rows.itertuples()
            ],
            "種類": rows["basis"].map(text.BASIS).fillna(""),
            "時点": [text.japanese_date(day) for day in rows["as_of"]],
            "中央値": [
                ""
                if pd.isna(row.median_of_nation)
                else text.number(row.median_of_nation, row.unit, int(row.digits))
                for row in rows.itertuples()
            ],
            "県内順位": [_rank(row.rank_in_prefecture, row.of_prefecture) for row in rows.itertuples()],
            "全国順位": [_rank(row.rank_in_nation, row.of_nation) for row in rows.itertuples()],
        }
    )
    width = None
    if rows["is_estimate"].any():
        width = 250  # pixels, for an interval
        before = rows["is_estimate"].argmax()
        interval = pd.DataFrame([_interval(queries.staff_estimate(muni["lg_code"]))])
        table = pd.concat([table.iloc[:before], interval, table.iloc[before:]]).fillna("")
    st.dataframe(
        table,
        column_config={"値": st.column_config.Column(width=width)},
        hide_index=True,
        height=38 + 35 * len(table),
        alt=f"{muni['municipality_name']}の指標",
    )
    source_ids = sorted({source_id for sources in rows["sources"] for source_id in sources})
    note = "順位は値の大きい順です。中央値と順位は、値のある団体の中でのものです。「データなし」は0ではありません。"
    st.caption(note)
    name = f"{muni['prefecture_name']}{muni['municipality_name']}の指標"
    downloads(table, title=name, source_ids=source_ids, notes=[note], key="card")
    compare_link(muni["lg_code"])
    source_line(source_ids)


def compare_link(*whom: str, label: str = "比較に加える") -> None:
    """The way to the comparison, with these municipalities or groups (place.group_code) beside those chosen there before."""
    others = [code for code in place.stated("compare") if code not in whom]
    codes = [*others, *whom][-MOST_COMPARED:]
    st.page_link(
        "pages/compare/page.py",
        label=label,
        icon=":material/bar_chart:",
        query_params={"compare": ",".join(codes)},
    )


def _interval(estimate: pd.Series) -> dict[str, str]:
    """The estimated technical staff as a row of the card: median and 80 % interval."""
    return {
        "指標": "技術系職員数（推計）",
        "値": f"中央値 {estimate['median']:,}人（80%区間 {estimate['low']:,}〜{estimate['high']:,}人）",
        "時点": text.japanese_date(estimate["as_of"]),
        "種類": text.BASIS["estimated"],
    }


def _rank(rank: float, count: float) -> str:
    return "" if pd.isna(rank) else f"{int(rank):,} / {int(count):,}"


def printed_counts(counts: pd.DataFrame) -> None:
    """Counts of engineers as documents print them."""
    table = counts.rename(
        columns={
            "lg_code": "団体コード",
            "employer_ja": "団体",
            "occupation_printed_ja": "資料の表記",
            "staff_count": "人数（人）",
            "as_of": "時点",
            "note_ja": "備考",
            "document_ja": "資料",
        }
    )[["団体コード", "団体", "資料の表記", "人数（人）", "時点", "備考", "資料"]]
    table_with_downloads(
        table,
        title="資料に示された技術職員数",
        source_ids=["mlit_gunmane_materials"],
        notes=["公表値。全国表ではなく、資料に印刷された団体だけを収録。"],
        key="printed_counts",
    )
    source_line(["mlit_gunmane_materials"])


def ledger_table(bridges: pd.DataFrame, projection: pd.DataFrame, where: str) -> None:
    """Every bridge of the ledger, and the projected share year by year."""
    source_ids = list(bridges["source_id"].unique())
    labels = BRIDGE.labels | {"municipality_name": "所在地", "manager_ja": "管理者"}
    table_with_downloads(
        bridges[LEDGER_COLUMNS].rename(columns=labels),
        title=f"橋の台帳_{where}",
        source_ids=source_ids,
        notes=["公表値。架設年度の空欄は不明。判定区分の1〜4はⅠ〜Ⅳ、空欄は未点検。"],
        key="ledger",
        label="橋の台帳",
    )
    table_with_downloads(
        pd.DataFrame(
            {
                "年度": projection["fiscal_year"],
                "50年以上の橋": projection["aged"],
                "架設年度が分かる橋": projection["known"],
                "50年以上の割合（%）": (projection["share"] * 100).round(1),
            }
        ),
        title=f"建設後50年以上の橋の割合_{where}",
        source_ids=source_ids,
        notes=["算出値。いまの橋を架け替えずに使い続けた場合。架設年度が不明の橋は含めない。"],
        key="projection",
        label="50年以上の割合",
    )


def fifty_year_shares(shares: pd.DataFrame) -> None:
    """The ministry's shares of structures 50 years or older, as chart and table."""
    chart(figures.fifty_year_shares(shares), key="fifty", alt="建設後50年以上の施設の割合")
    st.caption(
        "道路橋は橋長2m以上、河川管理施設は水門など。建設年度が不明の施設は除いた割合です。50年は便宜上の区切りで、寿命ではありません。｜公表値（2020年3月時点の集計）"
    )
    table_with_downloads(
        pd.DataFrame(
            {
                "施設": shares["facility_kind_ja"],
                "対象": shares["stock_ja"],
                "時点": shares["observation_ja"],
                "50年以上の割合（%）": (shares["share_50_years"] * 100).round(0),
                "注": shares["footnote_ja"],
            }
        ),
        title="建設後50年以上の施設の割合_全国",
        source_ids=["mlit_50_year_shares"],
        notes=["公表値（2020年3月時点の集計）。"],
        key="fifty_years",
    )
    source_line(["mlit_50_year_shares"])
