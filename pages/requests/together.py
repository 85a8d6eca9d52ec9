"""What bodies could do together: works near a border or on another's road, trips made one, contracts side by side."""

from dataclasses import asdict, dataclass

import pandas as pd
import streamlit as st

from analysis import request_trips, requests
from analysis.request_trips import AREAS, CONTRACTS, NEAR_M, PERIODS, Assumed, Saved
from dashboard.shared import value_tables
from pages.requests.form import TOOL
from pages.requests.intake import Chosen

MANY = 20_000  # requests from which trips are worked out only when asked for
ASSUMED_NOTE = "本ダッシュボードの仮定です。自分の数値に置き換えてください。"
WORKS = ("舗装", "その他")
EXAMPLE_CONTRACTS = (
    ("甲市", "舗装", "単価", "通年", "全域"),
    ("甲市", "その他", "総価", "四半期", "地域別"),
    ("乙市", "舗装", "個別", "案件ごと", "なし"),
    ("乙市", "その他", "個別", "案件ごと", "なし"),
    ("丙県", "舗装", "総価", "通年", "地域別"),
    ("丙県", "その他", "総価", "通年", "地域別"),
)
CONTRACT_COLUMNS = {"body": "団体", "work": "作業", "contract": "契約の型", "period": "期間", "area": "範囲"}
FITS = {"work": "作業", "one": "団体", "other": "相手", "fit": "合わせ方", "reason_ja": "理由"}
# As printed; places of a document, so nothing of it is worked out further.
PRINTED = pd.DataFrame(
    [
        ("山口県", "", "地域別に、1年を通じて1社と 総価契約"),
        ("下松市", "舗装", "1年を通じて1社と 単価契約"),
        ("下松市", "その他", "地域別に、4半期毎に1社と 総価契約"),
        ("光市", "", "案件ごとに、個別発注"),
        ("周南市", "舗装等", "地域別に、1年を通じて1社と 単価契約"),
        ("周南市", "その他", "案件ごとに、個別発注"),
    ],
    columns=["団体", "作業", "契約"],
)
PRINTED_SOURCE = "出典：山口県「群マネの手引き Ver.1を読む前の、超入門マインドセット」（令和7年度）「4.3 山口県取組：R7.2～『広域連携による市町村事務の共同実施モデル構築事業』」。公表値"


@dataclass(frozen=True)
class Together:
    """What was found. pairs: `request_trips.matched`; border, others: which rows; a year: of months covered."""

    pairs: pd.DataFrame
    border: pd.Series
    others: pd.Series
    handed_a_year: float
    pairs_a_year: float
    assumed: Assumed
    saved: Saved


def trips(chosen: Chosen, around: dict) -> Together | None:
    """What one trip could do, and hours saved in ranges; None while it is not worked out."""
    rows = chosen.rows
    if rows["body"].nunique() < 2:
        st.info(
            "2つ以上の団体の一覧を読み込むと、一緒に回れる作業を探します。ファイルは何個でも一度に読めます。",
            icon=":material/group_add:",
        )
    if len(rows) > MANY and not st.toggle(
        "一緒に回れる作業を探す（件数が多いので数秒かかります）", key=f"{TOOL}_trips"
    ):
        return None
    border = chosen.once("border", lambda: request_trips.near_border(rows, around))
    others = chosen.once(
        "others", lambda: request_trips.on_others_road(rows) & (rows["status"] != "対応しない")
    )
    pairs = chosen.once("pairs", lambda: request_trips.matched(rows))
    paired = rows.index.isin([*pairs["one"], *pairs["other"]])
    months = requests.months_covered(rows)
    a_year = 12 / months
    handed = int((others & ~paired).sum())
    first, second, third = st.columns(3)
    first.metric(f"市町村の境から{NEAR_M:.0f}m以内", f"{int(border.sum()):,}件")
    second.metric("ほかの団体の道路の件", f"{int(others.sum()):,}件")
    third.metric("一緒に回れそうな組", f"{len(pairs):,}組")
    st.caption(
        f"算出値｜組は、別の団体の2件で、受付が同じ月、直線で{NEAR_M:.0f}m以内のもの（1件は1組だけ、近い順。本ダッシュボードの仮定）。"
        "道のりや、橋・川は見ていません。ほかの団体の道路は、市町村が受けた県道・国道と、県が受けた市町村道です（政令指定都市は県道も管理するので、数えすぎます）。"
    )
    assumed = _assumed()
    saved = request_trips.saved(len(pairs) * a_year, handed * a_year, assumed)
    found = Together(pairs, border, others, handed * a_year, len(pairs) * a_year, assumed, saved)
    _hours(found, months)
    if len(pairs):
        value_tables.table_with_downloads(
            pairs_table(rows, pairs),
            title="一緒に回れそうな組",
            source_ids=[],
            notes=[chosen.source],
            key="pairs",
            label="組の一覧",
        )
    return found


def _assumed() -> Assumed:
    """The assumptions as the reader has them."""
    labels = {
        "trip": "1回の往復（時間）",
        "crew": "1班の人数（人）",
        "on_the_spot": "ほかの団体の件をその場で済ませる割合（%）",
    }
    standard = asdict(Assumed())
    table = pd.DataFrame(
        {"前提": list(labels.values())}
        | {end: [standard[name][at] * (100 if name == "on_the_spot" else 1) for name in labels] for at, end in enumerate(("低い", "基本", "高い"))}
    )  # fmt: skip
    with st.expander("時間の前提（変えられます）", icon=":material/tune:"):
        st.caption(ASSUMED_NOTE)
        number = st.column_config.NumberColumn(min_value=0, required=True)
        edited = st.data_editor(
            table,
            column_config={"前提": st.column_config.TextColumn(disabled=True)}
            | dict.fromkeys(("低い", "基本", "高い"), number),
            num_rows="fixed",
            hide_index=True,
            key=f"{TOOL}_assumed",
        )
    rows = [sorted(row) for row in edited[["低い", "基本", "高い"]].fillna(0).to_numpy("float64").tolist()]
    trip, crew, spot = ((low, base, high) for low, base, high in rows)
    return Assumed(trip, crew, (min(spot[0], 100) / 100, min(spot[1], 100) / 100, min(spot[2], 100) / 100))


def _hours(found: Together, months: float) -> None:
    low, base, high = found.saved.total
    st.markdown(
        f"**往路は市道、復路は県道**のように1回で回ると、年に **{low:,.0f}〜{high:,.0f}人・時間**（基本 {base:,.0f}）の往復が減る計算です。"
    )
    value_tables.show(
        hours_table(found), alt="減る時間の内訳", digits={"低い": 0, "基本": 0, "高い": 0, "年の件数": 1}
    )
    st.caption(
        f"推計｜一覧の{months:.0f}か月を1年に直しています。{ASSUMED_NOTE}数えた時間ではありません。待ち時間、調整の手間、道具の違いは入れていません。"
    )


def hours_table(found: Together) -> pd.DataFrame:
    """The hours saved a year, by how they come about."""
    rows = [
        ("近くの2件を1回で回る", found.pairs_a_year, *found.saved.pairs),
        ("ほかの団体の道路の件を、その場で済ませる", found.handed_a_year, *found.saved.handed),
        ("合計", found.pairs_a_year + found.handed_a_year, *found.saved.total),
    ]
    return pd.DataFrame(rows, columns=["減らし方（人・時間/年）", "年の件数", "低い", "基本", "高い"])


def pairs_table(rows: pd.DataFrame, pairs: pd.DataFrame) -> pd.DataFrame:
    """The pairs as shown and exported, without positions."""
    one, other = (
        rows.loc[pairs["one"]].reset_index(drop=True),
        rows.loc[pairs["other"]].reset_index(drop=True),
    )
    return pd.DataFrame(
        {
            "受付の月": pairs["month"],
            "団体": one["body"], "種類": one["kind"], "道路": one["road_class"],
            "相手": other["body"], "相手の種類": other["kind"], "相手の道路": other["road_class"],
            "離れ（m）": pairs["distance_m"].round(0),
        }
    )  # fmt: skip


def contracts(chosen: Chosen) -> pd.DataFrame:
    """Let the reader say how each body lets its works; how they go together."""
    st.caption(
        "団体ごとの契約の型を選ぶと、合わせ方の手がかりを示します。契約の型が違うと、同じ作業でも1つの契約に入れにくくなります。"
    )
    key = f"{TOOL}_contracts_{chosen.brought.number}"
    edited = st.data_editor(
        _blank_contracts(chosen),
        column_config={
            "body": st.column_config.TextColumn("団体", required=True),
            "work": st.column_config.SelectboxColumn("作業", options=list(WORKS), required=True),
            "contract": st.column_config.SelectboxColumn("契約の型", options=list(CONTRACTS)),
            "period": st.column_config.SelectboxColumn("期間", options=list(PERIODS)),
            "area": st.column_config.SelectboxColumn("範囲", options=list(AREAS)),
        },
        num_rows="dynamic",
        hide_index=True,
        placeholder="",
        key=key,
    )
    found = request_trips.fits(edited)
    if len(found):
        value_tables.show(found.rename(columns=FITS), alt="契約の合わせ方")
        st.caption(
            "合わせ方は、型と期間だけで分けた本ダッシュボードの判断です。仕様、単価、地域の会社の数は見ていません。"
        )
    with st.expander("公表された例：山口県と周南3市の道路維持の契約", icon=":material/menu_book:"):
        value_tables.show(PRINTED, alt="山口県と3市の道路維持の契約")
        st.caption(PRINTED_SOURCE)
    return edited.rename(columns=CONTRACT_COLUMNS)


def _blank_contracts(chosen: Chosen) -> pd.DataFrame:
    if chosen.brought.is_example:
        return pd.DataFrame(list(EXAMPLE_CONTRACTS), columns=list(CONTRACT_COLUMNS))
    bodies = chosen.brought.tables["requests"]["body"].dropna().unique()[:30]
    rows = [(body, work, None, None, None) for body in bodies for work in WORKS]
    return pd.DataFrame(rows, columns=list(CONTRACT_COLUMNS), dtype="str")
