"""Where the numbers come from: sources, coverage, files, and every table to take away."""

import pandas as pd
import streamlit as st

from analysis import dates
from dashboard import queries
from dashboard.runtime.cache import cached
from dashboard.shared import notes, prose, text, value_tables
from pages.sources import queries as own_queries

TOPICS = {"staffing": "職員", "ageing": "施設", "finance": "財政", "outlook": "将来"}


def cards() -> None:
    """One fold per source: what it is, whose, under which terms, with its caveats."""
    st.html(_cards())


@cached
def _cards() -> str:
    return prose.folds(
        (
            f"{'' if source.is_official else '【非公式】'}{source.title_ja}　—　{source.publisher}",
            f"- **収録範囲**：{source.covers_ja}\n"
            f"- **時点**：{text.japanese_date(source.as_of)}現在（取得 {text.japanese_date(source.retrieved)}）\n"
            f"- **行数**：{source.rows:,}行（{source.editions}版、1行＝{source.unit_of_row}）\n"
            f"- **利用条件**：[{source.licence}]({source.licence_url})\n"
            f"- **掲載ページ**：<{source.page}>\n"
            f"- **出典の書き方**：{source.attribution}\n"
            + "".join(f"- **より新しい公表**：{one}\n" for one in notes.newer_ja([source.source_id]))
            + "".join(f"\n※ {note}\n" for note in source.notes_ja),
        )
        for source in queries.sources().itertuples()
    )


def newer() -> None:
    """Official editions that are known to exist and are not loaded."""
    known = notes.newer_ja(queries.newer_editions(None)["source_id"].to_list())
    st.markdown("次の公表があることが分かっていますが、収録していません。取り込むと、この一覧から消えます。")
    st.markdown("\n".join(f"- {one}" for one in known))


def coverage(metrics: pd.DataFrame) -> None:
    """How many of the 1,741 each metric covers."""
    table = pd.DataFrame(
        {
            "分野": metrics["topic"].map(TOPICS),
            "指標": metrics["label_ja"],
            "単位": metrics["unit"].map(text.shown_unit),
            "値の種類": metrics["basis"].map(text.BASIS),
            "収録（1,741中）": metrics["municipalities_covered"],
            "最新の時点": [
                dates.written(day, is_fiscal_year) or "未収録"
                for day, is_fiscal_year in zip(
                    metrics["latest_as_of"], metrics["is_fiscal_year"], strict=True
                )
            ],
        }
    )
    value_tables.grid(
        table,
        column_config={
            "収録（1,741中）": st.column_config.ProgressColumn(min_value=0, max_value=1741, format="%d"),
        },
        height=38 + 35 * len(metrics),
        alt="指標の収録状況",
    )
    used = sorted({source_id for sources in metrics["sources"] for source_id in sources})
    value_tables.downloads(table, title="指標の収録状況", source_ids=used, notes=[], key="coverage")


def implausible(values: pd.DataFrame) -> None:
    """Values of the sources that are marked as hardly possible, by metric and mark, and each of them."""
    st.markdown(
        "資料にあるとおりに載せていますが、あり得る範囲の外の値、前の時点から大きく変わった値、0が「ない」のか「記録がない」のか"
        "区別できない値には印を付け、順位・中央値・文章に入れません。値は直していません。何を印とするかは指標ごとに決めています。"
    )
    counts = values.groupby(["label_ja", "mark"]).size()
    st.markdown(
        "\n".join(
            f"- {label}：{text.mark(mark, None)}　{count:,}団体" for (label, mark), count in counts.items()
        )
    )
    ids = queries.sources_of_metrics(*values["metric_id"].unique())
    value_tables.table_with_downloads(
        _implausible_table(),
        title="あり得にくい値",
        source_ids=ids,
        notes=["値は資料のとおり。"],
        key="implausible",
    )


@cached
def _implausible_table() -> pd.DataFrame:
    values = own_queries.implausible_values()
    return pd.DataFrame(
        {
            "指標": values["label_ja"],
            "団体コード": values["lg_code"],
            "都道府県": values["prefecture_name"],
            "市区町村": values["municipality_name"],
            "値": _written(values, "value"),
            "前の時点の値": _written(values, "value_before"),
            "時点": values["as_of"],
            "印": [text.mark(mark, None) for mark in values["mark"]],
        }
    )


def _written(values: pd.DataFrame, column: str) -> list[str]:
    return [
        text.number(value, unit, digits)
        for value, unit, digits in zip(values[column], values["unit"], values["digits"], strict=True)
    ]


def checks(statements: list[str]) -> None:
    """What holds of all numbers: a database of which one statement does not hold is not put in place."""
    st.markdown("データベースは、作るたびに次を確かめ、1つでも合わなければ置き換えません。")
    st.markdown("\n".join(f"- {statement}" for statement in statements))


def estimate(validation: pd.DataFrame) -> None:
    """How the staff of municipalities without a count is estimated, and how far that can be trusted."""
    st.markdown(
        "技術系職員（土木技師・建築技師）の実数がない市区町村について、職員数・人口・面積・土木費・道路延長・団体の種類から、"
        "0人の確率、5人以下の確率、中央値と80%区間を推計しています（ゼロ過剰の負の二項分布）。"
        "実数がある団体では実数を示し、推計は示しません。**推計は、その団体に技術系職員がいるかどうかを示すものではありません。**"
    )
    st.markdown(what_it_knows(validation.set_index("name_ja")["value"]))
    table = pd.DataFrame(
        {
            "検証した内容": validation["name_ja"],
            "結果": [
                f"{value:,.{_digits(unit)}f}{unit}"
                for value, unit in zip(validation["value"], validation["unit"], strict=True)
            ],
            "説明": validation["note_ja"],
        }
    )
    st.table(table, border="horizontal", hide_index=True, alt="推計の検証")
    source_ids = list(queries.metric("technical_staff_zero_probability")["sources"])
    value_tables.downloads(
        table,
        title="技術系職員の推計の検証",
        source_ids=source_ids,
        notes=["推計の検証。実数ではない。"],
        key="validation",
    )
    notes.source_line(source_ids)


def what_it_knows(measured: pd.Series) -> str:
    """What the estimate knows, what comes from published shares and what is assumed. measured: value of each statement by name."""
    size = measured.get("0人の確率と職員数の順位相関", float("nan"))
    if pd.isna(size):
        return ""  # everything is counted
    without = measured["実数を1つも使わない推計との順位相関"]
    half = measured["「約半数が5人以下」を45%・55%とみたときの確率の変化（最大）"]
    return (
        f"- **主に規模の地図です。** 0人の確率と一般行政部門職員数の順位相関は {size:.3f} です。同じ規模の団体のうちどこにいないかは、ほとんど分かりません。\n"
        f"- **実数は順位をほとんど変えていません。** 実数を1つも使わない推計との順位相関は {without:.3f} です。実数は主に、いる場合の人数とばらつきを決めます。\n"
        "- **公表値から**：0人の団体の数（40市・262町・131村）、5人以下の割合（約半数）、規模とともに0人の確率が下がる速さ（人口規模別の割合）。\n"
        "- **仮定から**：土木技師と建築技師の割合、都道府県の差の大きさ、人数が職員数にほぼ比例すること。\n"
        f"- **「約半数」の読み方**：45%または55%とみると、確率は最大 {half:.0f}ポイント変わります。"
    )


def _digits(unit: str) -> int:
    return {"団体": 0, "": 3}.get(unit, 1)


def editions(rows: pd.DataFrame) -> None:
    """The files read, with size and fingerprint."""
    headings = {
        "title_ja": "資料",
        "edition": "版",
        "as_of": "時点",
        "retrieved": "取得日",
        "file_name": "ファイル",
        "bytes": "大きさ（バイト）",
        "rows": "行数",
        "sha256": "指紋（SHA-256）",
    }
    value_tables.table_with_downloads(
        rows[list(headings)].rename(columns=headings),
        title="読み込んだファイル",
        source_ids=[],
        notes=["データベースを作るときに読み込んだファイルの一覧。"],
        key="editions",
        label="ファイルの一覧",
    )


def on_a_map(metrics: pd.DataFrame) -> None:
    """The outlines of the municipalities with one metric, for geographic programs."""
    st.markdown(
        "市区町村の区域界（1,741団体、幅およそ200mまでの凹凸を省いたもの）に、選んだ指標の最新の値を付けて入手できます。QGIS などで開けます。"
    )
    labels = metrics.set_index("metric_id")["label_ja"]
    chosen = st.selectbox(
        "地図に付ける指標",
        labels.index,
        index=None,
        format_func=labels.get,
        placeholder="指標を選んでください",
    )
    if chosen is None:
        return
    metric = queries.metric(chosen)
    source_ids = [*metric["sources"], *queries.sources_of("outline_files")]
    value_tables.map_downloads(
        value_tables.rows_of_metric(queries.metric_values(chosen), metric),
        code="団体コード",
        title=f"{metric['label_ja']}_区域界",
        source_ids=source_ids,
        key="on_a_map",
    )
    notes.source_line(source_ids)


def everything() -> None:
    """Any table of the database as a file, with the meaning of its columns."""
    name = st.selectbox("表", queries.tables(), index=None, placeholder="表を選んでください")
    if name is None:
        st.caption("表を選ぶと、列の意味を確かめてから CSV・Excel・Parquet で入手できます。")
        return
    table = queries.table(name)
    meanings = queries.columns().set_index("column_name")
    value_tables.grid(
        pd.DataFrame({"列": table.columns})
        .join(meanings, on="列")
        .rename(columns={"label_ja": "意味", "unit": "単位", "note_ja": "注"}),
        alt="列の意味",
    )
    value_tables.downloads(
        table,
        title=name,
        source_ids=None,
        notes=["列の意味は「出典と品質」の画面にあります。"],
        key="everything",
        is_in_full=True,
    )


def operators() -> None:
    """How new official files get in; for whoever runs the server."""
    st.markdown(
        "- 「データ取込」の画面は、環境変数 `DASHBOARD_IMPORT=1` を付けて起動すると使えます。公開サーバーでは使わないでください。\n"
        "- 画面を使わずに取り込むには、公式ファイルを `data/raw/` に置き、`python -m etl build` を実行します。"
    )
