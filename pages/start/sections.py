"""Sections of はじめに: findings, gaps, changes and next steps of the nation or the reader's own place."""

import pandas as pd
import streamlit as st

from analysis import dates, profile, rounding
from dashboard import queries
from dashboard.runtime import device, place
from dashboard.shared import controls, notes, text
from pages import profile as profiles

CHANGING = (  # metrics with several dates, in the order in which they are told
    "general_admin_staff",
    "general_admin_staff_per_1000_residents",
    "tangible_asset_depreciation_rate",
    "water_pipe_overage_share",
    "road_bridge_maintenance_share",
    "public_works_expenditure_per_resident",
    "construction_establishments",
    "population",
)
STEPS_OF_TOWN = {
    "partners": ("連携候補を見る", "だれと組むとよさそうか、理由と一緒に"),
    "profile": ("カルテを開く", "1枚にまとめて印刷・PDF・Excel に"),
    "briefing": ("説明資料にする", "発表用のスライドと PowerPoint に"),
}
STEPS_OF_PREFECTURE = {
    "groups": ("群に分けてみる", "条件を決めて県内を自動で分ける"),
    "partners": ("補完の大きさを見る", "都道府県が支える場合に何が要るか"),
    "briefing": ("説明資料にする", "発表用のスライドと PowerPoint に"),
}
STEPS_OF_NATION = {
    "overview": ("全国の状況", "地図と推移で、担い手と施設のいま"),
    "gap": ("どちらも重い場所", "担い手の少なさと施設の傷みが重なる市区町村"),
    "cases": ("ほかの地域の事例", "だれと、何を、どんな契約で"),
}


def remember(prefecture: pd.Series | None, muni: pd.Series | None) -> None:
    """Have this device remember the choice, and take up what it remembers."""
    chosen = None
    if prefecture is not None:
        chosen = prefecture["prefecture_code"] if muni is None else muni["lg_code"]
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(
            "ここで選んだ場所は、この端末のブラウザが覚えます（外部には送りません）。", width="content"
        )
        if chosen is not None:
            st.button("忘れる", on_click=device.forget, args=(chosen,), type="tertiary")
        remembered = device.place_remembered(chosen)
    if remembered in set(queries.municipalities()["lg_code"]):
        controls.choose_municipality(remembered)
        st.rerun()
    if remembered in set(queries.prefectures()["prefecture_code"]):
        place.choose("pref", remembered)
        st.rerun()


def own_place(prefecture: pd.Series, muni: pd.Series | None) -> None:
    """What stands out about the place, what is unknown, what changed, and the next step."""
    if muni is None:
        own = profiles.of_prefecture(prefecture["prefecture_code"])
    else:
        own = profiles.of_municipality(muni["lg_code"])
    st.header(f"{own.name}の3つの特徴", divider="gray")
    _findings(own.sentences)
    st.header("まだ分からないこと", divider="gray")
    st.markdown(own.unknown or "文章にする項目には、すべて値があります。")
    st.header("前の時点からの変化", divider="gray")
    metric_ids = _changes(prefecture, muni)
    st.header("次の一歩", divider="gray")
    _steps(STEPS_OF_PREFECTURE if muni is None else STEPS_OF_TOWN)
    notes.source_line(sorted({*own.source_ids, *queries.sources_of_metrics(*metric_ids)}))


def nation() -> None:
    """What stands out in the nation, what is unknown, what changed, and the next step."""
    st.header("全国の3つの特徴", divider="gray")
    figures, ratings = queries.printed_figures(), queries.bridge_ratings()
    without = figures.loc["municipalities_without_technical_staff"]
    bridges = queries.metric_values("bridges_per_100_general_staff").dropna(subset=["value"])
    needing = ratings.loc[ratings["rating"].isin(["Ⅲ", "Ⅳ"]), "bridges"].sum()
    total = ratings["bridges"].sum()
    _findings(
        [
            f"{without['text_ja'].rstrip('。')}（{without['as_of_ja']}現在、{without['scope_ja']}の職員。公表値）。",
            f"一般行政部門の職員より管理する橋の方が多い市区町村は、値のある{len(bridges):,}のうち"
            f"{(bridges['value'] > 100).sum():,}です（橋は{text.japanese_date(bridges['as_of'].max())}、"
            f"職員は{text.japanese_date(bridges['denominator_as_of'].max())}現在。算出値）。",
            f"全国の道路橋{total:,.0f}橋のうち{needing:,.0f}橋（{needing / total:.1%}）は、早期または緊急の措置が必要です"
            f"（全道路管理者、{text.japanese_date(ratings['as_of'].iloc[0])}現在。割合は算出値）。",
        ]
    )
    st.header("まだ分からないこと", divider="gray")
    counts = queries.staff_counts()
    st.markdown(
        f"技術系職員または土木技師の実数があるのは、{len(queries.municipalities()):,}市区町村のうち{len(counts):,}だけです。"
        "ほかは**未収録**で、0人ではありません。"
    )
    st.header("前の時点からの変化", divider="gray")
    metric_ids = _changes(None, None)
    st.header("次の一歩", divider="gray")
    _steps(STEPS_OF_NATION)
    st.caption(f"出典：[{without['document_ja']}]({without['document_url']})（{without['as_of_ja']}現在）")
    tables = queries.sources_of("road_maintenance_facts", "staffing_survey")
    notes.source_line(
        sorted({*tables, *queries.sources_of_metrics("bridges_per_100_general_staff", *metric_ids)})
    )


def _findings(sentences: list[str]) -> None:
    with st.container(border=True):
        for sentence in sentences:
            st.markdown(f"**{sentence}**")


def _changes(prefecture: pd.Series | None, muni: pd.Series | None) -> list[str]:
    """The newest and the last value before it of each metric that has both, in a table; the metrics shown."""
    code = None if prefecture is None else prefecture["prefecture_code"]
    lg_code = None if muni is None else muni["lg_code"]
    area = (
        "全国"
        if prefecture is None
        else prefecture["prefecture_name"]
        if muni is None
        else muni["municipality_name"]
    )
    known = {}
    for metric_id in CHANGING:
        metric = queries.metric(metric_id)
        how = profile.how_over_time(metric["kind"], metric["unit"])
        rows = queries.metric_trend(metric_id, how, code, lg_code)
        if len(own := rows[rows["area"] == area].tail(2)) == 2:
            known[metric_id] = _change(metric, *own.to_dict("records"))
    if not known:
        st.markdown("2つの時点の値がそろう指標は、まだありません。")
        return []
    st.table(pd.DataFrame(known.values()).set_index("指標"))
    if muni is None:
        st.caption(
            "値のある市区町村の合計、分母で重みをつけた平均、または単純平均です。団体数の同じ時点だけを比べます。｜算出値"
        )
    return list(known)


def _change(metric: pd.Series, before: dict, after: dict) -> dict[str, str]:
    """Two values of a metric, each with its date, and the difference of what is printed."""
    unit, digits = metric["unit"], int(metric["digits"])
    first, last = (
        float(text.shown(rounding.printed(row["value"], unit, digits), unit)) for row in (before, after)
    )
    points = "ポイント" if text.shown_unit(unit) == "%" else unit
    shown = [
        f"{text.number(row['value'], unit, digits)}（{dates.written(row['as_of'], metric['is_fiscal_year'])}）"
        for row in (before, after)
    ]
    difference = f"{last - first:+,.{digits}f}{points}" if round(last - first, digits) else "変わらない"
    return {"指標": metric["label_ja"], "前": shown[0], "いま": shown[1], "差": difference}


def _steps(steps: dict[str, tuple[str, str]]) -> None:
    for column, (address, (label, why)) in zip(st.columns(len(steps)), steps.items(), strict=True):
        with column, st.container(border=True):
            choices = {"how": "auto"} if address == "groups" else {}
            st.page_link(
                f"pages/{address}/page.py", label=label, icon=":material/arrow_forward:", query_params=choices
            )
            st.caption(why)
    st.page_link(
        "pages/handbook/page.py",
        label="「群マネの手引き」の章と問いから、画面を探す",
        icon=":material/signpost:",
    )
