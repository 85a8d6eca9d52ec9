"""What is taken away: Excel that can be brought back, PowerPoint, a file for the public, and what other tools take over."""

import pandas as pd
import streamlit as st

from analysis import request_works, requests, spreadsheet, table_files
from analysis.request_words import DONE
from analysis.requests import FEWEST, OVERDUE_AFTER, PUBLIC_STEPS
from dashboard.exports import mime, powerpoint
from dashboard.exports.slide_model import Chart, Slide
from dashboard.forms import controls
from dashboard.forms.declaration import Assumption, Result
from dashboard.shared import text, value_tables
from japan import calendar
from pages import orders
from pages.requests.form import FORM, TITLE, TOOL
from pages.requests.intake import Chosen
from pages.requests.listing import crews_table
from pages.requests.places import HOT_M, hot_table, repeats_table
from pages.requests.results import DAYS_NOTE, ROUNDED, days_table, open_table
from pages.requests.together import ASSUMED_NOTE, Together, hours_table, pairs_table

PUBLIC_NOTE = "団体・道路の区分・種類・受付の月・状態・対応・日数と、丸めた位置だけです。番号・路線・場所の語・班・費用・写真は入れていません。"

EFFECTS = {"hours_now": "現状の直営の時間", "hours_after": "導入後の直営の時間"}  # as 導入効果試算 has them
POSITIONS = {name: 3 for name in requests.PUBLIC.values() if name.startswith(("緯度", "経度"))}
WITH_PHOTOS = "写真のリンクも、作った人が選んで入れています。"


def _about(photos: bool, source: str) -> pd.DataFrame:
    """What the file for the public holds, in words."""
    note = PUBLIC_NOTE.replace("・写真", "") + WITH_PHOTOS if photos else PUBLIC_NOTE
    return pd.DataFrame([("中身", note), ("出典", source)], columns=["項目", "内容"])


def take_away(chosen: Chosen, found: Together | None, contracts: pd.DataFrame, rounded: str) -> None:
    """Everything that leaves the page."""
    assumptions = _assumptions(chosen, found)
    controls.take_away(
        TITLE,
        (FORM,),
        chosen.brought.tables,
        results=lambda: _results(chosen, found, contracts),
        assumptions=assumptions,
        key=TOOL,
        deck=lambda: deck(chosen, found, assumptions),
    )
    _public(chosen, rounded)
    _hand_over(chosen, found)


def _assumptions(chosen: Chosen, found: Together | None) -> list[Assumption]:
    listed = [
        Assumption("時点", text.japanese_date(chosen.day)),
        Assumption("期限の記載がない件の超過", OVERDUE_AFTER, "日", "本ダッシュボードの仮定"),
        Assumption("日数を示す最少の件数", FEWEST, "件"),
        Assumption(
            "絞り込み後の件数", len(chosen.rows), "件", "結果のシートは絞り込み後、対応のシートはすべて"
        ),
    ]
    if found is not None:
        for label, unit, ends in (("1回の往復", "時間", found.assumed.trip), ("1班の人数", "人", found.assumed.crew), ("その場で済ませる割合", "", found.assumed.on_the_spot)):  # fmt: skip
            listed.append(Assumption(label, "〜".join(f"{end:g}" for end in ends), unit, ASSUMED_NOTE))
    return listed


def _results(chosen: Chosen, found: Together | None, contracts: pd.DataFrame) -> list[Result]:
    rows = chosen.rows
    results = [
        Result("結果_状態", requests.progress(rows).reset_index(names="団体"), "単位：件。算出値"),
        Result("結果_対応", requests.actions(rows).reset_index(names="種類"), "単位：件。完了した件"),
        Result("結果_日数", days_table(requests.days_by(rows, ["body", "kind"])), DAYS_NOTE),
        Result("結果_未完了", open_table(requests.still_open(rows)), "算出値"),
        Result(
            "結果_班・会社", crews_table(requests.crews(rows)), "算出値。費用と時間は書かれた件だけの合計"
        ),
        Result("結果_くり返し", repeats_table(requests.repeats(rows)), "算出値"),
        Result("結果_多い所", hot_table(requests.hot_spots(rows, HOT_M)), f"約{HOT_M}mのマス。算出値"),
        Result("結果_月と種類", _months(rows), "単位：件"),
        Result("結果_契約の型", contracts, "利用者の入力"),
    ]
    if found is not None:
        results += [
            Result("結果_一緒に回る", pairs_table(rows, found.pairs), "算出値"),
            Result("結果_減る時間", hours_table(found), f"推計。{ASSUMED_NOTE}"),
        ]
    return results


def _months(rows: pd.DataFrame) -> pd.DataFrame:
    return requests.calendar(rows).rename(columns="{}月".format).reset_index(names="種類")


def _public(chosen: Chosen, rounded: str) -> None:
    """A file that may be published."""
    st.subheader("公開用の一覧")
    st.caption(
        f"{PUBLIC_NOTE}（写真のリンクは、選んだときだけ入ります。）位置は{ROUNDED[rounded]}に丸めます（上の地図の「位置の丸め」で選びます）。件数の少ない所では、丸めた位置でも場所が分かることがあります。"
    )
    rows, step = chosen.rows, PUBLIC_STEPS[rounded]
    photos = bool(rows["photo"].notna().any()) and st.checkbox(
        "写真のリンクも入れる",
        key=f"{TOOL}_public_photos",
        help="写真に人・車の番号・表札が写っていないか、撮った位置が埋め込まれていないかを、先に確かめてください。",
    )
    with st.expander("公開用の一覧の例（初めの20行）", icon=":material/table:"):
        value_tables.show(
            requests.public(rows.head(20), step, with_photos=photos), alt="公開用の一覧の例", digits=POSITIONS
        )
    files = (
        ("公開用（CSV）", "csv", mime.CSV, lambda: table_files.csv_bytes(requests.public(rows, step, with_photos=photos), POSITIONS)),
        ("公開用（Excel）", "xlsx", mime.XLSX, lambda: spreadsheet.workbook({TITLE: requests.public(rows, step, with_photos=photos), "説明": _about(photos, chosen.source)})),
    )  # fmt: skip
    with st.container(horizontal=True):
        for label, ending, kind, content in files:
            st.download_button(
                label,
                data=content,
                file_name=f"{TITLE}_公開用.{ending}",
                mime=kind,
                icon=":material/public:",
                on_click="ignore",
                key=f"{TOOL}_public_{ending}",
            )


# --- to other tools -------------------------------------------------------------------------------------------------


def _hand_over(chosen: Chosen, found: Together | None) -> None:
    """Works with a cost to 発注状況, hours to 導入効果試算."""
    st.subheader("ほかのツールへ")
    has_costs = bool((chosen.rows["cost"].notna() & (chosen.rows["state"] == DONE)).any())
    with st.container(horizontal=True):
        st.button(
            "完了した作業を「発注状況」に加える",
            icon=":material/input:",
            key=f"{TOOL}_to_orders",
            disabled=not has_costs,
            on_click=_to_orders,
            args=(chosen.rows, chosen.brought.is_example),
        )
        hours = request_works.hours_a_year(chosen.rows)
        st.download_button(
            "「導入効果試算」に取り込む表（CSV）",
            data=lambda: table_files.csv_bytes(effect_rows(chosen, found)),
            file_name="導入効果試算_対応状況から.csv",
            mime=mime.CSV,
            icon=":material/download:",
            on_click="ignore",
            key=f"{TOOL}_to_effects",
            disabled=hours is None,
        )
    if st.session_state.pop(f"{TOOL}_handed", False):
        st.success("「発注状況」に加えました。", icon=":material/check:")
    st.page_link("pages/orders/page.py", label="発注状況を開く", icon=":material/receipt_long:")
    st.caption(
        "「発注状況」へは、団体・種類・班ごとに、費用の分かる完了した作業を1つの行にまとめて加えます（契約ではないので、契約方法は空欄です）。"
        "「導入効果試算」の表は、作業時間の分かる件から直営の時間の行を作ります。作業時間がなければ作れません。"
    )


def _to_orders(rows: pd.DataFrame, is_example: bool) -> None:
    """Put the works of the rows below what 発注状況 holds; works handed before are replaced."""
    held = controls.held(orders.TOOL)
    new = orders.FORM.table(request_works.as_orders(rows).to_dict("records"))
    tables, origin = new, "対応状況の作業"
    if held is not None:
        before = held.tables[orders.FORM.key]
        mine = before["title"].str.endswith(request_works.MARK).fillna(False)
        tables = pd.concat([before[~mine.astype(bool)], new], ignore_index=True)
        origin = held.origin_ja if origin in held.origin_ja else f"{held.origin_ja}、{origin}"
    controls.keep(orders.TOOL, {orders.FORM.key: tables}, origin, is_example=is_example)
    st.session_state[f"{TOOL}_handed"] = True


def effect_rows(chosen: Chosen, found: Together | None) -> pd.DataFrame:
    """Rows of 導入効果試算 by its own labels: hours of own staff a year now, and after with what trips save."""
    now = request_works.hours_a_year(chosen.rows)
    if now is None:
        return pd.DataFrame()
    origin = "例" if chosen.brought.is_example else "利用者の入力"
    source = f"対応状況の作業時間（{text.japanese_date(chosen.day)}時点。時間の分かる件だけ）"
    rows = [("hours_now", None, now, None, source)]
    if found is not None:
        low, base, high = (max(now - one, 0.0) for one in found.saved.total)
        rows.append(
            (
                "hours_after",
                high,
                base,
                low,
                f"{source}から、一緒に回って減る時間（本ダッシュボードの仮定）を引いた",
            )
        )
    return pd.DataFrame(
        [
            (
                EFFECTS[name],
                "時間/年",
                *map(_whole, (low, base, high)),
                origin,
                words,
            )
            for name, low, base, high, words in rows
        ],
        columns=["項目", "単位", "低い", "基本", "高い", "どこから", "根拠"],
    )


def _whole(value: float | None) -> float | None:
    return None if value is None else round(value)


def deck(chosen: Chosen, found: Together | None, assumptions: list[Assumption]) -> bytes:
    """The pictures and tables of the page as slides; nothing in them tells who or where exactly."""
    rows = chosen.rows
    source = (
        "架空の例（実在の団体の数値ではありません）" if chosen.brought.is_example else chosen.source
    ) + "｜算出値"
    counts = requests.progress(rows)
    done, total = int((rows["state"] == DONE).sum()), len(rows)
    slides = [
        Slide(
            f"{total:,}件のうち{done:,}件が完了しています",
            Chart("stacked_bar", list(counts.index), {name: list(counts[name]) for name in counts}, "件"),
            source=source,
        ),
        Slide(
            "完了までの日数です", days_table(requests.days_by(rows, ["kind"])).head(10), [DAYS_NOTE], source
        ),
        Slide("種類ごとに、多い月が違います", _months(rows).head(10), source=source),
    ]
    if found is not None:
        low, _, high = found.saved.total
        slides.append(Slide(f"一緒に回ると、年に{low:,.0f}〜{high:,.0f}人・時間が減る計算です", hours_table(found).round(0), [f"推計です。{ASSUMED_NOTE}"], source))  # fmt: skip
    slides.append(Slide("計算の前提", controls.listed(assumptions)))
    return powerpoint.deck_bytes(
        TITLE, slides, issued_on=calendar.today(), subtitle="通報・巡回・作業を複数の団体で並べて見る"
    )
