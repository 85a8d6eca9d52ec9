"""What the orders show: how many and how much, when, who works for several clients."""

import pandas as pd
import streamlit as st

from analysis import orders
from dashboard.forms import controls
from dashboard.forms.controls import Brought
from dashboard.runtime import place
from dashboard.shared import plot, value_tables
from pages.orders import charts
from pages.orders.charts import yen
from pages.orders.form import FORM, TITLE, TOOL

OWN_DATA = "出典：利用者が用意した発注の一覧"
COLORS_BY = {"sector": "分野", "work_type": "業務の種類", "municipality": "市区町村", "method": "契約方法"}
CLIENTS_BY = {"client": "部署まで", "municipality": "市区町村まで"}
PER_VIEW = 60  # bars of the timeline at a time
FILTERS = {"municipality": "市区町村", "department": "部署", "sector": "分野", "work_type": "業務の種類"}
MATRIX_ROWS, MATRIX_COLUMNS = 20, 24


def bring() -> Brought | None:
    """The shared controls for this tool; any Excel is taken, the reader says which column is what."""
    return controls.bring(TOOL, TITLE, (FORM,), is_mapped=True)


def pick(rows: pd.DataFrame) -> pd.DataFrame:
    """Let the reader narrow the orders and say when two names are one company; with `company` and `client`."""
    apart = not st.toggle("前株と後株を同じ会社とみなす", key="orders_together")
    rows = orders.with_companies(rows, apart).assign(client=orders.clients(rows))
    columns = st.columns(4)
    for column, (name, label) in zip(columns, FILTERS.items(), strict=True):
        wanted = column.multiselect(
            label, sorted(rows[name].dropna().unique()), placeholder="すべて", key=f"orders_{name}"
        )
        if wanted:
            rows = rows[rows[name].isin(wanted)]
    return rows.reset_index(drop=True)


def totals(rows: pd.DataFrame) -> None:
    """How many, how much, who."""
    first, second, third, fourth = st.columns(4)
    first.metric("契約（Σ）", f"{len(rows):,}件")
    second.metric("契約金額（Σ）", yen(rows["amount"].sum(min_count=1)))
    third.metric("受注者", f"{rows['company'].nunique():,}社")
    fourth.metric("発注した部署", f"{rows['client'].nunique():,}")
    without = int(rows["amount"].isna().sum())
    notes = [f"契約金額は、金額が空欄の{without:,}件を除いた合計です。"] * bool(without)
    wrong = int((rows["end"] < rows["start"]).sum())
    notes += [f"終了日が開始日より前の{wrong:,}件は、期間の図と束ねる候補に入れていません。"] * bool(wrong)
    st.caption("｜".join(["算出値", *notes, OWN_DATA]))


def timeline(rows: pd.DataFrame) -> None:
    """Contracts as bars, sixty at a time."""
    by = place.pick("色", "color", COLORS_BY, default="sector")
    dated = rows[rows["start"].notna() & rows["end"].notna() & (rows["end"] >= rows["start"])]
    dated = in_order(dated)
    if dated.empty:
        st.info("開始日と終了日のある契約がありません。", icon=":material/event_busy:")
        return
    views = -(-len(dated) // PER_VIEW)
    view = 1
    if views > 1:
        view = int(
            st.number_input(f"表示するページ（1〜{views:,}、{PER_VIEW}件ずつ）", 1, views, key="orders_view")
        )
    shown = dated.iloc[(view - 1) * PER_VIEW : view * PER_VIEW]
    plot.draw(charts.timeline(shown, by), key="timeline", alt="契約ごとの期間")
    st.caption(
        f"市区町村・部署・開始日の順に {len(shown):,}件（期間の分かる{len(dated):,}件のうち。全{len(rows):,}件）"
    )


def in_order(rows: pd.DataFrame) -> pd.DataFrame:
    """Clients as they come in the file, each one's contracts by start."""
    return rows.sort_values(
        ["client", "start"],
        key=lambda column: column if column.name == "start" else column.map({name: at for at, name in enumerate(rows["client"].unique())}),
        kind="stable",
    )  # fmt: skip


def tenders(rows: pd.DataFrame) -> None:
    """In which months tenders fall."""
    counts = tender_table(rows)
    if counts.empty:
        st.info("入札日か開始日のある契約がありません。", icon=":material/event_busy:")
        return
    plot.draw(charts.tender_months(counts.head(40)), key="tenders", alt="入札の月ごとの件数")
    known = int(counts.to_numpy().sum())
    by_start = int((rows["tender_date"].isna() & rows["start"].notna()).sum())
    notes = [f"算出値｜Σ {known:,}件"]
    notes += [f"日付のない{len(rows) - known:,}件を除きます。"] * (known < len(rows))
    notes += [f"入札日のない{by_start:,}件は、開始日の月で数えています。"] * bool(by_start)
    st.caption("　".join(notes))


def tender_table(rows: pd.DataFrame) -> pd.DataFrame:
    """By department when one municipality is shown, else by municipality."""
    return orders.tender_months(rows, "client" if rows["municipality"].nunique() == 1 else "municipality")


def amounts(rows: pd.DataFrame) -> None:
    """Yen by sector and work type, with totals."""
    if rows["amount"].isna().all():
        st.info("金額の書かれた契約がありません。", icon=":material/inbox:")
        return
    table = orders.amounts(rows)
    plot.draw(charts.amounts(table), key="amounts", alt="分野と業務の種類ごとの契約金額")
    value_tables.show(
        in_man(table).reset_index(),
        alt="分野と業務の種類ごとの契約金額（万円）",
    )
    st.caption(f"単位：万円｜算出値｜Σ {yen(table.loc['計', '計'])}（上の契約金額Σと同じ）")


def in_man(table: pd.DataFrame) -> pd.DataFrame:
    """Yen in ten thousands."""
    return (table / 10_000).round(0).rename_axis(index="分野")


def shared(rows: pd.DataFrame) -> None:
    """Companies that work for several clients, as matrix and network."""
    by = place.pick("発注者の分け方", "client", CLIENTS_BY, default="client")
    client = rows["client"] if by == "client" else orders.labelled(rows["municipality"])
    found = orders.shared_companies(rows, client)
    if found.empty:
        st.info("複数の発注者から受注している会社はありません。", icon=":material/person_search:")
    else:
        _shared_pictures(rows, client, found)
        value_tables.table_with_downloads(
            shared_table(found),
            title="共通の受注者",
            source_ids=[],
            notes=[OWN_DATA],
            key="shared",
        )
    doubtful = orders.doubtful_companies(rows)
    if len(doubtful) and not st.session_state.get("orders_together"):
        pairs = "、".join(f"{one.name}／{one.other_name}" for one in doubtful.head(5).itertuples(index=False))
        st.caption(f"※ 前株と後株は別の会社として扱っています（{pairs}）。同じ会社なら、上の切り替えで合わせられます。")  # fmt: skip
    st.caption(
        "会社名は、株式会社・(株)・㈱、全角と半角、空白、支店名の違いを除いて同じ会社とみなします。共同企業体は1つの会社として数えます。"
    )


def _shared_pictures(rows: pd.DataFrame, client: pd.Series, found: pd.DataFrame) -> None:
    """The busiest shared companies and their clients, as matrix and as network. found: as `orders.shared_companies`."""
    counts = orders.company_matrix(rows, found["company"].head(MATRIX_ROWS), client)
    busiest = counts.sum().nlargest(MATRIX_COLUMNS).index
    counts = counts[[name for name in counts if name in busiest]]
    counts = counts[counts.sum(axis=1) > 0]
    left, right = st.columns(2, gap="medium")
    with left:
        st.subheader("受注者 × 発注者（件）")
        plot.draw(charts.company_matrix(counts), key="matrix", alt="受注者と発注者ごとの件数")
    with right:
        st.subheader("つながり")
        plot.draw(charts.network(counts), key="network", alt="発注者と共通の受注者のつながり")
    st.caption(
        f"算出値｜複数の発注者から受注している会社 {len(found):,}社、"
        f"Σ {found['contracts'].sum():,}件・{yen(found['amount'].sum())}。図は受注者{len(counts):,}社・発注者{len(counts.columns):,}（多い順に{MATRIX_ROWS}社・{MATRIX_COLUMNS}まで）。左が発注者、右が受注者、太い線ほど件数が多い。"
    )


def shared_table(found: pd.DataFrame) -> pd.DataFrame:
    """Companies with several clients as shown and exported."""
    return found.rename(
        columns={
            "company": "受注者",
            "clients": "発注者の数",
            "contracts": "契約（件）",
            "amount": "契約金額（円）",
        }
    )
