"""What is taken away: Excel that can be brought back, PowerPoint, and a copy without names."""

import pandas as pd
import streamlit as st

from analysis import orders
from dashboard.exports import mime, powerpoint
from dashboard.exports.slide_model import Chart, Slide
from dashboard.forms import controls
from dashboard.forms.controls import Brought
from dashboard.forms.declaration import Assumption, Result
from dashboard.forms.workbook import export_bytes
from japan import calendar
from pages.orders.bundles import candidates_table
from pages.orders.charts import yen
from pages.orders.form import FORM, TITLE, TOOL
from pages.orders.results import OWN_DATA, in_man, shared_table, tender_table

ON_SLIDE = [
    "点",
    "同じもの",
    "内容",
    "年度",
    "市区町村",
    "契約（件）",
    "契約金額（円）",
    "束ねた金額の大きさ",
]


def take_away(brought: Brought, rows: pd.DataFrame, near: pd.DataFrame, found: pd.DataFrame) -> None:
    """Excel and PowerPoint of what is shown, and a copy without names."""
    assumptions = [
        Assumption("前株と後株", "同じ会社" if st.session_state.get("orders_together") else "別の会社"),
        Assumption("隣り合う組", "、".join(f"{one.municipality}と{one.partner}" for one in near.itertuples()) or "なし"),
        Assumption("重なりの下限", orders.MIN_OVERLAP_DAYS, "日"),
        Assumption("絞り込み後の契約", len(rows), "件", "結果のシートは絞り込み後、発注のシートはすべて"),
    ]  # fmt: skip

    def results() -> list[Result]:
        table = orders.amounts(rows)
        return [
            Result("結果_金額", table.reset_index(names="分野"), "単位：円。算出値"),
            Result(
                "結果_入札月",
                tender_table(rows).rename(columns="{}月".format).reset_index(names="発注者"),
                "単位：件",
            ),
            Result("結果_共通受注者", shared_table(orders.shared_companies(rows)), "算出値"),
            Result("結果_束ねる候補", candidates_table(found) if len(found) else pd.DataFrame(), "算出値"),
        ]

    controls.take_away(
        TITLE,
        (FORM,),
        brought.tables,
        results=results,
        assumptions=assumptions,
        key=TOOL,
        deck=lambda: deck(rows, found, assumptions, brought.is_example),
    )
    _anonymised_copy(rows, assumptions[:1])


def _anonymised_copy(rows: pd.DataFrame, assumptions: list[Assumption]) -> None:
    """A file in which companies, places and titles have other names."""
    st.subheader("名前を伏せた写し")
    is_coarse = st.checkbox("金額を百万円、日付を月に丸める", value=True, key="orders_coarse")
    st.caption(
        "会社はA社、B社…、市区町村はA市、B町…、場所は地区1…、件名は契約1…に替えます（同じものは同じ名前）。部署・分野・業務は、市区町村や会社の名前だけを替えて残します（事務所などは出先1…）。"
        "丸めない金額や日付は、公表された入札結果と照らし合わせると会社が分かることがあります。"
    )
    st.download_button(
        "名前を伏せた Excel",
        data=lambda: export_bytes(
            f"{TITLE}（名前を伏せた写し）",
            (FORM,),
            {"orders": orders.anonymised(rows, is_coarse)},
            assumptions=assumptions,
            issued_on=calendar.today(),
        ),
        file_name=f"{TITLE}_名前を伏せた写し.xlsx",
        mime=mime.XLSX,
        icon=":material/visibility_off:",
        on_click="ignore",
        key="orders_anonymised",
    )


def deck(rows: pd.DataFrame, found: pd.DataFrame, assumptions: list[Assumption], is_example: bool) -> bytes:
    """The charts and tables of the page as slides."""
    source = ("架空の例（実在の市町村の数値ではありません）" if is_example else OWN_DATA) + "｜算出値"
    shared_by = orders.shared_companies(rows)
    slides = [_amounts_slide(rows, source), _months_slide(rows, source)]
    if len(shared_by):
        heading = f"{len(shared_by):,}社が複数の部署・団体から受注しています"
        slides.append(Slide(heading, shared_table(shared_by), source=source))
    if len(found):
        note = "市区町村や分野をまたぐ組を上に置いています。点の重みは本ダッシュボードの仮定で、束ねるべきだという判断ではありません。"
        short = candidates_table(found)[ON_SLIDE].head(10)
        slides.append(Slide("束ねることを検討できる契約の組です", short, [note], source))
    slides.append(Slide("計算の前提", controls.listed(assumptions)))
    return powerpoint.deck_bytes(
        TITLE, slides, issued_on=calendar.today(), subtitle="維持管理業務の発注を並べて見る"
    )


def _amounts_slide(rows: pd.DataFrame, source: str) -> Slide:
    parts = in_man(orders.amounts(rows)).drop(index="計", columns="計")
    return Slide(
        f"{len(rows):,}件、{yen(rows['amount'].sum())}の発注を分野と業務で見ました",
        Chart("stacked", list(parts.index), {name: list(parts[name]) for name in parts}, "万円"),
        source=source,
    )


def _months_slide(rows: pd.DataFrame, source: str) -> Slide:
    months = tender_table(rows)
    counts = {"件数": list(months.sum())}
    return Slide(
        "入札が集まる月です",
        Chart("column", [f"{month}月" for month in months], counts, "件", with_values=True),
        ["入札日のない契約は開始日の月で数えています。"],
        source,
    )
